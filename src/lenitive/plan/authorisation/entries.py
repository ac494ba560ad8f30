"""What clinicians entered or wrote that no common code states: coded in our own system, or in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lenitive.knowledge.authorisation.model import Entry
from lenitive.knowledge.authorisation.settings import settings
from lenitive.knowledge.authorisation.wording import says, spaced
from lenitive.plan.authorisation.meaning import Codes
from lenitive.plan.authorisation.rows import Row
from lenitive.reason.story.words import Day, day_of

_YES, _NO = ("yes", "true", "positive", "present"), ("no", "false", "negative", "absent")


@dataclass(frozen=True)
class Entered:
    """One entry. value : yes 1, no 0, or a number; nothing when somebody has still to say so."""

    concept: str
    value: float | None
    said: str | None
    day: Day | None
    row: str

    @property
    def words(self) -> str:
        """The entry in one line, without its day; empty for an entry of a policy's own criterion."""
        entry = settings().entries.get(self.concept)
        if entry is None:
            return ""
        if self.said:
            return f"{entry.title}: {self.said}"
        if self.value is None:
            return ""
        yes_no = {1.0: "yes", 0.0: "no"}.get(self.value, f"{self.value:g}")
        return f"{entry.title}: {f'{self.value:g}' if entry.says == 'number' else yes_no}"


def entered(tables: Mapping[str, Sequence[Row]], codes: Codes) -> tuple[Entered, ...]:
    """Entries in rows of observation, procedure, service, document, imaging and encounter."""
    made: list[Entered] = []
    for table, rows in tables.items():
        for row in rows:
            coded = [*_coded(table, row, codes)]
            made += coded or _worded(table, row)
    return tuple(made)


def _coded(table: str, row: Row, codes: Codes) -> Iterator[Entered]:
    for code in codes.get((table, row["row_id"]), ()):
        if (code["system"] or "").strip().lower() == settings().entry_system:
            value, said = _value(table, row)
            yield Entered(code["code"], value, said, _day(row), row["row_id"])


def _value(table: str, row: Row) -> tuple[float | None, str | None]:
    """The value of an entry; a procedure that was done, and an observation without a value, say yes."""
    if table != "observation":
        return 1.0, guidance_in(row["text"] or "") or None
    if row["value_number"] is not None:
        return float(row["value_number"]), None
    if row["value_boolean"] is not None:
        return float(row["value_boolean"]), None
    text = spaced(row["value_text"] or row["value_code"] or "").strip()
    if text in _YES or not text:
        return 1.0, None
    return (0.0, None) if text in _NO else (None, guidance_in(text) or text)


def _worded(table: str, row: Row) -> Iterable[Entered]:
    said = spaced(" ; ".join(each for each in (row["text"], row.get("conclusion")) if each))
    for entry in settings().entries.values():
        if table in entry.tables and any(says(said, spaced(words).strip()) for words in entry.words):
            yield Entered(entry.id, _worth(entry, table, row), None, _day(row), row["row_id"])


def _worth(entry: Entry, table: str, row: Row) -> float | None:
    """What words in the chart amount to: some state it, some give its value, some only point to it."""
    if entry.says == "nothing":
        return None
    if table == "observation":
        value, said = _value(table, row)
        return value if said is None else None
    if table == "service":
        return 1.0
    return 1.0 if entry.says == "yes" else None


def _day(row: Row) -> Day | None:
    name = "at" if "at_low" in row else "start"
    return day_of(row[f"{name}_low"], row[f"{name}_high"])


def guidance_in(text: str) -> str:
    """The imaging that a text names for guiding a needle; empty when none, or two."""
    said = spaced(text)
    exact = [kind for kind, words in settings().guidance.items() if any(says(said, each) for each in words)]
    return exact[0] if len(exact) == 1 else ("ct" if not exact and says(said, "ct") else "")


def planned_guidance(services: Sequence[Row], codes: Codes) -> tuple[Entered, ...]:
    """The guidance that an order of the procedure names, in its words or by what its code includes."""
    made = []
    for row in services:
        coded = codes.get(("service", row["row_id"]), ())
        words = [row["text"] or "", *(code["display"] or "" for code in coded)]
        kind = guidance_in(" ; ".join(words)) or _by_code(coded)
        if kind:
            made.append(Entered("guidance", 1.0, kind, _day(row), row["row_id"]))
    return tuple(made)


def _by_code(coded: Iterable[Row]) -> str:
    """The guidance that a code states by itself; empty when it states none."""
    named = {settings().guidance_of_code.get(code["code"], "") for code in coded} - {""}
    return named.pop() if len(named) == 1 else ""
