"""Who may be the same person: suggested while a person is made, and before two records are merged."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lenitive.desk import clinics
from lenitive.desk.models import Patient, SearchWord, Staff
from lenitive.desk.people.identity import Identity, birth_range, of, with_words
from lenitive.desk.search import words_of

_MOST = 6
_LOOKED_AT = 200
# How alike two names must be, from 0 to 1: with the same birth date a slip of the pen is enough.
_ALIKE, _ALIKE_ON_ONE_DAY = 0.9, 0.6


@dataclass(frozen=True)
class Likely:
    """Somebody who is there and may be the same person, and what speaks for it."""

    patient_id: str
    identity: Identity
    why: str
    weight: float


def duplicates(identity: Identity, staff: Staff, *, but: str = "") -> list[Likely]:
    """People of one's own clinics who may be the same, the likeliest first; `but`: the person themselves."""
    own = Patient.objects.filter(clinics.own_people(staff)).exclude(patient_id=but)
    found = {row.patient_id: row for each in _near(identity, own) for row in each[:_LOOKED_AT]}
    likely = (_likely(identity, row) for row in found.values())
    return sorted((each for each in likely if each), key=lambda each: -each.weight)[:_MOST]


def taken_elsewhere(identity: Identity, staff: Staff, *, but: str = "") -> bool:
    """Whether a person of a clinic that is not one's own has this record number."""
    if not identity.identifier:
        return False
    others = Patient.objects.filter(~clinics.own_people(staff)).exclude(patient_id=but)
    return any(_same(row.identifier, identity.identifier) for row in _with_number(identity, others))


def exact(own: QuerySet[Any], identity: Identity) -> list[Any]:
    """People with exactly this record number, or with every word of this name and this very birth date."""
    if identity.identifier:
        return [row for row in _with_number(identity, own) if _same(row.identifier, identity.identifier)]
    words = words_of(identity.name)
    if len(words) < 2 or not identity.birth:
        return []
    low, high = birth_range(identity.birth)
    found = own.filter(with_words(words), birth_date_low=low, birth_date_high=high)
    return list(found[:_MOST])


def _with_number(identity: Identity, people: QuerySet[Any]) -> QuerySet[Any]:
    return people.filter(with_words(words_of(identity.identifier)))


def _near(identity: Identity, own: QuerySet[Any]) -> list[QuerySet[Any]]:
    """Where to look: the same number; the same name; a word of it and a birth date that fits; the day."""
    found = [_with_number(identity, own)] if words_of(identity.identifier) else []
    words = words_of(identity.name)
    if words:
        found.append(own.filter(with_words(words)))
    if identity.birth:
        first, last = birth_range(identity.birth)
        fits = own.filter(birth_date_low__lte=last, birth_date_high__gte=first)
        for each in (words, [str(first)]):
            with_one = SearchWord.objects.filter(word__in=each).values("patient_id")
            found.append(fits.filter(patient_id__in=with_one))
    return found


def _likely(identity: Identity, row: Any) -> Likely | None:
    there = of(row)
    if _same(identity.identifier, there.identifier):
        return Likely(row.patient_id, there, _("the same record number"), 3.0)
    alike, day = _alike(identity.name, there.name), days_meet(identity.birth, there.birth)
    if day is False:
        return None
    if alike >= (_ALIKE_ON_ONE_DAY if day else _ALIKE):
        why = (
            _("a name like it, and the birth date fits") if day else _("the same name, birth date not known")
        )
        return Likely(row.patient_id, there, why, alike + bool(day))
    return None


def _same(one: str | None, other: str | None) -> bool:
    return bool(one) and bool(other) and str(one).casefold() == str(other).casefold()


def _alike(one: str, other: str) -> float:
    """How alike two names are, from 0 to 1, whatever the order of their words."""
    first, second = (" ".join(sorted(words_of(name))) for name in (one, other))
    return SequenceMatcher(None, first, second).ratio() if first and second else 0.0


def days_meet(one: str, other: str) -> bool | None:
    """Whether two birth dates can be one day; None where one is not known."""
    if not one or not other:
        return None
    (low, high), (first, last) = birth_range(one), birth_range(other)
    return low <= last and first <= high
