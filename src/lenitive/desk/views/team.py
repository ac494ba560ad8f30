"""The care team of a person: put somebody on it, and take somebody off; both can be undone by the other."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from lenitive.desk import audit, clinics
from lenitive.desk.access import decide, may
from lenitive.desk.context import PEOPLE
from lenitive.desk.models import CareTeam, Patient, Role, Staff

# Who looks after the site or counts has no part in anybody's care.
_NO_CARE = (Role.ADMINISTRATOR, Role.PROGRAMME_LEAD)


class Colleague(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}, {obj.role_name}"


class Join(forms.Form):
    staff = Colleague(Staff.objects.none(), label=gettext_lazy("Who"), empty_label=gettext_lazy("choose"))

    def __init__(self, *args: Any, patient_id: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["staff"]
        field.queryset = _colleagues(patient_id)


def _colleagues(patient_id: str) -> QuerySet[Staff]:
    """Who may be put on the team: those who care, in the person's clinics, and are not on it."""
    now = CareTeam.objects.on(timezone.now()).filter(patient_id=patient_id).values("staff")
    staff = Staff.objects.filter(is_active=True).exclude(role__in=_NO_CARE).exclude(pk__in=now)
    if clinics.are_apart():
        staff = staff.filter(clinics__in=clinics.of_person(patient_id)).distinct()
    return staff


@may("assign", "the care team")
@require_http_methods(["GET", "POST"])
def team(request: HttpRequest, patient_id: str) -> HttpResponse:
    """Who cares for a person, and one more."""
    form = Join(request.POST or None, patient_id=patient_id)
    if request.method == "POST" and form.is_valid():
        one: Staff = form.cleaned_data["staff"]
        with transaction.atomic():  # a deed and its event are kept both, or neither
            CareTeam.objects.create(staff=one, patient_id=patient_id, since=timezone.now())
            _note(request, patient_id, _("put %s on it") % one.name)
        messages.success(request, _("%s is on the care team now.") % one.name)
        return _back(request, patient_id)
    members = CareTeam.objects.on(timezone.now()).filter(patient_id=patient_id).select_related("staff")
    context = {
        "form": form,
        "patient": Patient.objects.get(patient_id=patient_id),
        "patient_id": patient_id,
        "members": members.order_by("staff__name"),
    }
    return render(request, "desk/team.html", context, status=422 if form.errors else 200)


@may("assign", "the care team")
@require_POST
def leave(request: HttpRequest, patient_id: str, pk: int) -> HttpResponse:
    """Take somebody off the team from now on; that they were on it stays."""
    member = get_object_or_404(CareTeam.objects.on(timezone.now()), pk=pk, patient_id=patient_id)
    with transaction.atomic():
        CareTeam.objects.filter(pk=member.pk).update(until=timezone.now())
        _note(request, patient_id, _("took %s off it") % member.staff.name)
    messages.success(request, _("%s is on the care team no more.") % member.staff.name)
    return _back(request, patient_id)


def _note(request: HttpRequest, patient_id: str, what: str) -> None:
    audit.record(
        request, "assigned", what=what, patient_id=patient_id, allowed=True, why="the role allows it"
    )


def _back(request: HttpRequest, patient_id: str) -> HttpResponse:
    """To the team; whoever took themselves off may have no way back to it."""
    stays = decide(request.user, "assign", patient_id).allowed
    return redirect("desk:team", patient_id) if stays else redirect(PEOPLE)
