"""Rows as evidence: what each says, on which day, and where it was read from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from lenitive.plan.authorisation import rows as read
from lenitive.plan.authorisation.facts import Facts
from lenitive.plan.authorisation.model import Evidence
from lenitive.reason.story.rows import RowWords, describe
from lenitive.reason.story.words import plain

if TYPE_CHECKING:
    from lenitive.record.rows import Record


class EvidenceBook:
    """Row id -> evidence, for the rows of one person; each row is described once."""

    def __init__(self, connection: Record, wanted: Iterable[str], found: Facts) -> None:
        """`wanted` : row ids that may be asked for. `found` : its sessions and entries say more than rows."""
        self._words: Mapping[str, tuple[RowWords, ...]] = describe(connection, wanted)
        self._said = {each.row: each.words for each in found.sessions}
        self._said |= {each.row: each.words for each in found.entries if each.words}
        self._places = {f"{row['type']}/{row['id']}": row["source"] for row in read.places(connection)}

    def rows(self, ids: Iterable[str]) -> tuple[Evidence, ...]:
        """Evidence for these rows, the oldest first; undated ones last."""
        made = [self._row(row, _best(self._words[row])) for row in dict.fromkeys(ids) if row in self._words]
        return tuple(sorted(made, key=lambda each: (each.day is None, each.day, each.row)))

    def _row(self, row: str, words: RowWords) -> Evidence:
        return Evidence(
            row=row,
            says=self._said.get(row) or _plain(words),
            on=str(words.day) if words.day else "",
            day=words.day.low if words.day else None,
            resource=words.resource,
            read_from=self._places.get(words.resource, "") or "",
        )


def _best(words: tuple[RowWords, ...]) -> RowWords:
    """One id may stand in several tables; its score says most."""
    return next((each for each in words if each.table == "score"), words[0])


def _plain(words: RowWords) -> str:
    what = plain(words.what) or words.table
    if words.table == "score":
        instrument, _, rest = what.partition(" ")
        return f"{instrument.upper()} {rest}"
    return what
