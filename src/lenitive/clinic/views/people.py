"""The list of people: who needs something first, found by name, record number or birth date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lenitive.clinic.alerts import URGENCY, WORDS
from lenitive.clinic.models import PersonSummary
from lenitive.clinic.people_list import MOST_LISTED, PeopleList
from lenitive.clinic.summary import refresh, stale
from lenitive.clinic.svg import at
from lenitive.desk.access import may
from lenitive.desk.partial import wanted
from lenitive.reason.story.words import ago_words, day_of, day_words

_ON_A_PAGE = 60
_PART = "people"  # the list in its page, which changes in place
# Lines made again in one request; the rest keep the day they are of, and the next look makes more of them.
_MADE_AT_ONCE = 6
_SPARK = (72, 20)
_LONGEST_SEARCH = 100


@dataclass(frozen=True)
class Line:
    """One person of the list, in words."""

    patient_id: str
    name: str
    identifier: str
    born: str
    hurts: str
    urgency: str
    word: str
    alert: str
    more: int
    function: str
    function_value: str
    function_words: str
    function_tone: str
    spark: str
    visit: str
    as_of: str
    trouble: str


@may("list", "the list of people")
def people(request: HttpRequest) -> HttpResponse:
    """People whom this member of staff may see; `search` finds, `page` turns."""
    search = " ".join(request.GET.get("search", "").split())[:_LONGEST_SEARCH]
    everybody = PeopleList(request.user, search)  # type: ignore[arg-type]
    page: Page[Any] = Paginator(everybody, _ON_A_PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    context = {
        "lines": _lines(page, today),
        "pages": _pages(page, search),
        "search": search,
        "count": page.paginator.count,
        "more": f"{MOST_LISTED:,}" if everybody.more else "",
        "find_in_place": True,
    }
    if wanted(request, _PART):
        return render(request, "clinic/_people_chosen.html", {**context, "said": _said(page, search)})
    return render(request, "clinic/people.html", context)


def _said(page: Page[Any], search: str) -> str:
    """What a change of the list is announced with."""
    count, pages = page.paginator.count, page.paginator.num_pages
    found = ngettext("%(n)d person", "%(n)d people", count) % {"n": count}
    said = _("%(people)s found for “%(search)s”") % {"people": found, "search": search} if search else found
    return _("%(said)s, page %(page)d of %(pages)d") % {"said": said, "page": page.number, "pages": pages}


def _pages(page: Page[Any], search: str) -> dict[str, Any]:
    """Where the list goes on, for the component that shows it."""

    def address(number: int) -> str:
        return "?" + urlencode({**({"search": search} if search else {}), "page": number})

    return {
        "number": page.number,
        "count": page.paginator.num_pages,
        "part": _PART,
        "before": address(page.previous_page_number()) if page.has_previous() else "",
        "after": address(page.next_page_number()) if page.has_next() else "",
    }


def _lines(page: Page[Any], today: date) -> list[Line]:
    ids = [patient.patient_id for patient in page]
    refresh(stale(ids, today)[:_MADE_AT_ONCE], today)
    known = PersonSummary.objects.in_bulk(ids)
    return [_line(patient, known.get(patient.patient_id), today) for patient in page]


def _line(patient: Any, summary: PersonSummary | None, today: date) -> Line:
    born = day_of(patient.birth_date_low, patient.birth_date_high)
    made = summary or PersonSummary(patient_id=patient.patient_id, as_of=today)
    urgency = URGENCY[made.urgency] if made.urgency < len(URGENCY) else ""
    return Line(
        patient_id=patient.patient_id,
        name=patient.name or patient.patient_id,
        identifier=patient.identifier or "",
        born=str(born) if born else "",
        hurts=made.hurts,
        urgency=urgency,
        word=str(WORDS[urgency]) if urgency else "",
        alert=made.alert,
        more=max(made.loud - 1, 0),
        function=made.function_name,
        function_value=made.function_value,
        function_words=made.function_words,
        function_tone=made.function_tone,
        spark=_spark(made.trend),
        visit=ago_words(made.last_visit, today) if made.last_visit else "",
        as_of="" if summary and made.as_of == today else day_words(made.as_of) if summary else "?",
        trouble=made.trouble,
    )


def _spark(trend: list[list[float]]) -> str:
    """The newest scores as points of a small line; better is up."""
    if len(trend) < 2:
        return ""
    first, last = trend[0][0], trend[-1][0]
    width, height = _SPARK
    days = max(last - first, 1)
    points = [((day - first) / days * width, (1 - good) * height) for day, good in trend]
    return " ".join(f"{at(x + 2)},{at(y + 2)}" for x, y in points)
