"""Passkeys of the portal: one key on the person's own device, found without a user name."""

from __future__ import annotations

import json
import secrets
from typing import Any

from cryptography.exceptions import InvalidSignature
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
_NO_PASSKEY = (KeyError, TypeError, ValueError, AttributeError, InvalidSignature)
_NEW, _OLD, _LONGEST = "portal_new_passkey", "portal_passkey", 20_000


class WrongPasskey(Exception):
    """What the browser sent is no passkey that fits."""


def _server(request: HttpRequest) -> Fido2Server:
    host, origin = request.get_host(), f"{request.scheme}://{request.get_host()}"
    site = PublicKeyCredentialRpEntity(id=host.partition(":")[0], name="Lenitive")
    return Fido2Server(site, verify_origin=lambda said: said == origin)


def to_make(request: HttpRequest, name: str, account: Account | None = None) -> str:
    """What the browser needs to make a passkey, as JSON; the challenge is good once, in this session."""
    held = [AttestedCredentialData(bytes(each.public)) for each in account.passkeys.all()] if account else []
    who = PublicKeyCredentialUserEntity(id=secrets.token_bytes(16), name=name, display_name=name)
    options, request.session[_NEW] = _server(request).register_begin(
        who,
        held,
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return json.dumps(dict(options))


def made(request: HttpRequest, sent: str) -> AttestedCredentialData:
    """The public part of a passkey that the browser made. Raises : WrongPasskey"""
    state = request.session.pop(_NEW, None)
    try:
        if not state or len(sent) > _LONGEST:
            raise ValueError
        found = _server(request).register_complete(state, json.loads(sent)).credential_data
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
    options, request.session[_OLD] = _server(request).authenticate_begin(
        user_verification=UserVerificationRequirement.REQUIRED
    )
    return json.dumps(dict(options))


def shown(request: HttpRequest, sent: str) -> Account:
    """Whose passkey was shown. Raises : WrongPasskey"""
    state = request.session.pop(_OLD, None)
    try:
        if not state or len(sent) > _LONGEST:
            raise ValueError
        # Any: what the browser sent, until the reader below has looked at it.
        said: Any = json.loads(sent)
        key = Passkey.objects.select_related("account").get(
            credential_id=str(said["id"]), account__ended_at=None
        )
        _server(request).authenticate_complete(state, [AttestedCredentialData(bytes(key.public))], said)
    except (*_NO_PASSKEY, Passkey.DoesNotExist):
        raise WrongPasskey from None
    Passkey.objects.filter(pk=key.pk).update(used_at=timezone.now())
    return key.account
