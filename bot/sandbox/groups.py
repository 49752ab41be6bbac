"""Groups and what happens in them: people and the bot come, go and are promoted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.sandbox.errors import SandboxUseError
from bot.sandbox.state import Account, Chat, ChatKind, Message, Notice, Status, Topic

if TYPE_CHECKING:
    from bot.sandbox.people import User
    from bot.sandbox.running import Sandbox


@dataclass(frozen=True, repr=False)
class Group:
    """A group or supergroup."""

    sandbox: Sandbox
    chat: Chat

    def __repr__(self) -> str:
        return repr(self.chat)

    @property
    def id(self) -> int:
        """The negative id that the bot uses."""
        return self.chat.id

    @property
    def messages(self) -> list[Message]:
        """The messages that are there now."""
        return self.chat.messages

    def transcript(self) -> str:
        """The group as readable text."""
        return self.chat.transcript()

    async def add(self, user: User, *, by: User | None = None) -> None:
        """Let somebody join, or be added."""
        self._set(user.account, Status.MEMBER, by)

    async def remove(self, user: User, *, by: User | None = None) -> None:
        """Let somebody leave, or ban them when somebody else does it."""
        self._set(user.account, Status.BANNED if by else Status.LEFT, by)

    async def promote(self, user: User, *, by: User | None = None) -> None:
        """Make somebody an administrator."""
        self._set(user.account, Status.ADMINISTRATOR, by)

    async def demote(self, user: User, *, by: User | None = None) -> None:
        """Make somebody a plain member again."""
        self._set(user.account, Status.MEMBER, by)

    async def add_bot(self, *, by: User | None = None, administrator: bool = False) -> None:
        """Add the bot; with privacy mode it hears everything only as an administrator."""
        self._set_bot(Status.ADMINISTRATOR if administrator else Status.MEMBER, by)

    async def promote_bot(self, *, by: User | None = None) -> None:
        """Make the bot an administrator."""
        self._set_bot(Status.ADMINISTRATOR, by)

    async def demote_bot(self, *, by: User | None = None) -> None:
        """Make the bot a plain member again."""
        self._set_bot(Status.MEMBER, by)

    async def kick_bot(self, *, by: User | None = None) -> None:
        """Throw the bot out."""
        self._set_bot(Status.BANNED, by)

    @property
    def topics(self) -> list[Topic]:
        """The topics of a forum, without General."""
        return list(self.chat.topics.values())

    async def turn_on_topics(self) -> None:
        """Make a forum of a supergroup."""
        if self.chat.kind is not ChatKind.SUPERGROUP:
            raise SandboxUseError("only a supergroup can have topics")
        self.chat.forum = True

    async def delete_topic(self, topic: Topic) -> None:
        """Somebody in charge deletes a topic with all its messages."""
        del self.chat.topics[topic.id]
        for message in self.messages:
            message.deleted = message.deleted or message.topic is topic

    async def upgrade(self) -> Group:
        """Turn a group into a supergroup: a new id, and the old one only says so."""
        if self.chat.kind is not ChatKind.GROUP:
            raise SandboxUseError("only a plain group can become a supergroup")
        new = self.sandbox.supergroup(self.chat.title)
        new.chat.members = dict(self.chat.members)
        world, somebody = self.sandbox.world, self._somebody()
        world.post(self.chat, somebody, Notice("migrate_to_chat_id", chat_id=new.id))
        world.post(new.chat, somebody, Notice("migrate_from_chat_id", chat_id=self.id))
        self.chat.migrated_to = new.chat
        return new

    def _set(self, who: Account, status: Status, by: User | None) -> None:
        self.sandbox.world.set_status(self.chat, who, status, by=by.account if by else who)

    def _set_bot(self, status: Status, by: User | None) -> None:
        actor = by.account if by else self._somebody()
        self.sandbox.world.set_status(self.chat, self.sandbox.world.bot, status, by=actor)

    def _somebody(self) -> Account:
        """A person who can have done it: the one in charge, or else anybody."""
        people = [(a, s) for a, s in self.chat.members.values() if not a.is_bot and s.present]
        if not people:
            raise SandboxUseError(f"nobody is in {self.chat.name}")
        return next((a for a, s in people if s.in_charge), people[0][0])
