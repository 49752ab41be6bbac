"""The bot starts, or says in a sentence why it does not and what to do."""

import asyncio
import stat
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.settings import SettingsError
from bot.storage.errors import LostKeyError, StorageError
from bot.storage.keyring import new_key
from bot.telegram_start import StartError
from tests.bot.commands.conftest import clinic_folder
from tests.e2e.clinic import LONG_WAIT, NUMB, PLAIN, THREE_WEEKS, YES, Clinic, only
from tests.e2e.lives import Born, born
from tests.keys import KEY

__all__ = ["born", "clinic_folder"]


async def test_the_first_start_proves_the_staff_group(founded: Clinic) -> None:
    """With a chat action, and no message."""
    await founded.opens()
    assert founded.group.chat.actions == ["typing"]
    assert founded.group.messages == []


async def test_a_group_that_is_not_there(founded: Clinic) -> None:
    """The first start refuses, with how to fix it."""
    founded.group.chat.members.pop(founded.sandbox.world.bot.id)
    with pytest.raises(StartError, match=r"clinic\.staff_chat_id: .*Add the bot to the group, .*backchat setup"):
        await founded.opens()


async def test_a_bot_that_is_no_administrator(founded: Clinic) -> None:
    """It could not ask who is a member."""
    await founded.group.demote_bot(by=founded.priya.user)
    with pytest.raises(StartError, match=r"no administrator\. Make it one"):
        await founded.opens()


async def test_a_later_start_runs_without_the_group(clinic: Clinic) -> None:
    """The admins are told, of the removal that nobody saw, too; patients are answered; the card goes out afterwards."""
    await clinic.priya.starts()
    await clinic.closes()
    await clinic.group.kick_bot(by=clinic.priya.user)
    await clinic.opens()
    await clinic.settles()
    at_the_start, on_the_update = clinic.priya.screen[-2:]
    assert "The staff group can't be used right now" in at_the_start
    assert "The bot was removed from the staff group" in on_the_update
    assert (await clinic.ben.says(NUMB))[0].text.startswith("Please go to A&E")
    await clinic.ana.says(THREE_WEEKS)
    await clinic.ana.user.press(YES)
    await clinic.ana.user.wait_for("B-1001")
    await clinic.group.add_bot(by=clinic.priya.user, administrator=True)
    clinic.clock.later(minutes=10)
    await clinic.until(lambda: len(clinic.cards) == 1, "the card")


async def test_a_wrong_token(founded: Clinic) -> None:
    """Said plainly, without the token."""
    with pytest.raises(StartError, match="Telegram does not know this token") as refused:
        await founded.opens(token="7000000001:wrong-token-of-nobody")
    assert "wrong-token" not in str(refused.value)


async def test_telegram_unreachable_at_first(founded: Clinic, caplog: pytest.LogCaptureFixture) -> None:
    """It tries again until Telegram answers, and says so without the token."""
    founded.sandbox.faults.add("getMe", drop=True)
    await founded.opens()
    assert "whichever feels better" in only(await founded.ana.says(PLAIN)).text
    waited = [record.getMessage() for record in caplog.records if "can't be reached" in record.getMessage()]
    assert len(waited) == 1
    assert founded.sandbox.token not in waited[0]


async def test_told_to_stop_while_telegram_is_unreachable(founded: Clinic) -> None:
    """It stops, without a trace of an error."""
    founded.sandbox.faults.add("getMe", drop=True, times=99)
    opening = asyncio.create_task(founded.opens())
    await founded.until(lambda: len(founded.sandbox.calls_of("getMe")) > 0, "a first try")
    founded.stop.set()
    async with asyncio.timeout(LONG_WAIT):
        with pytest.raises(StartError, match="stopped before Telegram could be reached"):
            await opening


async def test_no_staff_group_in_the_config(founded: Clinic) -> None:
    """Nobody would hear of cases."""
    clinic = founded.settings.clinic.model_copy(update={"staff_chat_id": None})
    with pytest.raises(StartError, match="backchat setup"):
        await founded.opens(settings=founded.settings.model_copy(update={"clinic": clinic}))


async def test_a_database_that_cannot_be_used(founded: Clinic) -> None:
    """A folder in its place: said before anybody is answered."""
    founded.database.mkdir()
    with pytest.raises(StorageError):
        await founded.opens()


async def test_a_file_that_is_no_database(founded: Clinic) -> None:
    """Told apart from a broken one of ours."""
    founded.database.write_text("my diary " * 500, encoding="utf-8")
    with pytest.raises(StorageError, match="not a Backchat database"):
        await founded.opens()


async def test_without_a_key_for_the_database(founded: Clinic) -> None:
    """It never writes plain text unasked."""
    database = founded.settings.database.model_copy(
        update={"key": SecretStr(""), "key_file": founded.place / "backchat.key"}
    )
    with pytest.raises(SettingsError, match=r"database\.key_file: backchat\.key is not there"):
        await founded.opens(settings=founded.settings.model_copy(update={"database": database}))
    assert not founded.database.exists()


async def test_with_another_key_than_before(clinic: Clinic) -> None:
    """It says what can't be read, and with the right key all is there again."""
    await clinic.ana.says(THREE_WEEKS)
    await clinic.closes()
    before = clinic.remembered()
    database = clinic.settings.database.model_copy(update={"key": SecretStr(new_key())})
    with pytest.raises(LostKeyError, match=r"in cases.* Nothing was changed"):
        await clinic.opens(settings=clinic.settings.model_copy(update={"database": database}))
    assert clinic.remembered() == before


async def test_killed_in_the_middle(founded: Clinic, clinic_folder: Path, born: Born) -> None:
    """`backchat run`, killed while a card was on its way: after the next start it arrives, and nothing else does."""
    clinic = founded
    clinic.content = clinic_folder
    config = clinic.place / "config.yaml"
    settings = clinic.settings.model_dump_json(
        exclude={"telegram": {"token", "webhook"}, "database": {"key"}, "outlets": True, "booking_system": True}
    )
    config.write_text(settings, encoding="utf-8")
    life = born(config, {"BACKCHAT_TELEGRAM__TOKEN": clinic.sandbox.token, "BACKCHAT_DATABASE__KEY": KEY})
    await clinic.ana.user.start()
    await clinic.ana.user.wait_for("Hello", timeout=60)
    await clinic.ana.user.say(THREE_WEEKS)
    question = await clinic.ana.user.wait_for("Shall I tell")
    slow = clinic.sandbox.faults.add("sendMessage", chat_id=clinic.group.id, delay=60, drop=True)
    await clinic.ana.user.press(YES, message=question)
    await clinic.ana.user.wait_for("B-1001")
    await clinic.until(lambda: slow.hits > 0, "the card on its way")
    await clinic.ben.user.start()
    await clinic.until(lambda: len(clinic.ben.screen) == 1, "hello to Ben")
    await clinic.until(lambda: {row["kind"] for row in clinic.rows("outbox")} == {"card"}, "a record of it")
    life.kill()
    await asyncio.to_thread(life.join)
    said = clinic.ana.screen
    await clinic.opens()
    assert clinic.bot is not None
    await clinic.bot.settled()
    assert len(clinic.cards) == 1
    assert clinic.ana.screen == said
    assert len(clinic.ben.screen) == 1
    assert stat.S_IMODE(clinic.database.stat().st_mode) == 0o600
