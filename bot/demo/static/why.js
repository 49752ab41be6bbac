/** The drawer for those who write content: how the last message of the patient was read. */
import { reasons } from "./api.js";
import { el } from "./dom.js";

const TIERS = { crisis: "crisis", E: "emergency", U: "urgent", G: "GP", P: "book", S: "self-care" };
const NOTE = "This is the reading of one message by itself. What was said before counts, too: a red flag holds until the patient has been seen.";

/** Reads and shows the last message of a patient. */
export async function showReasons(place, patient) {
  const why = await reasons(patient);
  place.replaceChildren(...(why.text ? sections(why) : [el("p", { class: "hint" }, "Nothing written yet. Say something as the patient.")]));
}

function sections(why) {
  return [
    el("blockquote", { class: "said" }, why.text),
    el("p", { class: "verdict" }, el("b", { class: `kind tier-${why.tier ?? "none"}` }, why.kind), why.topic ? ` ${why.topic}` : null),
    part("Read as", [el("p", { class: "read-as" }, why.read_as || "(no words)")]),
    part("What counted", why.signals.map((signal) => sign(signal, TIERS[signal.tier])), "No sign, and no reason to book."),
    part("Found, but not counted", why.not_counted.map((signal) => sign(signal, signal.standing)), "Nothing."),
    part("Topics that come near", [...why.candidates.map(candidate), elsewhere(why.elsewhere)].filter(Boolean), "None."),
    el("p", { class: "hint" }, NOTE),
  ];
}

function part(title, found, otherwise) {
  return el("section", {}, el("h3", {}, title), found.length ? found : el("p", { class: "hint" }, otherwise));
}

function sign(signal, mark) {
  return el(
    "div",
    { class: "sign" },
    el("p", {}, el("b", { class: `kind tier-${signal.tier}` }, mark), ` ${signal.id}`),
    el("p", {}, `“${signal.words}”`),
    el("p", { class: "hint" }, `Rule: ${signal.rule}`),
  );
}

function candidate({ title, score, closest }) {
  const bar = el("span", { class: "measure", "aria-hidden": "true" }, el("span"));
  bar.firstElementChild.style.width = `${Math.round(score * 100)}%`;
  return el(
    "div",
    { class: "candidate" },
    el("p", {}, el("span", {}, title), el("b", {}, score.toFixed(2))),
    bar,
    closest ? el("p", { class: "hint phrase", title: closest }, `Closest phrase: “${closest}”`) : null,
  );
}

function elsewhere(found) {
  return found && el("p", { class: "hint" }, `Nearer than all topics: ${found.group} (${found.score.toFixed(2)})`);
}
