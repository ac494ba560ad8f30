"""What a letter says of the person and the referrer, once confirmed: taken over where nothing stands yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils import timezone

from lenitive.clinic.models import Referral, ReferralFact
from lenitive.clinic.referrals.judging import judge
from lenitive.desk.people.identity import implausible, tidy
from lenitive.desk.written_dates import days_in

_OF_PERSON = ("name", "birth", "identifier", "phone", "sex")
_OF_REFERRAL = ("referrer", "practice", "question")


def days_meant(words: str) -> tuple[str, ...]:
    """The days that a written date may mean: two where day and month may be swapped."""
    found, _rest = days_in(words)
    return tuple(dict.fromkeys(each for term in found for each in term if len(each) in (7, 10)))


def birth_days(words: str) -> tuple[str, ...]:
    """The birth dates that a written date may mean: those that have been, of somebody who can be alive."""
    today = timezone.localdate()
    return tuple(each for each in days_meant(words) if not implausible(each, today))


def fill_in(referral: Referral, confirmed: Iterable[ReferralFact], said: Mapping[str, str]) -> None:
    """Take over what was confirmed where nothing stands yet.

    said : of the form; `day-<number of the fact>` chooses among the days that a written date may mean.
    """
    person = dict(referral.person)
    for fact in confirmed:
        value = _value(fact, said.get(f"day-{fact.pk}", ""))
        if not value:
            continue
        if fact.kind in _OF_PERSON and not person.get(fact.kind):
            person[fact.kind] = value
        elif fact.kind in _OF_REFERRAL and not getattr(referral, fact.kind):
            setattr(referral, fact.kind, value)
        elif fact.kind == "date" and referral.written_on is None:
            referral.written_on = date.fromisoformat(value)
    referral.person = person
    referral.save(update_fields=["person", "written_on", *_OF_REFERRAL, "changed_at"])
    judge(referral)


def _value(fact: ReferralFact, chosen: str) -> str:
    """The value of a fact; a date that may be two days needs a choice, and is left out without one."""
    if fact.kind == "birth":
        days = birth_days(fact.what)
    elif fact.kind == "date":
        days = tuple(each for each in days_meant(fact.what) if len(each) == 10)
    else:
        return tidy(fact.what)
    if chosen in days:
        return chosen
    return days[0] if len(days) == 1 else ""
