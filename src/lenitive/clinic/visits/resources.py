"""What a visit's fields become as FHIR R4 resources: our own reader makes the rows of the record from them.

A resource keeps its id as long as its visit is open (`visit-3-procedure-1`), so that what points at its rows
keeps pointing; each correction after closing makes another one, and the old one says that it was an error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from lenitive.clinic.decisions import resources
from lenitive.clinic.decisions.resources import Resource
from lenitive.clinic.visits.relief import relief_of
from lenitive.clinic.visits.values import procedures, words_of
from lenitive.knowledge.instruments import LABEL_FORMS, instrument
from lenitive.knowledge.tables import knowledge_columns
from lenitive.knowledge.treatment_codes import codings_of
from lenitive.knowledge.visits.steroids import steroids
from lenitive.knowledge.visits.visit_model import NO, NOT_KNOWN, YES, Field, Template, Write

_SNOMED = "http://snomed.info/sct"
_UCUM = "http://unitsofmeasure.org"
_GUIDED = {
    "fluoroscopy": "under fluoroscopy",
    "ct": "CT guided",
    "ultrasound": "ultrasound guided",
    "none": "without imaging",
}
# A row of the record: column -> cell.
Row = dict[str, Any]


@dataclass(frozen=True)
class Said:
    """What a field says, and when it was said."""

    value: str
    at: datetime


@dataclass(frozen=True)
class Filled:
    """A visit as it is filled: key -> what it says. who : who writes."""

    template: Template
    said: Mapping[str, Said]
    who: str

    def value(self, key: str) -> str:
        """What a field says; empty where it says nothing."""
        found = self.said.get(key)
        return found.value if found else ""

    def number(self, key: str) -> float | None:
        """The number of a field."""
        value = self.value(key)
        return float(value) if value else None

    def at(self, key: str) -> datetime:
        """When it was said, by the clinic's clock."""
        return timezone.localtime(self.said[key].at)

    def of(self, field: str) -> Mapping[str, str]:
        """The values of a field that is made anew for a person: `apixaban` -> value."""
        start = f"{field}:"
        return {
            key[len(start) :]: each.value
            for key, each in self.said.items()
            if key.startswith(start) and each.value
        }


def made(write: Write, filled: Filled) -> list[Resource]:
    """The resources of one write, without ids; none while what they need is not said."""
    return list(_MAKERS[write.kind](write, filled)) if write.kind in _MAKERS else []


def rows(write: Write, filled: Filled) -> list[tuple[str, Row]]:
    """The rows of one write that FHIR has no resource for, without their person and id."""
    if write.kind == "trials":
        outcomes = filled.of(write.of["each"])
        return [
            ("treatment", {"treatment": each, "outcome": outcome, "said_by": "staff"})
            for each, outcome in outcomes.items()
        ]
    if write.kind == "procedure" and _is_done(write, filled):
        treatment, day = filled.value(write.of["treatment"]), filled.at(write.of["done"]).date()
        if not _is_found(treatment, _procedure_words(write, filled)):
            days = {"start_low": day, "start_high": day, "end_low": day, "end_high": day}
            return [("treatment", {"treatment": treatment, "said_by": "staff", **days})]
    return []


def _is_found(treatment: str, text: str) -> bool:
    """Whether rules find the treatment by a code or its name; else the ledger says it as well."""
    if _snomed(treatment):
        return True
    said = " ".join("".join(each if each.isalnum() else " " for each in text.lower()).split())
    names = knowledge_columns("treatment_name", "treatment", "words")
    return any(of == treatment and words in said for of, words in names)


def _snomed(treatment: str) -> list[tuple[str, str, str]]:
    return [each for each in codings_of(treatment) if each[0] == _SNOMED][:1]


def _is_done(write: Write, filled: Filled) -> bool:
    return filled.value(write.of["done"]) == YES and bool(filled.value(write.of["treatment"]))


def _procedure(write: Write, filled: Filled) -> Iterator[Resource]:
    if not _is_done(write, filled):
        return
    treatment = filled.value(write.of["treatment"])
    code = resources.concept(_procedure_words(write, filled), *_snomed(treatment))
    done = resources.procedure(code, at=filled.at(write.of["done"]), who=filled.who)
    site = ", ".join(each for each in (_part(write, filled, "levels"), _part(write, filled, "side")) if each)
    reason = _part(write, filled, "reason")
    yield (
        done
        | ({"bodySite": [{"text": site}]} if site else {})
        | ({"reasonCode": [{"text": reason}]} if reason else {})
    )


def _procedure_words(write: Write, filled: Filled) -> str:
    """Lumbar epidural steroid injection, under fluoroscopy, methylprednisolone 40 mg."""
    title = procedures()[filled.value(write.of["treatment"])]
    guided = _GUIDED.get(filled.value(write.of.get("guidance", "")), "")
    return ", ".join(each for each in (title, guided, _steroid_words(filled)) if each)


def _steroid_words(filled: Filled) -> str:
    """The steroid of this visit, so that the words of the procedure alone say it; empty where nobody said."""
    for write in filled.template.writes:
        options = (
            {each.id for each in filled.template.fields[write.of.get("medicine", "")].options}
            if (write.kind == "given")
            else set()
        )
        if not options & set(steroids().equivalents):
            continue
        steroid, dose = filled.value(write.of["medicine"]), filled.value(write.of["dose"])
        if steroid == "none":
            return "without steroid"
        return f"{steroid} {dose} {write.unit}" if steroid and dose else steroid
    return ""


def _part(write: Write, filled: Filled, part: str) -> str:
    key = write.of.get(part, "")
    field = filled.template.fields.get(key)
    return words_of(field, filled.value(key)) if field else ""


def _discussed(write: Write, filled: Filled) -> Iterator[Resource]:
    if filled.value(write.of["when"]) == YES:
        yield resources.procedure(
            resources.concept(write.text), at=filled.at(write.of["when"]), who=filled.who
        )


def _consent(write: Write, filled: Filled) -> Iterator[Resource]:
    decision = {YES: "permit", NO: "deny"}.get(filled.value(write.of["decision"]))
    about = _part(write, filled, "about")
    if decision and about:
        yield resources.consent(about, decision=decision, at=filled.at(write.of["decision"]))


def _given(write: Write, filled: Filled) -> Iterator[Resource]:
    medicine, dose = filled.value(write.of["medicine"]), filled.number(write.of["dose"])
    done = write.of.get("done")
    if medicine in ("", "none") or (done and filled.value(done) != YES):
        return
    at = filled.at(done or write.of["medicine"])
    day = at.date().isoformat()
    quantity = {"value": dose, "unit": write.unit, "system": _UCUM, "code": write.unit}
    words = f"{medicine} {dose:g} {write.unit} injected" if dose is not None else f"{medicine} injected"
    yield {
        **resources.medication_statement(resources.concept(medicine), since=day, at=at, who=filled.who),
        "status": "completed",
        "effectivePeriod": {"start": day, "end": day},
        "dosage": [
            {"text": words, "route": {"text": "injection"}}
            | ({"doseAndRate": [{"doseQuantity": quantity}]} if dose is not None else {})
        ],
    }


def _observation(write: Write, filled: Filled) -> Iterator[Resource]:
    key = write.of["value"]
    value = _value(filled.template.fields[key], filled.value(key), write.unit)
    if value:
        yield {
            "resourceType": "Observation",
            "status": "final",
            "category": [{"coding": [{"code": "vital-signs" if write.unit else "exam"}]}],
            "code": resources.concept(write.text, (write.system, write.code, write.text)),
            "effectiveDateTime": filled.at(key).isoformat(timespec="seconds"),
            "performer": [{"display": filled.who}],
            **value,
        }


def _value(field: Field, value: str, unit: str) -> Resource:
    """The value of an observation; nothing where it is not known, or means nothing that is coded."""
    if value in ("", NOT_KNOWN):
        return {}
    if field.kind == "number":
        return {"valueQuantity": {"value": float(value), "unit": unit, "system": _UCUM, "code": unit}}
    if field.kind == "yes_no":
        return {"valueBoolean": value == YES}
    coded = {each.id: each for each in field.options if each.code}
    if value in coded:
        option = coded[value]
        return {
            "valueCodeableConcept": resources.concept(
                option.words, (option.system, option.code, option.words)
            )
        }
    return {} if coded else {"valueString": field.words(value)}


def _goal(write: Write, filled: Filled) -> Iterator[Resource]:
    key = write.of["goal"]
    if not filled.value(key):
        return
    due = filled.value(write.of.get("due", ""))
    at = filled.at(key)
    wanted = resources.goal(filled.value(key), target=filled.value(key), due=None, day=at.date())
    if due:
        wanted["target"][0]["dueDate"] = due
    yield wanted


def _answers(write: Write, filled: Filled) -> Iterator[Resource]:
    given = {item: key for item, key in write.of.items() if filled.value(key) not in ("", NOT_KNOWN)}
    if given:
        at = max(filled.at(key) for key in given.values())
        yield form_of(
            write.instrument, {item: filled.value(key) for item, key in given.items()}, at, filled.who
        )


def form_of(form: str, answers: Mapping[str, str | float], at: datetime, who: str) -> Resource:
    """A form of ours that a member of staff filled, by our short labels; items left out were not answered."""
    items = {each.key: each for each in instrument(form).items}
    return {
        "resourceType": "QuestionnaireResponse",
        "status": "completed" if len(answers) == len(items) else "in-progress",
        "questionnaire": f"{LABEL_FORMS}/{form}",
        "authored": at.isoformat(timespec="seconds"),
        "author": {"reference": "Practitioner/staff", "type": "Practitioner", "display": who},
        "item": [
            {"linkId": key, "text": items[key].label, "answer": [_answer(items[key].kind, value)]}
            for key, value in answers.items()
        ],
    }


def _answer(kind: str, value: str | float) -> Resource:
    return {"valueBoolean": value == YES} if kind == "boolean" else {"valueDecimal": float(value)}


def _relief(write: Write, filled: Filled) -> Iterator[Resource]:
    """The diary as the form that payers' criteria read; dated after its last number."""
    readings = {int(minutes): float(value) for minutes, value in filled.of(write.of["diary"]).items()}
    done = write.of.get("done")
    relief = relief_of(filled.number(write.of["before"]), readings)
    if relief.percent is None or (done and filled.value(done) != YES):
        return
    told: dict[str, str | float] = {"relief_percent": relief.percent}
    if relief.hours is not None:
        told["relief_hours"] = relief.hours
    # In UTC: the hours of a night in which the clocks change are counted as they pass.
    last = filled.said[done or write.of["before"]].at.astimezone(UTC) + timedelta(minutes=max(readings))
    yield form_of("procedure_relief", told, timezone.localtime(last), filled.who)


_MAKERS: Mapping[str, Callable[[Write, Filled], Iterator[Resource]]] = {
    "observation": _observation,
    "answers": _answers,
    "procedure": _procedure,
    "discussed": _discussed,
    "consent": _consent,
    "given": _given,
    "goal": _goal,
    "relief": _relief,
}
