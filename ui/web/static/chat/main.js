// The conversation: questions out, turns in. Everything is delegated to the app's element.
import { History } from "./history.js";
import { Source } from "./source.js";
import { behavior, copy, filled, isComposing, isNarrow, make, narrow } from "./dom.js";
import * as long from "./long.js";
import * as reading from "./reading.js";
import * as service from "./service.js";

const DRAFT = "yiju-draft";
const YEAR = 31536000;
const CATCH_UP_AFTER = 1000;

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
  window.addEventListener("popstate", () => page.onPop());
  window.addEventListener("keydown", (event) => page.onKey(event));
  window.addEventListener("focus", () => page.catchUp());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") page.catchUp();
  });
  narrow.addEventListener("change", () => page.onNarrow());
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
    this.caughtUp = Date.now();
    this.history = new History(this);
    this.source = new Source(this);
    document.documentElement.lang = app.getAttribute("lang");
    app.addEventListener("click", (event) => this.onClick(event));
    app.addEventListener("submit", (event) => this.onSubmit(event));
    this.bindField();
    long.watch(this.turns, this.words);
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

  // `form`: the correction that is asked, to be shown again where a field of it is refused.
  ask(question, wish = {}, form = null) {
    if (this.asking) return;
    for (const part of this.turns.querySelectorAll(".welcome, .gone, .unopened")) part.remove();
    const number = this.nextNumber();
    const turn = this.pendingTurn(number, question);
    this.turns.append(turn);
    turn.scrollIntoView({ behavior: behavior(), block: "start" });
    const again = () => this.ask(question, wish, form);
    const sent = { ...wish, question, number: String(number), c: this.conversation, lang: this.lang };
    this.asking = service.request("submit", sent, {
      onReply: (nodes, conversation) => this.answered(turn, nodes, conversation, { again, form }),
      onSlow: () => turn.querySelector(".pending span:last-child").replaceChildren(this.words.slow),
      onTrouble: (kind) => this.failed(turn, kind, again),
    });
    this.fit();
  }

  answered(turn, nodes, conversation, { again, form }) {
    this.rest();
    const refused = form && nodes.find((node) => node.matches?.(".refused"));
    if (refused) {
      turn.remove();
      return reading.refuse(form, refused.dataset.field, refused.textContent);
    }
    // Kept until now, because Gradio loads the page again when a lost connection is back.
    if (!this.field.value) sessionStorage.removeItem(DRAFT);
    const moved = conversation && conversation !== this.conversation;
    // What stands above belongs to a conversation that was deleted meanwhile.
    if (moved && this.conversation) this.turns.replaceChildren(turn);
    turn.replaceWith(...nodes);
    const shown = document.getElementById(turn.id);
    shown?.scrollIntoView({ behavior: behavior(), block: "start" });
    const retry = shown?.querySelector("[data-again]");
    // What is tried again is what was wished, corrections and language included.
    if (retry) retry.again = again;
    else if (form) reading.accept(form);
    this.countDown(shown?.querySelector("[data-retry]"));
    if (moved) {
      this.conversation = conversation;
      this.settleAddress();
    }
    this.history.load();
  }

  failed(turn, kind, again) {
    this.rest();
    const failure = this.failure(kind, () => {
      if (this.asking) return;
      turn.remove();
      again();
    });
    turn.querySelector(".pending").replaceWith(failure);
    failure.scrollIntoView({ behavior: behavior(), block: "nearest" });
  }

  rest() {
    this.asking = "";
    this.fit();
  }

  failure(kind, again) {
    const titles = { unreachable: this.words.unreachable, login: this.words.login };
    const hints = { unreachable: this.words.unreachableHint, login: this.words.loginHint };
    const button = make("button", { type: "button", class: "suggestion" });
    if (kind === "login") {
      button.dataset.action = "reload";
      button.append(this.words.logIn);
    } else {
      button.addEventListener("click", again);
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
    this.source.close({ back: false });
    service.forget(this.asking);
    service.forget(this.opening);
    this.rest();
    this.opening = service.request("select", { c: id, lang: this.lang }, {
      onReply: (nodes, conversation) => {
        this.opened(nodes, conversation, push);
        if (!isNarrow()) this.field.focus({ preventScroll: true });
      },
      // The page is about the conversation that was chosen, also while it cannot be shown.
      onTrouble: (kind) => {
        const failure = this.failure(kind, () => this.open(id, { push: false }));
        failure.classList.add("unopened");
        this.opened([failure], id, push);
      },
    });
  }

  opened(nodes, conversation, push) {
    this.turns.replaceChildren(...nodes);
    this.conversation = conversation;
    // A sheet that was left open has made a step in the window's history already.
    if (push && !history.state?.sheet) history.pushState(null, "", this.address());
    else history.replaceState(null, "", this.address());
    this.history.mark();
    this.showLast();
  }

  onPop() {
    if (this.source.onPop()) this.settleAddress();
    else if (known() !== this.conversation) this.open(known(), { push: false });
  }

  // What another window did to this conversation meanwhile.
  async catchUp() {
    if (Date.now() - this.caughtUp < CATCH_UP_AFTER) return;
    this.caughtUp = Date.now();
    this.history.load();
    const id = this.conversation;
    if (!id || this.asking) return;
    const kept = await service.questionsIn(id);
    if (kept === null || id !== this.conversation || this.asking) return;
    if (!kept) this.showGone();
    else if (kept > this.turns.querySelectorAll(".turn").length) this.showMore(id);
  }

  showGone() {
    if (this.turns.querySelector(".gone")) return;
    this.turns.append(make("p", { class: "missing gone", role: "status" }, this.words.gone));
  }

  showMore(id) {
    service.request("select", { c: id, lang: this.lang }, {
      onReply: (nodes, conversation) => {
        if (id !== this.conversation || conversation !== id || this.asking) return;
        const turns = nodes.filter((node) => node.matches?.(".turn"));
        const shown = this.turns.querySelectorAll(".turn").length;
        // Questions that failed are not kept: after them nothing can be counted.
        const counts = shown && !this.turns.querySelector(".failure[role=alert]");
        if (counts) this.turns.append(...turns.slice(shown));
        else this.turns.replaceChildren(...nodes);
      },
    });
  }

  // On a narrow window the sheet covers everything, the drawer all but itself: what is behind them
  // cannot be reached.
  cover() {
    const sheet = isNarrow() && this.source.isOpen;
    const drawer = isNarrow() && this.history.isOpen();
    for (const part of this.app.querySelectorAll(".top, .talk")) part.inert = sheet || drawer;
    this.history.panel.inert = sheet;
  }

  onNarrow() {
    if (!isNarrow()) this.history.toggle(false);
    this.source.settle();
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
    history.replaceState(history.state, "", this.address());
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
    else if (action === "whole") long.toggle(target, this.words);
  }

  askAgain(button) {
    if (this.asking) return;
    button.closest(".turn").remove();
    if (button.again) button.again();
    else this.ask(button.dataset.again);
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
      form.hidden = true;
      this.ask(turn.querySelector(".question").textContent, reading.wish(form), form);
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
