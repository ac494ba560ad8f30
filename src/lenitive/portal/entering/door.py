"""Who may pass the door: a password, or a code that was mailed; wrong tries wait. Then the way in."""

from __future__ import annotations

import secrets
from datetime import timedelta
from math import ceil

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.core.mail import send_mail
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lenitive.desk import audit
from lenitive.desk.models import AuditEvent
from lenitive.portal import sessions
from lenitive.portal.entering.invitations import refused
from lenitive.portal.models import Account, MailedCode, Session, Tie

# Wrong tries with one name, and from one address, before they wait.
TRIES, TRIES_HERE, WINDOW = 5, 20, timedelta(minutes=15)
CODE_LASTS, CODE_TRIES, CODES_AT_ONCE = timedelta(minutes=10), 5, 3
HOME = "/me/"


class Wait(Exception):
    """Too many wrong tries, in words."""


def refuse_waiting(request: HttpRequest, login: str = "") -> None:
    """Stop whoever tried too often, with this name or from this address. Raises : Wait"""
    now = timezone.now()
    wrong = AuditEvent.objects.filter(action="own_entered", allowed=False, at__gt=now - WINDOW)
    here = list(wrong.filter(address=request.META.get("REMOTE_ADDR", "")).order_by("-at")[:TRIES_HERE])
    named = list(_since_last(login, wrong).order_by("-at")[:TRIES]) if login else []
    full = [tries[-1].at for tries, most in ((here, TRIES_HERE), (named, TRIES)) if len(tries) >= most]
    if full:
        minutes = max(1, ceil((max(full) + WINDOW - now).total_seconds() / 60))
        raise Wait(
            ngettext(
                "Too many tries. Wait %d minute, then try again.",
                "Too many tries. Wait %d minutes, then try again.",
                minutes,
            )
            % minutes
        )


def _since_last(login: str, wrong: QuerySet[AuditEvent]) -> QuerySet[AuditEvent]:
    tries = wrong.filter(actor=f"door:{login}")
    account = Account.objects.filter(login=login).first()
    entered = (
        AuditEvent.objects.filter(action="own_entered", allowed=True, actor=f"portal:{account.pk}")
        if account
        else None
    )
    last = entered.order_by("-id").values_list("id", flat=True).first() if entered is not None else None
    return tries.filter(id__gt=last) if last else tries


def by_password(request: HttpRequest, login: str, password: str) -> Account | None:
    """The account of a name and its password; a wrong try is in the trail. Raises : Wait"""
    refuse_waiting(request, login)
    account = Account.objects.filter(login=login, ended_at=None).first()
    if account is None or not account.password:
        make_password(password)  # so that no name is found out by how long the answer takes
    elif check_password(password, account.password):
        return account
    refused(request, "wrong name or password", who=login)
    return None


def mail_code(request: HttpRequest, login: str) -> None:
    """Mail a code to the account of this name; the answer is the same if there is none. Raises : Wait"""
    refuse_waiting(request, login)
    account = Account.objects.filter(login=login, ended_at=None).exclude(email="").first()
    now = timezone.now()
    if account is None or account.mailed_codes.filter(until__gt=now).count() >= CODES_AT_ONCE:
        return
    code = f"{secrets.randbelow(10**6):06}"
    MailedCode.objects.create(account=account, code_hash=_of_code(account, code), until=now + CODE_LASTS)
    text = _("Your code: %s\n\nIt opens the portal once, within 10 minutes. Give it to nobody.") % code
    send_mail(_("Your code"), text, None, [account.email], fail_silently=True)


def by_code(request: HttpRequest, login: str, code: str) -> Account | None:
    """The account of a name and the code that was mailed to it, once. Raises : Wait"""
    refuse_waiting(request, login)
    account = Account.objects.filter(login=login, ended_at=None).first()
    if account is not None:
        live = account.mailed_codes.filter(until__gt=timezone.now(), used_at=None, tries__lt=CODE_TRIES)
        typed = "".join(each for each in code if each.isdigit())
        if live.filter(code_hash=_of_code(account, typed)).update(used_at=timezone.now()):
            return account
        live.update(tries=F("tries") + 1)
    refused(request, "wrong code", who=login)
    return None


def _of_code(account: Account, code: str) -> str:
    return sessions.proof(f"code {account.pk} {code}")


def let_in(
    request: HttpRequest,
    account: Account,
    *,
    way: str,
    own_device: bool,
    to: str = "",
    tie: Tie | None = None,
) -> HttpResponse | None:
    """Open the portal on this device; None where the account comes in for nobody any more.

    tie : for whom, where that is known; else the person themselves first, and with several people to choose.
    """
    ties = list(account.ties.on(timezone.now()).order_by("pk"))
    if not ties:
        return None
    chosen = tie or next((each for each in ties if each.helper == "self"), ties[0])
    _session, key = sessions.open_for(account, chosen, request, way=way, own_device=own_device)
    old = sessions.of(request)
    if old is not None:  # the device had somebody in: one at a time
        Session.objects.filter(pk=old.session.pk).update(ended_at=timezone.now())
    rotate_token(request)  # a page that is still open for somebody else sends nothing any more
    goal = safe(request, to)
    response = redirect(
        goal if tie is not None or len(ties) == 1 else f"/me/choose/?{urlencode({'next': goal})}"
    )
    sessions.keep_key(response, key, own_device=own_device)
    audit.record(
        request,
        "own_entered",
        allowed=True,
        why=way,
        what=way,
        patient_id=chosen.patient_id,
        actor=f"portal:{account.pk}",
        actor_name=account.name,
        role=chosen.helper,
    )
    return response


def safe(request: HttpRequest, to: str) -> str:
    """Where to go after the door: a page of the portal, else the first one."""
    inside = to.startswith(HOME) and not to.startswith(("/me/enter/", "/me/leave/", "/me/choose/"))
    ours = url_has_allowed_host_and_scheme(to, {request.get_host()}, require_https=request.is_secure())
    return to if inside and ours and ".." not in to else HOME


def mail_works() -> bool:
    """Whether this site can mail a code."""
    return bool(settings.MAIL_IS_SET_UP)
