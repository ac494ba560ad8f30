"""What a person writes to the team: short texts, kept as typed also where they are too long."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lenitive.knowledge.portal.team import own_team


def text_field(label: Any, *, longest: int, rows: int, help_text: Any = "") -> forms.CharField:
    field = forms.CharField(
        label=label,
        required=False,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
        max_length=longest,
    )
    # The browser would cut a pasted text without a word; it is refused in words, and stays in its field.
    field.widget.attrs.pop("maxlength", None)
    field.error_messages["max_length"] = _too_long(longest)
    return field


def _too_long(longest: int) -> Any:
    return _("This is longer than %(n)d letters. Please make it shorter. Nothing is lost.") % {"n": longest}


class DoctorPageForm(forms.Form):
    """What my doctor should know."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        line, text = own_team().longest_line, own_team().longest_text
        worry = _("What worries me")
        self.fields = {
            "worry_1": text_field(worry, longest=line, rows=2, help_text=_("The biggest one first.")),
            "worry_2": text_field(_("And also"), longest=line, rows=2),
            "worry_3": text_field(_("And one more"), longest=line, rows=2),
            "goal": text_field(_("What I want to do again"), longest=line, rows=2),
            "tried": text_field(_("What I tried, and how it went"), longest=text, rows=3),
            "ask": text_field(_("What I want to ask"), longest=text, rows=3),
        }


class WishForm(forms.Form):
    """A few words with a request."""

    def __init__(self, *args: Any, label: Any, help_text: Any = "", **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields = {
            "text": text_field(label, longest=own_team().longest_text, rows=3, help_text=help_text),
        }
