"""The forms in which people say who a person is, and why they open, merge or look for somebody."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lenitive.desk import clinics
from lenitive.desk.forms import Whole
from lenitive.desk.models import Clinic, Staff
from lenitive.desk.people.identity import FIELDS, LABELS, Identity, implausible, seal, tidy, unseal

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_SEXES = [
    ("", _("not known")),
    ("female", _("female")),
    ("male", _("male")),
    ("other", _("other")),
]
_PLAIN = {"autocomplete": "off", "spellcheck": "false"}


class Words(Whole):
    """A line of text, tidied."""

    def to_python(self, value: Any) -> str:
        return tidy(super().to_python(value) or "")


def _line(name: str, most: int, *, required: bool = False, help_text: Any = "") -> Words:
    widget = forms.TextInput(attrs={**_PLAIN, "dir": "auto"})
    return Words(label=LABELS[name], max_length=most, required=required, help_text=help_text, widget=widget)


class PersonForm(forms.Form):
    """Who a person is."""

    name = _line("name", 200, required=True)
    identifier = _line("identifier", 60, help_text=_("The number on the chart, where there is one."))
    birth = _line("birth", 24, help_text=_("1972-04-03, or 1972-04, or 1972 when no more is known."))
    sex = forms.ChoiceField(label=LABELS["sex"], choices=_SEXES, required=False)
    language = _line("language", 35, help_text=_("As a code: en, pt, ar, zh-Hans."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = self.initial.get("sex")
        if said and said not in dict(_SEXES):
            self.fields["sex"].choices = [*_SEXES, (said, said)]  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if not any(sign.isalpha() for sign in name):
            raise forms.ValidationError(_("A name has at least one letter."))
        return name

    def clean_birth(self) -> str:
        birth: str = self.cleaned_data["birth"].replace(" ", "")
        if birth:
            try:
                why = implausible(birth, timezone.localdate())
            except ValueError as problem:
                raise forms.ValidationError(str(problem)) from None
            if why:
                raise forms.ValidationError(why)
        return birth

    def clean_language(self) -> str:
        language: str = self.cleaned_data["language"]
        if language and not _LANGUAGE.fullmatch(language):
            raise forms.ValidationError(_("Write the code of the language, such as en or pt-BR."))
        return language

    def identity(self) -> Identity:
        """What was written, once it is valid."""
        return Identity(**{name: self.cleaned_data[name] for name in FIELDS})


class NewPerson(PersonForm):
    """A new person; the token makes the same form count once."""

    clinic = forms.ModelChoiceField(
        Clinic.objects.none(), label=_("Clinic"), empty_label=None, required=False
    )
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    nobody_of_these = forms.BooleanField(
        label=_("None of these: make a new person"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, staff: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ours = staff.clinics.filter(is_active=True)
        choice: Any = self.fields["clinic"]
        choice.queryset = ours
        if len(ours) < 2:
            choice.widget = forms.HiddenInput()
            self.only_clinic = ours.first()
        else:
            choice.required, self.only_clinic = True, None

    def clean(self) -> dict[str, Any]:
        """Where clinics are apart, a person made by somebody of no clinic would be nobody's."""
        found: dict[str, Any] = super().clean() or {}
        if clinics.are_apart() and not found.get("clinic") and self.only_clinic is None and not self.errors:
            raise forms.ValidationError(_("You work in no clinic yet. The administrator says in which."))
        return found

    def clinic_chosen(self) -> Clinic | None:
        """Where the person will belong; None on a site that has one clinic."""
        chosen: Clinic | None = self.cleaned_data.get("clinic") or self.only_clinic
        return chosen


class Correction(PersonForm):
    """Corrections; the form carries along what was seen, sealed."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def clean_seen(self) -> Identity:
        seen = unseal(self.cleaned_data["seen"])
        if seen is None:
            raise forms.ValidationError(_("This form is not one of ours. Load the page again."))
        return seen

    @classmethod
    def of(cls, identity: Identity) -> Correction:
        """An empty form about somebody as they are now."""
        return cls(initial={**{name: getattr(identity, name) for name in FIELDS}, "seen": seal(identity)})


class Why(forms.Form):
    """A reason in words."""

    reason = Words(label=_("Why?"), min_length=8, max_length=300, widget=forms.TextInput(attrs=_PLAIN))


class Find(forms.Form):
    """Somebody who is not on one's own list: by record number, or by the whole name and the birth date."""

    identifier = _line("identifier", 60)
    name = _line("name", 200, help_text=_("The whole name, together with the birth date."))
    birth = _line("birth", 24, help_text=_("1972-04-03"))

    clean_birth = PersonForm.clean_birth

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if not self.errors and not (found["identifier"] or (found["name"] and found["birth"])):
            raise forms.ValidationError(_("Write the record number, or the whole name and the birth date."))
        return found

    def identity(self) -> Identity:
        """Whom to look for."""
        read = self.cleaned_data
        return Identity(name=read["name"], identifier=read["identifier"], birth=read["birth"])
