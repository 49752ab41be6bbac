/** Joins the parts: who is looked at, and what the server says of their chats. */
import { act, Stream } from "./api.js";
import { Chat } from "./chat.js";
import { offer } from "./dom.js";
import { day, time, weekday } from "./time.js";
import { Topics } from "./topics.js";
import { showReasons } from "./why.js";

const NEARLY_A_WEEK = 6 * 24 * 60 * 60;
const byId = (id) => document.getElementById(id);
const patients = byId("patients");
const members = byId("members");
const meet = byId("meet");
const phone = new Chat(document.querySelector("#patient .chat"), {
  isGroup: false,
  welcome: "Press Start and write as a patient would: “heat or ice?”, or “three weeks and I still can’t put my socks on”.",
});
const group = new Chat(document.querySelector("#staff .chat"), {
  isGroup: true,
  welcome: "When a patient agrees, their request opens a topic of its own in this group. To see it: press Start on the patient’s phone, write “three weeks and I still can’t put my socks on”, and press “Yes, tell them”.",
});
const topics = new Topics(byId("topics"), () => showGroup());
const stream = new Stream(show, showConnection);
let now = null;
let reading = "";

function show(state) {
  now = state;
  const { patient, content } = state;
  sessionStorage.patient = patient.id;
  byId("time").textContent = dayAndTime(state.minute);
  byId("hours").textContent = openOrClosed(state);
  offer(patients, state.patients, patient.id);
  offer(members, state.staff, members.value || state.staff[0].id);
  phone.show(patient, patient.id, { title: state.bot, subtitle: "bot", placeholder: "Write as the patient" });
  showGroup();
  group.warn(content.refusal);
  explain();
}

/** The topic that is open, as the chosen member of staff sees it; the tab for small screens says if any has news. */
function showGroup() {
  const staff = now.group;
  const viewer = now.staff.find((one) => String(one.id) === members.value);
  const { open, news, newcomer } = topics.show(staff, { looking: byId("staff").checkVisibility(), busy: group.busy });
  group.show({ ...staff, messages: staff.messages.filter((message) => message.topic === open.id) }, viewer.id, {
    title: open.name,
    subtitle: `${staff.name}, ${staff.members} members`,
    topic: open.id,
    placeholder: open.id === null ? "Write, or try /cases" : "Write to the team",
    note: note(open, viewer),
    barred: open.closed && !viewer.in_charge,
  });
  if (newcomer && newcomer !== open) group.toast(`New topic: ${newcomer.name}`);
  const tab = document.querySelector("nav [data-view=staff]");
  tab.classList.toggle("news", news);
  tab.setAttribute("aria-label", news ? "Staff, new messages" : "Staff");
}

function note(topic, viewer) {
  if (topic.id === null) return "";
  if (!topic.closed) return "For the team only. Press Reply to answer the patient.";
  if (viewer.in_charge) return "This topic is closed. You can still write, as an administrator of the group.";
  return "This topic is closed: only administrators of the group can write here.";
}

function openOrClosed({ hours, minute }) {
  if (!("open" in hours)) return "";
  if (hours.open) return "Clinic open";
  if (!hours.opens) return "Clinic closed";
  const named = hours.opens - minute * 60 < NEARLY_A_WEEK ? weekday : day;
  return `Clinic closed until ${named(hours.opens)}, ${time(hours.opens)}`;
}

function dayAndTime(minute) {
  return `${day(minute * 60)}, ${time(minute * 60)}`;
}

/** Let time pass; the buttons wait until what is due by then is done. A screen reader hears the new time, not every minute. */
async function skip(howFar) {
  const buttons = document.querySelectorAll("[data-skip]");
  for (const button of buttons) button.setAttribute("aria-disabled", "true");
  try {
    const { minute } = await act({ do: "wait", how_far: howFar });
    byId("skipped").textContent = `It is now ${dayAndTime(minute)}.`;
  } catch (error) {
    phone.toast(error.message);
  }
  for (const button of buttons) button.removeAttribute("aria-disabled");
}

function showConnection(connected) {
  byId("connection").textContent = connected ? "" : "Connecting again…";
}

/** Read the last message anew where it or the content has changed, while the drawer is open. */
function explain() {
  const own = now.patient.messages.filter((message) => message.from.id === now.patient.id);
  const key = JSON.stringify([now.patient.id, now.content.version, own.at(-1)]);
  if (document.body.dataset.view !== "why" || key === reading) return;
  reading = key;
  showReasons(byId("reasons"), now.patient.id).catch(() => (reading = ""));
}

function look(view) {
  document.body.dataset.view = view;
  for (const button of document.querySelectorAll("nav button")) {
    button.setAttribute("aria-pressed", String(button.dataset.view === view));
  }
  if (now) show(now);
}

for (const button of document.querySelectorAll("nav button")) {
  const { view } = button.dataset;
  button.addEventListener("click", () => look(view === "why" && document.body.dataset.view === "why" ? "patient" : view));
}
byId("close-why").addEventListener("click", () => {
  look("patient");
  document.querySelector("nav [data-view=why]").focus();
});
patients.addEventListener("change", () => stream.watch(patients.value));
members.addEventListener("change", showGroup);

for (const button of document.querySelectorAll("[data-skip]")) {
  button.addEventListener("click", () => button.ariaDisabled || skip(button.dataset.skip));
}

byId("new-patient").addEventListener("click", () => {
  meet.querySelector("form").reset();
  meet.showModal();
});
meet.querySelector(".cancel").addEventListener("click", () => meet.close());
meet.querySelector("form").addEventListener("submit", async (event) => {
  const { first_name, last_name, username } = Object.fromEntries(new FormData(event.target));
  try {
    const { patient } = await act({ do: "meet", first_name, last_name, username: username.replace(/^@/, "") });
    stream.watch(patient);
  } catch (error) {
    phone.toast(error.message);
  }
});

look("patient");
stream.watch(sessionStorage.patient ?? "");
