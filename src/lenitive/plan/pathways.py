"""The pathway of a person: which one, what to expect and when, what may make the pain last, its steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from lenitive.knowledge import pathways as knowledge
from lenitive.knowledge import treatments
from lenitive.knowledge.pathways import ExpectedRecovery, Pathway, Step
from lenitive.plan.facts import MET
from lenitive.plan.options import Option
from lenitive.plan.person import Person
from lenitive.plan.reasons import Reason
from lenitive.reason.classify import Classification
from lenitive.reason.story.query import query

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables
    from lenitive.record.rows import Record

_YELLOW = "yellow_"


@dataclass(frozen=True)
class Outlook:
    """How an acute pain usually goes.

    review_on : when to look again. late_on : from when it takes longer than usual, where the onset is known;
    is_late : that day has come.
    """

    of: str
    expect: str
    review_on: date
    late_on: date | None
    is_late: bool
    source: str
    verified: bool


@dataclass(frozen=True)
class Way:
    """One person's pathway.

    lasting : what may make the pain last (yellow flags). offered : by step, what fits or is to be considered.
    """

    pathway: Pathway
    outlook: Outlook | None
    lasting: tuple[Reason, ...]
    offered: tuple[tuple[Step, tuple[Option, ...]], ...]

    def as_json(self) -> dict[str, Any]:
        """The `pathway` of `lenitive assess --json`."""
        outlook = self.outlook
        return {
            "id": self.pathway.id,
            "title": self.pathway.title,
            "leave": list(self.pathway.leave),
            "rules_off": self.pathway.rules_off or None,
            "outlook": None
            if outlook is None
            else {
                "of": outlook.of,
                "expect": outlook.expect,
                "review_on": outlook.review_on.isoformat(),
                "late_on": None if outlook.late_on is None else outlook.late_on.isoformat(),
                "is_late": outlook.is_late,
                "source": outlook.source,
                "verified": outlook.verified,
            },
            "lasting": [{"text": each.text, "rows": list(each.rows)} for each in self.lasting],
            "steps": [_step(step, options) for step, options in self.offered],
        }


def pathway_of(classification: Classification) -> str:
    """The pathway of a person: the end of life before cancer, and cancer before how long it has lasted.

    A pain whose time course is not known is taken as chronic: that pathway assesses before it acts.
    """
    if classification.end_of_life:
        return "palliative"
    if classification.cancer:
        return "cancer"
    return "acute" if classification.time_course in ("acute", "subacute") else "chronic"


def way(record: Record, person: Person, options: Sequence[Option], pathway: str) -> Way:
    """The pathway of one person, with what stands at fits now or consider in each of its steps."""
    of, by_name = knowledge.pathway(pathway), {each.treatment.id: each for each in options}
    offered = tuple(
        (step, tuple(by_name[name] for name in step.treatments if _is_offered(by_name[name])))
        for step in of.steps
    )
    return Way(of, _outlook(record, person, of), _lasting(person), offered)


def _is_offered(option: Option) -> bool:
    return option.standing in ("fits_now", "consider")


def _outlook(record: Record, person: Person, pathway: Pathway) -> Outlook | None:
    """The expected recovery of what the chart names most closely."""
    entries = {each.indication: each for each in pathway.expected_recovery}
    met = [name for name in entries if person.truth(treatments.indication(name).rule).value == MET]
    broader = {above for name in met for above in treatments.broader_than(name)}
    nearest = next((name for name in met if name not in broader), None)
    if nearest is None:
        return None
    days = _days(record, person.patient_id)
    return _dated(entries[nearest], treatments.indication(nearest).title, person, days)


def _dated(each: ExpectedRecovery, title: str, person: Person, days: int | None) -> Outlook:
    late_on = None if days is None else person.as_of + timedelta(days=each.late_days - days)
    return Outlook(
        of=title,
        expect=each.expect,
        review_on=person.as_of + timedelta(days=each.review_days),
        late_on=late_on,
        is_late=late_on is not None and late_on <= person.as_of,
        source=each.source,
        verified=each.verified,
    )


def _days(record: Record, patient_id: str) -> int | None:
    found = [row["days_low"] for row in _pain_time(record) if row["patient_id"] == patient_id]
    return next((int(days) for days in found if days is not None), None)


@query
def _pain_time(t: Tables) -> ir.Table:
    pain = t.derived.pain
    return pain.filter(pain.fact == "time").select("patient_id", "days_low")


def _lasting(person: Person) -> tuple[Reason, ...]:
    """The yellow flags that are met, of those that the plan's program reads."""
    met = [
        each
        for each in person.judged.rules
        if each.judgement.rule.id.startswith(_YELLOW) and each.truth.value == MET
    ]
    return tuple(
        Reason(
            each.judgement.rule.title,
            each.truth.row_ids,
            each.judgement.rule.source,
            each.judgement.rule.verified,
        )
        for each in met
    )


def _step(step: Step, options: Sequence[Option]) -> dict[str, Any]:
    return {
        "id": step.id,
        "title": step.title,
        "who": step.who,
        "when": step.when,
        "do": list(step.do),
        "checks": list(step.checks),
        "scales": list(step.scales),
        "emergency": step.emergency or None,
        "treatments": [each.treatment.id for each in options],
        "source": step.source,
        "verified": step.verified,
    }
