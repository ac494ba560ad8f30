"""My progress: goals with the person's own line, what the answers say, and what has helped."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lenitive.desk.policy import Helper, own_may
from lenitive.portal.access import PortalRequest, mine, note
from lenitive.portal.home.cards import Card
from lenitive.portal.models import GoalMark, MyGoal
from lenitive.portal.progress import goals
from lenitive.portal.progress.changed import told
from lenitive.portal.progress.forms import GoalForm, MarkForm
from lenitive.portal.progress.picture import picture
from lenitive.portal.sessions import Me

_MARK_EVERY_DAYS = 7


@mine("own_see", "progress")
@require_GET
def progress(request: PortalRequest) -> HttpResponse:
    """The person's own line first, then what the answers say, then what has helped."""
    return _page(request)


@mine("own_answer", "a goal")
@require_http_methods(["GET", "POST"])
def new_goal(request: PortalRequest) -> HttpResponse:
    """A goal in the person's words, with the measure that they choose."""
    me = request.me
    form = GoalForm(
        request.POST or None,
        initial={"text": _text_of(me, request.GET.get("row", "")), "row": request.GET.get("row", "")},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        goal = goals.begin(
            me,
            text=said["text"],
            unit=said["unit"],
            target=said["target"],
            row=said["row"],
            token=str(said["token"]),
        )
        note(request, "own_wrote", _("a goal"))
        return redirect(_place(goal))
    return render(request, "portal/goal_new.html", {"form": form}, status=422 if form.errors else 200)


@mine("own_answer", "a mark of a goal")
@require_POST
def mark_goal(request: PortalRequest, number: int) -> HttpResponse:
    """What the person can do today; 422 with the words typed where it is no number."""
    goal = _goal(request.me, number)
    form = MarkForm(request.POST, goal=goal)
    if not form.is_valid():
        return _page(request, {goal.pk: form}, status=422)
    if goals.mark(request.me, goal, form.cleaned_data["value"], str(form.cleaned_data["token"])):
        note(request, "own_wrote", _("how near a goal is"))
    return redirect(_place(goal))


@mine("own_answer", "the end of a goal")
@require_POST
def end_goal(request: PortalRequest, number: int) -> HttpResponse:
    """The goal is reached, let go, or taken up again."""
    goal = _goal(request.me, number)
    how = request.POST.get("how", "")
    if how not in ("reached", "let_go", ""):
        raise Http404("a goal is reached, let go, or taken up again")
    goals.close(request.me, goal, how)
    note(request, "own_wrote", _("the end of a goal") if how else _("a goal, taken up again"))
    return redirect("portal:progress")


def _goal(me: Me, number: int) -> MyGoal:
    found = MyGoal.objects.filter(pk=number, patient_id=me.patient_id).prefetch_related("marks").first()
    if found is None:
        raise Http404("no such goal of this person")
    return found


def _place(goal: MyGoal) -> str:
    return f"{reverse('portal:progress')}#goal-{goal.pk}"


def _text_of(me: Me, row: str) -> str:
    return next((each.text for each in goals.unmeasured(me.patient_id) if each.row_id == row), "")


def _page(
    request: PortalRequest, forms: dict[int, MarkForm] | None = None, *, status: int = 200
) -> HttpResponse:
    me = request.me
    found = told(me.patient_id, me.language)
    context: dict[str, Any] = {
        "goals": [_shown(goal, (forms or {}).get(goal.pk)) for goal in goals.open_goals(me.patient_id)],
        "unmeasured": goals.unmeasured(me.patient_id),
        "ended": MyGoal.objects.filter(patient_id=me.patient_id).exclude(ended_at=None).order_by("-ended_at"),
        "lines": found.lines,
        "helped": found.helped,
        "may_write": own_may(Helper(me.tie.helper), "own_answer"),
    }
    return render(request, "portal/progress.html", context, status=status)


def _shown(goal: MyGoal, form: MarkForm | None) -> dict[str, Any]:
    days = goals.by_day(goal)
    return {
        "goal": goal,
        "said": goals.said(goal),
        "aim": goals.amount(goal.target, goal.unit),
        "picture": picture(days, goal.target),
        "rows": [(day, goals.amount(value, goal.unit)) for day, value in reversed(days)],
        "form": form or MarkForm(goal=goal, auto_id=f"goal-{goal.pk}-%s"),
        "there": bool(days) and days[-1][1] >= goal.target,
    }


def card(me: Me) -> list[Card]:
    """Once a week, a goal without a new mark asks for one; without any goal, one is offered."""
    url = reverse("portal:progress")
    waiting = [goal for goal in goals.open_goals(me.patient_id) if not _marked_lately(goal)]
    if waiting:
        return [Card(60, waiting[0].text, _("How is it going?"), _place(waiting[0]), _("Say how near"), 1)]
    if not MyGoal.objects.filter(patient_id=me.patient_id).exists():
        text = _("What would you do more of if pain took up less room?")
        return [Card(120, _("A goal of mine"), text, url, _("Choose one"), 2)]
    return []


def _marked_lately(goal: MyGoal) -> bool:
    since = timezone.localdate() - timedelta(days=_MARK_EVERY_DAYS)
    return GoalMark.objects.filter(goal=goal, day__gt=since).exists()
