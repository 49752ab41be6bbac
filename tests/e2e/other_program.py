"""What another program does to the bot's database."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path


async def execute(path: Path, statement: str) -> None:
    """One statement. Not on the loop, where it would wait for a transaction of the bot that can't go on."""

    def work() -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute(statement)

    await asyncio.to_thread(work)
