"""The kinds of columns: moments in UTC, and what is encrypted in the file."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import JSON, Column, ColumnElement, DateTime, RowMapping, Table, Text, type_coerce
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

from bot.storage.errors import StorageError
from bot.storage.keyring import MARK, Keyring

_CANNOT_BE_HELD = str.maketrans({"\0": None, MARK: None})


def use_keys(dialect: Dialect, keys: Keyring) -> None:
    """From now on, the engine of this dialect seals and opens with these keys."""
    # Where SQLAlchemy's own JSON type finds its serialiser, too: each engine has a dialect of its own.
    dialect.backchat_keys = keys  # type: ignore[attr-defined]  # ours


def keys_of(dialect: Dialect) -> Keyring:
    """The keys that an engine works with."""
    return cast("Keyring", dialect.backchat_keys)  # type: ignore[attr-defined]  # ours


class UtcTime(TypeDecorator[datetime]):
    """A moment. Only values with a time zone go in; UTC comes out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; SQLite keeps it as text that sorts by time."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Back with its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class SecretText(TypeDecorator[str]):
    """What people typed or who they are, encrypted. Empty text stays empty.

    What a database cannot hold is taken out (NUL, half of a surrogate pair).
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Sealed, or None."""
        if not value:
            return value
        clean = value.translate(_CANNOT_BE_HELD).encode("utf-8", "replace").decode("utf-8")
        return keys_of(dialect).seal(clean)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Opened, or None."""
        return value and keys_of(dialect).open(value)


class SecretJson(TypeDecorator[object]):
    """A value that JSON can hold, encrypted: in the column then stands one JSON string."""

    impl = JSON
    cache_ok = True

    def __init__(self) -> None:
        super().__init__(none_as_null=True)

    def process_bind_param(self, value: object, dialect: Dialect) -> object:
        """Sealed, or None."""
        keys = keys_of(dialect)
        return value if value is None or keys.seals_with is None else keys.seal(json.dumps(value))

    def process_result_value(self, value: object, dialect: Dialect) -> object:
        """Opened, or None. A text can only be a sealed value: what is stored are objects, lists and numbers."""
        return json.loads(keys_of(dialect).open(value)) if isinstance(value, str) else value


def secret_columns(table: Table) -> list[Column[Any]]:
    """The encrypted columns of a table."""
    return [column for column in table.columns if isinstance(column.type, SecretText | SecretJson)]


def opened(columns: Sequence[Column[Any]], row: RowMapping, dialect: Dialect) -> dict[str, Any]:
    """A row whose encrypted `columns` were read as they are stored, with these opened.

    Where one of them can't be, all are None: one row that was tampered with must not keep others from being read.
    """
    try:
        values = {column.name: _opened(column.type, row[column.name], dialect) for column in columns}
    except StorageError:
        values = dict.fromkeys(column.name for column in columns)
    return {**row, **values}


def _opened(kind: TypeEngine[Any], value: Any, dialect: Dialect) -> object:
    return cast("SecretText | SecretJson", kind).process_result_value(value, dialect)


def as_stored(column: Column[Any]) -> ColumnElement[Any]:
    """An encrypted column as it stands in the file."""
    return type_coerce(column, JSON(none_as_null=True) if isinstance(column.type, SecretJson) else Text())
