"""What stands first: the question or examination that would settle most, by what the rules say now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lenitive.clinic.mechanisms import mechanisms
from lenitive.knowledge.visits.evaluation import Field, template
from lenitive.reason.classify import classify
from lenitive.reason.engine.findings import Finding, findings
from lenitive.reason.judgement import judge_person
from lenitive.reason.story.words import capital
from lenitive.reason.tables import unchanged_record

if TYPE_CHECKING:
    from lenitive.record.rows import Record

# Any: the answer of assess, whose schema is docs/schemas/assess.schema.json.
Json = Mapping[str, Any]
SHOWN = 4
_URGENCY = ("emergency", "urgent", "soon", "routine")
_RED_FLAGS = "the red flag questions"
_QUESTION = "the question "
_FIRST_KINDS = ("course", "mechanism")


@dataclass(frozen=True)
class Question:
    """One thing to ask or examine. why : what it would settle; grave : an emergency hangs on it."""

    text: str
    why: str
    field: Field
    grave: bool = False


@dataclass(frozen=True)
class First:
    """What would settle most, and how things stand now: grades and dangers."""

    questions: tuple[Question, ...]
    grades: tuple[tuple[str, str], ...]
    dangers: tuple[tuple[str, str, str], ...]

    @property
    def shown(self) -> tuple[Question, ...]:
        """The first few."""
        return self.questions[:SHOWN]

    @property
    def more(self) -> tuple[Question, ...]:
        """The rest, folded away."""
        return self.questions[SHOWN:]


def judged_now(record: Record, patient_id: str, as_of: date) -> Json:
    """Classification and findings of the person whose rows the record holds, as `assess` gives them.

    Doses a day and the other parts of a summary are not asked here, and take time.
    """
    with unchanged_record(record):
        judged = judge_person(record, patient_id=patient_id, as_of=as_of)
        classification = classify(record, as_of, patient_id).as_json()
    return {"classification": classification, "findings": [_finding(each) for each in findings(judged)]}


def _finding(each: Finding) -> Json:
    rule = {"rule": each.rule.id, "title": each.rule.title, "urgency": each.rule.urgency}
    return {**rule, "action": each.rule.action, "status": each.status, "settles_by": each.settles_by}


def first(summary: Json, filled: frozenset[str]) -> First:
    """What to ask first, from what was judged. filled : fields that say something here already."""
    questions = (*_dangers_open(summary, filled), *_grading(summary), *_findings(summary))
    once: dict[str, Question] = {}
    for question in questions:
        if question.field.id not in filled:
            once.setdefault(question.field.id, question)
    return First(tuple(once.values()), tuple(_grades(summary)), tuple(_dangers(summary)))


def _dangers_open(summary: Json, filled: frozenset[str]) -> Iterator[Question]:
    """Emergencies that cannot be ruled out: the red flags as one line, then each question of its own."""
    open_ = [
        each for each in summary["findings"] if each["status"] == "unknown" and each["urgency"] == _URGENCY[0]
    ]
    flags = [each for each in open_ if _RED_FLAGS in (each["settles_by"] or "")]
    fields = template().part("red_flags").fields  # type: ignore[union-attr]
    ask = next((field for field in fields if field.id not in filled), None)
    if flags and ask is not None:
        text = _("The red flags: {question}?").format(question=ask.label.rstrip("?"))
        many = ngettext(
            "{n} emergency is not ruled out yet", "{n} emergencies are not ruled out yet", len(flags)
        )
        yield Question(text, many.format(n=len(flags)), ask, grave=True)
    for each in open_:
        yield from _of_finding(each, grave=True)


def _grading(summary: Json) -> Iterator[Question]:
    """The next question of time course and mechanisms, then of conditions that something speaks for."""
    details = summary["classification"].get("details", ())
    ranked = sorted(details, key=lambda each: each["kind"] not in _FIRST_KINDS)
    for each in ranked:
        asked = each["next"]
        field = template().of_item.get(asked["item"] or "") if asked else None
        if field is not None and (each["kind"] in _FIRST_KINDS or each["for"]):
            grade = each["grade"].replace("_", " ")
            yield Question(
                asked["ask"], _("{title}: {grade} now").format(title=each["title"], grade=grade), field
            )


def _findings(summary: Json) -> Iterator[Question]:
    unknown = [each for each in summary["findings"] if each["status"] == "unknown"]
    for each in sorted(unknown, key=lambda one: _URGENCY.index(one["urgency"])):
        yield from _of_finding(each)


def _of_finding(finding: Json, *, grave: bool = False) -> Iterator[Question]:
    for part in (finding["settles_by"] or "").split(";"):
        name = part.strip().lower()
        field = template().of_item.get(name.removeprefix(_QUESTION)) if name.startswith(_QUESTION) else None
        if field is not None:
            yield Question(f"{capital(field.label)}?", finding["title"], field, grave)


def _grades(summary: Json) -> Iterator[tuple[str, str]]:
    for each in mechanisms(summary["classification"]).rows:
        yield each.name, each.words


def _dangers(summary: Json) -> Iterator[tuple[str, str, str]]:
    """(rule, title, action) of every finding that may not wait."""
    for each in sorted(summary["findings"], key=lambda one: _URGENCY.index(one["urgency"])):
        if each["status"] == "met" and each["urgency"] in _URGENCY[:2]:
            yield each["rule"], each["title"], each["action"]
