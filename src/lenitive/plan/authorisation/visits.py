"""Visits of conservative care: procedures and encounters of one kind, in runs of visits near one another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from lenitive.knowledge.authorisation.settings import settings
from lenitive.knowledge.authorisation.wording import says, spaced
from lenitive.plan.authorisation.meaning import Codes, care_type, meaning
from lenitive.plan.authorisation.rows import Row
from lenitive.reason.story.words import Day, day_of

_VISITS = re.compile(r"\b(\d{1,3})(?: of \d{1,3})? (?:sessions|visits)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Visit:
    """One visit, or several that one row writes down. treatment : empty when only the kind is written."""

    row: str
    name: str
    type: str
    modality: str
    treatment: str
    day: Day | None
    end: Day | None
    visits_written: int | None
    outcome: str

    @property
    def order(self) -> tuple[str, str, bool, date, str]:
        """By kind, then by day; undated ones last."""
        low = self.day.low if self.day else date.max
        return self.type, self.treatment, self.day is None, low, self.row


def visit_runs(
    procedures: Sequence[Row], encounters: Sequence[Row], codes: Codes
) -> Iterator[tuple[Visit, ...]]:
    """Visits of one kind with no gap longer than that of settings.yaml; each undated one by itself."""
    rows = [("procedure", row) for row in procedures]
    rows += [("encounter", _as_procedure(row)) for row in encounters]
    made = [visit for table, row in rows if (visit := _visit(table, row, codes)) is not None]
    for _kind, same in groupby(sorted(made, key=lambda each: each.order), key=lambda each: each.order[:2]):
        yield from _runs(list(same))


def ordered_visits(services: Sequence[Row], codes: Codes) -> list[Visit]:
    """Orders of conservative care, as visits that may have taken place."""
    made = []
    for row in services:
        visit = _visit("service", {**row, "end_low": None, "end_high": None, "outcome": None}, codes)
        if visit is not None:
            made.append(visit)
    return made


def visits_in(text: str) -> int | None:
    """How many sessions or visits a text writes: "20 of 24 sessions" are 20."""
    found = _VISITS.search(text)
    return int(found[1]) if found else None


def _as_procedure(row: Row) -> Row:
    text = " ; ".join(each for each in (row["kind"], row["specialty"], row["reason"]) if each)
    dates = {"at_low": row["start_low"], "at_high": row["start_high"], "end_low": None, "end_high": None}
    return {**row, "text": text, "body_site": None, "outcome": None, **dates}


def _visit(table: str, row: Row, codes: Codes) -> Visit | None:
    text = row["text"] or ""
    if _is_evaluation(text):
        return None
    of = meaning(table, row, codes)
    kind, modality = care_type(of, text)
    if not kind:
        return None
    return Visit(
        row=row["row_id"],
        name=(text or kind).partition(",")[0].removesuffix(" procedure"),
        type=kind,
        modality=modality,
        treatment=next(iter(of.treatments)) if of.sure else "",
        day=day_of(row["at_low"], row["at_high"]),
        end=day_of(row["end_low"], row["end_high"]),
        visits_written=visits_in(text),
        outcome=row["outcome"] or "",
    )


def _is_evaluation(text: str) -> bool:
    """An evaluation before a procedure is no care, whatever its code may mean."""
    said = spaced(text)
    return any(says(said, spaced(words).strip()) for words in settings().care.evaluations)


def _runs(visits: list[Visit]) -> Iterator[tuple[Visit, ...]]:
    run: list[Visit] = []
    for visit in visits:
        if run and not _near(run[-1], visit):
            yield tuple(run)
            run = []
        run.append(visit)
    if run:
        yield tuple(run)


def _near(last: Visit, visit: Visit) -> bool:
    ended = last.end or last.day
    return bool(ended and visit.day) and _gap(ended, visit.day) <= settings().care.gap_days


def _gap(ended: Day | None, begun: Day | None) -> int:
    return (begun.low - ended.high).days if ended and begun else 0
