/** Joins the parts: who is looked at, and what the server says of their chats. */
import { act, Stream } from "./api.js";
import { Chat } from "./chat.js";
import { offer } from "./dom.js";
import { day, time } from "./time.js";
import { showReasons } from "./why.js";

const byId = (id) => document.getElementById(id);
const patients = byId("patients");
const members = byId("members");
const meet = byId("meet");
const phone = new Chat(document.querySelector("#patient .chat"), {
  isGroup: false,
  placeholder: "Write as the patient",
  welcome: "Press Start and write as a patient would: “heat or ice?”, or “three weeks and I still can’t put my socks on”.",
});
const group = new Chat(document.querySelector("#staff .chat"), {
  isGroup: true,
  placeholder: "Write in the group, such as /cases",
  welcome: "When a patient agrees, a card arrives here. Take it with its button, or use Reply on it to answer the patient.",
});
const stream = new Stream(show, showConnection);
let now = null;
let reading = "";
let seen = 0;

function show(state) {
  now = state;
  const { patient, group: staff, content } = state;
  sessionStorage.patient = patient.id;
  byId("time").textContent = dayAndTime(state.minute);
  offer(patients, state.patients, patient.id);
  offer(members, state.staff, members.value || state.staff[0].id);
  phone.show(patient, patient.id, { title: state.bot, subtitle: "bot" });
  showGroup();
  group.warn(content.refusal);
  const last = staff.messages.at(-1)?.id ?? 0;
  if (document.body.dataset.view === "staff") seen = last;
  const tab = document.querySelector("nav [data-view=staff]");
  tab.classList.toggle("news", last > seen);
  tab.setAttribute("aria-label", last > seen ? "Staff, new messages" : "Staff");
  explain();
}

function showGroup() {
  const staff = now.group;
  group.show(staff, Number(members.value), { title: staff.name, subtitle: `${staff.members} members` });
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
