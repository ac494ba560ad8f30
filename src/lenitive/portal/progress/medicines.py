"""My medicines, and how to keep and use them safely. Nothing here changes a medicine."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from lenitive.clinic.decisions.medicines import reconciled
from lenitive.desk import store
from lenitive.knowledge.portal.medicines import safe_use
from lenitive.portal.access import PortalRequest, mine
from lenitive.reason.assess import assess
from lenitive.reason.story.courses import medicines


@mine("own_see", "medicines")
@require_GET
def my_medicines(request: PortalRequest) -> HttpResponse:
    """What the clinic believes that I take, and what holds for it."""
    me, today = request.me, timezone.localdate()
    with store.person(me.patient_id) as record:
        assess(record, patient_id=me.patient_id, as_of=today)  # makes the tables that the story reads
        families = {each.family.id for each in medicines(record, today) if each.going_on}
    lists = reconciled(me.patient_id)
    context = {"now": lists.now, "allergies": lists.allergies, "safe": safe_use(families, me.language)}
    return render(request, "portal/medicines.html", context)
