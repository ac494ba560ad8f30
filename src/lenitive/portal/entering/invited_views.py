"""From an invitation to one's own way in: the link or the code, the second fact, then who one is."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.hashers import make_password
from django.core.signing import BadSignature, TimestampSigner
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from lenitive.desk import audit
from lenitive.desk.access import open_to
from lenitive.desk.models import Patient
from lenitive.desk.policy import Helper
from lenitive.desk.second_factor import passkeys_work_at
from lenitive.portal import sessions
from lenitive.portal.entering import door, invitations, passkeys
from lenitive.portal.entering.forms import BirthForm, TypedCodeForm, WelcomeForm
from lenitive.portal.models import Account, Invitation, Tie

COOKIE, PATH, _LASTS = "lenitive_invited", "/me/invited/", 30 * 60
_SIGNER = TimestampSigner(salt="lenitive.portal.invited")
_WAYS = ("password", "passkey", "code")
# The consent that is shown; a new wording gets a new name.
CONSENT = "coming into the portal, wording of November 2026"


@open_to("anyone")
@login_not_required
@require_http_methods(["GET", "POST"])
def typed(request: HttpRequest) -> HttpResponse:
    """An invitation by its code and the date of birth."""
    form = TypedCodeForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _ask(request, form, status=200 if request.method == "GET" else 422)
    try:
        door.refuse_waiting(request)
        invitation = invitations.by_code(request, form.cleaned_data["code"])
    except (door.Wait, invitations.NotOpen) as problem:
        form.add_error(None, str(problem))
        return _ask(request, form, status=422)
    return _second_fact(request, form, invitation)


@open_to("anyone")
@login_not_required
@require_http_methods(["GET", "POST"])
def linked(request: HttpRequest, secret: str) -> HttpResponse:
    """An invitation by its link; the date of birth is asked before anything is told."""
    try:
        invitation = invitations.by_secret(secret)
    except invitations.NotOpen as problem:
        return _closed(request, str(problem))
    form = BirthForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _ask(request, form, invitation, status=200 if request.method == "GET" else 422)
    try:
        door.refuse_waiting(request)
    except door.Wait as problem:
        form.add_error(None, str(problem))
        return _ask(request, form, invitation, status=429)
    return _second_fact(request, form, invitation)


def _second_fact(request: HttpRequest, form: Any, invitation: Invitation) -> HttpResponse:
    if invitations.check_birth(request, invitation, form.cleaned_data["birth"]):
        answer = redirect("portal:invited_welcome")
        answer.set_cookie(
            COOKIE,
            _SIGNER.sign(str(invitation.pk)),
            max_age=_LASTS,
            path=PATH,
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
        return answer
    form.add_error("birth", _("This date of birth does not fit. After 5 wrong ones the invitation ends."))
    return _ask(request, form, invitation, status=422)


def _ask(
    request: HttpRequest, form: Any, invitation: Invitation | None = None, *, status: int
) -> HttpResponse:
    context = {"form": form, "invitation": invitation}
    return render(request, "portal/entering/invited.html", context, status=status)


def _closed(request: HttpRequest, problem: str) -> HttpResponse:
    return render(request, "portal/entering/closed.html", {"problem": problem}, status=410)


@open_to("anyone")
@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    """Who one is, what is kept and who sees it, and how to come in next time; then one is in."""
    try:
        pk = _SIGNER.unsign(request.COOKIES.get(COOKIE, ""), max_age=_LASTS)
        invitation = invitations.by_pk(int(pk))
    except BadSignature:
        return _closed(request, _("Open the link of your invitation again, or type its code."))
    except invitations.NotOpen as problem:
        return _closed(request, str(problem))
    me = sessions.of(request)
    if me is not None and request.POST.get("way") == "same":
        return _join(request, invitation, me.account, own_device=me.session.own_device)
    way = request.POST.get("way", "password")
    way = way if way in _WAYS and (way != "code" or door.mail_works()) else "password"
    form = WelcomeForm(request.POST or None, way=way, mail=door.mail_works(), initial=_known(invitation))
    if request.method != "POST" or not form.is_valid():
        return _welcome(request, form, invitation, status=200 if request.method == "GET" else 422)
    return _make(request, form, invitation, way)


def _known(invitation: Invitation) -> dict[str, str]:
    # Any: the record's models are made from the schema at run time.
    person: Any = Patient.objects.get(patient_id=invitation.patient_id)
    name = invitation.name or (person.name if invitation.helper == Helper.SELF else "")
    return {"name": name or "", "language": get_language() or "", "email": invitation.email}


def _welcome(request: HttpRequest, form: Any, invitation: Invitation, *, status: int) -> HttpResponse:
    names = passkeys_work_at(request.get_host())
    me = sessions.of(request)
    person: Any = Patient.objects.get(patient_id=invitation.patient_id)  # Any: as above
    context = {
        "form": form,
        "invitation": invitation,
        "is_self": invitation.helper == Helper.SELF,
        "person": person.name,
        "account": me.account if me else None,
        "mail": door.mail_works(),
        "passkey": passkeys.to_make(request, str(_("Portal"))) if names else "",
    }
    return render(request, "portal/entering/welcome.html", context, status=status)


def _make(request: HttpRequest, form: WelcomeForm, invitation: Invitation, way: str) -> HttpResponse:
    said = form.cleaned_data
    try:
        key = passkeys.made(request, request.POST.get("passkey", "")) if way == "passkey" else None
        with transaction.atomic():
            account = Account.objects.create(
                name=said["name"],
                login=said["login"],
                email=said.get("email") or "",
                password=make_password(said["password"]) if way == "password" else "",
                language=said["language"],
            )
            tie = invitations.accept(invitation, account)
            if key is not None:
                passkeys.keep(account, key, _("First passkey"))
    except passkeys.WrongPasskey:
        form.add_error(None, _("No passkey was made. Try again, or choose a password."))
    except IntegrityError:
        form.add_error(None, _("This name or passkey is taken. Choose another one."))
    except invitations.NotOpen as problem:
        return _closed(request, str(problem))
    else:
        return _enter(request, account, tie, own_device=said["own_device"])
    return _welcome(request, form, invitation, status=422)


def _join(
    request: HttpRequest, invitation: Invitation, account: Account, *, own_device: bool
) -> HttpResponse:
    """Add the person to an account that is in already: a parent of two children."""
    if "agreed" not in request.POST:
        form = WelcomeForm(way="password", mail=door.mail_works(), initial=_known(invitation))
        form.full_clean()
        return _welcome(request, form, invitation, status=422)
    try:
        with transaction.atomic():
            tie = invitations.accept(invitation, account)
    except invitations.NotOpen as problem:
        return _closed(request, str(problem))
    return _enter(request, account, tie, own_device=own_device)


def _enter(request: HttpRequest, account: Account, tie: Tie, *, own_device: bool) -> HttpResponse:
    audit.record(
        request,
        "own_settled",
        allowed=True,
        why="agreed on the page",
        what=CONSENT,
        patient_id=tie.patient_id,
        actor=f"portal:{account.pk}",
        actor_name=account.name,
        role=tie.helper,
    )
    answer = door.let_in(request, account, way="invitation", own_device=own_device, tie=tie)
    if answer is None:
        return redirect("portal:enter")
    answer.delete_cookie(COOKIE, path=PATH, samesite="Lax")
    return answer
