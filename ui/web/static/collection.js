// The collection page: adding by drag and drop, removing and reading anew, filters that act at once.
import { ask, explainer, wordsOf } from "./service.js";
import { Uploads } from "./uploads.js";

const page = document.querySelector("#collection");
const word = wordsOf(page);
const explain = explainer(page);
const query = page.dataset.query;
const notice = document.querySelector("#notice");
const adding = document.querySelector(".adding");
const FOLDED = ".menu, .doubt";
const uploads = new Uploads(document.querySelector("#uploads"), word, explain, query, refresh);

/** Shows the page's lists as they are now. */
async function refresh() {
  const response = await fetch(location.href, { credentials: "same-origin" }).catch(() => null);
  if (!response?.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  const open = document.querySelector("#map")?.open;
  const scrolled = document.querySelector(".map-scroll");
  const at = scrolled && [scrolled.scrollLeft, scrolled.scrollTop];
  const used = usedMenu();
  for (const id of ["size", "map", "listing"]) {
    const now = document.getElementById(id);
    const next = fresh.getElementById(id);
    if (now && next) now.replaceWith(next);
    else if (next) page.insertBefore(next, document.querySelector("#confirm"));
    else now?.remove();
  }
  document.querySelector(".nothing")?.remove();
  const map = document.querySelector("#map");
  if (map && open !== undefined) map.open = open;
  if (at) document.querySelector(".map-scroll")?.scrollTo(...at);
  else showLatestYears();
  reopen(used);
}

/** Scrolls the map to its end, where the latest years are. */
function showLatestYears() {
  const map = document.querySelector(".map-scroll");
  if (map) map.scrollLeft = map.scrollWidth;
}
showLatestYears();

/** The menu or note that the user has open in a report's row, and the place of the focus in it. */
function usedMenu() {
  const opened = document.querySelector(`:is(${FOLDED})[open]`);
  if (!opened) return null;
  return {
    report: opened.closest("[data-report]").dataset.report,
    kind: opened.className,
    focus: [...opened.querySelectorAll("summary, button")].indexOf(document.activeElement),
  };
}

/** Opens the same again after the rows were replaced, if its report is still there. */
function reopen(used) {
  if (!used) return;
  const row = document.querySelector(`[data-report="${CSS.escape(used.report)}"]`);
  const again = row?.querySelector(`details.${CSS.escape(used.kind)}`);
  if (!again) return;
  again.open = true;
  again.querySelectorAll("summary, button")[used.focus]?.focus();
}

function tell(text, bad = false) {
  notice.textContent = text;
  notice.classList.toggle("bad", bad);
  notice.hidden = false;
}

// Adding
document.querySelector("#files").addEventListener("change", (event) => {
  if (event.target.files.length) uploads.add(event.target.files);
  event.target.value = "";
});
document.querySelector(".by-address").addEventListener("submit", (event) => {
  event.preventDefault();
  const field = event.target.elements.url;
  uploads.addAddress(field.value.trim());
  field.value = "";
});
let inside = 0;
const holdsFiles = (event) => [...(event.dataTransfer?.types || [])].includes("Files");
addEventListener("dragenter", (event) => {
  if (!holdsFiles(event)) return;
  inside += 1;
  adding.open = true;
  document.documentElement.classList.add("dropping");
});
addEventListener("dragleave", (event) => {
  if (!holdsFiles(event)) return;
  inside = Math.max(0, inside - 1);
  if (!inside) document.documentElement.classList.remove("dropping");
});
addEventListener("dragover", (event) => {
  if (holdsFiles(event)) event.preventDefault();
});
addEventListener("drop", (event) => {
  if (!holdsFiles(event)) return;
  event.preventDefault();
  inside = 0;
  document.documentElement.classList.remove("dropping");
  uploads.add(event.dataTransfer.files);
});

// One report
function confirmed(kind, title) {
  const dialog = document.querySelector("#confirm");
  dialog.querySelector("h2").textContent = word(`${kind}Title`);
  dialog.querySelector("p").textContent = word(`${kind}Text`, { title });
  const yes = dialog.querySelector("[value=yes]");
  yes.textContent = word(kind);
  yes.className = `button ${kind === "remove" ? "danger" : "primary"}`;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

/** The focus goes to the report that took the place of another, or to the heading above all. */
function focusRow(place) {
  const rows = document.querySelectorAll("[data-report]");
  const heading = page.querySelector("h1");
  heading.tabIndex = -1;
  (rows[Math.min(place, rows.length - 1)]?.querySelector("a") ?? heading).focus();
}

page.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-action]");
  if (!button) return;
  const row = button.closest("[data-report]");
  const { report, title } = row.dataset;
  button.closest("details").open = false;
  const sure = await confirmed(button.dataset.action, title);
  // The button that opened the dialog is in a menu that is closed by now.
  row.querySelector(".menu summary").focus();
  if (!sure) return;
  const place = [...document.querySelectorAll("[data-report]")].indexOf(row);
  try {
    if (button.dataset.action === "remove") {
      await ask(`/v1/reports/${report}`, { method: "DELETE" });
      tell(word("removed", { title }));
      await refresh();
      focusRow(place);
    } else {
      const job = await ask(`/v1/reports/${report}/reingest`, { method: "POST" });
      uploads.follow(job.job_id);
    }
  } catch (error) {
    const why = error.message && explain(error.code, error.message, error.status);
    tell(word("trouble", { detail: why || word("unreachable") }), true);
  }
});

// Menus close when something else is chosen.
document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll(`:is(${FOLDED})[open]`)) {
    if (!open.contains(event.target)) open.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const open of document.querySelectorAll(`:is(${FOLDED})[open]`)) {
    open.open = false;
    open.querySelector("summary").focus();
  }
});

page.addEventListener("change", (event) => {
  if (event.target.matches(".filter select")) event.target.form.requestSubmit();
});

// What was begun before the page was opened goes on being shown.
const known = document.querySelector("#job")?.dataset.job;
ask("/v1/jobs?limit=20")
  .then(({ jobs }) => {
    for (const job of jobs) {
      if (!job.finished || job.job_id === known) {
        if (job.job_id === known) document.querySelector("#job").remove();
        uploads.follow(job.job_id);
      }
    }
  })
  .catch(() => null);
