"""The audit trail as people read it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lenitive.desk import audit, store
from lenitive.desk.access import may
from lenitive.desk.models import AuditEvent, Merge, Patient

_ON_A_PAGE = 100
_MOST_PEOPLE = 50


@may("see_audit", "the audit trail")
def trail(request: HttpRequest) -> HttpResponse:
    """Sentences, newest first; `person` and `staff` narrow them down, `check` walks the chain."""
    person, staff = (" ".join(request.GET.get(name, "").split())[:100] for name in ("person", "staff"))
    refused = request.GET.get("refused") == "1"
    pages = Paginator(_events(person, staff, refused=refused), _ON_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    asked = {"person": person, "staff": staff, "refused": "1" if refused else ""}
    context = {
        "entries": audit.entries(page),
        "count": pages.count,
        "pages": _around(page, asked),
        "person": person,
        "staff": staff,
        "refused": refused,
        "chain": audit.verify_chain() if "check" in request.GET else None,
    }
    return render(request, "desk/audit.html", context)


@may("see_trail", "who looked at this record")
def of_person(request: HttpRequest, patient_id: str) -> HttpResponse:
    """Who opened, changed or was refused one person's record, newest first."""
    merged = Merge.objects.filter(kept=patient_id, undone_at=None).values_list("gone", flat=True)
    events = AuditEvent.objects.filter(patient_id__in=[patient_id, *merged]).order_by("-id")
    page = Paginator(events, _ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "entries": audit.entries(page),
        "count": page.paginator.count,
        "pages": _around(page, {}),
        "patient": Patient.objects.get(patient_id=patient_id),
        "patient_id": patient_id,
    }
    return render(request, "desk/person_trail.html", context)


def _events(person: str, staff: str, *, refused: bool) -> QuerySet[AuditEvent]:
    events = AuditEvent.objects.order_by("-id")
    if person:
        # Two steps: the trail may speak of people who have left the store.
        ids = store.found(Patient.objects.all(), person).values_list("patient_id", flat=True)[:_MOST_PEOPLE]
        events = events.filter(patient_id__in=[person, *ids])
    if staff:
        events = events.filter(Q(actor__iexact=staff) | Q(actor_name__icontains=staff))
    return events.filter(allowed=False) if refused else events


def _around(page: Page[AuditEvent], asked: dict[str, str]) -> dict[str, object]:
    kept = {name: value for name, value in asked.items() if value}

    def address(number: int) -> str:
        return "?" + urlencode({**kept, "page": number})

    return {
        "number": page.number,
        "count": page.paginator.num_pages,
        "before": address(page.previous_page_number()) if page.has_previous() else "",
        "after": address(page.next_page_number()) if page.has_next() else "",
    }
