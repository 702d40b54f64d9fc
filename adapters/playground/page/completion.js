// What can follow in a slash command: a pure function of the text and the list of commands.

/**
 * @typedef {{text: string, label: string, says: string, admin: boolean}} Suggestion
 * @typedef {{suggestions: Suggestion[], hint: string, eager: boolean}} Completion
 *   `text` is the whole line when taken; `eager`: the first suggestion is marked from the start.
 */

/** @type {Completion} */
const NOTHING = { suggestions: [], hint: "", eager: false };

/** @param {string} line @param {import("./api.js").Command[]} commands @returns {Completion} */
export function complete(line, commands) {
  if (!line.startsWith("/") || line.includes("\n")) return NOTHING;
  const [slash, ...rest] = line.split(/ +/);
  if (!rest.length) return "/quiz".startsWith(slash) ? names("", commands) : NOTHING;
  if (slash !== "/quiz") return NOTHING;
  if (rest.length === 1) return names(rest[0], commands);
  const command = commands.find((known) => known.name === rest[0].toLowerCase());
  return command ? options(command, rest.slice(1)) : NOTHING;
}

function names(begun, commands) {
  const suggestions = commands
    .filter((command) => command.name.startsWith(begun.toLowerCase()))
    .map((command) => ({
      text: `/quiz ${command.name}${command.options.length ? " " : ""}`,
      label: ["/quiz", command.name, ...command.options.map((option) => `[${option.name}]`)].join(
        " ",
      ),
      says: command.says,
      admin: command.admin,
    }));
  return { suggestions, hint: "", eager: true };
}

function options(command, words) {
  const given = words.slice(0, -1);
  const begun = words.at(-1).toLowerCase();
  const left = unused(command.options, given);
  const suggestions = left.flatMap((option) =>
    option.choices
      .filter((choice) => choice.startsWith(begun))
      .map((choice) => ({
        text: ["/quiz", command.name, ...given, choice].join(" ") + " ",
        label: choice,
        says: option.says,
        admin: false,
      })),
  );
  const hint = left.map((option) => `[${option.name}] ${option.says}`).join(" · ");
  return { suggestions, hint, eager: begun !== "" };
}

/** The options that the words before did not take; a word that is no choice takes the first free one. */
function unused(all, given) {
  const left = [...all];
  for (const word of given) {
    const at = left.findIndex(
      (option) => !option.choices.length || option.choices.includes(word.toLowerCase()),
    );
    if (at >= 0) left.splice(at, 1);
  }
  return left;
}
