// A text field with a list that follows what is typed (ARIA 1.2 combobox, list autocomplete).
import { make, pause } from "./service.js";

let made = 0;

/**
 * Gives a field its list.
 * @param field The input.
 * @param find Async: words to `[{value, label, detail, note}]`.
 * @param choose Called with the value that was chosen.
 * @param nothing What to say where nothing fits.
 */
export function combobox(field, find, choose, nothing) {
  const list = make("ul", { class: "combo-list", role: "listbox", id: `combo-${(made += 1)}`, hidden: true });
  list.setAttribute("aria-label", field.labels?.[0]?.textContent.trim() || "");
  field.after(list);
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-expanded": "false",
    "aria-controls": list.id,
    "aria-autocomplete": "list",
    autocomplete: "off",
  })) field.setAttribute(name, value);
  let found = [];
  let at = -1;
  let asked = 0;
  let shown = "";

  function close() {
    list.hidden = true;
    at = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  function mark(number) {
    at = number;
    [...list.children].forEach((row, n) => row.setAttribute("aria-selected", String(n === at)));
    const row = list.children[at];
    if (row && found[at]) {
      field.setAttribute("aria-activedescendant", row.id);
      row.scrollIntoView({ block: "nearest" });
    } else field.removeAttribute("aria-activedescendant");
  }

  function take(number) {
    const one = found[number];
    close();
    if (one) choose(one.value);
  }

  /** The row that Enter takes: the one that is marked, else the only one there is. */
  function chosen() {
    if (at >= 0 && at < found.length) return at;
    const fits = found.length === 1 && shown === field.value.trim() && shown !== "";
    return fits ? 0 : -1;
  }

  async function show() {
    const mine = (asked += 1);
    await pause(120);
    if (mine !== asked) return;
    const words = field.value.trim();
    const result = await find(words).catch(() => []);
    if (mine !== asked || document.activeElement !== field) return;
    found = result;
    shown = words;
    const rows = found.map((one, n) =>
      make(
        "li",
        {
          role: "option",
          id: `${list.id}-${n}`,
          "aria-selected": "false",
          onmousedown: (event) => event.preventDefault(),
          onclick: () => take(n),
        },
        make("span", {}, one.label, one.detail ? make("span", {}, one.detail) : null),
        make("small", {}, one.note || ""),
      ),
    );
    list.replaceChildren(
      ...(rows.length ? rows : [make("li", { class: "none", role: "option", "aria-disabled": "true", "aria-selected": "false" }, nothing)]),
    );
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
    mark(-1);
  }

  field.addEventListener("input", (event) => {
    if (!event.isComposing) show();
  });
  field.addEventListener("compositionend", show);
  field.addEventListener("click", () => list.hidden && show());
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) {
        show();
        return;
      }
      const step = event.key === "ArrowDown" ? 1 : -1;
      mark((at + step + found.length + 1) % (found.length + 1));
    } else if (event.key === "Enter" && !list.hidden && chosen() >= 0) {
      event.preventDefault();
      take(chosen());
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
}
