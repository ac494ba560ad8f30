"""What a clinician writes on the clinic's pages."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

CLEARED = "cleared"
_OUTCOMES = (
    (CLEARED, _("Looked after: close it until something new comes")),
    ("open", _("Seen, and it stays open")),
    ("not_for_this_person", _("Does not fit this person, and it stays open")),
)


class Answer(forms.Form):
    """The answer to one finding: what became of it, and why."""

    outcome = forms.ChoiceField(label=_("What became of it"), choices=_OUTCOMES, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("What was done, or why not"),
        help_text=_("A sentence for whoever reads this next."),
        min_length=8,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )
