"""Sessions end: after a while without use, after a working day, in another browser, and when somebody asks.

A session carries when it began, when it was last used, and the browser it began in. The rows of
django-allauth list the sessions of one account.
"""

from __future__ import annotations

import hashlib
import time
from importlib import import_module
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from lenitive.desk.models import Staff

_OURS = "place"
# The time of last use is written at most this often: a page costs no write to the store.
_EVERY_SECONDS = 60
# The first sign that is there decides: browsers name the ones that they descend from as well.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def begin(request: HttpRequest) -> None:
    """Note when and in which browser a session began; Django has just given it a new key."""
    now = int(time.time())
    request.session[_OURS] = {"began": now, "used": now, "browser": _browser(request)}
    _store().clear_expired()
    UserSession.objects.purge_and_list(request.user)
    UserSession.objects.create_from_request(request)


def why_ended(request: HttpRequest) -> str:
    """Why this session must end now, in words; nothing when it may go on. Notes that it was used."""
    place = request.session.get(_OURS)
    if not isinstance(place, dict):
        begin(request)
        return ""
    now = int(time.time())
    if now - place["began"] > settings.SESSION_COOKIE_AGE:
        return _("it was %d hours old") % (settings.SESSION_COOKIE_AGE // 3600)
    if now - place["used"] > settings.SESSION_IDLE_SECONDS:
        return _("it was not used for %d minutes") % (settings.SESSION_IDLE_SECONDS // 60)
    if place["browser"] not in ("", _browser(request)):
        return _("another browser sent its cookie")
    if now - place["used"] >= _EVERY_SECONDS or place["browser"] != _browser(request):
        request.session[_OURS] = {**place, "used": now, "browser": _browser(request)}
        UserSession.objects.filter(session_key=request.session.session_key).update(
            last_seen_at=timezone.now()
        )
    return ""


def _browser(request: HttpRequest) -> str:
    name = request.META.get("HTTP_USER_AGENT", "")
    return hashlib.sha256(name.encode()).hexdigest()[:16] if name else ""


def of(staff: Staff) -> list[UserSession]:
    """The sessions of an account that are open now, the one used last first."""
    rows: list[UserSession] = UserSession.objects.purge_and_list(staff)
    return sorted(rows, key=lambda row: row.last_seen_at, reverse=True)


def browser_name(user_agent: str) -> str:
    """A browser and its system as people call them, from what it says of itself: "Firefox, Windows"."""
    found = [
        next((name for sign, name in signs if sign in user_agent), "") for signs in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(name for name in found if name) or _("an unknown browser")


def end(staff: Staff, *, but: str | None = None, only: int | None = None) -> int:
    """End sessions of an account: all, all but the one with the key `but`, or the row `only`; how many."""
    found = UserSession.objects.filter(user=staff)
    if only is not None:
        found = found.filter(pk=only)
    rows: list[UserSession] = list(found.exclude(session_key=but) if but else found)
    for row in rows:
        _store().delete(row.session_key)
        row.delete()
    return len(rows)


def _store() -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore()
