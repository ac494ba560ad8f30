"""Answer what is asked once a visit, and take an answer back."""

from __future__ import annotations

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST
from django_htmx.http import reselect, reswap, retarget

from lenitive.clinic.choices.answer import say_no, say_yes
from lenitive.clinic.decisions.written import AnsweredAlready
from lenitive.clinic.forms import OwnWords
from lenitive.clinic.models import Entry, Kind
from lenitive.clinic.views.person import in_place, judged_anew
from lenitive.clinic.views.undoing import tell, undo_view
from lenitive.desk.access import may
from lenitive.knowledge.choices import Choice, choices


@may("choose", "what is asked once a visit")
@require_POST
def choose(request: HttpRequest, patient_id: str) -> HttpResponse:
    """Keep a yes (`answer`), or a no with its `reason` or own `words`; what the rules say follows at once."""
    choice = choices().choice(request.POST.get("choice", ""))
    if choice is None:
        raise Http404("nothing of that name is asked")
    form = OwnWords(request.POST)
    if not form.is_valid():
        return _again(request, patient_id, choice, form, status=422)
    try:
        with transaction.atomic():  # a deed and its event are kept both, or neither
            entry, is_new = _keep(request, patient_id, choice, form)
            if is_new:
                tell(request, entry)
    except AnsweredAlready as already:
        return _again(request, patient_id, choice, form, entry=already.entry, status=409)
    if in_place(request):
        return judged_anew(request, patient_id, "clinic:choose_undo", entry)
    return redirect(f"{reverse('clinic:person', args=[patient_id])}#choices")


def _keep(request: HttpRequest, patient_id: str, choice: Choice, form: OwnWords) -> tuple[Entry, bool]:
    token = form.cleaned_data["token"]
    staff = request.user
    answer = choice.answer(request.POST.get("answer", ""))
    if answer is not None:
        return say_yes(patient_id, choice, answer, staff, token)  # type: ignore[arg-type]
    reason = choice.reason(request.POST.get("reason", ""))
    words = form.cleaned_data["words"]
    if reason is None and not words:
        raise Http404("neither an answer nor a reason")
    return say_no(patient_id, choice, reason, words, staff, token)  # type: ignore[arg-type]


def _again(
    request: HttpRequest,
    patient_id: str,
    choice: Choice,
    form: OwnWords,
    *,
    entry: Entry | None = None,
    status: int,
) -> HttpResponse:
    """What was typed is still there; what somebody else answered meanwhile stands beside it."""
    context = {
        "patient_id": patient_id,
        "choice": choice,
        "form": form,
        "entry": entry,
        "reason": choice.reason(request.POST.get("reason", "")),
        "answer": choice.answer(request.POST.get("answer", "")),
    }
    again = render(request, "clinic/choice_again.html", context, status=status)
    return reselect(retarget(reswap(again, "outerHTML"), "#main"), "#main") if in_place(request) else again


undo = undo_view("choose", (Kind.CHOICE,), "clinic:person", "#choices")
