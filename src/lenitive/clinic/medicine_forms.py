"""What is written about medicines and allergies; dates are as exact as the person knows them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lenitive.clinic.decisions.medicines import DIFFERS, MARKS
from lenitive.desk.forms import Whole
from lenitive.desk.people.identity import birth_range, tidy

_KNOWN_AS = gettext_lazy("2026-05-04, or 2026-05, or 2026 when no more is known.")


class _Tidy(Whole):
    """A line of text as it is kept."""

    def clean(self, value: Any) -> str:
        """Without what turns a page around; then as any text."""
        return str(super().clean(tidy(value) if isinstance(value, str) else value))


class _Form(forms.Form):
    """A form that counts once, and may say since when."""

    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, born: date | None = None, **kwargs: Any) -> None:
        """Born : the first day on which the person may be born."""
        super().__init__(*args, **kwargs)
        self._born = born

    def clean_token(self) -> str:
        """As a text, which is how it is kept."""
        return str(self.cleaned_data["token"])

    def clean_since(self) -> str:
        """A day, a month or a year that is over or runs, and not before the person was born."""
        text: str = self.cleaned_data["since"]
        if not text:
            self.cleaned_data["since_day"] = None
            return ""
        if ".." in text:
            raise forms.ValidationError(str(_KNOWN_AS))
        try:
            low, high = birth_range(text)
        except ValueError as problem:
            raise forms.ValidationError(str(problem)) from None
        if low > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        if self._born is not None and high < self._born:
            raise forms.ValidationError(_("This is before the person was born."))
        self.cleaned_data["since_day"] = low
        return text


class MedicineForm(_Form):
    """A medicine that is taken besides what the chart lists."""

    name = _Tidy(label=gettext_lazy("Medicine, with its strength"), max_length=200)
    dose = _Tidy(
        label=gettext_lazy("Dose, in words"),
        help_text=gettext_lazy("Such as: 1 tablet twice a day as needed"),
        required=False,
        max_length=300,
    )
    since = _Tidy(label=gettext_lazy("Since"), help_text=_KNOWN_AS, required=False, max_length=30)
    over_the_counter = forms.BooleanField(label=gettext_lazy("Bought over the counter"), required=False)


class AllergyForm(_Form):
    """An allergy or intolerance that the person tells of. Stands on one page with the form of a medicine."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "allergy_%s", **kwargs})

    name = _Tidy(label=gettext_lazy("Allergic to, and what happened"), max_length=200)
    category = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=(
            ("medication", gettext_lazy("Medicine")),
            ("food", gettext_lazy("Food")),
            ("environment", gettext_lazy("Other")),
        ),
    )


class MarkForm(_Form):
    """One medicine gone through with the person."""

    row = forms.CharField(max_length=200, widget=forms.HiddenInput)
    seen = forms.CharField(max_length=16, widget=forms.HiddenInput)
    how = forms.ChoiceField(choices=list(MARKS.items()))
    dose = _Tidy(label=gettext_lazy("How it is taken, in words"), required=False, max_length=300)
    why = _Tidy(label=gettext_lazy("Why"), required=False, max_length=300)
    since = _Tidy(label=gettext_lazy("Since"), help_text=_KNOWN_AS, required=False, max_length=30)

    def clean(self) -> dict[str, Any]:
        """Taken otherwise needs the words for how."""
        said = super().clean() or self.cleaned_data
        said.setdefault("since_day", None)
        if said.get("how") == DIFFERS and not said.get("dose"):
            self.add_error("dose", _("Say how it is taken, such as: 1 tablet at night."))
        return said
