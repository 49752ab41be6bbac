/** One message as a bubble with its buttons. */
import { el } from "./dom.js";
import { formatted, link } from "./text.js";
import { time } from "./time.js";

const COLOURS = 6;

/** `hands` does what the viewer can do: press(message, text, button), reply(message), edit(message), command(text). */
export function bubble(message, viewer, isGroup, hands) {
  if (message.extra?.kind === "notice") return el("p", { class: "notice" }, message.extra.name);
  const mine = message.from.id === viewer;
  return el(
    "article",
    { class: mine ? "message mine" : "message", tabindex: "-1", "aria-label": `${mine ? "You" : message.from.name}, ${time(message.at)}` },
    el(
      "div",
      { class: "bubble" },
      isGroup && !mine ? el("p", { class: `name colour-${message.from.id % COLOURS}` }, message.from.name) : null,
      message.reply ? quoted(message.reply) : null,
      message.extra ? extra(message.extra, message.text) : null,
      message.text ? el("div", { class: "text" }, formatted(message.text, message.entities, hands.command)) : null,
      footer(message, mine, hands),
    ),
    message.buttons.length ? buttons(message, hands) : null,
  );
}

function quoted(reply) {
  return el("blockquote", { class: "reply" }, el("strong", {}, reply.name), el("span", {}, reply.text.split("\n")[0]));
}

function extra(extra, caption) {
  const address = `/files/${encodeURIComponent(extra.file)}`;
  if (extra.picture) return el("img", { class: "picture", src: address, alt: caption.split("\n")[0] || `Picture: ${extra.name}` });
  if (extra.kind === "sticker") return el("p", { class: "sticker" }, extra.emoji);
  if (extra.kind === "contact") return card("☎", extra.name, extra.phone);
  if (extra.kind === "place") return card("⌖", "Place", extra.name);
  return el("a", { class: "file", href: address, download: extra.name }, card("⤓", extra.name, size(extra.size)));
}

function card(sign, title, detail) {
  return el(
    "span",
    { class: "card" },
    el("span", { class: "badge", "aria-hidden": "true" }, sign),
    el("span", {}, el("strong", {}, title), el("small", {}, detail)),
  );
}

function size(bytes) {
  return bytes < 1024 ? `${bytes} bytes` : `${Math.round(bytes / 1024)} KB`;
}

function footer(message, mine, hands) {
  return el(
    "p",
    { class: "foot" },
    el("button", { type: "button", onclick: () => hands.reply(message) }, "Reply"),
    mine && message.text ? el("button", { type: "button", onclick: () => hands.edit(message) }, "Edit") : null,
    el("span", {}, message.edited ? `edited ${time(message.at)}` : time(message.at)),
  );
}

function buttons(message, hands) {
  const rows = message.buttons.map((row) => el("div", { class: "row" }, row.map((button) => key(message, button, hands))));
  return el("div", { class: "keys", role: "group", "aria-label": "Buttons" }, rows);
}

function key(message, button, hands) {
  if (button.url) return link(button.url, [button.text, el("span", { "aria-hidden": "true" }, " ↗")], { class: "key" });
  const press = (event) => hands.press(message, button.text, event.currentTarget);
  return el("button", { type: "button", class: "key", onclick: press }, button.text);
}
