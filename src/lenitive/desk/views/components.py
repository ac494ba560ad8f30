"""Every component that pages are made of, each with its states, to look at in light and in dark."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from lenitive.desk.access import may
from lenitive.desk.partial import Undo

_SCHEMES = {
    "": gettext_lazy("as the screen is"),
    "light": gettext_lazy("light"),
    "dark": gettext_lazy("dark"),
}
_NOWHERE = "#samples"  # where a sample leads


class _Sample(forms.Form):
    """A form with one of each kind of field."""

    name = forms.CharField(label=_("Name"), help_text=_("As the person says it."), max_length=20)
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    which = forms.ChoiceField(
        label=_("Which"),
        choices=[("one", _("The first")), ("two", _("The second"))],
        widget=forms.RadioSelect,
    )


@may("see_components", "the components of pages")
@require_safe
def every(request: HttpRequest) -> HttpResponse:
    """The page; `scheme` is light, dark, or as the screen is. What stands on it is invented."""
    scheme = request.GET.get("scheme", "")
    scheme = scheme if scheme in _SCHEMES else ""
    wrong = _Sample(
        {"name": "A name that is longer than twenty letters", "which": "three"}, auto_id="wrong-%s"
    )
    wrong.is_valid()
    context: dict[str, Any] = {
        "scheme": scheme,
        "schemes": [(name, words, name == scheme) for name, words in _SCHEMES.items()],
        "urgencies": [(each, each.capitalize()) for each in ("emergency", "urgent", "soon", "routine")],
        "tones": ("up", "down", "flat", "alert", "caution"),
        "said": [
            Message(constants.SUCCESS, _("Kept: naloxone offered.")),
            Message(constants.WARNING, _("You were signed out, because you did nothing for 30 minutes.")),
            Message(constants.ERROR, _("Somebody else has taken it meanwhile.")),
        ],
        "undo": Undo(_("“Naloxone” is marked as done."), _NOWHERE, ()),
        "broken": SimpleNamespace(
            reason=_("the person lies in our waiting room"),
            until=timezone.localtime() + timedelta(hours=4),
            patient_id="sample",
        ),
        "invented": SimpleNamespace(patient_id="sample", name=_("Ana Silva")),
        "turned": [
            {
                "number": number,
                "count": 3,
                "name": f"{number}",
                "before": _before(number),
                "after": _after(number),
            }
            for number in (1, 2, 3)
        ],
        "everything": ("make_person", "find", "place"),
        "table": {
            "caption": _("Scores of one person"),
            "heads": [_("Scale"), _("Now"), _("Before")],
            "rows": [["PEG", "4.0", "6.7"], ["PHQ-9", "9", "14"]],
        },
        "entries": _entries(),
        "sample": _Sample(auto_id="sample-%s"),
        "form": wrong,
    }
    return render(request, "desk/components.html", context)


def _before(number: int) -> str:
    return _NOWHERE if number > 1 else ""


def _after(number: int) -> str:
    return _NOWHERE if number < 3 else ""


def _entries() -> list[dict[str, Any]]:
    sentence = _("Dr Ito opened the summary of Ana Silva, 4 May, 10:12.")
    refused = _("Sam Reed asked for the summary of Ana Silva, 4 May, 10:20.")
    return [
        {"sentence": sentence, "event": {"allowed": True, "why": _("on the care team")}},
        {"sentence": refused, "event": {"allowed": False, "why": _("others care for this person")}},
    ]
