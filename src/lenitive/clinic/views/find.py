"""People while somebody types their name: the options of the search box."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lenitive.desk.access import may, visible_people
from lenitive.desk.search import suggested
from lenitive.reason.story.words import day_of

_MOST, _LONGEST = 8, 100


@may("list", "people whose names they began to type")
@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """A piece of a page: up to eight of the people whom this member of staff may see."""
    search = " ".join(request.GET.get("search", "").replace("\x00", " ").split())[:_LONGEST]
    people = suggested(visible_people(request.user), search, _MOST) if search else []  # type: ignore[arg-type]
    lines = [
        (each.patient_id, each.name or each.patient_id, each.identifier or "",
         str(day_of(each.birth_date_low, each.birth_date_high) or ""))
        for each in people
    ]  # fmt: skip
    return render(request, "clinic/_suggestions.html", {"lines": lines, "search": search})
