// The playground's clock: what time it is there, and the buttons that move it.

import { Refused, post } from "./api.js";
import { date, hour, zone } from "./times.js";
import { complain, note } from "./toasts.js";

const TICK_MS = 1000;
const WEEKS = 3;

/** @param {HTMLElement} box  the clock's area @param {() => string} me  who sits out of the long run */
export function clock(box, me) {
  const buttons = [...box.querySelectorAll("[data-move], [data-run]")];
  const run = box.querySelector(".run");
  const bar = run.querySelector("progress");
  const says = run.querySelector(".run-says");
  const stop = run.querySelector("[data-stop]");
  const times = document.querySelectorAll("[data-clock]");
  let ahead = 0;
  let live = true;
  let busy = false;
  let running = false;

  const now = () => new Date(Date.now() + ahead).toISOString();

  function tick() {
    const at = now();
    const parts = { hour: hour(at), date: date(at), zone: zone(at) };
    for (const node of times) {
      const text = parts[node.dataset.clock];
      if (node.textContent !== text) node.textContent = text;
    }
  }

  function setTime(iso) {
    ahead = new Date(iso) - Date.now();
    tick();
  }

  function draw() {
    for (const button of buttons) {
      button.disabled = !live;
      // Not `disabled` while it works: that would take the focus away.
      button.setAttribute("aria-disabled", String(busy || running));
    }
    box.querySelector(".clock-hint").hidden = live;
    run.hidden = !running;
  }

  function progress({ done, total, says: words, running: goesOn }) {
    const ended = running && !goesOn;
    const held = run.contains(document.activeElement);
    running = goesOn;
    bar.max = total || 1;
    bar.value = done;
    says.textContent = words;
    draw();
    if (ended) note(words || "Time stands at its usual pace again.");
    if (ended && held) box.querySelector("[data-run]").focus();
  }

  async function doing(deed, body, button) {
    if (busy || (running && deed !== "clock/stop")) return;
    busy = true;
    button.classList.add("working");
    draw();
    try {
      await post(deed, body);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      complain(error.message);
    }
    busy = false;
    button.classList.remove("working");
    draw();
  }

  for (const button of buttons) {
    const { move } = button.dataset;
    const deed = move ? "clock" : "clock/run";
    const body = () => (move ? { move } : { as: me(), weeks: WEEKS });
    button.addEventListener("click", () => doing(deed, body(), button));
  }
  stop.addEventListener("click", () => doing("clock/stop", {}, stop));
  setInterval(tick, TICK_MS);

  /** Take over what `/state` says. */
  function show(state) {
    live = state.live;
    running = state.running;
    setTime(state.clock);
    draw();
  }

  return { show, setTime, progress };
}
