// The report beside the conversation, scrolled to the quote that was clicked.
import { copy, filled, isNarrow } from "./dom.js";

export class Source {
  constructor(page) {
    this.page = page;
    this.panel = page.app.querySelector(".source");
    this.frame = this.panel.querySelector("iframe");
    this.loading = this.panel.querySelector(".source-loading");
    this.trouble = this.panel.querySelector(".source-trouble");
    this.citations = [];
    this.at = 0;
    this.opener = null;
    this.pushed = false;
    this.popping = false;
    this.frame.addEventListener("load", () => this.loaded());
  }

  get isOpen() {
    return !this.panel.hidden;
  }

  onClick(event, target) {
    if (target.dataset.source) {
      if (target.dataset.source === "page") return true;
      event.preventDefault();
      if (target.getAttribute("aria-disabled") !== "true") this.act(target.dataset.source);
      return true;
    }
    if (target.dataset.n === undefined) return false;
    // With a modifier a citation is a link like any other.
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return true;
    event.preventDefault();
    this.show(target);
    return true;
  }

  show(link) {
    const turn = link.closest(".turn");
    this.citations = citationsOf(turn);
    this.opener = link;
    const wasOpen = this.isOpen;
    this.panel.hidden = false;
    this.page.app.classList.add("with-source");
    this.settle();
    this.go(this.citations.findIndex((each) => each.n === link.dataset.n));
    if (!wasOpen) this.title.focus();
  }

  get title() {
    return this.panel.querySelector(".source-title");
  }

  // After opening, and when the window becomes narrow: as a sheet it is left by going back.
  settle() {
    if (this.isOpen && isNarrow() && !this.pushed) {
      history.pushState({ sheet: true }, "", location.href);
      this.pushed = true;
    }
    this.page.cover();
    if (this.isOpen && isNarrow() && !this.panel.contains(document.activeElement)) this.title.focus();
  }

  // Whether a step back in the window's history was about the sheet.
  onPop() {
    if (this.popping) {
      this.popping = false;
      return true;
    }
    if (!this.isOpen || !this.pushed) return false;
    this.close({ back: false });
    return true;
  }

  go(at) {
    this.at = Math.max(0, Math.min(at, this.citations.length - 1));
    const cited = this.citations[this.at];
    if (!cited) return;
    const path = cited.href.replace("#", "&view=panel#");
    this.loading.hidden = false;
    this.frame.classList.add("is-loading");
    // Replaced, so that going back leaves the page and not a quote.
    this.frame.contentWindow.location.replace(path);
    const count = { at: this.at + 1, total: this.citations.length };
    this.panel.querySelector(".source-count").replaceChildren(filled(this.page.words.count, count));
    this.title.replaceChildren(cited.title);
    // Not disabled: the button that was pressed last keeps the focus.
    this.dim("previous", this.at === 0);
    this.dim("next", this.at === this.citations.length - 1);
    this.panel.querySelector("[data-source=page]").href = cited.href;
    for (const marked of this.page.turns.querySelectorAll(".is-open")) marked.classList.remove("is-open");
    for (const link of cited.turn.querySelectorAll(`[data-n="${cited.n}"]`)) link.classList.add("is-open");
  }

  dim(name, over) {
    this.panel.querySelector(`[data-source=${name}]`).setAttribute("aria-disabled", String(over));
  }

  loaded() {
    this.loading.hidden = true;
    this.frame.classList.remove("is-loading");
    const shown = this.frame.contentDocument;
    // The browser's own page about a dead service belongs to nobody.
    const trouble = !shown ? "unreachable" : shown.location.pathname === "/login" ? "login" : "";
    this.frame.hidden = Boolean(trouble);
    this.trouble.hidden = !trouble;
    this.trouble.replaceChildren(...(trouble ? [this.page.failure(trouble, () => this.go(this.at))] : []));
    if (trouble) return;
    shown.addEventListener("click", (event) => {
      const link = event.target.closest('a[href^="#"]');
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const tool = link.closest(".tool");
      if (tool) tool.open = false;
      event.preventDefault();
      // Replaced like the quotes, so that going back closes the sheet.
      shown.location.replace(link.href);
    });
    shown.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
    const title = shown.querySelector("h1")?.textContent;
    if (title) this.title.replaceChildren(title.trim());
    shown.getElementById("quote")?.scrollIntoView({ block: "center" });
  }

  act(name) {
    if (name === "close") this.close();
    else if (name === "previous") this.go(this.at - 1);
    else if (name === "next") this.go(this.at + 1);
    else if (name === "copy") this.copyLink();
  }

  async copyLink() {
    await copy(new URL(this.citations[this.at].href, location.href).href);
    this.page.notice(this.page.words.copied);
  }

  // `back`: whether the step that the sheet made in the window's history is taken back.
  close({ back = true } = {}) {
    if (!this.isOpen) return;
    this.panel.hidden = true;
    this.page.app.classList.remove("with-source");
    this.page.cover();
    if (this.pushed && back && history.state?.sheet) {
      this.popping = true;
      history.back();
    }
    this.pushed = false;
    for (const marked of this.page.turns.querySelectorAll(".is-open")) marked.classList.remove("is-open");
    (this.opener?.isConnected ? this.opener : this.page.field).focus();
  }
}

// All quotes of a turn by number; those of rows that are not shown yet, too.
function citationsOf(turn) {
  const found = new Map();
  const parts = [turn, ...[...turn.querySelectorAll("template")].map((each) => each.content)];
  for (const part of parts) {
    for (const link of part.querySelectorAll("a.chip[data-n]")) {
      const { n, title } = link.dataset;
      if (!found.has(n)) found.set(n, { n, title, href: link.getAttribute("href"), turn });
    }
  }
  return [...found.values()].sort((one, other) => one.n - other.n);
}
