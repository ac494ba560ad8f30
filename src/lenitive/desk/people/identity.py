"""What says who a person is: name, record number, birth date as far as known, sex, language."""

from __future__ import annotations

import calendar
import re
import unicodedata
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.core import signing
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lenitive.desk.models import SearchWord
from lenitive.desk.search import learn, words_of

# Any: a text that is translated when it is shown; the stubs of forms know another name for it.
LABELS: dict[str, Any] = {
    "name": _("Name"),
    "identifier": _("Record number"),
    "birth": _("Birth date"),
    "sex": _("Sex"),
    "language": _("Language"),
}
_PARTIAL = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
# Marks that turn the direction of whatever follows them: a name must not turn the page around it.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_OLDEST = 130  # years; nobody on record has lived longer, so an earlier birth date is a slip
_SEEN = "lenitive.desk.person.seen"


@dataclass(frozen=True)
class Identity:
    """The fields as people write them; `birth` is 1972, 1972-04, 1972-04-03, or two of these with `..`."""

    name: str
    identifier: str = ""
    birth: str = ""
    sex: str = ""
    language: str = ""


FIELDS = tuple(field.name for field in fields(Identity))


def of(patient: Any) -> Identity:
    """The identity that a row of `patient` gives."""
    return Identity(
        name=patient.name or "",
        identifier=patient.identifier or "",
        birth=written(patient.birth_date_low, patient.birth_date_high),
        sex=patient.sex or "",
        language=patient.language or "",
    )


def columns(identity: Identity) -> dict[str, Any]:
    """The columns of `patient` for an identity; what is empty is not known."""
    low, high = birth_range(identity.birth) if identity.birth else (None, None)
    return {
        "name": identity.name or None,
        "identifier": identity.identifier or None,
        "birth_date_low": low,
        "birth_date_high": high,
        "sex": identity.sex or None,
        "language": identity.language or None,
    }


def birth_range(text: str) -> tuple[date, date]:
    """The first and the last day that a birth date allows.

    Raises : ValueError when it is no date, in words that a person may read.
    """
    first, _two_dots, last = text.partition("..")
    low, high = _range(first)[0], _range(last or first)[1]
    if low > high:
        raise ValueError(str(_("The first day comes after the last one.")))
    return low, high


def _range(text: str) -> tuple[date, date]:
    match = _PARTIAL.fullmatch(text.strip())
    if match is None:
        raise ValueError(str(_("Write 1972-04-03, or 1972-04, or 1972 when no more is known.")))
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        if day and month and year:
            return date(year, month, day), date(year, month, day)
        low = date(year or 0, month or 1, 1)
        last_month = month or 12
        return low, date(low.year, last_month, calendar.monthrange(low.year, last_month)[1])
    except ValueError:
        raise ValueError(str(_("There is no such day."))) from None


def implausible(text: str, today: date) -> str:
    """Why a birth date cannot be, or nothing."""
    low, high = birth_range(text)
    if low > today:
        return str(_("This day is still to come."))
    return str(_("Nobody is that old.")) if today.year - high.year > _OLDEST else ""


def written(low: date | None, high: date | None) -> str:
    """A birth date as it is written, as exactly as it is known."""
    if low is None or high is None:
        return ""
    day = low.isoformat()
    for text in (day, day[:7], day[:4]):
        if _range(text) == (low, high):
            return text
    return f"{day}..{high.isoformat()}"


def tidy(text: str) -> str:
    """A text as it is kept: composed, one space between words, no sign that turns the page or is none."""
    composed = unicodedata.normalize("NFC", text)
    kept = (" " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign for sign in composed)
    return " ".join("".join(sign for sign in kept if sign not in _TURNING).split())


def seal(identity: Identity) -> str:
    """An identity as a form carries it along, so that what was seen can be told from what is now."""
    return signing.dumps({name: getattr(identity, name) for name in FIELDS}, salt=_SEEN)


def unseal(text: str) -> Identity | None:
    """What a form had seen; None when it was not we who wrote it."""
    try:
        return Identity(**signing.loads(text, salt=_SEEN))
    except (signing.BadSignature, TypeError):
        return None


def index(patient: Any, *, also: str = "") -> None:
    """Make the words anew by which a person is found; `also`: of a record that was merged into theirs."""
    SearchWord.objects.filter(patient_id=patient.patient_id).delete()
    text = f"{patient.name or ''} {patient.identifier or ''} {patient.birth_date_low or ''} {also}"
    words = words_of(text)
    SearchWord.objects.bulk_create(SearchWord(word=each, patient_id=patient.patient_id) for each in words)
    learn(words)


def with_words(words: list[str]) -> Q:
    """A condition on patient rows: every one of these words, whole."""
    condition = Q()
    for word in words:
        condition &= Q(patient_id__in=SearchWord.objects.filter(word=word).values("patient_id"))
    return condition
