"""What a person can be asked from home now: what waits, what may be begun, and what was finished."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import get_language

from lenitive.clinic.models import Asking, Way
from lenitive.clinic.tablet import adaptive, sessions, walk
from lenitive.clinic.tablet.offered import is_invented, language_of, why_not
from lenitive.knowledge import instruments
from lenitive.knowledge.asking import asking as policy
from lenitive.knowledge.instruments import Instrument
from lenitive.knowledge.instruments.own_words import own_words
from lenitive.portal.safety.watching import Portal
from lenitive.portal.sessions import Me


@dataclass(frozen=True)
class Waiting:
    """What waits: the asking, how many questions are left, and about how long they take."""

    asking: Asking
    left: int
    minutes: int
    begun: bool


def waiting(me: Me) -> Waiting | None:
    """What this person has open in the portal, on whichever device."""
    found = sessions.from_home(me.patient_id)
    if found is None:
        return None
    places = walk.every(found)
    if not places:
        return None  # of a bank that the site took away
    at = walk.first_open(found)
    left = walk.questions_of(found) - places.index(at) if at else 1
    return Waiting(found, left, policy().minutes(left), found.opened_at is not None)


def may_be_asked(patient_id: str, instrument: str) -> bool:
    """Whether this form can be asked of this person from home: its words, and who watches."""
    language, invented = language_of(patient_id), is_invented(patient_id)
    bank = adaptive.bank_of(adaptive.stands_for(instrument, language, invented=invented))
    if bank is not None:
        return not adaptive.why_not(bank, language, invented=invented)
    if instrument not in instruments.ids():
        return False
    refused = why_not(instruments.instrument(instrument), language, invented=invented)
    return not refused and not Portal().why_not(patient_id, instrument)


def begin(me: Me, forms: Sequence[str]) -> Asking:
    """Begin these forms, or go on with them where they are open: a second tap starts nothing anew.

    Raises : InputError for no form, or one that this person cannot be asked.
    """
    open_now = sessions.from_home(me.patient_id)
    if open_now is not None and [each["instrument"] for each in open_now.forms][: len(forms)] == list(forms):
        return open_now
    made, _code = sessions.start(me.patient_id, forms, None, Way.PORTAL, me.language)
    return made


def finished_lately(patient_id: str, days: int) -> list[Asking]:
    """What was answered from home in these days, the newest first."""
    since = timezone.now() - timedelta(days=days)
    done = Asking.objects.filter(
        patient_id=patient_id, way=Way.PORTAL, ended_at__gt=since, opened_at__isnull=False
    )
    return list(done.order_by("-ended_at"))


def names(of: Asking) -> str:
    """The forms of an asking in words."""
    return ", ".join(name_of(form.id, form.name) for form in _forms(of))


def _forms(of: Asking) -> list[Instrument]:
    return [walk.form_at(of, place) for place in range(len(of.forms))]


def name_of(instrument: str, name: str) -> str:
    """What a form is called on a page: our own lists in the language of the page."""
    held = own_words().get(instrument, {}).get((get_language() or "").split("-")[0])
    return held.name if held else name


def minutes_of(forms: Sequence[Instrument]) -> int:
    """About how long so many forms take."""
    return policy().minutes(sum(len(form.items) for form in forms))
