"""Electronic requests: a ServiceRequest that asks for pain management becomes a referral, to be triaged.

It is known again by its identifier, or by its own id, and is never taken in twice. One about a person whom
the store does not know is kept as a referral without a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import orjson
from django.utils import timezone
from django.utils.translation import gettext as _

from lenitive.clinic.models import CameBy, Referral
from lenitive.clinic.referrals import steps
from lenitive.clinic.referrals.intake import Arrived, take_in
from lenitive.clinic.referrals.judging import judge
from lenitive.desk.clinics import of_person
from lenitive.desk.models import RECORD, Patient, Resource
from lenitive.desk.people.identity import birth_range, tidy
from lenitive.errors import LenitiveError
from lenitive.knowledge.visits.referrals import referrals

_AT_ONCE = 500
_LONGEST = 2000
_URGENCY = {"stat": "emergency", "asap": "urgent", "urgent": "urgent", "routine": "routine"}
_SEXES = frozenset({"female", "male", "other"})
# Any throughout: JSON of a request that somebody else wrote; each part is looked at before it is used.
Json = Mapping[str, Any]


def arrived(patient_ids: Iterable[str]) -> int:
    """Take in what charts brought for these people; returns how many referrals are new."""
    everybody, new = sorted(set(patient_ids)), 0
    for start in range(0, len(everybody), _AT_ONCE):
        services = RECORD["service"].objects.filter(
            patient_id__in=everybody[start : start + _AT_ONCE], intent__in=list(referrals().for_pain.intents)
        )
        of_row = dict(services.values_list("row_id", "patient_id"))
        texts = Resource.objects.filter(pk__in=list(of_row)).values_list("row_id", "json")
        for row_id, text in texts.order_by("row_id"):
            request = parsed(text)
            if request is not None and is_for_pain(request):
                new += _take(request, text, of_row[row_id], row_id)
    return new


def without_a_person(texts: Iterable[str]) -> list[str]:
    """Keep requests about people whom the store does not know; returns the `Type/id` of those kept."""
    kept = []
    for text in texts:
        request = parsed(text)
        if request is None or not is_for_pain(request) or not _intent(request):
            continue
        row_id = f"ServiceRequest/{request['id']}#1"
        _take(request, text, None, row_id)
        if _known(_source(request), row_id) is not None:  # one that waits no more is no referral
            kept.append(f"ServiceRequest/{request['id']}")
    return kept


def parsed(text: str) -> Json | None:
    """The request of a text; None where it is none that can be told apart by its id."""
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    fits = isinstance(found, dict) and found.get("resourceType") == "ServiceRequest"
    return found if fits and isinstance(found.get("id"), str) else None


def _intent(request: Json) -> bool:
    return request.get("intent") in referrals().for_pain.intents


def is_for_pain(request: Json) -> bool:
    """Whether it asks for pain management, by its code, category or performer; its reason does not count."""
    known = referrals().for_pain
    if request.get("doNotPerform") is True:
        return False
    told = [*_concepts(request.get("code")), *_concepts(request.get("category"))]
    told += [*_concepts(request.get("performerType")), *_concepts(request.get("orderDetail"))]
    codes = {(str(each.get("system")), str(each.get("code"))) for one in told for each in _codings(one)}
    if codes & known.codes:
        return True
    named = [_text(one.get("text")) for one in told]
    named += [_text(each.get("display")) for one in told for each in _codings(one)]
    named += [_text(each.get("display")) for each in _dicts(request.get("performer"))]
    words = " ".join(re.sub(r"[\s-]+", " ", each.lower()) for each in named)
    return any(re.search(rf"\b{re.escape(each)}s?\b", words) for each in known.words)


def _take(request: Json, text: str, patient_id: str | None, row_id: str) -> int:
    """1 for a new referral; a known one is brought up to date."""
    source = _source(request)
    known = _known(source, row_id)
    status = request.get("status")
    if known is not None:
        _again(known, text, patient_id, row_id, str(status))
        return 0
    if status is not None and status not in referrals().for_pain.waiting_statuses:
        return 0
    clinic = next(iter(of_person(patient_id)), None) if patient_id else None
    made = Arrived(
        token=_token(row_id),
        came_by=CameBy.FHIR,
        came_on=timezone.localdate(),
        person=_person(request, patient_id),
        patient_id=patient_id,
        source=source,
        service_row=row_id,
        resource=text,
        written_on=_day(request.get("authoredOn")),
        referrer=_display(request.get("requester")),
        question=_question(request),
        letter=_letter(request),
        asked_urgency=_URGENCY.get(str(request.get("priority")), ""),
    )
    return int(take_in(made, None, who=steps.THE_SENDER, clinic=clinic)[1])


def _known(source: str, row_id: str) -> Referral | None:
    if source:
        found = Referral.objects.filter(source=source).first()
        if found is not None:
            return found
    same: Referral | None = Referral.objects.filter(token=_token(row_id)).first()
    return same


def _token(row_id: str) -> str:
    return f"fhir {row_id}"[-64:]


def _again(known: Referral, text: str, patient_id: str | None, row_id: str, status: str) -> None:
    """The same request again: what is new of it is kept, and what was decided here stays."""
    if known.resource == text and (known.patient_id or not patient_id):
        return
    if known.patient_id is None and patient_id is not None:
        name = Patient.objects.filter(patient_id=patient_id).values_list("name", flat=True).first()
        words = _("The chart of %s came, which it is about") % (name or patient_id)
        steps.change(known, {"patient_id": patient_id}, "matched", words, None, who=steps.THE_SENDER)
    if known.resource != text:
        values = {"resource": text, "service_row": row_id}
        steps.change(
            known, values, "came_again", _("The request came again, changed"), None, who=steps.THE_SENDER
        )
        if status in referrals().for_pain.gone_statuses and referrals().states[known.state].open:
            words = _("The sender withdrew the request")
            steps.change(known, {"state": "withdrawn"}, "withdrawn", words, None, who=steps.THE_SENDER)
    judge(known)


def _source(request: Json) -> str:
    """The first business identifier, as system|value; empty where there is none."""
    for each in _dicts(request.get("identifier")):
        value = _text(each.get("value"))
        if value:
            return f"{_text(each.get('system'))}|{value}"
    return ""


def _person(request: Json, patient_id: str | None) -> dict[str, str]:
    """Who it is about, as far as the request says: its subject, or a Patient inside it."""
    subject = request.get("subject")
    told: dict[str, str] = {"name": _display(subject)}
    reference = _text(subject.get("reference")) if isinstance(subject, dict) else ""
    for each in _dicts(request.get("contained")):
        if each.get("resourceType") == "Patient" and reference.lstrip("#") in (each.get("id"), ""):
            told |= _patient(each)
    if isinstance(subject, dict) and isinstance(subject.get("identifier"), dict):
        told["identifier"] = _text(subject["identifier"].get("value"))
    if not patient_id and reference and not reference.startswith("#"):
        told["reference"] = reference
    return {name: value for name, value in told.items() if value}


def _patient(patient: Json) -> dict[str, str]:
    names = _dicts(patient.get("name"))
    first = names[0] if names else {}
    given = first.get("given")
    parts = [_text(each) for each in given] if isinstance(given, list) else []
    name = _text(first.get("text")) or " ".join(each for each in (*parts, _text(first.get("family"))) if each)
    identifiers = _dicts(patient.get("identifier"))
    sex = _text(patient.get("gender"))
    return {
        "name": name,
        "birth": _birth(_text(patient.get("birthDate"))),
        "sex": sex if sex in _SEXES else "",
        "identifier": _text(identifiers[0].get("value")) if identifiers else "",
    }


def _birth(text: str) -> str:
    try:
        birth_range(text)
    except (ValueError, LenitiveError):
        return ""
    return text


def _question(request: Json) -> str:
    reasons = [_words(each) for each in _concepts(request.get("reasonCode"))]
    code = _words(next(iter(_concepts(request.get("code"))), {}))
    return "; ".join(each for each in (*reasons, "" if any(reasons) else code) if each)


def _letter(request: Json) -> str:
    """What was written in free text: notes and the instruction, kept whole."""
    notes = [
        str(each.get("text")) for each in _dicts(request.get("note")) if isinstance(each.get("text"), str)
    ]
    instruction = request.get("patientInstruction")
    return "\n\n".join([*notes, *([instruction] if isinstance(instruction, str) and instruction else [])])


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _display(value: Any) -> str:
    return _text(value.get("display")) if isinstance(value, dict) else ""


def _concepts(value: Any) -> Iterator[Json]:
    """A CodeableConcept or a list of them."""
    yield from _dicts(value if isinstance(value, list) else [value])


def _codings(concept: Json) -> list[Json]:
    return _dicts(concept.get("coding"))


def _words(concept: Json) -> str:
    shown = [_text(each.get("display")) for each in _codings(concept)]
    return _text(concept.get("text")) or next((each for each in shown if each), "")


def _dicts(value: Any) -> list[Json]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _text(value: Any) -> str:
    return tidy(value)[:_LONGEST] if isinstance(value, str) else ""
