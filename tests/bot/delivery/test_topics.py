"""Topics of cases, over real HTTP to the sandbox and in a real database."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest
from telegram import Bot
from telegram.error import NetworkError

from bot.delivery.topics import Topics
from bot.sandbox import Group, Sandbox
from bot.storage.cases import Card
from handlers.case import DeskTurn
from handlers.session import CaseState
from tests.bot.storage.setting import MONDAY, Setting


@dataclass
class Forum:
    """A staff group with topics, a case, and what looks after its topic."""

    setting: Setting
    sandbox: Sandbox
    topics: Topics
    group: Group
    number: int

    async def card(self) -> Card:
        """The card as it is stored."""
        card = await self.setting.outbox.card(self.number)
        assert card is not None
        return card

    async def sent(self) -> Card:
        """The card is sent, or brought up to date."""
        card = await self.topics.before(self.group.id, await self.card())
        [row] = await self.setting.take()
        await self.topics.after(self.group.id, card)
        await self.setting.outbox.card_sent(row, self.group.id, 50)
        return card

    async def becomes(self, update_id: int, state: CaseState) -> None:
        """Staff change the case."""
        await self.setting.desk(
            update_id, self.number, lambda case: DeskTurn(case and replace(case, state=state, done_at=MONDAY))
        )


@pytest.fixture
async def forum(setting: Setting) -> AsyncIterator[Forum]:
    """A case is open; its card was not sent yet."""
    async with (
        Sandbox.start(patience=2) as sandbox,
        Bot(sandbox.token, base_url=sandbox.base_url, base_file_url=sandbox.base_file_url) as bot,
    ):
        group = sandbox.supergroup("Staff", members=[sandbox.user("Sam")], bot="administrator")
        await group.turn_on_topics()
        topics = Topics(bot, setting.outbox, lambda number: f"B-{number}")
        yield Forum(setting, sandbox, topics, group, await setting.open_case())


async def test_the_life_of_a_topic(forum: Forum) -> None:
    """Opened before the card, closed after it, reopened when the case is, and closed again."""
    card = await forum.sent()
    [topic] = forum.group.topics
    assert (topic.name, topic.id, topic.closed) == ("B-1001", card.thread_id, False)
    states = (CaseState.TAKEN, CaseState.DONE, CaseState.OPEN, CaseState.DONE)
    closed = []
    for update_id, state in enumerate(states, 10):
        await forum.becomes(update_id, state)
        await forum.sent()
        closed.append(topic.closed)
        assert (await forum.card()).thread_closed is topic.closed
    assert closed == [False, True, False, True]
    assert forum.group.topics == [topic]


async def test_a_crash_between_topic_and_card(forum: Forum) -> None:
    """Opens no second topic."""
    first = await forum.topics.before(forum.group.id, await forum.card())
    again = await forum.topics.before(forum.group.id, await forum.card())
    assert (first.thread_id, first.message_id) == (again.thread_id, None)
    assert len(forum.group.topics) == 1


async def test_a_card_from_before_the_group_had_topics(forum: Forum) -> None:
    """Stays where it stands."""
    forum.group.chat.forum = False
    assert (await forum.sent()).thread_id is None
    forum.group.chat.forum = True
    await forum.becomes(10, CaseState.TAKEN)
    assert (await forum.sent()).thread_id is None
    assert forum.group.topics == []


async def test_refused(forum: Forum) -> None:
    """Is done without; and a topic that can't be closed keeps nobody from the card."""
    await forum.group.demote_bot()
    assert (await forum.topics.before(forum.group.id, await forum.card())).thread_id is None
    await forum.group.promote_bot()
    await forum.sent()
    await forum.group.delete_topic(forum.group.topics[0])
    await forum.becomes(10, CaseState.DONE)
    await forum.sent()
    assert (await forum.card()).thread_closed


async def test_telegram_is_away(forum: Forum) -> None:
    """That is told: the card waits for the topic that it can have."""
    forum.sandbox.faults.add("createForumTopic", status=502)
    with pytest.raises(NetworkError):
        await forum.topics.before(forum.group.id, await forum.card())
    assert (await forum.topics.before(forum.group.id, await forum.card())).thread_id is not None
