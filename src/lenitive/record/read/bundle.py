"""One bundle read without a database, where nothing needs one; else with one. Both give the same record."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from lenitive.record.plain.support import Unlike
from lenitive.record.read import chart
from lenitive.record.read.batches import Gathered
from lenitive.record.read.filled import filled
from lenitive.record.read.load import entries_of, load_bundle, nothing_read
from lenitive.record.read.problems import Notes
from lenitive.record.read.session import borrowed_record
from lenitive.record.rows import RecordRows, Rows

if TYPE_CHECKING:
    from lenitive.errors import Note
    from lenitive.record.rows import Record

# Beyond this a database is faster: it works on all cores.
LARGEST = 16 * 1024 * 1024


@contextmanager
def bundle_record(
    raw: bytes, source: str, *, now: datetime | None = None
) -> Iterator[tuple[Record, list[Note]]]:
    """The record of one bundle or resource for the length of the block, and what was wrong with it.

    source : how notes call it. now : the time of reading (UTC; default: the clock). Raises as `load_bundle`.
    """
    found = bundle_rows(raw, source, now=now)
    if found is None:
        with borrowed_record() as record:
            notes = load_bundle(record, raw, source, now=now)
            yield record, notes
        return
    tables, notes = found
    with RecordRows(tables, filled) as rows:
        yield rows, notes


def bundle_rows(
    raw: bytes, source: str, *, now: datetime | None = None
) -> tuple[dict[str, Rows], list[Note]] | None:
    """The record tables of one bundle, and what was wrong with it; None where only a database can read it.

    Raises as `load_bundle`.
    """
    if len(raw) > LARGEST:
        return None
    now = now or datetime.now(UTC)
    notes = Notes()
    with _no_collection():
        gathered = Gathered(notes)
        gathered.take(entries_of(raw, source, notes, now))
        if not gathered.count:
            raise nothing_read(source, notes)
        try:
            tables = chart.rows_of(list(gathered.entries.values()), now.astimezone(UTC).replace(tzinfo=None))
        except Unlike:
            return None
    if _has_strangers(tables):
        return None
    found = notes.finish()
    if found:
        tables["note"] = chart.note_rows(notes)
    return tables, found


def _has_strangers(tables: dict[str, Rows]) -> bool:
    """Whether something speaks of a person who is not in the bundle; first column of every table."""
    people = {row[0] for row in tables.get("patient", ())}
    return any(row[0] is not None and row[0] not in people for row in tables.get("resource", ()))


@contextmanager
def _no_collection() -> Iterator[None]:
    """Rows are made by the thousand and hold no cycles: looking for those would take half of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
