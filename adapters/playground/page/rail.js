// The channel list at the left (a drawer on phones), and who one is.

import { avatar, el, icon, patchChildren } from "./dom.js";

const PHONE = matchMedia("(max-width: 699px)");
const NEW_PERSON = "+";

/** @param {(channel: string) => void} choose */
export function placeList(choose) {
  const items = new Map();

  function show(channels, current) {
    for (const kind of ["channel", "direct"]) {
      const nodes = channels
        .filter((channel) => channel.kind === kind)
        .map((channel) => item(channel, current));
      patchChildren(document.getElementById(`${kind}s`), nodes);
    }
    document.getElementById("directs-title").hidden = !channels.some(
      (channel) => channel.kind === "direct",
    );
  }

  function item(channel, current) {
    if (!items.has(channel.id)) items.set(channel.id, placeItem(channel, choose));
    const [node, button] = items.get(channel.id);
    const unread = channel.id === current ? 0 : channel.unread;
    if (channel.id === current) button.setAttribute("aria-current", "page");
    else button.removeAttribute("aria-current");
    button.classList.toggle("unread", unread > 0);
    button.classList.toggle("lost", channel.lost);
    const print = JSON.stringify([channel.name, channel.lost, unread]);
    if (button.dataset.print !== print) {
      button.dataset.print = print;
      button.replaceChildren(...placeNodes(channel, unread));
    }
    return node;
  }

  return { show };
}

function placeItem(channel, choose) {
  const button = el("button", {
    type: "button",
    class: "place",
    onclick: () => choose(channel.id),
  });
  return [el("li", {}, button), button];
}

function placeNodes(channel, unread) {
  const name = el("span", { class: "place-name" }, bareName(channel));
  const nodes = [icon(channel.kind === "direct" ? "talk" : "hash"), name];
  if (channel.lost) nodes.push(el("span", { class: "place-lost" }, "archived"));
  if (unread) {
    nodes.push(
      el(
        "span",
        { class: "count-badge" },
        String(unread),
        el("span", { class: "quiet-words" }, " unread"),
      ),
    );
  }
  return nodes;
}

/** The name without the sign that the icon beside it already is. */
export const bareName = (channel) => channel.name.replace(/^#/, "");

/** The drawer on phones. Closed there, it is invisible and so out of the tab order. */
export function drawer() {
  const rail = document.getElementById("rail");
  const veil = document.getElementById("rail-veil");
  const opener = document.getElementById("rail-open");
  const main = document.getElementById("main");

  function set(open) {
    rail.classList.toggle("open", open);
    veil.hidden = !open;
    main.inert = open;
    opener.setAttribute("aria-expanded", String(open));
  }

  function close() {
    if (!rail.classList.contains("open")) return false;
    const held = rail.contains(document.activeElement);
    set(false);
    if (held) opener.focus();
    return true;
  }

  opener.addEventListener("click", () => {
    set(true);
    document.getElementById("rail-close").focus();
  });
  document.getElementById("rail-close").addEventListener("click", close);
  veil.addEventListener("click", close);
  PHONE.addEventListener("change", () => set(false));
  return { close };
}

/**
 * The choice of who one is.
 * @param {(person: string) => void} become
 * @param {() => void} add  asks for a new person's name
 */
export function whoSelect(become, add) {
  const select = document.getElementById("who");
  const face = document.getElementById("who-face");
  let print = "";

  select.addEventListener("change", () => {
    if (select.value !== NEW_PERSON) return become(select.value);
    select.value = JSON.parse(print)[0];
    add();
  });

  function show(people, you) {
    const next = JSON.stringify([you, people]);
    if (next === print) return;
    print = next;
    const options = people.map((person) =>
      el("option", { value: person.id }, person.admin ? `${person.name} (admin)` : person.name),
    );
    select.replaceChildren(...options, el("option", { value: NEW_PERSON }, "Add a person…"));
    select.value = you;
    const me = people.find((person) => person.id === you);
    face.replaceChildren(me ? avatar(me.name, me.id) : "");
  }

  return { show };
}

export const isPhone = () => PHONE.matches;
