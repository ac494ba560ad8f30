"""What the page of an evaluation and the store tell each other while somebody types: JSON, often.

These addresses are quiet: the audit trail holds who was refused, and once a quarter of an hour who reads and
who writes; each single edit stands in the history of its field, with name and time.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from lenitive.clinic.evaluation.drawn import moment
from lenitive.clinic.evaluation.edits import Kept, Sent, SignedError, field_named, keep, newest
from lenitive.clinic.evaluation.page import first_of, here, norm_of
from lenitive.clinic.evaluation.presence import leave, note_here
from lenitive.clinic.evaluation.views import found, staff_of, version
from lenitive.clinic.models import Evaluation, EvaluationEdit
from lenitive.desk.access import decide, may
from lenitive.desk.models import Staff
from lenitive.errors import InputError

# Any: JSON.
Json = dict[str, Any]
_MOST_AT_ONCE = 300


@may("record", "an evaluation", quiet=True)
@require_POST
def save(request: HttpRequest, patient_id: str, pk: int) -> HttpResponse:
    """Keep edits, each for itself, in their order; answers what became of each, and what is new.

    409 where the page belongs to somebody else than is signed in now; 400 for what is no such request.
    """
    evaluation, staff = found(patient_id, pk), staff_of(request)
    asked = _asked(request)
    if asked is None:
        return _json({"problem": "no edits could be read"}, status=400)
    if asked.get("me") != staff.pk:
        return _json({"problem": "somebody else is signed in", "me": staff.pk}, status=409)
    results = [_kept(evaluation, sent, staff) for sent in _edits(asked)]
    note_here(evaluation, staff, str(asked.get("part", "")))
    return _json({"results": results, **_news(request, evaluation, staff, _number(asked.get("since")))})


def _asked(request: HttpRequest) -> Json | None:
    try:
        asked = orjson.loads(request.body)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(asked, dict) or not isinstance(asked.get("edits"), list):
        return None
    return asked if len(asked["edits"]) <= _MOST_AT_ONCE else None


def _edits(asked: Json) -> Iterator[Sent]:
    for each in asked["edits"]:
        if isinstance(each, dict):
            texts = {name: str(each.get(name, "")) for name in ("field", "text", "key", "base", "reason")}
            yield Sent(**texts, seen=_number(each.get("seen")))


def _number(value: object) -> int:
    return value if isinstance(value, int) and 0 <= value < 2**31 else 0


def _kept(evaluation: Evaluation, sent: Sent, staff: Staff) -> Json:
    try:
        kept = keep(evaluation.pk, sent, staff)
    except SignedError as problem:
        return {"field": sent.field, "key": sent.key, "signed": True, "problem": str(problem)}
    except InputError as problem:
        return {"field": sent.field, "key": sent.key, "problem": str(problem)}
    return {"field": sent.field, "key": sent.key, **_told(kept), "norm": _norm(evaluation, sent.field, kept)}


def _told(kept: Kept) -> Json:
    at = moment(kept.at) if kept.at is not None else ""
    return {
        **{"number": kept.number, "text": kept.text, "who": kept.who, "at": at, "is_new": kept.is_new},
        **{"base_sent": kept.base_sent, "base_now": kept.base_now, "met": kept.met, "was": kept.was},
    }


def _norm(evaluation: Evaluation, name: str, kept: Kept) -> str:
    field = field_named(name)
    return str(norm_of(evaluation, field, kept.text)) if field.norm else ""


@may("see", "an evaluation", quiet=True)
@require_GET
def state(request: HttpRequest, patient_id: str, pk: int) -> HttpResponse:
    """What is new since a change (`since`); 204 where nothing is and the same people are here.

    With `token` it tells what a form must send along, after signing in again.
    """
    evaluation, staff = found(patient_id, pk), staff_of(request)
    if decide(staff, "record", patient_id).allowed:
        note_here(evaluation, staff, request.GET.get("part", ""))
    since = request.GET.get("since", "0")
    news = _news(request, evaluation, staff, int(since) if since.isascii() and since.isdigit() else 0)
    if request.GET.get("token"):
        return _json({**news, "token": get_token(request)})
    if request.GET.get("mark") == news["mark"]:
        return HttpResponse(status=204, headers={"Cache-Control": "no-store"})
    return _json(news)


def _news(request: HttpRequest, evaluation: Evaluation, staff: Staff, since: int) -> Json:
    """Fields that say something else since a change, who is here, and which version answers."""
    now = Evaluation.objects.get(pk=evaluation.pk)
    changes = list(
        EvaluationEdit.objects.filter(evaluation=now, number__gt=since).values_list("field", flat=True)
    )
    heads = newest(now.pk, list(dict.fromkeys(changes))) if changes else {}
    people = [f"{each.who}|{each.part}" for each in here(now, staff)]
    return {
        "me": staff.pk,
        "version": version(),
        "number": now.number,
        "signed": now.signed_by if now.signed_at is not None else "",
        "here": [dict(zip(("who", "part"), each.split("|"), strict=True)) for each in people],
        "mark": f"{now.number} {len(now.signed_by)} {' '.join(people)}",
        "changes": [
            {
                **{"field": name, "number": edit.number, "text": edit.text, "who": edit.who},
                **{"at": moment(edit.at), "mine": edit.staff_id == staff.pk},
            }
            for name, edit in heads.items()
        ],
    }


@may("see", "an evaluation", quiet=True)
@require_GET
def first(request: HttpRequest, patient_id: str, pk: int) -> HttpResponse:
    """What stands first now: the part of the page."""
    evaluation = found(patient_id, pk)
    can_fill = evaluation.signed_at is None and decide(request.user, "record", patient_id).allowed
    context = {
        "patient_id": patient_id,
        "first": first_of(evaluation),
        "evaluation": evaluation,
        "can_fill": can_fill,
    }
    return render(request, "clinic/evaluation/_first.html", context)


@may("see", "an evaluation", quiet=True)
@require_POST
def gone(request: HttpRequest, patient_id: str, pk: int) -> HttpResponse:
    """The page was closed."""
    leave(found(patient_id, pk), staff_of(request))
    return HttpResponse(status=204)


def _json(content: Json, status: int = 200) -> HttpResponse:
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(
        orjson.dumps(content), content_type="application/json", status=status, headers=headers
    )
