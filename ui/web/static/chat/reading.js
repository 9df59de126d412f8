// How a question was read, and the form that corrects it.
import { behavior, make } from "./dom.js";

const RANKS = ["highest", "lowest"];
const WITH_VALUE = new Set(["=", "≥", ">", "≤", "<", ...RANKS]);

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
  const { intent, subject, regions, indicator, condition, language } = form.closest(".reading").dataset;
  const read = { intent, subject, regions, indicator, condition, language };
  return { ...read, ...Object.fromEntries(new FormData(form)) };
}

// The correction was asked: what is corrected next starts from the reading again.
export function accept(form) {
  form.hidden = true;
  form.reset();
  for (const said of form.querySelectorAll(".field-error")) said.remove();
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
}

// A field says nothing that can be asked for: the form is back as it was filled in, with the reason.
export function refuse(form, name, reason) {
  form.hidden = false;
  bind(form);
  const field = form.elements[name];
  const said = make("span", { class: "field-error", role: "alert" }, reason);
  field.closest("label").querySelector(".field-error")?.remove();
  field.after(said);
  field.setAttribute("aria-invalid", "true");
  field.oninput = () => {
    said.remove();
    field.removeAttribute("aria-invalid");
  };
  form.scrollIntoView({ behavior: behavior(), block: "nearest" });
  field.focus({ preventScroll: true });
  field.select();
}

function close(part) {
  accept(part.querySelector(".correction"));
  part.querySelector(".correct").focus();
}

function bind(form) {
  const relation = form.elements.new_relation;
  if (!relation) return;
  const limit = form.querySelector(".limit");
  const value = form.elements.new_value;
  value.dataset.figure ??= value.placeholder;
  const show = () => {
    limit.hidden = !WITH_VALUE.has(relation.value);
    const ranks = RANKS.includes(relation.value);
    value.required = !limit.hidden && !ranks;
    value.placeholder = ranks ? value.dataset.count : value.dataset.figure;
  };
  relation.onchange = show;
  show();
}
