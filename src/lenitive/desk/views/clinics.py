"""Clinics, who works in them, and people who arrived without one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from lenitive.desk import audit, clinics
from lenitive.desk.access import may
from lenitive.desk.models import Clinic, Organisation, Patient, Staff
from lenitive.desk.people.forms import Words
from lenitive.desk.people.identity import of

_AT_ONCE = 50


class ClinicForm(forms.ModelForm):  # type: ignore[type-arg]
    """A clinic and who works there; a new organisation by its name."""

    organisation = Words(label=gettext_lazy("Organisation"), max_length=120)
    staff = forms.ModelMultipleChoiceField(
        Staff.objects.filter(is_active=True),
        label=gettext_lazy("Who works here"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Clinic
        fields = ("name", "in_charts", "is_active")
        field_classes = {"name": Words}  # noqa: RUF012
        widgets = {"in_charts": forms.Textarea(attrs={"rows": 3})}  # noqa: RUF012

    field_order = ("name", "organisation", "in_charts", "is_active", "staff")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["organisation"] = self.instance.organisation.name
            self.initial["staff"] = self.instance.staff.all()

    def keep(self) -> Clinic:
        """Write the clinic, its organisation and its staff."""
        clinic: Clinic = self.save(commit=False)
        name = self.cleaned_data["organisation"]
        clinic.organisation = Organisation.objects.get_or_create(name=name)[0]
        clinic.save()
        clinic.staff.set(self.cleaned_data["staff"])  # type: ignore[attr-defined]
        return clinic


@may("manage_clinics", "the list of clinics")
@require_http_methods(["GET", "POST"])
def every(request: HttpRequest) -> HttpResponse:
    """The clinics, and a new one. The second one parts the site: who is here stays with the first."""
    form = ClinicForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            before = list(Clinic.objects.all()[:2])
            if len(before) == 1:
                clinics.keep_together(before[0])
            clinic = form.keep()
            _note(request, _("made the clinic %s") % clinic.name)
        messages.success(request, _("Saved."))
        return redirect("desk:clinics")
    listed = Clinic.objects.select_related("organisation").prefetch_related("staff")
    context = {"form": form, "clinics": listed, "unplaced": clinics.unplaced().count()}
    return render(request, "desk/clinics.html", context, status=422 if form.errors else 200)


@may("manage_clinics", "one clinic")
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name, other staff, or an end."""
    clinic = get_object_or_404(Clinic, pk=pk)
    form = ClinicForm(request.POST or None, instance=clinic)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.keep()
            changed = ", ".join(str(form.fields[name].label) for name in form.changed_data)
            _note(
                request, _("changed the clinic %(name)s: %(what)s") % {"name": clinic.name, "what": changed}
            )
        messages.success(request, _("Saved."))
        return redirect("desk:clinics")
    context = {"form": form, "clinic": clinic}
    return render(request, "desk/clinic_change.html", context, status=422 if form.errors else 200)


def _note(request: HttpRequest, what: str) -> None:
    audit.record(request, "managed_clinics", what=what, allowed=True, why="the role allows it")


@may("place", "people without a clinic")
@require_http_methods(["GET", "POST"])
def unplaced(request: HttpRequest) -> HttpResponse:
    """People who arrived without a clinic that is known here, each with the clinics one works in."""
    staff: Staff = request.user  # type: ignore[assignment]
    ours = list(staff.clinics.filter(is_active=True))
    if request.method == "POST":
        return _place(request, ours)
    waiting = clinics.unplaced().order_by("name", "patient_id")
    lines = [(row.patient_id, of(row), row.organisation or "") for row in waiting[:_AT_ONCE]]
    context = {"lines": lines, "clinics": ours, "count": waiting.count()}
    return render(request, "desk/unplaced.html", context)


def _place(request: HttpRequest, ours: list[Clinic]) -> HttpResponse:
    chosen = {str(each.pk): each for each in ours}.get(request.POST.get("clinic", ""))
    patient_id = request.POST.get("patient_id", "")
    waiting: Any = clinics.unplaced().filter(patient_id=patient_id).first()
    if chosen is None or waiting is None or not Patient.objects.filter(patient_id=patient_id).exists():
        messages.error(request, _("Somebody placed this person already, or there is no such clinic."))
        return redirect("desk:unplaced")
    with transaction.atomic():  # a deed and its event are kept both, or neither
        clinics.place(patient_id, chosen)
        audit.record(request, "placed", what=chosen.name, patient_id=patient_id, allowed=True, why="by hand")
    messages.success(request, _("Placed in %s.") % chosen.name)
    return redirect("desk:unplaced")
