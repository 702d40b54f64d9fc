// How instants are written: in the reader's own zone, in English like the rest of the page.

const LOCALE = navigator.languages.find((language) => language.startsWith("en")) ?? "en-GB";

const format = (options) => new Intl.DateTimeFormat(LOCALE, { hourCycle: "h23", ...options });

const HOUR = format({ hour: "2-digit", minute: "2-digit" });
const DAY = format({ weekday: "long", day: "numeric", month: "long" });
const FULL = format({ dateStyle: "full", timeStyle: "short" });
const WHEN = format({
  weekday: "short",
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});
const DATE = format({ weekday: "short", day: "numeric", month: "short", year: "numeric" });
const ZONE = format({ timeZoneName: "short" });

/** "09:05" */
export const hour = (iso) => HOUR.format(new Date(iso));
/** "Monday 23 November" */
export const day = (iso) => DAY.format(new Date(iso));
/** With everything, for a tooltip. */
export const full = (iso) => FULL.format(new Date(iso));
/** "Mon 23 Nov, 09:05" */
export const when = (iso) => WHEN.format(new Date(iso));
/** "Mon 23 Nov 2026" */
export const date = (iso) => DATE.format(new Date(iso));
/** "CET", or "GMT+1" where the zone has no short name. */
export const zone = (iso) =>
  ZONE.formatToParts(new Date(iso)).find((part) => part.type === "timeZoneName").value;
