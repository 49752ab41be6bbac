"""Facts about the installation: ids that groups changed to, and when data was last purged."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.sql import put
from bot.storage.tables import meta


async def read(connection: AsyncConnection, name: str) -> object:
    """A fact, or None."""
    return await connection.scalar(select(meta.c.value).where(meta.c.name == name))


async def write(connection: AsyncConnection, name: str, value: object) -> None:
    """Remember a fact in place of the earlier one."""
    await put(connection, meta, {"name": name, "value": value})


async def remember_migration(connection: AsyncConnection, old: int, new: int) -> None:
    """A group became a supergroup."""
    await write(connection, _moved(old), new)


async def chat_now(connection: AsyncConnection, chat_id: int) -> int:
    """The id that a group goes by now."""
    new = await read(connection, _moved(chat_id))
    return new if isinstance(new, int) else chat_id


def _moved(chat_id: int) -> str:
    return f"chat moved {chat_id}"
