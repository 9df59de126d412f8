// The evaluation pages: a set is sent when it is chosen, a run is followed and can be ended.
import { ask, pause, wordsOf } from "./service.js";

const POLL_MS = 400;
const page = document.querySelector("#evaluation");
const word = wordsOf(page);

document.querySelector("#file")?.addEventListener("change", (event) => {
  if (event.target.files.length) event.target.form.requestSubmit();
});
page.addEventListener("change", (event) => {
  if (event.target.matches(".against select")) event.target.form.requestSubmit();
});

const live = page.dataset.live;
if (live) follow();

async function follow() {
  const bar = page.querySelector("progress");
  const said = page.querySelector("#progress");
  const button = page.querySelector("#cancel");
  button.addEventListener("click", async () => {
    button.disabled = true;
    button.textContent = word("cancelling");
    await ask(`/v1/evaluations/${live}`, { method: "DELETE" }).catch(tell);
  });
  for (;;) {
    await pause(POLL_MS);
    let found;
    try {
      found = await ask("/v1/evaluations");
    } catch (error) {
      tell(error);
      await pause(5 * POLL_MS);
      continue;
    }
    const run = found.evaluations.find((each) => each.evaluation_id === live);
    if (!run || run.finished) {
      location.reload();
      return;
    }
    bar.value = run.progress.done;
    said.textContent = run.state === "queued" ? word("queued") : word("progress", run.progress);
  }
}

function tell(error) {
  const notice = document.querySelector("#notice");
  notice.textContent = word("trouble", { detail: error.message || word("unreachable") });
  notice.hidden = false;
}

// The list of runs is read anew while one of them goes on.
if (page.querySelector("[data-state=running], [data-state=queued]")) {
  pause(2500).then(() => location.reload());
}
