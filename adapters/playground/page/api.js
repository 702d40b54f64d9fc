// The playground's server: reading the state, doing deeds, hearing what changes.

/**
 * @typedef {{id: string, name: string, bot: boolean}} Author
 * @typedef {{emoji: string, count: number, mine: boolean, people: string[]}} Reaction
 * @typedef {{id: string, channel: string, thread: string | null, author: Author, at: string,
 *   edited: boolean, private: boolean, summary: string, blocks: any[], text: string,
 *   reactions: Reaction[], replies: number}} Message
 * @typedef {{id: string, name: string, kind: "channel" | "direct", lost: boolean, unread: number}} Channel
 * @typedef {{id: string, name: string, admin: boolean}} Person
 * @typedef {{name: string, says: string, choices: string[]}} Option
 * @typedef {{name: string, says: string, admin: boolean, options: Option[]}} Command
 */

const ROOT = "/playground/api";

/** The server said no, or said nothing; `message` is a sentence for the person. */
export class Refused extends Error {
  /** @param {string} sentence @param {number} status 0: no answer */
  constructor(sentence, status) {
    super(sentence);
    this.status = status;
  }
}

async function ask(path, options) {
  let response;
  try {
    response = await fetch(ROOT + path, options);
  } catch {
    throw new Refused("The playground does not answer. Is it still running?", 0);
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw new Refused(body.error ?? `The playground answered ${response.status}.`, response.status);
  }
  return body;
}

/** Everything that a person sees of a channel; this marks the channel as read. */
export function readState(as, channel) {
  const query = new URLSearchParams();
  if (as) query.set("as", as);
  if (channel) query.set("channel", channel);
  return ask(`/state?${query}`, { cache: "no-store" });
}

/** Do something: `deed` is the last part of the address. */
export function post(deed, body = {}) {
  return ask(`/${deed}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

const RETRY_MS = 3000;

/**
 * Hear what happens, as a person sees it, until the returned function is called.
 * `heard` has `changed`, `clock`, `progress`, and `again` (after a break), `lost` (when one begins).
 */
export function listen(as, heard) {
  let source = null;
  let timer = 0;
  let broken = false;

  function open() {
    source = new EventSource(`${ROOT}/stream?${new URLSearchParams({ as })}`);
    for (const kind of ["changed", "clock", "progress"]) {
      source.addEventListener(kind, (event) => heard[kind](JSON.parse(event.data)));
    }
    source.addEventListener("open", () => {
      if (broken) heard.again();
      broken = false;
    });
    source.addEventListener("error", () => {
      if (!broken) heard.lost();
      broken = true;
      // The browser tries again by itself, except after an answer that was no stream.
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(open, RETRY_MS);
    });
  }

  open();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
