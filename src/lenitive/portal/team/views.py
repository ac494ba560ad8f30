"""The people who treat me: who they are, when I see them, what I asked, and what they saw."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import select_template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lenitive.clinic.decisions.medicines import reconciled
from lenitive.clinic.decisions.written import new_token, token_of
from lenitive.clinic.summary import refresh
from lenitive.desk.models import CareTeam
from lenitive.errors import InputError
from lenitive.knowledge.portal.team import own_team
from lenitive.portal.access import PortalRequest, mine, note
from lenitive.portal.models import DoctorPage, Seen, Wish
from lenitive.portal.team import asking, visits
from lenitive.portal.team.forms import DoctorPageForm, WishForm


def when_read() -> dict[str, Any]:
    """For every page that takes text: when somebody reads it, also as the clinic's watch says."""
    names = ["portal/_who_reads.html", "portal/team/_when_read.html"]
    return {"who_reads": select_template(names).template, "read_days": own_team().read_days}


@mine("own_see", "team", quiet=True)
@require_GET
def team(request: PortalRequest) -> HttpResponse:
    """Who treats me, what is next, and what I asked."""
    me = request.me
    context = {
        "ahead": visits.ahead(me),
        "people": care_team(me.patient_id),
        "asked": asking.asked_by(me.patient_id),
        "seen": seen_lately(me.patient_id),
        "page": asking.page_of(me.patient_id),
        **when_read(),
    }
    return render(request, "portal/team/team.html", context)


def care_team(patient_id: str) -> list[dict[str, str]]:
    """Names and roles of those who treat a person now."""
    found = CareTeam.objects.on(timezone.now()).filter(patient_id=patient_id, staff__is_active=True)
    those = {each.staff_id: each.staff for each in found.select_related("staff")}
    return [
        {"name": each.name, "role": each.role_name}
        for each in sorted(those.values(), key=lambda one: one.name)
    ]


def seen_lately(patient_id: str) -> Seen | None:
    """Who saw what came from home, where it was lately."""
    since = timezone.now() - timedelta(days=own_team().seen_days)
    return Seen.objects.filter(patient_id=patient_id, at__gte=since).order_by("at", "pk").last()


@mine("own_ask", "asking for more of a medicine")
@require_http_methods(["GET", "POST"])
def refill(request: PortalRequest) -> HttpResponse:
    """Ask for more of a medicine on the list; which, how much and whether is for the clinic to say."""
    me, now = request.me, {line.row: line.name for line in reconciled(request.me.patient_id).now}
    form = WishForm(
        request.POST or None,
        label=_("Anything they should know"),
        help_text=_("For example: when you need it, or where you collect it."),
    )
    chosen, problem = request.POST.get("medicine", ""), ""
    if request.method == "POST" and form.is_valid():
        if chosen in now:
            return _ask(request, Wish.REFILL, chosen, now[chosen], form.cleaned_data["text"])
        problem = _("Choose a medicine first.")
    context = {
        "medicines": now,
        "chosen": chosen,
        "form": form,
        "problem": problem,
        "token": token_of(request.POST.get("token", "")),
        "for_whom": me.first_name,
        **when_read(),
    }
    return render(
        request, "portal/team/refill.html", context, status=422 if request.method == "POST" else 200
    )


@mine("own_ask", "asking for another time")
@require_http_methods(["GET", "POST"])
def ask_move(request: PortalRequest, number: int) -> HttpResponse:
    """Ask the clinic for another time."""
    appointment = visits.ahead_or_404(request.me, number)
    form = WishForm(
        request.POST or None,
        label=_("When would be better?"),
        help_text=_("For example: mornings, or any day but Friday."),
    )
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        return _ask(request, Wish.MOVE, str(number), f"{appointment.kind}, {appointment.when}", text)
    context = {
        "visit": appointment,
        "form": form,
        "token": token_of(request.POST.get("token", "")),
        **when_read(),
    }
    return render(request, "portal/team/move.html", context, status=422 if request.method == "POST" else 200)


def _ask(request: PortalRequest, wish: str, about: str, title: str, text: str) -> HttpResponse:
    try:
        asking.ask(request.me, wish, about, title, text, token_of(request.POST.get("token", "")))
    except InputError as problem:
        messages.error(request, f"{problem.what[:1].upper()}{problem.what[1:]}. {problem.do or ''}")
        return redirect("portal:team")
    note(request, "own_asked", f"{Wish(wish).label}: {title}")
    days = own_team().read_days
    messages.success(
        request, _("Your team has it. Somebody reads it within %(n)d working days.") % {"n": days}
    )
    return redirect("portal:team")


@mine("own_ask", "taking a request back")
@require_POST
def take_back(request: PortalRequest, number: int) -> HttpResponse:
    """Take a request back."""
    if asking.take_back(request.me, number):
        messages.success(request, _("Taken back."))
    return redirect("portal:team")


@mine("own_ask", "page for the doctor")
@require_http_methods(["GET", "POST"])
def doctor_page(request: PortalRequest) -> HttpResponse:
    """Write what my doctor should know before the visit."""
    me, page = request.me, asking.page_of(request.me.patient_id)
    held = {name: getattr(page, name) for name in asking.PAGE_FIELDS} if page else {}
    form = DoctorPageForm(request.POST or None, initial=held)
    if request.method == "POST" and form.is_valid():
        _keep_page(request, form.cleaned_data, held)
        messages.success(request, _("Kept. Your team can see it, and it is here for your visit."))
        return redirect("portal:doctor_paper")
    context = {
        "form": form,
        "token": token_of(request.POST.get("token", "")) if request.POST else new_token(),
        "next": next(iter(visits.ahead(me)), None),
        **when_read(),
    }
    return render(request, "portal/team/show.html", context, status=422 if request.method == "POST" else 200)


def _keep_page(request: PortalRequest, said: dict[str, str], held: dict[str, str]) -> None:
    me = request.me
    same = all(said[name].strip() == held.get(name, "") for name in asking.PAGE_FIELDS)
    token = token_of(request.POST.get("token", ""))
    if same or DoctorPage.objects.filter(token=token).exists():
        return
    cells = {name: said[name].strip() for name in asking.PAGE_FIELDS}
    DoctorPage.objects.create(
        patient_id=me.patient_id, at=timezone.now(), by=me.account.name, token=token, **cells
    )
    note(request, "own_wrote", "page for the doctor")
    refresh([me.patient_id])


@mine("own_see", "page for the doctor")
@require_GET
def doctor_paper(request: PortalRequest) -> HttpResponse:
    """The same to show and to print."""
    page = asking.page_of(request.me.patient_id)
    if page is None:
        raise Http404("nothing is written yet")
    context = {
        "page": page,
        "worries": [each for each in (page.worry_1, page.worry_2, page.worry_3) if each],
        "seen": Seen.objects.filter(page=page).order_by("at").first(),
        "may_write": request.me.tie.helper != "reader",
    }
    return render(request, "portal/team/paper.html", context)
