"""What is encrypted in the file, and what happens without the key, with another, and to an older database."""

from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine

from bot.storage.engine import connect
from bot.storage.errors import LostKeyError, RefusedError, StorageError
from bot.storage.keyring import Keyring, new_key
from bot.storage.sealing import BATCH
from handlers.effects import AddNote
from tests.bot.storage.sealed import SECRETS, arrives, everything, fill, keys_in, raw, values
from tests.bot.storage.setting import MONDAY, Clock, Setting, opened, stands_in_files
from tests.keys import KEY

OFF = Keyring([KEY], seals=False)


async def test_nothing_of_a_patient_can_be_read_in_the_files(setting: Setting, path: Path) -> None:
    """Neither in the database nor in its log; with the key all of it is there."""
    await fill(setting)
    assert [secret for secret in SECRETS if stands_in_files(path, secret)] == []
    held = str(await everything(setting))
    assert [secret for secret in SECRETS if secret not in held] == []


async def test_every_value_of_every_encrypted_column_is_sealed(setting: Setting, path: Path) -> None:
    """And there is one in each."""
    await fill(setting)
    assert [name for name, found in values(path).items() if not found] == []
    assert keys_in(path) == {Keyring([KEY]).seals_with}


async def test_the_same_words_never_look_the_same(setting: Setting, path: Path) -> None:
    """Nobody can tell who wrote alike."""
    await arrives(setting, 1)
    await arrives(setting, 2)
    assert len(set(map(str, values(path)["inbox.payload"]))) == 2


@pytest.mark.parametrize("keys", [Keyring([new_key()]), Keyring()], ids=["another key", "no key"])
async def test_without_its_key(setting: Setting, path: Path, clock: Clock, keys: Keyring) -> None:
    """It says how much can't be read and what to do, and leaves everything as it is."""
    await fill(setting)
    before = await everything(setting)
    with pytest.raises(LostKeyError) as caught:
        await opened(path, clock, keys)
    key = Keyring([KEY]).seals_with
    assert f"encrypted with the key {key}, which is not given" in str(caught.value)
    for part in ("11 values in cases", "1 value in inbox", "5 values in outbox", "1 value in sessions"):
        assert part in str(caught.value)
    assert "Nothing was changed. Put that key back from your copy" in str(caught.value)
    assert keys_in(path) == {key}
    again = await opened(path, clock)
    assert await everything(again) == before
    await again.database.close()


async def test_a_key_that_goes_while_the_bot_runs(setting: Setting, path: Path) -> None:
    """As after a backup of another day was put in place: what can't be opened is said, not guessed."""
    await fill(setting)
    database = await connect(f"sqlite+aiosqlite:///{path}", Keyring([new_key()]))
    with pytest.raises(LostKeyError, match="is not given"):
        await Setting(database, setting.clock).rows("cases")
    assert database.trouble.failures == 0
    await database.close()


async def test_a_value_that_was_tampered_with(setting: Setting, path: Path) -> None:
    """Refused, with nothing of it in the error."""
    await fill(setting)
    with raw(path) as other:
        other.execute("UPDATE cases SET note = substr(note, 1, length(note) - 9) || 'AAAAAAAA='")
    with pytest.raises(RefusedError, match="changed by something other than Backchat") as caught:
        await setting.rows("cases")
    assert caught.value.__suppress_context__
    assert setting.database.trouble.failures == 0


def old_database(path: Path) -> None:
    """A file of the first version, where all of it was plain."""

    def first_tables(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", "bot.storage:migrations")
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")

    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        first_tables(connection)
    engine.dispose()
    with raw(path) as other:
        other.execute(
            "INSERT INTO cases (number, state, chat_id, name, username, reasons, days, topic, offered_at, note, phone, "
            "taken_by, done_by, unreachable, deleted, replies_sent) VALUES (1001, 'open', 501, 'Ana P.', 'anap', "
            """'["persistent"]', 21, 'duration', '2026-03-02 09:00:00', 'left side', '', '', '', 0, 0, 0)"""
        )
        other.execute(
            "INSERT INTO sessions (chat_id, session, updated_at) "
            """VALUES (501, '{"topic": "sleep"}', '2026-03-01 09:00:00.000000')"""
        )
        other.execute(
            "INSERT INTO outbox (kind, lane, emergency, case_number, created_at, state, attempts) "
            "VALUES ('card', 'card 1001', 0, 1001, '2026-03-02 09:00:00', 'new', 0)"
        )
        other.execute(
            "INSERT INTO inbox (bot_id, update_id, chat_id, lane, payload, received_at, card_sent, state, attempts) "
            """VALUES (7, 1, 501, '501', '{"text": "my sore back"}', '2026-03-02 09:00:00', 0, 'new', 0)"""
        )


async def test_an_older_database_is_encrypted_at_the_first_start(path: Path, clock: Clock) -> None:
    """Nothing is lost, and no byte of the old words is left in the files."""
    old_database(path)
    assert stands_in_files(path, "left side")
    setting = await opened(path, clock)
    card = await setting.outbox.card(1001)
    assert card is not None
    assert (card.case.name, card.case.note, card.case.days, card.case.topic) == ("Ana P.", "left side", 21, "duration")
    assert await setting.send_all() == ["card B-1001"]
    assert (await setting.session()).topic == "sleep"
    [session] = await setting.rows("sessions")
    assert session["expires_at"] == MONDAY + timedelta(days=29)
    assert [row["payload"] for row in await setting.rows("inbox")] == [{"text": "my sore back"}]
    assert [secret for secret in SECRETS if stands_in_files(path, secret)] == []
    await setting.database.close()
    assert [secret for secret in SECRETS if stands_in_files(path, secret)] == []


async def test_off_keeps_plain_text_and_writes_back_what_was_encrypted(
    setting: Setting, path: Path, clock: Clock
) -> None:
    """Only who says so in the config has it; with the key of before nothing is lost."""
    await fill(setting)
    before = await everything(setting)
    plain = await opened(path, clock, OFF)
    assert keys_in(path) == {None}
    assert await everything(plain) == before
    await plain.database.close()


async def test_nothing_typed_passes_for_an_encrypted_value(path: Path, clock: Clock) -> None:
    """Where encryption is off, a note could otherwise stop the bot."""
    setting = await opened(path, clock, Keyring())
    number = await setting.open_case()
    await setting.turn(3, AddNote(number, "\x010123abcd:gAAAA"))
    assert (await setting.rows("cases"))[0]["note"] == "0123abcd:gAAAA"
    await setting.database.close()


async def test_a_new_key_reaches_every_row(setting: Setting, path: Path, clock: Clock) -> None:
    """More rows than are written at once, with keys of two columns."""
    for update_id in range(2 * BATCH + 1):
        await arrives(setting, update_id)
    new = Keyring([new_key(), KEY])
    again = await opened(path, clock, new)
    assert keys_in(path) == {new.seals_with}
    assert len(await again.rows("inbox")) == 2 * BATCH + 1
    await again.database.close()


async def test_a_new_key_half_way(setting: Setting, path: Path, clock: Clock) -> None:
    """A stop in the middle loses nothing: both keys open it, and the next start goes on."""
    await fill(setting)
    before = await everything(setting)
    await setting.database.close()
    key = new_key()
    with raw(path) as other:
        other.execute("CREATE TRIGGER stop BEFORE UPDATE ON outbox BEGIN SELECT RAISE(ABORT, 'stop'); END")
    with pytest.raises(StorageError):
        await opened(path, clock, Keyring([key, KEY]))
    assert keys_in(path) == {Keyring([key]).seals_with, Keyring([KEY]).seals_with}
    with raw(path) as other:
        other.execute("DROP TRIGGER stop")
    with pytest.raises(LostKeyError):
        await opened(path, clock, Keyring([key]))
    again = await opened(path, clock, Keyring([key, KEY]))
    assert keys_in(path) == {Keyring([key]).seals_with}
    assert await everything(again) == before
    await again.database.close()
