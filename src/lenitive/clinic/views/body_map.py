"""The body map of a person: then and now, and a form to mark today's."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from lenitive.clinic.body_map.form import BodyMapForm
from lenitive.clinic.body_map.maps import body_maps, write
from lenitive.clinic.body_map.picture import picture
from lenitive.clinic.body_map.words import moved, told
from lenitive.clinic.summary import refresh
from lenitive.desk import store
from lenitive.desk.access import asks, decide, may
from lenitive.reason import story


@asks("see")
def body_map(request: HttpRequest, patient_id: str) -> HttpResponse:
    """Seen with GET, marked with POST; each asks the policy for itself."""
    view = mark if request.method == "POST" else see
    return view(request, patient_id=patient_id)


@may("see", "body map")
def see(request: HttpRequest, patient_id: str) -> HttpResponse:
    """The two newest maps, what became of the pain between them, and the form."""
    return _page(request, patient_id, BodyMapForm())


@may("review", "body map")
def mark(request: HttpRequest, patient_id: str) -> HttpResponse:
    """Keep a map marked now; what the rules say follows at once."""
    form = BodyMapForm(request.POST)
    if not form.is_valid():
        return _page(request, patient_id, form, status=422)
    with transaction.atomic():
        write(patient_id, form.marks(), timezone.now())
        refresh([patient_id])
    messages.success(request, _("The body map is kept, with today's date."))
    return redirect("clinic:body_map", patient_id)


def _page(request: HttpRequest, patient_id: str, form: BodyMapForm, *, status: int = 200) -> HttpResponse:
    with store.person(patient_id) as record:
        person = story.person_of(record, timezone.localdate())
    maps = body_maps(patient_id)
    before = maps[-2] if len(maps) > 1 else None
    context = {
        "patient_id": patient_id,
        "person": person,
        "now": told(maps[-1]) if maps else None,
        "then": told(before) if before else None,
        "moved": moved(before, maps[-1]) if before else None,
        "form": form,
        "figure": picture(()),
        "may_mark": decide(request.user, "review", patient_id).allowed,
    }
    return render(request, "clinic/body_map.html", context, status=status)
