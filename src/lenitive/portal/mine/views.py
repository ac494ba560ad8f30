"""What is mine: settings, how I come in, on which devices, and who helps me."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.hashers import check_password, make_password
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lenitive.desk.policy import Helper, own_may
from lenitive.desk.second_factor import passkeys_work_at
from lenitive.knowledge.portal import emergency
from lenitive.portal.access import PortalRequest, mine, note
from lenitive.portal.entering import door, invitations, passkeys
from lenitive.portal.entering.forms import InviteForm, PasswordForm, SettingsForm
from lenitive.portal.entering.invitations import refused
from lenitive.portal.mine.links import LINKS

# Whom a person invites by themselves; a parent or guardian is invited by the clinic.
_MAY_BE_INVITED = (Helper.CARER, Helper.READER)


@mine("own_see", "the page Mine", quiet=True)
@require_GET
def hub(request: PortalRequest) -> HttpResponse:
    """Everything that is mine, a line each."""
    helper = Helper(request.me.tie.helper)
    several = request.me.account.ties.on(timezone.now()).count() > 1
    context = {"links": [each for each in LINKS if own_may(helper, each.action)], "several": several}
    return render(request, "portal/mine/hub.html", context)


@mine("own_see", "the settings", quiet=True)
@require_http_methods(["GET", "POST"])
def settings(request: PortalRequest) -> HttpResponse:
    """Name, language and country of whoever is in."""
    account = request.me.account
    known = {"name": account.name, "language": request.me.language, "country": account.country}
    countries = [(each, each) for each in emergency.countries()]
    form = SettingsForm(request.POST or None, initial=known, countries=countries)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        account.name, account.language, account.country = said["name"], said["language"], said["country"]
        account.save(update_fields=["name", "language", "country"])
        translation.activate(account.language)
        note(request, "own_settled", "the settings")
        messages.success(request, _("Kept."))
        return redirect("portal:settings")
    status = 422 if request.method == "POST" else 200
    return render(request, "portal/mine/settings.html", {"form": form}, status=status)


@mine("own_see", "how one comes in", quiet=True)
@require_GET
def ways_in(request: PortalRequest) -> HttpResponse:
    """Password, passkeys and devices."""
    return _ways(request)


def _ways(request: PortalRequest, form: Any = None, *, status: int = 200) -> HttpResponse:
    account = request.me.account
    names = passkeys_work_at(request.get_host())
    context = {
        "form": form or PasswordForm(account=account),
        "has_password": bool(account.password),
        "passkeys": account.passkeys.order_by("pk"),
        "passkey": passkeys.to_make(request, account.login or account.name, account) if names else "",
        "devices": account.sessions.filter(ended_at=None).order_by("-used_at")[:20],
        "here": request.me.session.pk,
    }
    return render(request, "portal/mine/ways_in.html", context, status=status)


@mine("own_see", "the password", quiet=True)
@sensitive_post_parameters("current", "new")
@require_POST
def password(request: PortalRequest) -> HttpResponse:
    """Another password; the other devices are asked to come in again."""
    account = request.me.account
    form = PasswordForm(request.POST, account=account)
    if not form.is_valid():
        return _ways(request, form, status=422)
    who = account.login or str(account.pk)
    try:
        door.refuse_waiting(request, who)
    except door.Wait as problem:
        form.add_error(None, str(problem))
        return _ways(request, form, status=429)
    if account.password and not check_password(form.cleaned_data["current"], account.password):
        refused(request, "wrong password when changing it", who=who)
        form.add_error("current", _("This is not the password until now."))
        return _ways(request, form, status=422)
    account.login = form.cleaned_data.get("login") or account.login
    account.password = make_password(form.cleaned_data["new"])
    account.save(update_fields=["password", "login"])
    others = account.sessions.filter(ended_at=None).exclude(pk=request.me.session.pk)
    others.update(ended_at=timezone.now())
    note(request, "own_settled", "another password")
    messages.success(request, _("Your password is changed. Other devices have to come in again."))
    return redirect("portal:ways_in")


@mine("own_see", "a new passkey", quiet=True)
@require_POST
def add_passkey(request: PortalRequest) -> HttpResponse:
    """Keep a passkey that the browser made."""
    try:
        made = passkeys.made(request, request.POST.get("passkey", ""))
    except passkeys.WrongPasskey:
        messages.error(request, _("No passkey was made. Try again."))
        return redirect("portal:ways_in")
    number = request.me.account.passkeys.count() + 1
    passkeys.keep(request.me.account, made, _("Passkey %d") % number)
    note(request, "own_settled", "a new passkey")
    messages.success(request, _("Kept. Next time you can come in with this passkey."))
    return redirect("portal:ways_in")


@mine("own_see", "a passkey", quiet=True)
@require_POST
def end_passkey(request: PortalRequest, pk: int) -> HttpResponse:
    """Take a passkey away, unless it is the only way in."""
    account = request.me.account
    one = account.passkeys.filter(pk=pk).first()
    if one is None:
        raise Http404("no such passkey")
    mailed = door.mail_works() and account.email and account.login
    if not account.password and not mailed and account.passkeys.count() == 1:
        messages.error(request, _("This is your only way in. Choose a password first."))
        return redirect("portal:ways_in")
    one.delete()
    note(request, "own_settled", "took a passkey away")
    messages.success(request, _("This passkey opens nothing any more."))
    return redirect("portal:ways_in")


@mine("own_see", "a device", quiet=True)
@require_POST
def end_device(request: PortalRequest, pk: int) -> HttpResponse:
    """End it on another device: lost, or lent."""
    if not request.me.account.sessions.filter(pk=pk, ended_at=None).update(ended_at=timezone.now()):
        raise Http404("no such device")
    note(request, "own_settled", "ended a device")
    messages.success(request, _("Ended. That device has to come in again."))
    return redirect("portal:ways_in")


@mine("own_settle", "who helps")
@require_http_methods(["GET", "POST"])
def helpers(request: PortalRequest) -> HttpResponse:
    """Who comes in for me; POST invites somebody who helps, and shows once what opens the door."""
    kinds = invitations.kinds(_MAY_BE_INVITED)
    form = InviteForm(request.POST or None, kinds=kinds, mail=door.mail_works(), initial={"helper": "carer"})
    if request.method != "POST":
        return _helpers(request, form)
    if not form.is_valid():
        return _helpers(request, form, status=422)
    if invitations.birth_of(request.me.patient_id) is None:
        form.add_error(None, _("Ask the clinic to invite: the record does not hold your day of birth."))
        return _helpers(request, form, status=422)
    said = form.cleaned_data
    made = invitations.make(
        request,
        request.me.patient_id,
        said["helper"],
        name=said["name"],
        words=said["words"],
        email=said.get("email") or "",
        by=request.me.account.name,
    )
    note(request, "own_settled", f"invited {said['name']}")
    return _helpers(request, None, made=made)


def _helpers(request: PortalRequest, form: Any, *, made: Any = None, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "made": made,
        "ties": invitations.ties_of(request.me.patient_id),
        "endable": _MAY_BE_INVITED,
        "waiting": invitations.waiting(request.me.patient_id).filter(helper__in=_MAY_BE_INVITED),
    }
    return render(request, "portal/mine/helpers.html", context, status=status)


@mine("own_settle", "the end of a helper")
@require_POST
def end_helper(request: PortalRequest, pk: int) -> HttpResponse:
    """End that somebody helps; the person and their parents are ended by the clinic alone."""
    tie = invitations.end_tie(request.me.patient_id, pk, keep=(Helper.SELF, Helper.PARENT))
    if tie is None:
        raise Http404("nobody helps so")
    note(request, "own_settled", f"ended for {tie.account.name}")
    messages.success(request, _("Ended. They see nothing of you any more."))
    return redirect("portal:helpers")


@mine("own_settle", "an invitation")
@require_POST
def end_invitation(request: PortalRequest, pk: int) -> HttpResponse:
    """Take back an invitation of a helper."""
    one = invitations.waiting(request.me.patient_id).filter(pk=pk, helper__in=_MAY_BE_INVITED).first()
    if one is None or not invitations.take_back(request.me.patient_id, pk):
        raise Http404("no such invitation waits")
    note(request, "own_settled", "took an invitation back")
    messages.success(request, _("Taken back. It opens nothing any more."))
    return redirect("portal:helpers")
