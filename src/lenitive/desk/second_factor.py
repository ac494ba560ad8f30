"""The second factor of staff: who must have one, who has shown it, and how django-allauth keeps it here."""

from __future__ import annotations

import base64
import hashlib
import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import DefaultMFAAdapter, get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lenitive.desk.access import View
from lenitive.desk.models import Staff

APP, PASSKEY, CODES = Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN, Authenticator.Type.RECOVERY_CODES
SECOND_FACTORS = (APP, PASSKEY)  # the recovery codes only stand in for one of these
IN_WORDS = {APP: _("a code of an app"), PASSKEY: _("a passkey"), CODES: _("a recovery code")}
_SHOWN = "second_factor_of"
_LAST = "last_counter"


def before_it_is_set_up(view: View) -> View:
    """Mark a view that stays open to somebody who still has to set a second factor up."""
    view.before_factor = True  # type: ignore[attr-defined]
    return view


def required() -> bool:
    """Whether staff of this site must have a second factor."""
    return bool(settings.SECOND_FACTOR_REQUIRED)


def has_one(staff: Staff) -> bool:
    """Whether someone has set up an app or a passkey."""
    return Authenticator.objects.filter(user_id=staff.pk, type__in=SECOND_FACTORS).exists()


def was_shown(request: HttpRequest) -> bool:
    """Whether whoever is signed in gave, or set up, a second factor in this session."""
    shown: object = request.session.get(_SHOWN)
    return shown is not None and shown == request.user.pk


def note_shown(request: HttpRequest, staff: Staff) -> None:
    """Remember that this session has shown the second factor of `staff`."""
    request.session[_SHOWN] = staff.pk


def passkeys_work_at(host: str) -> bool:
    """Whether a browser gives a passkey to this host: to names, not to numbers."""
    name = host.partition(":")[0]
    return not host.startswith("[") and not name.replace(".", "").isdigit()


def forget(staff: Staff) -> int:
    """Take every second factor of someone away, who lost them; returns how many there were."""
    removed, _kinds = Authenticator.objects.filter(user_id=staff.pk).delete()
    return removed


class AccountAdapter(DefaultAccountAdapter):
    """How django-allauth speaks to the rest of the site."""

    def add_message(
        self, request: HttpRequest, level: int, message_template: Any = None, *more: Any, **named: Any
    ) -> None:
        """Say what changed about the factors; that somebody signed in can be seen without words."""
        if not str(message_template or "").startswith("account/"):
            super().add_message(request, level, message_template, *more, **named)

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address as the audit trail notes it; a socket of this machine has none."""
        return str(request.META.get("REMOTE_ADDR") or "127.0.0.1")

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """Whether the password is asked for again: not within minutes of signing in with it."""
        request = context.request
        since = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
        given = get_authentication_records(request, request.user)
        if any(record["method"] == "password" and record["at"] > since for record in given):
            return False
        return bool(super().is_reauthentication_required(app=app, **more))

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """One way to confirm who one is: the password, whose wrong tries are counted."""
        return [{"id": "reauthenticate", "description": "", "url": reverse("account_reauthenticate")}]


class FactorAdapter(DefaultMFAAdapter):
    """Keeps secrets encrypted in the store, and the last factor in place where one is required."""

    error_messages = {  # noqa: RUF012
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This did not match. A code of an app is good for half a minute, and once."),
        "cannot_delete_authenticator": _("A second factor is required here. Set up another one first."),
    }

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; in the place of one that another site key encrypted, a new one that fits no code."""
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return generate_totp_secret()

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("Passkey %d") % (count + 1)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        mine = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=SECOND_FACTORS)
        return not required() or mine.exclude(pk=authenticator.pk).exists()


def _cipher() -> Fernet:
    key = hashlib.sha256(b"lenitive second factor" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


# What the reader of passkeys raises when it is given something else; a browser sends nothing of the kind.
_NO_PASSKEY = (KeyError, TypeError, ValueError, AttributeError)


class NewPasskeyForm(AddWebAuthnForm):
    """A passkey to add; whatever is none gets the same answer as one that does not fit."""

    def clean(self) -> dict[str, Any]:
        try:
            return dict(super().clean())
        except _NO_PASSKEY as problem:
            raise get_adapter().validation_error("incorrect_code") from problem


class PasskeyForm(AuthenticateWebAuthnForm):
    """A passkey at the door; whatever is none gets the same answer as a wrong one."""

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()
        except _NO_PASSKEY as problem:
            raise get_adapter().validation_error("incorrect_code") from problem


class CodeForm(AuthenticateForm):
    """A code of the app or a recovery code, each good once, whichever process of the site takes it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.pop("placeholder", None)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autofocus": True}

    def clean_code(self) -> str:
        code = str(super().clean_code())
        if self.authenticator.type == APP and not _first_use(self.authenticator, code):
            raise get_adapter().validation_error("incorrect_code")
        return code


@transaction.atomic
def _first_use(authenticator: Authenticator, code: str) -> bool:
    """Whether this code is newer than the last one that was used; notes it (RFC 6238, section 5.2)."""
    kept = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
    secret = decrypt(kept.data["secret"])
    used = [
        counter
        for counter in yield_hotp_counters_from_time()
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, counter)))
    ]
    if not used or used[-1] <= kept.data.get(_LAST, 0):
        return False
    kept.data[_LAST] = used[-1]
    kept.save(update_fields=["data"])
    return True
