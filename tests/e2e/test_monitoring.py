"""Whoever watches over the bot: health, metrics, and what admins are told in Telegram."""

import asyncio
import logging
import sqlite3
from contextlib import closing
from typing import Any

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import unused_port

from bot.logs import FIELDS
from bot.settings import Monitoring, Settings
from bot.telegram_start import StartError
from tests.e2e.clinic import LONG_WAIT, NUMB, PLAIN, TAKE, THREE_WEEKS, YES, Clinic, only
from tests.e2e.test_webhook import by_webhook


def watched(clinic: Clinic, port: int) -> Settings:
    """The clinic's settings, with a port for those who watch."""
    return clinic.settings.model_copy(update={"monitoring": Monitoring(port=port)})


async def asks(port: int, path: str = "/healthz") -> tuple[int, Any]:
    """A page: its status, and what stands on it."""
    async with ClientSession() as http, http.get(f"http://127.0.0.1:{port}{path}") as response:
        return response.status, await (response.json() if path == "/healthz" else response.text())


async def renamed(clinic: Clinic, table: str, name: str) -> None:
    """The database is not as the bot needs it, or is again; in a thread, as the bot may have to end a write."""
    await asyncio.to_thread(_rename, clinic, table, name)


def _rename(clinic: Clinic, table: str, name: str) -> None:
    with closing(sqlite3.connect(clinic.database, timeout=LONG_WAIT, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(f"ALTER TABLE {table} RENAME TO {name}")
        connection.execute("COMMIT")


@pytest.fixture
async def port(founded: Clinic) -> int:
    """The bot is at work, and shows both pages there."""
    free = unused_port()
    await founded.opens(settings=watched(founded, free))
    return free


async def test_a_bot_that_is_well(founded: Clinic, port: int) -> None:
    assert founded.bot is not None
    status, health = await asks(port)
    assert (status, health["status"], health["problems"]) == (200, "well", {})
    assert health["content"] == founded.bot.content.knowledge.version
    assert health["outbox_age_seconds"] == 0


async def test_a_database_that_cannot_be_used(founded: Clinic, port: int) -> None:
    """503, and what is wrong; 200 when it is mended."""
    await renamed(founded, "meta", "meta_away")
    status, health = await asks(port)
    assert (status, health["status"], list(health["problems"])) == (503, "failing", ["database"])
    assert health["problems"]["database"].startswith("The database ")
    assert "backchat_database_writable 0.0" in (await asks(port, "/metrics"))[1]
    await renamed(founded, "meta_away", "meta")
    assert (await asks(port))[0] == 200


async def test_telegram_is_silent(founded: Clinic, port: int) -> None:
    """Known by the calls that the bot makes anyway, or by one made for it when there are none."""
    away = founded.sandbox.faults.add("getUpdates", drop=True, times=10_000)
    deaf = founded.sandbox.faults.add("getMe", drop=True, times=10_000)
    await founded.until(lambda: away.hits > 0, "a poll in vain")
    founded.clock.later(minutes=4)
    status, health = await asks(port)
    assert (status, list(health["problems"])) == (503, ["telegram"])
    assert founded.bot is not None
    await founded.bot.watch.look()
    assert (await asks(port))[0] == 503
    deaf.times = 0
    await founded.bot.watch.look()
    assert (await asks(port))[0] == 200


async def test_metrics_name_nobody(founded: Clinic, port: int) -> None:
    """Neither a person nor a chat, nor what was said or who was sent where."""
    await founded.ana.says(PLAIN)
    await founded.ana.says(THREE_WEEKS)
    await founded.ana.presses(YES)
    await founded.ben.says(NUMB)
    status, metrics = await asks(port, "/metrics")
    assert status == 200
    assert 'backchat_turns_total{failed="false",kind="message"} 3.0' in metrics
    assert 'backchat_turns_total{failed="false",kind="press"} 1.0' in metrics
    assert 'backchat_telegram_calls_total{method="sendMessage",status="200"}' in metrics
    assert "backchat_cases_unclaimed 1.0" in metrics
    people = (founded.ana, founded.ben, founded.sam, founded.priya)
    for secret in (*(str(one.id) for one in people), str(founded.group.id), "Ana", "anap", founded.sandbox.token):
        assert secret not in metrics, secret


async def test_the_log_says_how_urgent_a_turn_was(clinic: Clinic, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    await clinic.ben.says(PLAIN)
    await clinic.ben.says(NUMB)
    turns = [getattr(record, FIELDS) for record in caplog.records if record.getMessage() == "turn"]
    assert [(turn["kind"], turn["tier"]) for turn in turns] == [("command", ""), ("message", ""), ("message", "E")]


async def test_without_a_port_nobody_listens(clinic: Clinic) -> None:
    """Off unless set, in either mode: the webhook's server shows health, and no metrics."""
    assert clinic.settings.monitoring.port is None
    await clinic.closes()
    settings = by_webhook(clinic)
    await clinic.opens(settings=settings)
    port = settings.telegram.webhook.port
    assert [(await asks(port))[0], (await asks(port, "/metrics"))[0]] == [200, 404]


async def test_one_server_for_the_webhook_and_all_pages(founded: Clinic) -> None:
    settings = by_webhook(founded)
    port = settings.telegram.webhook.port
    await founded.opens(settings=settings.model_copy(update={"monitoring": Monitoring(port=port)}))
    assert "whichever feels better" in only(await founded.ana.says(PLAIN)).text
    assert [(await asks(port))[0], (await asks(port, "/metrics"))[0]] == [200, 200]


async def test_a_port_that_is_taken(founded: Clinic, port: int) -> None:
    """Said with the setting's name, before anything is asked of Telegram."""
    second = await Clinic.found(founded.sandbox, founded.library, founded.place / "second")
    with pytest.raises(StartError, match=rf"monitoring\.port: .* port {port}: Address already in use"):
        await second.opens(settings=watched(second, port))


# --- what admins are told ---------------------------------------------------------------------------------------


async def looks(clinic: Clinic) -> list[str]:
    """The bot looks at itself; what it then tells the admin."""
    assert clinic.bot is not None
    before = len(clinic.priya.screen)
    await clinic.bot.watch.look()
    return clinic.priya.screen[before:]


@pytest.fixture
async def told(clinic: Clinic) -> Clinic:
    """The admin has started the bot, so that it can write to her."""
    await clinic.priya.starts()
    return clinic


async def test_an_outbox_that_grows_old(told: Clinic) -> None:
    """Told once, past the outbox itself, and once more when it is over."""
    await told.ben.starts()
    stuck = told.sandbox.faults.add("sendMessage", chat_id=told.ben.id, status=500, times=10_000)
    await told.ben.user.say(PLAIN)
    await told.until(lambda: stuck.hits > 0, "a try in vain")
    assert await looks(told) == []
    told.clock.later(minutes=6)
    [alarm] = await looks(told)
    assert alarm.startswith("Messages wait to be sent: 1, the oldest for 6 minutes.")
    assert await looks(told) == []
    stuck.times = 0
    told.clock.later(minutes=2)
    await told.settles()
    assert await looks(told) == ["Over: Messages go out again without a wait."]
    assert await looks(told) == []


async def test_a_case_that_nobody_takes(told: Clinic) -> None:
    """Each case once, also over a restart of the bot."""
    await told.ana.says(THREE_WEEKS)
    await told.ana.presses(YES)
    told.clock.later(minutes=239)
    assert await looks(told) == []
    told.clock.later(minutes=2)
    [alarm] = await looks(told)
    assert alarm.startswith("B-1001 has waited for 4 hours and nobody has taken it.")
    await told.closes()
    await told.opens()
    assert await looks(told) == []
    await told.sam.presses_on_card(TAKE)
    assert await looks(told) == ["Over: B-1001 waits for nobody any more."]


async def test_content_that_is_refused(founded: Clinic) -> None:
    """With file and line, as the staff group reads it."""
    content = founded.has_own_content()
    await founded.opens()
    await founded.priya.starts()
    topic = content / "topics" / "heat-or-ice.yaml"
    written = topic.read_text(encoding="utf-8")
    topic.write_text(written.replace("\nanswer:", "\nasnwer:"), encoding="utf-8")
    await founded.until(lambda: len(founded.notices) == 1, "the refusal")
    [alarm] = await looks(founded)
    assert alarm.startswith("Content refused, the old version goes on:")
    assert "topics/heat-or-ice.yaml" in alarm
    topic.write_text(written, encoding="utf-8")
    assert founded.bot is not None
    await founded.bot.content.reload()
    assert await looks(founded) == ["Over: The content's files are in order again."]


async def test_a_purge_that_fails(told: Clinic) -> None:
    """Told at the next look; the bot purges at its start."""
    await told.closes()
    await renamed(told, "consents", "consents_away")
    await told.opens()
    await told.priya.user.wait_for("What is due to be deleted could not be deleted: The database ")
    assert await looks(told) == []


async def test_an_alarm_that_could_not_be_told_is_told_later(told: Clinic) -> None:
    await told.ana.says(THREE_WEEKS)
    await told.ana.presses(YES)
    told.clock.later(hours=5)
    told.sandbox.faults.add("sendMessage", chat_id=told.priya.id, status=502)
    assert await looks(told) == []
    [alarm] = await looks(told)
    assert alarm.startswith("B-1001 has waited")


async def test_an_admin_who_never_started_the_bot(clinic: Clinic) -> None:
    """Can't be told, and is not tried again and again."""
    await clinic.ana.says(THREE_WEEKS)
    await clinic.ana.presses(YES)
    clinic.clock.later(hours=5)
    assert await looks(clinic) == []
    tried = len(clinic.sandbox.calls_of("sendMessage"))
    assert await looks(clinic) == []
    assert len(clinic.sandbox.calls_of("sendMessage")) == tried
