"""Requests about people whom nobody knows: a part of the site may keep them, and then nothing is lost."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from lenitive.desk.signals import about_strangers
from lenitive.errors import Note

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_LEFT_OUT, _KEPT = "; left out", "; kept as a referral without a person"


def kept_elsewhere(requests: Sequence[tuple[str, str]]) -> frozenset[str]:
    """Those of these requests, (Type/id, raw JSON), that a part of the site keeps; within a transaction."""
    if not requests:
        return frozenset()
    answers = about_strangers.send(sender=None, resources=[text for _name, text in requests])
    return frozenset(each for _receiver, kept in answers for each in kept or ())


def told(notes: Iterable[Note], kept: Collection[str], record: DuckDBPyConnection) -> list[Note]:
    """The problems of a load, where what is kept loses nothing; the record forgets those."""
    made = []
    for note in notes:
        if note.what.endswith(_LEFT_OUT) and _about(note) & set(kept):
            what = note.what.removesuffix(_LEFT_OUT) + _KEPT
            made.append(replace(note, what=what, do="Match it to a person at /referrals/.", severity="info"))
            record.execute("DELETE FROM note WHERE what = $1 AND place = $2", [note.what, note.where])
        else:
            made.append(note)
    return made


def _about(note: Note) -> set[str]:
    """The resource that a problem is about, wherever it is named."""
    return {note.what.partition(" ")[0], note.where.rpartition(": ")[2]}
