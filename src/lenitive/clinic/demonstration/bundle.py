"""One story becomes one FHIR R4 bundle whose dates move with today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from typing import Any

import numpy as np

from lenitive.clinic.demonstration import fhir
from lenitive.clinic.demonstration.answers import answers_for
from lenitive.clinic.demonstration.fhir import Resource, ago, at_nine
from lenitive.clinic.demonstration.story import (
    Coming,
    Form,
    Medicine,
    Story,
    Treatment,
    codes,
    stories,
    visit_today,
)
from lenitive.errors import KnowledgeError
from lenitive.knowledge.instruments import Item, instrument
from lenitive.knowledge.tables import knowledge_tables

SEED = 20_261_101
# Every so many people the chart holds no telephone.
_WITHOUT_TELEPHONE = 4
# Which coding system a treatment's code is taken from, the one a clinic would use first.
_SYSTEMS = (fhir.SNOMED, "http://www.ama-assn.org/go/cpt")


def bundles(today: date, zone: tzinfo = UTC) -> list[Resource]:
    """The chart of every invented person as of today; the same day gives the same charts.

    zone : of the clinic's clock, by which those who come today come.
    """
    return [bundle(story, number, today, zone) for number, story in enumerate(stories(), start=1)]


def bundle(story: Story, number: int, today: date, zone: tzinfo = UTC) -> Resource:
    """One person's chart; `number` gives the record number and the seed."""
    random = np.random.default_rng([SEED, number])
    person = fhir.patient(
        f"D-{1000 + number}", story.name, story.sex, _birth(story, today, random), story.language
    )
    person["id"] = story.id
    if number % _WITHOUT_TELEPHONE:
        # Numbers that no telephone has.
        person["telecom"] = [{"system": "phone", "use": "mobile", "value": f"+1 202 555 {100 + number:04d}"}]
    subject = {"reference": f"Patient/{story.id}"}
    entries = [person]
    for n, resource in enumerate(_resources(story, today, random, zone), start=1):
        who = "patient" if resource["resourceType"] == "AllergyIntolerance" else "subject"
        entries.append(resource | {"id": f"{story.id}-{n}", who: subject})
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": each} for each in entries]}


def _birth(story: Story, today: date, random: np.random.Generator) -> str | None:
    if story.birth == "none":
        return None
    days = round(story.age * 365.25) + int(random.integers(20, 340))
    born = ago(today, days)
    return born[:4] if story.birth == "year" else born


def _resources(story: Story, today: date, random: np.random.Generator, zone: tzinfo) -> Iterator[Resource]:
    yield from _problems(story, today)
    for medicine in story.medicines:
        yield _order(medicine, today)
        yield from _fills(medicine, today)
    for form in story.forms:
        yield from _responses(story, form, today, random)
    for treatment in story.treatments:
        yield _treatment(treatment, today)
    yield from _measured(story, today)
    yield from _lists(story)
    coming = visit_today(story.id)
    for kind, day in story.visits:
        if day or coming is None:
            yield fhir.encounter(kind, at_nine(today, day), planned=day <= 0)
    if coming is not None:
        yield _visit(coming, today, zone)
    yield from _aims(story, today)


def _visit(coming: Coming, today: date, zone: tzinfo) -> Resource:
    start = datetime.combine(today, time.fromisoformat(coming.at), zone)
    end = start + timedelta(minutes=coming.minutes)
    return fhir.encounter(coming.kind, start.isoformat(), planned=True, until=end.isoformat(), why=coming.why)


def _problems(story: Story, today: date) -> Iterator[Resource]:
    for problem in story.problems:
        code, words = codes()["problems"][problem.what]
        since, noted = problem.since, problem.noted
        yield fhir.condition(
            code,
            words,
            onset=None if since is None else ago(today, since),
            abatement=None if problem.until is None else ago(today, problem.until),
            recorded=ago(today, noted if noted is not None else max((since or 400) - 20, 0)),
        )


def _order(medicine: Medicine, today: date) -> Resource:
    code, words = codes()["medicines"][medicine.what]
    ended = medicine.end is not None
    made: Resource = {
        "resourceType": "MedicationRequest",
        "status": medicine.status or ("stopped" if medicine.stopped else "completed" if ended else "active"),
        "intent": "order",
        "category": [{"coding": [{"code": "community", "display": "Community"}]}],
        "medicationCodeableConcept": fhir.concept(fhir.RXNORM, code, words),
        "authoredOn": ago(today, medicine.start),
        "requester": {"display": "Dr Ito"},
    }
    made |= {"statusReason": {"text": medicine.stopped}} if medicine.stopped else {}
    made |= {"reasonCode": [{"text": medicine.why}]} if medicine.why else {}
    if medicine.take:
        made["dosageInstruction"] = [_dose(medicine, today)]
    if medicine.supply:
        duration = {"value": medicine.supply, "unit": "days", "system": fhir.UCUM, "code": "d"}
        made["dispenseRequest"] = {"expectedSupplyDuration": duration}
    return made


def _dose(medicine: Medicine, today: date) -> Resource:
    bounds = {"start": ago(today, medicine.start)}
    bounds |= {} if medicine.end is None else {"end": ago(today, medicine.end)}
    repeat: Resource = {
        "frequency": medicine.times,
        "period": medicine.per,
        "periodUnit": "d",
        "boundsPeriod": bounds,
    }
    low = {"value": medicine.take, "unit": medicine.unit}
    dose: Resource = {"doseQuantity": low}
    if medicine.take_high is not None:
        dose = {"doseRange": {"low": low, "high": {"value": medicine.take_high, "unit": medicine.unit}}}
    return {"timing": {"repeat": repeat}, "asNeededBoolean": medicine.as_needed, "doseAndRate": [dose]}


def _fills(medicine: Medicine, today: date) -> Iterator[Resource]:
    """A dispense at the end of each supply, for medicines whose fills the chart holds."""
    if not (medicine.filled and medicine.supply):
        return
    code, words = codes()["medicines"][medicine.what]
    for day in range(medicine.start, max(medicine.end or 0, 0) - 1, -medicine.supply):
        yield {
            "resourceType": "MedicationDispense",
            "status": "completed",
            "medicationCodeableConcept": fhir.concept(fhir.RXNORM, code, words),
            "daysSupply": {"value": medicine.supply, "unit": "days", "system": fhir.UCUM, "code": "d"},
            "whenHandedOver": ago(today, day),
        }


def _responses(story: Story, form: Form, today: date, random: np.random.Generator) -> Iterator[Resource]:
    shape = instrument(form.form)
    for n, day in enumerate(form.days):
        wanted = {scale: values[n] for scale, values in form.scales.items()}
        drawn: dict[str, Any] = dict(
            answers_for(shape, {scale: value for scale, value in wanted.items() if value is not None}, random)
        )
        given = {key: value[n] if isinstance(value, list) else value for key, value in form.answers.items()}
        answers = {key: value for key, value in (drawn | given).items() if value is not None}
        if strangers := set(answers) - set(shape.position):
            raise KnowledgeError(f"{form.form} has no item {min(strangers)!r}", where=f"the story {story.id}")
        items = [item for item in shape.items if item.key in answers]
        if not items:
            continue
        yield {
            "resourceType": "QuestionnaireResponse",
            "status": "completed",
            "questionnaire": f"{fhir.FORMS}/{form.form}",
            "authored": at_nine(today, day, len(form.form) % 50),
            "source": {"reference": f"Patient/{story.id}"}
            if form.by == "patient"
            else {"reference": "Practitioner/ito"},
            "item": [
                {"linkId": item.key, "answer": [_answer(item, answers[item.key], today)]} for item in items
            ],
        }


def _answer(item: Item, value: Any, today: date) -> Resource:
    if item.kind == "boolean":
        return {"valueBoolean": bool(value)}
    if item.kind == "date":
        return {"valueDate": ago(today, int(value))}
    if isinstance(value, str):
        return {"valueString": value}
    return {"valueInteger": int(value)} if float(value).is_integer() else {"valueDecimal": value}


def _treatment(treatment: Treatment, today: date) -> Resource:
    goes_on = treatment.end == 0
    return fhir.procedure(
        _treatment_code(treatment),
        ago(today, treatment.start),
        None if goes_on or treatment.end is None else ago(today, treatment.end),
        goes_on=goes_on,
        site=treatment.site,
        outcome=treatment.outcome,
    )


def _treatment_code(treatment: Treatment) -> Resource:
    system, code, words = _treatment_codes().get(treatment.what, ("", "", ""))
    coding = {"coding": [{"system": system, "code": code, "display": words}]} if code else {}
    return coding | {"text": treatment.text or words or treatment.what}


@cache
def _treatment_codes() -> dict[str, tuple[str, str, str]]:
    """Treatment -> system, code and words of its first exact code in the systems that a clinic would use."""
    found: dict[str, tuple[str, str, str]] = {}
    for system in _SYSTEMS:
        for row in knowledge_tables()["treatment_code"].to_pylist():
            if row["system"] == system and row["fit"] == "exact":
                found.setdefault(row["treatment"], (system, row["code"], row["display"]))
    return found


def _measured(story: Story, today: date) -> Iterator[Resource]:
    for what, value, day in story.values:
        code, words, unit = codes()["values"][what]
        category = "laboratory" if what in ("egfr", "creatinine", "alt") else "vital-signs"
        yield fhir.observation(
            code, words, {"valueQuantity": fhir.quantity(value, unit)}, ago(today, day), category
        )
    for what, result, day in story.urine:
        code, words = codes()["urine_drug_tests"][what]
        yield fhir.observation(code, words, {"valueString": result}, ago(today, day), "laboratory")
    for what, day in story.documented:
        code, words = codes()["documented"][what]
        coded = fhir.concept(fhir.SNOMED, code, words)
        yield fhir.procedure(coded, ago(today, day), None, goes_on=False, site="", outcome="")
    for title, conclusion, day in story.imaging:
        yield fhir.report(title, conclusion, ago(today, day))


def _lists(story: Story) -> Iterator[Resource]:
    for words in story.allergies:
        yield {
            "resourceType": "AllergyIntolerance",
            "code": {"text": words},
            "clinicalStatus": {"coding": [{"code": "active"}]},
        }
    sections = {"medicines": "10160-0", "problems": "11450-4", "allergies": "48765-2"}
    for domain in story.none_known:
        yield {
            "resourceType": "List",
            "status": "current",
            "mode": "snapshot",
            "code": {"coding": [{"system": fhir.LOINC, "code": sections[domain]}]},
            "emptyReason": {"coding": [{"code": "nilknown"}]},
        }


def _aims(story: Story, today: date) -> Iterator[Resource]:
    for words, due in story.goals:
        yield {
            "resourceType": "Goal",
            "lifecycleStatus": "active",
            "description": {"text": words},
            "target": [{"dueDate": ago(today, due)}],
            "startDate": ago(today, 120),
        }
    if story.plan is not None:
        yield {
            "resourceType": "CarePlan",
            "status": "active",
            "intent": "plan",
            "title": "Pain treatment plan",
            "category": [{"text": "Pain treatment plan"}],
            "created": ago(today, story.plan),
        }
    if story.referred is not None:
        words, day = story.referred
        yield {
            "resourceType": "ServiceRequest",
            "status": "active",
            "intent": "order",
            "code": {"text": words},
            "authoredOn": ago(today, day),
        }
