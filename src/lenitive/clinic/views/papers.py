"""The papers of a person as PDF to look at, print and send; each is in the audit trail under its own name."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from lenitive.clinic.plan.families import family_of
from lenitive.clinic.plan.taper_form import TaperForm
from lenitive.desk import store
from lenitive.desk.access import View, asks, may
from lenitive.errors import InputError, LenitiveError
from lenitive.plan.papers import KINDS, Asked, Kind, paper_pdf

_LONGEST = 500


@asks("see")
def paper(request: HttpRequest, patient_id: str, kind: str) -> HttpResponse:
    """The paper of that kind; each asks the policy for itself, so that the trail names it."""
    if kind not in _VIEWS:
        raise Http404("no such paper")
    view: View = _VIEWS[kind]
    return view(request, patient_id=patient_id)


def _view_of(kind: Kind) -> View:
    @may("see", f"paper {kind}")
    def view(request: HttpRequest, patient_id: str) -> HttpResponse:
        today = timezone.localdate()
        try:
            with store.person(patient_id) as record:
                asked = _asked(kind, request)
                made = paper_pdf(record, kind, patient_id=patient_id, as_of=today, asked=asked)
        except LenitiveError as error:
            context = {"patient_id": patient_id, "problem": str(error)}
            return render(request, "clinic/paper_problem.html", context, status=422)
        answer = HttpResponse(made, content_type="application/pdf")
        answer["Content-Disposition"] = f'inline; filename="{kind}-{today.isoformat()}.pdf"'
        return answer

    return view


def _asked(kind: Kind, request: HttpRequest) -> Asked:
    """What the paper needs beside the record, from the page that asked for it."""
    said = request.POST if request.method == "POST" else request.GET
    if kind == "taper" and request.method == "POST":
        medicine = said.get("medicine", "")
        form = TaperForm(said, [(medicine, medicine)] if family_of([medicine]) else [])
        if not form.is_valid():
            raise InputError(
                "the taper cannot be read from the form", do="Go back to the planner and correct it."
            )
        return Asked(wish=form.wish())
    return Asked(
        procedure=said.get("procedure", ""),
        policy=said.get("policy") or None,
        place=said.get("place", "")[:_LONGEST],
        to=said.get("to", "")[:_LONGEST],
        sender=request.user.name if kind == "referral" else "",  # type: ignore[union-attr]
        question=said.get("question", "")[:_LONGEST],
    )


_VIEWS = {kind: _view_of(kind) for kind in KINDS}
