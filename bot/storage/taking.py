"""Work taken in the very transaction that stored it: one commit less for each step of a turn."""

import asyncio
from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncConnection

Take = Callable[[AsyncConnection], Awaitable[Callable[[], None]]]
"""Claims what can be started now; the result starts it.

Call that after the commit, and only then: what is claimed may still be rolled back.
"""


def waking(wake: asyncio.Event) -> Take:
    """Takes nothing, and wakes whoever will."""

    async def take(_: AsyncConnection) -> Callable[[], None]:
        return wake.set

    return take
