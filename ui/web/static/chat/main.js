// The conversation: questions out, turns in. Everything is delegated to the app's element.
import { History } from "./history.js";
import { Source } from "./source.js";
import { behavior, copy, filled, isComposing, isNarrow, make } from "./dom.js";
import * as reading from "./reading.js";
import * as service from "./service.js";

const DRAFT = "yiju-draft";
const YEAR = 31536000;

let page = null;

export function start(bridge) {
  service.connect(bridge);
  const boot = () => {
    const app = document.querySelector("#app .app");
    if (!app || page) return;
    observer.disconnect();
    page = new Page(app);
    bindWindow();
  };
  const observer = new MutationObserver(boot);
  observer.observe(document.body, { childList: true, subtree: true });
  boot();
}

function bindWindow() {
  window.addEventListener("popstate", () => page.open(known(), { push: false }));
  window.addEventListener("keydown", (event) => page.onKey(event));
}

const known = () => new URL(location.href).searchParams.get("c") ?? "";

class Page {
  constructor(app) {
    this.app = app;
    this.words = JSON.parse(app.dataset.words);
    this.lang = app.dataset.lang;
    this.turns = app.querySelector(".turns");
    this.field = app.querySelector("#question");
    this.sendButton = app.querySelector("#send");
    this.conversation = app.dataset.conversation;
    this.asking = "";
    this.early = this.field.value;
    this.history = new History(this);
    this.source = new Source(this);
    document.documentElement.lang = app.getAttribute("lang");
    app.addEventListener("click", (event) => this.onClick(event));
    app.addEventListener("submit", (event) => this.onSubmit(event));
    this.bindField();
    this.settleAddress();
    this.showLast();
    this.history.load();
    if (!isNarrow()) this.field.focus({ preventScroll: true });
    app.dataset.ready = "";
    this.sendEarly();
  }

  // What was typed

  bindField() {
    // What somebody typed before this script was there goes before an older draft.
    this.field.value ||= sessionStorage.getItem(DRAFT) ?? "";
    this.fit();
    this.field.addEventListener("input", () => {
      sessionStorage.setItem(DRAFT, this.field.value);
      this.fit();
    });
    this.field.addEventListener("keydown", (event) => {
      // Enter that ends the composition of a Chinese word must not send the question.
      if (event.key !== "Enter" || event.shiftKey || isComposing(event)) return;
      event.preventDefault();
      this.send();
    });
  }

  fit() {
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight}px`;
    this.sendButton.disabled = Boolean(this.asking) || !this.field.value.trim();
  }

  // Enter was pressed before this script was there: the browser made a line of it.
  sendEarly() {
    if (this.early.endsWith("\n")) this.send();
  }

  send() {
    const question = this.field.value.trim();
    if (!question || this.asking) return;
    this.field.value = "";
    this.ask(question);
  }

  // Questions and answers

  ask(question, wish = {}) {
    if (this.asking) return;
    this.turns.querySelector(".welcome")?.remove();
    const number = this.nextNumber();
    const turn = this.pendingTurn(number, question);
    this.turns.append(turn);
    turn.scrollIntoView({ behavior: behavior(), block: "start" });
    const sent = { ...wish, question, number: String(number), c: this.conversation, lang: this.lang };
    this.asking = service.request("submit", sent, {
      onReply: (nodes, conversation) => this.answered(turn, nodes, conversation),
      onSlow: () => turn.querySelector(".pending span:last-child").replaceChildren(this.words.slow),
      onTrouble: (kind) => this.failed(turn, kind, question, wish),
    });
    this.fit();
  }

  answered(turn, nodes, conversation) {
    this.rest();
    // Kept until now, because Gradio loads the page again when a lost connection is back.
    if (!this.field.value) sessionStorage.removeItem(DRAFT);
    turn.replaceWith(...nodes);
    const shown = document.getElementById(turn.id);
    shown?.scrollIntoView({ behavior: behavior(), block: "start" });
    this.countDown(shown?.querySelector("[data-retry]"));
    if (conversation && conversation !== this.conversation) {
      this.conversation = conversation;
      this.settleAddress();
    }
    this.history.load();
  }

  failed(turn, kind, question, wish) {
    this.rest();
    turn.querySelector(".pending").replaceWith(this.failure(kind, question, wish));
  }

  rest() {
    this.asking = "";
    this.fit();
  }

  failure(kind, question, wish) {
    const titles = { unreachable: this.words.unreachable, login: this.words.login };
    const hints = { unreachable: this.words.unreachableHint, login: this.words.loginHint };
    const button = make("button", { type: "button", class: "suggestion" });
    if (kind === "login") {
      button.dataset.action = "reload";
      button.append(this.words.logIn);
    } else {
      button.dataset.again = question;
      button.wish = wish;
      button.append(this.words.retry);
    }
    return make(
      "div",
      { class: "failure", role: "alert" },
      make("strong", {}, titles[kind] ?? this.words.failed),
      make("p", {}, hints[kind] ?? ""),
      make("p", { class: "buttons" }, button),
    );
  }

  // A busy service is asked again by itself, unless something else is asked meanwhile.
  countDown(failure) {
    if (!failure) return;
    let left = Number(failure.dataset.retry);
    const label = failure.querySelector(".countdown");
    const tick = () => {
      if (!failure.isConnected || this.asking) return label.replaceChildren();
      if (left <= 0) return failure.querySelector("[data-again]").click();
      label.replaceChildren(filled(this.words.retryIn, { n: left }));
      left -= 1;
      setTimeout(tick, 1000);
    };
    tick();
  }

  nextNumber() {
    const numbers = [...this.turns.querySelectorAll(".turn")].map((turn) => Number(turn.id.slice(5)));
    return Math.max(0, ...numbers) + 1;
  }

  pendingTurn(number, question) {
    const dots = make("span", { class: "dots", "aria-hidden": "true" }, make("i"), make("i"), make("i"));
    return make(
      "article",
      { class: "turn", id: `turn-${number}` },
      make("h2", { class: "question" }, question),
      make("p", { class: "pending", role: "status" }, dots, make("span", {}, this.words.looking)),
    );
  }

  // Conversations

  open(id, { push = true } = {}) {
    this.history.toggle(false);
    this.source.close();
    service.forget(this.asking);
    this.rest();
    service.request("select", { c: id, lang: this.lang }, {
      onReply: (nodes, conversation) => {
        this.turns.replaceChildren(...nodes);
        this.conversation = conversation;
        if (push) history.pushState(null, "", this.address());
        this.history.mark();
        this.showLast();
        if (!isNarrow()) this.field.focus({ preventScroll: true });
      },
      onTrouble: (kind) => this.turns.replaceChildren(this.openingFailure(kind, id)),
    });
  }

  openingFailure(kind, id) {
    const shown = this.failure(kind, "", {});
    const button = shown.querySelector("[data-again]");
    if (button) {
      delete button.dataset.again;
      button.addEventListener("click", () => this.open(id));
    }
    return shown;
  }

  showLast() {
    const scroll = this.app.querySelector(".scroll");
    const last = this.turns.querySelector(".turn:last-of-type");
    scroll.scrollTop = last ? last.offsetTop - 12 : 0;
  }

  address() {
    return this.conversation ? `/?c=${encodeURIComponent(this.conversation)}` : "/";
  }

  // The language of the address is kept for all pages, and leaves the address.
  settleAddress() {
    if (new URL(location.href).searchParams.has("lang")) this.keepLanguage(this.lang);
    history.replaceState(null, "", this.address());
    this.history.mark();
  }

  keepLanguage(lang) {
    document.cookie = `yiju_lang=${lang}; path=/; max-age=${YEAR}; samesite=lax`;
  }

  switchLanguage() {
    this.keepLanguage(this.lang === "en" ? "zh" : "en");
    location.reload();
  }

  // Clicks and keys

  onClick(event) {
    const target = event.target.closest("a, button, [data-action]");
    if (!target || !this.app.contains(target)) return;
    if (this.source.onClick(event, target) || this.history.onClick(event, target)) return;
    if (reading.onClick(target)) return;
    const data = target.dataset;
    if (data.question) this.ask(data.question, { language: data.language ?? "" });
    else if (data.again) this.askAgain(target);
    else if (data.copy) this.copied(target, data.copy);
    else this.act(data.action, target);
  }

  act(action, target) {
    if (action === "new") this.open("");
    else if (action === "language") this.switchLanguage();
    else if (action === "history") this.history.toggle();
    else if (action === "reload") location.reload();
    else if (action === "more-rows") showRows(target);
  }

  askAgain(button) {
    if (this.asking) return;
    button.closest(".turn").remove();
    this.ask(button.dataset.again, button.wish);
  }

  async copied(button, text) {
    await copy(text);
    const label = button.textContent;
    button.replaceChildren(this.words.copied);
    setTimeout(() => button.replaceChildren(label), 1500);
  }

  onSubmit(event) {
    const form = event.target;
    if (form.matches(".composer")) {
      event.preventDefault();
      this.send();
    } else if (form.matches(".correction")) {
      event.preventDefault();
      if (this.asking) return;
      const turn = form.closest(".turn");
      this.ask(turn.querySelector(".question").textContent, reading.wish(form));
      form.hidden = true;
    }
  }

  onKey(event) {
    if (event.key !== "Escape" || isComposing(event)) return;
    if (this.app.querySelector("dialog[open], .item-menu:popover-open")) return;
    if (reading.onEscape(event.target)) return;
    if (this.history.isOpen()) this.history.toggle(false);
    else this.source.close();
  }

  notice(text) {
    const place = this.app.querySelector(".notice");
    place.replaceChildren(text);
    place.classList.add("shown");
    clearTimeout(this.noticeTimer);
    this.noticeTimer = setTimeout(() => place.classList.remove("shown"), 4000);
  }
}

function showRows(button) {
  const turn = button.closest(".turn");
  const chunks = turn.querySelectorAll("template[data-rows]");
  const label = turn.querySelector(".rows-shown");
  const body = turn.querySelector(".items > table > tbody");
  const rows = chunks[0].content.querySelector("tbody").children;
  const first = rows[0];
  label.dataset.shown = Number(label.dataset.shown) + rows.length;
  body.append(...rows);
  chunks[0].remove();
  const total = Number(label.dataset.total).toLocaleString("en");
  label.replaceChildren(filled(label.dataset.template, { shown: label.dataset.shown, total }));
  if (chunks[1]) button.replaceChildren(filled(button.dataset.template, { n: chunks[1].dataset.rows }));
  else button.remove();
  first.querySelector("a")?.focus();
}
