// Small things that open at a button: menus and the emoji picker.

import { EMOJIS, bookmark, el, glyph, letterOf } from "./dom.js";

const GAP = 4;

function place(box, anchor) {
  const at = anchor.getBoundingClientRect();
  const left = Math.min(at.left, innerWidth - box.offsetWidth - GAP * 2);
  const below = at.bottom + GAP;
  const top = below + box.offsetHeight < innerHeight ? below : at.top - GAP - box.offsetHeight;
  box.style.left = `${Math.max(GAP, left)}px`;
  box.style.top = `${Math.max(GAP, top)}px`;
}

/** Arrow keys go round the buttons; in a grid, up and down move by `columns`. */
function steer(event, box, columns) {
  const steps = { ArrowDown: columns, ArrowUp: -columns, ArrowRight: 1, ArrowLeft: -1 };
  const buttons = [...box.querySelectorAll("button")];
  const here = buttons.indexOf(document.activeElement);
  let next = null;
  if (event.key in steps) next = (here + steps[event.key] + buttons.length) % buttons.length;
  if (event.key === "Home") next = 0;
  if (event.key === "End") next = buttons.length - 1;
  if (next === null) return;
  event.preventDefault();
  buttons[next].focus();
}

function open(anchor, box, columns) {
  const back = bookmark(anchor);
  box.setAttribute("popover", "auto"); // Escape and a click elsewhere close it
  box.addEventListener("keydown", (event) => {
    if (event.key === "Tab") box.hidePopover();
    if (event.key === "Escape") event.stopPropagation(); // closes this, not the pane behind
    steer(event, box, columns);
  });
  box.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    anchor.setAttribute("aria-expanded", "false");
    if (box.contains(document.activeElement) || document.activeElement === document.body)
      back()?.focus();
    box.remove();
  });
  document.body.append(box);
  box.showPopover();
  place(box, anchor);
  anchor.setAttribute("aria-expanded", "true");
  box.querySelector("button").focus();
}

/** @param {HTMLElement} anchor @param {{label: string, does: () => void, grave?: boolean}[]} items */
export function openMenu(anchor, items) {
  const box = el("div", {
    class: "menu",
    role: "menu",
    "aria-label": anchor.getAttribute("aria-label"),
  });
  for (const item of items) {
    const pick = () => {
      box.hidePopover();
      item.does();
    };
    const kind = item.grave ? "grave" : null;
    box.append(
      el("button", { type: "button", role: "menuitem", class: kind, onclick: pick }, item.label),
    );
  }
  open(anchor, box, 1);
}

const NAMES = {
  "✅": "check mark",
  "❌": "cross",
  "👍": "thumbs up",
  "👎": "thumbs down",
  "🎉": "party",
  "🔥": "fire",
  "👀": "eyes",
  "🤔": "thinking",
  "❤️": "heart",
  "😄": "smile",
  "🙌": "raised hands",
};

/** What a screen reader should say for an emoji. */
export function spoken(emoji) {
  const letter = letterOf(emoji);
  if (letter) return `${emoji} ${letter}`;
  return NAMES[emoji] ? `${emoji} ${NAMES[emoji]}` : emoji;
}

const COLUMNS = 6;

/** @param {HTMLElement} anchor @param {(emoji: string) => void} picked */
export function openPicker(anchor, picked) {
  const box = el("div", { class: "menu picker", role: "dialog", "aria-label": "Pick a reaction" });
  for (const emoji of EMOJIS) {
    const pick = () => {
      box.hidePopover();
      picked(emoji);
    };
    box.append(
      el("button", { type: "button", "aria-label": spoken(emoji), onclick: pick }, glyph(emoji)),
    );
  }
  open(anchor, box, COLUMNS);
}
