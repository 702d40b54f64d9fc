// Pieces of text to DOM nodes: our small Markdown, with strangers' words set between, letter by letter.

import { el } from "./dom.js";
import { full, when } from "./times.js";

// While the Markdown is read, a sign from Unicode's private area stands for each piece that is not
// Markdown, so that nothing a stranger wrote can take part in it, and **bold** may span a name.
const FIRST = 0xe000;
const PRIVATE = /[\ue000-\uf8ff]/g;

const MARKS = new RegExp(
  [
    "`([^`]+)`",
    "\\*\\*(\\S|\\S.*?\\S)\\*\\*",
    "\\*([^\\s*](?:[^*]*[^\\s*])?)\\*",
    "\\[([^\\]]+)\\]\\((https://[^\\s)]+)\\)",
  ].join("|"),
  "gs",
);

/** The nodes of a row of pieces. @param {any[]} pieces @returns {Node[]} */
export function pieceNodes(pieces) {
  const set = [];
  const source = pieces.map((piece) => {
    if ("markdown" in piece) return piece.markdown.replace(PRIVATE, "");
    return String.fromCharCode(FIRST + set.push(pieceNode(piece)) - 1);
  });
  return markdown(source.join(""), set);
}

function pieceNode(piece) {
  if ("name" in piece) return el("span", { class: "name" }, piece.name);
  if ("when" in piece) {
    return el("time", { datetime: piece.when, title: full(piece.when) }, when(piece.when));
  }
  return document.createTextNode(piece.plain);
}

function markdown(source, set) {
  const nodes = [];
  let read = 0;
  for (const match of source.matchAll(MARKS)) {
    nodes.push(...words(source.slice(read, match.index), set), marked(match, set));
    read = match.index + match[0].length;
  }
  return [...nodes, ...words(source.slice(read), set)];
}

function marked([, code, bold, italic, label, link], set) {
  if (code !== undefined) return el("code", {}, ...words(code, set));
  if (bold !== undefined) return el("strong", {}, ...markdown(bold, set));
  if (italic !== undefined) return el("em", {}, ...markdown(italic, set));
  // A stranger's words may stand in a label, never in an address.
  const address = link.replace(PRIVATE, "");
  return el(
    "a",
    { href: address, target: "_blank", rel: "noopener noreferrer" },
    ...words(label, set),
  );
}

function words(text, set) {
  return text
    .split(/([\ue000-\uf8ff])/)
    .filter(Boolean)
    .map((part) => {
      const at = part.charCodeAt(0) - FIRST;
      return part.length === 1 && at >= 0 && at < set.length
        ? set[at]
        : document.createTextNode(part);
    });
}
