"""A backup back into the store, in one transaction: the tables of then, rows, the tables of now."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from lenitive.desk import rows
from lenitive.desk.backup import archive
from lenitive.desk.backup.archive import Manifest, Progress
from lenitive.errors import ConfigurationError, InputError

_IN_USE = ("record_patient", "desk_staff", "desk_auditevent")
_TRAIL = "desk_auditevent"
_FUNCTIONS = """
SELECT p.oid::regprocedure::text FROM pg_proc AS p
WHERE p.pronamespace = current_schema()::regnamespace
  AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.objid = p.oid AND d.deptype = 'e')
"""
_COUNTERS = """
SELECT pg_get_serial_sequence(quote_ident(table_name), column_name), table_name, column_name
FROM information_schema.columns WHERE table_schema = current_schema() AND is_identity = 'YES'
"""
_NULL_BYTE = "\x00"


def restore(path: Path, *, replace: bool = False, progress: Progress | None = None) -> Manifest:
    """Put a backup in the place of the store; when anything is wrong, the store stays as it was.

    replace : the store may hold people, accounts or events; they are lost.
    Raises : InputError when the file is no whole backup, or one of a newer Lenitive; ConfigurationError when
    the store is in use and `replace` was not said, or it cannot be written.
    """
    manifest = archive.read_manifest(path)
    _refuse_newer(path, manifest)
    if not replace:
        _refuse_overwriting()
    archive.verify(path, manifest, _half(progress, 0))
    with _told(), _all_or_nothing():
        _empty()
        _make_tables([(app, name) for app, name in manifest.migrations])
        _fill(path, manifest, _half(progress, 1))
        connection.check_constraints()
        _make_tables(MigrationExecutor(connection).loader.graph.leaf_nodes())
    _keep_key(manifest.secret_key)
    return manifest


def _half(progress: Progress | None, which: int) -> Progress | None:
    """Reading through is the first half of the way, writing the second."""
    if progress is None:
        return None
    return lambda done, total: progress(which * total + done, 2 * total)


def _refuse_newer(path: Path, manifest: Manifest) -> None:
    known = MigrationExecutor(None).loader.disk_migrations
    newer = [f"{app}.{name}" for app, name in manifest.migrations if (app, name) not in known]
    if newer:
        raise InputError(
            f"it was made by Lenitive {manifest.version}, whose tables this one does not know ({newer[0]})",
            where=str(path),
            do="Install that version, or a later one.",
        )


def _refuse_overwriting() -> None:
    names = connection.introspection.table_names()
    with connection.cursor() as cursor:
        for name in (each for each in _IN_USE if each in names):
            cursor.execute(f'SELECT 1 FROM "{name}" LIMIT 1')
            if cursor.fetchone():
                raise ConfigurationError(
                    "the store is in use already; nothing was changed",
                    where=str(connection.settings_dict["NAME"]),
                    do="Say --replace to lose what it holds, or set LENITIVE_HOME to an empty directory.",
                )


@contextmanager
def _told() -> Iterator[None]:
    """What the database refuses, in one line."""
    try:
        yield
    except DatabaseError as problem:
        raise ConfigurationError(
            f"the backup could not be restored ({str(problem).splitlines()[0]}); nothing was changed",
            where=str(connection.settings_dict["NAME"]),
            do="Check that the disk has room and that nothing else holds the store.",
        ) from problem


@contextmanager
def _all_or_nothing() -> Iterator[None]:
    """One transaction; SQLite changes tables within one only while it looks at no foreign keys."""
    connection.disable_constraint_checking()
    try:
        with transaction.atomic():
            yield
    finally:
        connection.enable_constraint_checking()


def _empty() -> None:
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f'DROP TABLE "{name}"' + (" CASCADE" if connection.vendor == "postgresql" else ""))
        if connection.vendor == "postgresql":
            cursor.execute(_FUNCTIONS)
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP FUNCTION {name} CASCADE")


def _make_tables(migrations: Iterable[tuple[str, str]]) -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(list(migrations))


def _look_at_the_end() -> None:
    """Foreign keys are looked at when every table is full: tables come by name, and not in their order.

    A migration that adds a column with one leaves its check immediate for the rest of the transaction.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _fill(path: Path, manifest: Manifest, progress: Progress | None) -> None:
    _look_at_the_end()
    done = 0
    for name, kept in manifest.tables.items():
        if name != _TRAIL:  # which nobody may delete from, and no migration writes to
            with connection.cursor() as cursor:
                cursor.execute(f'DELETE FROM "{name}"')
        for piece in archive.pieces(path, name):
            rows.write(f'"{name}"', kept.columns, _as_stored(piece))
            done += len(piece)
            if progress:
                progress(done, manifest.rows)
    if connection.vendor == "postgresql":
        _move_counters()


def _as_stored(piece: list[list[Any]]) -> list[Any]:
    """Rows as this database takes them: PostgreSQL holds no null byte."""
    if connection.vendor != "postgresql":
        return piece
    return [
        [
            cell.replace(_NULL_BYTE, "") if isinstance(cell, str) and _NULL_BYTE in cell else cell
            for cell in row
        ]
        for row in piece
    ]


def _move_counters() -> None:
    """The next row gets a number after the last one."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTERS)
        for counter, table, column in cursor.fetchall():
            cursor.execute(
                f'SELECT setval(%s, coalesce(max("{column}"), 0) + 1, false) FROM "{table}"', [counter]
            )


def _keep_key(key: str) -> None:
    """The key by which sessions and second factors of the backup can be read."""
    path = settings.HOME / "secret.key"
    draft = path.with_name(f"secret.key.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key)
    draft.replace(path)
