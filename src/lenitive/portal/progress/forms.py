"""Forms of a goal and of a mark."""

from __future__ import annotations

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from lenitive.portal.models import MyGoal, Unit

_MOST = 100_000.0


class GoalForm(forms.Form):
    """What the person wants to do, and how they will see it."""

    text = forms.CharField(
        label=_("What I want to do"),
        max_length=200,
        error_messages={
            "required": _("Write what you want to do."),
            "max_length": _("Keep it to 200 letters; one goal at a time."),
        },
    )
    unit = forms.ChoiceField(label=_("How I will see it"), choices=Unit.choices, widget=forms.RadioSelect)
    target = forms.FloatField(
        label=_("How much I aim for"),
        min_value=0.1,
        max_value=_MOST,
        error_messages={
            "required": _("Write a number."),
            "invalid": _("Write a number, such as 30."),
            "min_value": _("Write a number above 0."),
            "max_value": _("Write a smaller number."),
        },
    )
    row = forms.CharField(required=False, widget=forms.HiddenInput)
    token = forms.UUIDField(initial=uuid.uuid4, widget=forms.HiddenInput)

    def clean(self) -> dict[str, object]:
        """Ten is the most that "from 0 to 10" can be."""
        said = super().clean() or {}
        if said.get("unit") == Unit.OF_TEN and (said.get("target") or 0) > 10:
            self.add_error("target", _("From 0 to 10: write 10 or less."))
        return said


class MarkForm(forms.Form):
    """What the person can do today."""

    value = forms.FloatField(
        min_value=0,
        max_value=_MOST,
        error_messages={
            "required": _("Write a number."),
            "invalid": _("Write a number, such as 12."),
            "min_value": _("Write 0 or more."),
            "max_value": _("Write a smaller number."),
        },
    )
    token = forms.UUIDField(initial=uuid.uuid4, widget=forms.HiddenInput)

    def __init__(self, *args: object, goal: MyGoal, **kwargs: object) -> None:
        """goal : whose unit is asked for."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["value"].label = _("What I can do now, in %s") % Unit(goal.unit).label.lower()
        if goal.unit == Unit.OF_TEN:
            self.fields["value"].label = _("How near I am now, from 0 to 10")
            self.fields["value"].validators.append(_at_most_ten)


def _at_most_ten(value: float) -> None:
    if value > 10:
        raise forms.ValidationError(_("From 0 to 10: write 10 or less."))
