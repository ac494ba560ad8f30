"""Adverse events: recorded, told again when more is known, watched while serious, and as rows of the record.

The event itself is a problem of the person; where a treatment is at least possibly behind it and something
had to be done, the ledger says that the treatment did harm, so that the plan reads it at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lenitive.clinic.decisions import resources
from lenitive.clinic.decisions.written import made_rows, write_rows
from lenitive.clinic.models import AdverseEvent, Visit
from lenitive.clinic.summary import refresh
from lenitive.desk.models import RECORD
from lenitive.errors import InputError
from lenitive.knowledge.treatments import treatment
from lenitive.knowledge.visits.adverse_events import event_words

if TYPE_CHECKING:
    from lenitive.desk.models import Staff

_OVER = ("recovered", "lasting", "died")
_HARM_FROM_GRADE = 2


@dataclass(frozen=True)
class Told:
    """What is told of an event. treatment : id it is related to; empty: none."""

    what: str
    severity: str
    relation: str
    outcome: str
    day: date
    words: str
    treatment: str = ""
    action: str = ""


def record(
    patient_id: str,
    told: Told,
    staff: Staff,
    token: str,
    *,
    visit: Visit | None = None,
    replaces: int | None = None,
    now: datetime | None = None,
) -> tuple[AdverseEvent, bool]:
    """Record an event, or tell one again (`replaces`); returns it, and whether this call did it.

    Raises : InputError for a word that is none of ours, a day to come, or an event told anew meanwhile.
    """
    at = now or timezone.now()
    _refuse_unknown(told, timezone.localdate(at))
    with transaction.atomic():
        there = AdverseEvent.objects.filter(token=token).first()
        if there is not None:
            return there, False
        old = _current(patient_id, replaces) if replaces is not None else None
        event = AdverseEvent.objects.create(
            **{**vars(told), "patient_id": patient_id, "token": token, "replaces": old},
            visit=old.visit if old else visit,
            at=at,
            staff=staff,
            who=staff.name,
        )
        if old is not None:
            _take_out(old)
        made = made_rows(patient_id, list(_problem(event)), list(_harm(event)), staff, at)
        write_rows(made)
        event.wrote = [[table, row["row_id"]] for table, row in made]
        event.save(update_fields=["wrote"])
        refresh([patient_id])
    return event, True


def _refuse_unknown(told: Told, today: date) -> None:
    words = event_words()
    known = {
        told.what: words.kinds,
        told.severity: words.severities,
        told.relation: words.relations,
        told.outcome: words.outcomes,
    }
    for said, allowed in known.items():
        if said not in allowed:
            raise InputError(
                _("%(said)r is none of the words") % {"said": said}, do=_("Choose one of the list.")
            )
    if told.day > today:
        raise InputError(_("the day is still to come"), where=_("When it happened"), do=_("Correct the day."))
    if not told.words.strip():
        raise InputError(_("what happened is missing"), do=_("Write a sentence."))


def _current(patient_id: str, pk: int) -> AdverseEvent:
    old = AdverseEvent.objects.select_for_update().filter(pk=pk, patient_id=patient_id).first()
    if old is None or not old.current:
        raise InputError(_("it was told anew meanwhile"), do=_("Look at the list again."))
    return old


def _take_out(old: AdverseEvent) -> None:
    """The rows of what was told before; the event itself stays and says that it is not current."""
    for table, row in old.wrote:
        RECORD[table].objects.filter(patient_id=old.patient_id, row_id=row).delete()
    old.current = False
    old.save(update_fields=["current"])


# Any: a FHIR resource is JSON.
def _problem(event: AdverseEvent) -> Iterator[dict[str, Any]]:
    words = event_words()
    status = "resolved" if event.outcome == "recovered" else "active"
    system = "http://terminology.hl7.org/CodeSystem/condition-clinical"
    yield {
        "resourceType": "Condition",
        "id": f"event-{event.pk}",
        "clinicalStatus": {"coding": [{"system": system, "code": status}]},
        "category": [{"coding": [{"code": "encounter-diagnosis"}]}],
        "code": resources.concept(_("Adverse event: %(what)s") % {"what": words.kinds[event.what]}),
        "onsetDateTime": event.day.isoformat(),
        "recordedDate": timezone.localtime(event.at).isoformat(timespec="seconds"),
        "note": [{"text": event.words}],
    }


def _harm(event: AdverseEvent) -> Iterator[tuple[str, dict[str, Any]]]:
    words = event_words()
    grave = words.grades[event.severity] >= _HARM_FROM_GRADE
    if event.treatment and grave and event.relation in words.counts:
        yield (
            "treatment",
            {
                "treatment": event.treatment,
                "outcome": "harm",
                "stopped_because": f"{words.kinds[event.what]}: {event.words}",
                "said_by": "staff",
            },
        )


def is_open(event: AdverseEvent) -> bool:
    """Whether a work list watches it: serious, and not over."""
    return (
        event.current and event.outcome not in _OVER and event_words().is_serious(event.what, event.severity)
    )


def serious(patient_id: str) -> list[AdverseEvent]:
    """The events of a person that a work list watches."""
    found = AdverseEvent.objects.filter(patient_id=patient_id, current=True).order_by("day", "pk")
    return [each for each in found if is_open(each)]


def events_of(patient_id: str) -> list[AdverseEvent]:
    """Every event of a person as it is told now, the newest first."""
    found = AdverseEvent.objects.filter(patient_id=patient_id, current=True)
    return list(found.select_related("visit").order_by("-day", "-pk"))


def earlier(event: AdverseEvent) -> Iterator[AdverseEvent]:
    """What was told of it before, the newest first."""
    old = event.replaces
    while old is not None:
        yield old
        old = old.replaces


def treatment_title(event: AdverseEvent) -> str:
    """The treatment that it is related to, in words."""
    return treatment(event.treatment).title if event.treatment else ""
