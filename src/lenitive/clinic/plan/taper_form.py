"""What clinician and person choose of a taper; the planner holds it to the guideline's limits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from lenitive.plan.taper import Wish

PAUSE = "pause_"
PAUSES = (0, 1, 2, 4, 8, 12)
_MOST_DIGITS = 3
_NUMBER = {"step": "any", "inputmode": "decimal", "autocomplete": "off"}
_LONG = forms.Textarea(attrs={"rows": 2, "autocomplete": "off"})


class TaperForm(forms.Form):
    """Pace, goal and start of a taper; for what stays empty the guideline's usual one is taken."""

    medicine = forms.ChoiceField(label=_("Medicine"), required=False)
    percent = forms.FloatField(
        label=_("Each step down, percent of the dose now"),
        required=False,
        min_value=0,
        max_value=100,
        widget=forms.NumberInput(attrs=_NUMBER),
    )
    every_weeks = forms.IntegerField(label=_("Weeks between two steps"), required=False, min_value=1)
    to = forms.FloatField(
        label=_("Dose a day to end at"),
        help_text=_("0 ends the medicine. Any lower dose is a good end."),
        required=False,
        min_value=0,
        widget=forms.NumberInput(attrs=_NUMBER),
    )
    start = forms.DateField(
        label=_("First day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    dose = forms.FloatField(
        label=_("Dose a day that is really taken"),
        help_text=_("Only where it is not what the chart says."),
        required=False,
        min_value=0,
        widget=forms.NumberInput(attrs=_NUMBER),
    )
    units = forms.CharField(
        label=_("Strengths that can be had"), help_text=_("As in: 5, 10"), required=False, max_length=100
    )
    despite = forms.CharField(
        label=_("Why it is planned though a reason to wait is met"),
        help_text=_("These words stand on the calendar."),
        required=False,
        max_length=500,
        widget=_LONG,
    )
    danger = forms.CharField(
        label=_("Immediate danger of going on, which alone allows a faster pace"),
        help_text=_("These words stand on the calendar."),
        required=False,
        max_length=500,
        widget=_LONG,
    )

    def __init__(self, data: Mapping[str, str] | None, medicines: Iterable[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["medicine"].choices = list(medicines)  # type: ignore[attr-defined]

    def clean_units(self) -> tuple[float, ...]:
        """The strengths as numbers."""
        parts = [each.strip() for each in self.cleaned_data["units"].split(",") if each.strip()]
        try:
            strengths = tuple(float(each) for each in parts)
        except ValueError:
            raise forms.ValidationError(_("Write numbers with commas between them, as in: 5, 10")) from None
        if not all(0 < each < float("inf") for each in strengths):
            raise forms.ValidationError(_("A strength is above 0."))
        return strengths

    def wish(self) -> Wish:
        """The wish of a form that is valid."""
        said = self.cleaned_data
        return Wish(
            percent=said["percent"],
            every_weeks=said["every_weeks"],
            to=said["to"] or 0.0,
            start=said["start"],
            pauses=_pauses(self.data),
            medicine=said["medicine"],
            dose=said["dose"],
            units=said["units"],
            danger=said["danger"],
            despite=said["despite"],
        )


def _pauses(data: Mapping[str, str]) -> dict[int, int]:
    """Number of a step -> weeks that it lasts longer."""
    found = {}
    for name, weeks in data.items():
        number = name.removeprefix(PAUSE)
        if name.startswith(PAUSE) and all(map(_is_small, (number, weeks))) and int(weeks):
            found[int(number)] = int(weeks)
    return found


def _is_small(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
