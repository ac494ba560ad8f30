"""The one page of a person."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_htmx.http import reswap

from lenitive.clinic.body_map.maps import body_maps
from lenitive.clinic.choices.asked import asked
from lenitive.clinic.decisions.shown import note_shown
from lenitive.clinic.from_home import new_from_home
from lenitive.clinic.models import Entry
from lenitive.clinic.page import kept_page
from lenitive.desk import store
from lenitive.desk.access import may, rule
from lenitive.desk.partial import Undo, wanted
from lenitive.reason.story.words import day_words

_JUDGED = "alerts-now"  # the part that stands for all that follow from a decision


@may("see", "summary")
def person(request: HttpRequest, patient_id: str) -> HttpResponse:
    """Everything before a visit, as of today."""
    return render(request, "clinic/person.html", _context(request, patient_id))


def in_place(request: HttpRequest) -> bool:
    """Whether a form of the one page asks for the parts that are judged anew, and not for the page."""
    return wanted(request, _JUDGED)


def judged_anew(
    request: HttpRequest, patient_id: str, undo_at: str = "", entry: Entry | None = None
) -> HttpResponse:
    """The parts of the one page that follow from what was just decided; each finds its place by its id.

    undo_at : the name of the address that takes `entry` back, where something was kept.
    """
    context = {**_context(request, patient_id), "oob": True}
    if entry is not None:
        # What is kept is said beside its way back, and not twice.
        words = " ".join(str(each) for each in messages.get_messages(request))
        fields = (("entry", str(entry.pk)),)
        context["undo"] = Undo(words, reverse(undo_at, args=[patient_id]), fields, _JUDGED)
    return reswap(render(request, "clinic/_judged_anew.html", context), "none")


def _context(request: HttpRequest, patient_id: str) -> dict[str, Any]:
    today = timezone.localdate()
    with store.person(patient_id) as record:
        kept = kept_page(record, patient_id, today)
    page = kept.page
    maps = body_maps(patient_id)
    note_shown(patient_id, (alert.rule for alert in (*page.loud, *page.quiet)), today)
    return {
        "page": page,
        "parts": kept.parts,
        "patient_id": patient_id,
        "body_map": day_words(maps[-1].at.date()) if maps else "",
        "described": kept.described,
        "choices": () if page.person.dead else asked(patient_id, page.choices, today),
        "new_from_home": new_from_home(patient_id),
        "may_plan": _may(request, "plan"),
        "may_ask": not page.person.dead and _may(request, "ask_person"),
        "may_book": _may(request, "book"),
        "may_invite": _may(request, "invite"),
        "may_edit": _may(request, "edit_person"),
        "may_assign": _may(request, "assign"),
        "may_review": _may(request, "review"),
        "may_choose": _may(request, "choose"),
        "as_of": day_words(today),
        "for_title": _("For"),
        "against_title": _("Against"),
        "unknown_title": _("Not known"),
    }


def _may(request: HttpRequest, action: str) -> bool:
    """Whether whoever reads this may do something about the person; the relation is known by now."""
    relation = request.decision.relation  # type: ignore[attr-defined]
    return rule(request.user.role, action, relation).allowed  # type: ignore[union-attr]
