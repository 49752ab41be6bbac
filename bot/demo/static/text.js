/** Formatted text as Telegram's apps show it. Entity offsets are UTF-16 units, as are JavaScript's. */
import { el } from "./dom.js";

const TAGS = {
  bold: "b",
  italic: "i",
  underline: "u",
  strikethrough: "s",
  code: "code",
  pre: "pre",
  blockquote: "blockquote",
  expandable_blockquote: "blockquote",
};

/** The nodes of a text; `onCommand` is called with a command that is pressed in it. */
export function formatted(text, entities, onCommand) {
  const outerFirst = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return nodes(text, 0, text.length, outerFirst, onCommand);
}

function nodes(text, start, end, entities, onCommand) {
  const found = [];
  let at = start;
  for (let place = 0; place < entities.length; ) {
    const entity = entities[place];
    const stop = Math.min(entity.offset + entity.length, end);
    let next = place + 1;
    while (next < entities.length && entities[next].offset < stop) next += 1;
    const inside = nodes(text, entity.offset, stop, entities.slice(place + 1, next), onCommand);
    found.push(text.slice(at, entity.offset), wrapped(entity, text.slice(entity.offset, stop), inside, onCommand));
    at = stop;
    place = next;
  }
  return [...found, text.slice(at, end)];
}

function wrapped(entity, words, inside, onCommand) {
  switch (entity.kind) {
    case "text_link":
      return link(entity.url, inside);
    case "url":
      return link(/^https?:/i.test(words) ? words : `http://${words}`, inside);
    case "email":
      return el("a", { href: `mailto:${words}` }, inside);
    case "bot_command":
      return el("button", { type: "button", class: "command", onclick: () => onCommand(words) }, inside);
    case "spoiler":
      return el("span", { class: "spoiler", tabindex: "0" }, inside);
    default:
      return el(TAGS[entity.kind] ?? "span", {}, inside);
  }
}

/** A link that opens beside the page; what is no web address stays text. */
export function link(url, inside, attributes = {}) {
  if (!/^https?:\/\//i.test(url)) return el("span", attributes, inside);
  return el("a", { href: url, target: "_blank", rel: "noopener noreferrer", ...attributes }, inside);
}
