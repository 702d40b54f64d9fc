// Short notes at the bottom of the page, read out by screen readers.

import { el, icon } from "./dom.js";

const NOTE_MS = 5000;
const ERROR_MS = 10000;

function show(words, kind, region, stay) {
  const close = el(
    "button",
    { type: "button", class: "icon-button", "aria-label": "Dismiss" },
    icon("close"),
  );
  const toast = el("div", { class: `toast ${kind}` }, el("span", {}, words), close);
  close.addEventListener("click", () => toast.remove());
  const same = [...region.children].find((other) => other.textContent === words);
  same?.remove();
  region.append(toast);
  setTimeout(() => toast.remove(), stay);
}

/** Say something in passing. @param {string} words */
export const note = (words) => show(words, "note", document.getElementById("notes"), NOTE_MS);

/** Say at once that something failed. @param {string} words */
export const complain = (words) =>
  show(words, "error", document.getElementById("errors"), ERROR_MS);
