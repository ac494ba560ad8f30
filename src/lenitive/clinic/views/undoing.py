"""Take a decision back, from wherever it was made; whoever may make it may take it back."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lenitive.clinic.decisions.written import undo
from lenitive.clinic.models import Entry, Kind
from lenitive.desk.access import View, may
from lenitive.errors import InputError


def undo_view(action: str, kinds: Collection[Kind], back_to: str, anchor: str = "") -> View:
    """A view that takes an entry (`entry` of the form) of these kinds back; then a person's page."""

    @may(action, "taking a decision back")
    @require_POST
    def view(request: HttpRequest, patient_id: str) -> HttpResponse:
        number = request.POST.get("entry", "")
        wanted = Entry.objects.filter(patient_id=patient_id, kind__in=list(kinds))
        entry = wanted.filter(pk=int(number)).first() if number.isascii() and number.isdigit() else None
        if entry is None:
            raise Http404("no such decision about this person")
        try:
            undo(entry.pk, patient_id, request.user)  # type: ignore[arg-type]
        except InputError as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, _("Taken back: {what}.").format(what=f"{entry.title}: {entry.words}"))
        return redirect(f"{reverse(back_to, args=[patient_id])}{anchor}")

    return view
