"""Work taken from a table: the oldest row of each idle lane, each by one worker of any process."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, bindparam, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.columns import as_stored, opened, secret_columns
from bot.storage.tables import IN_HAND, WAITING, Work

_LOOK_FOR_STALE = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Head:
    """The oldest row of a lane that nobody works on and that is due. `since` is when it came."""

    key: int
    lane: str
    since: datetime
    chat_id: int | None = None
    emergency: bool = False
    waiting: int = 1
    """How many rows the lane has, this one among them."""


Choose = Callable[[Sequence[Head]], Sequence[Head]]
"""Which of the heads to take now, in which order."""


class Claims:
    """How a table is worked through.

    `only` says which rows are looked at, `ready` which heads may be taken now; both may have parameters. A claim
    older than `lease` was left behind by a process that died. The statements are built once: building them
    takes longer than running them.
    """

    def __init__(  # a table's columns by their part in this
        self,
        table: Table,
        *,
        key: Column[Any],
        since: Column[Any],
        lease: timedelta,
        only: ColumnElement[bool],
        ready: Sequence[ColumnElement[bool]] = (),
        emergency: Column[Any] | None = None,
    ) -> None:
        self._key = key
        self._secret = secret_columns(table)
        self._lease = lease
        self._looked = datetime.min.replace(tzinfo=UTC)
        first = (
            select(func.min(key).label("key"), func.count().label("waiting"))
            .where(WAITING, only)
            .group_by(table.c.lane)
            .having(func.max(case((table.c.state == Work.CLAIMED, 1), else_=0)) == 0)
            .subquery()
        )
        due = or_(table.c.not_before.is_(None), table.c.not_before <= bindparam("now"))
        told = [key.label("key"), table.c.lane, since.label("since"), table.c.chat_id, first.c.waiting]
        self._heads = (
            select(*told, *([] if emergency is None else [emergency.label("emergency")]))
            .join(first, key == first.c.key)
            .where(only, due, *ready)
            .order_by(key)
        )
        self._take = (
            update(table)
            .where(only, key.in_(bindparam("keys", expanding=True)))
            .values(state=Work.CLAIMED, claimed_at=bindparam("now"))
            .returning(*(as_stored(each).label(each.name) if each in self._secret else each for each in table.c))
        )
        self._free = update(table).where(IN_HAND, only).values(state=Work.NEW, claimed_at=None)
        self._free_stale = self._free.where(table.c.claimed_at < bindparam("stale"))

    async def claim(
        self, connection: AsyncConnection, now: datetime, choose: Choose, **parameters: object
    ) -> list[dict[str, Any]]:
        """Mark the chosen heads as ours, in the caller's write transaction; their rows, in the order chosen.

        Of a row that can't be opened nothing is known but its numbers.
        """
        if now - self._looked >= _LOOK_FOR_STALE:
            await connection.execute(self._free_stale, {"stale": now - self._lease, **parameters})
            self._looked = now
        rows = await connection.execute(self._heads, {"now": now, **parameters})
        chosen = [head.key for head in choose([Head(**row) for row in rows.mappings()])]
        if not chosen:
            return []
        taken = await connection.execute(self._take, {"now": now, "keys": chosen, **parameters})
        rows_taken = [opened(self._secret, row, connection.dialect) for row in taken.mappings()]
        found = {row[self._key.name]: row for row in rows_taken}
        return [found[key] for key in chosen]

    async def free(self, connection: AsyncConnection, **parameters: object) -> None:
        """Give all claims back."""
        await connection.execute(self._free, parameters)
