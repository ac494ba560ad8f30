"""The forms of referrals."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lenitive.desk.people.forms import PersonForm, Words
from lenitive.desk.people.identity import FIELDS, tidy
from lenitive.knowledge.visits.referrals import URGENCIES, referrals

_LONGEST_LETTER = 200_000


def _line(label: Any, most: int = 200, help_text: Any = "") -> Words:
    # Any: a text that is translated when it is shown.
    widget = forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"})
    return Words(label=label, max_length=most, required=False, help_text=help_text, widget=widget)


class ReferralForm(PersonForm):
    """A referral by hand: who, from whom, what is asked, and the letter. Only something must be there."""

    patient = forms.CharField(required=False, widget=forms.HiddenInput)
    referrer = _line(
        _("Who refers"), help_text=_("Name, as in the letter. Empty for somebody who comes by themselves.")
    )
    practice = _line(_("Practice and address"), 300)
    reach = _line(_("Telephone, fax or e-mail"), 120)
    phone = _line(_("Telephone of the person"), 40)
    came_on = forms.DateField(
        label=_("Came on"), initial=timezone.localdate, widget=forms.DateInput(attrs={"type": "date"})
    )
    pays = forms.ChoiceField(label=_("How it is paid"), required=False)
    asked_urgency = forms.ChoiceField(label=_("The referrer says it is"), required=False)
    question = forms.CharField(
        label=_("What is asked"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    letter = forms.CharField(
        label=_("The letter"),
        required=False,
        max_length=_LONGEST_LETTER,
        strip=False,
        help_text=_(
            "Type or paste it whole; it is kept as it is. What can be found in it is marked and proposed, "
            "and nothing of it counts before somebody confirms it."
        ),
        widget=forms.Textarea(attrs={"rows": 12, "dir": "auto", "spellcheck": "false"}),
    )
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = False
        self.fields["name"].help_text = _(
            "As far as it is known. A referral without a person is kept, and matched later."
        )
        self._choose("pays", [(each.id, each.label) for each in referrals().rule.ways.values()], "unknown")
        self._choose(
            "asked_urgency",
            [("", _("not said")), *((name, referrals().urgencies[name].label) for name in URGENCIES)],
            "",
        )
        wanted = ("letter", "name", "birth", "identifier", "sex", "phone", "referrer", "practice", "reach")
        self.order_fields([*wanted, "came_on", "pays", "asked_urgency", "question"])

    def _choose(self, name: str, choices: list[tuple[str, Any]], initial: str) -> None:
        field: Any = self.fields[name]
        field.choices, field.initial = choices, initial

    def clean_name(self) -> str:
        """A name may be missing here."""
        return super().clean_name() if self.cleaned_data["name"] else ""

    def clean_letter(self) -> str:
        """The letter as it was typed, with one kind of line end; a null is no letter of any text."""
        letter: str = (
            self.cleaned_data["letter"].replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
        )
        return letter if letter.strip() else ""

    def clean_came_on(self) -> date:
        came: date = self.cleaned_data["came_on"]
        if came > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return came

    def clean(self) -> dict[str, Any]:
        """Something has to say what the referral is about."""
        found: dict[str, Any] = super().clean() or {}
        told = [found.get(name) for name in ("patient", "name", "identifier", "letter", "question")]
        if not any(told) and not self.errors:
            raise forms.ValidationError(
                _("Give the letter, or a name, or what is asked: one of them is enough.")
            )
        return found

    def person(self) -> dict[str, str]:
        """The person as written."""
        return {name: self.cleaned_data[name] for name in (*FIELDS, "phone") if self.cleaned_data.get(name)}


class DecideForm(forms.Form):
    """What the clinician decides. The words are the referrer's and the person's to read."""

    decision = forms.ChoiceField(choices=[], widget=forms.RadioSelect, label=_("Decision"))
    urgency = forms.ChoiceField(required=False, label=_("How soon"))
    reason = forms.CharField(
        required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}), label=_("Why")
    )
    advice = forms.CharField(
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        label=_("Advice for the referrer and the person"),
    )
    opens = forms.BooleanField(required=False, initial=True, label=_("Open the first evaluation"))
    token = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    suggested = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        decision: Any = self.fields["decision"]
        decision.choices = [(each.id, each.label) for each in referrals().decisions.values()]
        urgency: Any = self.fields["urgency"]
        urgency.choices = [("", "—"), *((name, referrals().urgencies[name].label) for name in URGENCIES)]

    def clean_reason(self) -> str:
        """On one line, as letters quote it."""
        return tidy(self.cleaned_data["reason"])
