"""What is remembered and what is logged: never the patient's words, names or the token."""

import logging

import pytest

from tests.e2e.clinic import (
    CRISIS,
    FEVER,
    NUMB,
    PLAIN,
    SEEN,
    THREE_WEEKS,
    YES,
    Clinic,
)

WORDS = ("wallaby", "numb between", "kill myself", "chills", "socks", "sore back?", "mornings")
NAMES = ("Zebedee", "Quill", "zebq", "7700900999")


async def test_no_words_names_or_token_in_any_log(
    founded: Clinic, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Everything that can be logged, through whole stories and some misfortunes."""
    caplog.set_level(logging.DEBUG)
    clinic = founded
    await clinic.opens()
    zeb = clinic.meets("Zebedee", last_name="Quill", username="zebq", phone="+447700900999")
    clinic.sandbox.faults.add("sendMessage", status=500, description="Internal Server Error")
    clinic.sandbox.faults.add("sendMessage", skip=3, retry_after=1)
    await zeb.says("my wallaby has eaten my sore back? " + PLAIN)
    await zeb.says(THREE_WEEKS)
    await zeb.presses(YES)
    await zeb.says("mornings are best for the wallaby")
    await zeb.does(lambda user: user.send_contact())
    await clinic.sam.presses_on_card("I'll take it")
    await clinic.sam.tells_group("wallaby Zebedee", reply_to=clinic.card)
    for text in (NUMB, FEVER, CRISIS, "/mydata"):
        await zeb.says(text)
    await zeb.presses(SEEN)
    await zeb.does(lambda user: user.send_photo(caption="a wallaby"))
    await zeb.user.block()
    await clinic.settles()
    await clinic.closes()
    logged = "\n".join(
        f"{record.name} {record.getMessage()} {record.args} {record.exc_text}"
        for record in caplog.records
        if not record.name.startswith(("aiohttp", "bot.sandbox"))
    )
    written = "\n".join([logged, *capfd.readouterr()])
    for secret in (*WORDS, *NAMES, clinic.sandbox.token, clinic.sandbox.token.split(":")[1], "Sam"):
        assert secret not in written, secret
    assert "running: content" in logged


async def test_plain_answers_leave_no_words(founded: Clinic) -> None:
    """Neither in a row nor anywhere in the file, encrypted or not: what was asked is gone when it is answered."""
    clinic = founded
    clinic.encryption = False
    await clinic.opens()
    zeb = clinic.meets("Zebedee", last_name="Quill", username="zebq")
    await zeb.says("my wallaby says: " + PLAIN)
    await zeb.says("wallaby wallaby")
    await zeb.does(lambda user: user.send_photo(caption="a wallaby"))
    for secret in (*WORDS, *NAMES):
        assert secret not in clinic.remembered(), secret
    await clinic.closes()
    raw = b"".join(path.read_bytes() for path in clinic.place.glob("clinic.db*"))
    for secret in (*WORDS, *NAMES):
        assert secret.encode() not in raw, secret


async def test_safety_advice_leaves_no_words(clinic: Clinic) -> None:
    """A held tier is ids and a date; a crisis is only counted and held."""
    await clinic.ana.says(NUMB)
    await clinic.ben.says(CRISIS)
    for secret in (*WORDS, "Ana", "Ben", "anap"):
        assert secret not in clinic.remembered(), secret
    assert clinic.counted("emergency") == 1
    assert clinic.counted("crisis") == 1


async def test_the_file_is_private(clinic: Clinic) -> None:
    """Nobody else on the computer can read it."""
    for path in clinic.place.glob("clinic.db*"):
        assert path.stat().st_mode & 0o077 == 0


async def test_an_offer_is_gone_after_a_day(clinic: Clinic) -> None:
    """Time that is moved does what is due by then, without waiting for the next round."""
    await clinic.ana.says("three weeks now and still cant do my socks up")
    await clinic.waits(hours=23)
    assert len(clinic.rows("cases")) == 1
    await clinic.waits(hours=2)
    assert clinic.rows("cases") == []
