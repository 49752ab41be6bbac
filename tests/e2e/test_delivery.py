"""Nothing lost and nothing twice: floods, dropped connections, restarts, and a database that goes away."""

import asyncio
import sqlite3
from contextlib import closing

import pytest

from bot.polling_bot import ASIDE_SECONDS
from tests.e2e.clinic import (
    CRISIS,
    LONG_WAIT,
    NUMB,
    PLAIN,
    THREE_WEEKS,
    YES,
    Clinic,
    only,
)


async def test_429_on_a_card(clinic: Clinic) -> None:
    """Telegram asks for patience: the card comes later, once; the patient is answered meanwhile."""
    clinic.sandbox.faults.add("sendMessage", chat_id=clinic.group.id, retry_after=1)
    await clinic.ana.says(THREE_WEEKS)
    await clinic.ana.presses(YES)
    assert "B-1001" in clinic.card.text
    to_group = [c for c in clinic.sandbox.calls_of("sendMessage") if c.parameters["chat_id"] == str(clinic.group.id)]
    refused, sent = to_group
    assert refused.status == 429
    assert sent.at - refused.at >= 1


async def test_telegrams_own_trouble(clinic: Clinic) -> None:
    """500 here, a dropped connection there: tried again, in order, each once."""
    await clinic.ana.starts()
    await clinic.ben.starts()
    clinic.sandbox.faults.add("sendMessage", chat_id=clinic.ana.id, status=500, description="Oops")
    clinic.sandbox.faults.add("sendMessage", chat_id=clinic.ben.id, drop=True)
    await clinic.ben.user.say(THREE_WEEKS)
    await clinic.ana.says(THREE_WEEKS)
    for who in (clinic.ana, clinic.ben):
        assert [text[:11] for text in who.screen[1:]] == ["Three weeks", "Shall I tel"]


async def test_an_emergency_card_that_could_not_be_sent_at_once(clinic: Clinic) -> None:
    """The outbox sends it, before everything else of that chat."""
    await clinic.ana.starts()
    clinic.sandbox.faults.add("sendMessage", chat_id=clinic.ana.id, times=2, status=500, description="Oops")
    card, seen = await clinic.ana.says(NUMB)
    assert card.text.startswith("Please go to A&E")
    assert seen.button_texts


async def test_a_restart_loses_nothing_and_repeats_nothing(clinic: Clinic) -> None:
    """In the middle of an offer; and what came while nobody was there is answered afterwards."""
    await clinic.ana.says(THREE_WEEKS)
    await clinic.closes()
    before = clinic.ana.screen
    await clinic.ben.user.start()
    await clinic.ben.user.say(PLAIN)
    await clinic.opens()
    await clinic.settles()
    assert clinic.ana.screen == before
    assert len(clinic.ben.screen) == 2
    assert "B-1001" in only(await clinic.ana.presses(YES)).text
    await clinic.closes()
    await clinic.opens()
    await clinic.sam.presses_on_card("I'll take it")
    await clinic.settles()
    assert sum("has your message" in text for text in clinic.ana.screen) == 1
    assert len(clinic.cards) == 1


async def test_stopped_while_a_message_was_on_its_way(clinic: Clinic) -> None:
    """What is in the air is waited for; what waits in the queue goes out after the next start."""
    await clinic.ana.starts()
    await clinic.ben.starts()
    slow = clinic.sandbox.faults.add("sendMessage", chat_id=clinic.ana.id, delay=0.3)
    clinic.sandbox.faults.add("sendMessage", chat_id=clinic.ben.id, status=500, description="Oops")
    await clinic.ana.user.say(THREE_WEEKS)
    await clinic.ben.user.say(PLAIN)
    await clinic.until(lambda: slow.hits > 0, "a message in the air")
    await clinic.closes()
    await clinic.opens()
    await clinic.settles()
    assert [text[:11] for text in clinic.ana.screen[1:]] == ["Three weeks", "Shall I tel"]
    assert sum("whichever feels better" in text for text in clinic.ben.screen) == 1


async def test_stopped_while_telegram_is_silent(clinic: Clinic) -> None:
    """It does not wait for a goodbye; what Telegram brings again after the next start is known."""
    await clinic.ana.says(PLAIN)
    silent = clinic.sandbox.faults.add("getUpdates", times=2, delay=60)
    await clinic.ana.user.say(PLAIN)
    await clinic.until(lambda: silent.hits > 0, "a poll without an answer")
    assert clinic.bot is not None
    await clinic.bot.settled()
    before = clinic.ana.screen
    async with asyncio.timeout(LONG_WAIT):
        await clinic.closes()
    clinic.sandbox.faults.clear()
    await clinic.opens()
    await clinic.settles()
    assert clinic.ana.screen == before


@pytest.mark.parametrize("loss", ["dropped tables", "renamed"])
async def test_emergency_advice_with_the_database_gone(clinic: Clinic, loss: str) -> None:
    """It needs nothing but the message: it goes out, for each who needs it, and once."""
    await clinic.ana.starts()
    await clinic.ben.starts()
    _break(clinic, loss)
    await clinic.ana.user.say(NUMB)
    await clinic.sandbox.until(lambda: _cards(clinic.ana.screen) == 1, timeout=LONG_WAIT, what="the card")
    await clinic.ben.user.say(CRISIS)
    await clinic.sandbox.until(lambda: "Samaritans" in clinic.ben.screen[-1], timeout=LONG_WAIT, what="the card")
    # What could not be stored is brought again by Telegram: no second card.
    polls = len(clinic.sandbox.calls_of("getUpdates"))
    await clinic.until(lambda: _asked_again(clinic, polls), "another poll")
    assert _cards(clinic.ana.screen) == 1
    assert sum("Samaritans" in text for text in clinic.ben.screen) == 1


async def test_a_database_that_comes_back(clinic: Clinic) -> None:
    """An admin hears of it; what was asked is answered then, the advice is held, and the card was not repeated."""
    await clinic.priya.starts()
    await clinic.ana.starts()
    with closing(sqlite3.connect(clinic.database, isolation_level=None)) as connection:
        connection.execute("ALTER TABLE inbox RENAME TO inbox_away")
        await clinic.ana.user.say(NUMB)
        await clinic.ana.user.say(PLAIN)
        await clinic.sandbox.until(lambda: _cards(clinic.ana.screen) == 1, timeout=LONG_WAIT, what="the card")
        await clinic.priya.user.wait_for("patients get emergency advice and nothing else")
        connection.execute("ALTER TABLE inbox_away RENAME TO inbox")
    await clinic.sandbox.until(
        lambda: any(text.startswith("First, please get seen") for text in clinic.ana.screen),
        timeout=LONG_WAIT,
        what="the reminder",
    )
    await clinic.settles()
    assert _cards(clinic.ana.screen) == 1


async def test_a_locked_database(clinic: Clinic) -> None:
    """Another program holds it for a moment: the answer comes late, once; the emergency at once."""
    await clinic.ana.starts()
    with closing(sqlite3.connect(clinic.database, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        await clinic.ben.user.start()
        await clinic.ana.user.say(NUMB)
        await clinic.sandbox.until(lambda: _cards(clinic.ana.screen) == 1, timeout=LONG_WAIT, what="the card")
        assert clinic.ben.screen == []
        connection.execute("ROLLBACK")
    await clinic.sandbox.until(lambda: len(clinic.ben.screen) == 1, timeout=LONG_WAIT, what="the answer")
    await clinic.settles()
    assert _cards(clinic.ana.screen) == 1
    assert clinic.ana.last.text == "Tell me when you have been seen."


async def test_a_group_that_becomes_a_supergroup(clinic: Clinic) -> None:
    """Its id changes: cards follow it."""
    small = clinic.sandbox.group("Clinic staff", members=[clinic.priya.user, clinic.sam.user], bot="administrator")
    await clinic.closes()
    clinic.group = small
    await clinic.opens()
    clinic.group = await small.upgrade()
    await clinic.ana.says(THREE_WEEKS)
    await clinic.ana.presses(YES)
    assert "B-1001" in clinic.card.text


async def test_staff_at_work_after_the_group_became_a_supergroup(clinic: Clinic) -> None:
    """Its new id is kept and used: for cards, buttons, replies and commands, and after a restart, too."""
    small = clinic.sandbox.group("Clinic staff", members=[clinic.priya.user, clinic.sam.user], bot="administrator")
    await clinic.closes()
    clinic.group = small
    settings = clinic.settings
    await clinic.opens(settings=settings)
    clinic.group = await small.upgrade()
    await clinic.settles()
    await clinic.closes()
    await clinic.opens(settings=settings)
    await clinic.ana.says(THREE_WEEKS)
    await clinic.ana.presses(YES)
    await clinic.sam.presses_on_card("I'll take it")
    assert "Sam from the clinic has your message" in clinic.ana.last.text
    await clinic.sam.tells_group("Come at noon.", reply_to=clinic.card)
    assert "Come at noon." in clinic.ana.screen[-2]
    assert "B-1001" in only(await clinic.sam.tells_group("/cases")).text
    assert str(small.id) not in {call.parameters.get("chat_id") for call in clinic.sandbox.calls if not call.ok}


async def test_a_429_in_the_middle_of_a_hand_over(clinic: Clinic) -> None:
    """Telegram asks for patience at each step: the answer, the check of who presses, the card's change, the news."""
    for method in ("answerCallbackQuery", "getChatMember", "editMessageText", "sendMessage"):
        clinic.sandbox.faults.add(method, retry_after=1)
    await clinic.ana.says(THREE_WEEKS)
    await clinic.ana.does(lambda user: user.press(YES, wait=False))
    assert clinic.ana.last.text.startswith("Done. Your reference is B-1001.")
    await clinic.sam.presses_on_card("I'll take it")
    assert sum("Sam from the clinic has your message" in text for text in clinic.ana.screen) == 1
    assert "Taken by Sam" in clinic.card.text


@pytest.mark.parametrize("status", [500, 502])
async def test_telegram_cannot_say_who_presses(clinic: Clinic, status: int) -> None:
    """Nobody of the staff is turned away for that: asked again, and taken once."""
    await clinic.ana.says(THREE_WEEKS)
    await clinic.ana.presses(YES)
    clinic.sandbox.faults.add("getChatMember", status=status, description="Bad Gateway")
    await clinic.sam.presses_on_card("I'll take it")
    assert "Taken by Sam" in clinic.card.text
    assert sum("Sam from the clinic has your message" in text for text in clinic.ana.screen) == 1


async def test_a_spinner_that_cannot_be_stopped(clinic: Clinic) -> None:
    """What a press did stands; no failure is told of."""
    clinic.sandbox.faults.add("answerCallbackQuery", status=500, description="Oops", times=9)
    await clinic.ana.says(THREE_WEEKS)
    await clinic.ana.does(lambda user: user.press(YES, wait=False))
    assert clinic.ana.last.text.startswith("Done. Your reference is B-1001.")
    assert len(clinic.sandbox.calls_of("answerCallbackQuery")) == 1


@pytest.mark.parametrize("fault", ["dropped", "slow"])
async def test_an_answer_that_never_came_back(clinic: Clinic, fault: str) -> None:
    """Telegram took the message and the bot can't know: it comes a second time rather than never."""
    await clinic.ana.starts()
    dropped = fault == "dropped"
    clinic.sandbox.faults.add(
        "sendMessage", chat_id=clinic.ana.id, when="after", drop=dropped, delay=0.0 if dropped else 7.0
    )
    await clinic.ana.says(PLAIN)
    assert sum("whichever feels better" in text for text in clinic.ana.screen) == 2


async def test_a_slow_telegram(clinic: Clinic) -> None:
    """Answers that take their time hold up nobody else, and nothing comes twice."""
    await clinic.ana.starts()
    slow = clinic.sandbox.faults.add("sendMessage", chat_id=clinic.ana.id, delay=1.0)
    await clinic.ana.user.say(PLAIN)
    await clinic.until(lambda: slow.hits > 0, "an answer on its way")
    await clinic.ben.user.start()
    await clinic.ben.user.wait_for("Hello")
    assert len(clinic.ana.screen) == 1
    await clinic.settles()
    assert sum("whichever feels better" in text for text in clinic.ana.screen) == 1


async def test_the_same_update_twice(clinic: Clinic) -> None:
    """A message and a press that Telegram brings again: one answer, one case, one card."""
    clinic.sandbox.repeat_next_update(2)
    await clinic.ana.says(THREE_WEEKS)
    clinic.sandbox.repeat_next_update()
    assert only(await clinic.ana.presses(YES)).text.startswith("Done. Your reference is B-1001.")
    assert len(clinic.ana.screen) == 4
    assert len(clinic.cards) == 1
    assert len(clinic.rows("consents")) == 1


@pytest.mark.parametrize(
    ("status", "words"), [(403, "Forbidden: bot was blocked by the user"), (400, "Bad Request: chat not found")]
)
async def test_a_patient_who_cannot_be_reached(clinic: Clinic, status: int, words: str) -> None:
    """Nothing is tried for ever; the card says so, until the patient writes again."""
    await clinic.ana.says(THREE_WEEKS)
    await clinic.ana.presses(YES)
    clinic.sandbox.faults.add("sendMessage", chat_id=clinic.ana.id, status=status, description=words)
    await clinic.sam.presses_on_card("I'll take it")
    assert "can't be reached" in clinic.card.text
    assert clinic.rows("outbox") == []
    await clinic.ana.says(PLAIN)
    assert "can't be reached" not in clinic.card.text


async def test_the_bot_is_removed_from_the_staff_group(clinic: Clinic) -> None:
    """The admins are told at once; the card waits, and comes when the bot is back."""
    await clinic.priya.starts()
    await clinic.group.kick_bot(by=clinic.sam.user)
    await clinic.settles()
    assert clinic.priya.screen[-1].startswith("The bot was removed from the staff group, so cards wait.")
    await clinic.ana.says(THREE_WEEKS)
    await clinic.ana.user.press(YES)
    await clinic.ana.user.wait_for("B-1001")
    refused = lambda: any(not call.ok for call in clinic.sandbox.calls_of("sendMessage"))  # noqa: E731
    await clinic.sandbox.until(refused, what="the refusal of the card")
    await clinic.group.add_bot(by=clinic.priya.user, administrator=True)
    clinic.clock.later(minutes=10)
    await clinic.settles()
    assert "B-1001" in clinic.card.text


async def test_a_second_program_with_the_same_token(clinic: Clinic, caplog: pytest.LogCaptureFixture) -> None:
    """Said once, with what to do; the bot steps aside for a while, does not fight, and goes on when it is alone."""
    await clinic.ana.starts()
    clinic.sandbox.faults.add("getUpdates", times=2, status=409, description="Conflict: terminated by other getUpdates")
    await clinic.ana.user.say(PLAIN)
    await clinic.until(lambda: len(_conflicts(clinic)) == 2, "a second try")
    told = [record.getMessage() for record in caplog.records if "another program" in record.getMessage()]
    assert len(told) == 1
    first, second = _conflicts(clinic)
    assert second - first >= ASIDE_SECONDS
    await clinic.until(lambda: len(clinic.ana.screen) == 2, "the answer")


async def test_the_bot_is_no_administrator_any_more(clinic: Clinic) -> None:
    """The admins are told what that means."""
    await clinic.priya.starts()
    await clinic.group.demote_bot(by=clinic.sam.user)
    await clinic.settles()
    assert clinic.priya.screen[-1].startswith("The bot is no administrator of the staff group any more")


def _conflicts(clinic: Clinic) -> list[float]:
    """When Telegram refused a poll because of another one."""
    return [call.at for call in clinic.sandbox.calls_of("getUpdates") if call.status == 409]


def _asked_again(clinic: Clinic, polls: int) -> bool:
    """Telegram was asked once more, or has nothing left to bring."""
    return len(clinic.sandbox.calls_of("getUpdates")) > polls or not clinic.sandbox.world.queue.pending


def _cards(screen: list[str]) -> int:
    return sum(text.startswith("Please go to A&E") for text in screen)


def _break(clinic: Clinic, loss: str) -> None:
    match loss:
        case "dropped tables":
            with closing(sqlite3.connect(clinic.database)) as connection:
                connection.executescript("DROP TABLE outbox; DROP TABLE inbox; DROP TABLE sessions;")
        case "renamed":
            for path in clinic.place.glob("clinic.db*"):
                path.rename(path.with_name(f"gone-{path.name}"))
            clinic.database.mkdir()
