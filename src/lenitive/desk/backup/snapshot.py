"""Read the whole store as of one moment, while others go on writing, and put it into a file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from lenitive import __version__
from lenitive.desk.backup.archive import Manifest, Progress, Row, Writer
from lenitive.desk.models.audit import BEFORE_THE_FIRST
from lenitive.errors import ConfigurationError

_AT_ONCE = 1000
_LAST_EVENT = "SELECT hash FROM desk_auditevent ORDER BY id DESC LIMIT 1"
_TABLES_OF_SQLITE = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"
)
_TABLES_OF_POSTGRESQL = (
    "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
)
_COLUMNS_OF_POSTGRESQL = """
SELECT attname, format_type(atttypid, NULL) FROM pg_attribute
WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""
# How PostgreSQL's own kinds become what the file holds; the rest is text, numbers and truth values already.
_WRITTEN = {
    # As Django writes it into SQLite: six digits of a second, or none.
    "timestamp with time zone": (
        "regexp_replace(to_char({name} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), '[.]0+$', '')"
    ),
    "date": "CAST({name} AS TEXT)",
    "jsonb": "CAST({name} AS TEXT)",
    "inet": "host({name})",
}


class Snapshot(Protocol):
    """The store as it was at one moment."""

    def tables(self) -> list[str]:
        """The names of all tables."""

    def columns(self, table: str) -> list[str]:
        """The columns of a table, in order."""

    def pieces(self, table: str) -> Iterator[list[Row]]:
        """The rows of a table, in pieces."""

    def value(self, query: str) -> Any:
        """The one cell that a query gives, or None."""

    def rows(self, query: str) -> list[Row]:
        """All rows that a query gives."""


def backup(path: Path, progress: Progress | None = None) -> Manifest:
    """Write the store, and the site's secret key, into `path`; an older one stays until it is whole.

    Raises : ConfigurationError when the store cannot be read, or the file cannot be written.
    """
    try:
        with snapshot() as store, Writer(path) as writer:
            manifest = Manifest(
                made_at=datetime.now(UTC).isoformat(timespec="seconds"),
                version=__version__,
                migrations=[list(row) for row in store.rows(_MIGRATIONS)],
                head=store.value(_LAST_EVENT) or BEFORE_THE_FIRST,
                secret_key=settings.SECRET_KEY,
            )
            total = sum(store.value(f'SELECT count(*) FROM "{name}"') for name in store.tables())
            for name in store.tables():
                counted = _counted(store.pieces(name), manifest.rows, total, progress)
                manifest.tables[name] = writer.table(name, store.columns(name), counted)
            writer.manifest(manifest)
    except (DatabaseError, sqlite3.Error) as problem:
        raise ConfigurationError(
            f"the store cannot be read ({str(problem).splitlines()[0]})",
            where=str(connection.settings_dict["NAME"]),
            do="Check LENITIVE_HOME and LENITIVE_DATABASE; `lenitive check` says more.",
        ) from problem
    except OSError as problem:
        raise ConfigurationError(
            f"the file cannot be written ({problem.strerror})",
            where=str(path),
            do="Check that there is room.",
        ) from problem
    return manifest


_MIGRATIONS = "SELECT app, name FROM django_migrations ORDER BY id"


def _counted(
    pieces: Iterator[list[Row]], before: int, total: int, progress: Progress | None
) -> Iterator[list[Row]]:
    done = before
    for piece in pieces:
        yield piece
        done += len(piece)
        if progress:
            progress(done, total)


@contextmanager
def snapshot() -> Iterator[Snapshot]:
    """The store at this moment, for the length of the block; nobody who writes has to wait."""
    if connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield _Postgresql()
        return
    # A connection of its own: Django's takes the lock of writers when a transaction begins.
    name = Path(connection.settings_dict["NAME"]).absolute().as_uri()
    with sqlite3.connect(f"{name}?mode=ro", uri=True, isolation_level=None) as store:
        store.execute("BEGIN")
        yield _Sqlite(store)
    store.close()


class _Sqlite:
    def __init__(self, store: sqlite3.Connection) -> None:
        self._store = store
        self._names = sorted(row[0] for row in store.execute(_TABLES_OF_SQLITE))  # the moment begins here

    def tables(self) -> list[str]:
        return self._names

    def columns(self, table: str) -> list[str]:
        return [name for name, _kind in self._described(table)]

    def _described(self, table: str) -> list[tuple[str, str]]:
        found = self._store.execute(f'PRAGMA table_info("{table}")').fetchall()
        return [(row[1], row[2].lower()) for row in found]

    def pieces(self, table: str) -> Iterator[list[Row]]:
        described = self._described(table)
        truths = [place for place, (_name, kind) in enumerate(described) if kind == "bool"]
        found = self._store.execute(f'SELECT * FROM "{table}" ORDER BY rowid')
        while rows := found.fetchmany(_AT_ONCE):
            yield [_with_truths(row, truths) for row in rows] if truths else rows

    def value(self, query: str) -> Any:
        return next(iter(self._store.execute(query).fetchone() or ()), None)

    def rows(self, query: str) -> list[Row]:
        return self._store.execute(query).fetchall()


def _with_truths(row: Row, places: list[int]) -> Row:
    cells = list(row)
    for place in places:
        if cells[place] is not None:
            cells[place] = bool(cells[place])
    return tuple(cells)


class _Postgresql:
    def tables(self) -> list[str]:
        return [row[0] for row in self.rows(_TABLES_OF_POSTGRESQL)]

    def columns(self, table: str) -> list[str]:
        return [name for name, _kind in self._described(table)]

    def _described(self, table: str) -> list[tuple[str, str]]:
        with connection.cursor() as cursor:
            cursor.execute(_COLUMNS_OF_POSTGRESQL, [f'"{table}"'])
            return cursor.fetchall()

    def pieces(self, table: str) -> Iterator[list[Row]]:
        cells = ", ".join(
            _WRITTEN.get(kind, "{name}").format(name=f'"{name}"') for name, kind in self._described(table)
        )
        # The driver's own cursor, on the server: the rows of a table need not fit into memory.
        with connection.connection.cursor(name=f"backup_{table}"[:60]) as cursor:
            cursor.itersize = _AT_ONCE
            cursor.execute(f'SELECT {cells} FROM "{table}"')
            while rows := cursor.fetchmany(_AT_ONCE):
                yield rows

    def value(self, query: str) -> Any:
        return next((row[0] for row in self.rows(query)), None)

    def rows(self, query: str) -> list[Row]:
        with connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall()
