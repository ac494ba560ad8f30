"""What a clinician writes on the clinic's pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lenitive.desk.forms import Whole

CLEARED = "cleared"
_OUTCOMES = (
    (CLEARED, _("Looked after: close it until something new comes")),
    ("open", _("Seen, and it stays open")),
    ("not_for_this_person", _("Does not fit this person, and it stays open")),
)


# Every outcome of an answer, in the words of a list; the last one is chosen by a reason of one tap alone.
OUTCOMES = {
    CLEARED: _("Looked after"),
    "open": _("Seen, stays open"),
    "not_for_this_person": _("Does not fit this person"),
    "not_now": _("Not now"),
}


class Answer(forms.Form):
    """The answer to one finding: what became of it, and why."""

    outcome = forms.ChoiceField(label=_("What became of it"), choices=_OUTCOMES, widget=forms.RadioSelect)
    reason = Whole(
        label=_("What was done, or why not"),
        help_text=_("A sentence for whoever reads this next."),
        min_length=8,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )


class OwnWords(forms.Form):
    """The mark of a form, and a reason in own words."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    words = Whole(label=_("In your own words"), required=False, max_length=1000, widget=forms.TextInput)

    def clean_token(self) -> str:
        """As a text, which is how it is kept."""
        return str(self.cleaned_data["token"])


class RuleLookForm(forms.Form):
    """What the owner of a rule says of it."""

    did = forms.ChoiceField(
        label=_("What is to become of it"),
        choices=(
            ("put_up", _("Put it up for review")),
            ("keep", _("Reviewed: it stays as it is")),
            ("change", _("Reviewed: it is to be changed")),
        ),
        widget=forms.RadioSelect,
    )
    reason = Whole(label=_("Why"), min_length=8, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class DecisionForm(forms.Form):
    """A decision about a treatment. reason : the id of one tap; why : own words; words : what is changed."""

    did = forms.ChoiceField(choices=(("accept", ""), ("change", ""), ("decline", "")))
    token = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    reason = forms.CharField(required=False, max_length=40)
    why = Whole(label=_("Why, in your own words"), required=False, max_length=1000)
    words = Whole(label=_("What is changed"), required=False, max_length=500)
    goal = Whole(label=_("Goal, in the person's own words"), required=False, max_length=500)

    def clean_token(self) -> str:
        """As a text, which is how it is kept."""
        return str(self.cleaned_data["token"])

    def clean(self) -> dict[str, Any]:
        """A change says what it is."""
        said = super().clean() or self.cleaned_data
        if said.get("did") == "change" and not said.get("words"):
            self.add_error("words", _("Say what is changed: dose, how often, where, with whom."))
        return said
