"""One place of the body map: how much it hurts, and how it feels."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lenitive.clinic.body_map.form import LEAST, MOST
from lenitive.clinic.body_map.picture import QUALITIES
from lenitive.measure.body_map import Mark


class PlaceForm(forms.Form):
    """`level` 0 to 10, or left out; `words` as many as fit."""

    level = forms.TypedChoiceField(
        label=_("How much does it hurt here?"),
        choices=[(str(n), str(n)) for n in range(LEAST, MOST + 1)],
        coerce=float,
        required=False,
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose a number from 0 to 10, or leave it out.")},
    )
    words = forms.MultipleChoiceField(
        label=_("How does it feel?"),
        choices=lambda: list(QUALITIES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose words of this list.")},
    )

    def mark(self, region: str) -> Mark:
        """The mark of a form that is valid."""
        data: dict[str, Any] = self.cleaned_data
        return Mark(0, region, data["level"], " ".join(data["words"]))
