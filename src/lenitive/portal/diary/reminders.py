"""A reminder that the person sets: on the first page, and as a calendar file that rings on any phone."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods
from icalendar import Alarm, Calendar, Event

from lenitive.portal.access import PortalRequest, mine
from lenitive.portal.models import Reminder

_DAYS = [
    ("1", gettext_lazy("Monday")),
    ("2", gettext_lazy("Tuesday")),
    ("3", gettext_lazy("Wednesday")),
    ("4", gettext_lazy("Thursday")),
    ("5", gettext_lazy("Friday")),
    ("6", gettext_lazy("Saturday")),
    ("7", gettext_lazy("Sunday")),
]
_IN_CALENDARS = dict(zip("1234567", ("MO", "TU", "WE", "TH", "FR", "SA", "SU"), strict=True))
_LASTS = timedelta(minutes=5)


class ReminderForm(forms.Form):
    """When somebody wants to be reminded; no day is no reminder."""

    time = forms.TimeField(
        label=gettext_lazy("At what time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    days = forms.MultipleChoiceField(
        label=gettext_lazy("On which days"),
        choices=_DAYS,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    by_mail = forms.BooleanField(label=gettext_lazy("Mail it to me"), required=False)


@mine("own_answer", "reminder of the diary", quiet=True)
@require_http_methods(["GET", "POST"])
def reminder(request: PortalRequest) -> HttpResponse:
    """Set the time and the days; without days there is no reminder."""
    me = request.me
    can_mail = bool(settings.MAIL_IS_SET_UP and me.account.email)
    found = Reminder.objects.filter(account=me.account, patient_id=me.patient_id).first()
    first = {"time": "19:00", "days": []}
    if found is not None:
        first = {"time": found.time, "days": list(found.days), "by_mail": found.by_mail}
    form = ReminderForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        days = "".join(sorted(form.cleaned_data["days"]))
        Reminder.objects.update_or_create(
            account=me.account,
            patient_id=me.patient_id,
            defaults={
                "time": form.cleaned_data["time"],
                "days": days,
                "by_mail": form.cleaned_data["by_mail"] and can_mail,
                "made_at": timezone.now(),
            },
        )
        messages.success(request, _("Your reminder is set.") if days else _("No reminder is set."))
        return redirect("portal:diary_reminder")
    context = {
        "form": form,
        "set": bool(found and found.days),
        "can_mail": can_mail,
        "mail_is_set_up": settings.MAIL_IS_SET_UP,
        "clock": timezone.get_current_timezone_name(),
    }
    return render(request, "portal/diary/reminder.html", context, status=422 if form.errors else 200)


@mine("own_see", "reminder of the diary as a calendar file", quiet=True)
@require_GET
def reminder_file(request: PortalRequest) -> HttpResponse:
    """The reminder as a calendar file with an alarm, at the time on the wall wherever the phone is."""
    me = request.me
    found = Reminder.objects.filter(account=me.account, patient_id=me.patient_id).exclude(days="").first()
    if found is None:
        raise Http404("no reminder is set")
    answer = HttpResponse(_calendar(found), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="diary.ics"'
    return answer


def _calendar(found: Reminder) -> bytes:
    """Without a person, a clinic or an illness: others may see somebody's calendar."""
    begins = _first(found)
    event = Event()
    event.add("uid", f"diary-{found.pk}@lenitive")
    event.add("dtstamp", found.made_at)
    event.add("dtstart", begins)
    event.add("duration", _LASTS)
    event.add("summary", _("Diary"))
    event.add("rrule", {"FREQ": "WEEKLY", "BYDAY": [_IN_CALENDARS[day] for day in found.days]})
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _("Diary"))
    alarm.add("trigger", timedelta(0))
    event.add_component(alarm)
    calendar = Calendar()
    calendar.add("prodid", "-//Lenitive//Diary//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return calendar.to_ical()


def _first(found: Reminder) -> datetime:
    """The first time from the day on which it was set, without a zone: the time on the wall."""
    day = timezone.localdate(found.made_at)
    while str(day.isoweekday()) not in found.days:
        day += timedelta(days=1)
    return datetime.combine(day, found.time)
