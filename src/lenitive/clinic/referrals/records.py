"""The checklist of earlier records: there, missing, asked for, come; requests for them, and reminders."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lenitive.clinic.models import Referral, ReferralLetter, ReferralRecord
from lenitive.clinic.referrals import steps
from lenitive.clinic.referrals.letters import write_letter
from lenitive.desk import store
from lenitive.errors import InputError
from lenitive.knowledge.visits.referrals import Prior, referrals
from lenitive.plan.intake import There, prior_records
from lenitive.reason.story.words import day_words

if TYPE_CHECKING:
    from lenitive.desk.models import Staff


@dataclass(frozen=True)
class Item:
    """One line of the checklist.

    state : there, came, not_needed, asked or missing. words : the state in words. rows : the record's rows
    that say so. remind_on : when an unanswered request is written again; None: not asked, or often enough.
    """

    id: str
    prior: Prior
    state: str
    words: str
    rows: tuple[str, ...]
    asked_of: str
    remind_on: date | None
    call: bool

    @property
    def open(self) -> bool:
        """Whether it still has to come."""
        return self.state in ("missing", "asked")


def checklist(referral: Referral, there: Sequence[There] | None = None) -> tuple[Item, ...]:
    """Every kind of earlier record of a referral, with its state on this day.

    there : what the person's record holds, where it was read already.
    """
    found = {each.id: each for each in (_there(referral) if there is None else there)}
    kept = {each.kind: each for each in referral.records.all()}
    none = There("", there=False)
    return tuple(
        _item(prior, found.get(prior.id, none), kept.get(prior.id)) for prior in referrals().records.values()
    )


def _there(referral: Referral) -> tuple[There, ...]:
    if not referral.patient_id:
        return ()
    with store.person(referral.patient_id) as record:
        return prior_records(record, timezone.localdate())


def _item(prior: Prior, there: There, kept: ReferralRecord | None) -> Item:
    state, words = _state(there, kept)
    due = remind_on(kept) if kept and state == "asked" else None
    return Item(
        id=prior.id,
        prior=prior,
        state=state,
        words=words,
        rows=there.rows,
        asked_of=kept.asked_of if kept else "",
        remind_on=due,
        call=bool(kept and state == "asked" and due is None),
    )


def _state(there: There, kept: ReferralRecord | None) -> tuple[str, str]:
    if there.there:
        day = f", {day_words(there.newest)}" if there.newest else ""
        return "there", _("In the record%s") % day
    if kept is None:
        return "missing", _("Missing")
    if kept.not_needed:
        return "not_needed", _("Not needed: %s") % kept.not_needed
    if kept.came_on:
        return "came", _("Came on %s") % day_words(kept.came_on)
    if kept.asked_on:
        words = _("Asked for on %s") % day_words(kept.asked_on)
        again = _("; reminded on %s") % day_words(kept.reminded_on) if kept.reminded_on else ""
        return "asked", words + again
    return "missing", _("Missing")


def remind_on(kept: ReferralRecord) -> date | None:
    """The day on which an unanswered request is written again; None after the last reminder."""
    last = kept.reminded_on or kept.asked_on
    rule = referrals().reminders
    if last is None or kept.came_on or kept.not_needed or kept.reminders >= rule.most:
        return None
    return last + timedelta(days=rule.after_days)


def ask(referral: Referral, kinds: Iterable[str], of: str, staff: Staff) -> ReferralLetter:
    """Ask somebody for earlier records by one letter; the day is kept for each kind.

    Raises : InputError where nothing is asked for, or of nobody.
    """
    wanted = [referrals().records[each] for each in kinds if each in referrals().records]
    if not wanted:
        raise InputError(_("no record is chosen"), do=_("Tick what to ask for."))
    if not of.strip():
        raise InputError(_("of whom is missing"), do=_("Write who has the records."))
    with transaction.atomic():
        for each in wanted:
            ReferralRecord.objects.update_or_create(
                referral=referral,
                kind=each.id,
                defaults={
                    "asked_on": timezone.localdate(),
                    "asked_of": of.strip(),
                    "reminders": 0,
                    "reminded_on": None,
                    "came_on": None,
                    "not_needed": "",
                },
            )
        labels = ", ".join(each.label.lower() for each in wanted)
        step = steps.note(
            referral, "asked_records", _("Asked %(who)s for: %(what)s") % {"who": of, "what": labels}, staff
        )
        return write_letter(
            referral, "records", staff.name, step=step, to=of, items=[each.what for each in wanted]
        )


def remind(referral: Referral, staff: Staff) -> list[ReferralLetter]:
    """Write again for everything that is due and was not answered: one letter to each who was asked."""
    today = timezone.localdate()
    due = [each for each in referral.records.all() if (day := remind_on(each)) and day <= today]
    letters = []
    with transaction.atomic():
        for of in dict.fromkeys(each.asked_of for each in due):
            theirs = [each for each in due if each.asked_of == of]
            for each in theirs:
                each.reminders, each.reminded_on = each.reminders + 1, today
                each.save(update_fields=["reminders", "reminded_on"])
            whats = [referrals().records[each.kind].what for each in theirs]
            step = steps.note(referral, "reminded", _("Reminded %s") % of, staff)
            letters.append(write_letter(referral, "reminder", staff.name, step=step, to=of, items=whats))
    return letters


def came(referral: Referral, kind: str, staff: Staff) -> None:
    """Say that a record came and is where the clinic keeps it."""
    _set(referral, kind, staff, _("Came: %s"), came_on=timezone.localdate(), not_needed="")


def not_needed(referral: Referral, kind: str, why: str, staff: Staff) -> None:
    """Say that a record is not needed, and why."""
    if not why.strip():
        raise InputError(_("why it is not needed is missing"), do=_("Write a word or two."))
    _set(referral, kind, staff, _("Not needed: %s"), came_on=None, not_needed=why.strip())


def open_again(referral: Referral, kind: str, staff: Staff) -> None:
    """Take back that a record came or is not needed; that it was asked for stays."""
    _set(referral, kind, staff, _("Open again: %s"), came_on=None, not_needed="")


def _set(referral: Referral, kind: str, staff: Staff, words: str, **values: object) -> None:
    prior = referrals().records.get(kind)
    if prior is None:
        raise InputError(_("there is no such kind of record"), do=_("Choose one of the list."))
    with transaction.atomic():
        ReferralRecord.objects.update_or_create(referral=referral, kind=kind, defaults=values)
        steps.note(referral, "record", words % prior.label.lower(), staff)
