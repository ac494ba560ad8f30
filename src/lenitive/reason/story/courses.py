"""What was given and when: medicines with their daily dose, and everything else that was tried."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from lenitive.knowledge.story import Family, story
from lenitive.reason.later import _, ibis
from lenitive.reason.story.query import Row, query
from lenitive.reason.story.words import Day, day_of, number_words

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables
    from lenitive.record.rows import Record

_ABBREVIATION = 4  # letters: CBT, ACT, TENS, MBSR
_OTHER = Family("other", "other medicine", frozenset())


@dataclass(frozen=True)
class Course:
    """One medicine in one product from when to when.

    end : None when the chart does not say; `going_on` when it is current on the day asked about.
    mg_low, mg_high : milligrams a day, scheduled only and with as-needed at its maximum; None: not readable.
    """

    row: str
    name: str
    ingredient: str
    family: Family
    status: str
    start: Day
    end: Day | None
    end_by_supply: bool
    going_on: bool
    mg_low: float | None
    mg_high: float | None
    dose: str
    stopped_because: str
    rows: tuple[str, ...]


@query
def _medications(t: Tables) -> ir.Table:
    """Orders and statements with a start, one row an ingredient; drafts are left out."""
    dose = t.derived.ingredient_dose.select(
        "ingredient", "mg_per_day_low", "mg_per_day_high", of_row=_.row_ids.unnest()
    ).distinct()
    given = t.record.medication.filter(_.start_low.notnull() & (_.status != "proposed"))
    return given.left_join(dose, given.row_id == dose.of_row).order_by("start_low", "row_id", "ingredient")


@query
def _classes(t: Tables) -> ir.Table:
    """Drug class and ingredient of each medicine row."""
    return t.derived.use.select("drug_class", "ingredient", of_row=_.row_ids.unnest()).distinct()


@query
def _instructions(t: Tables) -> ir.Table:
    """The instructions of each order, in their order."""
    return t.record.dosage.order_by("medication_row", "sequence", "row_id")


def medicines(connection: Record, as_of: date) -> tuple[Course, ...]:
    """Every medicine of the record that started on or before the day asked about, the oldest first."""
    classes: dict[str, list[tuple[str, str]]] = {}
    for row in _classes(connection):
        classes.setdefault(row["of_row"], []).append((row["drug_class"] or "", row["ingredient"] or ""))
    written: dict[str, list[Row]] = {}
    for row in _instructions(connection):
        written.setdefault(row["medication_row"], []).append(row)
    return tuple(
        _course(row, classes.get(row["row_id"], []), written.get(row["row_id"], []), as_of)
        for row in _medications(connection)
        if row["start_low"] <= as_of
    )


def _course(row: Row, classes: list[tuple[str, str]], written: list[Row], as_of: date) -> Course:
    start = day_of(row["start_low"], row["start_high"])
    if start is None:
        raise AssertionError("the query leaves medicines without a start out")
    ingredient = row["ingredient"] or next((name for _class, name in classes if name), "")
    of_ingredient = {drug_class for drug_class, name in classes if not ingredient or name == ingredient}
    end, by_supply = _end(row, start)
    return Course(
        row=row["row_id"],
        name=row["text"] or ingredient or "a medicine without a name",
        ingredient=ingredient,
        family=_family(of_ingredient),
        status=row["status"],
        start=start,
        end=end,
        end_by_supply=by_supply,
        going_on=row["status"] == "active" and not (end and not by_supply and end.high < as_of),
        mg_low=row["mg_per_day_low"],
        mg_high=row["mg_per_day_high"],
        dose=dose_words(row["mg_per_day_low"], row["mg_per_day_high"]) or _as_written(written),
        stopped_because=row["stopped_because"] or "",
        rows=(row["row_id"], *(each["row_id"] for each in written)),
    )


def _end(row: Row, start: Day) -> tuple[Day | None, bool]:
    """The written end; else, for what is over, the end of its supply."""
    end = day_of(row["end_low"], row["end_high"])
    if end is not None or row["status"] == "active" or not row["supply_days"]:
        return end, False
    supply = timedelta(days=int(row["supply_days"]))
    return Day(start.low + supply, start.high + supply), True


def _family(classes: set[str]) -> Family:
    return next((family for family in story().families if family.classes & classes), _OTHER)


def dose_words(low: float | None, high: float | None) -> str:
    """60 mg a day; up to 40 mg a day (as needed); 20 to 40 mg a day. Empty when the dose is not readable."""
    if high is None or high <= 0:
        return ""
    most = number_words(high, 2)
    if low is None or low == high:
        return f"{most} mg a day"
    if low == 0:
        return f"up to {most} mg a day as needed"
    return f"{number_words(low, 2)} to {most} mg a day"


def _as_written(written: Iterable[Row]) -> str:
    """The words of the instructions, where the dose is no milligrams a day."""
    words = [row["text"] for row in written if row["text"]]
    return "; then ".join(dict.fromkeys(words))


@dataclass(frozen=True)
class Source:
    """A row that a trial rests on, in what it says of the trial."""

    row: str
    kind: str
    text: str
    start: Day | None
    end: Day | None
    amount: str
    adequate: bool | None
    outcome: str
    stopped_because: str
    said_by: str


@query
def _treatments(t: Tables) -> ir.Table:
    """Trials of treatments as staff, the person or a letter told them."""
    return t.record.treatment.order_by("start_low", "row_id")


@query
def _procedures(t: Tables) -> ir.Table:
    """Procedures that were done or are under way, and those that may have been."""
    kept = _.status.notin(["not_done", "entered_in_error", "preparation"])
    return t.record.procedure.filter(kept).order_by("at_low", "row_id")


@query
def _services(t: Tables) -> ir.Table:
    """Orders and referrals."""
    return t.record.service.order_by("at_low", "row_id")


@query
def _imaging(t: Tables) -> ir.Table:
    """Imaging reports."""
    return t.record.imaging.filter(_.at_low.notnull()).order_by("at_low", "row_id")


@query
def _trials(t: Tables) -> ir.Table:
    """Every trial with the title of its treatment, the oldest first."""
    title = t.knowledge.treatment.select("treatment", "title")
    return t.derived.trial.left_join(title, "treatment").order_by("treatment", "at_low", "status", "outcome")


@query
def _named(t: Tables) -> ir.Table:
    """Procedures that name a treatment in their words, by its title or its abbreviation in capitals."""
    treatment = t.knowledge.treatment
    title = _spaced(treatment.title.re_replace(r" \(.*", "").lower())
    short = (treatment.treatment.length() <= _ABBREVIATION).ifelse(treatment.treatment.upper(), None)
    named = treatment.select("treatment", "modality", "title", by_title=title, by_short=_spaced(short))
    pair = t.record.procedure.filter(_.status.isin(["completed", "in_progress"])).cross_join(named)
    says = _spaced(pair.text.lower()).contains(pair.by_title).fill_null(False)
    says = says | _spaced(pair.text).contains(pair.by_short).fill_null(False)
    return pair.filter(says).order_by("row_id", "treatment")


def _spaced(text: ir.StringValue) -> ir.StringValue:
    """The words of a text with one space around each, so that only whole words are found in it."""
    return ibis.literal(" ") + text.re_replace(r"[^A-Za-z0-9]+", " ").strip() + ibis.literal(" ")


def trials(connection: Record) -> list[Row]:
    """Trials of the derived table, then procedures that no trial rests on and that name a treatment."""
    found = _trials(connection)
    spoken = {row_id for row in found for row_id in row["row_ids"] or ()}
    for row in _named(connection):
        if row["row_id"] not in spoken:
            status = "current" if row["status"] == "in_progress" else "ended"
            kept = {name: row[name] for name in ("treatment", "modality", "title", "at_low", "at_high")}
            found.append({**kept, "status": status, "outcome": None, "row_ids": [row["row_id"]]})
    return sorted(found, key=lambda row: (row["treatment"], row["at_low"] or date.min))


def sources(connection: Record, courses: Iterable[Course]) -> Mapping[str, Source]:
    """Row id -> what that row says: treatments told, procedures, referrals, medicines."""
    made = [_told(row) for row in _treatments(connection)]
    made += [_done(row, "procedure") for row in _procedures(connection)]
    made += [_done(row, "service") for row in _services(connection)]
    made += [_given(course) for course in courses]
    return {source.row: source for source in made}


def procedures(connection: Record) -> list[Source]:
    """Procedures with a date, the oldest first."""
    return [source for row in _procedures(connection) if (source := _done(row, "procedure")).start]


def imaging(connection: Record) -> list[Source]:
    """Imaging reports, the oldest first; the conclusion stands as outcome."""
    return [
        _source(row, "imaging", day_of(row["at_low"], row["at_high"]), outcome=row["conclusion"] or "")
        for row in _imaging(connection)
    ]


def _told(row: Row) -> Source:
    start, end = day_of(row["start_low"], row["start_high"]), day_of(row["end_low"], row["end_high"])
    return Source(
        row=row["row_id"],
        kind="treatment",
        text=row["treatment"],
        start=start,
        end=end,
        amount=row["amount"] or "",
        adequate=row["adequate"],
        outcome=row["outcome"] or "",
        stopped_because=row["stopped_because"] or "",
        said_by=row["said_by"] or "",
    )


def _done(row: Row, kind: str) -> Source:
    end = day_of(row.get("end_low"), row.get("end_high"))
    made = _source(row, kind, day_of(row["at_low"], row["at_high"]), end, outcome=row.get("outcome") or "")
    # "Graded activity, 20 of 24 sessions": what stands behind the name is how much of it there was.
    return replace(made, amount=made.text.partition(", ")[2])


def _source(row: Row, kind: str, start: Day | None, end: Day | None = None, *, outcome: str) -> Source:
    return Source(row["row_id"], kind, row["text"] or "", start, end, "", None, outcome, "", "chart")


def _given(course: Course) -> Source:
    return Source(
        row=course.row,
        kind="medication",
        text=course.name,
        start=course.start,
        end=course.end,
        amount=course.dose,
        adequate=None,
        outcome="",
        stopped_because=course.stopped_because,
        said_by="chart",
    )
