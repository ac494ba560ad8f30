"""Which forms are due for one person on a day: before a visit, along a programme, after a block."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max
from django.utils import timezone

from lenitive.clinic.models import AHEAD, AppointmentStatus, Attendance
from lenitive.desk.models import RECORD
from lenitive.knowledge.asking import asking
from lenitive.knowledge.portal.files import Words
from lenitive.knowledge.portal.from_home import from_home
from lenitive.knowledge.portal.schedules import Schedule, schedules
from lenitive.portal.asked.offered import may_be_asked

_MONTH = 365.25 / 12


@dataclass(frozen=True)
class Due:
    """One occasion that is open today, with the day that it follows, and the last day on which it is due."""

    occasion: str
    because: Words
    day: date
    until: date
    forms: tuple[str, ...]


def due(patient_id: str, today: date | None = None) -> Due | None:
    """What is due first, with the forms that are not known yet and can be asked; None for nothing."""
    day = today or timezone.localdate()
    fresh = _fresh(patient_id, day)
    for each in occasions(_anchors(patient_id, day), day):
        forms = tuple(form for form in each.forms if form not in fresh and may_be_asked(patient_id, form))
        if forms:
            return Due(each.occasion, each.because, each.day, each.until, forms)
    return None


def occasions(anchors: Mapping[str, Sequence[date]], today: date) -> list[Due]:
    """The occasions that are open on a day, in the order of knowledge.

    anchors : what occasions count from -> its days.
    """
    every = [_opened(each, day) for each in schedules().schedules for day in anchors.get(each.anchor, ())]
    return [made for made, opens in every if opens <= today <= made.until]


def _opened(of: Schedule, anchor: date) -> tuple[Due, date]:
    day = anchor + timedelta(days=round(of.months * _MONTH))
    closes = day + timedelta(days=of.closes)
    return Due(of.id, of.because, anchor, closes, of.forms), day + timedelta(days=of.opens)


def _fresh(patient_id: str, today: date) -> set[str]:
    """Forms that were answered lately, wherever that was."""
    answered = RECORD["response"].objects.filter(patient_id=patient_id).exclude(status="in-progress")
    last = answered.values_list("instrument").annotate(day=Max("at_high"))
    known = schedules()
    fresh = {form for form, day in last if day and form and (today - day).days < known.fresh_for(form)}
    banks = [asked for bank, asked in asking().adaptive.items() if bank in fresh]
    return fresh.union(*(asked.instead_of for asked in banks))


def _anchors(patient_id: str, today: date) -> dict[str, list[date]]:
    held = Attendance.objects.filter(patient_id=patient_id)
    ahead = held.filter(status__in=AHEAD, appointment__start__date__gte=today).order_by("appointment__start")
    coming = _dates(ahead.values_list("appointment__start", flat=True)[:1])
    was_here = held.filter(status=AppointmentStatus.DONE)
    blocks = was_here.filter(appointment__kind__in=from_home().blocks)
    programmes = RECORD["treatment"].objects.filter(
        patient_id=patient_id, treatment__in=from_home().programmes, start_low__isnull=False
    )
    spans = list(programmes.values_list("start_low", "end_low"))
    return {
        "appointment": coming,
        "first_appointment": [] if was_here.exists() else coming,
        "block": _dates(blocks.values_list("appointment__start", flat=True)),
        "programme_start": [start for start, _end in spans],
        "programme_middle": [start + (end - start) / 2 for start, end in spans if end],
        "programme_end": [end for _start, end in spans if end],
    }


def _dates(instants: Iterable[datetime]) -> list[date]:
    return [timezone.localtime(each).date() for each in instants]
