"""The booking system's word that something was booked: signed, once, and of one case."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import unused_port

from bot.outlet_settings import BookingSystem
from bot.outlets.booked import Booked, booked_routes
from bot.outlets.signature import signed
from bot.settings import Monitoring, Settings, SettingsError
from bot.web_server import MAX_BYTES, serving
from faq.build import Library
from faq.written.safety import Tier
from handlers.effects import DeleteEverything, OfferCase, StartTalk
from handlers.session import Held, Session
from tests.bot.outlets.receivers import SECRET
from tests.bot.storage.setting import ANA, Setting, with_pragma
from tests.handlers.small_world import CLINIC, small_world

CODE = "the-code-of-anas"


@dataclass
class System:
    """The booking system, over HTTP."""

    http: ClientSession
    setting: Setting
    address: str

    async def says(self, body: bytes, headers: dict[str, str] | None = None) -> int:
        """Send it, signed now unless other headers are given; the status of the answer."""
        proof = signed(SECRET, body, self.setting.clock()) if headers is None else headers
        async with self.http.post(f"{self.address}/booked", data=body, headers=proof) as answer:
            return answer.status

    async def books(self, code: str) -> int:
        """Say that the patient with this code has booked."""
        return await self.says(json.dumps({"code": code}).encode())

    async def case(self) -> dict[str, object]:
        """The only case."""
        (row,) = await self.setting.rows("cases")
        return row

    async def code(self) -> str:
        """The code of the only case."""
        return str((await self.case())["booking_code"])

    async def counted(self) -> dict[str, int]:
        """What was counted."""
        return {row["name"]: row["n"] for row in await self.setting.rows("counts")}


def route(setting: Setting) -> web.RouteDef:
    """Where the booking system is listened to."""
    return Booked(SECRET, setting.store, small_world, CLINIC, setting.clock).route()


@pytest.fixture
async def system(setting: Setting) -> AsyncIterator[System]:
    """The bot listens."""
    port = unused_port()
    async with serving([route(setting)], "127.0.0.1", port, "test"), ClientSession() as http:
        yield System(http, setting, f"http://127.0.0.1:{port}")


async def test_a_booking_ends_the_case(system: System) -> None:
    """Its card says so, and by whom."""
    await system.setting.open_case(code=CODE)
    await system.setting.send_all()
    assert await system.books(await system.code()) == 204
    case = await system.case()
    assert (case["state"], case["done_by"], case["done_at"]) == ("done", "the booking system", system.setting.clock())
    assert await system.setting.send_all() == ["card B-1001"]
    assert await system.counted() == {"booked": 1, "closed-booked": 1}


async def test_a_booking_ends_the_talk_of_its_case_and_of_no_other(system: System) -> None:
    """An emergency card must not say that the clinic does not see this chat while it does."""
    setting = system.setting
    first = await setting.open_case(code=CODE)
    await setting.turn(10, StartTalk(first, "1"))
    assert setting.store.talking.chats == {ANA}
    assert await system.books(CODE) == 204
    assert setting.store.talking.chats == set()
    second = await setting.open_case(20, code="another-code-of-")
    await setting.turn(30, StartTalk(second, "1"))
    setting.clock.later(minutes=1)
    assert await system.books(CODE) == 204
    assert setting.store.talking.chats == {ANA}


async def test_the_patient_is_told_that_the_talk_ended(system: System) -> None:
    """By the bot, once: from then on nobody but it reads what they write. /mydata and the counts say the same."""
    setting = system.setting
    number = await setting.open_case(code=CODE)
    await setting.turn(10, StartTalk(number, "1"))
    await setting.send_all()
    started, over = setting.clock(), setting.clock.later(hours=1)
    assert await system.books(CODE) == 204
    told, *others = [said for said in await setting.send_all() if not said.startswith("card ")]
    assert told.startswith("<b>From the bot:</b> Thank you for booking. B-1001 is now closed.")
    assert "only I, the bot, read them" in told
    setting.clock.later(seconds=10)
    assert await system.books(CODE) == 204
    assert (others, await setting.send_all()) == ([], [])
    held = dict((await setting.store.held(ANA)).rows)
    assert held["Case B-1001, how it ended"] == "booked"
    assert held["Consent to pass your messages on, for B-1001"] == (
        f"version 1, given {started:%d %B %Y %H:%M}, ended {over:%d %B %Y %H:%M}"
    )
    assert "Case B-1001, your messages are passed on" not in held


async def test_nothing_is_said_below_urgent_advice(system: System) -> None:
    """The talk ends all the same: what holds says that nobody reads this chat."""
    setting = system.setting
    number = await setting.open_case(code=CODE)
    held = Session(held=Held(Tier.EMERGENCY, (), setting.clock.now + timedelta(days=14)))
    await setting.turn(10, StartTalk(number, "1"), session=held)
    await setting.send_all()
    assert await system.books(CODE) == 204
    assert await setting.send_all() == ["card B-1001"]
    assert setting.store.talking.chats == set()


async def test_without_a_talk_the_patient_is_told_nothing(system: System) -> None:
    """As when staff close a request."""
    await system.setting.open_case(code=CODE)
    await system.setting.send_all()
    assert await system.books(CODE) == 204
    assert await system.setting.send_all() == ["card B-1001"]


async def test_two_words_of_one_booking(system: System) -> None:
    """Signed anew, as after a lost answer: nothing more happens."""
    await system.setting.open_case(code=CODE)
    code = await system.code()
    assert await system.books(code) == 204
    before = await system.case()
    system.setting.clock.later(seconds=10)
    assert await system.books(code) == 204
    assert await system.case() == before
    assert await system.counted() == {"booked": 1, "closed-booked": 1}


async def test_a_replay_is_refused(system: System) -> None:
    """Within the minutes in which it would be fresh, too; after them it is too old."""
    await system.setting.open_case(code=CODE)
    body = json.dumps({"code": await system.code()}).encode()
    proof = signed(SECRET, body, system.setting.clock())
    assert await system.says(body, proof) == 204
    system.setting.clock.later(minutes=4)
    assert await system.says(body, proof) == 409
    system.setting.clock.later(minutes=2)
    assert await system.says(body, proof) == 403


async def test_who_does_not_know_the_secret(system: System) -> None:
    await system.setting.open_case(code=CODE)
    body = json.dumps({"code": await system.code()}).encode()
    assert await system.says(body, {}) == 403
    assert await system.says(body, signed("another secret", body, system.setting.clock())) == 403
    assert await system.says(body + b" ", signed(SECRET, body, system.setting.clock())) == 403
    assert (await system.case())["state"] == "open"
    assert await system.setting.rows("signatures") == []


async def test_a_code_that_nobody_has(system: System) -> None:
    await system.setting.open_case(code=CODE)
    assert await system.books("made-up") == 404
    assert (await system.case())["state"] == "open"


async def test_an_offer_without_consent_stays_one(system: System) -> None:
    """The clinic hears nothing of it from us; the booking is counted."""
    await system.setting.turn(1, OfferCase(("persistent",), "duration", 21, CODE))
    assert await system.books(await system.code()) == 204
    assert (await system.case())["state"] == "pending"
    assert await system.setting.send_all() == []
    assert await system.counted() == {"booked": 1}


async def test_a_deleted_case_has_no_code(system: System) -> None:
    await system.setting.open_case(code=CODE)
    code = await system.code()
    await system.setting.send_all()
    await system.setting.turn(10, DeleteEverything())
    assert (await system.case())["booking_code"] is None
    assert await system.books(code) == 404


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"{}", b'{"code": 7}', b'{"code": ""}', b'{"code": "' + b"x" * 65 + b'"}', b"[" * 100_000],
)
async def test_what_is_no_word_of_a_booking(system: System, body: bytes) -> None:
    assert await system.says(body) == 400


async def test_a_body_that_is_too_large(system: System) -> None:
    async with system.http.post(f"{system.address}/booked", data=BytesIO(b" " * (MAX_BYTES + 1))) as answer:
        assert answer.status == 413


async def test_word_that_could_not_be_stored(system: System) -> None:
    """The booking system is told so, and may say it again."""
    await system.setting.open_case(code=CODE)
    await with_pragma(system.setting.database, "query_only = ON")
    assert await system.books(CODE) == 503
    assert (await system.case())["state"] == "open"
    await with_pragma(system.setting.database, "query_only = OFF")
    assert await system.books(CODE) == 204


def test_a_secret_without_a_server_is_refused(setting: Setting, library: Library) -> None:
    """Said with the setting that is missing."""
    system = BookingSystem.model_validate({"secret": SECRET})
    with pytest.raises(SettingsError, match=r"booking_system\.secret: .*monitoring\.port"):
        booked_routes(Settings(booking_system=system), setting.store, lambda: library.knowledge, setting.clock)
    listens = Settings(booking_system=system, monitoring=Monitoring(port=9464))
    assert len(booked_routes(listens, setting.store, lambda: library.knowledge, setting.clock)) == 1
    assert booked_routes(Settings(), setting.store, lambda: library.knowledge, setting.clock) == []
