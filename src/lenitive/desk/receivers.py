"""What the desk does when django-allauth says that a second factor was added or taken away."""

from __future__ import annotations

from typing import Any

from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from lenitive.desk import audit, second_factor, sessions
from lenitive.desk.models import Staff

_ADDED = {
    second_factor.APP: _("an app was set up"),
    second_factor.PASSKEY: _("a passkey was added"),
    second_factor.CODES: _("recovery codes were made"),
}
_REMOVED = {
    second_factor.APP: _("the app was taken away"),
    second_factor.PASSKEY: _("a passkey was taken away"),
    second_factor.CODES: _("the recovery codes were taken away"),
}


@receiver(signals.authenticator_added)
def _added(request: HttpRequest, user: Staff, authenticator: Authenticator, **_more: Any) -> None:
    """This session has shown the factor; those that were opened without it end."""
    _note(request, _ADDED[Authenticator.Type(authenticator.type)])
    if authenticator.type in second_factor.SECOND_FACTORS:
        second_factor.note_shown(request, user)
        sessions.end(user, but=request.session.session_key)


@receiver(signals.authenticator_removed)
def _removed(request: HttpRequest, authenticator: Authenticator, **_more: Any) -> None:
    _note(request, _REMOVED[Authenticator.Type(authenticator.type)])


@receiver(signals.authenticator_reset)
def _reset(request: HttpRequest, **_more: Any) -> None:
    _note(request, _ADDED[second_factor.CODES])


def _note(request: HttpRequest, what: Any) -> None:
    audit.record(request, "changed_factor", what=str(what), allowed=True, why="confirmed with the password")
