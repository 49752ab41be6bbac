"""Webhook mode: Telegram brings the updates, and what held for polling holds here."""

import sqlite3
from contextlib import closing

import pytest
from aiohttp import ClientSession
from pydantic import SecretStr

from bot.settings import Settings
from bot.telegram_start import StartError
from tests.e2e.clinic import LONG_WAIT, NUMB, PLAIN, THREE_WEEKS, YES, Clinic, only


def by_webhook(clinic: Clinic, secret: str = "", host: str = "127.0.0.1") -> Settings:
    """The clinic's settings, in webhook mode."""
    settings = clinic.settings
    hook = settings.telegram.webhook
    hook = hook.model_copy(update={"url": hook.url.replace("127.0.0.1", host), "secret": SecretStr(secret)})
    telegram = settings.telegram.model_copy(update={"mode": "webhook", "webhook": hook})
    return settings.model_copy(update={"telegram": telegram})


def _cards(clinic: Clinic) -> int:
    return sum(text.startswith("Please go to A&E") for text in clinic.ana.screen)


@pytest.fixture
async def clinic(founded: Clinic) -> Clinic:
    """The bot is at work, in webhook mode."""
    await founded.opens(settings=by_webhook(founded))
    return founded


async def test_a_case_from_the_first_message_to_the_card(clinic: Clinic) -> None:
    """Messages, presses and the staff group; nobody polls."""
    assert "whichever feels better" in only(await clinic.ana.says(PLAIN)).text
    await clinic.ana.says(THREE_WEEKS)
    assert "B-1001" in only(await clinic.ana.presses(YES)).text
    await clinic.sam.presses_on_card("I'll take it")
    assert "Sam from the clinic has your message" in clinic.ana.last.text
    assert clinic.sandbox.calls_of("getUpdates") == []
    assert {delivery.status for delivery in clinic.sandbox.deliveries} == {200}


async def test_telegram_is_told_of_it_at_the_start(clinic: Clinic) -> None:
    """With the updates that the bot wants, and a secret that no config needs to hold."""
    [told] = clinic.sent("setWebhook")
    assert told["allowed_updates"] == '["message", "edited_message", "callback_query", "my_chat_member"]'
    assert len(str(told["secret_token"])) == 64
    assert str(told["secret_token"]) not in clinic.sandbox.token


async def test_a_secret_of_ones_own(founded: Clinic) -> None:
    """Is the one that Telegram sends."""
    await founded.opens(settings=by_webhook(founded, "my-own_secret"))
    assert founded.sent("setWebhook")[0]["secret_token"] == "my-own_secret"
    assert len(await founded.ana.says(PLAIN)) == 1


async def test_what_comes_while_nobody_is_there(clinic: Clinic) -> None:
    """The webhook stays; Telegram tries again until the bot is back, and each message is answered once."""
    settings = by_webhook(clinic)
    await clinic.ana.starts()
    await clinic.closes()
    await clinic.ana.user.say(PLAIN)
    await clinic.until(lambda: clinic.sandbox.deliveries[-1].status == 0, "a delivery in vain")
    assert clinic.sandbox.world.webhook
    clinic.sandbox.world.next_webhook_at = 0.0
    await clinic.opens(settings=settings)
    await clinic.settles()
    assert sum("whichever feels better" in text for text in clinic.ana.screen) == 1


async def test_an_update_that_comes_twice(clinic: Clinic) -> None:
    """Is answered once, a card is sent once."""
    clinic.sandbox.repeat_next_update(3)
    assert len(await clinic.ana.starts()) == 1
    assert "whichever feels better" in only(await clinic.ana.says(PLAIN)).text
    await clinic.ana.says(NUMB)
    assert _cards(clinic) == 1


async def test_emergency_advice_with_the_database_gone(clinic: Clinic) -> None:
    """The card goes out at once and once, however often Telegram brings the message; later all is made up for."""
    await clinic.ana.starts()
    with closing(sqlite3.connect(clinic.database, isolation_level=None)) as connection:
        connection.execute("ALTER TABLE inbox RENAME TO inbox_away")
        await clinic.ana.user.say(NUMB)
        await clinic.ana.user.say(PLAIN)
        refused = clinic.sandbox.deliveries
        await clinic.until(lambda: sum(one.status == 503 for one in refused) > 2, "several tries")
        assert _cards(clinic) == 1
        async with ClientSession() as http, http.get(_health(clinic)) as response:
            assert response.status == 503
        connection.execute("ALTER TABLE inbox_away RENAME TO inbox")
    await clinic.sandbox.until(
        lambda: any(text.startswith("First, please get seen") for text in clinic.ana.screen),
        timeout=LONG_WAIT,
        what="the reminder",
    )
    await clinic.settles()
    assert _cards(clinic) == 1
    async with ClientSession() as http, http.get(_health(clinic)) as response:
        assert (response.status, (await response.json())["problems"]) == (200, {})


async def test_from_webhook_to_polling_and_back(clinic: Clinic) -> None:
    """Polling takes the webhook away first, and loses nothing."""
    await clinic.ana.starts()
    await clinic.closes()
    await clinic.ana.user.say(PLAIN)
    await clinic.opens()
    await clinic.settles()
    assert clinic.sandbox.world.webhook is None
    assert "whichever feels better" in clinic.ana.last.text
    await clinic.closes()
    clinic.sandbox.world.next_webhook_at = 0.0
    await clinic.opens(settings=by_webhook(clinic))
    assert "Three weeks" in (await clinic.ana.says(THREE_WEEKS))[0].text


async def test_an_address_that_telegram_refuses(founded: Clinic) -> None:
    """A reason not to start, in Telegram's words."""
    with pytest.raises(StartError, match=r"telegram\.webhook\.url: Telegram refuses it: Bad webhook: an https url"):
        await founded.opens(settings=by_webhook(founded, host="bot.example.com"))


async def test_two_starts_within_a_second(founded: Clinic) -> None:
    """Telegram asks for patience, and gets it."""
    founded.sandbox.faults.add("setWebhook", retry_after=1)
    await founded.opens(settings=by_webhook(founded))
    assert len(founded.sandbox.calls_of("setWebhook")) == 2
    assert len(await founded.ana.says(PLAIN)) == 1


def _health(clinic: Clinic) -> str:
    assert clinic.sandbox.world.webhook
    return clinic.sandbox.world.webhook.url.replace("/telegram", "/healthz")
