"""The plan at work: decide about a treatment; what was decided and why; what is to be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lenitive.clinic.decisions.declined import DECLINE, standing
from lenitive.clinic.decisions.options import Decision, decide, history, needs_reason, reason_of
from lenitive.clinic.decisions.written import new_token
from lenitive.clinic.forms import DecisionForm
from lenitive.clinic.models import Entry, Kind, PlanTask
from lenitive.clinic.plan.made import made_plan
from lenitive.clinic.summary import refresh
from lenitive.clinic.views.undoing import tell, undo_view
from lenitive.desk import access, store
from lenitive.desk.access import may
from lenitive.desk.models import RECORD
from lenitive.knowledge.choices import choices
from lenitive.reason import story

if TYPE_CHECKING:
    from lenitive.plan.assess import Plan
    from lenitive.plan.options import Option


@dataclass(frozen=True)
class Deciding:
    """What the buttons of one option need. last : what was decided before and stands."""

    treatment: str
    title: str
    form: DecisionForm
    last: Entry | None
    may: bool
    needs_reason: bool
    reasons: tuple[Any, ...]  # Any: of knowledge, read by the template alone


def deciding(
    request: HttpRequest, patient_id: str, option: Option, form: DecisionForm | None = None
) -> Deciding:
    """For the template `clinic/_decide.html`, on any page that shows one option."""
    last = standing(patient_id).get(option.treatment.id)
    initial = {"token": new_token(), "seen": last.pk if last else 0}
    return Deciding(
        treatment=option.treatment.id,
        title=option.treatment.title,
        form=form or DecisionForm(initial=initial),
        last=last,
        may=access.decide(request.user, "plan", patient_id).allowed,
        needs_reason=needs_reason(option, "accept"),
        reasons=choices().option_reasons,
    )


@may("plan", "deciding about a treatment")
def decide_option(request: HttpRequest, patient_id: str, treatment: str) -> HttpResponse:
    """The form with GET; kept with POST. 422 where a reason is missing, 409 after another's decision."""
    made = _plan(patient_id)
    option = next((each for each in made.options if each.treatment.id == treatment), None)
    if option is None:
        raise Http404("no such treatment, or no plan for this person")
    if request.method != "POST":
        return _page(request, patient_id, option, None, 200)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, patient_id, option, form, 422)
    decision = _decision(form, option)
    if needs_reason(option, decision.answer) and not decision.why:
        form.add_error("why", _("Say why: tap a reason, or write one."))
        return _page(request, patient_id, option, form, 422)
    last = standing(patient_id).get(treatment)
    if last is not None and last.token != decision.token and last.pk != form.cleaned_data["seen"]:
        form.add_error(None, _("Somebody decided about it meanwhile. Yours is still here and not kept yet."))
        return _page(request, patient_id, option, form, 409)
    with transaction.atomic():  # a deed and its event are kept both, or neither
        entry, is_new = decide(patient_id, decision, request.user)  # type: ignore[arg-type]
        if is_new:
            tell(request, entry)
    if is_new:
        _propose_others(request, patient_id, entry, option)
    return redirect("clinic:option", patient_id, treatment)


def _decision(form: DecisionForm, option: Option) -> Decision:
    said = form.cleaned_data
    return Decision(
        option=option,
        answer=said["did"],
        token=said["token"],
        reason=reason_of(said["reason"]),
        own_reason=said["why"],
        words=said["words"],
        goal=said["goal"],
    )


def _plan(patient_id: str) -> Plan:
    with store.person(patient_id) as record:
        return made_plan(record, patient_id, timezone.localdate())


def _propose_others(request: HttpRequest, patient_id: str, entry: Entry, option: Option) -> None:
    """What the plan proposes in place of a treatment that was declined."""
    if entry.answer == DECLINE:
        made = _plan(patient_id).combination
        others = (
            [each for part in made.parts if part.name == option.part for each in part.start] if made else []
        )
        if others:
            titles = ", ".join(each.treatment.title for each in others)
            messages.info(request, _("In its place the plan now proposes: {titles}.").format(titles=titles))


def _page(
    request: HttpRequest, patient_id: str, option: Option, form: DecisionForm | None, status: int
) -> HttpResponse:
    if form is not None and status == 409:
        last = standing(patient_id)[option.treatment.id]
        form.data = {**form.data.dict(), "seen": str(last.pk)}  # type: ignore[attr-defined]
    context = {
        "patient_id": patient_id,
        "deciding": deciding(request, patient_id, option, form),
        "alone": True,
    }
    return render(request, "clinic/decide.html", context, status=status)


@may("see", "decisions about treatments")
def decisions(request: HttpRequest, patient_id: str) -> HttpResponse:
    """What was decided about treatments, by whom and why, and what is still to be done."""
    with store.person(patient_id) as record:
        person = story.person_of(record, timezone.localdate())
    entries, goals = history(patient_id), _goals(patient_id)
    standing_now = {entry.pk for entry in standing(patient_id).values()}
    context = {
        "patient_id": patient_id,
        "person": person,
        "entries": [
            (entry, [goals[row] for table, row in entry.wrote if table == "goal" and row in goals])
            for entry in entries
        ],
        "standing": standing_now,
        "may_plan": access.decide(request.user, "plan", patient_id).allowed,
    }
    return render(request, "clinic/decisions.html", context)


def _goals(patient_id: str) -> dict[str, str]:
    """Each goal of the record in its words, by its row."""
    rows = RECORD["goal"].objects.filter(patient_id=patient_id).values_list("row_id", "text")
    return {row_id: text for row_id, text in rows if text}


@may("plan", "a task of the plan")
@require_POST
def task(request: HttpRequest, patient_id: str) -> HttpResponse:
    """Mark a task done, or open again; the second of two who do the same changes nothing."""
    number = request.POST.get("task", "")
    wanted = PlanTask.objects.filter(patient_id=patient_id)
    found = wanted.filter(pk=int(number)).first() if number.isascii() and number.isdigit() else None
    if found is None:
        raise Http404("no such task of this person")
    done = request.POST.get("done") == "yes"
    if done != (found.done_at is not None):
        found.done_at = timezone.now() if done else None
        found.done_by = request.user.name if done else ""  # type: ignore[union-attr]
        found.save(update_fields=["done_at", "done_by"])
        refresh([patient_id])  # its piece of work follows
    return redirect("clinic:decisions", patient_id)


undo = undo_view("plan", (Kind.OPTION,), "clinic:decisions")
