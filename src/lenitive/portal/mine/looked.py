"""Who opened my record, who wrote in it, and who was refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from lenitive.desk.audit import LOOKS
from lenitive.desk.models import AuditEvent, Role
from lenitive.portal.access import PortalRequest, mine

_ON_A_PAGE = 40
# As what somebody did it, in the person's words; every role of the clinic, and of the portal.
_ROLES = {
    Role.PHYSICIAN: _("doctor"),
    Role.PHYSIOTHERAPIST: _("physiotherapist"),
    Role.OCCUPATIONAL_THERAPIST: _("occupational therapist"),
    Role.PSYCHOLOGIST: _("psychologist"),
    Role.NURSE: _("nurse"),
    Role.PHARMACIST: _("pharmacist"),
    Role.SOCIAL_WORKER: _("social worker"),
    Role.COMPLEMENTARY_PRACTITIONER: _("complementary practitioner"),
    Role.HEALTH_COACH: _("health coach"),
    Role.COMMUNITY_HEALTH_WORKER: _("community health worker"),
    Role.PATIENT_EDUCATOR: _("patient educator"),
    Role.COORDINATOR: _("coordinator"),
    Role.PROGRAMME_LEAD: _("programme lead"),
    Role.TRAINEE: _("trainee"),
    Role.ADMINISTRATOR: _("administrator"),
    "self": _("the person"),
    "parent": _("parent or guardian"),
    "carer": _("somebody who helps"),
    "reader": _("somebody who may look"),
}
_LOOKED, _DID, _REFUSED, _SHARED = (
    _("looked"),
    _("worked on it"),
    _("was refused"),
    _("opened what was shared"),
)
_OWN_LOOKS = ("own_see", "own_answer", "own_ask", "own_take", "own_settle")


@dataclass(frozen=True)
class Look:
    """One line: who, as what, what they did, and when."""

    who: str
    role: Any  # words that are translated late
    did: Any
    at: datetime


@mine("own_take", "who looked")
@require_GET
def looked(request: PortalRequest) -> HttpResponse:
    """The clinic first; what was done from home stands on request."""
    events = AuditEvent.objects.filter(patient_id=request.me.patient_id).order_by("-id")
    mine_too = request.GET.get("mine") == "1"
    if not mine_too:
        events = events.exclude(actor__startswith="portal:")
    page = Paginator(events, _ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"looks": [_look(each) for each in page], "page": page, "mine_too": mine_too}
    return render(request, "portal/mine/looked.html", context)


def _look(event: AuditEvent) -> Look:
    if not event.allowed:
        did = _REFUSED
    elif event.action == "own_shared":
        did = _SHARED
    else:
        did = _LOOKED if event.action in (*LOOKS, *_OWN_LOOKS) else _DID
    who = event.actor_name or event.actor
    return Look(who, _ROLES.get(event.role, ""), did, timezone.localtime(event.at))
