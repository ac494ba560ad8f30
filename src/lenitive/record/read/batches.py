"""Entries on their way into the record: gathered into batches, doubles settled, flushed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

import orjson

from lenitive.record.read.flatten import flatten
from lenitive.record.read.problems import Notes
from lenitive.record.read.split import Entry

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# JSON that is flattened at once; large enough to spread the cost of a statement, small enough for memory.
BATCH_BYTES = 24 * 1024 * 1024
# What a person has one of: where two copies differ and neither is newer, nobody knows which is right.
_ONE_OF = ("birthDate", "gender")


@dataclass
class Gathered:
    """Entries, each type and id once: of doubles the later one is kept, and a note says so."""

    notes: Notes
    entries: dict[str, Entry] = field(default_factory=dict)
    seen: dict[str, tuple[int, str, str]] = field(default_factory=dict)
    people: dict[str, tuple[str, dict[str, set[str]]]] = field(default_factory=dict)
    size: int = 0
    count: int = 0

    def take(self, entries: Iterable[Entry]) -> None:
        """Add entries."""
        for entry in entries:
            if self._is_kept(entry):
                self.entries[entry.key] = self._uncontested(entry) if entry.type == "Patient" else entry
                self.count += 1
                self.size += len(entry.raw) + len(entry.checked)

    def _uncontested(self, entry: Entry) -> Entry:
        """A person without what copies of equal age say differently."""
        checked = orjson.loads(entry.checked)
        updated, said = self.people.get(entry.key, ("", {}))
        if updated != entry.updated:
            said = {}
        for name in _ONE_OF:
            if checked.get(name) is not None:
                said.setdefault(name, set()).add(str(checked[name]))
        self.people[entry.key] = (entry.updated, said)
        contested = [name for name, values in said.items() if len(values) > 1]
        for name in contested:
            checked.pop(name, None)
            self.notes.add(
                f"copies of this person say {' and '.join(sorted(said[name]))}; left empty",
                f"{entry.place}.{name}",
                "Correct it at the source; until then it is not known.",
                "problem",
                entry.patient_id,
            )
        return replace(entry, checked=orjson.dumps(checked).decode()) if contested else entry

    def _is_kept(self, entry: Entry) -> bool:
        """Whether an entry is new, or newer than the one of the same key that was met before."""
        mark = (hash(entry.raw or entry.checked), entry.updated, entry.place)
        before = self.seen.get(entry.key)
        if before is None or before[0] == mark[0]:
            self.seen[entry.key] = mark
            return before is None
        newer = entry.updated >= before[1]
        kept, dropped = (entry.place, before[2]) if newer else (before[2], entry.place)
        why = "it was changed later" if entry.updated != before[1] else "it stands later"
        self.notes.add(
            f"{entry.key} comes twice with different content; the one at {kept} was kept, because {why}",
            dropped,
            "Keep one of them at the source.",
            "problem" if entry.patient_id else "info",
            entry.patient_id,
        )
        if newer:
            self.seen[entry.key] = mark
        return newer


@dataclass(kw_only=True)
class Batches(Gathered):
    """Flattens entries by the batch. loaded_at : UTC, without zone. raw : whether to keep raw resources."""

    connection: DuckDBPyConnection
    loaded_at: datetime
    raw: bool = True

    def take(self, entries: Iterable[Entry]) -> None:
        """Add entries; the batch is flattened when it is full."""
        super().take(entries)
        if self.size > BATCH_BYTES:
            self.flush()

    def flush(self) -> None:
        """Flatten what has been gathered."""
        entries, self.entries, self.size = list(self.entries.values()), {}, 0
        flatten(self.connection, entries, loaded_at=self.loaded_at, raw=self.raw)
