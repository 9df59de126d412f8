// Long questions: a few lines of each, and a button that shows the rest.
import { make } from "./dom.js";

export function watch(turns, words) {
  const fold = () => {
    for (const question of turns.querySelectorAll(".question:not(.is-whole)")) mark(question, words);
  };
  // Turns that come and windows that change both change the size; not at once, lest it loops.
  new ResizeObserver(() => requestAnimationFrame(fold)).observe(turns);
}

export function toggle(button, words) {
  const whole = button.previousElementSibling.classList.toggle("is-whole");
  button.setAttribute("aria-expanded", String(whole));
  button.replaceChildren(whole ? words.fold : words.unfold);
}

function mark(question, words) {
  const next = question.nextElementSibling;
  const button = next?.matches(".whole") ? next : null;
  const cut = question.scrollHeight > question.clientHeight + 2;
  if (cut && !button) {
    const attributes = { type: "button", class: "whole", "data-action": "whole" };
    question.after(make("button", { ...attributes, "aria-expanded": "false" }, words.unfold));
  } else if (!cut) {
    button?.remove();
  }
}
