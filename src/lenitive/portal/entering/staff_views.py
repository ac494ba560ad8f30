"""What staff see: who comes into the portal for a person, and whom to invite."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lenitive.desk import audit
from lenitive.desk.access import decide, may
from lenitive.desk.models import Patient
from lenitive.desk.policy import Helper
from lenitive.portal.entering import door, invitations
from lenitive.portal.entering.forms import InviteForm


@may("invite", "who comes into the portal")
def people(request: HttpRequest, patient_id: str) -> HttpResponse:
    """Who comes in and who is invited; POST invites, and shows once what opens the door."""
    form = InviteForm(
        request.POST or None, kinds=invitations.kinds(tuple(Helper)), mail=door.mail_works(), prefix="invite"
    )
    person: Any = Patient.objects.get(patient_id=patient_id)  # Any: the record's models are made at run time
    if request.method != "POST":
        form.initial = {"helper": Helper.SELF, "name": person.name or ""}
        return _page(request, person, form)
    if not form.is_valid():
        return _page(request, person, form, status=422)
    if invitations.birth_of(patient_id) is None:
        form.add_error(
            None, _("The record does not hold the very day of birth, which the door asks for. Add it first.")
        )
        return _page(request, person, form, status=422)
    said = form.cleaned_data
    made = invitations.make(
        request,
        patient_id,
        said["helper"],
        name=said["name"],
        words=said["words"],
        email=said.get("email") or "",
        by=request.user.name,  # type: ignore[union-attr]
    )
    _note(request, patient_id, f"{said['name']} ({made.invitation.get_helper_display()})")  # type: ignore[attr-defined]
    return _page(request, person, None, made=made)


def _note(request: HttpRequest, patient_id: str, what: str) -> None:
    audit.record(request, "invited", what=what, patient_id=patient_id, allowed=True, why=_("asked for it"))


def _page(
    request: HttpRequest, person: Any, form: Any, *, made: Any = None, status: int = 200
) -> HttpResponse:
    context = {
        "patient_id": person.patient_id,
        "name": person.name or person.patient_id,
        "may_see": decide(request.user, "see", person.patient_id).allowed,
        "form": form,
        "made": made,
        "ties": invitations.ties_of(person.patient_id),
        "waiting": invitations.waiting(person.patient_id),
    }
    return render(request, "portal/entering/people.html", context, status=status)


@may("invite", "the end of coming in")
@require_POST
def end(request: HttpRequest, patient_id: str, pk: int) -> HttpResponse:
    """End that somebody comes in for this person; their devices show nothing more at once."""
    tie = invitations.end_tie(patient_id, pk)
    if tie is None:
        raise Http404("nobody comes in so")
    _note(request, patient_id, _("ended for %s") % tie.account.name)
    messages.success(request, _("Ended. Their devices show nothing of this person any more."))
    return redirect("portal:people", patient_id)


@may("invite", "an invitation")
@require_POST
def take_back(request: HttpRequest, patient_id: str, pk: int) -> HttpResponse:
    """Take an unused invitation back."""
    if not invitations.take_back(patient_id, pk):
        raise Http404("no such invitation waits")
    _note(request, patient_id, _("took an invitation back"))
    messages.success(request, _("Taken back. It opens nothing any more."))
    return redirect("portal:people", patient_id)
