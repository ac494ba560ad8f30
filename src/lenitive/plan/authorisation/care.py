"""Conservative care: each course with what, when, how much and with what result; and what it still lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

from lenitive.knowledge.authorisation import title_of
from lenitive.knowledge.authorisation.settings import settings
from lenitive.knowledge.authorisation.wording import found, modality_of
from lenitive.plan.authorisation.meaning import Codes
from lenitive.plan.authorisation.rows import Row
from lenitive.plan.authorisation.visits import Visit, ordered_visits, visit_runs, visits_in
from lenitive.reason.story.courses import dose_words
from lenitive.reason.story.words import Day, capital, counted, day_of

Span = tuple[date, date]
_FAILED_FIRST = ("not_tolerated", "contraindicated", "no_benefit", "partial")
_OF_LEDGER = {"harm": "not_tolerated"}
_DID = {
    "no_benefit": "no benefit",
    "partial": "helped in part",
    "not_tolerated": "not tolerated",
    "contraindicated": "contraindicated",
    "benefit": "helped",
}
_DAYS_IN_WEEK = 7


@dataclass(frozen=True)
class Course:
    """One course of conservative care.

    sure, possible : spans of days that it surely, and at most, lasted. visits : as written or counted; None
    when nothing says. more : whether there may be other visits. outcome : empty when not written.
    """

    name: str
    type: str
    modality: str
    treatment: str
    start: Day | None
    end: Day | None
    sure: tuple[Span, ...]
    possible: tuple[Span, ...]
    visits: int | None
    more: bool
    amount: str
    outcome: str
    stopped: str
    goes_on: bool
    rows: tuple[str, ...]
    ordered_only: bool = False

    @property
    def last_day(self) -> Day | None:
        """The last day that is written; of what goes on the day until which it surely did."""
        if self.goes_on and self.sure:
            return Day(*(max(end for _start, end in self.sure),) * 2)
        return self.end or self.start

    @property
    def failed(self) -> bool | None:
        """Whether its response is one that insurers count; nothing when no response is written."""
        return self.outcome in settings().care.outcomes if self.outcome else None

    @property
    def dates(self) -> str:
        """From when to when."""
        if self.start and self.end:
            return str(self.start) if self.start == self.end else f"{self.start} to {self.end}"
        if self.start:
            return f"from {self.start}, {'goes on' if self.goes_on else 'no end written'}"
        return f"until {self.end}" if self.end else "no dates"

    @property
    def words(self) -> str:
        """The course in one line."""
        parts = [self.dates]
        if self.visits is not None:
            parts.append(counted(self.visits, "visit"))
        parts += [each for each in (self.amount,) if each]
        parts.append(_DID.get(self.outcome, "response not written"))
        return f"{self.name}: {', '.join(parts)}"

    @property
    def lacks(self) -> tuple[str, ...]:
        """What an insurer will miss, each as what to write."""
        if self.outcome == "contraindicated":
            return ()
        made = [] if self.start else ["the first date"]
        made += [] if self.end or self.goes_on else ["the last date"]
        if self.modality == "pharmacological":
            made += [] if self.amount else ["the highest daily dose"]
        elif self.visits is None or (self.visits < settings().care.visits_for_span and self.more):
            made.append("the date of each visit")
        made += [] if self.outcome else ["what it did, with a score before and after"]
        return tuple(made)


def courses(
    told: Sequence[Row],
    procedures: Sequence[Row],
    encounters: Sequence[Row],
    medicines: Sequence[Row],
    services: Sequence[Row],
    codes: Codes,
    as_of: date,
) -> tuple[Course, ...]:
    """Every course of conservative care on record, the oldest first; undated ones last.

    An order of care without a visit after it is a course of which nothing more is known.
    """
    ledger = [_told(row, as_of) for row in told if _is_care(row["treatment"])]
    given = _medicines([row for row in medicines if _is_care(row["treatment"])], as_of)
    made = [*(_of_visits(run, as_of) for run in visit_runs(procedures, encounters, codes)), *given]
    loose = [each for each in ledger if each.start is None and each.end is None]
    joined = _once(_with_result(each, loose) for each in made)
    used = {row for each in joined for row in each.rows}
    kept = [each for each in ledger if not set(each.rows) <= used]
    kept += _ordered(ordered_visits(services, codes), [*joined, *kept], as_of)
    return tuple(
        sorted(
            (*joined, *kept), key=lambda each: (each.start is None, each.start and each.start.low, each.name)
        )
    )


def may_count(course: Course, as_of: date) -> bool:
    """Whether a course may have days in the window of settings.yaml, and did not help."""
    return course.failed is not False and _is_lately(course, as_of)


def _is_lately(course: Course, as_of: date) -> bool:
    first = as_of - timedelta(days=settings().care.within_days)
    return any(end > first for _start, end in course.possible)


def failed_weeks(given: Iterable[Course], as_of: date) -> tuple[float, float | None]:
    """Weeks of care that failed, at least and at most; no upper end where nothing of the window is on record.

    Days that several courses share are counted once; only those of the window of settings.yaml count.
    """
    first = as_of - timedelta(days=settings().care.within_days)
    known = [each for each in given if _is_lately(each, as_of)]
    low = _days([span for each in known if each.failed for span in each.sure], first, as_of)
    high = _days([span for each in known if each.failed is not False for span in each.possible], first, as_of)
    return low / _DAYS_IN_WEEK, high / _DAYS_IN_WEEK if known else None


def _days(spans: Iterable[Span], first: date, last: date) -> int:
    """Days in the union of spans, cut to the window; from one day to the next is one day."""
    total, reached = 0, first
    for start, end in sorted(spans):
        begin, stop = max(start, reached), min(end, last)
        if stop > begin:
            total += (stop - begin).days
            reached = stop
    return total


def _is_care(treatment: str) -> bool:
    care = settings().care
    return treatment not in care.not_care and modality_of().get(treatment, "") in care.by_modality


def _type_of(treatment: str) -> tuple[str, str]:
    care, modality = settings().care, modality_of()[treatment]
    return care.by_treatment.get(treatment, care.by_modality[modality]), modality


def _told(row: Row, as_of: date) -> Course:
    kind, modality = _type_of(row["treatment"])
    start, end = day_of(row["start_low"], row["start_high"]), day_of(row["end_low"], row["end_high"])
    amount, stopped = row["amount"] or "", row["stopped_because"] or ""
    visits = visits_in(amount)
    return Course(
        name=_title(row["treatment"]),
        type=kind,
        modality=modality,
        treatment=row["treatment"],
        start=start,
        end=end,
        sure=_sure(start, end),
        possible=_possible(start, end, as_of),
        visits=visits,
        more=visits is None,
        amount="" if visits is not None else amount,
        outcome=_OF_LEDGER.get(row["outcome"] or "", row["outcome"] or "") or outcome_of(stopped),
        stopped=stopped,
        goes_on=False,
        rows=(row["row_id"],),
    )


def _sure(start: Day | None, end: Day | None) -> tuple[Span, ...]:
    return ((start.high, end.low),) if start and end and start.high <= end.low else ()


def _possible(start: Day | None, end: Day | None, as_of: date) -> tuple[Span, ...]:
    """At most: from the earliest day it may have begun to the latest that it may have ended."""
    return ((start.low if start else date.min, end.high if end else as_of),)


def outcome_of(text: str) -> str:
    """The result that words state; empty when they state none, or a good and a bad one."""
    named = found("outcome", text)
    bad = [each for each in _FAILED_FIRST if each in named]
    if "benefit" in named:
        return "" if bad else "benefit"
    return bad[0] if bad else ""


def _of_visits(run: Sequence[Visit], as_of: date) -> Course:
    """Visits near one another as a course; one visit alone tells of a course, and not of its length."""
    ends = [each.end or each.day for each in run]
    first, last = run[0].day, max((day for day in ends if day), key=lambda day: day.high, default=None)
    written = [count for each in run if (count := each.visits_written)]
    period = any(each.end for each in run)
    days = {each.day for each in run if each.day}
    whole = period or len(days) >= settings().care.visits_for_span
    results = [result for each in run if (result := outcome_of(each.outcome))]
    counted_visits = None if period and len(run) == 1 else len(days) or 1
    return Course(
        name=capital(run[0].name),
        type=run[0].type,
        modality=run[0].modality,
        treatment=run[0].treatment,
        start=first,
        end=last if whole else None,
        sure=_sure(first, last) if whole else (),
        possible=_possible(first, last, as_of) if whole else ((date.min, as_of),),
        visits=max(written) if written else counted_visits,
        more=not written and not whole,
        amount="",
        outcome=results[-1] if results else "",
        stopped="",
        goes_on=False,
        rows=tuple(each.row for each in run),
    )


def _ordered(orders: Iterable[Visit], known: Sequence[Course], as_of: date) -> Iterator[Course]:
    """Orders of care that no later course of that kind shows to have been carried out."""
    for each in orders:
        day = each.day
        later = (course for course in known if course.type == each.type and _reaches(course, day))
        if next(later, None) is None:
            course = _of_visits((each,), as_of)
            name = f"{course.name} (ordered{f' {day}' if day else ''}; whether it took place is not written)"
            yield replace(course, name=name, start=None, visits=None, ordered_only=True)


def _reaches(course: Course, day: Day | None) -> bool:
    """Whether a course has a day on or after an order; what has no dates may."""
    last = course.last_day
    return day is None or last is None or last.high >= day.low


def _medicines(rows: Sequence[Row], as_of: date) -> Iterable[Course]:
    def key(row: Row) -> tuple[str, str]:
        return row["treatment"], row["ingredient"] or ""

    for (treatment, ingredient), same in groupby(sorted(rows, key=key), key=key):
        orders = list(same)
        kind, modality = _type_of(treatment)
        spans = [_order_span(row, as_of) for row in orders]
        starts = [begun for begun, _end, _sure_end in spans if begun]
        ends = [ended for _begun, ended, _sure_end in spans]
        current = any(row["status"] in ("active", "on_hold") for row in orders)
        stopped = [row["stopped_because"] for row in orders if row["stopped_because"]]
        results = [result for text in stopped if (result := outcome_of(text))]
        end = None if None in ends else max(each for each in ends if each)
        yield Course(
            name=capital(ingredient) if ingredient else _title(treatment),
            type=kind,
            modality=modality,
            treatment=treatment,
            start=Day(min(starts), min(starts)) if starts else None,
            end=Day(end, end) if end and not current else None,
            sure=tuple(
                (begun, sure_end)
                for begun, _end, sure_end in spans
                if begun and sure_end and sure_end >= begun
            ),
            possible=tuple(_may_have_lasted(begun, ended, as_of) for begun, ended, _sure_end in spans),
            visits=None,
            more=False,
            amount=_highest_dose(orders),
            outcome=results[-1] if results else "",
            stopped=stopped[-1] if stopped else "",
            goes_on=current,
            rows=tuple(dict.fromkeys(row["of_row"] for row in orders)),
        )


def _may_have_lasted(begun: date | None, ended: date | None, as_of: date) -> Span:
    """At most: what is over without a written end was taken no longer than settings.yaml says."""
    if begun is None or ended is not None:
        return begun or date.min, ended or as_of
    return begun, min(as_of, begun + timedelta(days=settings().care.longest_order_days))


def _title(treatment: str) -> str:
    return title_of(treatment).partition(" (")[0]


def _highest_dose(orders: Sequence[Row]) -> str:
    readable = [row for row in orders if row["mg_per_day_high"]]
    most = max(readable, key=lambda row: row["mg_per_day_high"], default=None)
    return dose_words(most["mg_per_day_low"], most["mg_per_day_high"]) if most else ""


def _order_span(row: Row, as_of: date) -> tuple[date | None, date | None, date | None]:
    """First day, last day as far as it is written (today at most), and until when it was surely taken."""
    begun = None if row["from_day"] is None else as_of + timedelta(days=int(row["from_day"]))
    until = row["to_day"] if row["to_day"] is not None else row["end_day"]
    ended = None if until is None else min(as_of, as_of + timedelta(days=int(until)))
    if row["status"] in ("active", "on_hold"):
        return begun, ended or as_of, ended or as_of
    return begun, ended, ended


def _once(given: Iterable[Course]) -> list[Course]:
    """One medicine may count as two treatments, as while its release is not known: it is told once."""
    kept: dict[tuple[str, tuple[str, ...]], Course] = {}
    for each in given:
        kept.setdefault((each.name, each.rows), each)
    return list(kept.values())


def _with_result(course: Course, loose: Sequence[Course]) -> Course:
    """The course with the result that an undated line of the ledger tells of the same treatment."""
    if course.outcome:
        return course
    same = next((each for each in loose if each.treatment == course.treatment and each.outcome), None)
    if same is None:
        return course
    return replace(course, outcome=same.outcome, stopped=same.stopped, rows=(*course.rows, *same.rows))
