// Where one writes: a box that grows, sends on Enter, keeps a draft per place, and completes commands.

import { complete } from "./completion.js";
import { el } from "./dom.js";

const TALLEST_PX = 180;

/**
 * @param {HTMLFormElement} form  holds a textarea, a submit button and (for commands) a listbox and a hint
 * @param {{send: (text: string) => Promise<boolean>, commands?: () => import("./api.js").Command[]}} hooks
 */
export function composer(form, { send, commands }) {
  const area = form.querySelector("textarea");
  const drafts = new Map();
  const list = commands ? suggestionList(form, area, commands) : null;
  let key = "";
  let sending = false;

  function grow() {
    area.style.height = "auto";
    area.style.height = `${Math.min(area.scrollHeight, TALLEST_PX)}px`;
  }

  function fill(text) {
    area.value = text;
    grow();
    list?.refresh();
  }

  /** Switch to another place's draft. */
  function open(next) {
    if (next === key) return;
    drafts.set(key, area.value);
    key = next;
    fill(drafts.get(key) ?? "");
    list?.close();
  }

  async function submit() {
    const text = area.value.trim();
    if (!text || sending || area.disabled) return;
    const from = key;
    sending = true;
    fill("");
    list?.close();
    const sent = await send(text);
    sending = false;
    // What could not be sent comes back, unless something else has been begun meanwhile.
    if (!sent && from === key && !area.value) fill(text);
    else if (!sent && from !== key && !drafts.get(from)) drafts.set(from, text);
  }

  area.addEventListener("input", () => {
    grow();
    list?.refresh();
  });
  area.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (list?.steer(event)) {
      event.preventDefault();
      grow();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      submit();
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
    area.focus();
  });

  function ready({ hint, disabled }) {
    area.placeholder = hint;
    area.disabled = disabled;
    form.querySelector("[type=submit]").disabled = disabled;
  }

  return { open, ready, focus: () => area.focus(), begin: (text) => (fill(text), area.focus()) };
}

function suggestionList(form, area, commands) {
  const box = form.querySelector(".suggest");
  const options = box.querySelector("[role=listbox]");
  const hint = box.querySelector(".suggest-hint");
  let shown = [];
  let marked = -1;

  function mark(at) {
    marked = at;
    [...options.children].forEach((node, index) => {
      node.setAttribute("aria-selected", String(index === at));
      if (index === at) node.scrollIntoView({ block: "nearest" });
    });
    if (at < 0) area.removeAttribute("aria-activedescendant");
    else area.setAttribute("aria-activedescendant", options.children[at].id);
  }

  function refresh() {
    const completion = complete(area.value, commands());
    shown = completion.suggestions;
    hint.textContent = completion.hint;
    hint.hidden = !completion.hint;
    options.hidden = !shown.length;
    options.replaceChildren(...shown.map(optionNode));
    box.hidden = !shown.length && !completion.hint;
    area.setAttribute("aria-expanded", String(shown.length > 0));
    mark(shown.length && completion.eager ? 0 : -1);
  }

  function optionNode(suggestion, at) {
    const props = { id: `suggestion-${at}`, role: "option", "aria-selected": "false" };
    const node = el(
      "li",
      props,
      el("span", { class: "suggest-label" }, suggestion.label),
      el("span", { class: "suggest-says" }, suggestion.says),
      suggestion.admin && el("span", { class: "badge" }, "admin"),
    );
    node.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
    node.addEventListener("click", () => take(at));
    return node;
  }

  function close() {
    box.hidden = true;
    shown = [];
    area.setAttribute("aria-expanded", "false");
    mark(-1);
  }

  function take(at) {
    area.value = shown[at].text;
    area.focus();
    refresh();
  }

  /** Handle a key of the list; true if it was one. */
  function steer(event) {
    if (event.key === "Escape" && !box.hidden) {
      close();
      return true;
    }
    if (!shown.length) return false;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move) {
      const from = marked < 0 && move < 0 ? 0 : marked;
      mark((from + move + shown.length) % shown.length);
      return true;
    }
    return takes(event);
  }

  function takes(event) {
    const at = event.key === "Tab" && !event.shiftKey ? Math.max(marked, 0) : marked;
    if ((event.key !== "Tab" && event.key !== "Enter") || event.shiftKey || at < 0) return false;
    // A line that is complete already is sent by Enter, and left by Tab.
    if (shown[at].text.trim() === area.value.trim().replace(/ +/g, " ")) return false;
    take(at);
    return true;
  }

  area.addEventListener("blur", close);
  area.addEventListener("focus", refresh);
  return { refresh, close, steer };
}
