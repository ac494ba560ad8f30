"""Look for somebody who is not on one's own list: whom one can name exactly, and nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lenitive.desk import access
from lenitive.desk.access import Decision, Relation, may
from lenitive.desk.models import Patient
from lenitive.desk.people.duplicates import exact
from lenitive.desk.people.forms import Find
from lenitive.desk.people.identity import Identity, of


@dataclass(frozen=True)
class Found:
    """Somebody who was named exactly, and what one may do now."""

    patient_id: str
    identity: Identity
    stands: str
    answers: dict[str, Decision]


@may("find", "by record number, or name and birth date")
@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """The people who fit exactly; with POST, so that no name stands in an address."""
    form = Find(request.POST or None)
    found: list[Found] | None = None
    if request.method == "POST" and form.is_valid():
        found = [_found(request.user, row) for row in exact(Patient.objects.all(), form.identity())]
    status = 422 if form.errors else 200
    return render(request, "desk/find.html", {"form": form, "found": found}, status=status)


def _found(staff: Any, row: Any) -> Found:
    answers = access.answers(staff, row.patient_id)
    words = {
        Relation.TEAM: _("You are on the care team."),
        Relation.OPEN: _("Nobody is on the care team yet."),
        Relation.CLINIC: _("Others of your clinic care for this person."),
        Relation.OTHER: _("The person is of another clinic."),
        Relation.BROKEN: _("You broke the glass for this person."),
    }
    return Found(row.patient_id, of(row), words[answers["see"].relation], answers)
