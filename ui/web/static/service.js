// What the scripts of the pages share: the service, the page's words, and elements made safely.

export class Refused extends Error {
  constructor(status, detail, code = "") {
    super(detail);
    this.status = status;
    this.code = code;
  }
}

/** Asks the service; gives the JSON of its answer, or throws `Refused`. */
export async function ask(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { credentials: "same-origin", ...options });
  } catch {
    throw new Refused(0, "");
  }
  if (!response.ok) throw await refusal(response.status, () => response.text());
  return response.status === 204 ? null : response.json();
}

/** The problem document of an answer as an error. */
export async function refusal(status, text) {
  let detail = "";
  let code = "";
  try {
    const problem = JSON.parse(await text());
    detail = problem.detail || problem.title || "";
    code = (problem.type || "").replace("urn:yiju:problem:", "");
  } catch {
    // An answer that is no problem document has nothing to say.
  }
  return new Refused(status, detail || `HTTP ${status}`, code);
}

/** Posts JSON. */
export function post(path, body) {
  return ask(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** The words that a page hands its script. */
export function wordsOf(element) {
  const words = JSON.parse(element.dataset.words);
  return (name, values = {}) =>
    words[name].replace(/\{(\w+)\}/g, (_, key) => String(values[key] ?? ""));
}

/** Problems in the page's language, the service's own words after it; see `problem_words.py`. */
export function explainer(element) {
  const said = JSON.parse(element.dataset.problems || "{}");
  return (code, detail, status = 0) => {
    const known = said[code] || said[`status-${status}`];
    return known && detail ? `${known}（${detail}）` : known || detail;
  };
}

/** An element; text is text, never markup. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value == null) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

document.documentElement.classList.add("scripted");
