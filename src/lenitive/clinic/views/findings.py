"""One finding of a person: each condition with its truth, and the answer of a clinician."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django_htmx.http import reswap, retarget

from lenitive.clinic.choices.answer import reviews as review_rows
from lenitive.clinic.decisions.written import Act, keep, new_token, token_of
from lenitive.clinic.explained import Explained, explained
from lenitive.clinic.forms import CLEARED, OUTCOMES, Answer
from lenitive.clinic.models import Entry, Kind
from lenitive.clinic.views.person import in_place, judged_anew
from lenitive.clinic.views.undoing import tell, undo_view
from lenitive.desk import store
from lenitive.desk.access import asks, decide, may
from lenitive.desk.models import RECORD
from lenitive.desk.partial import wanted
from lenitive.errors import KnowledgeError
from lenitive.knowledge.choices import Reason, choices
from lenitive.knowledge.rules import rule
from lenitive.knowledge.rules.site import chosen_rule
from lenitive.reason import story
from lenitive.reason.explain import known

if TYPE_CHECKING:
    from lenitive.desk.models import Staff


@asks("see")
@asks("see")
def finding(request: HttpRequest, patient_id: str, rule_id: str) -> HttpResponse:
    """Seen with GET, answered with POST; each asks the policy for itself."""
    _found(rule_id, answered=request.method == "POST")
    view = answer if request.method == "POST" else see
    return view(request, patient_id=patient_id, rule_id=rule_id)


@may("see", "a finding and its conditions")
def see(request: HttpRequest, patient_id: str, rule_id: str) -> HttpResponse:
    """Each condition of the rule, criterion or grade, with its truth for this person."""
    if wanted(request, f"answer-{rule_id}"):
        return render(request, "clinic/_answer.html", _answering(patient_id, rule_id))
    return _page(request, patient_id, rule_id, Answer())


@may("review", "a finding")
def answer(request: HttpRequest, patient_id: str, rule_id: str) -> HttpResponse:
    """Write what became of it as a row of `review`; it counts from now on, and the list follows at once."""
    reason = _tapped(request)
    form = Answer(request.POST, auto_id=f"{rule_id}-%s")
    if reason is None and not form.is_valid():
        return _again(request, patient_id, rule_id, form)
    if reason is not None:
        entry = _write(request, patient_id, rule_id, reason.outcome, reason.words, reason.id)
    else:
        said = form.cleaned_data
        entry = _write(request, patient_id, rule_id, said["outcome"], said["reason"])
    if in_place(request):
        return judged_anew(request, patient_id, "clinic:finding_undo", entry)
    return redirect("clinic:person", patient_id)


def _again(request: HttpRequest, patient_id: str, rule_id: str, form: Answer) -> HttpResponse:
    """The form with what is wrong, where it was sent from."""
    if not in_place(request):
        return _page(request, patient_id, rule_id, form, status=422)
    context = {**_answering(patient_id, rule_id), "form": form}
    part = render(request, "clinic/_answer.html", context, status=422)
    return retarget(reswap(part, "innerHTML"), f"#answer-{rule_id}")


def _answering(patient_id: str, rule_id: str) -> dict[str, Any]:
    """What the form of an answer needs, on the page of the finding or on the one page."""
    entries = Entry.objects.filter(patient_id=patient_id, kind=Kind.FINDING, subject=rule_id, undone_at=None)
    return {
        "patient_id": patient_id,
        "rule_id": rule_id,
        "override_reasons": choices().override_reasons,
        "token": new_token(),
        "last": entries.last(),
        "form": Answer(auto_id=f"{rule_id}-%s"),
        "in_place": True,
    }


undo = undo_view("review", (Kind.FINDING,), "clinic:person")


def _tapped(request: HttpRequest) -> Reason | None:
    """The reason of an override, where one was tapped; it needs no further words."""
    tapped = request.POST.get("override", "")
    return next((each for each in choices().override_reasons if each.id == tapped), None)


def _found(rule_id: str, *, answered: bool) -> None:
    """Only a rule that is on here can be answered; a criterion or grade of the pain is seen alone."""
    try:
        (chosen_rule if answered else known)(rule_id)
    except KnowledgeError:
        raise Http404("no such rule") from None


def _page(
    request: HttpRequest, patient_id: str, rule_id: str, form: Answer, *, status: int = 200
) -> HttpResponse:
    today = timezone.localdate()
    with store.person(patient_id) as record:
        said: Explained = explained(record, patient_id, rule_id, today)
        described = story.describe(record, said.rows)
        person = story.person_of(record, today)
    reviews = RECORD["review"].objects.filter(patient_id=patient_id, finding=rule_id).order_by("-at_time")
    context = {
        **_answering(patient_id, rule_id),
        "in_place": False,
        "person": person,
        "said": said,
        "described": described,
        "form": form,
        "reviews": _with_words(reviews),
        "may_answer": said.is_rule and decide(request.user, "review", patient_id).allowed,
    }
    return render(request, "clinic/finding.html", context, status=status)


# Any: the record's models are made from the schema at run time.
def _with_words(reviews: Iterable[Any]) -> list[tuple[Any, str]]:
    return [(each, str(OUTCOMES.get(each.outcome, each.outcome))) for each in reviews]


def _write(
    request: HttpRequest, patient_id: str, rule_id: str, outcome: str, reason: str, reason_id: str = ""
) -> Entry:
    staff: Staff = request.user  # type: ignore[assignment]
    act = Act(
        patient_id=patient_id,
        kind=Kind.FINDING,
        subject=rule_id,
        title=rule(rule_id).title,
        answer=outcome,
        words=str(OUTCOMES[outcome]),
        token=token_of(request.POST.get("token", "")),
        reason=reason,
        reason_id=reason_id,
    )
    did = "acted" if outcome == CLEARED else "open" if outcome == "open" else "overridden"
    rows = list(review_rows([rule_id], staff, outcome, reason))
    with transaction.atomic():  # a deed and its event are kept both, or neither
        entry, is_new = keep(act, staff, rows=rows, rules=[(rule_id, did)])
        if is_new:
            tell(request, entry)
    return entry
