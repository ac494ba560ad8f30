"""Work lists: what is to do, by list, with filters and views that staff keep; and what they say to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import replace_url, reswap

from lenitive.clinic.alerts import URGENCY, WORDS
from lenitive.clinic.models import SavedView, WorkItem, WorkStep
from lenitive.clinic.work import acts
from lenitive.clinic.work.listing import DUE, ON_A_PAGE, OWNERS, STATES, Filters, counts, matching, rows
from lenitive.desk.access import may
from lenitive.desk.models import Role, Staff
from lenitive.desk.partial import Undo, wanted
from lenitive.desk.policy import POLICY
from lenitive.errors import InputError, KnowledgeError
from lenitive.knowledge.work import Kind, work

_UNDO_FOR = timedelta(minutes=10)
_LAST_PAGE = 1000
REASONS = (
    "Tried, and could not be reached",
    "Waits for a result",
    "The person asked for later",
    "Done at the next visit",
)


@may("work", "the work lists")
@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """The first list that holds something, else the first one."""
    filled = [each.kind.id for each in counts(_staff(request)) if each.number]
    return redirect("clinic:work_list", (filled or list(work().kinds))[0])


@may("work", "a work list")
@require_safe
def work_list(request: HttpRequest, kind: str) -> HttpResponse:
    """One list, the most pressing first."""
    staff, chosen, now = _staff(request), _kind(kind), timezone.now()
    filters, page = Filters.of(request.GET.dict()), _page(request)
    start = (page - 1) * ON_A_PAGE
    found = matching(staff, kind, filters, timezone.localdate(now))
    items = list(found[start : start + ON_A_PAGE + 1])
    context = {
        "kind": chosen,
        "rows": rows(items[:ON_A_PAGE], staff, now),
        "filters": filters,
        "choices": _choices(filters),
        "views": SavedView.objects.filter(staff=staff),
        "before": _address(kind, filters, page - 1) if page > 1 else "",
        "after": _address(kind, filters, page + 1) if len(items) > ON_A_PAGE else "",
        **_of_rows(request.get_full_path(), may_act=bool(items) and _may_act(staff)),
    }
    if wanted(request, "list"):
        return render(request, "clinic/_work_chosen.html", {**context, "said": _said(context)})
    context |= {"counts": counts(staff, kind), "done": _just_done(request, staff, items)}
    return render(request, "clinic/work.html", context)


@may("hand_on", "a piece of work")
@require_POST
def act(request: HttpRequest, patient_id: str, pk: int) -> HttpResponse:
    """Say something to a piece of work; what it was before is one press away on the next page."""
    if not WorkItem.objects.filter(pk=pk, patient_id=patient_id).exists():
        raise Http404("no such piece of work")
    back, step = _back(request), None
    try:
        step = acts.act(
            pk,
            _staff(request),
            request.POST.get("did", ""),
            reason=" ".join((request.POST.get("reason") or request.POST.get("other") or "").split())[:1000],
            until=_date(request.POST.get("until", "")),
            had=request.POST.get("had"),
        )
    except InputError as problem:
        messages.error(request, str(problem))
        if wanted(request, f"w{pk}") and request.POST.get("did") == "put_off":
            # What was typed stays in its row; only what is wrong is said.
            return reswap(render(request, "desk/components/messages.html", {"oob": True}), "none")
    return _went_on(request, pk, back, step)


@may("hand_on", "undoing what was said to a piece of work")
@require_POST
def undo(request: HttpRequest, patient_id: str, pk: int) -> HttpResponse:
    """Put back what one's own last step changed."""
    step = WorkStep.objects.filter(pk=pk, item__patient_id=patient_id).first()
    if step is None:
        raise Http404("no such step")
    try:
        acts.undo(pk, _staff(request))
        messages.success(request, _("It is as it was before."))
    except InputError as problem:
        messages.error(request, str(problem))
    return _went_on(request, step.item_id, _back(request), None)


def _went_on(request: HttpRequest, pk: int, back: str, step: WorkStep | None) -> HttpResponse:
    """After a press: the row in its place where the page asks for it, else the page again.

    step : what was done and may be undone; None after an undo, or where it could not be done.
    """
    address = f"{back}{'&' if '?' in back else '?'}{urlencode({'did': step.pk})}" if step else back
    if not wanted(request, f"w{pk}"):
        return redirect(address)
    staff, now = _staff(request), timezone.now()
    item = WorkItem.objects.select_related("owner").get(pk=pk)
    filters = Filters.of(QueryDict(back.partition("?")[2]).dict())
    listed = matching(staff, item.kind, filters, timezone.localdate(now)).filter(pk=pk)
    context = {
        "row": rows([item], staff, now)[0],
        "gone": not listed.exists(),
        "counts": counts(staff, item.kind),
        "done": _undo(step, item, back, in_place=True) if step else None,
        **_of_rows(back, may_act=True),
    }
    return replace_url(render(request, "clinic/_work_in_place.html", context), address)


def _of_rows(here: str, *, may_act: bool) -> dict[str, Any]:
    """What every row's forms need. here : the page to come back to."""
    today = timezone.localdate()
    return {
        "here": here,
        "reasons": [_(each) for each in REASONS],
        "tomorrow": today + timedelta(days=1),
        "in_a_week": today + timedelta(days=7),
        "may_act": may_act,
    }


def _said(context: dict[str, Any]) -> str:
    """What a change of the list is announced with."""
    number = len(context["rows"])
    if context["after"]:
        return _("%(n)d shown, and more on the next page") % {"n": number}
    return ngettext("%(n)d shown", "%(n)d shown", number) % {"n": number}


@may("work", "one's own saved views")
@require_POST
def keep_view(request: HttpRequest, kind: str) -> HttpResponse:
    """Keep the filters of a list under a name, or forget one."""
    staff, chosen = _staff(request), _kind(kind)
    filters = Filters.of(request.POST.dict())
    forget = request.POST.get("forget")
    if forget:
        SavedView.objects.filter(staff=staff, pk=_page_number(forget)).delete()
        messages.success(request, _("The view is forgotten; the list is as it was."))
        return redirect(_address(kind, filters, 1))
    name = " ".join(request.POST.get("name", "").split())[:60]
    if not name:
        messages.error(request, _("Give the view a name."))
        return redirect(_address(kind, filters, 1))
    try:
        with transaction.atomic():
            SavedView.objects.create(staff=staff, name=name, kind=chosen.id, query=filters.query)
    except IntegrityError:
        SavedView.objects.filter(staff=staff, name=name).update(kind=chosen.id, query=filters.query)
    messages.success(request, _("The view “%(name)s” is kept.") % {"name": name})
    return redirect(_address(kind, filters, 1))


def _staff(request: HttpRequest) -> Staff:
    assert isinstance(request.user, Staff)  # noqa: S101  `may` let nobody else in
    return request.user


def _may_act(staff: Staff) -> bool:
    """Whether the role may say something to any piece of work; each press asks again, about the person."""
    return bool(POLICY["hand_on"].get(Role(staff.role)))


def _kind(name: str) -> Kind:
    try:
        return work().kind(name)
    except KnowledgeError:
        raise Http404("no such list") from None


def _page(request: HttpRequest) -> int:
    return min(max(_page_number(request.GET.get("page", "1")), 1), _LAST_PAGE)


def _page_number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 1


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _address(kind: str, filters: Filters, page: int) -> str:
    query = "&".join(each for each in (filters.query, f"page={page}" if page > 1 else "") if each)
    return reverse("clinic:work_list", args=[kind]) + (f"?{query}" if query else "")


def _back(request: HttpRequest) -> str:
    """Where the page came from, when that is a page of this site; without what an earlier press added."""
    address = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(address, None) or not address.startswith("/"):
        return reverse("clinic:work")
    path, _mark, query = address.partition("?")
    kept = "&".join(each for each in query.split("&") if each and not each.startswith("did="))
    return f"{path}?{kept}" if kept else path


def _choices(filters: Filters) -> list[dict[str, Any]]:
    """The filters as the form shows them: name, words, and each value with its words."""
    urgencies = {"": _("any urgency"), **{each: WORDS[each] for each in URGENCY}}
    every = (
        ("owner", _("Whose"), OWNERS),
        ("urgency", _("Urgency"), urgencies),
        ("due", _("Due"), DUE),
        ("state", _("State"), STATES),
    )
    return [
        {
            "name": name,
            "label": label,
            "values": [(value, words, getattr(filters, name) == value) for value, words in known.items()],
        }
        for name, label, known in every
    ]


def _just_done(request: HttpRequest, staff: Staff, shown: Sequence[WorkItem]) -> Undo | None:
    """One's own step that the address names, while it may be undone. shown : the pieces on this page."""
    pk = _page_number(request.GET.get("did", "0")) if request.GET.get("did") else 0
    step = (
        WorkStep.objects.filter(pk=pk, staff=staff, at__gt=timezone.now() - _UNDO_FOR)
        .select_related("item")
        .first()
    )
    if step is None or step.did not in acts.ACTS:
        return None
    return _undo(step, step.item, request.get_full_path(), in_place=step.item in shown)


def _undo(step: WorkStep, item: WorkItem, here: str, *, in_place: bool) -> Undo:
    words = _("“%(title)s” is %(did)s.") % {"title": item.title, "did": acts.ACTS[step.did]}
    address = reverse("clinic:work_undo", args=[item.patient_id, step.pk])
    return Undo(words, address, (("next", here),), f"w{item.pk}" if in_place else "")
