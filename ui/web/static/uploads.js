// Files and addresses on their way into the collection, each with its stage.
import { Refused, ask, make, pause, post, refusal } from "./service.js";

const BATCH_FILES = 20;
const BATCH_BYTES = 16 * 2 ** 20;
const IN_FLIGHT_BYTES = 4 * 2 ** 20; // sent by a browser before it says so
const POLL_MS = 350;
const FULL_MS = 3000;
const STEPS = ["sent", "received", "understood", "indexed", "stored"];
const REACHED = {
  waiting: 0, uploading: 0, sent: 1, fetching: 1, queued: 2, reading: 2, understood: 3, indexed: 4,
};
const IDLE = ["waiting", "sent", "queued"];
const FETCHING = ["fetch", "unknown-host", "private-address", "invalid-address", "unreachable"];
const SLOW_S = 3;
const LONGEST_NAME = 200; // bytes; what the service keeps of a name

/** One file, address, or member of an archive. */
class Item {
  constructor(name, word) {
    this.name = name;
    this.word = word;
    this.over = false;
    this.reached = 0;
    this.readingSince = 0;
    const titles = word("stages").split(" ");
    this.steps = make(
      "span",
      { class: "steps", "aria-hidden": "true" },
      ...STEPS.map((_, n) => make("i", { title: titles[n] })),
    );
    this.said = make("span", { class: "said" });
    this.label = make("span", { class: "name", title: name }, name);
    this.row = make("li", {}, this.label, this.steps, this.said);
  }

  at(stage, values) {
    if (this.over) return;
    this.reached = REACHED[stage];
    this.mark(IDLE.includes(stage) ? "" : "now");
    this.said.textContent = this.word(stage, values);
  }

  /** Shows the steps that are done, and the one that comes next as it stands. */
  mark(next) {
    [...this.steps.children].forEach((step, n) => {
      step.className = n < this.reached ? "done" : n === this.reached ? next : "";
    });
  }

  /** Is being read, the first in turn: says for how long once that is noticeable. */
  reads() {
    this.readingSince ||= Date.now();
    const seconds = Math.floor((Date.now() - this.readingSince) / 1000);
    this.at("reading");
    if (seconds >= SLOW_S && !this.over) this.said.textContent = this.word("readingLong", { seconds });
  }

  end(event, query) {
    this.over = true;
    const good = event.outcome !== "failed";
    this.row.className = good ? "ended" : event.outcome;
    if (good) this.reached = STEPS.length;
    // What failed in a job had arrived, unless it was the fetching of it that failed.
    else if (event.source) {
      const fetched = !FETCHING.some((code) => event.code === code || event.code.startsWith(`${code}-`));
      this.reached = fetched ? Math.max(this.reached, REACHED.reading) : REACHED.fetching;
    }
    this.mark("broken");
    this.said.textContent = good
      ? this.word(event.outcome, { facts: event.facts })
      : `${this.word("failed")}: ${event.message}`;
    if (good && event.report_id) {
      const link = make("a", { href: `/reports/${event.report_id}${query}` }, this.name);
      this.label.replaceChildren(link);
    }
  }

  drop(text) {
    if (this.over) return;
    this.over = true;
    this.row.className = "cancelled";
    this.said.textContent = text;
  }
}

/** The panel that shows what is under way. */
export class Uploads {
  constructor(panel, word, explain, query, onChange) {
    this.panel = panel;
    this.word = word;
    this.explain = explain;
    this.query = query;
    this.onChange = onChange;
    this.items = [];
    this.queue = [];
    this.jobs = new Set();
    this.running = false;
    this.cancelled = false;
    this.sending = null;
    this.left = 0; // bytes of it that are not known to be sent
    this.count = make("strong");
    this.bad = make("span", { class: "bad" });
    this.state = make("span", { class: "said" });
    this.button = make("button", { type: "button", class: "button", onclick: () => this.stop() });
    this.bar = make("progress", { max: 1, value: 0, "aria-label": word("overview", { done: "", total: "" }) });
    this.list = make("ol");
    panel.append(make("header", {}, this.count, this.bad, this.state, this.button), this.bar, this.list);
  }

  /** Adds files to what is to be sent. */
  add(files) {
    // The service takes the last part of a name, and tells of the file under it.
    const named = (file) => file.name.split(/[\\/]/).pop();
    const items = [...files].map((file) => Object.assign(this.item(named(file)), { file }));
    this.queue.push(...batches(items));
    this.start();
  }

  /** Has the service fetch an address. */
  addAddress(url) {
    this.queue.push([Object.assign(this.item(url), { url })]);
    this.start();
  }

  /** Follows a job, one that was begun elsewhere too. */
  follow(jobId, items = []) {
    if (!this.busy) this.cancelled = false;
    this.jobs.add(jobId);
    this.panel.hidden = false;
    this.update();
    return this.watch(jobId, items);
  }

  item(name) {
    const item = new Item(name, this.word);
    item.at("waiting");
    this.items.push(item);
    this.list.append(item.row);
    return item;
  }

  show() {
    this.panel.hidden = false;
    this.cancelled = false;
    this.update();
  }

  async start() {
    const running = this.running;
    this.running = true; // before anything is shown, which would say that all is over
    this.show();
    if (running) return;
    const watching = [];
    while (this.queue.length && !this.cancelled) {
      const batch = this.queue.shift();
      try {
        const job = await this.send(batch);
        if (!job) continue;
        // Cancelled while the service took it in, which could not be told of a job without a number.
        if (batch.every((item) => item.over)) await withdraw(job.job_id);
        watching.push(this.follow(job.job_id, batch));
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        const message = error.message
          ? this.explain(error.code, error.message, error.status)
          : this.word("unreachable");
        for (const item of batch) item.end({ outcome: "failed", message }, this.query);
      }
      this.update();
    }
    await Promise.all(watching);
    this.running = false;
    this.update();
  }

  async send(batch) {
    while (!this.cancelled) {
      try {
        if (batch[0].url) {
          batch[0].at("fetching");
          return await post("/v1/reports", { url: batch[0].url });
        }
        return await this.upload(batch);
      } catch (error) {
        if (error.status !== 503) throw error;
        for (const item of batch) item.said.textContent = this.word("tooMany");
        await pause(FULL_MS);
      }
    }
    for (const item of batch) item.drop(this.word("cancelled"));
    return null;
  }

  /** Sends a batch; XMLHttpRequest, because fetch does not tell how much is sent. */
  upload(batch) {
    const form = new FormData();
    for (const item of batch) form.append("files", item.file, item.name);
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      this.sending = request;
      this.left = batch.reduce((sum, item) => sum + item.file.size, 0);
      request.open("POST", "/v1/reports");
      request.upload.onprogress = (event) => {
        this.left = event.total - event.loaded;
        const percent = event.total ? Math.floor((event.loaded / event.total) * 100) : 0;
        for (const item of batch) item.at("uploading", { percent });
      };
      request.onload = async () => {
        if (request.status === 202) {
          for (const item of batch) item.at("sent");
          resolve(JSON.parse(request.responseText));
        } else reject(await refusal(request.status, () => request.responseText));
      };
      request.onerror = () => reject(new Refused(0, ""));
      request.onabort = () => {
        for (const item of batch) item.drop(this.word("cancelled"));
        resolve(null);
      };
      request.send(form);
    });
  }

  async watch(jobId, items) {
    let seen = 0;
    for (;;) {
      let job;
      try {
        job = await ask(`/v1/jobs/${jobId}?since=${seen}`);
      } catch (error) {
        if (error.status === 404) break;
        await pause(FULL_MS);
        continue;
      }
      for (const event of job.events) {
        const told = { ...event, message: this.explain(event.code, event.message) };
        this.match(items, event.source).end(told, this.query);
      }
      this.follows(items, job.under_way);
      seen += job.events.length;
      this.update();
      if (job.finished) {
        const left = job.message
          ? this.explain(job.code, job.message)
          : this.word(job.state === "cancelled" ? "cancelled" : "failed");
        for (const item of items) {
          if (job.message && !item.over) item.end({ outcome: "failed", message: left }, this.query);
          item.drop(left);
        }
        break;
      }
      await pause(POLL_MS);
    }
    this.jobs.delete(jobId);
    this.update();
    this.onChange();
  }

  /** Shows how far a job's sources are; they come in the order in which they are read. */
  follows(items, underWay) {
    const met = new Set();
    let reading = false;
    for (const each of underWay) {
      const item = this.match(items, each.source, met);
      met.add(item);
      if (each.stage !== "received") item.at(each.stage);
      else if (reading) item.at("queued");
      else {
        reading = true;
        item.reads();
      }
    }
  }

  /** The item of a source; what an archive or an address holds gets items of its own. */
  match(items, source, met = new Set()) {
    const named = items.filter((item) => sentName(item.name) === sentName(source) && !met.has(item));
    const own = named.find((item) => !item.over) || named[0];
    if (own) return own;
    const around = items.find((item) => readable(source).startsWith(`${readable(item.name)}!/`));
    const made = this.item(source);
    items.push(made);
    if (around) {
      around.row.after(made.row);
      around.at("understood");
      around.over = true;
      around.row.hidden = true;
      this.items = this.items.filter((item) => item !== around);
    }
    return made;
  }

  async stop() {
    if (!this.busy) {
      this.panel.hidden = true;
      this.items = [];
      this.list.replaceChildren();
      return;
    }
    this.cancelled = true;
    this.button.disabled = true;
    this.state.textContent = this.word("cancelling");
    this.queue.splice(0);
    // What the service has understood by now is still stored; its event will say so.
    for (const item of this.items) {
      if (item.reached < REACHED.understood) item.drop(this.word("cancelled"));
    }
    // What the service may have in full is not broken off: its job would go on, and nobody would know.
    if (this.left > IN_FLIGHT_BYTES) this.sending?.abort();
    await Promise.all([...this.jobs].map(withdraw));
    this.button.disabled = false;
  }

  get busy() {
    return this.running || this.jobs.size > 0;
  }

  update() {
    const over = this.items.filter((item) => item.over);
    const bad = over.filter((item) => item.row.className === "failed").length;
    const total = this.items.length;
    this.count.textContent = this.word("overview", { done: over.length, total });
    this.bad.textContent = bad ? this.word("failures", { n: bad }) : "";
    this.bar.value = total ? over.length / total : 0;
    this.button.textContent = this.word(this.busy ? "cancel" : "close");
    if (!this.busy) this.state.textContent = this.word(this.cancelled ? "stopped" : "ended");
    else if (!this.cancelled) this.state.textContent = "";
    this.panel.dataset.state = this.busy ? "busy" : "over";
  }
}

/** Tells the service to end a job; one that it knows no more has ended. */
function withdraw(jobId) {
  return ask(`/v1/jobs/${jobId}`, { method: "DELETE" }).catch(() => null);
}

/** A name without what browsers escape in a form, and without what the service leaves out of it. */
function readable(name) {
  return name.replace(/%22/g, '"').replace(/%0[ad]/gi, "").replace(/(?! )[\p{C}\p{Z}]/gu, "").trim();
}

/** A name as the service tells it again. */
function sentName(name) {
  const bytes = new TextEncoder().encode(readable(name));
  return new TextDecoder().decode(bytes.slice(-LONGEST_NAME)).replace(/^\ufffd+/, "");
}

/** Items in uploads of bounded size. */
function batches(items) {
  const found = [];
  let bytes = 0;
  for (const item of items) {
    const last = found[found.length - 1];
    if (last && last.length < BATCH_FILES && bytes + item.file.size <= BATCH_BYTES) {
      last.push(item);
      bytes += item.file.size;
    } else {
      found.push([item]);
      bytes = item.file.size;
    }
  }
  return found;
}
