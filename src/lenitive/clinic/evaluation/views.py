"""Pages of evaluations: which there are, the document itself, and its parts without a script."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lenitive import __version__
from lenitive.clinic.evaluation.drawn import options
from lenitive.clinic.evaluation.edits import Sent, field_named, keep
from lenitive.clinic.evaluation.opening import open_evaluation, open_for
from lenitive.clinic.evaluation.page import document
from lenitive.clinic.evaluation.presence import note_here
from lenitive.clinic.evaluation.values import words
from lenitive.clinic.models import Evaluation, EvaluationPart
from lenitive.desk.access import asks, decide, may
from lenitive.desk.models import Patient
from lenitive.errors import InputError
from lenitive.knowledge.visits.evaluation import template

if TYPE_CHECKING:
    from lenitive.desk.models import Staff


def version() -> str:
    """Which version of site and parts made a page."""
    return f"{__version__} {template().version}"


def found(patient_id: str, pk: int) -> Evaluation:
    """An evaluation of this person; any other is not there."""
    evaluation = Evaluation.objects.filter(pk=pk, patient_id=patient_id).first()
    if evaluation is None:
        raise Http404("no such evaluation of this person")
    return evaluation


def staff_of(request: HttpRequest) -> Staff:
    """Whoever is signed in."""
    return request.user  # type: ignore[return-value]


@asks("see")
def evaluations(request: HttpRequest, patient_id: str) -> HttpResponse:
    """Which evaluations there are with GET; POST opens one, or the one that is open."""
    view = start if request.method == "POST" else listed
    return view(request, patient_id=patient_id)


@may("see", "evaluations")
def listed(request: HttpRequest, patient_id: str) -> HttpResponse:
    """The evaluations of a person, the newest first."""
    name = Patient.objects.filter(patient_id=patient_id).values_list("name", flat=True).first()
    context = {
        "patient_id": patient_id,
        "name": name or patient_id,
        "evaluations": Evaluation.objects.filter(patient_id=patient_id).order_by("-pk"),
        "open": open_evaluation(patient_id),
        "may_fill": decide(request.user, "record", patient_id).allowed,
        "parts": template().parts,
    }
    return render(request, "clinic/evaluation/list.html", context)


@may("record", "a new evaluation")
def start(request: HttpRequest, patient_id: str) -> HttpResponse:
    """Open an evaluation; however often the button is pressed, it is one."""
    evaluation = open_for(staff_of(request), patient_id, reason=request.POST.get("reason", "").strip())
    return redirect("clinic:evaluation", patient_id, evaluation.pk)


@may("see", "evaluation")
def evaluation(request: HttpRequest, patient_id: str, pk: int) -> HttpResponse:
    """The whole document."""
    there, staff = found(patient_id, pk), staff_of(request)
    may_fill = decide(staff, "record", patient_id).allowed
    asked = {name: request.GET.get(name, "") for name in ("tried", "part")}
    page = document(there, staff, may_fill=may_fill, **asked)
    if may_fill:
        note_here(there, staff, asked["part"])
    context = {
        "patient_id": patient_id,
        "page": page,
        "described": page.described,
        "may_fill": may_fill,
        "can_fill": may_fill and there.signed_at is None,
        "version": version(),
        "token": str(uuid.uuid4()),
        "me": staff.pk,
        "note": _address_of_note(patient_id, there),
    }
    return render(request, "clinic/evaluation/document.html", context)


def _address_of_note(patient_id: str, there: Evaluation) -> str:
    try:
        return f"{reverse('clinic:note_new', args=[patient_id])}?source=evaluation&pk={there.pk}"
    except NoReverseMatch:  # the notes of this site are not there
        return ""


@may("record", "an evaluation")
@require_POST
def save_part(request: HttpRequest, patient_id: str, pk: int) -> HttpResponse:
    """Keep a part as a whole, for whoever works without a script: by the same merge, field by field."""
    there, kept = found(patient_id, pk), 0
    for sent in _sent(request):
        try:
            kept += keep(there.pk, sent, staff_of(request)).is_new
        except InputError as problem:
            messages.error(request, str(problem))
    if kept:
        messages.success(request, _("Kept: {n} changes.").format(n=kept))
    part = request.POST.get("part", "")
    wanted = f"?part={part}#p-{part}" if template().part(part) is not None else ""
    return redirect(f"{reverse('clinic:evaluation', args=[patient_id, pk])}{wanted}")


def _sent(request: HttpRequest) -> Iterator[Sent]:
    """What a form changes: texts by the text they were typed on, values that are no more what was shown."""
    form, reason = request.POST, request.POST.get("reason", "")
    for name in form:
        if name.startswith("base.") and name.removeprefix("base.") in form:
            field = name.removeprefix("base.")
            yield Sent(field, form[field], _key(form, field), form[name], reason=reason)
        elif name.startswith("shown.") and name.removeprefix("shown.") in form:
            field = name.removeprefix("shown.")
            if form[field].strip() != form[name]:
                seen = form.get(f"seen.{field}", "0")
                number = int(seen) if seen.isascii() and seen.isdigit() else 0
                yield Sent(field, form[field], _key(form, field), seen=number, reason=reason)


# Any: a form of Django.
def _key(form: Any, field: str) -> str:
    """The same form sent twice gives the same edit."""
    token = form.get("token", "") or str(uuid.uuid4())
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{token} {field}"))


@may("record", "a part of an evaluation that is done")
@require_POST
def done(request: HttpRequest, patient_id: str, pk: int) -> HttpResponse:
    """Mark a part as done for one's profession, or take the mark back."""
    there, staff = found(patient_id, pk), staff_of(request)
    part = template().part(request.POST.get("part", ""))
    if part is None:
        raise Http404("no such part")
    mark = {"evaluation": there, "part": part.id, "role": staff.role, "undone_at": None}
    if request.POST.get("undo"):
        EvaluationPart.objects.filter(**mark).update(undone_at=timezone.now(), undone_by=staff.name)
    else:
        EvaluationPart.objects.get_or_create(
            **mark, defaults={"staff": staff, "who": staff.name, "at": timezone.now()}
        )
    return redirect(f"{reverse('clinic:evaluation', args=[patient_id, pk])}#p-{part.id}")


@asks("see")
def field(request: HttpRequest, patient_id: str, pk: int, name: str) -> HttpResponse:
    """Everything that a field ever said with GET; POST corrects it, or puts an earlier text back."""
    view = correct if request.method == "POST" else history
    return view(request, patient_id=patient_id, pk=pk, name=name)


@may("see", "what a field of an evaluation said")
def history(request: HttpRequest, patient_id: str, pk: int, name: str) -> HttpResponse:
    """All edits of a field, the newest first."""
    return _history(request, patient_id, pk, name)


@may("record", "a correction in an evaluation")
def correct(request: HttpRequest, patient_id: str, pk: int, name: str) -> HttpResponse:
    """Keep a correction, with its reason where the evaluation was signed."""
    there = found(patient_id, pk)
    try:
        for sent in _sent(request):
            keep(there.pk, sent, staff_of(request))
    except InputError as problem:
        return _history(request, patient_id, pk, name, problem=str(problem), status=422)
    return redirect("clinic:evaluation_field", patient_id, pk, name)


def _history(
    request: HttpRequest, patient_id: str, pk: int, name: str, *, problem: str = "", status: int = 200
) -> HttpResponse:
    there = found(patient_id, pk)
    try:
        known = field_named(name)
    except InputError:
        raise Http404("no such field") from None
    edits = list(there.edits.filter(field=name).order_by("-number"))
    person = Patient.objects.filter(patient_id=patient_id).values_list("name", flat=True).first()
    context = {
        "patient_id": patient_id,
        "name": person or patient_id,
        "evaluation": there,
        "field": known,
        "edits": [(edit, _words(known, edit.text)) for edit in edits],
        "head": edits[0] if edits else None,
        "typed": request.POST.get(name, edits[0].text if edits else ""),
        "reason": request.POST.get("reason", ""),
        "token": str(uuid.uuid4()),
        "problem": problem,
        "may_fill": decide(request.user, "record", patient_id).allowed,
        "options": _options(known),
    }
    return render(request, "clinic/evaluation/field.html", context, status=status)


# Any: a field of the knowledge.
def _words(known: Any, text: str) -> str:
    return text if known.kind == "text" else words(known, text)


def _options(known: Any) -> list[tuple[str, str]]:
    return list(options(known)) if known.kind in ("yes_no", "choice") else []
