"""What is sent about a note: which one is begun, and the words of a draft."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lenitive.clinic.notes.drafts import Typed
from lenitive.knowledge.visits.notes import NoteKind

TEXT, BASE = "text-", "base-"


class NewNote(forms.Form):
    """Which kind is begun, and of which day it tells."""

    kind = forms.ChoiceField(label=_("Kind"), widget=forms.RadioSelect)
    day = forms.DateField(
        label=_("Of which day it tells"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, kinds: Sequence[NoteKind], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["kind"].choices = [(each.id, each.title) for each in kinds]  # type: ignore[attr-defined]

    def clean_day(self) -> Any:
        """A day that has come."""
        day = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return day

    def clean_token(self) -> str:
        """As a text, which is how it is kept."""
        return str(self.cleaned_data["token"])


class NewSection(forms.Form):
    """The heading of a section of one's own."""

    title = forms.CharField(label=_("Heading of another section"), max_length=80)


def typed(said: QueryDict, sections: Iterable[str]) -> dict[str, Typed]:
    """What was typed into the sections that were sent, each with the text that its writer began from."""
    return {
        name: Typed(said.get(f"{BASE}{name}", ""), said.get(f"{TEXT}{name}", ""))
        for name in sections
        if f"{TEXT}{name}" in said
    }
