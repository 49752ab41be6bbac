"""Diaries: nothing without consent, nobody else's, and gone when the patient says so."""

from base64 import b64encode
from datetime import timedelta
from pathlib import Path

from bot.storage.diary import as_csv
from bot.storage.purge import CONSENTS_KEPT
from bot.storage.sealing import seal_all
from handlers.diary import SHOWN_FOR, AgreeToDiary, Diary, EndDiary, Entry, KeepEntry, RemoveEntry
from handlers.ports import Delivery, Document, Outgoing
from tests.bot.storage.sealed import values
from tests.bot.storage.setting import ANA, BEN, BOT, MONDAY, Clock, Setting
from tests.bot.storage.test_forgetting import purge, removed_by, traces

TUESDAY = MONDAY + timedelta(days=1)


async def begun(setting: Setting, chat_id: int = ANA) -> None:
    """A diary with two entries."""
    update = chat_id
    await setting.turn(update, AgreeToDiary("1"), KeepEntry(MONDAY, pain=4), chat_id=chat_id)
    await setting.turn(update + 1000, KeepEntry(MONDAY, done="gym"), KeepEntry(MONDAY, note="legs"), chat_id=chat_id)
    await setting.turn(update + 2000, KeepEntry(TUESDAY, pain=2), chat_id=chat_id)


async def test_without_consent_nothing_is_stored(setting: Setting) -> None:
    """Whatever the conversation asks for."""
    await setting.turn(1, KeepEntry(MONDAY, pain=4, note="legs"), RemoveEntry(MONDAY))
    assert await setting.rows("diary") == []
    assert await setting.store.diary(ANA) == Diary()


async def test_an_entry_grows_is_changed_and_is_removed(setting: Setting, clock: Clock) -> None:
    """Each part by itself; a part of an entry that is not there makes none."""
    await begun(setting)
    clock.now = TUESDAY
    assert await setting.store.diary(ANA) == Diary(
        agreed=True, entries=(Entry(MONDAY, 4, done="gym", note="legs"), Entry(TUESDAY, 2))
    )
    await setting.turn(1, KeepEntry(MONDAY, pain=0, done="", words="Hedge"), KeepEntry(TUESDAY + SHOWN_FOR, note="x"))
    await setting.turn(2, RemoveEntry(TUESDAY))
    assert (await setting.store.diary(ANA)).entries == (Entry(MONDAY, 0, words="Hedge", note="legs"),)


async def test_the_last_weeks_are_shown(setting: Setting, clock: Clock) -> None:
    """What is older is still theirs, in /mydata."""
    await begun(setting)
    clock.now = MONDAY + SHOWN_FOR + timedelta(hours=1)
    assert [entry.at for entry in (await setting.store.diary(ANA)).entries] == [TUESDAY]
    assert len(await setting.rows("diary")) == 2


async def test_a_diary_is_its_owners_alone(setting: Setting, clock: Clock) -> None:
    """Neither seen nor ended by another chat."""
    await begun(setting)
    assert await setting.store.diary(BEN) == Diary()
    await setting.turn(1, EndDiary(), RemoveEntry(MONDAY), chat_id=BEN)
    assert len((await setting.store.diary(ANA)).entries) == 2


async def test_ending_it_deletes_it_and_keeps_a_receipt_without_the_chat(setting: Setting, clock: Clock) -> None:
    """Taken back as easily as given, given anew as often as one likes; the receipt goes after six years."""
    await begun(setting)
    clock.now = TUESDAY
    await setting.turn(1, EndDiary())
    assert await setting.rows("diary") == []
    assert await setting.store.diary(ANA) == Diary()
    [receipt] = await setting.rows("diary_consents")
    expected = {"id": 1, "chat_id": None, "version": "1", "given_at": MONDAY, "withdrawn_at": TUESDAY}
    assert receipt == expected
    await setting.turn(2, AgreeToDiary("2"), AgreeToDiary("2"))
    assert [row["version"] for row in await setting.rows("diary_consents")] == ["1", "2"]
    assert (await purge(setting, TUESDAY + CONSENTS_KEPT + timedelta(days=1))).consents == 1
    assert [row["version"] for row in await setting.rows("diary_consents")] == ["2"]


async def test_delete_takes_the_diary_too(setting: Setting) -> None:
    """And counts it."""
    await begun(setting)
    removed = await removed_by(setting, 9)
    assert (removed.diary, removed.receipts) == (2, 1)
    assert await traces(setting, "legs") == set()
    assert {row["chat_id"] for row in await setting.rows("diary_consents")} == {None}


async def test_entries_expire_after_a_year(setting: Setting) -> None:
    """Each by its own day."""
    await begun(setting)
    assert (await purge(setting, MONDAY + timedelta(days=365))).diary == 0
    assert (await purge(setting, MONDAY + timedelta(days=365, hours=1))).diary == 1
    assert [row["at"] for row in await setting.rows("diary")] == [TUESDAY]


async def test_my_data_gives_it_in_words_and_as_a_table(setting: Setting) -> None:
    """The table is for a spreadsheet."""
    await begun(setting)
    held = await setting.store.held(ANA)
    rows = dict(held.rows)
    assert rows["Consent to a diary"] == "version 1, given 02 March 2026 09:00"
    assert rows["Diary, 02 March 2026 09:00"] == "pain 4 of 10; gym; legs"
    assert held.data["diary"] == [
        {"id": 1, "chat_id": ANA, "at": MONDAY.isoformat(), "entry": {"pain": 4, "done": "gym", "note": "legs"}},
        {"id": 2, "chat_id": ANA, "at": TUESDAY.isoformat(), "entry": {"pain": 2}},
    ]
    assert held.diary == Document(
        "diary.csv", "date,time,pain,done,words,note\n2026-03-02,09:00,4,gym,,legs\n2026-03-03,09:00,2,,,\n"
    )
    assert (await setting.store.held(BEN)).diary is None


def test_a_spreadsheet_shows_words_and_calculates_nothing() -> None:
    """Nor do commas and quotes break the table."""
    entry = {"pain": 1, "note": '=HYPERLINK("http://x.example")', "words": 'sat, "stood"'}
    assert as_csv([{"at": MONDAY, "entry": entry}]).text.splitlines()[1] == (
        '2026-03-02,09:00,1,,"sat, ""stood""","\'=HYPERLINK(""http://x.example"")"'
    )


async def test_a_drawn_picture_is_sealed_and_gone_once_sent(setting: Setting, path: Path, clock: Clock) -> None:
    """It comes out as it went in."""
    picture = bytes(range(256))
    await setting.store.finish(Delivery(BOT, 1), [Outgoing(ANA, "Your diary", drawn=picture)])
    [stored] = values(path)["outbox.drawn"]
    assert b64encode(picture).decode() not in str(stored)
    assert await seal_all(setting.database) == 0
    [queued] = await setting.take()
    assert queued.drawn == picture
    await setting.outbox.sent(queued, clock.now)
    assert await setting.rows("outbox") == await setting.rows("file_ids") == []
