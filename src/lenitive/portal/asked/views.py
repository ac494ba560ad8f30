"""Questionnaires from home: what is due, one question at a time, and what the answers say."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lenitive.clinic.models import Asking, Way
from lenitive.clinic.tablet import answers, sessions, walk
from lenitive.clinic.tablet.questions import Value, parse
from lenitive.errors import AnswerError, InputError
from lenitive.knowledge import instruments
from lenitive.portal.access import PortalRequest, mine
from lenitive.portal.asked import keeping, offered
from lenitive.portal.asked import said as telling
from lenitive.portal.asked.card import why
from lenitive.portal.asked.due import due
from lenitive.portal.safety.watching import cannot_wait, who_reads

_LONGEST = 200
_LATELY = 365
View = Callable[..., HttpResponse]


@mine("own_answer", "questionnaires", quiet=True)
@require_GET
def ask(request: PortalRequest) -> HttpResponse:
    """What waits, what is due and why, and what was answered."""
    me = request.me
    held, found = offered.waiting(me), due(me.patient_id)
    forms = [instruments.instrument(form) for form in found.forms] if found and held is None else []
    context = {
        "held": held,
        "names": offered.names(held.asking) if held else "",
        "due": found if forms else None,
        "why": why(found, me.language) if found else "",
        "forms": [(form, offered.name_of(form.id, form.name)) for form in forms],
        "minutes": offered.minutes_of(forms) if forms else 0,
        "done": [(each, offered.names(each)) for each in offered.finished_lately(me.patient_id, _LATELY)[:5]],
    }
    return render(request, "portal/asked/ask.html", context)


@mine("own_answer", "questionnaires begun")
@require_POST
def start(request: PortalRequest) -> HttpResponse:
    """Begin what is due; a second tap, or another device, goes on with the same."""
    found = due(request.me.patient_id)
    held = offered.waiting(request.me)
    if held is not None:
        return redirect("portal:ask_resume", held.asking.pk)
    chosen = [form for form in request.POST.getlist("form") if found and form in found.forms]
    try:
        begun = offered.begin(request.me, chosen)
    except InputError:
        messages.info(request, _("These questions are not due any more."))
        return redirect("portal:ask")
    return redirect("portal:ask_resume", begun.pk)


def _open(view: View) -> View:
    """Give a view the asking at this address, while it goes on; of another person it is a 404."""

    @wraps(view)
    def guarded(request: PortalRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponse:
        held = _one(request, pk)
        if held.ended_at is not None:  # finished here, on another device, or replaced: a stale page
            if held.opened_at is None:
                return redirect("portal:ask")
            return redirect("portal:ask_said", pk)
        if not walk.every(held):  # of a bank that the site took away
            sessions.end(held, _("these questions are not there any more"))
            return redirect("portal:ask")
        return view(request, held, *args, **kwargs)

    return guarded


def _one(request: PortalRequest, pk: int) -> Asking:
    found = Asking.objects.filter(pk=pk, patient_id=request.me.patient_id, way=Way.PORTAL).first()
    if found is None:
        raise Http404("no such questions")
    return found


@mine("own_answer", "questionnaires", quiet=True)
@require_GET
@_open
def resume(request: PortalRequest, held: Asking) -> HttpResponse:
    """To the first question that is open."""
    return _on(held)


@mine("own_answer", "a question", quiet=True)
@_open
def question(request: PortalRequest, held: Asking, form: int, item: int) -> HttpResponse:
    """One question with GET; its answer, or a skip, with POST. The same answer twice changes nothing."""
    at = walk.Place(form, item)
    if at not in walk.every(held):
        return _on(held)  # an address of before a short form came, or a made up one
    if request.method != "POST":
        return _question(request, held, at)
    skipped = request.POST.get("do") == "skip"
    instrument, asked = walk.form_at(held, form), walk.item_at(held, at)
    if request.POST.get("item", asked.key) != asked.key:
        return _on(held)  # another device changed an answer since, and another question follows now
    value: Value | None = None
    try:
        if not skipped:
            value = parse(instrument, asked, request.POST.get("value", "")[:_LONGEST])
    except AnswerError as problem:
        return _question(request, held, at, str(problem), status=422)
    if value is None and not skipped:
        return _question(request, held, at, _("Choose an answer, or leave this one out."), status=422)
    if cannot_wait(instrument.id) and not who_reads(request.me.patient_id).watches:
        return _nobody_watches(request, held, form)
    kind = keeping.keep(request, held, at, value)
    held.refresh_from_db()
    onward = _next(request, held, at)
    return _help_now(request, kind, onward) if kind else onward


def _help_now(request: PortalRequest, kind: str, onward: HttpResponse) -> HttpResponse:
    """Straight to what to do now; from there the way leads on."""
    query = {"kind": kind, "on": onward.headers["Location"]}
    if request.me.account.country:
        query["country"] = request.me.account.country
    return redirect(f"{reverse('portal:now')}?{urlencode(query)}")


def _nobody_watches(request: PortalRequest, held: Asking, form: int) -> HttpResponse:
    """Whoever watched is gone since this began: the form is not asked on; what was answered stays."""
    keeping.finish(request, held, form)
    messages.info(request, _("Your clinic has paused these questions. What you answered is kept."))
    sessions.end(held, _("nobody watches any more"))
    return redirect("portal:ask")


@mine("own_answer", "the short form")
@require_POST
@_open
def short(request: PortalRequest, held: Asking, form: int) -> HttpResponse:
    """Too tired for the long form: its short one instead; what was answered of the long one stays."""
    instead = walk.short_of(held, form) if form < len(held.forms) else None
    if instead is None or not offered.may_be_asked(held.patient_id, instead.short):
        return _on(held)
    with transaction.atomic():
        keeping.finish(request, held, form)
        answers.put_short(held, form, instead.short)
    held.refresh_from_db()
    return _on(held)


@mine("own_answer", "questionnaires put aside")
@require_POST
@_open
def stop(request: PortalRequest, held: Asking) -> HttpResponse:
    """Stop for now: it waits on the first page, of every device."""
    messages.success(request, _("Your answers are kept. Go on whenever you like."))
    return redirect("portal:home")


@mine("own_answer", "questionnaires ended")
@require_POST
@_open
def finish(request: PortalRequest, held: Asking) -> HttpResponse:
    """Be done with it: half of a form counts for what it can say."""
    for place in range(len(held.forms)):
        keeping.finish(request, held, place)
    sessions.end(held, _("ended by the person; the answers so far are kept"))
    return redirect("portal:ask_said", held.pk)


@mine("own_see", "what the answers say", quiet=True)
@require_GET
def said(request: PortalRequest, pk: int) -> HttpResponse:
    """What the answers say, what changed, and one next thing."""
    held = _one(request, pk)
    if held.ended_at is None:
        return redirect("portal:ask")
    found, bare = telling.said(held)
    context = {
        "found": found,
        "bare": bare,
        "labels": any(form.labels for form in walk.progress(held)),
        "wide": telling.WIDTH,
        "high": telling.HEIGHT,
    }
    return render(request, "portal/asked/said.html", context)


def _question(
    request: PortalRequest, held: Asking, at: walk.Place, problem: str = "", *, status: int = 200
) -> HttpResponse:
    context = {
        **walk.page_of(held, at, problem),
        "asking": held,
        "reads": who_reads(held.patient_id) if cannot_wait(walk.form_at(held, at.form).id) else None,
    }
    return render(request, "portal/asked/question.html", context, status=status)


def _next(request: PortalRequest, held: Asking, at: walk.Place) -> HttpResponse:
    places = walk.every(held)
    following = places[places.index(at) + 1 :]
    if not following or following[0].form != at.form:
        keeping.finish(request, held, at.form)
    if following:
        return redirect("portal:ask_question", held.pk, following[0].form, following[0].item)
    sessions.end(held, _("finished"))
    return redirect("portal:ask_said", held.pk)


def _on(held: Asking) -> HttpResponse:
    at = walk.first_open(held) or walk.every(held)[-1]
    return redirect("portal:ask_question", held.pk, at.form, at.item)
