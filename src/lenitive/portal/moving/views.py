"""The hub of what one can do, the card for a bad day, and the times of an activity."""

from __future__ import annotations

from math import ceil
from uuid import UUID, uuid4

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lenitive.desk.policy import Helper, own_may
from lenitive.knowledge.portal.files import said
from lenitive.knowledge.portal.flare import flare_parts
from lenitive.knowledge.portal.pacing import pacing_rule
from lenitive.plan.own import pacing
from lenitive.portal.access import PortalRequest, mine, note
from lenitive.portal.models import FlareCard, Paced, PacedDay
from lenitive.portal.moving.page import timer_context

_MOST_MINUTES = 24 * 60  # of a day
_ACTIVITY_LETTERS = 80


@mine("own_see", "what one can do", quiet=True)
@require_GET
def do(request: PortalRequest) -> HttpResponse:
    """The bad day first, then the diary, pacing, lessons, nights and the body map."""
    return render(request, "portal/moving/do.html", {"may_write": _may_write(request)})


@mine("own_see", "card for a bad day")
@require_GET
def flare(request: PortalRequest) -> HttpResponse:
    """The card, large and short; printable."""
    card = _card(request)
    if card is None and _may_write(request):
        return redirect("portal:flare_write")
    return render(
        request,
        "portal/moving/flare.html",
        {**_card_context(request, card), "may_write": _may_write(request)},
    )


@mine("own_answer", "card for a bad day")
@require_http_methods(["GET", "POST"])
def write_flare(request: PortalRequest) -> HttpResponse:
    """Make the card of the person's own words; what was there before stays in the store."""
    me, known = request.me, flare_parts()
    lines = dict(card.lines) if (card := _card(request)) else {}
    problem = ""
    if request.method == "POST":
        lines = {key: request.POST.get(key, "").replace("\x00", "").strip() for key in known.parts}
        if any(len(text) > known.most_letters for text in lines.values()):
            problem = _(
                "One part is too long: at most %(most)s letters. It is still here. Please shorten it."
            )
            problem %= {"most": known.most_letters}
        else:
            _made, new = FlareCard.objects.get_or_create(
                token=_token(request),
                defaults={
                    "patient_id": me.patient_id,
                    "lines": lines,
                    "at": timezone.now(),
                    "by": me.account.name,
                },
            )
            if new:
                note(request, "own_wrote", "card for a bad day")
            return redirect("portal:flare")
    parts = [
        {
            "id": key,
            "title": said(part.title, me.language),
            "hints": [said(hint, me.language) for hint in part.hints],
            "text": lines.get(key, ""),
        }
        for key, part in known.parts.items()
    ]
    context = {"parts": parts, "problem": problem, "token": uuid4(), "most": known.most_letters}
    return render(request, "portal/moving/flare_write.html", context, status=422 if problem else 200)


def _card(request: PortalRequest) -> FlareCard | None:
    return FlareCard.objects.filter(patient_id=request.me.patient_id).order_by("at", "pk").last()


def _card_context(request: PortalRequest, card: FlareCard | None) -> dict[str, object]:
    known, language = flare_parts(), request.me.language
    lines = card.lines if card else {}
    return {
        "parts": [
            {"title": said(part.title, language), "text": lines[key]}
            for key, part in known.parts.items()
            if lines.get(key)
        ],
        "emergency": said(known.emergency_title, language),
        "signs": [said(each, language) for each in known.emergency_signs],
        "card": card,
    }


@mine("own_answer", "pacing", quiet=True)
@require_http_methods(["GET", "POST"])
def activities(request: PortalRequest) -> HttpResponse:
    """What the person paces, and a new activity."""
    me, problem = request.me, ""
    if request.method == "POST":
        text = request.POST.get("activity", "").replace("\x00", "").strip()
        if text and len(text) <= _ACTIVITY_LETTERS:
            values = {
                "patient_id": me.patient_id,
                "activity": text,
                "made_at": timezone.now(),
                "by": me.account.name,
            }
            Paced.objects.get_or_create(token=_token(request), defaults=values)
            return redirect("portal:pacing")
        problem = _("Please name one activity in a few words.")
    every = Paced.objects.filter(patient_id=me.patient_id, ended_at=None).order_by("made_at")
    context = {
        "every": every,
        "problem": problem,
        "token": uuid4(),
        "typed": request.POST.get("activity", ""),
    }
    return render(request, "portal/moving/pacing.html", context, status=422 if problem else 200)


@mine("own_answer", "pacing of an activity", quiet=True)
@require_GET
def paced(request: PortalRequest, pk: int) -> HttpResponse:
    """The timer of an activity and the days so far."""
    found = _paced(request, pk)
    amount, rule = _amount(found), pacing_rule()
    context = {
        **timer_context(found),
        "days": list(found.days.order_by("-day", "-at")[:14]),
        "token": uuid4(),
        "timed": amount.timed,
        "days_least": rule.days_least,
        "days_most": rule.days_most,
        "amount": _in_words(amount.seconds) if amount.seconds is not None else "",
        "reason": said(rule.reasons[amount.reason], request.me.language),
        "unverified": not rule.verified,
    }
    return render(request, "portal/moving/timer.html", context)


@mine("own_answer", "time of an activity", quiet=True)
@require_POST
def timed(request: PortalRequest, pk: int) -> HttpResponse:
    """Keep how long it was done, or that it was a bad day. The same form again counts once."""
    found = _paced(request, pk)
    bad = "flare" in request.POST
    text = request.POST.get("minutes", "").replace(",", ".").strip()
    try:
        minutes = 0.0 if bad else float(text)
    except ValueError:
        minutes = -1.0
    if not bad and not 0 < minutes <= _MOST_MINUTES:
        messages.error(request, _("Please write the minutes as a number."))
        return redirect("portal:paced", pk)
    planned = _amount(found).seconds
    with transaction.atomic():
        PacedDay.objects.get_or_create(
            token=_token(request),
            defaults={
                "paced": found,
                "day": timezone.localdate(),
                "seconds": round(minutes * 60),
                "planned_seconds": round(planned or 0),
                "flare": bad,
                "at": timezone.now(),
                "by": request.me.account.name,
            },
        )
    messages.success(request, _("Kept. Be kind to yourself today.") if bad else _("Kept."))
    return redirect("portal:paced", pk)


def _amount(paced: Paced) -> pacing.Amount:
    """Today's amount by the rule, from all that was told."""
    told = [
        pacing.Did(each.day, each.seconds, planned=each.planned_seconds > 0, flare=each.flare)
        for each in paced.days.all()
    ]
    return pacing.today(told, timezone.localdate())


def _in_words(seconds: float) -> str:
    """12 minutes; under five minutes, half minutes too; never more than the rule allows."""
    minutes = int(seconds // 60) if seconds >= 5 * 60 else max(seconds // 30 / 2, 0.5)
    return ngettext("%g minute", "%g minutes", ceil(minutes)) % minutes


def _paced(request: PortalRequest, pk: int) -> Paced:
    found = Paced.objects.filter(pk=pk, patient_id=request.me.patient_id, ended_at=None).first()
    if found is None:
        raise Http404("not found, or not for you")
    return found


def _token(request: PortalRequest) -> str:
    """The form's own name; another where a form came without one."""
    try:
        return str(UUID(request.POST.get("token", "")))
    except ValueError:
        return str(uuid4())


def _may_write(request: PortalRequest) -> bool:
    return own_may(Helper(request.me.tie.helper), "own_answer")
