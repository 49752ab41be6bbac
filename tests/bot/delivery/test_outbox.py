"""Messages go out in order, paced, once if possible; what can't is told; emergencies wait for nobody."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)

from bot.delivery.outbox import OutboxWorker
from bot.delivery.pacing import Pacer
from bot.settings import Pace
from bot.storage.errors import RefusedError, StorageError
from bot.storage.outbox import Outbox, Queued
from handlers.case import DeskTurn
from handlers.effects import DeleteEverything
from handlers.ports import Delivery, Document, Outgoing, StaffGroup
from handlers.session import CaseState
from tests.bot.delivery.telegrams import Post
from tests.bot.storage.setting import ANA, BEN, BOT, STAFF, Clock, Setting, opened

BLOCKED = Forbidden("Forbidden: bot was blocked by the user")
FAST = Pace(per_second=10_000, chat_per_second=10_000, chat_burst=1000, group_per_minute=100_000)


@dataclass
class PostOffice:
    """An outbox worker on a still clock: `deliver` runs rounds until nothing is due."""

    setting: Setting
    post: Post = field(default_factory=Post)
    pace: Pace = FAST
    staff: StaffGroup = field(default_factory=lambda: StaffGroup(STAFF))
    reports: list[str] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)

    def worker(self, outbox: Outbox | None = None) -> OutboxWorker:
        """A worker for this outbox."""
        return OutboxWorker(
            outbox or self.setting.outbox,
            self.post,
            Pacer(self.pace),
            staff_group=self.staff,
            pictures=lambda: self.pictures,
            clock=self.setting.clock,
            wake=self.setting.queued,
            report=self.reports.append,
        )

    async def deliver(self, worker: OutboxWorker | None = None) -> list[str]:
        """Send what can be sent at this moment; the words that arrived."""
        before, worker = len(self.post.sent), worker or self.worker()
        while True:
            waiting = await self.setting.rows("outbox")
            await worker._round()
            await worker.finish()
            if await self.setting.rows("outbox") == waiting:
                return self.post.words[before:]

    def trouble(self, *errors: Exception, chat_id: int = ANA) -> None:
        """The next sends to a chat fail."""
        self.post.troubles.setdefault(chat_id, []).extend(errors)


@pytest.fixture
def office(setting: Setting) -> PostOffice:
    """With an unhurried Telegram."""
    return PostOffice(setting)


async def test_messages_arrive_in_order(office: PostOffice, setting: Setting) -> None:
    """Keyboards with them; then nothing of them is left."""
    await setting.turn(1, says=["one", "two", "three"])
    await setting.store.finish(Delivery(BOT, 2), [Outgoing(ANA, "four", {"remove_keyboard": True})])
    assert await office.deliver() == ["one", "two", "three", "four {'remove_keyboard': True}"]
    assert await setting.rows("outbox") == []


async def test_a_chat_is_paced_and_others_are_not_held_up(office: PostOffice, setting: Setting, clock: Clock) -> None:
    """Three at once, then one a second."""
    office.pace = Pace()
    worker = office.worker()
    await setting.turn(1, says=list("abcde"))
    await setting.turn(2, says=["hello"], chat_id=BEN)
    assert sorted(await office.deliver(worker)) == ["a", "b", "c", "hello"]
    assert 0 < await worker._round() <= 1
    clock.later(seconds=1)
    assert await office.deliver(worker) == ["d"]
    clock.later(seconds=1)
    assert await office.deliver(worker) == ["e"]


async def test_an_emergency_overtakes_everything_and_is_not_paced(
    office: PostOffice, setting: Setting, clock: Clock
) -> None:
    """Neither the chat's burst nor Telegram's patience for ordinary messages matters."""
    office.pace = Pace()
    worker = office.worker()
    await setting.turn(1, says=list("abcde"))
    await office.deliver(worker)
    await setting.turn(2, cries=["Call 999"], says=["Seen?"])
    assert await office.deliver(worker) == ["Call 999"]
    clock.later(seconds=3)
    assert await office.deliver(worker) == ["Seen?"]


async def test_an_emergency_does_not_wait_for_a_slow_send(setting: Setting) -> None:
    """Another message to the same chat hangs in the air."""
    hanging, go_on, arrived = asyncio.Event(), asyncio.Event(), asyncio.Event()

    class Slow(Post):
        """Hangs at the first message."""

        async def message(
            self, chat_id: int, text: str, keyboard: dict[str, object] | None, reply_to: int | None = None
        ) -> int:
            if text == "slow":
                hanging.set()
                await go_on.wait()
            else:
                arrived.set()
            return await super().message(chat_id, text, keyboard, reply_to)

    office = PostOffice(setting, Slow())
    worker = office.worker()
    running = asyncio.create_task(worker.run())
    await setting.turn(1, says=["slow"])
    await hanging.wait()
    await setting.turn(2, cries=["Call 999"])
    async with asyncio.timeout(5):
        await arrived.wait()
    go_on.set()
    worker.stop()
    await running
    assert office.post.words == ["Call 999", "slow"]


async def test_telegram_asks_for_patience(office: PostOffice, setting: Setting, clock: Clock) -> None:
    """It is given, to this chat, for as long as it said; it costs no try."""
    worker = office.worker()
    office.trouble(RetryAfter(30))
    await setting.turn(1, says=["one", "two"])
    await setting.turn(2, says=["hello"], chat_id=BEN)
    assert await office.deliver(worker) == ["hello"]
    clock.later(seconds=29)
    assert await office.deliver(worker) == []
    clock.later(seconds=1)
    assert await office.deliver(worker) == ["one", "two"]
    assert office.reports == []


@pytest.mark.parametrize("error", [TimedOut(), NetworkError("Bad Gateway"), InvalidToken()])
async def test_what_may_work_later_is_tried_again(
    office: PostOffice, setting: Setting, clock: Clock, error: Exception
) -> None:
    """With growing pauses, for as long as it takes; the order stays."""
    office.trouble(*[error] * 8)
    await setting.turn(1, says=["one", "two"])
    tries = 0
    while not await office.deliver():
        tries += 1
        clock.later(seconds=60)
    assert tries == 8
    assert office.post.words == ["one", "two"]


async def test_an_emergency_is_tried_again_soon(office: PostOffice, setting: Setting, clock: Clock) -> None:
    """Every two seconds at the longest."""
    office.trouble(*[TimedOut()] * 5)
    await setting.turn(1, cries=["Call 999"], says=["Seen?"])
    for _ in range(5):
        assert await office.deliver() == []
        clock.later(seconds=2)
    assert await office.deliver() == ["Call 999", "Seen?"]


async def test_a_patient_who_blocked_the_bot(office: PostOffice, setting: Setting) -> None:
    """Nothing more is tried; the report names nobody; the next message of theirs is answered."""
    office.trouble(BLOCKED)
    await setting.turn(1, says=["one", "two"])
    await setting.turn(2, says=["hello"], chat_id=BEN)
    assert await office.deliver() == ["hello"]
    assert await setting.rows("outbox") == []
    assert [row["chat_id"] for row in await setting.rows("unreachable")] == [ANA]
    [report] = office.reports
    assert "cannot reach its patient (Forbidden)" in report
    assert str(ANA) not in report
    await setting.turn(3, says=["back again"])
    assert await office.deliver() == ["back again"]


async def test_a_reply_of_staff_shows_on_the_card_when_it_arrived(office: PostOffice, setting: Setting) -> None:
    """As does one that can't."""
    number = await setting.open_case()
    assert await office.deliver() == [f"card B-{number}"]
    await setting.store.finish(Delivery(BOT, 5), [Outgoing(ANA, "Sam: ring us", case_number=number)])
    assert await office.deliver() == ["Sam: ring us", f"card B-{number} 1 replies"]
    office.trouble(BLOCKED)
    await setting.store.finish(Delivery(BOT, 6), [Outgoing(ANA, "Sam: hello?", case_number=number)])
    assert await office.deliver() == [f"card B-{number} unreachable 1 replies"]


async def test_a_card_is_one_message_that_changes(office: PostOffice, setting: Setting, clock: Clock) -> None:
    """The store knows which message it is, so that a reply to it finds its case."""
    number = await setting.open_case()
    await office.deliver()
    assert await setting.store.case_of_card(STAFF, 1) == number
    await setting.desk(
        5, number, lambda case: DeskTurn(case and replace(case, state=CaseState.TAKEN, taken_at=clock.now))
    )
    await office.deliver()
    assert office.post.sent == [(STAFF, f"card B-{number}")] * 2
    await setting.turn(6, DeleteEverything())
    assert await office.deliver() == [f"card B-{number} deleted"]
    assert await setting.rows("cases") == []


async def test_a_message_under_a_card(office: PostOffice, setting: Setting, clock: Clock) -> None:
    """Comes after the card, is never given up, and says whose it is; a reply to it finds its case."""
    number = await setting.open_case()
    office.trouble(BadRequest("Chat not found"), chat_id=STAFF)
    await setting.store.finish(Delivery(BOT, 5), [Outgoing(0, "it hurts less", under_card=number)])
    assert await office.deliver() == []
    clock.later(minutes=5)
    office.trouble(BadRequest("Chat not found"), chat_id=STAFF)
    clock.later(minutes=5)
    assert await office.deliver() == []
    clock.later(minutes=10)
    assert await office.deliver() == [f"card B-{number}", f"it hurts less under B-{number}"]
    assert await setting.store.case_of_card(STAFF, 2) == number
    office.trouble(KeyError("render"), chat_id=STAFF)
    await setting.store.finish(Delivery(BOT, 6), [Outgoing(0, "it hurts more", under_card=number)])
    await office.deliver()
    assert office.reports[-1].startswith(f"A message under the card of case B-{number} cannot be sent: KeyError")


async def test_erasing_goes_on_where_telegram_asked_for_a_pause(
    office: PostOffice, setting: Setting, clock: Clock
) -> None:
    """Each message once: with many of them, beginning anew would never come to an end."""
    number = await setting.open_case()
    for update_id in range(5, 8):
        await setting.store.finish(Delivery(BOT, update_id), [Outgoing(0, "words", under_card=number)])
    await office.deliver()
    pauses = iter([None, RetryAfter(30)])

    def before(_chat: int, _text: str) -> None:
        if pause := next(pauses, None):
            raise pause

    office.post.before = before
    await setting.turn(9, DeleteEverything())
    erased = await office.deliver()
    clock.later(seconds=31)
    erased += await office.deliver()
    assert erased == [*(f"#{place} under B-{number} erased" for place in (2, 3, 4)), f"card B-{number} deleted"]
    assert await setting.rows("under_cards") == []


@pytest.mark.parametrize(
    "error",
    [Forbidden("bot was kicked"), BadRequest("Chat not found"), BadRequest("too long"), KeyError("render")],
)
async def test_a_card_is_never_given_up(office: PostOffice, setting: Setting, clock: Clock, error: Exception) -> None:
    """The patient was told that the clinic hears of it. Told once, not at each try; other cards go on."""
    office.trouble(*[error] * 7, chat_id=STAFF)
    number = await setting.open_case()
    for _ in range(7):
        assert await office.deliver() == []
        clock.later(minutes=5)
    assert await office.deliver() == [f"card B-{number}"]
    [report] = office.reports
    assert report.startswith(f"The card of case B-{number} cannot be sent: {type(error).__name__}")


async def test_cards_wait_until_there_is_a_group(office: PostOffice, setting: Setting) -> None:
    """Patients do not."""
    office.staff.chat_id = None
    number = await setting.open_case()
    await setting.turn(3, says=["Your number is B-1001"])
    assert await office.deliver() == ["Your number is B-1001"]
    office.staff.chat_id = STAFF
    assert await office.deliver() == [f"card B-{number}"]


async def test_the_group_becomes_a_supergroup(office: PostOffice, setting: Setting) -> None:
    """Cards and texts find it under its new id, after a restart too."""
    office.trouble(ChatMigrated(-1009), chat_id=STAFF)
    number = await setting.open_case()
    assert await office.deliver() == []
    assert await office.deliver() == [f"card B-{number}"]
    await setting.store.announce([Outgoing(STAFF, "Content updated")])
    await PostOffice(setting, office.post).deliver()
    assert office.post.sent == [(-1009, f"card B-{number}"), (-1009, "Content updated")]
    assert await setting.store.case_of_card(-1009, 1) == number
    [report] = office.reports
    assert "/id there shows it" in report
    assert "1009" not in report


async def test_a_message_that_telegram_refuses_is_dropped_and_told(office: PostOffice, setting: Setting) -> None:
    """Without its words; the next one arrives."""
    office.trouble(BadRequest("Message is too long: my poor back"))
    await setting.turn(1, says=["my poor back", "two"])
    assert await office.deliver() == ["two"]
    [report] = office.reports
    assert "BadRequest" in report
    assert "back" not in report


async def test_a_text_to_a_group_that_threw_us_out(office: PostOffice, setting: Setting) -> None:
    """Dropped and told; a group is no patient."""
    office.trouble(Forbidden("Forbidden: bot was kicked"), chat_id=STAFF)
    await setting.store.announce([Outgoing(STAFF, "Content updated")])
    assert await office.deliver() == []
    assert await setting.rows("outbox") == await setting.rows("unreachable") == []
    assert len(office.reports) == 1


async def test_a_defect_is_tried_a_few_times(office: PostOffice, setting: Setting, clock: Clock) -> None:
    """Then the chat's next message gets its turn."""
    office.trouble(*[KeyError("x")] * 5)
    await setting.turn(1, says=["one", "two"])
    for _ in range(5):
        assert office.post.words == []
        await office.deliver()
        clock.later(minutes=1)
    assert office.post.words == ["two"]
    assert "KeyError" in office.reports[0]


async def test_sent_but_the_database_is_away(office: PostOffice, setting: Setting) -> None:
    """The note that it was sent is tried until it holds: it is not sent twice."""
    troubles = [StorageError("The database is locked.")] * 2

    class Shaky(Outbox):
        """Forgets twice."""

        async def sent(self, row: Queued, now: datetime) -> None:
            if troubles:
                raise troubles.pop()
            await super().sent(row, now)

    await setting.turn(1, says=["one"])
    assert await office.deliver(office.worker(Shaky(setting.database))) == ["one"]
    assert await office.deliver() == []
    assert office.reports == []


async def test_a_stop_does_not_wait_for_a_database_that_stays_away(setting: Setting) -> None:
    """What was sent cannot be noted: told, and sent again by the next process rather than lost."""
    office, notes = PostOffice(setting), 0

    class Away(Outbox):
        """Never notes anything."""

        async def sent(self, row: Queued, now: datetime) -> None:
            nonlocal notes
            notes += 1
            raise StorageError(f"The disk is full at {now}; {row.id} stays.")

    worker = office.worker(Away(setting.database))
    await setting.turn(1, says=["one"])
    running = asyncio.create_task(worker.run())
    async with asyncio.timeout(5):
        while not notes:  # noqa: ASYNC110  # the worker sets no event for it
            await asyncio.sleep(0.005)
    worker.stop()
    await running
    assert "The disk is full" in office.reports[0]
    assert len(await setting.rows("outbox")) == 1


async def test_a_note_that_the_database_refuses_is_told(setting: Setting) -> None:
    """Trying again would not help."""

    class Refusing(Outbox):
        """Refuses."""

        async def sent(self, row: Queued, now: datetime) -> None:
            raise RefusedError(f"{row.id} at {now}")

    office = PostOffice(setting)
    await setting.turn(1, says=["one"])
    await office.deliver(office.worker(Refusing(setting.database)))
    assert office.reports[0].startswith("OutboxWorker: ")


async def test_the_database_goes_away_before_sending(office: PostOffice, setting: Setting, clock: Clock) -> None:
    """Nothing is lost."""
    troubles = [StorageError("The database is locked.")]

    class Shaky(Outbox):
        """Does not know where a group is, once."""

        async def chat_now(self, chat_id: int) -> int:
            if troubles:
                raise troubles.pop()
            return await super().chat_now(chat_id)

    await setting.turn(1, says=["one"], chat_id=STAFF)
    worker = office.worker(Shaky(setting.database))
    assert await office.deliver(worker) == []
    clock.later(seconds=1)
    assert await office.deliver(worker) == ["one"]


async def test_a_stop_finishes_what_is_in_the_air(setting: Setting) -> None:
    """And what waits behind it."""
    begun, go_on = asyncio.Event(), asyncio.Event()

    class Slow(Post):
        """Waits before it takes anything."""

        async def message(
            self, chat_id: int, text: str, keyboard: dict[str, object] | None, reply_to: int | None = None
        ) -> int:
            begun.set()
            await go_on.wait()
            return await super().message(chat_id, text, keyboard, reply_to)

    office = PostOffice(setting, Slow())
    await setting.turn(1, says=["one", "two"])
    worker = office.worker()
    running = asyncio.create_task(worker.run())
    await begun.wait()
    worker.stop()
    go_on.set()
    await running
    assert office.post.words == ["one", "two"]
    assert await setting.rows("outbox") == []


async def test_killed_in_the_middle_of_a_send(office: PostOffice, setting: Setting, clock: Clock) -> None:
    """The next process sends it again after the lease: rather twice than never."""
    await setting.turn(1, says=["one"])
    assert len(await setting.take()) == 1
    assert await office.deliver() == []
    clock.later(seconds=121)
    assert await office.deliver() == ["one"]


async def test_a_file_goes_out_in_its_turn(office: PostOffice, setting: Setting) -> None:
    """Behind the message that it belongs to."""
    file = Outgoing(ANA, "The same", document=Document("my-data.json", "{}"))
    await setting.store.finish(Delivery(BOT, 1), [Outgoing(ANA, "Kept"), file])
    assert await office.deliver() == ["Kept", "The same [my-data.json: {}]"]


PICTURE = Outgoing(ANA, "Plank", photo="d1")


async def test_a_picture_is_uploaded_once(office: PostOffice, setting: Setting) -> None:
    """Then it goes by Telegram's id, to anybody, until its bytes are others."""
    office.pictures = {"d1": b"12345", "d2": b"1234"}
    await setting.store.finish(Delivery(BOT, 1), [PICTURE])
    assert await office.deliver() == ["Plank [picture: 5 bytes]"]
    await setting.store.finish(Delivery(BOT, 2), [replace(PICTURE, chat_id=BEN)])
    assert await office.deliver() == ["Plank [picture: id 1]"]
    await setting.store.finish(Delivery(BOT, 3), [PICTURE, Outgoing(ANA, "How"), replace(PICTURE, photo="d2")])
    assert await office.deliver() == ["Plank [picture: id 1]", "How", "Plank [picture: 4 bytes]"]
    assert await setting.rows("file_ids") == [
        {"digest": "d1", "file_id": "id 1"},
        {"digest": "d2", "file_id": "id 5"},
    ]


async def test_a_refused_id_is_replaced(office: PostOffice, setting: Setting) -> None:
    """Another bot's, or one that Telegram forgot: the picture is uploaded again."""
    office.pictures = {"d1": b"12345"}
    for update_id in (1, 2, 3):
        await setting.store.finish(Delivery(BOT, update_id), [PICTURE])
        if update_id == 2:
            office.trouble(BadRequest("Wrong file identifier/HTTP URL specified"))
        await office.deliver()
    sent_as = ["[picture: 5 bytes]", "[picture: 5 bytes]", "[picture: id 2]"]
    assert office.post.words == [f"Plank {how}" for how in sent_as]
    assert office.reports == []


@pytest.mark.parametrize("missing", [True, False])
async def test_without_its_picture_the_words_go_out(office: PostOffice, setting: Setting, *, missing: bool) -> None:
    """The content has it no more, or Telegram can't read it: nobody waits for their exercise."""
    office.pictures = {} if missing else {"d1": b"12345"}
    if not missing:
        office.trouble(BadRequest("Image_process_failed"))
    await setting.store.finish(Delivery(BOT, 1), [replace(PICTURE, keyboard={"k": 1}), Outgoing(ANA, "How")])
    assert await office.deliver() == ["Plank {'k': 1}", "How"]
    assert await setting.rows("file_ids") == []


async def test_a_picture_waits_as_a_message_does(office: PostOffice, setting: Setting, clock: Clock) -> None:
    """Telegram's patience and the network are no reason to do without it."""
    office.pictures = {"d1": b"12345"}
    office.trouble(RetryAfter(timedelta(seconds=5)), TimedOut())
    await setting.store.finish(Delivery(BOT, 1), [PICTURE, Outgoing(ANA, "How")])
    for seconds in (5, 1):
        assert await office.deliver() == []
        clock.later(seconds=seconds)
    assert await office.deliver() == ["Plank [picture: 5 bytes]", "How"]


async def test_a_picture_for_somebody_who_blocked_the_bot(office: PostOffice, setting: Setting) -> None:
    """Is dropped like any message, and the chat is marked."""
    office.pictures = {"d1": b"12345"}
    office.trouble(BLOCKED)
    await setting.store.finish(Delivery(BOT, 1), [PICTURE, Outgoing(ANA, "How")])
    assert await office.deliver() == []
    assert await setting.rows("outbox") == []
    assert [row["chat_id"] for row in await setting.rows("unreachable")] == [ANA]


async def test_a_picture_that_was_drawn_for_one_message(office: PostOffice, setting: Setting, clock: Clock) -> None:
    """It goes as bytes, is tried again like any message, and no id of it is kept."""
    office.trouble(TimedOut())
    chart = Outgoing(ANA, "Your diary", {"k": 1}, drawn=b"12345")
    await setting.store.finish(Delivery(BOT, 1), [chart, Outgoing(ANA, "Entries")])
    assert await office.deliver() == []
    clock.later(seconds=1)
    assert await office.deliver() == ["Your diary {'k': 1} [picture: 5 bytes]", "Entries"]
    assert await setting.rows("outbox") == await setting.rows("file_ids") == []


async def test_where_a_drawn_picture_is_refused_its_words_go_out(office: PostOffice, setting: Setting) -> None:
    """They say the same."""
    office.trouble(BadRequest("Image_process_failed"))
    await setting.store.finish(Delivery(BOT, 1), [Outgoing(ANA, "Your diary", drawn=b"12345")])
    assert await office.deliver() == ["Your diary"]


async def test_a_card_of_a_case_that_is_gone(office: PostOffice, setting: Setting) -> None:
    """Deleted between being queued and being sent."""
    await setting.open_case()

    class Gone(Outbox):
        """Knows of no case."""

        async def card(self, number: int) -> None:
            assert number

    assert await office.deliver(office.worker(Gone(setting.database))) == []
    assert await setting.rows("outbox") == []


TROUBLES: Sequence[Callable[[], Exception]] = (TimedOut, lambda: NetworkError("x"), lambda: KeyError("x"))


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.integers(1, 3), max_size=12),
    st.lists(st.sampled_from(TROUBLES), max_size=4),
    st.integers(1, 3),
)
def test_whatever_goes_wrong_the_order_of_a_chat_stays(
    tmp_path_factory: pytest.TempPathFactory,
    chats: list[int],
    troubles: list[Callable[[], Exception]],
    unlucky: int,
) -> None:
    """Everything arrives, each once, in order."""

    async def story() -> None:
        setting = await opened(tmp_path_factory.mktemp("db") / "backchat.db", Clock())
        office = PostOffice(setting)
        office.trouble(*(make() for make in troubles), chat_id=unlucky)
        for n, chat_id in enumerate(chats):
            await setting.turn(n, says=[str(n)], chat_id=chat_id)
        for _ in range(6):
            await office.deliver()
            setting.clock.now += timedelta(minutes=2)
        await setting.database.close()
        for chat_id in set(chats):
            arrived = [text for chat, text in office.post.sent if chat == chat_id]
            assert arrived == [str(n) for n, chat in enumerate(chats) if chat == chat_id]

    asyncio.run(story())
