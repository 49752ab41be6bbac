"""An empty clinic: making all tables anew would take half of each story's time."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import create_engine

from bot.storage.migrate import upgrade


@cache
def empty_database() -> bytes:
    """A SQLite file with its tables and nothing in them."""
    with TemporaryDirectory() as place:
        path = Path(place) / "empty.db"
        engine = create_engine(f"sqlite:///{path}")
        with engine.begin() as connection:
            upgrade(connection)
        engine.dispose()
        return path.read_bytes()
