"""What a letter may tell: proposals that a person confirms or rejects; only then are they in the record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lenitive.clinic.decisions.written import Act, keep, new_token, undo
from lenitive.clinic.models import Entry, Kind, Referral, ReferralFact, Said
from lenitive.clinic.referrals import steps
from lenitive.clinic.referrals.meaning import CLINICAL, is_written, resources_of, rows_of
from lenitive.plan.intake import Proposal, read_letter
from lenitive.plan.intake.people import read_people

if TYPE_CHECKING:
    from lenitive.desk.models import Staff


def propose(referral: Referral) -> list[ReferralFact]:
    """Keep what the letter of a referral may tell; what is there already stays as it was said."""
    if not referral.letter:
        return []
    found = [*read_people(referral.letter), *read_letter(referral.letter)]
    return ReferralFact.objects.bulk_create(
        [_fact(referral, each) for each in found], ignore_conflicts=True, batch_size=200
    )


def _fact(referral: Referral, told: Proposal) -> ReferralFact:
    return ReferralFact(
        referral=referral,
        kind=told.kind,
        what=told.what,
        label=told.label,
        start=told.start,
        end=told.end,
        words=told.words,
        sentence=told.sentence,
        denied=told.denied,
        past=told.past,
        dose=told.dose,
        outcome=told.outcome,
        doubts=list(told.doubts),
    )


def answer(
    referral: Referral, staff: Staff, *, confirmed: Sequence[int] = (), rejected: Sequence[int] = ()
) -> int:
    """Confirm and reject proposals; returns how many changed.

    What is confirmed goes into the record of the person; of a referral without a person it waits for one.
    """
    with transaction.atomic():
        open_ = ReferralFact.objects.select_for_update().filter(referral=referral, said=Said.OPEN)
        yes = list(open_.filter(pk__in=confirmed))
        no = list(open_.filter(pk__in=rejected).exclude(pk__in=confirmed))
        now = timezone.now()
        for said, facts in ((Said.CONFIRMED, yes), (Said.REJECTED, no)):
            for each in facts:
                each.said, each.said_by, each.said_at = said, staff.name, now
        ReferralFact.objects.bulk_update([*yes, *no], ["said", "said_by", "said_at"])
        if yes:
            steps.note(referral, "confirmed", _("Confirmed: %s") % _labels(yes), staff)
        if no:
            steps.note(referral, "rejected", _("Not so: %s") % _labels(no), staff)
        write(referral, yes, staff)
    return len(yes) + len(no)


def _labels(facts: Iterable[ReferralFact]) -> str:
    return ", ".join(_("not %s") % each.label if each.denied else each.label for each in facts)


def write(referral: Referral, facts: Sequence[ReferralFact], staff: Staff) -> Entry | None:
    """Write confirmed facts into the record of the person; None where there is nothing to write."""
    written = [each for each in facts if is_written(each)]
    if not written or not referral.patient_id:
        return None
    at = timezone.now()
    act = Act(
        patient_id=referral.patient_id,
        kind=Kind.REFERRAL,
        subject=f"referral:{referral.pk}",
        title=_("Letter of referral"),
        answer="confirmed",
        words=_labels(written),
        token=new_token(),
        reason=_("confirmed from the letter of %(day)s") % {"day": referral.written_on or referral.came_on},
    )
    entry, _is_new = keep(
        act,
        staff,
        resources=[one for each in written for one in resources_of(each, at=at, who=staff.name)],
        rows=[one for each in written for one in rows_of(each)],
    )
    ReferralFact.objects.filter(pk__in=[each.pk for each in written]).update(entry=entry)
    return entry


def write_waiting(referral: Referral, staff: Staff) -> Entry | None:
    """Write what was confirmed before the referral had a person."""
    waiting = list(referral.facts.filter(said=Said.CONFIRMED, entry=None, kind__in=CLINICAL))
    return write(referral, waiting, staff)


def take_back(fact_id: int, referral: Referral, staff: Staff) -> ReferralFact:
    """Open a proposal again; what it wrote goes out of the record, what others wrote stays."""
    with transaction.atomic():
        fact = ReferralFact.objects.select_for_update().get(pk=fact_id, referral=referral)
        if fact.said == Said.OPEN:
            return fact
        others = _take_out(fact, referral, staff)
        fact.said, fact.said_by, fact.said_at, fact.entry = Said.OPEN, "", None, None
        fact.save(update_fields=["said", "said_by", "said_at", "entry"])
        steps.note(referral, "opened_again", _("To be confirmed again: %s") % fact.label, staff)
        write(referral, others, staff)
    return fact


def _take_out(fact: ReferralFact, referral: Referral, staff: Staff) -> list[ReferralFact]:
    """Undo what was written with the fact; returns the others, which are to be written again."""
    entry = fact.entry
    if entry is None or entry.undone_at is not None or not referral.patient_id:
        return []
    others = list(referral.facts.filter(entry=entry).exclude(pk=fact.pk))
    undo(entry.pk, referral.patient_id, staff)
    return others


def unwrite(referral: Referral, staff: Staff) -> None:
    """Take everything that this referral wrote out of the record: it was matched to the wrong person."""
    entries = Entry.objects.filter(pk__in=referral.facts.exclude(entry=None).values("entry"), undone_at=None)
    for entry in entries.order_by("-pk"):
        undo(entry.pk, entry.patient_id, staff)
    referral.facts.exclude(entry=None).update(entry=None)
