"""The diary: today in 20 seconds, what a device kept, the week, and a reminder."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lenitive.desk.policy import Helper, own_may
from lenitive.portal.access import PortalRequest, mine, note
from lenitive.portal.diary import fields, keeping
from lenitive.portal.diary.page import diary_context, whose
from lenitive.portal.diary.week import week_of

_MOST_BYTES = 500_000


@mine("own_answer", "diary", quiet=True)
@require_http_methods(["GET", "POST"])
def diary(request: PortalRequest) -> HttpResponse:
    """Today's entry; it works without a script as well, by the clinic's clock."""
    me, day = request.me, _day(request.POST.get("day") or request.GET.get("day"))
    told = keeping.days(me.patient_id, day, day).get(day, {})
    if request.method != "POST":
        return render(request, "portal/diary/diary.html", diary_context(told, me.language, day=day))
    typed = _typed(request)
    try:
        sent = keeping.read({**_form(request), "day": day.isoformat(), "answers": typed})
    except fields.Refused as problem:
        context = {**diary_context({**told, **typed}, me.language, day=day), "problem": str(problem)}
        return render(request, "portal/diary/diary.html", context, status=422)
    if _keep(request, [sent]):
        note(request, "own_answered", "diary")
    messages.success(request, _("Kept with your clinic."))
    return redirect("portal:diary_week")


def _form(request: PortalRequest) -> dict[str, Any]:
    given = request.POST
    return {
        "uuid": given.get("uuid", ""),
        "version": given.get("version", ""),
        "at": timezone.now().isoformat(),
        "offset": 0,
    }


def _typed(request: PortalRequest) -> dict[str, Any]:
    """The answers of a form that came without a script, where they differ from what the form began with."""
    given, was = request.POST, _was(request)
    now: dict[str, Any] = {each.field: each.field in given for each in fields.toggles({}, "en")}
    for each in fields.questions({}, "en"):
        text = given.get(each.field, "")
        now[each.field] = int(text) if text.isdecimal() and text.isascii() else None
    now[fields.WORDS] = given.get(fields.WORDS, "").strip() or None
    empty = {field: False if field.startswith(fields.DID) else None for field in now}
    return {field: value for field, value in now.items() if value != was.get(field, empty[field])}


def _was(request: PortalRequest) -> dict[str, Any]:
    try:
        was = json.loads(request.POST.get("was", "{}"))
    except ValueError:
        return {}
    return was if isinstance(was, dict) else {}


def _day(text: str | None) -> date:
    """The day of an address or a form; today where it is none."""
    try:
        return min(date.fromisoformat(text or ""), timezone.localdate())
    except ValueError:
        return timezone.localdate()


def _keep(request: PortalRequest, every: list[keeping.Sent]) -> int:
    me = request.me
    return sum(keeping.keep(me.patient_id, sent, by=me.account.name) for sent in every)


@mine("own_answer", "diary of a device", quiet=True)
@require_http_methods(["GET", "POST"])
def sync(request: PortalRequest) -> HttpResponse:
    """Take in what a device kept. GET says whose diary this is, with the form's key.

    POST {"whose", "entries": [{"uuid", "version", "day", "at", "offset", "answers"}]} answers
    {"kept": [version], "refused": {version: why}}; the same again, or in another order, changes nothing.
    """
    sign = whose(request.me)
    if request.method != "POST":
        return JsonResponse({"whose": sign, "token": get_token(request)})
    given = _given(request)
    if given is None:
        return JsonResponse({"problem": "not understood"}, status=400)
    if given["whose"] != sign:  # another person's page is open here now: theirs waits on the phone
        return JsonResponse({"problem": "another person"}, status=409)
    kept, refused, new = [], {}, 0
    for raw in given["entries"]:
        version = str(raw.get("version", ""))[:36] if isinstance(raw, dict) else ""
        try:
            new += _keep(request, [keeping.read(raw)])
            kept.append(version)
        except fields.Refused as problem:
            refused[version] = str(problem)
    if new:
        note(request, "own_answered", f"diary, {new}")
    return JsonResponse({"kept": kept, "refused": refused})


def _given(request: PortalRequest) -> dict[str, Any] | None:
    """What was posted, where it has the shape of a batch. Any: JSON, read entry by entry."""
    if len(request.body) > _MOST_BYTES:
        return None
    try:
        given = json.loads(request.body)
    except ValueError:
        return None
    if not isinstance(given, dict) or not isinstance(given.get("entries"), list) or "whose" not in given:
        return None
    return given if len(given["entries"]) <= keeping.MOST_AT_ONCE else None


@mine("own_see", "week of the diary")
@require_GET
def week(request: PortalRequest) -> HttpResponse:
    """The last days in one picture, with at most one sentence."""
    me = request.me
    context = {
        "week": week_of(me.patient_id, timezone.localdate(), me.language),
        "may_write": own_may(Helper(me.tie.helper), "own_answer"),
    }
    return render(request, "portal/diary/week.html", context)
