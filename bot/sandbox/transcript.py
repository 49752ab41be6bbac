"""A chat as readable text: who said what, which buttons were shown, what was pressed."""

from __future__ import annotations

from collections.abc import Iterator

from bot.sandbox.state import Chat, ContactCard, Media, Message, Notice, Place, Press


def write_transcript(chat: Chat) -> str:
    """The whole chat, one paragraph a message."""
    lines = [f"--- {chat.name} ({chat.kind.value}) ---"]
    for entry in chat.entries:
        lines += _press(entry) if isinstance(entry, Press) else _message(entry)
    if chat.keyboard:
        rows = "  ".join(f"[{button.text}]" for row in chat.keyboard.rows for button in row)
        lines.append(f"(under the input field: {rows})")
    return "\n".join(lines)


def describe(message: Message) -> str:
    """What a message holds, in one piece."""
    content = message.content
    if isinstance(content, Media):
        name = f" {content.file.name}" if content.kind == "document" else ""
        return f"<{content.kind}{name}>{' ' if message.text else ''}{message.text}"
    if isinstance(content, Place):
        return f"<location {content.latitude}, {content.longitude}>"
    if isinstance(content, ContactCard):
        return f"<contact {content.first_name} {content.phone}>"
    if isinstance(content, Notice):
        who = f" {content.who.name}" if content.who else ""
        return f"<{content.kind.replace('_', ' ')}{who}>"
    return message.text


def _message(message: Message) -> Iterator[str]:
    marks = [
        f" [{message.topic.name}]" if message.topic else "",
        f" (to #{message.reply_to.id})" if message.reply_to else "",
        " (edited)" if message.edit_date else "",
        " (deleted)" if message.deleted else "",
    ]
    first, *rest = describe(message).split("\n")
    yield f"#{message.id} {message.sender.name}{''.join(marks)}: {first}"
    yield from (f"    {line}" for line in rest)
    if message.keyboard and not message.deleted:
        for row in message.keyboard.rows:
            shown = (f"[{b.text}]" if b.url is None else f"[{b.text} -> {b.url}]" for b in row)
            yield "    " + "  ".join(shown)


def _press(press: Press) -> Iterator[str]:
    if press.answer is None:
        outcome = "no answer: the button is still spinning"
    elif press.answer.text:
        outcome = f"{'alert' if press.answer.alert else 'toast'}: {press.answer.text}"
    else:
        outcome = "answered"
    yield f"    ({press} on #{press.message.id}; {outcome})"
