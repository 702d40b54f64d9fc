// The kinds of block that a message of the bot is made of.

import { el } from "./dom.js";
import { pieceNodes } from "./text.js";

/** The node of a block; `press(button, node)` is called when one of its buttons is pressed. */
export function blockNode(block, press) {
  return KINDS[block.kind](block, press);
}

const KINDS = {
  title: (block) => el("h3", { class: "title" }, block.text),
  text: (block) => el("p", { class: "words" }, ...pieceNodes(block.pieces)),
  small: (block) => el("p", { class: "words small" }, ...pieceNodes(block.pieces)),
  code: codeNode,
  picture: pictureNode,
  facts: factsNode,
  buttons: buttonsNode,
};

function codeNode(block) {
  const label = block.language ? `Code, ${block.language}` : "Code";
  // Focusable, so that a long line can be scrolled with the arrow keys.
  const source = el(
    "pre",
    { tabindex: "0", role: "group", "aria-label": label },
    el("code", {}, block.source),
  );
  return el(
    "div",
    { class: "code" },
    block.language && el("span", { class: "language" }, block.language),
    source,
  );
}

function pictureNode(block) {
  const image = el("img", { src: block.url, alt: block.alt, loading: "lazy" });
  const link = el(
    "a",
    { href: block.url, target: "_blank", rel: "noopener", title: "Open the picture" },
    image,
  );
  return el("figure", { class: "picture" }, link);
}

function factsNode(block) {
  const rows = block.rows.map((row) =>
    el("div", {}, el("dt", {}, ...pieceNodes(row.label)), el("dd", {}, ...pieceNodes(row.value))),
  );
  return el("dl", { class: "facts" }, rows);
}

function buttonsNode(block, press) {
  const buttons = block.buttons.map((button) => {
    const short = button.label.length === 1 ? " square" : "";
    const node = el(
      "button",
      {
        type: "button",
        class: `button${button.primary ? " primary" : ""}${short}`,
        "aria-haspopup": button.form ? "dialog" : null,
        data: { key: `press ${button.action ?? button.form.action}` },
        onclick: () => press(button, node),
      },
      button.label,
    );
    return node;
  });
  return el("div", { class: "buttons" }, buttons);
}
