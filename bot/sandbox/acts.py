"""What a person can do in Telegram, as data: for those who drive the sandbox over HTTP or from a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from bot.sandbox.encode import message_to_json
from bot.sandbox.errors import SandboxUseError
from bot.sandbox.faults import When
from bot.sandbox.groups import Group
from bot.sandbox.keyboards import JsonObject

if TYPE_CHECKING:
    from bot.sandbox.people import User
    from bot.sandbox.running import Sandbox
    from bot.sandbox.state import Message, Topic

PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""What apps send and show as a picture; anything else is a file."""

Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=64)]


class _Act(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Meet(_Act):
    """A new person. A username has the form that Telegram allows, or there is none."""

    do: Literal["meet"]
    first_name: Annotated[Name, Field(min_length=1)]
    last_name: Name = ""
    username: Annotated[str, Field(pattern=r"^([A-Za-z][A-Za-z0-9_]{3,31})?$")] = ""
    language_code: str = "en"


class Gather(_Act):
    """A new group; its first member owns it. `bot`: what the bot is in it, null where it is not there."""

    do: Literal["gather"]
    title: Annotated[str, Field(min_length=1, max_length=128)]
    members: Annotated[tuple[int, ...], Field(min_length=1)]
    bot: Literal["member", "administrator"] | None = "member"
    supergroup: bool = True
    forum: bool = False


class _Personal(_Act):
    """Done by one person; without `chat` in their private chat with the bot, else in that group."""

    who: int
    chat: int | None = None


class Start(_Personal):
    """Press Start, with the payload of a deep link if there is one."""

    do: Literal["start"]
    payload: str = ""


class Say(_Personal):
    """Write a message, perhaps as a reply to another, or in a topic of a forum."""

    do: Literal["say"]
    text: str
    reply_to: int | None = None
    topic: int | None = None


class Edit(_Personal):
    """Change one's own message."""

    do: Literal["edit"]
    message: int
    text: str


class Press(_Personal):
    """Press a button by its words: the newest one that is shown, unless a message is given."""

    do: Literal["press"]
    text: str
    message: int | None = None
    seconds: Annotated[float, Field(gt=0, le=60)] = 10
    """How long to watch the spinner."""


class Tap(_Personal):
    """Tap a button under the input field."""

    do: Literal["tap"]
    text: str


class Share(_Personal):
    """Share one's own number or place."""

    do: Literal["share"]
    what: Literal["contact", "location"]


class File(_Personal):
    """What a file that somebody sends is called, and in which topic of a forum it goes."""

    name: Annotated[str, Field(min_length=1, max_length=255)]
    topic: int | None = None


class Wait(_Personal):
    """Wait for the next message of the bot that is new since one's last act and holds these words."""

    do: Literal["wait"]
    text: str = ""
    seconds: Annotated[float, Field(gt=0, le=60)] = 10


class Block(_Personal):
    """Block the bot, unblock it, or leave Telegram."""

    do: Literal["block", "unblock", "delete_account"]


class Move(_Act):
    """Come into a group, go, be promoted or demoted. Without `who` it is the bot to whom this happens."""

    do: Literal["join", "leave", "promote", "demote"]
    chat: int
    who: int | None = None
    by: int | None = None


class Upgrade(_Act):
    """A plain group becomes a supergroup, with a new id."""

    do: Literal["upgrade"]
    chat: int


class Misfortune(_Act):
    """Let the bot's next calls fail; see Fault."""

    do: Literal["fault"]
    method: str = ""
    times: Annotated[int, Field(ge=1)] = 1
    chat_id: int | None = None
    status: int = 0
    description: str = ""
    retry_after: int = 0
    drop: bool = False
    delay: float = 0.0
    when: When = "before"
    skip: int = 0


class Repeat(_Act):
    """Deliver the next updates twice."""

    do: Literal["repeat"]
    times: Annotated[int, Field(ge=1)] = 1


Personal = Start | Say | Edit | Press | Tap | Share | Wait | Block
Act = Meet | Gather | Personal | Move | Upgrade | Misfortune | Repeat
ACT: TypeAdapter[Act] = TypeAdapter(Annotated[Act, Field(discriminator="do")])


async def perform(sandbox: Sandbox, act: Act) -> JsonObject:
    """Do it, as Telegram's apps would allow it. Gives what only the one who acts sees.

    Raises SandboxUseError for what no app would do, and NothingSeenError where the bot does not answer in time.
    """
    match act:
        case Meet():
            user = sandbox.user(
                act.first_name, last_name=act.last_name, username=act.username, language_code=act.language_code
            )
            return {"id": user.id}
        case Gather():
            members = [_person(sandbox, number) for number in act.members]
            make = sandbox.supergroup if act.supergroup else sandbox.group
            group = make(act.title, members=members, bot=act.bot)
            if act.forum:
                await group.turn_on_topics()
            return {"id": group.id}
        case Move():
            await _move(sandbox, act)
            return {}
        case Upgrade():
            return {"id": (await _group(sandbox, act.chat).upgrade()).id}
        case Misfortune():
            sandbox.faults.add(**act.model_dump(exclude={"do"}))
            return {}
        case Repeat():
            sandbox.repeat_next_update(act.times)
            return {}
        case _:
            return await _personal(sandbox, act)


async def attach(sandbox: Sandbox, file: File, mime_type: str, data: bytes) -> JsonObject:
    """Send a file: as a picture if it is one. Raises SandboxUseError."""
    person, group = _person(sandbox, file.who), _place(sandbox, file.chat)
    topic = _topic(group, file.topic)
    if mime_type in PICTURES:
        return message_to_json(await person.send_photo(data=data, mime_type=mime_type, chat=group, topic=topic))
    sent = await person.send_document(file.name, data=data, mime_type=mime_type, chat=group, topic=topic)
    return message_to_json(sent)


async def _personal(sandbox: Sandbox, act: Personal) -> JsonObject:
    person, group = _person(sandbox, act.who), _place(sandbox, act.chat)
    match act:
        case Start():
            return message_to_json(await person.start(act.payload))
        case Say():
            reply_to = None if act.reply_to is None else _message(person, group, act.reply_to)
            topic = _topic(group, act.topic)
            return message_to_json(await person.say(act.text, chat=group, reply_to=reply_to, topic=topic))
        case Edit():
            return message_to_json(await person.edit(_message(person, group, act.message), act.text))
        case Press():
            target = None if act.message is None else _message(person, group, act.message)
            answer = await person.press(act.text, message=target, chat=group, timeout=act.seconds)
            return {"toast": answer.text, "alert": answer.alert} if answer and answer.text else {}
        case Tap():
            return message_to_json(await person.tap(act.text, chat=group))
        case Share():
            share = person.send_contact if act.what == "contact" else person.send_location
            return message_to_json(await share(chat=group))
        case Wait():
            return message_to_json(await person.wait_for(act.text or None, chat=group, timeout=act.seconds))
        case Block():
            await {"block": person.block, "unblock": person.unblock, "delete_account": person.delete_account}[act.do]()
            return {}


async def _move(sandbox: Sandbox, act: Move) -> None:
    group = _group(sandbox, act.chat)
    by = None if act.by is None else _person(sandbox, act.by)
    if act.who is None:
        moves = {
            "join": group.add_bot,
            "leave": group.kick_bot,
            "promote": group.promote_bot,
            "demote": group.demote_bot,
        }
        await moves[act.do](by=by)
        return
    person = _person(sandbox, act.who)
    theirs = {"join": group.add, "leave": group.remove, "promote": group.promote, "demote": group.demote}
    await theirs[act.do](person, by=by)


def explain(error: ValidationError) -> str:
    """The first thing that is wrong with an act, for whoever sent it."""
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"][1:] or first["loc"])
    return f"{where}: {first['msg']}" if where else str(first["msg"])


def _person(sandbox: Sandbox, number: int) -> User:
    for user in sandbox.users:
        if user.id == number:
            return user
    raise SandboxUseError(f'there is no person {number}; "meet" somebody first')


def _place(sandbox: Sandbox, number: int | None) -> Group | None:
    return None if number is None else _group(sandbox, number)


def _group(sandbox: Sandbox, number: int) -> Group:
    chat = sandbox.world.chats.get(number)
    if chat is None or chat.private:
        raise SandboxUseError(f'there is no group {number}; "gather" one first')
    return Group(sandbox, chat)


def _topic(group: Group | None, number: int | None) -> Topic | None:
    if number is None:
        return None
    found = group.chat.topics.get(number) if group else None
    if found is None:
        raise SandboxUseError(f"there is no topic {number} in this chat")
    return found


def _message(person: User, group: Group | None, number: int) -> Message:
    found = (group.chat if group else person.chat).find(number)
    if found is None:
        raise SandboxUseError("this message is gone")
    return found
