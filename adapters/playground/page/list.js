// A list of messages that is patched message by message, with day separators, kept at its end.

import { el, icon, patchChildren } from "./dom.js";
import { messageView } from "./messages.js";
import { day } from "./times.js";

const NEAR_PX = 120;
const TOGETHER_MS = 5 * 60 * 1000;

/**
 * @param {HTMLElement} log  the scrolling element with role=log
 * @param {import("./messages.js").Deeds} deeds
 * @param {{inThread: boolean}} options
 */
export function messageList(log, deeds, { inThread }) {
  const views = new Map();
  const separators = new Map();
  const jump = jumpButton(log);
  let shownFor = "";
  let atEnd = true;

  log.addEventListener("scroll", () => {
    atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_PX;
    if (atEnd) jump.hidden = true;
  });
  // Pictures that load, and panes that change width, must not push the end out of sight.
  const keep = new ResizeObserver(() => atEnd && toEnd(log));
  const inner = el("div", { class: "log-inner" });
  log.append(inner);
  keep.observe(inner);
  keep.observe(log);

  /**
   * Show these messages. `what` names what is shown (person and channel): when it changes, the list
   * starts afresh, at its end and without being read out.
   * @param {string} what
   * @param {import("./api.js").Message[]} messages
   * @param {Node[]} extra  nodes to put after the first message, or alone
   */
  function show(what, messages, extra = []) {
    const fresh = what !== shownFor;
    if (fresh) begin(what);
    const grown = !fresh && messages.some((message) => !views.has(message.id));
    const forMe = grown && messages.at(-1).private && !views.has(messages.at(-1).id);
    patchChildren(inner, nodes(messages, extra));
    forget(messages);
    if (fresh || atEnd || forMe) toEnd(log);
    else if (grown) jump.hidden = false;
    if (fresh) requestAnimationFrame(() => log.setAttribute("aria-busy", "false"));
  }

  function begin(what) {
    shownFor = what;
    views.clear();
    separators.clear();
    atEnd = true;
    jump.hidden = true;
    log.setAttribute("aria-busy", "true");
    inner.replaceChildren();
  }

  function nodes(messages, extra) {
    const wanted = [];
    let before = null;
    messages.forEach((message, at) => {
      if (!inThread && (!before || day(before.at) !== day(message.at)))
        wanted.push(separator(message.at));
      const view = views.get(message.id) ?? messageView(deeds, inThread);
      views.set(message.id, view);
      view.show(message, follows(before, message) && !(inThread && at === 1));
      wanted.push(view.node);
      if (at === 0) wanted.push(...extra);
      before = message;
    });
    return messages.length ? wanted : extra;
  }

  function separator(at) {
    const words = day(at);
    const key = at.slice(0, 10) + words;
    if (!separators.has(key))
      separators.set(key, el("h2", { class: "day" }, el("span", {}, words)));
    return separators.get(key);
  }

  function forget(messages) {
    const standing = new Set(messages.map((message) => message.id));
    for (const id of views.keys()) if (!standing.has(id)) views.delete(id);
  }

  return { show, toEnd: () => toEnd(log) };
}

/** Does the message continue what the same person just said? Then it needs no head of its own. */
function follows(before, message) {
  if (!before || before.author.id !== message.author.id || message.author.bot) return false;
  const apart = new Date(message.at) - new Date(before.at);
  return (
    apart < TOGETHER_MS && before.private === message.private && day(before.at) === day(message.at)
  );
}

function toEnd(log) {
  log.scrollTop = log.scrollHeight;
}

function jumpButton(log) {
  const button = el(
    "button",
    { type: "button", class: "jump", hidden: true },
    icon("down"),
    "New messages",
  );
  button.addEventListener("click", () => {
    toEnd(log);
    log.focus();
  });
  log.after(button);
  return button;
}
