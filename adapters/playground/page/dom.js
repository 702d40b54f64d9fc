// Making DOM nodes. Text always becomes a text node: no string here is ever read as HTML.

/** @typedef {Node | string | null | undefined | false} Child */

/**
 * An element. A property whose value is null, undefined or false is left out; `on…` takes a listener,
 * `data` an object of data attributes, everything else is an attribute.
 * @param {string} tag
 * @param {Record<string, any>} [props]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElement}
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "data") Object.assign(node.dataset, value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat().filter((child) => child || child === 0));
  return node;
}

const SHAPES = {
  hash: "M6 3 4.5 15M13.5 3 12 15M3 6.5h12.5M2.5 11.5H15",
  talk: "M3 4.5h12v8H8.5L5.5 15v-2.5H3z",
  smile:
    "M9 2.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13M6.3 10.7c1.3 1.9 4.1 1.9 5.4 0M6.8 7v.2M11.2 7v.2",
  send: "M3 9 15.5 3.5 11.5 15 8.5 10.5zM8.5 10.5 15.5 3.5",
  close: "m4.5 4.5 9 9m0-9-9 9",
  menu: "M3 5h12M3 9h12M3 13h12",
  more: "M3.3 9a.7.7 0 1 0 1.4 0 .7.7 0 1 0-1.4 0M8.3 9a.7.7 0 1 0 1.4 0 .7.7 0 1 0-1.4 0M13.3 9a.7.7 0 1 0 1.4 0 .7.7 0 1 0-1.4 0",
  lock: "M4.5 8h9v7h-9zM6.5 8V5.5a2.5 2.5 0 0 1 5 0V8",
  moon: "M14.5 10.8A6 6 0 0 1 7.2 3.5a6 6 0 1 0 7.3 7.3z",
  sun: "M9 5.8a3.2 3.2 0 1 1 0 6.4 3.2 3.2 0 0 1 0-6.4M9 1.8v1.4M9 14.8v1.4M1.8 9h1.4M14.8 9h1.4M3.9 3.9l1 1M13.1 13.1l1 1M3.9 14.1l1-1M13.1 4.9l1-1",
  clock: "M9 2.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13M9 5.5V9l2.5 1.8",
  down: "M9 3.5v10.5M4.5 9.8 9 14.3l4.5-4.5",
};

const SVG = "http://www.w3.org/2000/svg";

/** A small line drawing, hidden from screen readers. @param {keyof SHAPES} name */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 18 18");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}

/** A stable number for a string, for avatar colours. @param {string} text @param {number} size */
export function hash(text, size) {
  let sum = 7;
  for (const sign of text) sum = (sum * 61 + sign.codePointAt(0)) >>> 0;
  return sum % size;
}

const AVATAR_COLOURS = 10;

/** A person's picture: initials on a colour that is always theirs. */
export function avatar(name, key = name, isBot = false) {
  if (isBot) return el("img", { class: "avatar", src: "/playground/static/icon.svg", alt: "" });
  const words = name.trim().split(/\s+/);
  const letters = words.length > 1 ? words[0][0] + words[words.length - 1][0] : name.slice(0, 2);
  const colour = `hue-${hash(key, AVATAR_COLOURS)}`;
  return el("span", { class: `avatar ${colour}`, "aria-hidden": "true" }, letters.toUpperCase());
}

const LETTERS = ["🇦", "🇧", "🇨", "🇩", "🇪", "🇫", "🇬"];

/** What the add picker offers. */
export const EMOJIS = [
  ...LETTERS,
  "✅",
  "❌",
  "👍",
  "👎",
  "🎉",
  "🔥",
  "👀",
  "🤔",
  "❤️",
  "😄",
  "🙌",
];

/** "B" for 🇧, else null. Letters are drawn by us: half of all systems have no picture for them. */
export function letterOf(emoji) {
  const at = LETTERS.indexOf(emoji);
  return at < 0 ? null : "ABCDEFG"[at];
}

/** An emoji as it is shown. */
export function glyph(emoji) {
  const letter = letterOf(emoji);
  if (letter) return el("span", { class: "letter", "aria-hidden": "true" }, letter);
  return el("span", { class: "emoji", "aria-hidden": "true" }, emoji);
}

/** Bring a node into the wanted list of children by key, moving as little as possible. */
export function patchChildren(parent, wanted) {
  const keep = new Set(wanted);
  for (const child of [...parent.children]) if (!keep.has(child)) child.remove();
  wanted.forEach((child, at) => {
    if (parent.children[at] !== child) parent.insertBefore(child, parent.children[at] ?? null);
  });
}

/**
 * Remember a control, to focus it later: when its message has been redrawn, its successor is found.
 * @param {Element} node @returns {() => HTMLElement | null}
 */
export function bookmark(node) {
  const pane = node.closest("[role=log]")?.id;
  const message = node.closest("[data-message]")?.dataset.message;
  const { key } = node.dataset;
  const path = `#${pane} [data-message="${CSS.escape(message ?? "")}"] [data-key="${CSS.escape(key ?? "")}"]`;
  return () => (node.isConnected ? node : pane ? document.querySelector(path) : null);
}
