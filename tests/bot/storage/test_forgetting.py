"""/delete and the purge: what goes, what stays and why."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from bot.storage.keyring import Keyring
from bot.storage.parked import all_parked
from bot.storage.purge import CONSENTS_KEPT, KEYS_KEPT, Purged, last_purge
from bot.storage.purge import purge as purge_older
from faq.written.safety import Tier
from handlers.case import DeskTurn
from handlers.effects import AddNote, AddPhone, DeleteEverything, KeepSuggestion, OfferCase
from handlers.ports import Delivery, Outgoing, Removed
from handlers.session import OFFER_LASTS, SESSION_EXPIRES, CaseState, Held, Session
from handlers.turn import Turn
from tests.bot.storage.setting import ANA, BEN, BOT, MONDAY, STAFF, Clock, Setting, opened, stands_in_files

TABLES = ("inbox", "sessions", "cases", "consents", "outbox", "unreachable", "diary", "diary_consents")
HELD = Held(Tier.EMERGENCY, ("saddle-numbness",), MONDAY + timedelta(days=14))


async def purge(setting: Setting, now: datetime) -> Purged:
    """As a clinic does that changes no period."""
    year, quarter = timedelta(days=365), timedelta(days=90)
    return await purge_older(setting.database, now, cases_kept=year, suggestions_kept=quarter, diary_kept=year)


async def traces(setting: Setting, *wanted: object) -> set[str]:
    """The tables in which any of these values stands."""
    words = {str(value) for value in wanted}
    return {
        table
        for table in TABLES
        for row in await setting.rows(table)
        for value in row.values()
        if any(word in str(value) for word in words)
    }


async def test_delete_leaves_nothing_of_the_patient(setting: Setting) -> None:
    """Session, case, words, phone, unsent messages; the goodbye itself still goes out."""
    number = await setting.open_case()
    await setting.turn(3, AddNote(number, "left side"), AddPhone(number, "0207"), says=["Thanks"])
    await setting.turn(4, session=Session(topic="sleep"), says=["Not sent yet"])
    await setting.arrives(5)
    await setting.turn(5, DeleteEverything(), says=["All deleted"])
    await setting.send_all()
    assert await traces(setting, ANA, "Ana", "anap", "left side", "0207", "sleep") == set()


async def removed_by(setting: Setting, update_id: int) -> Removed:
    """Ana deletes everything, and reads what that was."""
    said: list[Removed] = []

    def render(turn: Turn, removed: Removed | None) -> list[Outgoing]:
        assert turn.effects == (DeleteEverything(),)
        assert removed is not None
        said.append(removed)
        return []

    delivery = Delivery(BOT, update_id)
    await setting.store.turn(
        delivery, ANA, setting.clock.now, lambda session: Turn(session, effects=(DeleteEverything(),)), render
    )
    return said[0]


async def test_delete_counts_what_it_removed(setting: Setting, clock: Clock) -> None:
    """Two requests with their cards in the group, an unsent answer, and messages that waited behind a failure."""
    await done_case(setting, clock, 1, ANA)
    await setting.open_case(11)
    await setting.send_all()
    await setting.turn(13, session=Session(topic="sleep"), says=["one", "two"])
    for update_id in (14, 15, 16, 17):
        await setting.arrives(update_id)
    await setting.inbox.put_back(Delivery(BOT, 14), clock.later(seconds=5), failed=True)
    removed = await removed_by(setting, 16)
    assert removed == Removed(requests=2, cards=2, from_patient=2, to_patient=2, conversation=1, receipts=2)
    assert await setting.claim() == [17]


async def test_delete_counts_an_offer_and_a_card_that_was_never_sent(setting: Setting) -> None:
    """The clinic has not heard of either; of the offer there is no consent to keep."""
    await setting.turn(1, OfferCase(("persistent",), None))
    assert await removed_by(setting, 2) == Removed(offers=1)
    await setting.open_case(3)
    assert await removed_by(setting, 5) == Removed(requests=1, receipts=1)
    assert await setting.rows("outbox") == await setting.rows("cases") == []


async def test_deleting_twice_finds_nothing(setting: Setting) -> None:
    """It went at once, and not later."""
    await setting.open_case()
    await setting.send_all()
    await removed_by(setting, 3)
    assert await removed_by(setting, 4) == Removed()


async def test_delete_leaves_nothing_of_a_message_in_the_air(setting: Setting, clock: Clock) -> None:
    """It may arrive; but it is not tried again, and its words do not stay."""
    await setting.turn(1, says=["Hi Ana"])
    [in_the_air] = await setting.take()
    assert await removed_by(setting, 2) == Removed()
    assert await setting.rows("outbox") == []
    await setting.outbox.put_back(in_the_air, clock.now, failed=True)
    await setting.outbox.sent(in_the_air, clock.now)
    assert await setting.send_all() == []


async def test_what_was_set_aside_is_deleted_and_counted_too(setting: Setting, clock: Clock) -> None:
    """Nothing of it can be handled again."""
    await setting.arrives(1)
    await setting.claim()
    await setting.inbox.park(Delivery(BOT, 1), "KeyError", [], clock.now)
    assert await traces(setting, ANA) == {"inbox"}
    assert await removed_by(setting, 2) == Removed(from_patient=1)
    assert await traces(setting, ANA) == set()
    assert await all_parked(setting.database, clock.now) == []


async def test_delete_before_the_card_went_out_needs_no_card(setting: Setting) -> None:
    """The clinic never hears of it."""
    await setting.open_case()
    await setting.turn(3, DeleteEverything(), says=["All deleted"])
    assert await setting.send_all() == ["All deleted"]
    assert await setting.rows("cases") == []


async def test_delete_changes_a_card_that_stands_in_the_group(setting: Setting) -> None:
    """A nameless rest stays until the card says "deleted"; then it goes, too."""
    number = await setting.open_case()
    await setting.send_all()
    await setting.turn(3, DeleteEverything())
    card = await setting.outbox.card(number)
    assert card is not None
    assert (card.case.deleted, card.case.name, card.case.chat_id, card.case.reasons) == (True, "", 0, ())
    assert (card.chat_id, card.message_id) == (STAFF, number)
    assert await setting.store.case_of_card(STAFF, number) is None
    assert (await setting.store.desk_numbers(MONDAY)).cases == ()
    turn = await setting.desk(4, number, lambda case: DeskTurn(case, toast="Gone" if case is None else "?"))
    assert turn.toast == "Gone"
    assert await setting.send_all() == [f"card B-{number} deleted"]
    assert await setting.rows("cases") == []


async def test_delete_while_the_card_is_on_its_way(setting: Setting) -> None:
    """It arrives with a name on it, so it must be edited right after."""
    number = await setting.open_case()
    [on_its_way] = await setting.take()
    await setting.turn(3, DeleteEverything())
    await setting.outbox.card_sent(on_its_way, STAFF, 10)
    card = await setting.outbox.card(number)
    assert card is not None
    assert card.message_id == 10
    assert await setting.send_all() == [f"card B-{number} deleted"]
    assert await setting.rows("cases") == []


async def test_after_delete_a_new_case_may_be_opened_at_once(setting: Setting) -> None:
    """Even while the old card waits to be edited."""
    number = await setting.open_case()
    await setting.send_all()
    await setting.turn(3, DeleteEverything())
    assert await setting.open_case(4) == number + 1


async def test_the_consent_stays_as_a_receipt_without_the_chat(setting: Setting) -> None:
    """When it was given, which words, and when it ended."""
    number = await setting.open_case()
    await setting.turn(3, DeleteEverything())
    [receipt] = await setting.rows("consents")
    assert (receipt["case_number"], receipt["version"]) == (number, "1")
    assert receipt["withdrawn_at"] is not None
    assert str(ANA) not in str(receipt)


async def test_delete_keeps_a_held_emergency(setting: Setting) -> None:
    """Safety outlives the rest, without anything else."""
    await setting.turn(1, session=Session(topic="sleep", days=9, held=HELD))
    await setting.turn(2, DeleteEverything())
    assert await setting.session() == Session(held=HELD)


async def test_a_held_emergency_goes_with_its_last_day(setting: Setting, clock: Clock) -> None:
    """After /delete nothing else is kept, so the row is not kept longer either."""
    await setting.turn(1, session=Session(topic="sleep", held=HELD))
    await setting.turn(2, DeleteEverything())
    clock.now = HELD.until - timedelta(minutes=1)
    assert (await purge(setting, clock.now)).sessions == 0
    assert (await setting.session()).held == HELD
    clock.now = HELD.until
    assert (await setting.session()).held is None
    assert (await purge(setting, clock.now)).sessions == 1
    assert await setting.rows("sessions") == []


async def test_delete_leaves_messages_that_came_after_it(setting: Setting) -> None:
    """A new message is a new conversation, and may be urgent."""
    for update_id in (1, 2, 3):
        await setting.arrives(update_id)
    await setting.turn(2, DeleteEverything())
    assert await setting.claim() == [3]


async def test_delete_touches_nobody_else(setting: Setting) -> None:
    """Ben keeps his."""
    await setting.open_case(1, BEN)
    await setting.turn(5, session=Session(topic="sleep"), says=["Hi"], chat_id=BEN)
    before = [await setting.rows(table) for table in ("sessions", "cases", "consents", "outbox")]
    await setting.turn(9, DeleteEverything(), chat_id=ANA)
    assert [await setting.rows(table) for table in ("sessions", "cases", "consents", "outbox")] == before


async def done_case(setting: Setting, clock: Clock, update_id: int, chat_id: int) -> int:
    """A case that was opened and done, with its card sent."""
    number = await setting.open_case(update_id, chat_id)
    await setting.desk(
        update_id + 2,
        number,
        lambda case: DeskTurn(case and replace(case, state=CaseState.DONE, done_at=clock.now)),
    )
    await setting.send_all()
    return number


async def test_the_purge_deletes_what_is_old_and_says_so(setting: Setting, clock: Clock) -> None:
    """Counts by kind, kept as proof."""
    await done_case(setting, clock, 1, ANA)
    clock.now += timedelta(days=300)
    await setting.open_case(10, ANA)
    await setting.turn(20, OfferCase(("persistent",), None), session=Session(topic="sleep"), chat_id=BEN)
    await setting.store.forget_reachability(503, blocked=True)
    await setting.send_all()
    assert await purge(setting, clock.now) == Purged(0, 3, 0, 0, 0, 0, 0, 0)
    clock.now += OFFER_LASTS
    assert await purge(setting, clock.now) == Purged(1, 0, 0, 0, 0, 0, 0, 0)
    clock.now += KEYS_KEPT
    assert await purge(setting, clock.now) == Purged(0, 3, 0, 0, 0, 0, 0, 0)
    clock.now += SESSION_EXPIRES
    assert await purge(setting, clock.now) == Purged(0, 0, 0, 1, 0, 0, 1, 0)
    clock.now += timedelta(days=60)
    assert await purge(setting, clock.now) == Purged(0, 0, 0, 0, 1, 0, 0, 0)
    assert [row["state"] for row in await setting.rows("cases")] == ["open"]
    assert len(await setting.rows("consents")) == 2
    clock.now += CONSENTS_KEPT
    assert (await purge(setting, clock.now)).consents == 2
    proof = await last_purge(setting.database)
    assert isinstance(proof, dict)
    assert (proof["at"], proof["consents"]) == (clock.now.isoformat(), 2)


async def test_an_update_not_handled_yet_is_never_purged(setting: Setting, clock: Clock) -> None:
    """However long the bot was away."""
    await setting.arrives(1)
    clock.later(days=9)
    await purge(setting, clock.now)
    assert await setting.claim() == [1]


async def test_what_was_set_aside_is_purged_after_a_week(setting: Setting, clock: Clock) -> None:
    """And not listed from that moment on, purged or not."""
    await setting.arrives(1)
    await setting.claim()
    await setting.inbox.park(Delivery(BOT, 1), "KeyError", [], clock.now)
    clock.later(days=6, hours=23)
    assert (await purge(setting, clock.now)).parked == 0
    assert len(await all_parked(setting.database, clock.now)) == 1
    clock.later(hours=1)
    assert await all_parked(setting.database, clock.now) == []
    assert (await purge(setting, clock.now)).parked == 1
    assert await setting.rows("inbox") == []


async def test_a_suggested_question_lasts_ninety_days_and_belongs_to_nobody(setting: Setting, clock: Clock) -> None:
    """It holds no id, so what is Ana's stays no longer than it does for anybody."""
    await setting.turn(1, KeepSuggestion("is a warm bath good for it"))
    assert await traces(setting, ANA) == set()
    await setting.turn(2, DeleteEverything())
    [row] = await setting.rows("suggestions")
    assert row == {"id": 1, "day": MONDAY.date(), "text": "is a warm bath good for it"}
    clock.later(days=90)
    assert (await purge(setting, clock.now)).suggestions == 0
    clock.later(days=1)
    assert (await purge(setting, clock.now)).suggestions == 1
    assert await setting.rows("suggestions") == []


async def test_no_purge_yet(setting: Setting) -> None:
    """A fresh database has no proof to show."""
    assert await last_purge(setting.database) is None


async def test_deleted_words_are_gone_from_the_files(path: Path, clock: Clock) -> None:
    """Not only from the tables: SQLite would leave them in free pages and in its log. Seen without encryption."""
    words = "numb between my legs"
    setting = await opened(path, clock, Keyring())
    number = await setting.open_case()
    await setting.turn(3, AddNote(number, words))
    await setting.store.finish(Delivery(BOT, 4), [Outgoing(ANA, words)])
    assert stands_in_files(path, words)
    await setting.turn(5, DeleteEverything())
    await setting.send_all()
    await purge(setting, MONDAY)
    assert not stands_in_files(path, words)
    await setting.database.close()
