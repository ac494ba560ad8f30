"""Results to look at, questionnaires overdue, authorisations that are open, and people not seen for long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from lenitive.errors import InputError
from lenitive.knowledge.authorisation import procedures, title_of
from lenitive.knowledge.work import work
from lenitive.plan.authorisation import authorise
from lenitive.plan.authorisation.meaning import by_row, meaning
from lenitive.plan.due.visits import Visits
from lenitive.plan.due.wanted import Wanted, mark_of
from lenitive.reason.story.function import Headline
from lenitive.reason.story.query import Row, query
from lenitive.reason.story.words import ago_words, listed, number_words, plain

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables
    from lenitive.record.rows import Record

_SOON, _ROUTINE = 2, 3
_NAMED = 3  # results told by name; the rest is counted
_FINE = frozenset({"", "N", "NEG", "NORMAL"})
_GIVEN = frozenset({"final", "amended", "corrected", "preliminary", ""})


@query
def _laboratory(t: Tables) -> ir.Table:
    """Laboratory values with a day."""
    seen = t.record.observation
    return seen.filter((seen.category == "laboratory") & seen.at_low.notnull()).order_by("at_low", "row_id")


@query
def _images(t: Tables) -> ir.Table:
    seen = t.record.imaging
    return seen.filter(seen.at_low.notnull()).order_by("at_low", "row_id")


@query
def _reports(t: Tables) -> ir.Table:
    seen = t.record.document
    return seen.filter(seen.at_low.notnull() & (seen["kind"] == "report")).order_by("at_low", "row_id")


@query
def _services(t: Tables) -> ir.Table:
    """Orders that are still open."""
    service = t.record.service
    return service.filter(service["status"].isin(["draft", "active", "on-hold"])).order_by("row_id")


@query
def _service_codes(t: Tables) -> ir.Table:
    return t.record.coding.filter(t.record.coding.of_table == "service").order_by("of_row", "row_id")


def results(record: Record, as_of: date, seen: Visits) -> Iterator[Wanted]:
    """What came after the last visit, one piece of work a day and kind of result."""
    first = as_of - timedelta(days=work().windows["result_days"])
    for name, rows in (("laboratory", _laboratory(record)), ("imaging", _images(record)),
                       ("report", _reports(record))):  # fmt: skip
        by_day: dict[date, list[Row]] = {}
        for row in rows:
            new = seen.last is None or row["at_low"] > seen.last
            if new and first <= row["at_low"] <= as_of and (row["status"] or "") in _GIVEN:
                by_day.setdefault(row["at_low"], []).append(row)
        for day, of_day in by_day.items():
            yield _result(name, day, of_day)


def _result(name: str, day: date, rows: Sequence[Row]) -> Wanted:
    marked = [row for row in rows if (row.get("interpretation") or "").upper() not in _FINE]
    first = sorted(rows, key=lambda row: row not in marked)
    names = [plain(row["text"] or name) for row in first[:_NAMED]]
    more = len(rows) - len(names)
    title = listed([*names, f"{more} more"] if more else names)
    detail = "; ".join(_value(row) for row in first[:_NAMED] if _value(row))
    return Wanted(
        kind="result",
        subject=f"{name} {day.isoformat()}",
        title=title,
        detail=detail,
        urgency=_SOON if marked else _ROUTINE,
        since=day,
        mark=mark_of(row["row_id"] for row in rows),
    )


def _value(row: Row) -> str:
    if "value_number" not in row:
        return " ".join((row["conclusion"] or "").split())
    if row["value_number"] is None:
        return f"{plain(row['text'] or '')}: {row['value_text']}" if row["value_text"] else ""
    number = f"{row['comparator'] or ''}{number_words(row['value_number'], 2)} {row['unit'] or ''}".strip()
    flag = f" ({row['interpretation']})" if row["interpretation"] else ""
    return f"{plain(row['text'] or '')} {number}{flag}".strip()


def questionnaire(numbers: Sequence[Headline], as_of: date, seen: Visits) -> Iterator[Wanted]:
    """What the person can do was measured before and not for a while, or never, in somebody who comes."""
    days = work().windows["questionnaire_days"]
    newest = max((each.series.latest.day for each in numbers), default=None)
    if newest is None and seen.last is None and seen.next is None:
        return
    if newest is not None and newest + timedelta(days=days) > as_of:
        return
    if newest is None:
        yield Wanted(
            "questionnaire", "function", "Function was never measured",
            "Ask what pain stops this person from doing, before the next visit.", _ROUTINE, None,
            seen.next or as_of,
        )  # fmt: skip
        return
    latest = max(numbers, key=lambda each: each.series.latest.day)
    yield Wanted(
        "questionnaire", "function", f"{latest.series.name}: last answered {ago_words(newest, as_of)}", "",
        _ROUTINE, newest, newest + timedelta(days=days), newest.isoformat(),
    )  # fmt: skip


def lost(as_of: date, seen: Visits) -> Iterator[Wanted]:
    """Not here for long, and not expected."""
    days = work().windows["lost_days"]
    if seen.last is None or seen.next is not None or seen.last + timedelta(days=days) > as_of:
        return
    yield Wanted(
        "lost", "visit", f"Last here {ago_words(seen.last, as_of)}", "No visit is planned.", _ROUTINE,
        seen.last, seen.last + timedelta(days=days), seen.last.isoformat(),
    )  # fmt: skip


def authorisations(record: Record, patient_id: str, as_of: date) -> Iterator[Wanted]:
    """Procedures that are ordered and that an insurer asks about: how far what it asks for is there."""
    services = _services(record)
    if not services:
        return
    codes, known = by_row(_service_codes(record)), set(procedures())
    for service in services:
        for procedure in sorted(meaning("service", service, codes).treatments & known):
            try:
                made = authorise(record, procedure, patient_id=patient_id, as_of=as_of)
            except InputError:
                continue
            lacks = [item.need for item in made.missing] + [limit.words for limit in made.limits_missing]
            yield Wanted(
                kind="authorisation",
                subject=procedure,
                title=f"{title_of(procedure)}: {made.standing_words}",
                detail=f"Missing: {listed(lacks[:_NAMED])}" if lacks else "Everything asked for is here.",
                urgency=_SOON if made.standing != "not_ready" else _ROUTINE,
                since=service["at_low"],
                mark=f"{service['row_id']} {made.standing}",
            )
