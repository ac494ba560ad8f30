"""All pieces of work of one person on one day, and what they are made from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from lenitive.knowledge.work import work
from lenitive.plan.due.care import authorisations, lost, questionnaire, results
from lenitive.plan.due.medicines import agreement, refills
from lenitive.plan.due.visits import Visits, visits
from lenitive.plan.due.wanted import URGENCY, Wanted, mark_of
from lenitive.reason import story

if TYPE_CHECKING:
    from lenitive.record.rows import Record


@dataclass(frozen=True)
class Judged:
    """A person as judged on a day: the summary of `assess`, and what the story says of them.

    summary : as `reason.assess` gives it. The record holds the derived tables that it made.
    """

    record: Record
    patient_id: str
    as_of: date
    summary: Mapping[str, Any]  # Any: the JSON of `lenitive assess --json`
    numbers: tuple[story.Headline, ...]
    visits: Visits


def judged(record: Record, patient_id: str, as_of: date, summary: Mapping[str, Any]) -> Judged:
    """What the work is made from; the record holds the derived tables that the summary was made with."""
    numbers = story.function_and_pain(record, as_of)
    return Judged(record, patient_id, as_of, summary, numbers, visits(record, as_of))


def asked(of: Judged) -> tuple[Wanted, ...]:
    """Every piece of work, one a kind and subject; none for somebody who has died."""
    if story.person_of(of.record, of.as_of).dead:
        return ()
    found = [
        *_findings(of),
        *refills(of.record, of.as_of),
        *agreement(of.record, of.as_of),
        *results(of.record, of.as_of, of.visits),
        *questionnaire(of.numbers, of.as_of, of.visits),
        *lost(of.as_of, of.visits),
        # Last: it makes the derived tables anew.
        *authorisations(of.record, of.patient_id, of.as_of),
    ]
    met = {each["rule"] for each in of.summary["findings"] if each["status"] == "met"}
    meant = [each for each in found if not met.intersection(work().kind(each.kind).not_for)]
    return tuple({(each.kind, each.subject): each for each in meant}.values())


def _findings(of: Judged) -> Iterator[Wanted]:
    """The findings that are met and that a list watches; an emergency is on that list whatever its rule."""
    met = [each for each in of.summary["findings"] if each["status"] == "met"]
    watched = [(kind, each) for each in met if (kind := _kind_of(each))]
    rows = [row for _kind, each in watched for row in each["evidence"]]
    days = _days(of.record, rows)
    for kind, each in watched:
        since = max((days[row] for row in each["evidence"] if row in days), default=None)
        yield Wanted(
            kind=kind,
            subject=each["rule"],
            title=each["title"],
            detail=each["action"],
            urgency=URGENCY.index(each["urgency"]),
            since=since,
            due=of.as_of if kind in ("drug_screen", "monitoring") else None,
            mark=mark_of(each["evidence"]),
        )


def _days(record: Record, rows: Sequence[str]) -> dict[str, date]:
    """Row -> the day it is about, where it has one."""
    told = story.describe(record, rows) if rows else {}
    return {row: each.day.high for row, words in told.items() for each in words if each.day}


def _kind_of(finding: Mapping[str, Any]) -> str:
    by_urgency = work().kind_of_urgency.get(finding["urgency"], "")
    by_rule = work().kind_of_rule.get(finding["rule"], "")
    return by_urgency if finding["urgency"] == URGENCY[0] else by_rule or by_urgency
