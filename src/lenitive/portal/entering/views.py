"""The door: the ways in, for whom where there are several, and out again."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lenitive.desk.access import open_to
from lenitive.desk.models import Patient
from lenitive.desk.second_factor import passkeys_work_at
from lenitive.portal import demonstration, sessions
from lenitive.portal.access import PortalRequest, mine, note
from lenitive.portal.entering import door, passkeys
from lenitive.portal.entering.forms import CodeForm, EnterForm, MailForm
from lenitive.portal.entering.invitations import refused
from lenitive.portal.models import Account


@open_to("anyone")
@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """The ways in; POST comes in with a password."""
    if request.method == "GET" and sessions.of(request) is not None:
        return redirect(door.safe(request, request.GET.get("next", "")))
    form = EnterForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _door(request, form, status=200 if request.method == "GET" else 422)
    said = form.cleaned_data
    try:
        account = door.by_password(request, said["login"], said["password"])
    except door.Wait as problem:
        form.add_error(None, str(problem))
        return _door(request, form, status=429)
    if account is None:
        form.add_error(None, _("Name and password do not match."))
        return _door(request, form, status=422)
    return _let_in(request, form, account, "password", own_device=said["own_device"])


def _let_in(request: HttpRequest, form: Any, account: Account, way: str, *, own_device: bool) -> HttpResponse:
    to = request.POST.get("next", "")
    answer = door.let_in(request, account, way=way, own_device=own_device, to=to)
    if answer is None:
        form.add_error(None, _("Nobody is open to you here any more. Ask the clinic."))
        return _door(request, form, status=403)
    return answer


def _door(request: HttpRequest, form: Any, *, status: int) -> HttpResponse:
    to = request.POST.get("next", request.GET.get("next", ""))
    names = passkeys_work_at(request.get_host())
    context = {
        "form": form,
        "next": door.safe(request, to),
        "passkey": passkeys.to_show(request) if names else "",
        "mail": door.mail_works(),
        "demonstration": demonstration.accounts(),
        "demo_password": demonstration.password(),
    }
    return render(request, "portal/enter.html", context, status=status)


@open_to("anyone")
@login_not_required
@require_http_methods(["GET", "POST"])
def enter_passkey(request: HttpRequest) -> HttpResponse:
    """Come in with a passkey that the browser showed."""
    if request.method == "GET":
        return redirect("portal:enter")
    form = EnterForm()
    form.full_clean()
    try:
        door.refuse_waiting(request)
        account = passkeys.shown(request, request.POST.get("passkey", ""))
    except door.Wait as problem:
        form.cleaned_data = {}
        form.add_error(None, str(problem))
        return _door(request, form, status=429)
    except passkeys.WrongPasskey:
        refused(request, "wrong passkey")
        form.cleaned_data = {}
        form.add_error(None, _("This passkey did not fit. Try again, or come in another way."))
        return _door(request, form, status=422)
    form.cleaned_data = {}
    return _let_in(request, form, account, "passkey", own_device="own_device" in request.POST)


@open_to("anyone")
@login_not_required
@require_http_methods(["GET", "POST"])
def enter_code(request: HttpRequest) -> HttpResponse:
    """Have a code mailed, then come in with it."""
    if not door.mail_works():
        raise Http404("this site mails nothing")
    typed = "code" in request.POST
    form: Any = (CodeForm if typed else MailForm)(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _code_page(request, form, typed=typed, status=200 if request.method == "GET" else 422)
    login = form.cleaned_data["login"]
    try:
        if not typed:
            door.mail_code(request, login)
            return _code_page(request, CodeForm(initial={"login": login}), typed=True, status=200)
        account = door.by_code(request, login, form.cleaned_data["code"])
    except door.Wait as problem:
        form.add_error(None, str(problem))
        return _code_page(request, form, typed=typed, status=429)
    if account is None:
        form.add_error(None, _("This code does not fit. It is good once, for 10 minutes."))
        return _code_page(request, form, typed=True, status=422)
    return _let_in(request, form, account, "mailed code", own_device=form.cleaned_data["own_device"])


def _code_page(request: HttpRequest, form: Any, *, typed: bool, status: int) -> HttpResponse:
    to = door.safe(request, request.POST.get("next", request.GET.get("next", "")))
    context = {"form": form, "typed": typed, "next": to}
    return render(request, "portal/entering/code.html", context, status=status)


@mine("own_see", "whose page to open", quiet=True)
@require_http_methods(["GET", "POST"])
def choose(request: PortalRequest) -> HttpResponse:
    """Whose page is open: one of those for whom somebody comes in."""
    ties = list(request.me.account.ties.on(timezone.now()).order_by("pk"))
    to = door.safe(request, request.POST.get("next", request.GET.get("next", "")))
    if request.method == "POST":
        tie = next((each for each in ties if str(each.pk) == request.POST.get("tie")), None)
        if tie is None:
            raise Http404("not found, or not for you")
        own, way = request.me.session.own_device, request.me.session.way
        answer = door.let_in(request, request.me.account, way=way, own_device=own, to=to, tie=tie)
        return answer or redirect("portal:enter")
    ids = [tie.patient_id for tie in ties]
    names = dict(Patient.objects.filter(patient_id__in=ids).values_list("patient_id", "name"))
    people = [
        (tie, names[tie.patient_id], tie.patient_id == request.me.patient_id)
        for tie in ties
        if tie.patient_id in names
    ]
    return render(request, "portal/entering/choose.html", {"people": people, "next": to})


@mine("own_see", "the way out", quiet=True)
@require_POST
def leave(request: PortalRequest) -> HttpResponse:
    """End it on this device."""
    note(request, "own_left", "")
    answer = redirect("portal:left")
    sessions.end(request.me.session, answer)
    return answer


@open_to("anyone")
@login_not_required
@require_GET
def left(request: HttpRequest) -> HttpResponse:
    """Say that nothing of the person is open on this device any more."""
    return render(request, "portal/entering/left.html")
