// Forms of the bot as a modal dialog.

import { el } from "./dom.js";

const FEW = 6;
const SHORT = 14; // labels of at most so many signs stand in columns

/**
 * Open a form. `send(values)` gives null when it was taken, else the sentence that says why not.
 * @param {any} form
 * @param {(values: Record<string, string | string[]>) => Promise<string | null>} send
 * @param {() => HTMLElement | null} opener  where the focus goes when the form closes
 */
export function openForm(form, send, opener) {
  const fields = form.fields.map((field, at) =>
    (field.kind === "entry" ? entry : choices)(field, `field-${at}`),
  );
  const trouble = el("p", { class: "form-trouble", role: "alert" });
  const submit = el("button", { type: "submit", class: "button primary" }, form.submit || "Send");
  const cancel = el("button", { type: "button", class: "button" }, "Cancel");
  const buttons = el("div", { class: "buttons dialog-buttons" }, cancel, submit);
  const inner = el(
    "form",
    { novalidate: true },
    legend(form),
    fields.map((field) => field.node),
    trouble,
    buttons,
  );
  const title = el("h2", { id: "dialog-title" }, form.title);
  const dialog = el("dialog", { class: "dialog", "aria-labelledby": "dialog-title" }, title, inner);

  const close = () => dialog.close();
  cancel.addEventListener("click", close);
  dialog.addEventListener("close", () => {
    dialog.remove();
    opener()?.focus();
  });
  inner.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wrong = fields.filter((field) => !field.check());
    if (wrong.length) return wrong[0].focus();
    submit.disabled = true;
    trouble.textContent =
      (await send(Object.fromEntries(fields.map((field) => [field.name, field.value()])))) ?? "";
    submit.disabled = false;
    if (!trouble.textContent) close();
  });
  inner.addEventListener("keydown", (event) => {
    // Enter sends from a line by itself; from a box it takes Ctrl or Cmd.
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) inner.requestSubmit();
  });
  document.body.append(dialog);
  dialog.showModal();
  fields[0]?.focus();
}

function legend(form) {
  if (!form.fields.some((field) => field.required)) return null;
  return el(
    "p",
    { class: "form-legend" },
    el("span", { class: "star", "aria-hidden": "true" }, "*"),
    " must be filled in",
  );
}

const star = (field) => field.required && el("span", { class: "star", "aria-hidden": "true" }, "*");

/** A field's message area and the checking that both kinds share. */
function checked(field, id, controls, isEmpty, words) {
  const error = el("p", { class: "field-error", id: `${id}-error`, role: "alert" });
  function check() {
    const fails = field.required && isEmpty();
    error.textContent = fails ? words : "";
    for (const control of controls) {
      if (fails) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
    }
    return !fails;
  }
  for (const control of controls) {
    control.addEventListener("input", () => error.textContent && check());
  }
  return { error, check };
}

function entry(field, id) {
  const box = field.lines > 1;
  const props = {
    id,
    name: field.name,
    maxlength: field.limit,
    required: field.required,
    "aria-describedby": `${field.hint ? `${id}-hint ` : ""}${id}-error`,
    autocomplete: "off",
  };
  const control = box
    ? el("textarea", { ...props, rows: String(field.lines) })
    : el("input", { ...props, type: "text" });
  control.value = field.value;
  const { error, check } = checked(
    field,
    id,
    [control],
    () => !control.value.trim(),
    "Please fill this in.",
  );
  const label = el("label", { for: id }, field.label, star(field));
  const hint = field.hint && el("p", { class: "field-hint", id: `${id}-hint` }, field.hint);
  const node = el("div", { class: "field" }, label, hint, control, error);
  return {
    node,
    name: field.name,
    check,
    value: () => control.value,
    focus: () => control.focus(),
  };
}

function choices(field, id) {
  if (field.many) return ticks(field, id, "checkbox");
  return field.required && field.choices.length <= FEW
    ? ticks(field, id, "radio")
    : select(field, id);
}

function select(field, id) {
  const empty =
    (!field.required || !field.value.length) &&
    el("option", { value: "" }, field.required ? "Choose…" : "—");
  const options = field.choices.map((choice) => {
    const selected = field.value.includes(choice.value);
    return el("option", { value: choice.value, selected }, choice.label);
  });
  const props = {
    id,
    name: field.name,
    required: field.required,
    "aria-describedby": `${id}-error`,
  };
  const control = el("select", props, empty, options);
  const { error, check } = checked(
    field,
    id,
    [control],
    () => !control.value,
    "Please choose one.",
  );
  const node = el(
    "div",
    { class: "field" },
    el("label", { for: id }, field.label, star(field)),
    control,
    error,
  );
  return {
    node,
    name: field.name,
    check,
    value: () => control.value,
    focus: () => control.focus(),
  };
}

function ticks(field, id, type) {
  const controls = field.choices.map((choice) =>
    el("input", {
      type,
      name: field.name,
      value: choice.value,
      checked: field.value.includes(choice.value),
      "aria-describedby": `${id}-error`,
    }),
  );
  const picked = () =>
    controls.filter((control) => control.checked).map((control) => control.value);
  const words = field.many ? "Please choose at least one." : "Please choose one.";
  const { error, check } = checked(field, id, controls, () => !picked().length, words);
  const rows = controls.map((control, at) =>
    el("label", { class: "tick" }, control, el("span", {}, field.choices[at].label)),
  );
  const isShort =
    field.choices.length > 3 && field.choices.every((choice) => choice.label.length <= SHORT);
  const said = field.required ? el("span", { class: "quiet-words" }, " (must be chosen)") : null;
  const legendNode = el("legend", {}, field.label, star(field), said);
  const node = el(
    "fieldset",
    { class: "field" },
    legendNode,
    el("div", { class: isShort ? "ticks short" : "ticks" }, rows),
    error,
  );
  const focus = () => (controls.find((control) => control.checked) ?? controls[0]).focus();
  return {
    node,
    name: field.name,
    check,
    value: () => (field.many ? picked() : (picked()[0] ?? "")),
    focus,
  };
}
