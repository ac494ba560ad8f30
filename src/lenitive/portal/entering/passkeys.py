"""Passkeys of the portal: one key on the person's own device, found without a user name.

The challenge travels with the page, signed, and not in a session: a second page that opens meanwhile, in
another tab or behind the scenes, takes it from nobody. It is good for minutes, and once for each passkey.
"""

from __future__ import annotations

import json
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature
from django.core import signing
from django.core.signing import BadSignature
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from lenitive.portal.models import Account, Passkey

# What the reader of passkeys raises when it is given something else than one that fits.
_NO_PASSKEY = (KeyError, TypeError, ValueError, AttributeError, InvalidSignature, BadSignature)
_NEW, _OLD, _LONGEST = "lenitive.portal.new_passkey", "lenitive.portal.passkey", 20_000
_LASTS = timedelta(minutes=10)


class WrongPasskey(Exception):
    """What the browser sent is no passkey that fits."""


def _server(request: HttpRequest) -> Fido2Server:
    host, origin = request.get_host(), f"{request.scheme}://{request.get_host()}"
    site = PublicKeyCredentialRpEntity(id=host.partition(":")[0], name="Lenitive")
    return Fido2Server(site, verify_origin=lambda said: said == origin)


def to_make(request: HttpRequest, name: str, account: Account | None = None) -> str:
    """What the browser needs to make a passkey, as JSON; the challenge is good for minutes."""
    held = [AttestedCredentialData(bytes(each.public)) for each in account.passkeys.all()] if account else []
    who = PublicKeyCredentialUserEntity(id=secrets.token_bytes(16), name=name, display_name=name)
    options, state = _server(request).register_begin(
        who,
        held,
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return _with_state(options, state, _NEW)


# Any: options, state and what the browser sends are the library's own, or nobody's yet.
def _with_state(options: Any, state: Any, salt: str) -> str:
    signed = signing.dumps({"state": state, "at": timezone.now().timestamp()}, salt=salt)
    return json.dumps({**dict(options), "state": signed})


def _read(sent: str, salt: str) -> tuple[dict[str, Any], Any, datetime]:
    """What the browser sent, the state of its challenge, and when that was made."""
    if len(sent) > _LONGEST:
        raise ValueError("too long")
    said: dict[str, Any] = json.loads(sent)
    kept = signing.loads(said.pop("state"), salt=salt, max_age=_LASTS)
    return said, kept["state"], datetime.fromtimestamp(kept["at"], tz=UTC)


def made(request: HttpRequest, sent: str) -> AttestedCredentialData:
    """The public part of a passkey that the browser made. Raises : WrongPasskey"""
    try:
        said, state, _at = _read(sent, _NEW)
        found = _server(request).register_complete(state, said).credential_data
    except _NO_PASSKEY:
        raise WrongPasskey from None
    if found is None:
        raise WrongPasskey
    return found


def keep(account: Account, credential: AttestedCredentialData, name: str) -> Passkey:
    """Keep the public part of a passkey for an account."""
    return Passkey.objects.create(
        account=account,
        credential_id=websafe_encode(credential.credential_id),
        public=bytes(credential),
        name=name,
    )


def to_show(request: HttpRequest) -> str:
    """What the browser needs to show a passkey, whoever it is of, as JSON."""
    options, state = _server(request).authenticate_begin(
        user_verification=UserVerificationRequirement.REQUIRED
    )
    return _with_state(options, state, _OLD)


def shown(request: HttpRequest, sent: str) -> Account:
    """Whose passkey was shown. Raises : WrongPasskey"""
    try:
        said, state, at = _read(sent, _OLD)
        key = Passkey.objects.select_related("account").get(
            credential_id=str(said["id"]), account__ended_at=None
        )
        _server(request).authenticate_complete(state, [AttestedCredentialData(bytes(key.public))], said)
    except (*_NO_PASSKEY, Passkey.DoesNotExist):
        raise WrongPasskey from None
    # A challenge from before the last use of this passkey may have been used itself.
    fresh = Passkey.objects.filter(Q(used_at=None) | Q(used_at__lt=at), pk=key.pk)
    if not fresh.update(used_at=timezone.now()):
        raise WrongPasskey
    return key.account
