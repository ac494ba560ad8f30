"""A total that staff copy from a paper form or a letter: a score of its own, without answers beneath it."""

from __future__ import annotations

from typing import Any

import numpy as np
from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lenitive.clinic.decisions.written import new_token, token_of
from lenitive.clinic.summary import refresh
from lenitive.desk.access import may
from lenitive.desk.models import RECORD, Patient
from lenitive.knowledge import instruments
from lenitive.knowledge.instruments import Scale
from lenitive.measure.scoring import bands_of, outside, outside_words


def _scales() -> list[tuple[str, str]]:
    """Every scale with a number, as `instrument.scale` and in words."""
    return [
        (f"{form.id}.{scale.id}", f"{form.name}: {scale.id.replace('_', ' ')} ({scale.low:g}–{scale.high:g})")
        for form in instruments.instruments()
        for scale in form.scales
        if scale.low is not None and scale.high is not None
    ]


class Total(forms.Form):
    """One total: of which scale, how much, and when it was answered."""

    scale = forms.ChoiceField(label=gettext_lazy("Scale"), choices=lazy(_scales, list))
    value = forms.FloatField(label=gettext_lazy("Total"), localize=False)
    day = forms.DateField(
        label=gettext_lazy("Answered on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    token = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come. Correct it."))
        return day

    def clean(self) -> dict[str, Any]:
        """A total that the scale cannot give is refused here, and not withheld later."""
        said = super().clean() or self.cleaned_data
        if {"scale", "value"} <= said.keys():
            scale = _scale(said["scale"])
            if outside(scale, np.array([said["value"]]))[0]:
                self.add_error("value", outside_words(scale, said["value"]))
        return said


def _scale(name: str) -> Scale:
    instrument, _dot, scale = name.partition(".")
    return instruments.instrument(instrument).scale(scale)


@may("record", "a total of a questionnaire")
def total(request: HttpRequest, patient_id: str) -> HttpResponse:
    """The form with GET; POST keeps the total, once however often it is sent, and judges the person."""
    form = Total(request.POST or None, initial={"token": new_token(), "day": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            _write(patient_id, form.cleaned_data)
            refresh([patient_id])
        name, _dot, scale = form.cleaned_data["scale"].partition(".")
        return redirect("clinic:score", patient_id, name, scale)
    name = Patient.objects.filter(patient_id=patient_id).values_list("name", flat=True).first()
    context = {"patient_id": patient_id, "name": name or patient_id, "form": form}
    return render(request, "clinic/ask_total.html", context, status=422 if form.errors else 200)


# Any: the cleaned cells of the form.
def _write(patient_id: str, said: dict[str, Any]) -> None:
    scale = _scale(said["scale"])
    band = bands_of(scale, np.array([said["value"]]))[0] if scale.bands else None
    RECORD["score"].objects.get_or_create(
        row_id=f"score/{token_of(said['token'])}#1",
        defaults={
            "patient_id": patient_id,
            "instrument": said["scale"].partition(".")[0],
            "scale": scale.id,
            "value_number": said["value"],
            "band": band,
            "origin": "staff",
            "at_low": said["day"],
            "at_high": said["day"],
        },
    )
