// What the page asks of the service: turns through Gradio's events, the rest through /v1.
const PROBE_AFTER = 1500;
const PROBE_EVERY = 2500;
const GIVE_UP_AFTER = 30000;

const waiting = new Map();
let bridge = null;
let count = 0;

export function connect(given) {
  bridge = given;
  bridge.watch("value", () => {
    const reply = bridge.element.querySelector(".reply");
    const known = reply && waiting.get(reply.dataset.token);
    if (!known) return;
    finish(reply.dataset.token);
    const nodes = [...reply.childNodes];
    reply.replaceChildren(); // what nobody takes must not be found in the page
    known.onReply(nodes, reply.dataset.conversation);
  });
}

// Asks for HTML. onTrouble gets "unreachable", "login" or "failed"; onSlow is called once.
export function request(event, wish, { onReply, onTrouble, onSlow }) {
  const token = `${Date.now()}-${(count += 1)}`;
  const known = { onReply, timer: 0 };
  waiting.set(token, known);
  const began = Date.now();
  const probe = async () => {
    const state = await probed();
    if (waiting.get(token) !== known) return;
    if (state === "well" && Date.now() - began < GIVE_UP_AFTER) {
      onSlow?.();
      known.timer = setTimeout(probe, PROBE_EVERY);
      return;
    }
    finish(token);
    onTrouble?.(state === "well" ? "failed" : state);
  };
  known.timer = setTimeout(probe, PROBE_AFTER);
  bridge.trigger(event, { ...wish, token });
  return token;
}

// Whoever asked no longer wants to know.
export function forget(token) {
  finish(token);
}

function finish(token) {
  clearTimeout(waiting.get(token)?.timer);
  waiting.delete(token);
}

async function probed() {
  try {
    const answer = await fetch("/v1/health", { signal: AbortSignal.timeout(5000) });
    return answer.status === 401 ? "login" : answer.ok ? "well" : "failed";
  } catch {
    return "unreachable";
  }
}

export async function call(method, path, body) {
  const headers = body ? { "Content-Type": "application/json" } : {};
  const answer = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
  if (!answer.ok) throw Object.assign(new Error(path), { status: answer.status });
  return answer.status === 204 ? null : answer.json();
}

// How many questions of a conversation are kept: 0 where it is gone, null where nobody says.
export async function questionsIn(id) {
  try {
    // The list is short; a whole conversation is not.
    const { conversations } = await call("GET", "/v1/conversations?limit=50");
    const listed = conversations.find((each) => each.conversation_id === id);
    return (listed ?? (await call("GET", `/v1/conversations/${encodeURIComponent(id)}`))).questions;
  } catch (error) {
    return error.status === 404 ? 0 : null;
  }
}
