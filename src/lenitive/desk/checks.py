"""Whether the store is whole: its file, its audit trail, and every row of the record, each in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection
from django.db.migrations.executor import MigrationExecutor

from lenitive.desk import audit
from lenitive.desk.models import AuditEvent
from lenitive.desk.rows import stored_name
from lenitive.desk.signals import checking
from lenitive.errors import ConfigurationError, InputError
from lenitive.record.schema import TABLES, Column, Table

# Checks done, and checks in all.
Progress = Callable[[int, int], None]
Step = Callable[[], Iterator["Check"]]
_GUARDS = {"sqlite": 2, "postgresql": 2}  # the triggers that keep the trail from being changed
_COUNT_GUARDS = {
    "sqlite": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'desk_auditevent'",
    "postgresql": "SELECT count(*) FROM pg_trigger "
    "WHERE tgrelid = 'desk_auditevent'::regclass AND NOT tgisinternal AND tgenabled <> 'D'",
}
# What a cell of each kind is in SQLite, which takes anything; PostgreSQL keeps its columns' kinds itself.
_DAY = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"
_CLOCK = "[0-9][0-9]:[0-9][0-9]:[0-9][0-9]"
_FITS = {
    "text": "typeof({name}) = 'text'",
    "integer": "typeof({name}) = 'integer'",
    "number": "typeof({name}) IN ('real', 'integer')",
    "boolean": "typeof({name}) = 'integer' AND {name} IN (0, 1)",
    "date": f"{{name}} GLOB '{_DAY}' AND date({{name}}) = {{name}}",
    "instant": f"{{name}} GLOB '{_DAY}[ T]{_CLOCK}*' AND datetime({{name}}) IS NOT NULL",
}


@dataclass(frozen=True)
class Check:
    """One thing that was looked at."""

    good: bool
    sentence: str


def check_store(*, since: str = "", progress: Progress | None = None) -> list[Check]:
    """Look at everything; nothing is changed.

    since : a hash that the audit trail ended with once; it must still be in the chain. Empty: not asked.
    Raises : ConfigurationError when the store cannot be read, or is not this version's.
    """
    steps: list[Step] = [_file, _guards, partial(_chain, since), _relations, _people]
    steps += [partial(_schema, table) for table in TABLES]
    steps.append(_of_apps)
    found: list[Check] = []
    try:
        _refuse_unready()
        for done, step in enumerate(steps):
            found += step()
            if progress:
                progress(done + 1, len(steps))
    except DatabaseError as problem:
        raise ConfigurationError(
            f"the store cannot be read ({str(problem).splitlines()[0]})",
            where=str(connection.settings_dict["NAME"]),
            do="Restore the last backup: lenitive restore FILE --replace.",
        ) from problem
    return found


def _refuse_unready() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise InputError(
            "the store is not made yet, or an earlier version made it",
            where=str(connection.settings_dict["NAME"]),
            do="Start the site once (lenitive serve), or restore a backup.",
        )


def _of_apps() -> Iterator[Check]:
    """What the apps above the desk find in their own tables."""
    found: Any  # a receiver gives checks
    for _receiver, found in checking.send(sender=None):
        yield from found


def _file() -> Iterator[Check]:
    if connection.vendor == "sqlite":
        said = _value("PRAGMA integrity_check(1)")
        good = said == "ok"
        yield Check(good, "The database file is whole." if good else f"The database file is damaged: {said}.")


def _guards() -> Iterator[Check]:
    good = _value(_COUNT_GUARDS[connection.vendor]) == _GUARDS[connection.vendor]
    yield Check(
        good,
        "The database refuses to change the audit trail."
        if good
        else "The database would let the audit trail be changed: a trigger was taken off.",
    )


def _chain(since: str) -> Iterator[Check]:
    chain = audit.verify_chain()
    if chain.sound:
        yield Check(True, f"The audit trail is whole: {chain.events:,} events, ending with {chain.head}.")
    else:
        event = AuditEvent.objects.get(pk=chain.broken_at)
        yield Check(
            False,
            f"The audit trail was changed: after {chain.events:,} good events, event {event.pk} "
            f"of {event.at:%Y-%m-%d %H:%M} does not fit the one before it.",
        )
    if since:
        found = AuditEvent.objects.filter(hash=since).exists()
        word = "still goes through" if found else "does not go through"
        yield Check(found, f"The audit trail {word} {since}{'' if found else ': its end was cut off'}.")


def _relations() -> Iterator[Check]:
    """Foreign keys, as the database itself follows them."""
    try:
        connection.check_constraints()
    except IntegrityError as problem:
        yield Check(False, f"A row points to one that is not there: {str(problem).splitlines()[0]}")
    else:
        yield Check(True, "Every row that points to another finds it.")


def _people() -> Iterator[Check]:
    """Rows about people who are not in the store."""
    lost = []
    for name in _about_people():
        count = _value(
            f"SELECT count(*) FROM {name} AS r WHERE patient_id IS NOT NULL AND NOT EXISTS "
            "(SELECT 1 FROM record_patient AS p WHERE p.patient_id = r.patient_id)"
        )
        if count:
            lost.append(f"{count:,} in {name.strip(chr(34))}")
    yield Check(
        not lost,
        f"There are rows about people who are not in the store: {', '.join(lost)}."
        if lost
        else f"Every row is about one of {_value('SELECT count(*) FROM record_patient'):,} people.",
    )


def _about_people() -> Iterator[str]:
    """The tables whose rows are about people who must be there; an app's model says so of itself."""
    yield from (stored_name(table) for table in TABLES)
    yield from ("desk_careteam", "desk_searchword")
    for model in apps.get_models():
        if getattr(model, "ABOUT_A_PERSON", False):
            yield f'"{model._meta.db_table}"'


def _schema(table: Table) -> Iterator[Check]:
    """Whether each cell of a record table is what its column says."""
    name = stored_name(table)
    tests = [_misfit(column) for column in table.columns]
    counts = ", ".join(f"count(*) FILTER (WHERE {test})" for test in tests)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*), {counts} FROM {name}")
        total, *misfits = cursor.fetchone()
    wrong = [
        f"{count:,} in {column.name}" for column, count in zip(table.columns, misfits, strict=True) if count
    ]
    if wrong:
        yield Check(False, f"The table {table.name} holds cells that do not fit it: {', '.join(wrong)}.")
    elif total:
        yield Check(True, f"The table {table.name} fits its schema: {total:,} rows.")


def _misfit(column: Column) -> str:
    """When a cell does not fit: empty where it may not be, or of another kind."""
    name = f'"{column.name}"'
    empty = "false" if column.nullable else f"{name} IS NULL"
    if connection.vendor == "postgresql":
        return empty
    return f"{empty} OR ({name} IS NOT NULL AND NOT coalesce({_FITS[column.kind].format(name=name)}, false))"


def _value(query: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]
