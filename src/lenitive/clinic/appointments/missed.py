"""Who could not come lately, how often, and what would help: to be met with a question, not a reproach."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import ngettext

from lenitive.clinic.appointments.wishing import wishes_of
from lenitive.clinic.models import AHEAD, Appointment, AppointmentStatus, Attendance, Route
from lenitive.clinic.work.reach import Reach, reach
from lenitive.desk.models import Patient
from lenitive.knowledge.visits.appointments import appointments

_SHOWN = 100


@dataclass(frozen=True)
class Missed:
    """One person who could not come. helps : what was said would help; next : whether a date is ahead."""

    patient_id: str
    name: str
    times: int
    last: Appointment
    reason: str
    helps: str
    next: Appointment | None
    reach: Reach
    route: str

    @property
    def counted(self) -> str:
        """Could not come once, or so many times, within the last year."""
        words = ngettext(
            "Could not come once in the last 12 months",
            "Could not come %(n)d times in the last 12 months",
            self.times,
        )
        return words % {"n": self.times}

    @property
    def often(self) -> bool:
        """Whether it is time to ask what would have to change."""
        return self.times >= appointments().missed.several


def _since(today: date) -> date:
    return today - timedelta(days=appointments().missed.look_back_days)


def times_missed(patient_id: str) -> int:
    """How often a person could not come within the last year."""
    return _missed(timezone.localdate()).filter(patient_id=patient_id).count()


def _missed(today: date) -> QuerySet[Attendance]:
    return Attendance.objects.filter(
        status=AppointmentStatus.NO_SHOW, appointment__start__date__gte=_since(today)
    )


def missed(people: QuerySet[Any]) -> list[Missed]:
    """Who of these people could not come in the last year, the latest first."""
    rows = _missed(timezone.localdate()).filter(patient_id__in=people.values("patient_id"))
    of_person: dict[str, list[Attendance]] = {}
    for each in rows.select_related("appointment__room").order_by("-appointment__start")[: _SHOWN * 5]:
        of_person.setdefault(each.patient_id, []).append(each)
    ids = list(of_person)[:_SHOWN]
    found: Iterable[Any] = Patient.objects.filter(patient_id__in=ids).values_list("patient_id", "name")
    names, ahead = dict(found), _ahead(ids)
    return [_line(each, of_person[each], names.get(each) or each, ahead.get(each)) for each in ids]


def _ahead(patient_ids: list[str]) -> dict[str, Appointment]:
    places = Attendance.objects.filter(
        patient_id__in=patient_ids, status__in=AHEAD, appointment__end__gt=timezone.now()
    )
    latest_first = places.select_related("appointment").order_by("-appointment__start")
    return {each.patient_id: each.appointment for each in latest_first}


def _line(patient_id: str, found: list[Attendance], name: str, coming: Appointment | None) -> Missed:
    last, wishes = found[0], wishes_of(patient_id)
    said = next((each.helps for each in found if each.helps), "")
    return Missed(
        patient_id=patient_id,
        name=name,
        times=len(found),
        last=last.appointment,
        reason=last.reason,
        helps=appointments().missed.helps.get(said, ""),
        next=coming,
        reach=reach(patient_id),
        route=str(Route(wishes.route).label if wishes else Route.PHONE.label),
    )
