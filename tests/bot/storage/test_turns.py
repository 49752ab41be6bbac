"""A turn is stored whole, once, or not at all."""

from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.storage.codec import session_from_json, session_to_json
from bot.storage.errors import RefusedError
from faq.written.safety import Tier
from faq.written.topics import Flag
from handlers.effects import AddNote, OfferCase
from handlers.ports import Delivery, Outgoing
from handlers.session import SESSION_EXPIRES, Held, Session, Step
from handlers.turn import Turn
from tests.bot.storage.setting import ANA, BEN, BOT, MONDAY, Clock, Setting, opened, rendered

ABOUT_SLEEP = Session(topic="sleep", step=Step.SUGGESTED, days=21)


async def test_a_question_is_answered_once_however_often_it_comes(setting: Setting) -> None:
    """The same update twice: one answer, one count, the session of the first."""
    await setting.arrives(1)
    first = await setting.turn(1, says=["Sleep on your side."], session=ABOUT_SLEEP, counts=["asked"])
    assert not await setting.arrives(1)
    second = await setting.turn(1, says=["Sleep on your back."], counts=["asked"])
    assert first.replies
    assert second == Turn(ABOUT_SLEEP)
    assert await setting.send_all() == ["Sleep on your side."]
    assert [row["n"] for row in await setting.rows("counts")] == [1]


async def test_an_update_that_never_came_through_the_inbox_counts_once_too(setting: Setting) -> None:
    """As in tests and tools that hand updates over themselves."""
    await setting.turn(1, says=["Hello"])
    assert not await setting.arrives(1)
    assert (await setting.turn(1, says=["Hello"])).replies == ()


async def test_a_crash_while_deciding_stores_nothing(setting: Setting) -> None:
    """Neither an offer nor a count, and the update is still to be handled."""
    await setting.arrives(1)

    def decide(session: Session) -> Turn:
        return Turn(
            replace(session, topic="sleep"),
            effects=(OfferCase(("persistent",), None), AddNote(77, "x")),
            counts=("asked",),
        )

    with pytest.raises(RefusedError):
        await setting.store.turn(Delivery(BOT, 1), ANA, MONDAY, decide, rendered(ANA))
    assert await setting.rows("cases") == await setting.rows("counts") == await setting.rows("sessions") == []
    assert await setting.claim() == [1]


async def test_a_restart_forgets_nothing(setting: Setting, path: Path, clock: Clock) -> None:
    """The process is gone without a word; the next one goes on where it was."""
    await setting.turn(1, says=["Sleep on your side."], session=ABOUT_SLEEP)
    await setting.arrives(2)
    restarted = await opened(path, clock)
    assert await restarted.session() == ABOUT_SLEEP
    assert await restarted.claim() == [2]
    assert await restarted.send_all() == ["Sleep on your side."]
    await restarted.database.close()


async def test_nothing_worth_keeping_leaves_no_row(setting: Setting) -> None:
    """A plain answer stores nothing of the person but the key of the update."""
    await setting.arrives(1)
    await setting.turn(1, session=ABOUT_SLEEP)
    await setting.arrives(2)
    await setting.turn(2, says=["Bye"], session=Session(touched_at=MONDAY))
    await setting.send_all()
    assert await setting.rows("sessions") == await setting.rows("outbox") == []
    kept = {value for row in await setting.rows("inbox") for value in row.values()}
    assert ANA not in kept
    assert str(ANA) not in kept


async def test_a_session_is_forgotten_in_time(setting: Setting, clock: Clock) -> None:
    """A month later it is a new conversation."""
    await setting.turn(1, session=ABOUT_SLEEP)
    clock.now += SESSION_EXPIRES
    assert await setting.session() == Session()


async def test_chats_do_not_see_each_other(setting: Setting) -> None:
    """Ben's conversation is not Ana's."""
    await setting.turn(1, session=ABOUT_SLEEP, chat_id=ANA)
    assert await setting.session(BEN) == Session()


async def test_an_emergency_silences_what_was_still_to_be_said(setting: Setting) -> None:
    """In the same transaction, and to this chat alone."""
    await setting.turn(1, says=["Book here", "Do this exercise"])
    await setting.turn(2, says=["Hello Ben"], chat_id=BEN)
    await setting.turn(3, cries=["Call 999"], says=["Tell me when you have been seen"])
    assert await setting.send_all() == ["Hello Ben", "Call 999", "Tell me when you have been seen"]


async def test_what_a_person_of_the_clinic_wrote_is_not_silenced(setting: Setting) -> None:
    """It is theirs to say; it comes after the card."""
    number = await setting.open_case()
    await setting.store.finish(Delivery(BOT, 5), [Outgoing(ANA, "Sam: ring us", case_number=number)])
    await setting.turn(6, cries=["Call 999"])
    assert await setting.send_all() == [f"card B-{number}", "Call 999", "Sam: ring us", f"card B-{number}"]


async def test_nothing_overtakes_a_card_that_must_be_tried_again(setting: Setting, clock: Clock) -> None:
    """While the emergency card waits, the chat's ordinary messages wait too; others don't."""
    await setting.turn(1, cries=["Call 999"], says=["Seen?"])
    await setting.turn(2, says=["Hello Ben"], chat_id=BEN)
    [card, hello] = await setting.take()
    assert (card.html, hello.html) == ("Call 999", "Hello Ben")
    await setting.outbox.put_back(card, clock.now + timedelta(seconds=2), failed=True)
    await setting.outbox.sent(hello, clock.now)
    assert await setting.send_all() == []
    clock.later(seconds=2)
    assert await setting.send_all() == ["Call 999", "Seen?"]


async def test_a_card_sent_at_intake_is_not_said_again(setting: Setting) -> None:
    """Only what goes with it."""
    await setting.arrives(1, card_sent=True)
    await setting.turn(1, cries=["Call 999"], says=["Seen?"], card_sent=True)
    assert await setting.send_all() == ["Seen?"]


async def test_a_card_sent_at_intake_silences_answers_to_earlier_messages(setting: Setting) -> None:
    """Those queued already, and those of turns that come between the card and its own turn."""
    await setting.arrives(1)
    await setting.arrives(2)
    await setting.turn(1, says=["Do this exercise"])
    await setting.arrives(3, card_sent=True)
    await setting.turn(2, says=["Book here"], session=ABOUT_SLEEP)
    assert await setting.send_all() == []
    assert await setting.session() == ABOUT_SLEEP
    await setting.turn(3, cries=["Call 999"], says=["Seen?"], card_sent=True)
    await setting.arrives(4)
    await setting.turn(4, says=["Still there?"])
    assert await setting.send_all() == ["Seen?", "Still there?"]


async def test_finishing_an_update_sends_once(setting: Setting) -> None:
    """For updates that change nothing else."""
    await setting.arrives(1)
    for _ in range(2):
        await setting.store.finish(Delivery(BOT, 1), [Outgoing(ANA, "I work in private chats")])
    assert await setting.send_all() == ["I work in private chats"]
    assert await setting.claim() == []


async def test_counts_add_up_by_day_and_name(setting: Setting, clock: Clock) -> None:
    """/cases shows this week's."""
    await setting.turn(1, counts=["asked", "asked", "answered"])
    clock.later(days=1)
    await setting.turn(2, counts=["asked"])
    numbers = await setting.store.desk_numbers(clock.now)
    assert numbers.week == {"asked": 3, "answered": 1}
    assert numbers.since == MONDAY.date()
    clock.later(days=6)
    assert (await setting.store.desk_numbers(clock.now)).week == {}


async def test_words_that_a_database_cannot_hold(setting: Setting) -> None:
    """NUL and half an emoji are left out; the rest arrives."""
    number = await setting.open_case()
    await setting.turn(3, AddNote(number, "hurts\0 \ud83d here"), says=["\ud83d noted"])
    assert (await setting.rows("cases"))[0]["note"] == "hurts ? here"
    assert "? noted" in await setting.send_all()


moments = st.datetimes(timezones=st.just(UTC))
ids = st.lists(st.sampled_from(["sleep", "book", "limits-work"])).map(tuple)


@given(
    st.builds(
        Session,
        step=st.sampled_from(Step),
        topic=st.none() | st.just("sleep"),
        shown=ids,
        next_topics=ids,
        reasons=ids,
        days=st.none() | st.integers(0, 9999),
        held=st.none() | st.builds(Held, st.sampled_from(Tier), ids, moments),
        flags=st.frozensets(st.sampled_from(Flag)),
        declined_at=st.none() | moments,
        case=st.none(),
    )
)
def test_a_session_comes_back_as_it_was(session: Session) -> None:
    """Whatever is in it."""
    assert session_from_json(session_to_json(session)) == session


def test_the_case_is_not_part_of_a_stored_session() -> None:
    """It has a table of its own."""
    assert session_to_json(replace(Session(), case=None)) == {}
