// Runs inside gr.HTML: `element` and `trigger` are Gradio's.
element.addEventListener("click", (event) => {
  const control = event.target.closest("[data-action]");
  if (control) trigger("click", { action: control.dataset.action });
});
