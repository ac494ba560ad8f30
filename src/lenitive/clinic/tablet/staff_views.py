"""What staff see: which questionnaires, the code for the tablet, how far it is, and the form to read out."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from allauth.mfa.adapter import get_adapter
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lenitive.clinic.models import Asking, Way
from lenitive.clinic.tablet import answers, at_home, sessions, walk
from lenitive.clinic.tablet.offered import is_invented, offers
from lenitive.clinic.tablet.questions import Value, parse
from lenitive.desk import audit
from lenitive.desk.access import decide, may
from lenitive.desk.models import Patient
from lenitive.errors import AnswerError, InputError
from lenitive.knowledge.asking import asking as policy

_CODE = "tablet_code"


@may("ask_person", "the choice of questionnaires")
def choose(request: HttpRequest, patient_id: str) -> HttpResponse:
    """Choose what to ask with GET; with POST the asking begins, `way` on the tablet or read out."""
    if request.method != "POST":
        return _choose(request, patient_id)
    sent = request.POST.get("way", "")
    way = Way(sent) if sent in Way.values else Way.TABLET
    try:
        if way == Way.PORTAL:
            at_home.refuse(patient_id, request.POST.getlist("form"))
        asking, code = sessions.start(patient_id, request.POST.getlist("form"), request.user, way)  # type: ignore[arg-type]
    except InputError as problem:
        return _choose(request, patient_id, str(problem), status=422)
    if way == Way.READ_OUT:
        return redirect("clinic:ask_read_out", patient_id, asking.pk)
    if way == Way.PORTAL:
        return redirect("clinic:asking", patient_id, asking.pk)
    # The code is kept where nobody but this member of staff reads it, until it is used.
    request.session[_CODE] = {"asking": asking.pk, "code": code}
    return redirect("clinic:asking", patient_id, asking.pk)


def _choose(request: HttpRequest, patient_id: str, problem: str = "", *, status: int = 200) -> HttpResponse:
    every = offers(patient_id, timezone.localdate())
    context = {
        **_person(request, patient_id),
        "first": [offer for offer in every if offer.first],
        "others": [offer for offer in every if not offer.first and not offer.why_not],
        "refused": [offer for offer in every if offer.why_not],
        "invented": is_invented(patient_id),
        "at_home": at_home.is_open_to(patient_id),
        "chosen": set(request.POST.getlist("form")),
        "problem": problem,
        "today": sessions.of_day(patient_id, timezone.localdate()),
    }
    return render(request, "clinic/ask.html", context, status=status)


@may("ask_person", "how far the questionnaires are")
def asking(request: HttpRequest, patient_id: str, pk: int) -> HttpResponse:
    """The code with its picture, then how far the person is, and what must be known now."""
    one = _one(patient_id, pk)
    kept = request.session.get(_CODE, {})
    code = kept.get("code", "") if kept.get("asking") == pk and one.code_hash else ""
    address = request.build_absolute_uri(reverse("clinic:tablet"))
    context = {
        **_person(request, patient_id),
        "asking": one,
        "live": sessions.is_live(one),
        "code": " ".join((code[:3], code[3:])) if code else "",
        "picture": _picture(f"{address}?code={code}") if code else "",
        "address": address,
        "forms": list(walk.progress(one)),
        "alarms": _alarms(one),
    }
    return render(request, "clinic/asking.html", context)


def _picture(url: str) -> str:
    """A QR code as the source of an image, drawn by the library that draws those of second factors."""
    svg = get_adapter().build_totp_svg(url)
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


def _alarms(one: Asking) -> list[dict[str, str]]:
    found = []
    for flag, instrument, item in one.alarms:
        form = next(each.form for each in walk.progress(one) if each.form.id == instrument)
        said = policy().said_at_once.get(flag)
        action = next((each.action for each in form.flags if each.id == flag), "")
        found.append({"form": form.name, "item": form.item(item).label, "do": said.staff if said else action})
    return found


@may("ask_person", "the end of an asking")
@require_POST
def stop(request: HttpRequest, patient_id: str, pk: int) -> HttpResponse:
    """End it from here: the tablet shows nothing more; what was answered stays."""
    sessions.end(_one(patient_id, pk), _("ended by %s") % request.user.name)  # type: ignore[union-attr]
    messages.success(request, _("Ended. What was answered is kept."))
    return redirect("clinic:asking", patient_id, pk)


@may("ask_person", "questionnaires read out")
def read_out(request: HttpRequest, patient_id: str, pk: int) -> HttpResponse:
    """Every question on one page, to be read out; POST keeps all answers, or none where one is wrong."""
    one = _one(patient_id, pk)
    if one.way != Way.READ_OUT:
        raise Http404("this one is answered on the tablet")
    if not sessions.is_live(one):
        return redirect("clinic:asking", patient_id, pk)
    if request.method != "POST":
        return _read_out(request, one, {}, {})
    said, wrong = _said(request, one)
    if wrong:
        return _read_out(request, one, wrong, request.POST, status=422)
    with transaction.atomic():  # all of it and its events, or nothing
        for (place, item), value in said.items():
            if value is not None or item in answers.given(one, place):
                _keep(request, one, place, item, value)
        for place in range(len(one.forms)):
            _finish(request, one, place)
        sessions.end(one, _("read out"))
    messages.success(request, _("Kept, marked as read out. What the rules say follows at once."))
    return redirect("clinic:asking", patient_id, pk)


def _said(
    request: HttpRequest, one: Asking
) -> tuple[dict[tuple[int, str], Value | None], dict[tuple[int, str], str]]:
    said: dict[tuple[int, str], Value | None] = {}
    wrong: dict[tuple[int, str], str] = {}
    for place in range(len(one.forms)):
        form = walk.form_at(one, place)
        for item in form.items:
            try:
                said[place, item.key] = parse(form, item, request.POST.get(f"{place}-{item.key}", "")[:200])
            except AnswerError as problem:
                wrong[place, item.key] = str(problem)
    return said, wrong


def _keep(request: HttpRequest, one: Asking, place: int, item: str, value: Value | None) -> None:
    raised = answers.keep(one, place, item, value)
    if raised:
        what = f"{walk.form_at(one, place).name}: {', '.join(raised)}"
        audit.record(
            request, "tablet_alarm", what=what, patient_id=one.patient_id, allowed=True, why=_("read out")
        )


def _finish(request: HttpRequest, one: Asking, place: int) -> None:
    if answers.finish(one, place):
        what = _("%s, read out") % walk.form_at(one, place).name
        audit.record(
            request, "tablet_answered", what=what, patient_id=one.patient_id, allowed=True, why=_("read out")
        )


# Any: what was sent, by name; a problem by place and item.
def _read_out(
    request: HttpRequest, one: Asking, wrong: dict[tuple[int, str], str], sent: Any, *, status: int = 200
) -> HttpResponse:
    forms = [
        {
            "name": form.form.name,
            "recall": "" if form.official else form.form.recall,
            "official": form.official,
            "labels": form.labels,
            "questions": [
                {
                    "name": f"{place}-{each.item}",
                    "it": each,
                    "given": sent.get(f"{place}-{each.item}", each.given),
                    "wrong": wrong.get((place, each.item), ""),
                }
                for each in walk.all_of(one, place)
            ],
        }
        for place, form in enumerate(walk.progress(one))
    ]
    context = {**_person(request, one.patient_id), "asking": one, "forms": forms, "wrong": bool(wrong)}
    return render(request, "clinic/ask_read_out.html", context, status=status)


def _one(patient_id: str, pk: int) -> Asking:
    try:
        return Asking.objects.get(pk=pk, patient_id=patient_id)
    except Asking.DoesNotExist:
        raise Http404("no such asking") from None


def _person(request: HttpRequest, patient_id: str) -> dict[str, Any]:
    """Who it is about; the page of the person is linked for those alone who may open it."""
    name = Patient.objects.filter(patient_id=patient_id).values_list("name", flat=True).first()
    return {
        "patient_id": patient_id,
        "name": name or patient_id,
        "may_record": decide(request.user, "record", patient_id).allowed,
        "may_see": decide(request.user, "see", patient_id).allowed,
    }
