/** One chat as one person sees it: messages, what they can press, and the text field. */
import { act, attach } from "./api.js";
import { el } from "./dom.js";
import { bubble } from "./message.js";
import { day } from "./time.js";

const TOAST_MS = 4000;
const NEAR_END = 80;

export class Chat {
  constructor(root, { isGroup, welcome }) {
    this.isGroup = isGroup;
    this.shown = new Map();
    root.append(document.getElementById("chat").content.cloneNode(true));
    this.part = (name) => root.querySelector(`.${name}`);
    this.log = this.part("log");
    this.form = this.part("composer");
    this.field = root.querySelector("textarea");
    this.part("welcome").textContent = welcome;
    this.hands = {
      press: (message, text, button) => this.press(message, text, button),
      reply: (message) => this.writeAbout(message, { reply_to: message.id }),
      edit: (message) => this.writeAbout(message, { message: message.id }),
      command: (text) => this.say(text),
    };
    this.listen(root.querySelector("input[type=file]"));
  }

  listen(file) {
    this.part("start").addEventListener("click", () => this.do({ do: "start" }));
    this.part("about").querySelector("button").addEventListener("click", () => this.writeAbout(null));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.field.addEventListener("input", () => this.grow());
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.writeAbout(null);
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.send();
    });
    file.addEventListener("change", async () => {
      await this.attempt(() => attach(this.viewer, file.files[0], this.topic));
      file.value = "";
    });
  }

  /** Show the chat, or one `topic` of it, as it is now; `viewer` is whose phone this is, who may be `barred` from writing. */
  show(chat, viewer, { title, subtitle, topic = null, placeholder, note = "", barred = false }) {
    const place = `${chat.id}/${topic}`;
    if (this.place !== place || this.viewer !== viewer) this.startAfresh(place, viewer);
    this.topic = topic;
    this.field.placeholder = placeholder;
    this.field.setAttribute("aria-label", placeholder);
    this.part("title").textContent = title;
    this.part("subtitle").textContent = subtitle;
    this.part("avatar").textContent = title[0];
    this.log.setAttribute("aria-label", `Messages: ${title}`);
    const started = chat.started ?? true;
    this.part("start").hidden = started;
    this.part("typed").hidden = !started || barred;
    this.part("note").textContent = note;
    this.showMessages(chat);
    this.showKeyboard(chat.keyboard);
    this.showMenu(chat.commands);
  }

  startAfresh(place, viewer) {
    this.place = place;
    this.viewer = viewer;
    this.shown.clear();
    this.day = "";
    this.log.replaceChildren();
    this.writeAbout(null);
  }

  showMessages(chat) {
    const atEnd = this.hidden || this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_END;
    this.hidden = this.log.clientHeight === 0;
    this.part("welcome").hidden = chat.messages.length > 0;
    this.typing?.remove();
    for (const message of chat.messages) this.showMessage(message);
    const ids = new Set(chat.messages.map((message) => message.id));
    for (const [id, { node }] of this.shown) {
      if (ids.has(id)) continue;
      node.remove();
      this.shown.delete(id);
    }
    if (chat.typing) {
      this.typing = el("p", { class: "typing" }, "typing", el("i"), el("i"), el("i"));
      this.log.append(this.typing);
    }
    if (atEnd) this.log.scrollTop = this.log.scrollHeight;
  }

  showMessage(message) {
    const key = JSON.stringify(message);
    const before = this.shown.get(message.id);
    if (before?.key === key) return;
    const node = bubble(message, this.viewer, this.isGroup, this.hands);
    if (before) {
      const focused = before.node.contains(document.activeElement);
      before.node.replaceWith(node);
      if (focused) (node.querySelector(".key") ?? node).focus();
    } else {
      this.showDay(day(message.at));
      this.log.append(node);
    }
    this.shown.set(message.id, { key, node });
  }

  /** A line above the first message of a day, as in Telegram's apps. */
  showDay(name) {
    if (this.day !== name) this.log.append(el("p", { class: "notice" }, name));
    this.day = name;
  }

  showKeyboard(rows) {
    const key = JSON.stringify(rows);
    if (this.keys === key) return;
    this.keys = key;
    const tap = (text) => el("button", { type: "button", onclick: () => this.do({ do: "tap", text }) }, text);
    this.part("keyboard").replaceChildren(...rows.map((row) => el("div", { class: "row" }, row.map(tap))));
  }

  showMenu(commands) {
    const menu = this.part("menu");
    menu.hidden = commands.length === 0;
    const choose = (text) => {
      menu.open = false;
      this.field.focus();
      this.say(text);
    };
    const entry = ({ command, description }) =>
      el("button", { type: "button", onclick: () => choose(command) }, el("b", {}, command), el("span", {}, description));
    if (this.part("commands").childElementCount !== commands.length) {
      this.part("commands").replaceChildren(...commands.map(entry));
    }
  }

  /** A word over the chat that stays until it is no longer so. */
  warn(text) {
    const banner = this.part("banner");
    if (banner.textContent !== text) banner.textContent = text;
    banner.hidden = !text;
  }

  /** Answer or change a message with what is written next; null: write a new one. */
  writeAbout(message, target = {}) {
    const editing = "message" in target;
    this.target = target;
    this.part("about").hidden = message === null;
    this.part("about").firstElementChild.textContent = message
      ? `${editing ? "Change" : "Reply to"}: ${message.text.split("\n")[0] || message.from.name}`
      : "";
    this.field.value = editing ? message.text : "";
    this.grow();
    if (message) this.field.focus();
  }

  async send() {
    const text = this.field.value.trim();
    if (!text) return;
    const sent = "message" in this.target ? this.do({ do: "edit", text, ...this.target }) : this.say(text, this.target);
    if (await sent) this.writeAbout(null);
    this.log.scrollTop = this.log.scrollHeight;
  }

  async press(message, text, button) {
    button.classList.add("spinning");
    button.setAttribute("aria-busy", "true");
    const answer = await this.do({ do: "press", message: message.id, text });
    button.classList.remove("spinning");
    button.removeAttribute("aria-busy");
    if (answer?.alert) this.alert(answer.toast);
    else if (answer?.toast) this.toast(answer.toast);
  }

  /** Whether something is being written. */
  get busy() {
    return this.field.value !== "";
  }

  say(text, target = {}) {
    return this.do({ do: "say", text, topic: this.topic, ...target });
  }

  do(what) {
    return this.attempt(() => act({ who: this.viewer, ...what }));
  }

  async attempt(request) {
    try {
      return await request();
    } catch (error) {
      this.toast(error.message);
      return null;
    }
  }

  toast(text) {
    const toast = this.part("toast");
    toast.textContent = text;
    clearTimeout(this.toasting);
    this.toasting = setTimeout(() => (toast.textContent = ""), TOAST_MS);
  }

  alert(text) {
    const dialog = document.getElementById("alert");
    dialog.querySelector("p").textContent = text;
    dialog.showModal();
  }

  grow() {
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight}px`;
  }
}
