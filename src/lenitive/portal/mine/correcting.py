"""What is not right in the record: kept in the person's words, on the clinic's work list, and answered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lenitive.clinic.summary import refresh
from lenitive.desk.models import Staff
from lenitive.errors import InputError
from lenitive.knowledge.portal.team import own_team
from lenitive.plan.due import Wanted
from lenitive.portal.models import About, Correction
from lenitive.portal.sessions import Me
from lenitive.portal.team.asking import AT_THIS_VISIT, LIST


def of_person(patient_id: str) -> QuerySet[Correction]:
    """Everything that a person said is not right and did not take back, the newest first."""
    return Correction.objects.filter(patient_id=patient_id, taken_back_at=None)


def unanswered(patient_id: str) -> QuerySet[Correction]:
    """Those that the clinic has not answered."""
    return of_person(patient_id).filter(answered_at=None)


def ask(me: Me, about: str, wrong: str, right: str, token: str) -> tuple[Correction, bool]:
    """Keep it and put it on the clinic's list; the same form counts once. Returns it, and whether it is new.

    Raises : InputError where too many are open.
    """
    with transaction.atomic():
        again = Correction.objects.filter(patient_id=me.patient_id, token=token).first()
        if again is not None:
            return again, False
        if unanswered(me.patient_id).count() >= own_team().most_requests:
            raise InputError(
                _("%(n)d things that you asked for are still open") % {"n": own_team().most_requests},
                do=_("Call the clinic, or take one of them back first."),
            )
        made = Correction.objects.create(
            patient_id=me.patient_id,
            about=about,
            wrong=wrong,
            right=right,
            at=timezone.now(),
            by=me.account.name,
            token=token,
        )
    refresh([me.patient_id])
    return made, True


def take_back(patient_id: str, pk: int) -> bool:
    """Take back what is not answered yet; whether it was open."""
    taken = bool(unanswered(patient_id).filter(pk=pk).update(taken_back_at=timezone.now()))
    if taken:
        refresh([patient_id])
    return taken


def answer(staff: Staff, patient_id: str, pk: int, verdict: str, text: str) -> bool:
    """Answer once, in one's own name; whether this was the answer that counts."""
    done = (
        unanswered(patient_id)
        .filter(pk=pk)
        .update(verdict=verdict, answer=text, answered_at=timezone.now(), answered_by=staff, who=staff.name)
    )
    if done:
        refresh([patient_id])
    return bool(done)


def answered_lately(patient_id: str) -> Correction | None:
    """The last answer, where it is new to the person."""
    since = timezone.now() - timedelta(days=own_team().seen_days)
    return of_person(patient_id).filter(answered_at__gte=since).order_by("answered_at").last()


def wanted(patient_id: str, as_of: date) -> Iterable[Wanted]:
    """The clinic's work with it: an answer within the days in which it reads what comes from home."""
    for each in unanswered(patient_id):
        day = timezone.localdate(each.at)
        yield Wanted(
            kind=LIST,
            subject=f"correction {each.pk}",
            title=_("Says that the record is not right: %(what)s") % {"what": About(each.about).label},
            detail=_("Answer it under “From home”: the person is told."),
            urgency=AT_THIS_VISIT,
            since=day,
            due=day + timedelta(days=own_team().read_days),
            mark=str(each.pk),
        )


def new_things(patient_id: str) -> int:
    """How many wait for an answer."""
    return unanswered(patient_id).count()
