"""What every view of a decision does at its end: tell the trail and the page; and the way back.

Whoever may decide may take the decision back.
"""

from __future__ import annotations

from collections.abc import Collection

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lenitive.clinic.decisions.written import undo
from lenitive.clinic.models import Entry, Kind
from lenitive.clinic.views.person import in_place, judged_anew
from lenitive.desk import audit
from lenitive.desk.access import View, may
from lenitive.errors import InputError


def tell(request: HttpRequest, entry: Entry, *, took_back: bool = False) -> None:
    """Write what exactly was decided into the audit trail, and say on the next page that it is kept."""
    what = f"{entry.title}: {entry.words}"
    audit.record(
        request,
        "took_back" if took_back else "decided",
        what=f"{what} ({entry.reason})" if entry.reason else what,
        patient_id=entry.patient_id,
        allowed=True,
        why=request.decision.why,  # type: ignore[attr-defined]
    )
    said = _("Taken back: {what}.") if took_back else _("Kept: {what}.")
    messages.success(request, said.format(what=what))


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
            if entry.undone_at is None:
                with transaction.atomic():  # a deed and its event are kept both, or neither
                    undo(entry.pk, patient_id, request.user)  # type: ignore[arg-type]
                    tell(request, entry, took_back=True)
        except InputError as problem:
            messages.error(request, str(problem))
        if in_place(request):
            return judged_anew(request, patient_id)
        return redirect(f"{reverse(back_to, args=[patient_id])}{anchor}")

    return view
