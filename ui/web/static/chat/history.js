// The list of conversations: opened, renamed in place, exported, deleted.
import { filled, isComposing, isNarrow, make } from "./dom.js";
import { call } from "./service.js";

const PAGE = 50;
const FEW = 8;
const DAY = 86400000;

export class History {
  constructor(page) {
    this.page = page;
    this.panel = page.app.querySelector(".history");
    this.list = page.app.querySelector(".history-list");
    this.search = page.app.querySelector(".history-search");
    this.menu = page.app.querySelector(".item-menu");
    this.dialog = page.app.querySelector(".ask-delete");
    this.shown = PAGE;
    this.asked = 0;
    this.search.addEventListener("input", () => {
      this.shown = PAGE;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.load(), 150);
    });
    this.menu.addEventListener("keydown", (event) => this.onMenuKey(event));
    this.menu.addEventListener("toggle", (event) => {
      this.chosenButton?.setAttribute("aria-expanded", String(event.newState === "open"));
    });
  }

  async load() {
    const asked = (this.asked += 1);
    const words = this.search.value.trim();
    const query = new URLSearchParams({ limit: this.shown, q: words });
    let found;
    try {
      found = await call("GET", `/v1/conversations?${query}`);
    } catch {
      return; // The list stays as it is; asking tells what is wrong.
    }
    if (asked !== this.asked || this.list.querySelector("input")) return;
    this.search.hidden = !words && found.total <= FEW;
    this.draw(found, words);
  }

  draw({ total, conversations }, words) {
    const parts = [];
    let group = "";
    let items = null;
    for (const each of conversations) {
      const named = this.groupOf(each.asked_at);
      if (named !== group) {
        group = named;
        items = make("ul");
        parts.push(make("h2", {}, this.page.words[named]), items);
      }
      items.append(this.item(each));
    }
    if (!parts.length) {
      parts.push(make("p", { class: "nothing" }, words ? this.page.words.none : this.page.words.empty));
    }
    if (total > conversations.length) {
      parts.push(make("button", { type: "button", class: "more-history" }, this.page.words.more));
    }
    this.list.replaceChildren(...parts);
    this.mark();
  }

  groupOf(asked) {
    const midnight = new Date();
    midnight.setHours(0, 0, 0, 0);
    const age = midnight - new Date(asked);
    if (age <= 0) return "today";
    return age <= DAY ? "yesterday" : age <= 7 * DAY ? "week" : "earlier";
  }

  item({ conversation_id: id, name }) {
    const link = make("a", { href: `/?c=${encodeURIComponent(id)}`, "data-open": id, title: name }, name);
    const label = filled(this.page.words.menu, { name });
    const attributes = { type: "button", "data-menu": id, "aria-label": label, "aria-haspopup": "menu" };
    const button = make("button", { ...attributes, "aria-expanded": "false" }, "⋯");
    return make("li", { "data-id": id }, link, button);
  }

  mark() {
    let name = "";
    for (const item of this.list.querySelectorAll("li")) {
      const current = item.dataset.id === this.page.conversation;
      const link = item.querySelector("a");
      if (current) name = link?.textContent ?? "";
      if (current) link?.setAttribute("aria-current", "page");
      else link?.removeAttribute("aria-current");
    }
    document.title = name ? `${name} · 依据` : "依据 Yiju";
  }

  isOpen() {
    return this.page.app.classList.contains("with-history");
  }

  toggle(open = !this.isOpen()) {
    const changed = open !== this.isOpen();
    this.page.app.classList.toggle("with-history", open);
    const button = this.page.app.querySelector(".menu-button");
    button.setAttribute("aria-expanded", String(open));
    this.page.cover();
    if (changed && isNarrow()) (open ? this.panel.querySelector("button") : button).focus();
  }

  onClick(event, target) {
    if (target.dataset.open !== undefined) {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return true;
      event.preventDefault();
      this.page.open(target.dataset.open);
    } else if (target.dataset.menu) {
      this.showMenu(target);
    } else if (target.dataset.item) {
      this.chosen(target.dataset.item);
    } else if (target.matches(".more-history")) {
      this.shown += PAGE;
      this.load();
    } else {
      return false;
    }
    return true;
  }

  showMenu(button) {
    this.chosenButton = button;
    this.chosenId = button.dataset.menu;
    const path = `/v1/conversations/${encodeURIComponent(this.chosenId)}/export?lang=${this.page.lang}`;
    for (const form of ["md", "docx"]) {
      this.menu.querySelector(`[data-item=${form}]`).href = `${path}&format=${form}`;
    }
    this.menu.showPopover();
    const at = button.getBoundingClientRect();
    const top = Math.min(at.bottom + 4, window.innerHeight - this.menu.offsetHeight - 8);
    const left = Math.min(at.left, window.innerWidth - this.menu.offsetWidth - 8);
    this.menu.style.top = `${top}px`;
    this.menu.style.left = `${left}px`;
    this.menu.querySelector("button").focus();
  }

  onMenuKey(event) {
    const entries = [...this.menu.querySelectorAll("[role=menuitem]")];
    const at = entries.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      entries[(at + step + entries.length) % entries.length].focus();
    } else if (event.key === "Tab") {
      this.menu.hidePopover();
    }
  }

  chosen(what) {
    const item = this.list.querySelector(`li[data-id="${CSS.escape(this.chosenId)}"]`);
    this.menu.hidePopover();
    if (!item) return;
    if (what === "rename") this.rename(item);
    else if (what === "delete") this.remove(item);
  }

  rename(item) {
    const link = item.querySelector("a");
    const name = link.textContent;
    const label = filled(this.page.words.rename, { name });
    const field = make("input", { value: name, maxlength: "120", "aria-label": label });
    let over = false;
    const finish = async (save) => {
      if (over) return;
      over = true;
      const wanted = field.value.trim();
      field.replaceWith(link);
      link.focus();
      if (!save || !wanted || wanted === name) return;
      link.replaceChildren(wanted);
      try {
        await call("PATCH", `/v1/conversations/${encodeURIComponent(item.dataset.id)}`, { name: wanted });
      } catch {
        link.replaceChildren(name);
        this.page.notice(this.page.words.failed);
      }
      this.load();
    };
    field.addEventListener("keydown", (event) => {
      if (isComposing(event)) return;
      if (event.key === "Enter") finish(true);
      if (event.key === "Escape") {
        event.stopPropagation();
        finish(false);
      }
    });
    field.addEventListener("blur", () => finish(true));
    link.replaceWith(field);
    field.focus();
    field.select();
  }

  remove(item) {
    this.dialog.querySelector(".name").replaceChildren(item.querySelector("a").textContent);
    this.dialog.returnValue = "";
    this.dialog.showModal();
    this.dialog.onclose = async () => {
      if (this.dialog.returnValue !== "delete") return this.chosenButton.focus();
      try {
        await call("DELETE", `/v1/conversations/${encodeURIComponent(item.dataset.id)}`);
      } catch {
        return this.page.notice(this.page.words.failed);
      }
      if (item.dataset.id === this.page.conversation) this.page.open("");
      await this.load();
      this.list.focus();
    };
  }
}
