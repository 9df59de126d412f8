// Runs inside gr.HTML: `element`, `trigger` and `watch` are Gradio's.
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
const behavior = () => (calm.matches ? "auto" : "smooth");

function showCard(id) {
  const card = document.getElementById(id);
  if (!card) return;
  const folded = card.closest("details");
  if (folded) folded.open = true;
  card.scrollIntoView({ behavior: behavior(), block: "center" });
  card.focus({ preventScroll: true });
  card.classList.remove("flash");
  void card.offsetWidth; // restarts the animation
  card.classList.add("flash");
}

element.addEventListener("click", (event) => {
  const chip = event.target.closest("[data-target]");
  if (chip) {
    event.preventDefault();
    showCard(chip.dataset.target);
    return;
  }
  const copy = event.target.closest("[data-copy]");
  if (copy) {
    const label = copy.textContent;
    navigator.clipboard?.writeText(copy.dataset.copy).then(() => {
      copy.textContent = copy.dataset.copied;
      setTimeout(() => (copy.textContent = label), 1500);
    });
    return;
  }
  const asked = event.target.closest("[data-question]");
  if (asked) trigger("click", { question: asked.dataset.question });
});

// The question goes to the top when it is asked, and again when its answer makes room below it.
let shown = "";
watch("value", () => {
  const turns = element.querySelectorAll(".turn");
  const last = turns[turns.length - 1];
  const state = last ? `${last.id} ${Boolean(last.querySelector(".pending"))}` : "";
  if (last && state !== shown) last.scrollIntoView({ behavior: behavior(), block: "start" });
  shown = state;
});
