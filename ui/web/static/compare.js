// The page that compares: choosing while typing, bars that lead to quotes, charts as pictures.
import { combobox } from "./combobox.js";
import { ask, make, wordsOf } from "./service.js";

const page = document.querySelector("#compare");
const word = wordsOf(page);
const form = document.querySelector("#chooser");
const english = document.documentElement.lang === "en";

function compare() {
  if (form.elements.indicator.value.trim()) form.requestSubmit();
}

combobox(
  form.querySelector("#indicator"),
  async (q) => {
    const { indicators } = await ask(`/v1/indicators?${new URLSearchParams({ q, limit: 12 })}`);
    return indicators.map((each) => ({
      value: each.name,
      label: each.name,
      detail: english ? each.english[0] : "",
      note: word("reports", { n: each.reports }),
    }));
  },
  (name) => {
    form.querySelector("#indicator").value = name;
    compare();
  },
  word("nothing"),
);

const region = form.querySelector("#region");
combobox(
  region,
  async (q) => {
    const { places } = await ask(`/v1/places?${new URLSearchParams({ q, limit: 12 })}`);
    return places.map((each) => ({
      value: each.name,
      label: each.name,
      detail: each.within.join(" "),
      note: word("reports", { n: each.reports }),
    }));
  },
  (name) => {
    region.value = "";
    const box = make("input", { type: "checkbox", name: "region", value: name, checked: true });
    region.closest(".combo").before(make("label", { class: "chip-box" }, box, make("span", {}, name)));
    compare();
  },
  word("nothing"),
);

form.addEventListener("change", (event) => {
  if (event.target.matches("select")) event.target.dataset.picked = "";
  if (event.target.matches("[type=checkbox], select")) compare();
});
// Empty fields would only lengthen the address.
form.addEventListener("formdata", (event) => {
  // What nobody picked follows what most reports have.
  for (const select of form.querySelectorAll("select:not([data-picked])")) {
    event.formData.delete(select.name);
  }
  for (const name of ["region", "unit"]) {
    const kept = event.formData.getAll(name).filter((value) => value.trim());
    event.formData.delete(name);
    for (const value of kept) event.formData.append(name, value);
  }
});

page.addEventListener("click", (event) => {
  const mark = event.target.closest("[data-href]");
  if (mark) location.assign(mark.dataset.href);
});

// Pictures
const STYLES = [
  "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "font-size", "font-weight",
  "font-family", "text-anchor", "paint-order",
];
const SCALE = 2;
const SVG = "http://www.w3.org/2000/svg";

/** A chart with its looks written into it, since a picture knows no style sheet. */
function standalone(chart) {
  const copy = chart.cloneNode(true);
  const originals = [chart, ...chart.querySelectorAll("*")];
  [copy, ...copy.querySelectorAll("*")].forEach((element, n) => {
    const style = getComputedStyle(originals[n]);
    for (const name of STYLES) element.setAttribute(name, style.getPropertyValue(name));
    element.removeAttribute("class");
    element.removeAttribute("data-href");
  });
  return copy;
}

function text(words, x, y, size, weight, colour) {
  const element = document.createElementNS(SVG, "text");
  for (const [name, value] of Object.entries({
    x, y, fill: colour, "font-size": size, "font-weight": weight,
    "font-family": getComputedStyle(document.body).fontFamily,
  })) element.setAttribute(name, value);
  element.textContent = words;
  return element;
}

/** What the figures rest on, on one line. */
function coverage() {
  const said = [...page.querySelectorAll(".coverage > span")].map((each) => each.textContent.trim());
  return said.join(word("joint"));
}

/** Puts the legend beneath the charts, in as many rows as it needs; gives where it ends. */
function key(sheet, top, width, colour) {
  const pen = make("canvas").getContext("2d");
  pen.font = `12px ${getComputedStyle(document.body).fontFamily}`;
  let [x, y] = [20, top];
  for (const entry of page.querySelectorAll(".legend li")) {
    const sign = entry.querySelector("svg");
    const words = entry.textContent.trim();
    const box = sign.viewBox.baseVal;
    const room = box.width + 6 + pen.measureText(words).width + 22;
    if (x > 20 && x + room > width - 20) [x, y] = [20, y + 20];
    const copy = standalone(sign);
    for (const [name, value] of Object.entries({ x, y: y - 5, width: box.width, height: box.height })) {
      copy.setAttribute(name, value);
    }
    sheet.append(copy, text(words, x + box.width + 6, y + 6, 12, 400, colour));
    x += room;
  }
  return y + 24;
}

/** The charts that are seen, one below the other with their titles, as one SVG. */
function picture() {
  const look = getComputedStyle(document.documentElement);
  const paper = look.getPropertyValue("--paper");
  const ink = look.getPropertyValue("--ink");
  const soft = look.getPropertyValue("--soft");
  const sheet = document.createElementNS(SVG, "svg");
  const ground = document.createElementNS(SVG, "rect");
  sheet.append(ground);
  let y = 20;
  let width = 0;
  for (const figure of page.querySelectorAll("figure.panel")) {
    const chart = [...figure.querySelectorAll(".chart")].find((each) => each.getBoundingClientRect().width);
    if (!chart) continue;
    const box = chart.viewBox.baseVal;
    sheet.append(text(figure.dataset.title, 20, y + 18, 17, 600, ink));
    const copy = standalone(chart);
    for (const [name, value] of Object.entries({ x: 20, y: y + 30, width: box.width, height: box.height })) {
      copy.setAttribute(name, value);
    }
    sheet.append(copy);
    y += 30 + box.height + 24;
    width = Math.max(width, box.width + 40);
  }
  y = key(sheet, y, width, soft);
  const leftOut = page.querySelector(".left-out")?.textContent;
  for (const line of [coverage(), leftOut, page.querySelector(".source-note").textContent].filter(Boolean)) {
    sheet.append(text(line, 20, y + 6, 12, 400, soft));
    y += 20;
  }
  y += 4;
  for (const element of [sheet, ground]) {
    element.setAttribute("width", width);
    element.setAttribute("height", y);
  }
  ground.setAttribute("fill", paper);
  return { sheet, width, height: y };
}

async function png() {
  const { sheet, width, height } = picture();
  const source = new XMLSerializer().serializeToString(sheet);
  const address = URL.createObjectURL(new Blob([source], { type: "image/svg+xml;charset=utf-8" }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = make("canvas");
    canvas.width = width * SCALE;
    canvas.height = height * SCALE;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  } finally {
    URL.revokeObjectURL(address);
  }
}

page.querySelector("[data-png]")?.addEventListener("click", async () => {
  const notice = document.querySelector("#notice");
  notice.hidden = true;
  const blob = await png().catch(() => null);
  if (!blob) {
    notice.textContent = word("failed");
    notice.hidden = false;
    return;
  }
  const address = URL.createObjectURL(blob);
  const name = page.querySelector(".subject h2")?.textContent || "yiju";
  make("a", { href: address, download: `${name}.png` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
});
