"""The sleep diary: a night in five fields, the last seven, and whether the time in bed may change."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lenitive.clinic.appointments.wall import here, zone_of
from lenitive.clinic.decisions.written import new_token, token_of
from lenitive.desk.policy import own_may
from lenitive.errors import InputError
from lenitive.knowledge.portal.sleep import sleep_rule
from lenitive.plan.own.nights import is_plausible
from lenitive.portal.access import PortalRequest, mine, note
from lenitive.portal.lessons import course, nights
from lenitive.portal.models import Night

_CLOCKS = ("to_bed", "lights_out", "up")
_MINUTES = ("asleep_after", "awake")
_BACK = 14  # days a night can still be told
_MOST_MINUTES = 24 * 60


@mine("own_see", "sleep diary", quiet=True)
@require_http_methods(["GET", "POST"])
def diary(request: PortalRequest) -> HttpResponse:
    """Tell a night, and see the last ones."""
    morning = _morning(request)
    if request.method != "POST":
        held = nights.newest(request.me.patient_id, morning, morning).get(morning)
        return _page(request, morning, _cells(held))
    return _kept(request, morning)


@mine("own_answer", "night of the sleep diary")
def _kept(request: PortalRequest, morning: date) -> HttpResponse:
    cells = {name: request.POST.get(name, "").strip()[:20] for name in (*_CLOCKS, *_MINUTES)}
    try:
        _keep(request, morning, cells)
    except InputError as problem:
        words = f"{problem.what[:1].upper()}{problem.what[1:]}. {problem.do or ''}"
        return _page(request, morning, cells, words, problem.where or "")
    messages.success(request, _("This night is kept."))
    return redirect(f"{reverse('portal:sleep')}?morning={morning.isoformat()}")


def _keep(request: PortalRequest, morning: date, cells: dict[str, str]) -> None:
    """Raises : InputError in words; `where` is the field."""
    me, token = request.me, token_of(request.POST.get("token", ""))
    if not any(cells.values()):
        raise InputError(_("nothing is filled in yet"), do=_("One field is enough."))
    night = Night(
        patient_id=me.patient_id,
        morning=morning,
        zone=_zone(request),
        at=timezone.now(),
        by=me.account.name,
        token=token,
        **{name: _clock(name, cells[name]) for name in _CLOCKS},
        **{name: _minutes(name, cells[name]) for name in _MINUTES},
    )
    if not is_plausible(nights.as_told(night)):
        raise InputError(
            _("these times do not go together"),
            do=_("Look at them again: more time asleep or awake than in bed cannot be."),
        )
    if not Night.objects.filter(token=token).exists():
        night.save()


def _clock(name: str, text: str) -> str:
    try:
        found = nights.clock(text)
    except ValueError:
        raise InputError(_("a time looks like 23:30"), where=name, do=_("Write it like this.")) from None
    return f"{found:%H:%M}" if found else ""


def _minutes(name: str, text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and int(text) < _MOST_MINUTES):
        raise InputError(_("minutes are a whole number"), where=name, do=_("Write how many."))
    return int(text)


def _zone(request: PortalRequest) -> str:
    """The zone of the device; the clinic's where it says none, or one that is none."""
    said = request.POST.get("zone", "")[:60]
    try:
        return zone_of(said).key if said else here()
    except InputError:
        return here()


def _morning(request: PortalRequest) -> date:
    """The morning that is told: as asked, within the last days; else today."""
    today = timezone.localdate()
    try:
        found = date.fromisoformat((request.POST or request.GET).get("morning", ""))
    except ValueError:
        return today
    # A person east of the clinic can be a day ahead of its clock.
    return found if today - timedelta(days=_BACK) <= found <= today + timedelta(days=1) else today


def _cells(night: Night | None) -> dict[str, str]:
    if night is None:
        return dict.fromkeys((*_CLOCKS, *_MINUTES), "")
    cells = {name: getattr(night, name) for name in (*_CLOCKS, *_MINUTES)}
    return {name: "" if value is None else str(value) for name, value in cells.items()}


def _page(
    request: PortalRequest, morning: date, cells: dict[str, str], problem: str = "", wrong: str = ""
) -> HttpResponse:
    me = request.me
    labels: list[tuple[str, str, str]] = [
        ("to_bed", _("I went to bed at"), "time"),
        ("lights_out", _("I put out the light at"), "time"),
        ("asleep_after", _("Minutes until I fell asleep"), "number"),
        ("awake", _("Minutes awake in the night, in all"), "number"),
        ("up", _("I got up at"), "time"),
    ]
    # Any: rows of the template.
    fields: list[dict[str, Any]] = [
        {"name": name, "label": label, "type": kind, "value": cells[name]} for name, label, kind in labels
    ]
    context = {
        "morning": morning,
        "fields": fields,
        "told": nights.told(me.patient_id, timezone.localdate(), me.language),
        "token": new_token(),
        "problem": problem,
        "wrong": wrong,
        "may_write": own_may(me.tie.helper, "own_answer"),
    }
    return render(request, "portal/lessons/sleep.html", context, status=422 if problem else 200)


@mine("own_answer", "safety questions about sleep")
@require_POST
def questions(request: PortalRequest) -> HttpResponse:
    """Keep the answers to the safety questions."""
    said = {name: request.POST.get(name, "") for name in sleep_rule().screen}
    changed = course.write(
        request.me, nights.SCREEN, {name: each for name, each in said.items() if each in ("yes", "no")}
    )
    if changed:
        note(request, "own_answered", "safety questions about sleep")
    messages.success(request, _("Your answers are kept."))
    return redirect("portal:sleep")
