"""What is decided at the desk as FHIR R4 resources: our own reader makes the rows of the record from them.

So a row that was entered here is like any other: its resource can be opened, sent to another system, and read
again.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from lenitive.knowledge.instruments import LABEL_FORMS, instrument

# A FHIR resource or element: JSON.
Resource = dict[str, Any]

_TERMS = "http://terminology.hl7.org/CodeSystem"
LISTS = {
    "medicines": ("10160-0", "History of medication use"),
    "allergies": ("48765-2", "Allergies and adverse reactions"),
}


def concept(text: str, *codings: tuple[str, str, str]) -> Resource:
    """A CodeableConcept; codings : (system, code, words), those without a code are left out."""
    coded = [
        {"system": system, "code": code, "display": display or text}
        for system, code, display in codings
        if code
    ]
    return {"text": text} | ({"coding": coded} if coded else {})


def procedure(code: Resource, *, at: datetime, who: str) -> Resource:
    """Something that was done."""
    return _new(
        "Procedure",
        status="completed",
        code=code,
        performedDateTime=at.isoformat(timespec="seconds"),
        performer=[{"actor": {"display": who}}],
    )


def service(
    code: Resource, *, at: datetime, who: str, status: str = "draft", why: str = "", note: str = ""
) -> Resource:
    """An order or a referral; a draft is not sent to anybody."""
    return _new(
        "ServiceRequest",
        status=status,
        intent="plan" if status == "draft" else "order",
        code=code,
        authoredOn=at.isoformat(timespec="seconds"),
        requester={"display": who},
        reasonCode=[{"text": why}] if why else None,
        note=[{"text": note}] if note else None,
    )


def medication_order(
    medicine: Resource,
    *,
    at: datetime,
    who: str,
    status: str = "draft",
    instruction: str = "",
    why: str = "",
    note: str = "",
) -> Resource:
    """A prescription; a draft is no part of the chart until it is signed."""
    return _new(
        "MedicationRequest",
        status=status,
        intent="plan" if status == "draft" else "order",
        medicationCodeableConcept=medicine,
        authoredOn=at.isoformat(timespec="seconds"),
        requester={"display": who},
        dosageInstruction=[{"text": instruction}] if instruction else None,
        reasonCode=[{"text": why}] if why else None,
        note=[{"text": note}] if note else None,
    )


def medication_statement(
    medicine: Resource, *, since: str, at: datetime, who: str, dose: str = "", over_the_counter: bool = False
) -> Resource:
    """A medicine that the person says they take. since : a date as far as it is known, may be empty."""
    category = {"coding": [{"system": f"{_TERMS}/medication-statement-category", "code": "community"}]}
    return _new(
        "MedicationStatement",
        status="active",
        category=category if over_the_counter else None,
        medicationCodeableConcept=medicine,
        effectivePeriod={"start": since} if since else None,
        dateAsserted=at.isoformat(timespec="seconds"),
        informationSource={"display": who},
        dosage=[{"text": dose}] if dose else None,
    )


def consent(words: str, *, decision: str, at: datetime) -> Resource:
    """What the person agrees to (permit) or refuses (deny)."""
    treatment = {"system": f"{_TERMS}/consentscope", "code": "treatment", "display": "Treatment"}
    return _new(
        "Consent",
        status="active",
        scope={"coding": [treatment]},
        category=[{"text": words}],
        dateTime=at.isoformat(timespec="seconds"),
        policyRule={"text": "as the person said at the desk"},
        provision={"type": decision},
    )


def goal(text: str, *, target: str, due: date | None, day: date) -> Resource:
    """What is to be reached, and by when."""
    aim: Resource = {"measure": {"text": target}, "detailString": target}
    return _new(
        "Goal",
        lifecycleStatus="active",
        description={"text": text},
        startDate=day.isoformat(),
        target=[aim | ({"dueDate": due.isoformat()} if due else {})],
    )


def care_plan(title: str, *, at: datetime, who: str, activities: list[str]) -> Resource:
    """The plan as it was changed."""
    return _new(
        "CarePlan",
        status="active",
        intent="plan",
        title=title,
        created=at.isoformat(timespec="seconds"),
        author={"display": who},
        activity=[{"detail": {"status": "not-started", "description": each}} for each in activities if each],
    )


def allergy(text: str, *, category: str, day: date) -> Resource:
    """An allergy that the person tells of."""
    return _new(
        "AllergyIntolerance",
        clinicalStatus={"coding": [{"system": f"{_TERMS}/allergyintolerance-clinical", "code": "active"}]},
        verificationStatus={
            "coding": [{"system": f"{_TERMS}/allergyintolerance-verification", "code": "unconfirmed"}]
        },
        category=[category] if category else None,
        code={"text": text},
        recordedDate=day.isoformat(),
    )


def none_known(domain: str, *, at: datetime, who: str) -> Resource:
    """An empty list, because there is none known. domain : one of LISTS."""
    code, words = LISTS[domain]
    return _new(
        "List",
        status="current",
        mode="snapshot",
        code=concept(words, ("http://loinc.org", code, words)),
        date=at.isoformat(timespec="seconds"),
        source={"display": who},
        emptyReason={"coding": [{"system": f"{_TERMS}/list-empty-reason", "code": "nilknown"}]},
    )


def answered(form: str, item: str, value: float, *, at: datetime, who: str) -> Resource:
    """One item that a member of staff read out, by our short label; the rest of the form was not asked."""
    label = next(each.label for each in instrument(form).items if each.key == item)
    return _new(
        "QuestionnaireResponse",
        status="in-progress",
        questionnaire=f"{LABEL_FORMS}/{form}",
        authored=at.isoformat(timespec="seconds"),
        author={"type": "Practitioner", "display": who},
        item=[{"linkId": item, "text": label, "answer": [{"valueDecimal": value}]}],
    )


def _new(kind: str, **elements: Any) -> Resource:
    """A resource with an id of its own; elements without a value are left out. The person is added later."""
    filled = {name: value for name, value in elements.items() if value not in (None, [], "")}
    return {"resourceType": kind, "id": str(uuid.uuid4()), **filled}


def about(resource: Resource, patient_id: str) -> Resource:
    """The resource with its person; the element is `patient` in some kinds, `subject` in the others."""
    element = "patient" if resource["resourceType"] in ("Consent", "AllergyIntolerance") else "subject"
    return {**resource, element: {"reference": f"Patient/{patient_id}"}}
