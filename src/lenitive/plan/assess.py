"""One person's whole assessment: the findings of `reason`, the options, and the combination made of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from lenitive.knowledge.treatments import treatment
from lenitive.plan.combination import Combination, combination
from lenitive.plan.decided import DECLINED
from lenitive.plan.facts import MET
from lenitive.plan.options import Option, options
from lenitive.plan.pathways import Way, pathway_of, way
from lenitive.plan.person import Person, if_answered, person_facts
from lenitive.plan.program import emergencies
from lenitive.reason import assess as reasoning
from lenitive.reason.classify import Classification, classify
from lenitive.reason.story.query import query

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables
    from lenitive.record.rows import Record


@dataclass(frozen=True)
class Plan:
    """Options (the best next first), the combination and the pathway; only a note for a person who died.

    note : one line for a person to act on, or empty. afterwards : while an emergency is open, the plan once
    it is answered, if nothing else changes.
    """

    options: tuple[Option, ...]
    combination: Combination | None
    way: Way | None
    note: str = ""
    afterwards: Plan | None = None


def assess(
    record: Record,
    *,
    patient_id: str | None = None,
    as_of: date,
    orders: Sequence[str] = (),
    declined: Iterable[str] = (),
    in_specialist_setting: bool = False,
) -> reasoning.Summary:
    """The summary of `reason.assess` with `options` and `combination` filled.

    declined : treatments to leave out beside those that the record says were declined.
    in_specialist_setting : whether a specialist asks.
    Raises : InputError as in `reason.assess`.
    """

    def planned(person: str, classification: Classification) -> reasoning.Summary:
        made = plan(
            record,
            patient_id=person,
            as_of=as_of,
            classification=classification,
            declined=declined,
            in_specialist_setting=in_specialist_setting,
        )
        return {
            "options": [each.as_json() for each in made.options],
            "combination": None if made.combination is None else made.combination.as_json(),
            "pathway": None if made.way is None else made.way.as_json(),
            "notes": [made.note] if made.note else [],
        }

    return reasoning.assess(record, patient_id=patient_id, as_of=as_of, orders=orders, beside=planned)


def plan(
    record: Record,
    *,
    patient_id: str,
    as_of: date,
    classification: Classification | None = None,
    declined: Iterable[str] = (),
    in_specialist_setting: bool = False,
) -> Plan:
    """The plan of one person whose derived tables have been made (`reason.judgement.judge_person`).

    classification : where it is known already.
    """
    died = [row for row in deaths(record) if row["patient_id"] == patient_id]
    if died:
        return Plan((), None, None, f"{patient_id}: this person has died; no plan is made.")
    known = classification or classify(record, as_of, patient_id)
    person = person_facts(
        record,
        patient_id=patient_id,
        as_of=as_of,
        mechanisms=known.mechanisms,
        time_course=known.time_course,
        in_specialist_setting=in_specialist_setting,
    )
    made, name = options(person), pathway_of(known)
    turned_down = [name for name, said in person.decided.items() if said.answer == DECLINED]
    unwanted = {*declined, *turned_down, *person.wishes.refused, *person.wishes.contradictory}
    open_now = open_emergencies(person)
    together = combination(made, name, emergencies=open_now, declined=unwanted)
    after = _afterwards(person, name, unwanted) if open_now else None
    return Plan(made, together, way(record, person, made, name), _contradictions(person), after)


def _afterwards(person: Person, pathway: str, unwanted: Iterable[str]) -> Plan:
    """What will fit if every open emergency is answered today and nothing else changes."""
    made = options(if_answered(person, emergencies()))
    return Plan(made, combination(made, pathway, declined=unwanted), None)


def _contradictions(person: Person) -> str:
    """One line on what was both agreed to and refused."""
    said = person.wishes.contradictory
    if not said:
        return ""
    titles = "; ".join(treatment(name).title for name in said)
    rows = ", ".join(row for rows in said.values() for row in rows)
    return f"{rows}: agreed to and refused at once: {titles}. Ask the person which holds."


def open_emergencies(person: Person) -> list[str]:
    """What is open now and comes before any plan: its title and what to do."""
    decided = (person.judged.rules[number] for number in emergencies())
    met = [each.judgement.rule for each in decided if each.truth.value == MET]
    return [f"{rule.title}: {rule.action}" for rule in met]


@query
def deaths(t: Tables) -> ir.Table:
    """Who has died."""
    patient = t.record.patient
    died = patient.dead.fill_null(False) | patient.death_low.notnull() | patient.death_high.notnull()
    return patient.filter(died).select("patient_id")
