"""The clinic's day, and the same on paper for when nothing else works."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from lenitive.clinic.today.day import day_of_clinic
from lenitive.clinic.today.visits import busy_days
from lenitive.clinic.work.listing import counts
from lenitive.desk.access import may, visible_people
from lenitive.desk.models import Staff

_ON_A_SHEET = 8
_A_DAY = timedelta(days=1)
_NEXT_SHOWN = 3


@may("work", "the day")
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """Who comes; `day` chooses another day than today."""
    staff, day = _staff(request), _day(request)
    made, now = day_of_clinic(staff, day), timezone.localdate()
    context = {
        "day": made,
        "title": _long(day),
        "is_today": day == now,
        "before": day - _A_DAY,
        "after": day + _A_DAY,
        "next_days": [] if made.coming else busy_days(visible_people(staff), day, _NEXT_SHOWN),
        "counts": counts(staff),
    }
    return render(request, "clinic/today.html", context)


@may("work", "the day on paper, with medicines and allergies")
@require_safe
def paper(request: HttpRequest) -> HttpResponse:
    """The day to print: one sheet for eight people."""
    day = _day(request)
    coming = day_of_clinic(_staff(request), day).coming
    sheets = [coming[start : start + _ON_A_SHEET] for start in range(0, len(coming), _ON_A_SHEET)]
    context = {"sheets": sheets, "title": _long(day), "day": day, "printed": timezone.localtime()}
    return render(request, "clinic/today_paper.html", context)


def _staff(request: HttpRequest) -> Staff:
    assert isinstance(request.user, Staff)  # noqa: S101  `may` let nobody else in
    return request.user


def _day(request: HttpRequest) -> date:
    """The day of the address; what is no day, or far from any, is today."""
    try:
        asked = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return timezone.localdate()
    return asked if 1900 < asked.year < 2200 else timezone.localdate()


def _long(day: date) -> str:
    return str(date_format(day, "l j F"))
