"""Word of cases beyond Telegram, in both directions: the whole bot, a real mail server, real HTTP."""

import json

from aiohttp import ClientSession
from pydantic import SecretStr

from bot.outlet_settings import BookingSystem, Outlets
from bot.outlets.signature import signed
from bot.settings import Monitoring, Settings
from tests.bot.outlets.receivers import SECRET, MailServer, Receiver, hook, mail
from tests.e2e.clinic import Clinic

__all__ = ["hook", "mail"]

LASTING = "three weeks now and still cant do my socks up"


def both(clinic: Clinic, mail: MailServer, hook: Receiver) -> Settings:
    """The clinic's settings with both outlets on."""
    webhook = hook.settings.model_copy(update={"secret": SecretStr(SECRET)})
    return clinic.settings.model_copy(update={"outlets": Outlets(email=mail.settings, webhook=webhook)})


async def test_a_case_is_told_of_by_both(founded: Clinic, mail: MailServer, hook: Receiver) -> None:
    """Only after the patient's Yes, with its number, and without a word of theirs or of their back."""
    await founded.opens(settings=both(founded, mail, hook))
    await founded.ana.says(LASTING)
    assert (mail.arrived, hook.requests) == ([], [])
    await founded.ana.presses("Yes, tell them")
    (message,), (request,) = mail.arrived, hook.requests
    assert message["Subject"] == "B-1001: please look in the staff group"
    assert json.loads(request.body)["case"] == "B-1001"
    told = f"{message}{request.body.decode()}".lower()
    for word in ("ana", "anap", "socks", "week", "lasting", "pain", "back pain"):
        assert word not in told.replace("backchat", "")
    assert len(founded.cards) == 1
    await founded.closes()


async def test_a_mail_server_that_is_away_keeps_nobody_waiting(
    founded: Clinic, mail: MailServer, hook: Receiver, unused_tcp_port: int
) -> None:
    """Card and answers go out as ever, the webhook too; after a restart the e-mail arrives."""
    settings = both(founded, mail, hook)
    away = mail.settings.model_copy(update={"port": unused_tcp_port})
    await founded.opens(settings=settings.model_copy(update={"outlets": Outlets(email=away)}))
    await founded.ana.says(LASTING)
    await founded.ana.user.press("Yes, tell them")
    await founded.until(lambda: len(founded.cards) == 1, "the card")
    await founded.until(lambda: any(row["attempts"] for row in founded.rows("outbox")), "a try that failed")
    await founded.closes()
    founded.clock.later(minutes=10)
    await founded.opens(settings=settings)
    await founded.settles()
    assert [message["Subject"] for message in mail.arrived] == ["B-1001: please look in the staff group"]
    await founded.closes()


async def test_the_booking_system_ends_a_case(founded: Clinic, unused_tcp_port: int) -> None:
    """On the port of the health page; the card shows it, and a replay is refused."""
    secret = BookingSystem.model_validate({"secret": SECRET})
    more = {"booking_system": secret, "monitoring": Monitoring(port=unused_tcp_port)}
    await founded.opens(settings=founded.settings.model_copy(update=more))
    await founded.ana.says(LASTING)
    await founded.ana.presses("Yes, tell them")
    (case,) = founded.rows("cases")
    body = json.dumps({"code": case["booking_code"]}).encode()
    proof = signed(SECRET, body, founded.clock())

    async def says() -> int:
        address = f"http://127.0.0.1:{unused_tcp_port}/booked"
        async with ClientSession() as http, http.post(address, data=body, headers=proof) as answer:
            return answer.status

    assert await says() == 204
    await founded.settles()
    assert "Done by the booking system" in founded.card.text
    assert await says() == 409
    await founded.closes()
