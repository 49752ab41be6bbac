/** The topics of a forum as a list: which one is open, which are closed, and where something new stands. */
import { el } from "./dom.js";
import { time } from "./time.js";

export class Topics {
  constructor(list, onChoose) {
    this.list = list;
    this.onChoose = onChoose;
    this.buttons = new Map();
    this.seen = new Map();
    this.open = null;
    this.chosen = false;
  }

  /**
   * Show the list of `group`. Gives the open topic, whether there is news in any, and a topic that was not there before.
   * The first new one opens by itself, unless somebody has chosen another or is `busy` writing; `looking`: the chat can be seen.
   */
  show({ topics, messages }, { looking, busy }) {
    const newcomer = topics.findLast((topic) => topic.id !== null && !this.buttons.has(topic.id));
    if (newcomer && this.open === null && !this.chosen && !busy) this.open = newcomer.id;
    const last = (topic) => messages.findLast((message) => message.topic === topic.id);
    const open = topics.find((topic) => topic.id === this.open);
    if (looking) this.seen.set(this.open, last(open)?.id ?? 0);
    let news = false;
    for (const topic of topics) {
      const latest = last(topic);
      const unread = (latest?.id ?? 0) > (this.seen.get(topic.id) ?? 0);
      news ||= unread;
      this.fill(this.button(topic), topic, latest, unread);
    }
    return { open, news, newcomer };
  }

  /** General stands first, then the newest. */
  button(topic) {
    if (!this.buttons.has(topic.id)) {
      const button = el("button", { type: "button", onclick: () => this.choose(topic.id) });
      this.buttons.set(topic.id, button);
      const item = el("li", {}, button);
      if (topic.id === null) this.list.prepend(item);
      else this.list.firstElementChild.after(item);
    }
    return this.buttons.get(topic.id);
  }

  fill(button, topic, latest, unread) {
    button.setAttribute("aria-current", String(topic.id === this.open));
    button.classList.toggle("closed", topic.closed);
    button.replaceChildren(
      el("strong", {}, topic.name),
      topic.closed ? el("small", { class: "mark" }, "closed") : "",
      latest ? el("time", {}, time(latest.at)) : "",
      el("span", { class: "latest" }, latest ? latest.extra?.name || latest.text.split("\n")[0] : "The whole team"),
      unread ? el("span", { class: "unread" }, el("span", { class: "unseen" }, "new messages")) : "",
    );
  }

  choose(id) {
    this.open = id;
    this.chosen = true;
    this.onChoose();
    this.buttons.get(id).scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}
