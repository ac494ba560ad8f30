"""What a person has agreed to and refused, from the consents of the record, treatment by treatment."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from lenitive.knowledge import treatments
from lenitive.knowledge.tables import knowledge_columns
from lenitive.reason.story.query import Row, query

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables
    from lenitive.record.rows import Record

_STANDS = ("active", None)
_ABBREVIATION = 4  # letters; CBT and ACT are looked for in capitals alone


@dataclass(frozen=True)
class Preferences:
    """refused, contradictory (both refused and agreed to on one last day) : treatment -> rows."""

    refused: dict[str, tuple[str, ...]]
    contradictory: dict[str, tuple[str, ...]]


def preferences(record: Record, patient_id: str) -> Preferences:
    """What this person refuses; a later word takes the place of an earlier one."""
    rows = [row for row in consents(record) if row["patient_id"] == patient_id and row["status"] in _STANDS]
    said: dict[str, list[Row]] = {}
    for row in rows:
        for name in named(row["kind"] or ""):
            said.setdefault(name, []).append(row)
    refused, contradictory = {}, {}
    for name, words in said.items():
        last = _last(words)
        ids = tuple(row["row_id"] for row in last)
        decisions = {row["decision"] for row in last}
        if {"permit", "deny"} <= decisions:
            contradictory[name] = ids
        elif "deny" in decisions:
            refused[name] = ids
    return Preferences(refused, contradictory)


def _last(rows: Sequence[Row]) -> list[Row]:
    """The rows of the newest day; those without a day all count."""
    dated = [row["at_high"] for row in rows if row["at_high"] is not None]
    newest = max(dated, default=None)
    return [row for row in rows if row["at_high"] is None or row["at_high"] == newest]


def named(words: str) -> tuple[str, ...]:
    """The treatments that words name, as whole words.

    >>> named("Refuses lumbar epidural steroid injection")
    ('esi_lumbar',)
    """
    spaced = f" {_plain(words)} "
    found = {name for phrase, name in _phrases() if f" {phrase} " in spaced}
    capitals = {*re.findall(r"[A-Z0-9]+", words)}
    return tuple(sorted(found | {each.id for each in treatments.treatments() if each.id.upper() in capitals}))


@lru_cache(maxsize=1)
def _phrases() -> tuple[tuple[str, str], ...]:
    """(words, treatment): the titles without their brackets, the usual names, long ids as words."""
    names = knowledge_columns("treatment_name", "words", "treatment")
    made = [(_plain(words), treatment) for words, treatment in names]
    for each in treatments.treatments():
        made.append((_plain(each.title.partition(" (")[0]), each.id))
        if len(each.id) > _ABBREVIATION:
            made.append((_plain(each.id.replace("_", " ")), each.id))
    return tuple(dict.fromkeys(made))


def _plain(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", words.lower()).strip()


@query
def consents(t: Tables) -> ir.Table:
    """Consents, in no order."""
    return t.record.consent.select("patient_id", "row_id", "kind", "status", "decision", "at_high")
