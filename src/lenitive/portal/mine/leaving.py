"""Leaving the portal: nothing opens any more; the record stays with the clinic, as the law asks."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lenitive.portal import sessions
from lenitive.portal.access import PortalRequest, mine, note
from lenitive.portal.models import Session, Share, Tie


@mine("own_settle", "leaving the portal")
@require_http_methods(["GET", "POST"])
def leave_for_good(request: PortalRequest) -> HttpResponse:
    """What leaving means, with GET; leaving, with POST: every device, helper and link of this person ends."""
    if request.method != "POST":
        return render(request, "portal/mine/leave.html")
    me, now = request.me, timezone.now()
    with transaction.atomic():
        note(request, "own_settled", _("left the portal for good"))
        Tie.objects.on(now).filter(patient_id=me.patient_id).update(until=now)
        Share.objects.filter(patient_id=me.patient_id, ended_at=None).update(ended_at=now)
        Session.objects.filter(patient_id=me.patient_id, ended_at=None).update(ended_at=now)
    response = render(request, "portal/mine/left.html")
    sessions.end(me.session, response)
    return response
