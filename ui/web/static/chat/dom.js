// Small helpers. Text only ever becomes text.
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");

export const behavior = () => (calm.matches ? "auto" : "smooth");

// Conversations are a drawer then, and the source a sheet; see page.css.
export const narrow = window.matchMedia("(max-width: 60rem)");

export const isNarrow = () => narrow.matches;

export function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value != null) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

export function filled(template, values) {
  return template.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}

export async function copy(text) {
  // Without HTTPS there is no clipboard, only the old command.
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = make("textarea", { style: "position:fixed;opacity:0", readonly: true });
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

export const isComposing = (event) => event.isComposing || event.keyCode === 229;
