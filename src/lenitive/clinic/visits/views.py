"""Pages of visits: the list, one visit step by step, its diary, the history of a field, and closing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from lenitive.clinic.decisions.written import new_token, token_of
from lenitive.clinic.models import Visit
from lenitive.clinic.visits.events import serious
from lenitive.clinic.visits.filling import ClosedVisit, HeldBack, Kept, Sent, keep, template_of
from lenitive.clinic.visits.opening import NotYet, close, open_visit, planned
from lenitive.clinic.visits.page import Problems, Shown, may_fill, untouched, visit_page
from lenitive.clinic.visits.values import field_of, read, words_of
from lenitive.desk import audit, store
from lenitive.desk.access import POLICY, decide, may
from lenitive.errors import InputError
from lenitive.knowledge.visits.visit_model import Step, Template, base_of
from lenitive.knowledge.visits.visit_templates import template, templates
from lenitive.reason import story
from lenitive.reason.story.words import day_words

if TYPE_CHECKING:
    from lenitive.desk.models import Staff

VALUE, SEEN = "v-", "seen-"
_MOST_SHOWN = 100
_CLOSED = gettext_noop("Closed. What happens later is entered below; all else is corrected with a reason.")
_HARMED = gettext_noop(
    "Did the person come to harm, or could they have? Record it here; a wrong side counts also where nothing "
    "happened."
)


@may("see", "the list of visits")
def visits(request: HttpRequest, patient_id: str) -> HttpResponse:
    """Every visit that was filled here, and the templates by which one is opened."""
    today = timezone.localdate()
    with store.person(patient_id) as record:
        person = story.person_of(record, today)
    role = request.user.role  # type: ignore[union-attr]
    context = {
        "patient_id": patient_id,
        "person": person,
        "visits": Visit.objects.filter(patient_id=patient_id).order_by("-day", "-pk")[:_MOST_SHOWN],
        "forms": [each for each in templates().values() if role in each.roles],
        "planned": planned(patient_id, today),
        "may": decide(request.user, "record", patient_id).allowed and not person.dead,
        "token": new_token(),
        "serious": serious(patient_id),
    }
    return render(request, "clinic/visits/visits.html", context)


@may("record", "a visit")
@require_POST
def open_one(request: HttpRequest, patient_id: str) -> HttpResponse:
    """Open a visit by `template`, for the planned visit `encounter` where one is chosen."""
    form = template(request.POST.get("template", ""))
    staff: Staff = request.user  # type: ignore[assignment]
    if form is None or staff.role not in form.roles:
        raise Http404("no such template, or not for this role")
    visit, is_new = open_visit(
        patient_id,
        form,
        staff,
        token_of(request.POST.get("token", "")),
        encounter=request.POST.get("encounter", ""),
    )
    if is_new:
        _trail(request, visit, _("opened"))
    return redirect("clinic:visit", patient_id, visit.pk)


def found(patient_id: str, pk: int) -> Visit:
    """A visit of this person, or 404."""
    visit = Visit.objects.filter(pk=pk, patient_id=patient_id).first()
    if visit is None:
        raise Http404("no such visit of this person")
    return visit


@may("see", "a visit")
def visit(request: HttpRequest, patient_id: str, pk: int) -> HttpResponse:
    """One visit: what it opens with, its steps, and what is left before it is closed."""
    one = found(patient_id, pk)
    return _page(request, one, template_of(one))


def _page(
    request: HttpRequest, one: Visit, form: Template, problems: Problems | None = None, status: int = 200
) -> HttpResponse:
    role = request.user.role  # type: ignore[union-attr]
    allowed = decide(request.user, "record", one.patient_id).allowed
    context: dict[str, Any] = {
        "patient_id": one.patient_id,
        "page": visit_page(one, form, role, may=allowed, problems=problems),
        "day": day_words(one.day),
        "may": allowed and role in form.roles,
        "may_close": decide(request.user, "sign", one.patient_id).allowed and role in form.roles,
        "token": new_token(),
        "wrong": bool(problems and problems.wrong),
        "note": _address("clinic:note_new", one, {"source": "visit", "pk": one.pk}),
    }
    if "book" in POLICY and decide(request.user, "book", one.patient_id).allowed:
        proposed = context["page"].proposed
        wanted = {"kind": proposed.kind, "around": (proposed.chosen or proposed.first).isoformat()}
        context["book"] = _address("clinic:appointment_new", one, wanted)
    return render(request, "clinic/visits/visit.html", context, status=status)


def _address(name: str, one: Visit, query: dict[str, object]) -> str:
    """A page of another part of the clinic about this visit; empty where a site has none."""
    try:
        return f"{reverse(name, args=[one.patient_id])}?{urlencode(query)}"
    except NoReverseMatch:
        return ""


@may("record", "a step of a visit")
@require_POST
def step(request: HttpRequest, patient_id: str, pk: int, step: str) -> HttpResponse:
    """Keep the fields of one step; what does not fit is shown again beside why, and the others are kept."""
    one = found(patient_id, pk)
    form = template_of(one)
    of = form.step(step)
    if of is None or not may_fill(form, of, request.user.role):  # type: ignore[union-attr]
        raise Http404("no such step, or not for this role")
    kept, problems, status = _keep_step(request, one, form, of)
    _tell(request, one, kept)
    if problems.wrong:
        one.refresh_from_db()
        return _page(request, one, form, problems, status)
    return redirect(f"{reverse('clinic:visit', args=[patient_id, pk])}#{_next_step(form, of)}")


def _next_step(form: Template, of: Step) -> str:
    order = [each.id for each in form.steps]
    return order[min(order.index(of.id) + 1, len(order) - 1)]


def _keep_step(
    request: HttpRequest, one: Visit, form: Template, of: Step
) -> tuple[list[Kept], Problems, int]:
    """Each field by itself, so that one that does not fit loses none of the others."""
    typed: dict[str, str] = {}
    wrong: dict[str, str] = {}
    kept: list[Kept] = []
    status = 422
    for sent in _sent(request, of):
        try:
            field = field_of(form, sent.field)
            if field is not None and untouched(one, sent, read(field, sent.value)):
                continue
            kept += [each for each in keep(one.pk, [sent], request.user) if each.is_new]  # type: ignore[arg-type]
        except InputError as problem:
            status = 409 if isinstance(problem, HeldBack | ClosedVisit) else 422
            typed[sent.field], wrong[sent.field] = sent.value, str(problem)
    return kept, Problems(typed, wrong), status


def _sent(request: HttpRequest, of: Step) -> Sequence[Sent]:
    mine = {field.id for field in of.fields}
    token = request.POST.get("token", "")
    names = [name[len(VALUE) :] for name in request.POST if name.startswith(VALUE)]
    return [
        Sent(name, request.POST[VALUE + name], _number(request.POST.get(SEEN + name, "")), token)
        for name in names
        if base_of(name) in mine
    ]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _tell(request: HttpRequest, one: Visit, kept: Sequence[Kept]) -> None:
    for each in kept:
        if each.notice:
            messages.warning(request, each.notice)
    if kept:
        messages.success(request, _("Kept."))
        _trail(request, one, ", ".join(each.field for each in kept))


def _trail(request: HttpRequest, one: Visit, what: str) -> None:
    audit.record(
        request,
        "record",
        what=f"{one.title}: {what}",
        patient_id=one.patient_id,
        allowed=True,
        why=request.decision.why,  # type: ignore[attr-defined]
    )


@may("record", "a field of a visit")
@require_POST
def one_field(request: HttpRequest, patient_id: str, pk: int) -> HttpResponse:
    """Keep one field as it is typed, for the script of the page; answers in JSON.

    422 for what does not fit and 409 for a step that waits, both in words; nothing is kept then.
    """
    one = found(patient_id, pk)
    form = template_of(one)
    name = request.POST.get("field", "")
    field = field_of(form, name)
    if field is None or not may_fill(form, form.step_of[base_of(name)], request.user.role):  # type: ignore[union-attr]
        raise Http404("no such field, or not for this role")
    seen, token = _number(request.POST.get("seen", "")), request.POST.get("token", "")
    try:
        kept = keep(one.pk, [Sent(name, request.POST.get("value", ""), seen, token)], request.user)[0]  # type: ignore[arg-type]
    except InputError as problem:
        status = 409 if isinstance(problem, HeldBack | ClosedVisit) else 422
        return JsonResponse({"says": str(problem)}, status=status)
    checks = {each for check in form.checks for each in (*check.fields, check.unless)}
    answer = {"value": kept.value, "words": kept.words, "number": kept.number, "notice": kept.notice}
    return JsonResponse(answer | {"look_again": base_of(name) in checks or ":" in name})


@may("sign", "closing a visit")
@require_POST
def close_one(request: HttpRequest, patient_id: str, pk: int) -> HttpResponse:
    """Close a visit; 422 with what is missing or stops it."""
    one = found(patient_id, pk)
    form = template_of(one)
    if request.user.role not in form.roles:  # type: ignore[union-attr]
        raise Http404("not for this role")
    try:
        closed, is_new = close(pk, request.user)  # type: ignore[arg-type]
    except NotYet as problem:
        messages.error(request, str(problem))
        return _page(request, one, form, None, 422)
    if is_new:
        _trail(request, closed, _("closed"))
        messages.success(
            request,
            _("Closed. What happens later is entered below; anything else is corrected with a reason."),
        )
    return redirect("clinic:visit", patient_id, pk)


@may("see", "the history of a field")
def history(request: HttpRequest, patient_id: str, pk: int, field: str) -> HttpResponse:
    """Every change of one field, the newest first; and, after closing, the form that corrects it."""
    one = found(patient_id, pk)
    form = template_of(one)
    return _history(request, one, form, field)


def _history(
    request: HttpRequest,
    one: Visit,
    form: Template,
    name: str,
    *,
    problem: str = "",
    typed: tuple[str, str] = ("", ""),
    status: int = 200,
) -> HttpResponse:
    field = field_of(form, name)
    value = one.values_now.filter(field=name).first()
    if field is None:
        raise Http404("no such field")
    role = request.user.role  # type: ignore[union-attr]
    signs = decide(request.user, "sign", one.patient_id).allowed
    context = {
        "patient_id": one.patient_id,
        "visit": one,
        "day": day_words(one.day),
        "shown": Shown(field, value, typed[0] or (value.value if value else ""), problem),
        "reason": typed[1],
        "changes": one.changes.filter(field=name).order_by("-number"),
        "may_correct": not one.is_open and signs and may_fill(form, form.step_of[base_of(name)], role),
        "token": new_token(),
    }
    return render(request, "clinic/visits/history.html", context, status=status)


@may("sign", "a correction of a visit")
@require_POST
def correct(request: HttpRequest, patient_id: str, pk: int, field: str) -> HttpResponse:
    """Correct one field after closing, with a reason; a grave one asks whether somebody came to harm."""
    one = found(patient_id, pk)
    form = template_of(one)
    known = field_of(form, field)
    if known is None or not may_fill(form, form.step_of[base_of(field)], request.user.role):  # type: ignore[union-attr]
        raise Http404("no such field, or not for this role")
    said, reason = request.POST.get("value", ""), request.POST.get("reason", "")
    seen, token = _number(request.POST.get("seen", "")), request.POST.get("token", "")
    try:
        kept = keep(pk, [Sent(field, said, seen, token, reason)], request.user)[0]  # type: ignore[arg-type]
    except InputError as problem:
        return _history(request, one, form, field, problem=str(problem), typed=(said, reason), status=422)
    if not kept.is_new:
        return redirect("clinic:visit_history", patient_id, pk, field)
    _trail(request, one, _("%(label)s corrected to %(words)s (%(reason)s)") % _corrected(known, kept, reason))
    if kept.notice:
        messages.warning(request, kept.notice)
    messages.success(request, _("Corrected. What was there before stays in the history."))
    if known.grave:
        messages.warning(request, _(_HARMED))
        query = urlencode({"visit": pk, "what": known.grave})
        return redirect(f"{reverse('clinic:event_new', args=[patient_id])}?{query}")
    return redirect("clinic:visit_history", patient_id, pk, field)


def _corrected(known: Any, kept: Kept, reason: str) -> dict[str, str]:
    return {"label": known.label, "words": words_of(known, kept.value), "reason": reason.strip()}


@may("see", "the relief after a procedure")
def relief(request: HttpRequest, patient_id: str, pk: int) -> HttpResponse:
    """The diary of one procedure alone, to enter numbers as they come by telephone."""
    one = found(patient_id, pk)
    form = template_of(one)
    role = request.user.role  # type: ignore[union-attr]
    allowed = decide(request.user, "record", patient_id).allowed
    page = visit_page(one, form, role, may=allowed)
    diary = next((each for each in page.steps if each.step.panel == "diary"), None)
    if diary is None:
        raise Http404("this visit has no diary")
    context = {
        "patient_id": patient_id,
        "page": page,
        "each": diary,
        "day": day_words(one.day),
        "token": new_token(),
        "alone": True,
        "may": allowed and role in form.roles,
    }
    return render(request, "clinic/visits/relief.html", context)
