// One message as DOM, redrawn part by part: what did not change keeps its nodes, focus and scroll.

import { blockNode } from "./blocks.js";
import { avatar, el, glyph, icon } from "./dom.js";
import { openMenu, openPicker, spoken } from "./menus.js";
import { full, hour } from "./times.js";

/**
 * What a message may ask of the page.
 * @typedef {object} Deeds
 * @property {() => {id: string, admin: boolean}} me
 * @property {(message: any, button: any, node: HTMLElement) => void} press
 * @property {(message: any, emoji: string, standing: boolean) => void} react
 * @property {(message: any) => void} openThread
 * @property {(message: any, text: string) => Promise<boolean>} edit
 * @property {(message: any) => void} remove
 */

/**
 * A message's node, and `show` to redraw it.
 * @param {Deeds} deeds
 * @param {boolean} inThread  the thread pane shows no way to open the thread
 */
export function messageView(deeds, inThread) {
  const node = el("article", { class: "message" });
  const face = el("div", { class: "face" });
  const head = el("header", { class: "head" });
  const body = el("div", { class: "body" });
  const chips = el("div", { class: "chips", "aria-live": "off" });
  const foot = el("div", { class: "foot", "aria-live": "off" });
  const tools = el("div", { class: "tools", "aria-live": "off" });
  node.append(face, el("div", { class: "content" }, head, body, chips, foot), tools);

  const drawn = new Map();
  let message = null;
  let editing = false;

  /** Redraw a part if what it shows has changed; the focus stays on the same button. */
  function part(where, shown, draw) {
    const print = JSON.stringify(shown);
    if (drawn.get(where) === print) return;
    drawn.set(where, print);
    const key = where.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    where.replaceChildren(...draw().filter(Boolean));
    if (key) where.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
  }

  function show(next, follows) {
    message = next;
    const { author } = message;
    const mine = author.id === deeds.me().id;
    node.dataset.message = message.id;
    node.className = classes(message, follows);
    node.setAttribute("aria-label", `${author.name}, ${hour(message.at)}`);
    part(face, [author, follows, message.at], () => [faceNode(message, follows)]);
    part(head, [author, message.at, message.edited, message.private], () => headNodes(message));
    if (!editing) drawBody();
    part(chips, message.reactions, () => chipNodes());
    part(foot, [message.replies, inThread], () => [repliesNode()]);
    part(tools, [mine, deeds.me().admin, author.bot, message.private], () => toolNodes(mine));
  }

  function drawBody() {
    part(body, [message.blocks, message.text], () => bodyNodes(message, press));
  }

  const press = (button, source) => deeds.press(message, button, source);

  function chipNodes() {
    const nodes = message.reactions.map((reaction) => chip(reaction));
    if (nodes.length && !message.private) nodes.push(adder("chip add"));
    return nodes;
  }

  function chip(reaction) {
    const { emoji, count, mine, people } = reaction;
    const unseen = (words) => el("span", { class: "quiet-words" }, words);
    const props = {
      type: "button",
      class: "chip",
      "aria-pressed": String(mine),
      title: people.join(", "),
      data: { key: `chip ${emoji}` },
      onclick: () => deeds.react(message, emoji, !mine),
    };
    // Read out as "🇧 B, 3 people".
    const many = unseen(count === 1 ? " person" : " people");
    return el(
      "button",
      props,
      glyph(emoji),
      unseen(`${spoken(emoji)}, `),
      el("span", {}, String(count)),
      many,
    );
  }

  function adder(look) {
    const pick = (emoji) => deeds.react(message, emoji, true);
    const button = opener("Add a reaction", "smile", look, () => openPicker(button, pick));
    button.setAttribute("aria-haspopup", "dialog");
    button.dataset.key = look;
    return button;
  }

  function repliesNode() {
    if (inThread || !message.replies) return null;
    const words = message.replies === 1 ? "1 reply" : `${message.replies} replies`;
    const does = () => deeds.openThread(message);
    return el(
      "button",
      { type: "button", class: "replies", data: { key: "replies" }, onclick: does },
      icon("talk"),
      words,
    );
  }

  function toolNodes(mine) {
    const shared = !message.private;
    const items = menuItems(mine);
    const more = opener("More", "more", "icon-button", () => openMenu(more, items));
    return [
      shared && adder("icon-button"),
      shared && !inThread && !message.thread && threadTool(),
      items.length > 0 && more,
    ];
  }

  function threadTool() {
    const does = () => deeds.openThread(message);
    const props = {
      type: "button",
      class: "icon-button",
      "aria-label": "Reply in a thread",
      title: "Reply in a thread",
    };
    return el("button", { ...props, data: { key: "thread" }, onclick: does }, icon("talk"));
  }

  function menuItems(mine) {
    const items = [];
    if (mine && !message.author.bot && !message.private) items.push({ label: "Edit", does: edit });
    if (message.private) items.push({ label: "Dismiss", does: () => deeds.remove(message) });
    else if (mine || deeds.me().admin) {
      items.push({ label: "Delete", grave: true, does: () => deeds.remove(message) });
    }
    return items;
  }

  function edit() {
    editing = true;
    const close = () => {
      editing = false;
      drawn.delete(body);
      drawBody();
      node.querySelector("[data-key='More']")?.focus();
    };
    const save = async (text) => {
      if (text === message.text || (await deeds.edit(message, text))) close();
    };
    body.replaceChildren(editor(message.text, save, close));
    body.querySelector("textarea").focus();
  }

  return { node, show };
}

function opener(label, shape, look, does) {
  const props = {
    type: "button",
    class: look,
    "aria-label": label,
    title: label,
    "aria-haspopup": "true",
  };
  return el(
    "button",
    { ...props, "aria-expanded": "false", data: { key: label }, onclick: does },
    icon(shape),
  );
}

function classes(message, follows) {
  const names = ["message"];
  if (follows) names.push("follows");
  if (message.private) names.push("private");
  if (message.author.bot) names.push("from-bot");
  return names.join(" ");
}

function faceNode(message, follows) {
  if (follows)
    return el(
      "time",
      { class: "short-time", datetime: message.at, "aria-hidden": "true" },
      hour(message.at),
    );
  return avatar(message.author.name, message.author.id, message.author.bot);
}

function headNodes(message) {
  const { author, at, edited } = message;
  return [
    el("span", { class: "author" }, author.name),
    author.bot && el("span", { class: "badge" }, "Bot"),
    el("time", { class: "time", datetime: at, title: full(at) }, hour(at)),
    edited && el("span", { class: "edited" }, "(edited)"),
    message.private && el("span", { class: "only-you" }, icon("lock"), "Only you can see this"),
  ];
}

function bodyNodes(message, press) {
  if (message.author.bot)
    return [
      el(
        "div",
        { class: "card" },
        message.blocks.map((block) => blockNode(block, press)),
      ),
    ];
  const command = message.text.startsWith("/quiz");
  return [el("p", { class: command ? "words said command" : "words said" }, message.text)];
}

function editor(text, save, close) {
  const area = el("textarea", { class: "edit-text", rows: "2", "aria-label": "Edit your message" });
  area.value = text;
  const send = () => area.value.trim() && save(area.value.trim());
  area.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send();
    } else if (event.key === "Escape") {
      event.preventDefault();
      close();
    }
  });
  const button = (label, look, does) =>
    el("button", { type: "button", class: look, onclick: does }, label);
  const row = el(
    "div",
    { class: "buttons" },
    button("Save", "button primary", send),
    button("Cancel", "button", close),
  );
  return el("div", { class: "editor" }, area, row);
}
