// The page as a whole: what is shown, what is asked of the server, and what happens when it changes.

import { Refused, listen, post, readState } from "./api.js";
import { clock } from "./clock.js";
import { composer } from "./composer.js";
import { bookmark, el, icon } from "./dom.js";
import { openForm } from "./forms.js";
import { messageList } from "./list.js";
import { openMenu } from "./menus.js";
import { bareName, drawer, isPhone, placeList, whoSelect } from "./rail.js";
import { complain, note } from "./toasts.js";

const KEPT_PERSON = "quizstreak-person";
const REFRESH_MS = 800;
const $ = (id) => document.getElementById(id);

/** @type {Map<string, import("./api.js").Message>} the messages of the channel shown, oldest first */
const messages = new Map();
let state = { you: "", people: [], channels: [], commands: [], live: true };
let channel = "";
let thread = null;
let threadOpener = () => null;
let stopListening = () => {};
let refreshTimer = 0;
let asked = 0;

const namedChannel = () => new URLSearchParams(`id=${location.hash.slice(1)}`).get("id");
const me = () =>
  state.people.find((person) => person.id === state.you) ?? { id: "", name: "", admin: false };
const here = () => state.channels.find((each) => each.id === channel);

/** Try a deed; a refusal is shown and gives false. */
async function attempt(deed, body) {
  try {
    await post(deed, { as: state.you, ...body });
    return true;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    complain(error.message);
    return false;
  }
}

const deeds = {
  me,
  openThread: (message) => openThread(message.id),
  react: (message, emoji, standing) => attempt("react", { message: message.id, emoji, standing }),
  edit: (message, text) => attempt("edit", { message: message.id, text }),
  remove: (message) => attempt("delete", { message: message.id }),
  press,
};

async function press(message, button, node) {
  if (button.form) return showForm(message, button.form, node);
  if (node.classList.contains("working")) return;
  node.classList.add("working");
  await attempt("press", { message: message.id, action: button.action });
  node.classList.remove("working");
}

function showForm(message, form, node) {
  const place = { channel: message.channel, message: message.id };
  const send = (values) => answer("submit", { ...place, action: form.action, values });
  openForm(form, send, bookmark(node));
}

/** Do a deed for a form: null, or the sentence that says why it was refused. */
async function answer(deed, body) {
  try {
    await post(deed, { as: state.you, ...body });
    return null;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return error.message;
  }
}

const list = messageList($("log"), deeds, { inThread: false });
const threadList = messageList($("thread-log"), deeds, { inThread: true });
const rail = drawer();
const places = placeList((id) => {
  rail.close();
  location.hash = encodeURIComponent(id);
});
const who = whoSelect(become, addPerson);
const time = clock($("clock"), () => state.you);
const say = composer($("say"), {
  send: (text) => attempt("say", { channel, text, thread: null }),
  commands: () => state.commands,
});
const reply = composer($("reply"), { send: (text) => attempt("say", { channel, text, thread }) });

/** Read a channel as a person and show it; an answer that was overtaken by a later question is dropped. */
async function load(person, wanted) {
  clearTimeout(refreshTimer);
  refreshTimer = 0;
  const ticket = ++asked;
  let read;
  try {
    read = await readState(person, wanted);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (error.status !== 404 || !(person || wanted)) return complain(error.message);
    return load(wanted ? person : "", ""); // whom or what we remembered is gone
  }
  if (ticket !== asked) return;
  take(read, wanted);
}

function take(read, wanted) {
  const newcomer = read.you !== state.you;
  state = read;
  channel = read.channels.some((each) => each.id === wanted)
    ? wanted
    : (read.channels[0]?.id ?? "");
  // The address names the channel, so that "back" works; this replaces without a step in the history.
  if (channel !== namedChannel()) history.replaceState(null, "", `#${encodeURIComponent(channel)}`);
  messages.clear();
  for (const message of read.messages) messages.set(message.id, message);
  if (newcomer) hear();
  time.show(read);
  draw();
}

function hear() {
  stopListening();
  keepPerson(state.you);
  stopListening = listen(state.you, {
    changed,
    clock: (data) => time.setTime(data.clock),
    progress: time.progress,
    lost: () => ($("offline").hidden = false),
    again: () => {
      $("offline").hidden = true;
      load(state.you, channel);
    },
  });
}

function changed({ channel: where, message }) {
  if (message && where === channel) {
    messages.set(message.id, message);
    drawMessages();
  }
  // Reading the state again brings the unread marks of other channels, and marks this one as read.
  if (!refreshTimer) refreshTimer = setTimeout(() => load(state.you, channel), REFRESH_MS);
}

function draw() {
  places.show(state.channels, channel);
  who.show(state.people, state.you);
  drawPlace();
  say.open(`${state.you} ${channel}`);
  drawMessages();
}

function drawPlace() {
  const place = here();
  if (!place) return;
  const direct = place.kind === "direct";
  const name = direct ? place.name : `#${bareName(place)}`;
  $("place-title").textContent = name;
  $("place-sub").textContent = direct ? "A private conversation" : "Everybody here can read this";
  $("place-more").hidden = direct || !me().admin;
  $("log").setAttribute("aria-label", `Messages in ${name}`);
  document.title = `${unreadMark()}${name} · Quizstreak playground`;
  const hint = place.lost ? "This channel is archived" : `Message ${name}`;
  say.ready({ hint, disabled: place.lost });
  reply.ready({ hint: place.lost ? hint : "Reply…", disabled: place.lost });
}

const unreadMark = () =>
  state.channels.some((each) => each.id !== channel && each.unread) ? "• " : "";

function drawMessages() {
  const all = [...messages.values()];
  const top = all.filter((message) => !message.thread);
  list.show(`${state.you} ${channel}`, top, top.length ? [] : [welcome()]);
  if (thread && !messages.has(thread)) closeThread();
  if (thread) drawThread(all);
}

let welcomed = { key: "", node: null };

/** What stands in an empty channel; kept, so that its button keeps the focus. */
function welcome() {
  const key = `${state.you} ${channel}`;
  if (welcomed.key !== key) welcomed = { key, node: welcomeNode(here()?.kind === "direct") };
  return welcomed.node;
}

function welcomeNode(direct) {
  const command = direct ? "/quiz practice" : "/quiz setup";
  const words = direct ? " to practise in private." : " to start a daily question here.";
  const fill = () => say.begin(command);
  return el(
    "div",
    { class: "welcome" },
    el("img", { src: "/playground/static/icon.svg", alt: "", width: "56", height: "56" }),
    el("h2", {}, direct ? "Just you and Quizstreak" : "Nothing here yet"),
    el("p", {}, "Type ", el("code", {}, command), words),
    el("button", { type: "button", class: "button primary", onclick: fill }, `Write ${command}`),
  );
}

function drawThread(all) {
  const parent = messages.get(thread);
  const replies = all.filter((message) => message.thread === thread);
  const count = replies.length === 1 ? "1 reply" : `${replies.length} replies`;
  $("thread-sub").textContent = here() ? bareName(here()) : "";
  const rule = $("thread-rule") ?? el("p", { class: "thread-rule", id: "thread-rule" });
  rule.textContent = replies.length ? count : "No replies yet";
  threadList.show(`${state.you} ${thread}`, [parent, ...replies], [rule]);
}

function openThread(id) {
  threadOpener = bookmark(document.activeElement);
  thread = id;
  $("thread").hidden = false;
  $("page").classList.add("with-thread");
  $("main").inert = isPhone();
  reply.open(`${state.you} ${channel} ${id}`);
  drawMessages();
  reply.focus();
}

function closeThread() {
  if (!thread) return false;
  const held = $("thread").contains(document.activeElement);
  thread = null;
  $("thread").hidden = true;
  $("page").classList.remove("with-thread");
  $("main").inert = false;
  if (held) (threadOpener() ?? $("say-text")).focus();
  return true;
}

function become(person) {
  closeThread();
  return load(person, here()?.kind === "direct" ? "" : channel);
}

function addPerson() {
  const name = {
    kind: "entry",
    name: "name",
    label: "Name",
    value: "",
    hint: "",
    lines: 1,
    limit: 40,
    required: true,
  };
  const form = { action: "", title: "Add a person", submit: "Add", fields: [name] };
  const send = async (values) => {
    try {
      const { id } = await post("people", { name: values.name.trim() });
      await become(id);
      note(`You are ${me().name} now.`);
      return null;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return error.message;
    }
  };
  openForm(form, send, () => $("who"));
}

async function goTo(id) {
  if (!id || id === channel) return;
  closeThread();
  // What came in while we looked is read: say so before leaving.
  if (refreshTimer) await load(state.you, channel);
  load(state.you, id);
}

function placeMenu() {
  const place = here();
  const [deed, label] = place.lost
    ? ["restore", "Restore this channel"]
    : ["archive", "Archive this channel"];
  const does = async () => {
    if (await attempt(deed, { channel: place.id })) load(state.you, channel);
  };
  openMenu($("place-more"), [{ label, does, grave: !place.lost }]);
}

function keepPerson(id) {
  try {
    localStorage.setItem(KEPT_PERSON, id);
  } catch {
    // Storage may be blocked: one is the first person again next time.
  }
}

function keptPerson() {
  try {
    return localStorage.getItem(KEPT_PERSON) ?? "";
  } catch {
    return "";
  }
}

function begin() {
  const shapes = {
    "rail-open": "menu",
    "rail-close": "close",
    "thread-close": "close",
    "place-more": "more",
  };
  for (const [id, shape] of Object.entries(shapes)) $(id).append(icon(shape));
  $("theme").append(icon("moon"), icon("sun"));
  for (const button of document.querySelectorAll(".send")) button.append(icon("send"));

  $("thread-close").addEventListener("click", closeThread);
  $("place-more").addEventListener("click", placeMenu);
  $("skip").addEventListener("click", (event) => {
    event.preventDefault(); // the address names the channel
    say.focus();
  });
  addEventListener("hashchange", () => goTo(namedChannel()));
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]"))
      return;
    if (!rail.close()) closeThread();
  });
  load(keptPerson(), namedChannel());
}

begin();
