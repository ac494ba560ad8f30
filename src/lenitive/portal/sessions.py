"""Somebody is in, on one device: a key in a cookie of these addresses alone, and its proof in the store."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language

from lenitive.desk.models import Patient
from lenitive.desk.policy import Helper
from lenitive.portal.models import Account, Session, Tie

COOKIE, PATH = "lenitive_me", "/me/"
# On one's own phone somebody stays in, as long as they come back; elsewhere half an hour without use ends it.
OWN_DEVICE, IDLE, LASTS = timedelta(days=60), timedelta(minutes=30), timedelta(hours=12)
_TOUCH = timedelta(minutes=1)


@dataclass(frozen=True)
class Me:
    """Who is in, and whose page is open."""

    account: Account
    tie: Tie
    session: Session

    @property
    def patient_id(self) -> str:
        """Whose page is open."""
        return self.session.patient_id

    @property
    def is_self(self) -> bool:
        """Whether the person is in by themselves."""
        return bool(self.tie.helper == Helper.SELF)

    @property
    def answered_by(self) -> str:
        """Who answers, in the words of the record."""
        return "patient" if self.is_self else "proxy"

    @cached_property
    def language(self) -> str:
        """The language of the pages: as chosen, else the person's own, else the browser's."""
        known = dict(settings.LANGUAGES)
        wanted = (self.account.language, self._language_of_record, get_language() or "")
        return next((each for each in wanted if each in known), settings.LANGUAGE_CODE)

    @property
    def _language_of_record(self) -> str:
        said = self.patient.language if self.patient else ""
        return str(said or "").partition("-")[0].lower()

    @cached_property
    def patient(self) -> Any:
        """The row of the person; Any: the record's models are made from the schema at run time."""
        return Patient.objects.filter(patient_id=self.patient_id).first()

    @property
    def synthetic(self) -> bool:
        """Whether the person is invented."""
        return bool(getattr(self.patient, "synthetic", False))

    @property
    def first_name(self) -> str:
        """How the person is called: of "Rosa Lindqvist", or of "Lindqvist, Rosa"."""
        name = str(getattr(self.patient, "name", "") or self.account.name)
        words = name.partition(",")[2].split() or name.replace(",", " ").split()
        return words[0] if words else ""

    @property
    def words(self) -> str:
        """As what somebody is in, for the trail."""
        return f"{self.tie.get_helper_display()}{f' ({self.tie.words})' if self.tie.words else ''}"  # type: ignore[attr-defined]


def open_for(
    account: Account, tie: Tie, request: HttpRequest, *, way: str, own_device: bool
) -> tuple[Session, str]:
    """Let somebody in on this device: the session, and the key for its cookie."""
    key, now = secrets.token_urlsafe(32), timezone.now()
    session = Session.objects.create(
        key_hash=_proof(key),
        account=account,
        patient_id=tie.patient_id,
        own_device=own_device,
        device=request.headers.get("User-Agent", "")[:200],
        way=way,
        made_at=now,
        used_at=now,
    )
    return session, key


def of(request: HttpRequest) -> Me | None:
    """Who is in on this device; none when it ended, is too old, or its tie holds no more."""
    key = request.COOKIES.get(COOKIE, "")
    if not key:
        return None
    now = timezone.now()
    session = Session.objects.select_related("account").filter(key_hash=_proof(key), ended_at=None).first()
    if session is None or session.account.ended_at is not None or _is_old(session, now):
        return None
    tie = session.account.ties.on(now).filter(patient_id=session.patient_id).first()
    if tie is None or not Patient.objects.filter(patient_id=session.patient_id).exists():
        return None
    if now - session.used_at > _TOUCH:
        Session.objects.filter(pk=session.pk).update(used_at=now)
    return Me(session.account, tie, session)


def _is_old(session: Session, now: Any) -> bool:
    if session.own_device:
        return bool(now - session.used_at > OWN_DEVICE)
    return bool(now - session.used_at > IDLE or now - session.made_at > LASTS)


def keep_key(response: HttpResponse, key: str, *, own_device: bool) -> None:
    """Give the device its cookie: for these addresses alone, out of reach of scripts."""
    response.set_cookie(
        COOKIE,
        key,
        max_age=int(OWN_DEVICE.total_seconds()) if own_device else None,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",  # a reminder's link, opened from a mail, must find its way in
    )


def end(session: Session, response: HttpResponse) -> None:
    """Leave: the session ends, the cookie goes, and the browser is asked to forget what it holds."""
    Session.objects.filter(pk=session.pk, ended_at=None).update(ended_at=timezone.now())
    response.delete_cookie(COOKIE, path=PATH, samesite="Lax")
    response.headers["Clear-Site-Data"] = '"cache"'


def proof(text: str) -> str:
    """What proves a secret without being it."""
    return _proof(text)


def _proof(text: str) -> str:
    return salted_hmac("lenitive.portal", text, algorithm="sha256").hexdigest()
