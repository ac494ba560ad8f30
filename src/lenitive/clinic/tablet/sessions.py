"""One asking from its code to its end: started by staff, opened once on a tablet, for a while."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from lenitive.clinic.models import Asking, Way
from lenitive.clinic.summary import refresh
from lenitive.clinic.tablet import adaptive
from lenitive.clinic.tablet.offered import new_adaptive, new_form
from lenitive.desk import audit
from lenitive.desk.models import RECORD, AuditEvent, Patient
from lenitive.errors import InputError

if TYPE_CHECKING:
    from lenitive.desk.models import Staff

COOKIE, PATH = "lenitive_tablet", "/tablet/"
CODE_LASTS, IDLE, LASTS = timedelta(minutes=15), timedelta(minutes=15), timedelta(minutes=60)
# Wrong codes from one address before it waits; with 28 letters there are 480 million codes of six.
TRIES, WINDOW = 10, timedelta(minutes=15)
# Nothing that looks or sounds like another one, and no vowels, so that no code is a word.
_LETTERS, _LENGTH = "BCDFGHJKLMNPQRSTVWXZ23456789", 6


class WrongCode(Exception):
    """The code opens nothing, in words for whoever typed it."""


def start(
    patient_id: str, forms: Sequence[str], staff: Staff | None, way: Way, language: str = ""
) -> tuple[Asking, str]:
    """Begin to ask a person; the asking, and its code for the tablet ("" where there is none).

    Whatever this person was being asked until now ends: one at a time.
    staff : None where nobody of the staff asked, but a schedule.
    language : what whoever answers reads, where known; a form that is not in it is in the person's own.
    Raises : InputError for no form, or one that this person cannot be asked.
    """
    if not forms:
        raise InputError(_("no questionnaire was chosen"), do=_("Choose at least one."))
    chosen = [_entry(patient_id, each, way, language) for each in dict.fromkeys(forms)]
    code = "".join(secrets.choice(_LETTERS) for _each in range(_LENGTH)) if way == Way.TABLET else ""
    now = timezone.now()
    opened = now if way == Way.READ_OUT else None
    with transaction.atomic():
        for old in _live(now).filter(patient_id=patient_id):
            end(old, _("asked anew"))
        made = Asking.objects.create(
            patient_id=patient_id,
            way=way,
            forms=chosen,
            made_at=now,
            staff=staff,
            who=staff.name if staff else _("the schedule"),
            code_hash=_proof(code) if code else None,
            code_until=now + CODE_LASTS if code else None,
            opened_at=opened,
            used_at=opened,
        )
    return made, code


# Any: an entry of the model's JSON.
def _entry(patient_id: str, form: str, way: Way, language: str) -> dict[str, Any]:
    """A form as it is asked: from home by a bank where the site has one, on one page at a time."""
    held = new_adaptive(patient_id, form) if way == Way.PORTAL else None
    return held or new_form(patient_id, form, reads=language)


def open_with(code: str, request: HttpRequest) -> tuple[Asking, str]:
    """Open the asking of a code, once; the asking, and the key for the tablet's cookie.

    Raises : WrongCode when nothing waits under it, it is used or too old, or too many wrong ones were typed.
    """
    now = timezone.now()
    if _wrong_tries(request, now) >= TRIES:
        raise WrongCode(
            _("Too many wrong codes came from here. Wait a quarter of an hour, or ask the staff.")
        )
    typed = "".join(each for each in code.upper() if each.isalnum())[: 2 * _LENGTH]
    key = secrets.token_urlsafe(32)
    with transaction.atomic():
        waiting = _live(now).filter(code_hash=_proof(typed), code_until__gt=now, opened_at=None)
        asking = waiting.select_for_update().first()
        if asking is not None:
            asking.code_hash, asking.key_hash = None, _proof(key)
            asking.opened_at = asking.used_at = now
            asking.save(update_fields=["code_hash", "key_hash", "opened_at", "used_at"])
            note(request, asking, "tablet_opened", _forms_in_words(asking))
            return asking, key
    audit.record(request, "tablet_opened", allowed=False, why=_("no such code"), actor=_("a tablet"))
    raise WrongCode(
        _("This code opens nothing: it was used, is too old, or has a typing error. Ask the staff for one.")
    )


def _wrong_tries(request: HttpRequest, now: datetime) -> int:
    tries = AuditEvent.objects.filter(action="tablet_opened", allowed=False, at__gt=now - WINDOW)
    return tries.filter(address=request.META.get("REMOTE_ADDR", "")).count()


def of(request: HttpRequest) -> Asking | None:
    """The asking that this tablet has open; none when it is over, too old, or lay unused."""
    key = request.COOKIES.get(COOKIE, "")
    if not key:
        return None
    asking = _live(timezone.now()).filter(key_hash=_proof(key)).first()
    if asking is None or not Patient.objects.filter(patient_id=asking.patient_id).exists():
        return None
    return asking


def _live(now: datetime) -> Any:
    """Askings that go on: not ended, and neither too long ago nor too long unused."""
    waits = Q(opened_at=None, code_until__gt=now)
    goes_on = Q(opened_at__gt=now - LASTS, used_at__gt=now - IDLE) | Q(
        way=Way.READ_OUT, opened_at__gt=now - LASTS
    )
    at_home = Q(way=Way.PORTAL)  # lives until it is finished or replaced
    return Asking.objects.filter(Q(ended_at=None) & (waits | goes_on | at_home)).order_by("pk")


def from_home(patient_id: str) -> Asking | None:
    """What a person has open, or waiting, in the portal."""
    found: Asking | None = _live(timezone.now()).filter(patient_id=patient_id, way=Way.PORTAL).last()
    return found


def is_live(asking: Asking) -> bool:
    """Whether something can still be answered."""
    return bool(_live(timezone.now()).filter(pk=asking.pk).exists())


def of_day(patient_id: str, day: date) -> list[tuple[Asking, str, str]]:
    """The askings of a person that began on a day, the newest first: each, its forms, and how far it is."""
    live = set(_live(timezone.now()).filter(patient_id=patient_id).values_list("pk", flat=True))
    began = Asking.objects.filter(patient_id=patient_id, made_at__date=day).order_by("-pk")
    return [(each, _forms_in_words(each), _state(each, live=each.pk in live)) for each in began]


def _state(asking: Asking, *, live: bool) -> str:
    if asking.ended_at is not None:
        return asking.ended_why
    if not live:
        return _("over: nothing was pressed for too long, or the code is too old")
    if asking.opened_at:
        return _("goes on")
    return _("waits for the person") if asking.way == Way.PORTAL else _("waits for its code")


def keep_key(response: HttpResponse, key: str) -> None:
    """Give the tablet its cookie: of this one asking, for these addresses alone, out of reach of scripts."""
    response.set_cookie(
        COOKIE,
        key,
        max_age=int(LASTS.total_seconds()),
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def leave_nothing(response: HttpResponse) -> None:
    """Take the cookie back, and ask the browser to forget every page it holds of this site."""
    response.delete_cookie(COOKIE, path=PATH, samesite="Strict")
    response.headers["Clear-Site-Data"] = '"cache"'


def end(asking: Asking, why: str) -> None:
    """End an asking; what was answered stays, and counts at once. A second end changes nothing."""
    done = Asking.objects.filter(pk=asking.pk, ended_at=None).update(
        ended_at=timezone.now(), ended_why=why, code_hash=None, key_hash=None
    )
    if done and asking.opened_at is not None:
        begun = [f"{form['response']}#1" for form in asking.forms]
        RECORD["response"].objects.filter(row_id__in=begun, status="in-progress").update(status="stopped")
        refresh([asking.patient_id])


def note(request: HttpRequest, asking: Asking, action: str, what: str) -> None:
    """Put into the trail what was done on the tablet, in the name of this asking."""
    audit.record(
        request,
        action,
        what=what,
        patient_id=asking.patient_id,
        allowed=True,
        why=_("asked by %s") % asking.who,
        actor=_("Questionnaires %d") % asking.pk,
    )


def _forms_in_words(asking: Asking) -> str:
    return ", ".join(adaptive.form_of(form["instrument"]).name for form in asking.forms)


def _proof(text: str) -> str:
    return salted_hmac("lenitive.tablet", text, algorithm="sha256").hexdigest()
