"""What the person sees on the tablet: a code, one question at a time, and an end that leaves nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lenitive.clinic.models import Asking
from lenitive.clinic.tablet import answers, sessions, walk
from lenitive.clinic.tablet.questions import parse
from lenitive.desk.access import open_to
from lenitive.desk.models import Patient
from lenitive.errors import AnswerError
from lenitive.knowledge.asking import asking as policy

View = Callable[..., HttpResponse]


def _for_anyone(view: View) -> View:
    return open_to("anyone")(login_not_required(view))


def _asked(view: View) -> View:
    """Give a view the asking that this tablet has open; without one, back to the code."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asking = sessions.of(request)
        if asking is None:
            return _over()
        return view(request, asking, *args, **kwargs)

    return _for_anyone(guarded)


def _over() -> HttpResponse:
    response = redirect("clinic:tablet_over")
    sessions.leave_nothing(response)
    return response


@_for_anyone
def tablet(request: HttpRequest) -> HttpResponse:
    """Ask for the code, and open what waits under it; staff who are signed in here are signed out."""
    if request.method != "POST":
        going_on = sessions.of(request)
        if going_on is not None and "code" not in request.GET:
            return _on(going_on)
        return render(request, "clinic/tablet_code.html", {"code": request.GET.get("code", "")[:20]})
    before = sessions.of(request)
    try:
        _asking, key = sessions.open_with(request.POST.get("code", "")[:40], request)
    except sessions.WrongCode as wrong:
        return render(request, "clinic/tablet_code.html", {"problem": str(wrong)}, status=422)
    if before is not None:
        sessions.end(before, _("another code was opened on the tablet"))
    if request.user.is_authenticated:
        logout(request)
    response = redirect("clinic:tablet_hello")
    sessions.keep_key(response, key)
    return response


@_asked
@require_GET
def hello(request: HttpRequest, asking: Asking) -> HttpResponse:
    """The first name, to make sure of the person, and what is coming."""
    name = Patient.objects.filter(patient_id=asking.patient_id).values_list("name", flat=True).first()
    questions = len(walk.every(asking))
    forms = list(walk.progress(asking))
    context = {
        "first_name": _first(name or ""),
        "questions": questions,
        "minutes": policy().minutes(questions),
        "labels": any(form.labels for form in forms),
    }
    return render(request, "clinic/tablet_hello.html", context)


def _first(name: str) -> str:
    """The first name alone: of "Rosa Lindqvist", or of "Lindqvist, Rosa"."""
    words = name.partition(",")[2].split() or name.replace(",", " ").split()
    return words[0] if words else ""


@_asked
@require_POST
def not_me(request: HttpRequest, asking: Asking) -> HttpResponse:
    """The wrong person holds the tablet: nothing more is shown."""
    return _ended(request, asking, _("the person said that it was not them"))


@_asked
def question(request: HttpRequest, asking: Asking, form: int, item: int) -> HttpResponse:
    """One question with GET; its answer, or a skip, with POST. The same answer twice changes nothing."""
    at = walk.Place(form, item)
    if at not in walk.every(asking):
        return _on(asking)  # an address of before a short form came, or a made up one
    if request.method != "POST":
        return _question(request, asking, at)
    instrument = walk.form_at(asking, form)
    asked = instrument.items[item]
    skipped = request.POST.get("do") == "skip"
    try:
        value = None if skipped else parse(instrument, asked, request.POST.get("value", "")[:200])
    except AnswerError as problem:
        return _question(request, asking, at, str(problem), status=422)
    if value is None and not skipped:
        return _question(request, asking, at, _("Choose an answer, or leave this question out."), status=422)
    with transaction.atomic():  # an alarm and its event are kept both, or neither
        raised = answers.keep(asking, form, asked.key, value)
        if raised:
            sessions.note(request, asking, "tablet_alarm", f"{instrument.name}: {', '.join(raised)}")
    said = [flag for flag in raised if flag in policy().said_at_once]
    return redirect("clinic:tablet_now", form=form, item=item) if said else _next(request, asking, at)


@_asked
@require_GET
def now(request: HttpRequest, asking: Asking, form: int, item: int) -> HttpResponse:
    """After an answer that cannot wait: calm words, what to do now, and the way on."""
    at = walk.Place(form, item)
    if at not in walk.every(asking):
        return _on(asking)  # an address of before a short form came, or a made up one
    instrument = walk.form_at(asking, form)
    here = [
        flag
        for flag, name, key in asking.alarms
        if (name, key) == (instrument.id, instrument.items[item].key)
    ]
    said = next((policy().said_at_once[flag] for flag in here if flag in policy().said_at_once), None)
    if said is None:
        return redirect("clinic:tablet_question", form=form, item=item)
    return render(request, "clinic/tablet_now.html", {"said": said, "form": form, "item": item})


@_asked
@require_POST
def go_on(request: HttpRequest, asking: Asking, form: int, item: int) -> HttpResponse:
    """To the question after this one."""
    at = walk.Place(form, item)
    if at not in walk.every(asking):
        return _on(asking)  # an address of before a short form came, or a made up one
    return _next(request, asking, at)


@_asked
@require_POST
def short(request: HttpRequest, asking: Asking, form: int) -> HttpResponse:
    """Too tired for the long form: its short one instead; what was answered of the long one stays."""
    if form >= len(asking.forms) or (instead := walk.short_of(asking, form)) is None:
        return _on(asking)
    with transaction.atomic():
        _finish(request, asking, form)
        answers.put_short(asking, form, instead.short)
    asking.refresh_from_db()
    return _on(asking)


@_asked
@require_POST
def stop(request: HttpRequest, asking: Asking) -> HttpResponse:
    """Stop for now; every answer stays."""
    return _ended(request, asking, _("stopped by the person; the answers so far are kept"))


@_for_anyone
@require_GET
def done(request: HttpRequest) -> HttpResponse:
    """Thanks, and who gets the tablet; it says nothing about anybody."""
    return render(request, "clinic/tablet_done.html")


@_for_anyone
@require_GET
def over(request: HttpRequest) -> HttpResponse:
    """The asking is over or lay too long; what was answered is kept."""
    return render(request, "clinic/tablet_code.html", {"over": True})


def _question(
    request: HttpRequest, asking: Asking, at: walk.Place, problem: str = "", *, status: int = 200
) -> HttpResponse:
    return render(request, "clinic/tablet_question.html", walk.page_of(asking, at, problem), status=status)


def _next(request: HttpRequest, asking: Asking, at: walk.Place) -> HttpResponse:
    places = walk.every(asking)
    following = places[places.index(at) + 1 :]
    if not following or following[0].form != at.form:
        _finish(request, asking, at.form)
    if following:
        return redirect("clinic:tablet_question", form=following[0].form, item=following[0].item)
    return _ended(request, asking, _("finished"))


@transaction.atomic
def _finish(request: HttpRequest, asking: Asking, place: int) -> None:
    if answers.finish(asking, place):
        form = walk.form_at(asking, place)
        what = _("%(form)s, %(answered)d of %(all)d questions") % {
            "form": form.name,
            "answered": len(answers.given(asking, place)),
            "all": len(form.items),
        }
        sessions.note(request, asking, "tablet_answered", what)


def _on(asking: Asking) -> HttpResponse:
    at = walk.first_open(asking) or walk.every(asking)[-1]
    return redirect("clinic:tablet_question", form=at.form, item=at.item)


def _ended(request: HttpRequest, asking: Asking, why: str) -> HttpResponse:
    with transaction.atomic():
        sessions.end(asking, why)
        sessions.note(request, asking, "tablet_ended", why)
    response = redirect("clinic:tablet_done")
    sessions.leave_nothing(response)
    return response
