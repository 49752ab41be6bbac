/** Times as the clinic's clock shows them, wherever the browser is. */

const ZONE = { timeZone: "Europe/London" };

/** "19:25" */
export function time(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString("en-GB", { ...ZONE, hour: "2-digit", minute: "2-digit" });
}

/** "Thursday 26 November" */
export function day(seconds) {
  return new Date(seconds * 1000).toLocaleDateString("en-GB", { ...ZONE, weekday: "long", day: "numeric", month: "long" });
}

/** "Thursday" */
export function weekday(seconds) {
  return new Date(seconds * 1000).toLocaleDateString("en-GB", { ...ZONE, weekday: "long" });
}
