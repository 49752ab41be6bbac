"""What a person at the page can do, checked, and done in the sandbox as Telegram's apps would allow it."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter

from bot.demo.stage import Stage
from bot.demo.view import PICTURES
from bot.sandbox import Group, Message, SandboxUseError, User
from handlers.ports import Json

PRESS_SECONDS = 10
"""How long a pressed button spins before the page says that no answer came."""

Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=64)]


class _Act(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Meet(_Act):
    """A new patient comes. A username has the form that Telegram allows, or there is none."""

    do: Literal["meet"]
    first_name: Annotated[Name, Field(min_length=1)]
    last_name: Name = ""
    username: Annotated[str, Field(pattern=r"^([A-Za-z]\w{3,31})?$")] = ""


class Start(_Act):
    """A patient presses Start."""

    do: Literal["start"]
    who: int


class Tap(_Act):
    """A patient taps a button under the input field."""

    do: Literal["tap"]
    who: int
    text: str


class _InChat(_Act):
    """Done by a patient in their private chat, by staff in the group."""

    who: int


class Say(_InChat):
    """Write a message, perhaps as a reply to another."""

    do: Literal["say"]
    text: str
    reply_to: int | None = None


class Edit(_InChat):
    """Change one's own message."""

    do: Literal["edit"]
    message: int
    text: str


class Press(_InChat):
    """Press a button under a message."""

    do: Literal["press"]
    message: int
    text: str


ACT: TypeAdapter[Meet | Start | Tap | Say | Edit | Press] = TypeAdapter(
    Annotated[Meet | Start | Tap | Say | Edit | Press, Field(discriminator="do")]
)


async def perform(stage: Stage, act: Meet | Start | Tap | Say | Edit | Press) -> Json:
    """Do it. Gives what only the one who acts sees: the new patient, or the answer to a press.

    Raises SandboxUseError for what no app would do, and NothingSeenError where a press has no answer yet.
    """
    if isinstance(act, Meet):
        return {"patient": stage.meet(act.first_name, act.last_name, act.username).id}
    person, group = _person(stage, act.who)
    match act:
        case Start():
            await person.start()
        case Tap():
            await person.tap(act.text)
        case Say():
            reply_to = _message(person, group, act.reply_to) if act.reply_to is not None else None
            await person.say(act.text, chat=group, reply_to=reply_to)
        case Edit():
            await person.edit(_message(person, group, act.message), act.text)
        case Press():
            target = _message(person, group, act.message)
            answer = await person.press(act.text, message=target, timeout=PRESS_SECONDS)
            if answer and answer.text:
                return {"toast": answer.text, "alert": answer.alert}
    return {}


async def attach(stage: Stage, who: int, name: str, mime_type: str, data: bytes) -> None:
    """Send a file: as a picture if it is one. Raises SandboxUseError."""
    person, group = _person(stage, who)
    if mime_type in PICTURES:
        await person.send_photo(data=data, mime_type=mime_type, chat=group)
    else:
        await person.send_document(name, data=data, mime_type=mime_type, chat=group)


def _person(stage: Stage, number: int) -> tuple[User, Group | None]:
    """Somebody at the page, and where they write: staff in the group, patients in their private chat."""
    for patient in stage.patients:
        if patient.id == number:
            return patient, None
    for member in stage.staff:
        if member.id == number:
            return member, stage.group
    raise SandboxUseError("this person is not here any more; reload the page")


def _message(person: User, group: Group | None, number: int) -> Message:
    chat = group.chat if group else person.chat
    found = chat.find(number)
    if found is None:
        raise SandboxUseError("this message is gone")
    return found
