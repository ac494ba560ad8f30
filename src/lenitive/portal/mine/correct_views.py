"""The pages of a correction: the person says what is wrong and what is right, and reads the answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from lenitive.clinic.decisions.written import token_of
from lenitive.errors import InputError
from lenitive.knowledge.portal.team import own_team
from lenitive.portal.access import PortalRequest, mine, note
from lenitive.portal.mine import correcting
from lenitive.portal.models import About
from lenitive.portal.team.forms import text_field
from lenitive.portal.team.views import when_read


class CorrectionForm(forms.Form):
    """What is it about, what is wrong, what is right."""

    about = forms.ChoiceField(
        label=gettext_lazy("What is it about?"),
        choices=About.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose what it is about."),
            "invalid_choice": gettext_lazy("Choose what it is about."),
        },
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        longest = own_team().longest_text
        asked = {
            "wrong": (_("What is not right?"), _("Say what you read, and where.")),
            "right": (_("What is right?"), _("In your words. A guess is fine: say that it is one.")),
        }
        for name, (label, help_text) in asked.items():
            field = text_field(label, longest=longest, rows=3, help_text=help_text)
            field.required = True
            field.widget.attrs.pop("required", None)
            field.error_messages["required"] = _("Write a few words here.")
            self.fields[name] = field


@mine("own_settle", "what is not right in the record")
@require_http_methods(["GET", "POST"])
def correct(request: PortalRequest) -> HttpResponse:
    """What was said before, with its answers, and something new."""
    me = request.me
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        refused = _ask(request, form.cleaned_data)
        if not refused:
            return redirect("portal:correct")
        messages.error(request, refused)  # what was typed stays in the form
    context = {
        "form": form,
        "asked": correcting.of_person(me.patient_id),
        "token": token_of(request.POST.get("token", "")),
        **when_read(),
    }
    return render(
        request, "portal/mine/correct.html", context, status=422 if request.method == "POST" else 200
    )


def _ask(request: PortalRequest, said: dict[str, Any]) -> str:
    """Send it to the clinic; nothing, or why it was not sent."""
    token = token_of(request.POST.get("token", ""))
    try:
        with transaction.atomic():  # what was said and its event are kept both, or neither
            made, new = correcting.ask(request.me, said["about"], said["wrong"], said["right"], token)
            if new:
                note(request, "own_settled", _("asked for a correction: %s") % About(made.about).label)
    except InputError as problem:
        return f"{problem.what[:1].upper()}{problem.what[1:]}. {problem.do or ''}"
    messages.success(request, _("Your clinic has it now. The answer will stand here."))
    return ""


@mine("own_settle", "a correction")
@require_POST
def take_back(request: PortalRequest, pk: int) -> HttpResponse:
    """Take back what is not answered yet."""
    with transaction.atomic():
        if not correcting.take_back(request.me.patient_id, pk):
            raise Http404("nothing of this person waits for an answer so")
        note(request, "own_settled", _("took a correction back"))
    messages.success(request, _("Taken back."))
    return redirect("portal:correct")
