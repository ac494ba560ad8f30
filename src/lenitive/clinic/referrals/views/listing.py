"""The list of referrals."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lenitive.clinic.referrals.listing import FILTERS, ON_A_PAGE, Filters, counts, matching, rows
from lenitive.desk.access import may
from lenitive.knowledge.visits.referrals import referrals

if TYPE_CHECKING:
    from lenitive.desk.models import Staff


@may("refer", "the referrals")
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The referrals of one's people and those without a person, the most pressing first."""
    staff, today = cast("Staff", request.user), timezone.localdate()
    filters = Filters.of(request.GET.dict())
    page = Paginator(matching(staff, filters, today), ON_A_PAGE).get_page(request.GET.get("page"))
    numbers = counts(staff, today)
    context = {
        "rows": rows(list(page), today),
        "filters": filters,
        "shown": [
            (filters.address(show=name), words, numbers.get(name), name == filters.show)
            for name, words in FILTERS.items()
        ],
        "urgencies": list(referrals().urgencies.values()),
        "number": page.paginator.count,
        "pages": {
            "number": page.number,
            "count": page.paginator.num_pages,
            "before": filters.address(page=page.previous_page_number()) if page.has_previous() else "",
            "after": filters.address(page=page.next_page_number()) if page.has_next() else "",
        },
        "rule": referrals().rule,
    }
    return render(request, "clinic/referrals/list.html", context)
