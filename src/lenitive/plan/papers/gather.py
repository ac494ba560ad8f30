"""Everything that papers say of one person, asked of the record once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from lenitive.plan.assess import Plan, plan
from lenitive.plan.goals import Goal, open_goals
from lenitive.reason import story
from lenitive.reason.assess import assess
from lenitive.reason.judgement import the_person
from lenitive.reason.story.courses import Course, medicines
from lenitive.reason.tables import unchanged_record

if TYPE_CHECKING:
    from lenitive.record.rows import Record


@dataclass(frozen=True)
class Told:
    """One person's story, findings, plan and goals on one day.

    findings, grades : as in `lenitive assess --json`. Any: its schema is docs/schemas/assess.schema.json.
    """

    as_of: date
    knowledge: str
    words: story.PainInWords
    findings: tuple[dict[str, Any], ...]
    grades: dict[str, str]
    time_course: str
    numbers: tuple[story.Headline, ...]
    line: story.Timeline
    opioids: story.Opioids
    tried: tuple[story.Tried, ...]
    missing: story.Missing
    medicines: tuple[Course, ...]
    plan: Plan
    goals: tuple[Goal, ...]

    @property
    def person(self) -> story.Person:
        """Who it is about."""
        return self.words.person

    def met(self, *urgencies: str) -> list[dict[str, Any]]:
        """The findings that are met, of these urgencies."""
        return [each for each in self.findings if each["status"] == "met" and each["urgency"] in urgencies]


def gather(record: Record, *, patient_id: str | None = None, as_of: date) -> Told:
    """What papers say of the person whose record it is. Raises InputError as in `reason.assess`."""
    person = the_person(record, patient_id)
    with unchanged_record(record):
        summary = assess(record, patient_id=person, as_of=as_of)
        words = story.pain_in_words(record, as_of)
        tried = story.ledger(record, as_of)
        return Told(
            as_of=as_of,
            knowledge=summary["knowledge"],
            words=words,
            findings=tuple(summary["findings"]),
            grades=dict(summary["classification"]["mechanisms"]),
            time_course=summary["classification"]["time_course"],
            numbers=story.function_and_pain(record, as_of),
            line=story.timeline(record, as_of),
            opioids=story.opioids(record, as_of, summary["exposure"]),
            tried=tried,
            missing=story.missing(summary["findings"], words, tried),
            medicines=medicines(record, as_of),
            plan=plan(record, patient_id=person, as_of=as_of),
            goals=open_goals(record, patient_id=person, as_of=as_of),
        )
