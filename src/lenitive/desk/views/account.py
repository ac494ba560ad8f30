"""Signing in and out, and one's own account."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from lenitive.desk import audit, facts, lockout, second_factor, sessions
from lenitive.desk.access import open_to, own_account
from lenitive.desk.context import places
from lenitive.desk.forms import NewPassword, SignIn
from lenitive.desk.models import Staff


@own_account
def start(request: HttpRequest) -> HttpResponse:
    """The first place that one may go to; somebody without any sees their own account."""
    return redirect(next((url for url, _name in places(request.user)), "desk:account"))


@open_to("anyone")
@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Let someone in who knows their password; a second factor is asked for next. Wrong tries are counted."""
    if request.user.is_authenticated:
        return redirect(_next(request))
    form = SignIn(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _sign_in_page(request, form, 200 if request.method == "GET" else 422)
    name = form.cleaned_data["username"]
    wait = lockout.minutes_to_wait(name)
    if wait:
        form.add_error(None, lockout.in_words(wait))
        return _sign_in_page(request, form, 429)
    staff = authenticate(request, username=name, password=form.cleaned_data["password"])
    if not isinstance(staff, Staff):
        audit.record(request, "sign_in", allowed=False, why="wrong user name or password", actor=name)
        form.add_error(None, _("User name and password do not match."))
        return _sign_in_page(request, form, 422)
    answer = perform_password_login(request, {"username": name}, Login(staff, redirect_url=_next(request)))
    return signed_in(request, answer, "user name and password")


def signed_in(request: HttpRequest, answer: HttpResponse, how: str) -> HttpResponse:
    """Pass a step's answer on; whoever is all the way in with it gets a session, and is noted."""
    if request.user.is_authenticated:
        sessions.begin(request)
        audit.record(request, "sign_in", allowed=True, why=how)
    return answer


@own_account
@second_factor.before_it_is_set_up
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    audit.record(request, "sign_out", allowed=True, why="asked for it")
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@own_account
@sensitive_post_parameters("current", "new")
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Who one is here, how one signs in, where one is signed in, and another password."""
    staff: Staff = request.user  # type: ignore[assignment]
    form = NewPassword(request.POST or None, staff=staff)
    if request.method == "POST":
        wait = lockout.minutes_to_wait(staff.username)
        if wait:
            messages.error(request, lockout.in_words(wait))
            return redirect("desk:account")
        if form.is_valid():
            return _change_password(request, staff, form.cleaned_data["new"])
        if "current" in form.errors and form.data.get("current"):
            audit.record(request, "confirm", allowed=False, why="wrong password")
    context = {
        "form": form,
        "has_factor": second_factor.has_one(staff),
        "open_sessions": [(row, sessions.browser_name(row.user_agent)) for row in sessions.of(staff)],
        "key": request.session.session_key,
    }
    return render(request, "desk/account.html", context, status=422 if request.method == "POST" else 200)


def _change_password(request: HttpRequest, staff: Staff, new: str) -> HttpResponse:
    with transaction.atomic():
        staff.set_password(new)
        staff.save(update_fields=["password"])
        audit.record(request, "password", allowed=True, why="knew the one before")
    update_session_auth_hash(request, staff)
    sessions.begin(request)
    messages.success(
        request, _("The password is changed; other places where you were signed in are signed out.")
    )
    return redirect("desk:account")


@own_account
@require_POST
def end_session(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Sign oneself out somewhere else: in one place, or everywhere but here."""
    key = request.session.session_key
    ended = sessions.end(request.user, but=key, only=pk)  # type: ignore[arg-type]
    what = ngettext("%d other session", "%d other sessions", ended) % ended
    if ended:
        audit.record(request, "ended_session", what=what, allowed=True, why="asked for it")
    messages.success(request, _("Signed out: %s.") % what)
    return redirect("desk:account")


def _sign_in_page(request: HttpRequest, form: SignIn, status: int) -> HttpResponse:
    demo = Staff.objects.filter(demo=True, is_active=True).order_by("id").prefetch_related("clinics")
    context = {
        "form": form,
        "next": _next(request),
        "demo": demo,
        "demo_password": facts.recall(facts.DEMO_PASSWORD),
    }
    return render(request, "desk/sign_in.html", context, status=status)


def _next(request: HttpRequest) -> str:
    """Where to go after sign-in: an address of this site, never of another."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else reverse("desk:start")
