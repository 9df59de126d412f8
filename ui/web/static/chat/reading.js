// How a question was read, and the form that corrects it.
const WITH_VALUE = new Set(["=", "≥", ">", "≤", "<", "highest", "lowest"]);

export function onClick(target) {
  if (target.dataset.action === "cancel-correction") {
    close(target.closest(".reading"));
    return true;
  }
  if (target.dataset.correct === undefined) return false;
  const part = target.closest(".reading");
  const form = part.querySelector(".correction");
  form.hidden = false;
  bind(form);
  const named = target.dataset.correct && form.elements[target.dataset.correct];
  const field = named || form.querySelector("input");
  field.focus();
  field.select?.();
  return true;
}

export function onEscape(target) {
  const form = target.closest?.(".correction");
  if (form) close(form.closest(".reading"));
  return Boolean(form);
}

export function wish(form) {
  const { intent, subject, indicator, condition, language } = form.closest(".reading").dataset;
  return { intent, subject, indicator, condition, language, ...Object.fromEntries(new FormData(form)) };
}

function close(part) {
  const form = part.querySelector(".correction");
  form.hidden = true;
  form.reset();
  part.querySelector(".correct").focus();
}

function bind(form) {
  const relation = form.elements.new_relation;
  if (!relation) return;
  const limit = form.querySelector(".limit");
  const show = () => {
    limit.hidden = !WITH_VALUE.has(relation.value);
    const needed = !limit.hidden && !["highest", "lowest"].includes(relation.value);
    form.elements.new_value.required = needed;
  };
  relation.onchange = show;
  show();
}
