"""The tables that only authorisation reads (knowledge/authorisation/tables.yaml), for one request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from lenitive.knowledge.authorisation.settings import settings
from lenitive.knowledge.authorisation.wording import found
from lenitive.plan.authorisation import rows as read
from lenitive.plan.authorisation.care import Course, courses, failed_weeks
from lenitive.plan.authorisation.entries import Entered, entered, planned_guidance
from lenitive.plan.authorisation.meaning import Codes, by_row
from lenitive.plan.authorisation.request import Request, request_of
from lenitive.plan.authorisation.rows import Row
from lenitive.plan.authorisation.sessions import Session, sessions
from lenitive.plan.authorisation.sites import same_level, same_region, site_of
from lenitive.reason.story.words import Day

if TYPE_CHECKING:
    from lenitive.record.rows import Record

Fact = dict[str, object]


@dataclass(frozen=True)
class Facts:
    """What one person's record says for one request.

    weeks : of conservative care that failed, at least and at most (no upper end: nothing is on record).
    tables : the rows that criteria read, by table.
    """

    request: Request
    courses: tuple[Course, ...]
    sessions: tuple[Session, ...]
    entries: tuple[Entered, ...]
    services: tuple[Row, ...]
    weeks: tuple[float, float | None]
    tables: Mapping[str, list[Fact]]


def facts(connection: Record, procedure: str, policy: str | None, as_of: date, place: str) -> Facts:
    """Read the record; the derived tables must have been made. Errors as in `request_of`."""
    codes = by_row(read.codes(connection))
    procedures, services = read.procedures(connection), read.services(connection)
    visits = read.encounters(connection)
    done = sessions(procedures, read.reliefs(connection), read.less_medicine(connection), codes)
    asked = request_of(procedure, policy, as_of, place=place, services=services, done=done, codes=codes)
    cared = courses(
        read.told(connection), procedures, visits, read.medicines(connection), services, codes, as_of
    )
    written = _entries(connection, procedures, services, visits, asked, codes)
    weeks = failed_weeks(cared, as_of)
    tables: dict[str, list[Fact]] = {
        "care": _care(cared, weeks),
        "course": [_course(each) for each in cared],
        "session": [fact for each in done for fact in _session(each, asked)],
        "entry": [_entry(each) for each in written],
        "fusion": _fusions(connection, procedures, asked),
        "area": [_area(row) for row in read.areas(connection)],
        "stay": [
            {"kind": "inpatient", "row_ids": list(row["row_ids"] or ())} for row in read.stays(connection)
        ],
    }
    return Facts(asked, cared, done, written, tuple(services), weeks, tables)


def _entries(
    connection: Record,
    procedures: Sequence[Row],
    services: Sequence[Row],
    visits: Sequence[Row],
    asked: Request,
    codes: Codes,
) -> tuple[Entered, ...]:
    tables = {
        "observation": read.observations(connection),
        "procedure": procedures,
        "service": services,
        "document": read.documents(connection),
        "imaging": read.imaging(connection),
        "encounter": [{**row, "text": row["kind"] or row["reason"]} for row in visits],
    }
    orders = [row for row in services if row["row_id"] in asked.orders]
    return (*entered(tables, codes), *planned_guidance(orders, codes))


def _care(cared: Sequence[Course], weeks: tuple[float, float | None]) -> list[Fact]:
    rows = sorted({row for each in cared if each.failed for row in each.rows})
    return [{"failed_weeks_low": weeks[0], "failed_weeks_high": weeks[1], "row_ids": rows}]


def _course(course: Course) -> Fact:
    last = course.last_day
    visits = course.visits
    return {
        "treatment": course.treatment or None,
        "modality": course.modality,
        "type": course.type,
        "done": None if course.ordered_only else True,
        "visits_low": float(visits or 0),
        "visits_high": None if visits is None or course.more else float(visits),
        "failed": course.failed,
        "row_ids": list(course.rows),
        **_days(last),
    }


def _session(session: Session, asked: Request) -> list[Fact]:
    """One row a treatment that it may be; what is not surely that treatment says nothing of its relief."""
    relief = session.relief
    return [
        {
            "treatment": treatment,
            "asked": treatment == asked.procedure,
            "same_region": same_region(asked.site.region, session.site.region),
            "relief": relief.percent if session.sure else None,
            "hours": relief.hours if session.sure else None,
            "function": relief.function if session.sure else None,
            "medicine_less": relief.less_medicine if session.sure else None,
            "day": session.day.low.isoformat() if session.day and session.day.exact else None,
            "row_ids": list(session.rows),
            **_days(session.day),
        }
        for treatment in sorted(session.treatments)
    ]


def _entry(entry: Entered) -> Fact:
    return {
        "concept": entry.concept,
        "value": entry.value,
        "said": entry.said,
        "row_ids": [entry.row],
        **_days(entry.day),
    }


def _fusions(connection: Record, procedures: Sequence[Row], asked: Request) -> list[Fact]:
    """Fusions by code, and procedures that name one; each against the levels that are asked for."""
    words = {row["row_id"]: row for row in (*read.conditions(connection), *procedures)}
    days = {row["row_id"]: (row["at_low"], row["at_high"]) for row in read.fusions(connection)}
    for row in procedures:
        if _names_fusion(row["text"] or "", row["body_site"] or ""):
            days.setdefault(row["row_id"], (row["at_low"], row["at_high"]))
    made: list[Fact] = []
    for row_id, (low, high) in days.items():
        written = words.get(row_id)
        site = site_of(written["text"], written["body_site"]) if written else site_of()
        at_level = same_level(asked.site, site)
        made.append({"at_level": at_level, "row_ids": [row_id], "at_low": low, "at_high": high})
    return made


def _names_fusion(text: str, body_site: str) -> bool:
    """Whether a procedure is a fusion, and of the spine: by its words, or by a level or region."""
    named = found("fusion", f"{text} ; {body_site}")
    return "fusion" in named and ("spine" in named or bool(site_of(text, body_site).region))


def _area(row: Row) -> Fact:
    part = "pelvis" if row["region"] in settings().pelvis else "other"
    return {
        "region": row["region"],
        "part": part,
        "intensity": row["intensity"],
        "row_ids": [row["row_id"]],
        "at_low": row["at_low"],
        "at_high": row["at_high"],
    }


def _days(day: Day | None) -> Fact:
    return {"at_low": day.low if day else None, "at_high": day.high if day else None}
