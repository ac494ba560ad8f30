"""What open referrals of a person ask the clinic to do, for the work lists: late ones climb."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.translation import gettext as _

from lenitive.clinic.appointments.booking import next_for
from lenitive.clinic.models import Referral
from lenitive.clinic.referrals.judging import judge
from lenitive.clinic.referrals.records import remind_on
from lenitive.clinic.referrals.waiting import climbed, due_of, late_days
from lenitive.desk.models import Patient
from lenitive.knowledge.visits.referrals import URGENCIES, referrals
from lenitive.knowledge.work import work
from lenitive.plan.due import Wanted

KIND = "referral"


def wanted(patient_id: str, as_of: date) -> tuple[Wanted, ...]:
    """The pieces of work of a person's open referrals on a day.

    Each referral is judged again, since the record may have changed.
    """
    if Patient.objects.filter(patient_id=patient_id, dead=True).exists():
        return ()
    open_states = [each.id for each in referrals().states.values() if each.open]
    found = Referral.objects.filter(patient_id=patient_id, state__in=open_states).prefetch_related("records")
    made = []
    for referral in found:
        judge(referral, as_of)
        made += _of(referral, as_of)
    return tuple(made)


def _of(referral: Referral, as_of: date) -> Iterator[Wanted]:
    waits = referrals().states[referral.state].waiting
    if not waits or _is_near(referral, as_of):
        title = _book_title(referral, as_of) if waits else _triage_title(referral)
        if title:
            yield Wanted(
                kind=KIND,
                subject=f"referral:{referral.pk}",
                title=title,
                detail=referral.suggested_why or referral.question,
                urgency=URGENCIES.index(climbed(referral, as_of)),
                since=referral.came_on,
                due=due_of(referral),
                mark=f"{referral.state} {referral.urgency} {referral.possible}",
            )
    yield from _unanswered(referral, as_of)


def _triage_title(referral: Referral) -> str:
    if referral.state == "asked":
        return _("Referral: more was asked for, and it waits for that")
    if referral.possible != referral.suggested:
        return _("Referral waits for triage; its letter may tell of a danger")
    return _("Referral waits for triage")


def _is_near(referral: Referral, as_of: date) -> bool:
    ahead = timedelta(days=work().windows["referral_ahead_days"])
    return referral.due is not None and referral.due - ahead <= as_of


def _book_title(referral: Referral, as_of: date) -> str:
    """Empty where a visit is booked in time: then nothing is to do."""
    booked = next_for(referral.patient_id or "")
    if booked is not None and (referral.due is None or booked.start.date() <= referral.due):
        return ""
    late = late_days(referral, as_of) > 0
    if booked is not None:
        return _("First visit is booked later than the referral allows")
    return _("First visit is late, and none is booked") if late else _("First visit: book it")


def _unanswered(referral: Referral, as_of: date) -> Iterator[Wanted]:
    days = [day for each in referral.records.all() if (day := remind_on(each)) and day <= as_of]
    if days:
        yield Wanted(
            kind=KIND,
            subject=f"referral:{referral.pk}:records",
            title=_("Earlier records were asked for, and nobody answered"),
            detail=_("Write again, or call."),
            urgency=len(URGENCIES) - 1,
            since=min(days),
            due=min(days),
            mark=" ".join(sorted({day.isoformat() for day in days})),
        )
