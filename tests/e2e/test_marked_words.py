"""Marked words through whole stories: they are in no log line and in no byte of the database's files."""

import logging

import pytest

from tests.e2e.clinic import CRISIS, FEVER, NUMB, PLAIN, SEEN, TAKE, THREE_WEEKS, YES, Clinic, Somebody
from tests.keys import KEY

NAME, SURNAME, USERNAME, PHONE = "Zebedeus", "Quillfeather", "zebquill99", "447700900999"
QUESTION, NOTE, EDITED, CAPTION, REPLY, PASSED_ON, STAFF = (
    "trombone",
    "marmalade",
    "hovercraft",
    "tamarillo",
    "xylophone",
    "periscope",
    "Thelonius",
)
HELD = (NAME, SURNAME, USERNAME, PHONE, NOTE, STAFF)
"""What the patient asked the clinic to have, and who took it."""
MARKED = (*HELD, QUESTION, EDITED, CAPTION, REPLY, PASSED_ON)


class Watch:
    """Looks at the files again and again: what is done with leaves its log in time."""

    def __init__(self, clinic: Clinic) -> None:
        self._clinic = clinic
        self.found: set[str] = set()

    def chats(self) -> list[str]:
        """The ids of everybody's chats, and of the staff group."""
        people = self._clinic.sandbox.users
        return [str(person.id) for person in people] + [str(self._clinic.group.id)]

    def look(self) -> None:
        """Take down every marked word that can be read in the database, its log or its index now."""
        files = [*self._clinic.place.glob("clinic.db*")]
        assert {file.name for file in files} >= {"clinic.db", "clinic.db-wal"}
        raw = b"".join(file.read_bytes() for file in files).lower()
        shapes = {word: (word.lower().encode(), word.lower().encode("utf-16-le")) for word in (*MARKED, KEY)}
        self.found |= {word for word, found in shapes.items() if any(shape in raw for shape in found)}


async def tell_everything(clinic: Clinic, watch: Watch) -> None:
    """A patient and staff do all that brings words into the database, with some misfortunes."""
    zeb = clinic.meets(NAME, last_name=SURNAME, username=USERNAME, phone=f"+{PHONE}")
    staff = Somebody(clinic, clinic.sandbox.user(STAFF))
    await clinic.group.add(staff.user)
    clinic.sandbox.faults.add("sendMessage", status=500, description="Internal Server Error")
    clinic.sandbox.faults.add("sendMessage", skip=3, retry_after=1)
    for words in (f"my {QUESTION} has hurt, {PLAIN}", QUESTION, THREE_WEEKS):
        await zeb.says(words)
        watch.look()
    await zeb.presses(YES)
    await zeb.says(f"mornings are best for the {NOTE}")
    await zeb.does(lambda user: user.send_contact())
    watch.look()
    await zeb.does(lambda user: user.edit(next(m for m in user.messages if not m.sender.is_bot), f"{EDITED} {PLAIN}"))
    await zeb.does(lambda user: user.send_photo(f"a {CAPTION}"))
    watch.look()
    await staff.presses_on_card(TAKE)
    await staff.tells_group(f"Bring the {REPLY}, please.", reply_to=clinic.card)
    await staff.tells_group("/cases")
    watch.look()
    await zeb.presses("Yes, pass them on")
    await zeb.says(f"a {PASSED_ON} helps")
    watch.look()
    for words in (f"{QUESTION} {NUMB}", FEVER, CRISIS, "/mydata"):
        await zeb.says(words)
        watch.look()
    await zeb.presses(SEEN)
    await zeb.user.block()
    await clinic.settles()
    watch.look()


def logged(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> str:
    """All that the bot wrote anywhere but into its database, in small letters."""
    lines = [
        f"{record.name} {record.getMessage()} {record.args} {record.exc_text}"
        for record in caplog.records
        if not record.name.startswith(("aiohttp", "bot.sandbox"))
    ]
    return "\n".join([*lines, *capfd.readouterr()]).lower()


async def test_no_marked_word_can_be_read(
    founded: Clinic, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """With the key all is there that the clinic was told; without it, nothing."""
    caplog.set_level(logging.DEBUG)
    clinic, watch = founded, Watch(founded)
    await clinic.opens()
    await tell_everything(clinic, watch)
    assert [word for word in HELD if word not in clinic.remembered()] == []
    await clinic.closes()
    written = logged(caplog, capfd)
    assert watch.found == set()
    assert [word for word in (*MARKED, KEY) if word.lower() in written] == []
    assert [chat for chat in watch.chats() if chat in written] == []
    assert "running: content" in written


async def test_without_encryption_every_marked_word_would_be_found(founded: Clinic) -> None:
    """So that the test above proves something."""
    clinic, watch = founded, Watch(founded)
    clinic.encryption = False
    await clinic.opens()
    await tell_everything(clinic, watch)
    assert watch.found == set(MARKED)
