"""Who reads what comes from home, and when; without somebody, what cannot wait is not asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lenitive.clinic.models import State, WorkItem, WorkStep
from lenitive.clinic.tablet.adaptive import form_of
from lenitive.clinic.work.climb import CLIMBS
from lenitive.clinic.work.keep import as_it_was
from lenitive.desk.access import Relation, decide, rule
from lenitive.desk.models import Staff
from lenitive.knowledge import instruments
from lenitive.knowledge.rules import rules
from lenitive.knowledge.rules.model import leaves
from lenitive.portal.models import Tie, Watch

_GRAVEST = "emergency"


@dataclass(frozen=True)
class Reads:
    """Whether somebody reads now, who reads at all, and the telephone of the clinic."""

    now: bool
    watches: tuple[Watch, ...]
    within_minutes: int | None
    phone: str


def who_reads(patient_id: str, at: datetime | None = None) -> Reads:
    """Who reads what comes from this person, at an instant (now when left out)."""
    local = timezone.localtime(at)
    watches = tuple(watch for watch in Watch.objects.over(patient_id).select_related("staff") if _may(watch))
    reading = [watch for watch in watches if watch.reads_at(local)]
    soonest = min((watch.within_minutes for watch in reading), default=None)
    phone = next((watch.phone for watch in (*reading, *watches) if watch.phone), "")
    return Reads(bool(reading), watches, soonest, phone)


def _may(watch: Watch) -> bool:
    """Whether they can act in need: nobody watches who could only look on."""
    return may_watch(watch.staff)


def may_watch(staff: Staff) -> bool:
    """Whether a member of staff can open a record in need, and answer what is found there."""
    return staff.is_active and rule(staff.role, "break_glass", Relation.CLINIC).allowed


@cache
def cannot_wait(instrument: str) -> bool:
    """Whether an answer of this form can be one that cannot wait: by its flags, or an emergency rule."""
    return bool(form_of(instrument).flags) or instrument in _named_by_emergencies()


@cache
def _named_by_emergencies() -> frozenset[str]:
    return frozenset(
        str(value).partition(".")[0]
        for known in rules()
        if known.urgency == _GRAVEST
        for leaf in leaves(known.when)
        for test in leaf.where
        if test.field in ("item", "instrument")
        for value in test.one_of
    )


class Portal:
    """What the portal answers when the clinic wants to ask somebody from home."""

    def is_open_to(self, patient_id: str) -> bool:
        """Whether somebody can come in for this person."""
        ties = Tie.objects.on(timezone.now()).filter(patient_id=patient_id, account__ended_at=None)
        return ties.exclude(helper="reader").exists()

    def why_not(self, patient_id: str, instrument: str) -> str:
        """Why this form is not asked from home; nothing when it may be."""
        if instrument in instruments.ids() and cannot_wait(instrument) and not who_reads(patient_id).watches:
            return _("an answer may need somebody at once, and nobody is named who watches over the portal")
        return ""


def give_to_watcher(patient_id: str) -> None:
    """Give the unread emergencies of a person that nobody owns to whoever watches now, or next."""
    reads = who_reads(patient_id)
    local = timezone.localtime()
    ordered = sorted(reads.watches, key=lambda watch: not watch.reads_at(local))
    owner = next(
        (watch.staff for watch in ordered if decide(watch.staff, "review", patient_id).allowed), None
    )
    if owner is None:
        return
    with transaction.atomic():
        unread = WorkItem.objects.select_for_update().filter(
            patient_id=patient_id, kind=CLIMBS, state=State.OPEN, owner=None
        )
        for item in unread:
            before, item.owner = as_it_was(item), owner
            item.save(update_fields=["owner"])
            said = _("watches over answers from home")
            WorkStep.objects.create(
                item=item,
                at=timezone.now(),
                staff=owner,
                who=owner.name,
                did="take",
                reason=said,
                before=before,
            )
