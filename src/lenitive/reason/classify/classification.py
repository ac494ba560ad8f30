"""The classification of one person, and its form as JSON (docs/schemas/assess.schema.json)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lenitive.reason.classify.evidence import Detail, Question, Statement


@dataclass(frozen=True)
class Code:
    """A category of chronic pain in ICD-11, with the rows that say so."""

    code: str
    title: str
    rows: tuple[str, ...]


@dataclass(frozen=True)
class Mixed:
    """Several mechanisms at once, the strongest first. leading : one of them, or nothing."""

    parts: tuple[str, ...]
    leading: str
    why: str


@dataclass(frozen=True)
class Classification:
    """What drives one person's pain.

    time_course : acute, subacute, chronic or unknown. mechanisms : mechanism -> none, possible, probable,
    definite or unknown. cancer, post_surgical, end_of_life : nothing when not known.
    """

    time_course: str
    mechanisms: Mapping[str, str]
    icd11: tuple[Code, ...]
    cancer: bool | None
    post_surgical: bool | None
    end_of_life: bool | None
    mixed: Mixed | None
    details: tuple[Detail, ...]

    # Any: JSON for other programs; its shape is held by the schema.
    def as_json(self) -> dict[str, Any]:
        """The `classification` of `lenitive assess --json`."""
        return {
            "time_course": self.time_course,
            "mechanisms": dict(self.mechanisms),
            "icd11": [
                {"code": each.code, "title": each.title, "rows": list(each.rows)} for each in self.icd11
            ],
            "cancer": _or_unknown(self.cancer),
            "post_surgical": _or_unknown(self.post_surgical),
            "end_of_life": _or_unknown(self.end_of_life),
            "mixed": None if self.mixed is None else _mixed(self.mixed),
            "details": [_detail(each) for each in self.details],
        }


def _or_unknown(value: bool | None) -> bool | str:
    return "unknown" if value is None else value


def _mixed(mixed: Mixed) -> dict[str, Any]:
    return {"parts": list(mixed.parts), "leading": mixed.leading or None, "why": mixed.why}


def _detail(detail: Detail) -> dict[str, Any]:
    return {
        "subject": detail.subject,
        "kind": detail.kind,
        "title": detail.title,
        "grade": detail.grade,
        "for": [_statement(each) for each in detail.speaks_for],
        "against": [_statement(each) for each in detail.speaks_against],
        "unknown": [_question(each) for each in detail.unknown],
        "weight": detail.weight,
        "next": None if detail.next is None else _question(detail.next),
        "caution": detail.caution,
        "source": detail.source,
        "verified": detail.verified,
    }


def _statement(statement: Statement) -> dict[str, Any]:
    return {"criterion": statement.criterion, "text": statement.text, "rows": list(statement.rows)}


def _question(question: Question) -> dict[str, Any]:
    return {"criterion": question.criterion, "ask": question.text, "item": question.item or None}
