"""What the calendar rests on: rooms, hours, and the secret addresses for other calendar programs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lenitive.clinic.appointments import feeds
from lenitive.clinic.appointments.forms import HoursForm, OtherDaysForm, RoomForm
from lenitive.clinic.appointments.grid import colleagues, rooms
from lenitive.clinic.appointments.views import common
from lenitive.clinic.models import Feed, OtherDays, Room, Weekday, WorkHours
from lenitive.desk import clinics
from lenitive.desk.access import may, open_to
from lenitive.desk.models import Staff
from lenitive.knowledge.visits.appointments import appointments

_PAST = timedelta(days=30)


@may("keep_calendar", "the rooms")
@require_http_methods(["GET", "POST"])
def rooms_page(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """The rooms, and the form for a new one or for one of them (`pk`)."""
    staff = common.staff_of(request)
    every = (
        Room.objects.all() if not clinics.are_apart() else Room.objects.filter(clinic__in=staff.clinics.all())
    )
    chosen = every.filter(pk=pk).first() if pk else None
    if pk and chosen is None:
        raise Http404("no such room")
    form = RoomForm(request.POST or None, instance=chosen)
    if clinics.are_apart():
        form.fields["clinic"].queryset = staff.clinics.all()  # type: ignore[attr-defined]
        form.fields["clinic"].required = True
    if request.method == "POST" and form.is_valid():
        kept = form.save()
        common.note(request, f"room {kept.name}")
        messages.success(request, _("%(room)s is kept.") % {"room": kept.name})
        return redirect("clinic:calendar_rooms")
    kinds = appointments().rooms
    context = {
        "form": form,
        "chosen": chosen,
        "rooms": [(each, kinds.get(each.kind, each.kind)) for each in every.select_related("clinic")],
        "places": common.places(request, "calendar_rooms"),
    }
    return render(request, "clinic/appointments/rooms.html", context, status=422 if form.errors else 200)


@may("calendar", "the hours of somebody")
@require_http_methods(["GET", "POST"])
def hours(request: HttpRequest) -> HttpResponse:
    """The week of somebody (`of`; oneself where nobody is named) and the days that are unlike it."""
    whose, every = _whose(request)
    if request.method == "POST":
        done = _change_hours(request, whose)
        if done is None:
            return redirect(f"{reverse('clinic:calendar_hours')}?of={whose.pk}")
        week_form, days_form = done
    else:
        week_form, days_form = HoursForm(), OtherDaysForm()
    since = timezone.localdate() - _PAST
    context = {
        "whose": whose,
        "every": every,
        "week": [
            (Weekday(day).label, list(WorkHours.objects.filter(staff=whose, weekday=day))) for day in range(7)
        ],
        "other": OtherDays.objects.filter(staff=whose, last__gte=since),
        "week_form": week_form,
        "days_form": days_form,
        "places": common.places(request, "calendar_hours"),
    }
    wrong = week_form.errors or days_form.errors
    return render(request, "clinic/appointments/hours.html", context, status=422 if wrong else 200)


def _whose(request: HttpRequest) -> tuple[Staff, list[Staff]]:
    """Whose hours, and whose else may be chosen: one's own, or everybody's for who keeps the calendar."""
    staff = common.staff_of(request)
    every = list(colleagues(staff)) if common.may_keep(request) else [staff]
    wanted = request.GET.get("of", "")
    if not wanted:
        return (staff if staff in every else every[0] if every else staff), every
    found = next((each for each in every if str(each.pk) == wanted), None)
    if found is None:
        raise Http404("not somebody whose hours one may see here")
    return found, every


def _change_hours(request: HttpRequest, whose: Staff) -> tuple[HoursForm, OtherDaysForm] | None:
    """Add or take out a line; None where that went well."""
    what = request.POST.get("what", "")
    week_form = HoursForm(request.POST if what == "week" else None, instance=WorkHours(staff=whose))
    days_form = OtherDaysForm(request.POST if what == "days" else None, instance=OtherDays(staff=whose))
    number = request.POST.get("pk", "0")
    pk = int(number) if number.isascii() and number.isdigit() else 0
    form: Any = {"week": week_form, "days": days_form}.get(what)
    if form is not None and not form.is_valid():
        return week_form, days_form
    if form is not None:
        form.save()
    elif what == "no_week":
        WorkHours.objects.filter(pk=pk, staff=whose).delete()
    elif what == "no_days":
        OtherDays.objects.filter(pk=pk, staff=whose).delete()
    common.note(request, f"hours of {whose.name}")
    messages.success(request, _("The hours of %(name)s are kept.") % {"name": whose.name})
    return None


@may("calendar", "the feeds for other calendar programs")
@require_http_methods(["GET", "POST"])
def feeds_page(request: HttpRequest) -> HttpResponse:
    """One's own feeds, and those of rooms for who keeps the calendar; a new secret is shown once."""
    staff, new = common.staff_of(request), ""
    if request.method == "POST":
        if "revoke" in request.POST:
            _revoke(request)
            return redirect("clinic:calendar_feeds")
        new = _make(request)
    mine = Feed.objects.filter(staff=staff)
    if common.may_keep(request):
        mine = mine | Feed.objects.filter(room__in=rooms(staff))
    context = {
        "feeds": mine.filter(revoked_at=None).select_related("staff", "room").order_by("made_at"),
        "rooms": rooms(staff) if common.may_keep(request) else [],
        "new": new,
        "places": common.places(request, "calendar_feeds"),
    }
    return render(request, "clinic/appointments/feeds.html", context)


def _make(request: HttpRequest) -> str:
    """A new feed; its address."""
    staff, wanted = common.staff_of(request), request.POST.get("room", "")
    room = None
    if wanted:
        found = rooms(staff).filter(pk=int(wanted) if wanted.isascii() and wanted.isdigit() else 0)
        room = found.first() if common.may_keep(request) else None
        if room is None:
            raise Http404("no such room")
    secret = feeds.make(staff, staff=None if room else staff, room=room, initials="initials" in request.POST)
    common.note(request, f"new calendar feed of {room or staff}")
    return request.build_absolute_uri(reverse("clinic:feed", args=[secret]))


def _revoke(request: HttpRequest) -> None:
    number, staff = request.POST.get("revoke", ""), common.staff_of(request)
    feed = Feed.objects.filter(pk=int(number) if number.isascii() and number.isdigit() else 0).first()
    own = feed is not None and feed.staff == staff
    rooms_own = feed is not None and feed.room is not None and common.may_keep(request)
    if feed is None or not (own or rooms_own):
        raise Http404("no such feed")
    if feeds.revoke(feed.pk):
        common.note(request, f"calendar feed of {feed.room or feed.staff} revoked")
        messages.success(request, _("The address gives nothing any more."))


@open_to("anyone")
@login_not_required
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar behind a secret address."""
    found = feeds.feed_of(secret)
    if found is None:
        raise Http404("no such calendar")
    answer = HttpResponse(
        feeds.calendar(found), content_type=f"text/calendar; charset={settings.DEFAULT_CHARSET}"
    )
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Disposition"] = 'inline; filename="lenitive.ics"'
    answer["Referrer-Policy"] = "no-referrer"
    return answer
