"""What was agreed to, by whom and when, and how to take it back: read from the trail, which only grows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from lenitive.clinic.models import Route, Wishes
from lenitive.desk.models import AuditEvent
from lenitive.portal.access import PortalRequest, mine
from lenitive.portal.entering.invitations import ties_of
from lenitive.portal.entering.invited_views import CONSENT
from lenitive.portal.models import Tie


@dataclass(frozen=True)
class Agreed:
    """Somebody who comes in now; when they agreed to what the page says, None where the trail holds none.

    earlier : they agreed to an earlier wording.
    """

    tie: Tie
    at: datetime | None
    earlier: bool


@mine("own_settle", "what was agreed to", quiet=True)
@require_GET
def consent(request: PortalRequest) -> HttpResponse:
    """Who agreed to what, when, and how it is taken back."""
    patient_id = request.me.patient_id
    context = {"agreed": agreed(patient_id), "reminders": _reminders(patient_id)}
    return render(request, "portal/mine/consent.html", context)


def agreed(patient_id: str) -> list[Agreed]:
    """One line for everybody who comes in for a person now, the last time that they agreed."""
    # Consent alone is given before somebody is in, so it alone stands in the trail with the wording's name.
    events = AuditEvent.objects.filter(patient_id=patient_id, action="own_settled")
    given = events.filter(what__startswith=CONSENT.partition(",")[0]).order_by("id")
    last: dict[str, AuditEvent] = {each.actor: each for each in given}
    return [_agreed(tie, last.get(f"portal:{tie.account_id}")) for tie in ties_of(patient_id)]


def _agreed(tie: Tie, event: AuditEvent | None) -> Agreed:
    if event is None:
        return Agreed(tie, None, earlier=False)
    return Agreed(tie, timezone.localtime(event.at), earlier=event.what != CONSENT)


# Any: a row of the clinic's wishes, or none.
def _reminders(patient_id: str) -> Any:
    """What the person agreed to at the clinic: reminders of visits by e-mail."""
    return Wishes.objects.filter(patient_id=patient_id, route=Route.EMAIL).exclude(email="").first()
