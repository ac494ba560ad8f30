"""Asking a question: dangers first, then one's own record where it was allowed, then the library."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from lenitive.desk.passages import address_of
from lenitive.desk.policy import Helper, own_may
from lenitive.knowledge.portal.emergency import ToDo, situations, what_to_do
from lenitive.learn.answer import Reply
from lenitive.learn.ask import ask
from lenitive.portal.access import PortalRequest, mine, note
from lenitive.portal.questions.own import from_record
from lenitive.portal.questions.topics import topics_of
from lenitive.portal.sessions import Me

_LONGEST = 2000  # letters of a question
_BEFORE = 3  # questions of the conversation that come along, in the page alone
# What the library recognises -> the emergency that tells what to do; every other one is `other_sign`.
_SITUATIONS = {"suicide": "self_harm", "cauda_equina": "cauda_equina", "overdose": "overdose"}


@mine("own_see", "the page for a question", quiet=True)
@require_http_methods(["GET", "POST"])
def question(request: PortalRequest) -> HttpResponse:
    """Answer what is asked. It comes by POST, so that it stands in no address; nothing of it is kept."""
    me = request.me
    asked = request.POST.get("q", "")[:_LONGEST].strip()
    before = [each[:_LONGEST] for each in request.POST.getlist("before")][-_BEFORE:]
    allowed = request.POST.get("own") == "yes"
    context: dict[str, Any] = {"asked": asked, "own": allowed, "longest": _LONGEST}
    if asked:
        reply = ask(asked, before)
        context |= _answered(request, asked, reply, allowed=allowed)
        context["before"] = [*before, asked][-_BEFORE:]
        context["may_ask"] = own_may(Helper(me.tie.helper), "own_ask")
    return render(request, "portal/questions/question.html", context)


def _answered(request: PortalRequest, asked: str, reply: Reply, *, allowed: bool) -> dict[str, Any]:
    me = request.me
    if reply.kind == "emergency":
        return {"reply": reply, "to_do": _to_do(reply, me), "situation": _situation(reply)}
    topics = topics_of(asked) if allowed else []
    if topics:
        note(request, "own_see", f"what the record holds for a question: {', '.join(topics)}")
    # The library knows no record: where the record answers, its "I don't know" is left out.
    hidden = bool(topics) and reply.kind == "refuse"
    return {
        "reply": None if hidden else reply,
        "sources": [{"of": each, "url": address_of(each.id)} for each in reply.sources],
        "found": from_record(topics, me),
        "looked": allowed,
    }


def _situation(reply: Reply) -> str:
    return _SITUATIONS.get(reply.sign, "other_sign")


def _to_do(reply: Reply, me: Me) -> ToDo:
    return what_to_do(situations()[_situation(reply)].id, me.account.country, me.language)
