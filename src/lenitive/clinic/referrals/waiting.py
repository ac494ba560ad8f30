"""The waiting list: who comes before whom and why, how late a referral is, and as what it counts then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lenitive.clinic.models import Referral
from lenitive.knowledge.visits.referrals import URGENCIES, referrals


@dataclass(frozen=True)
class Place:
    """Where a referral stands on the waiting list of its clinic. why : in words."""

    number: int
    of: int
    why: str


def late_days(referral: Referral, today: date) -> int:
    """Days past the day by which it is due (triage while it waits for that); 0 or less: not late."""
    due = due_of(referral)
    return (today - due).days if due else 0


def due_of(referral: Referral) -> date | None:
    """The day that counts now: until somebody looks, then until the person is seen."""
    state = referrals().states[referral.state]
    if not state.open:
        return None
    return referral.due if state.waiting else referral.triage_due


def grave_of(referral: Referral) -> str:
    """How urgent it is taken: as decided, else the graver of what is suggested and what may be."""
    if referral.urgency and referrals().states[referral.state].waiting:
        return referral.urgency
    return URGENCIES[min(URGENCIES.index(referral.suggested), URGENCIES.index(referral.possible))]


def climbed(referral: Referral, today: date) -> str:
    """The urgency under which it stands in the work lists: a late one climbs (knowledge/visits)."""
    urgency, late = grave_of(referral), late_days(referral, today)
    reached = referrals().urgencies[urgency].late(late) if late > 0 else urgency
    return URGENCIES[min(URGENCIES.index(urgency), URGENCIES.index(reached))]


def rank(field: str) -> Case:
    """The place of an urgency of a field, for the order of a list; what is none comes last."""
    whens = [When(**{field: urgency}, then=Value(place)) for place, urgency in enumerate(URGENCIES)]
    return Case(*whens, default=Value(len(URGENCIES)), output_field=IntegerField())


def waiting_list(clinic: int | None) -> QuerySet[Any]:
    """The accepted referrals of a clinic that wait, the first one first."""
    states = [each.id for each in referrals().states.values() if each.waiting]
    found = Referral.objects.filter(state__in=states, clinic=clinic).annotate(rank=rank("urgency"))
    return found.order_by("rank", "due", "came_on", "pk")


def place_of(referral: Referral) -> Place | None:
    """Its place; None for one that does not wait."""
    if not referrals().states[referral.state].waiting or referral.due is None:
        return None
    number = URGENCIES.index(referral.urgency)
    before = (
        Q(rank__lt=number)
        | Q(rank=number, due__lt=referral.due)
        | Q(rank=number, due=referral.due, came_on__lt=referral.came_on)
        | Q(rank=number, due=referral.due, came_on=referral.came_on, pk__lt=referral.pk)
    )
    queue = waiting_list(referral.clinic_id)
    graver = queue.filter(rank__lt=number).count()
    ahead = queue.filter(before).count()
    return Place(ahead + 1, queue.count(), _why(graver, ahead - graver))


def _why(graver: int, earlier: int) -> str:
    parts = []
    if graver:
        parts.append(ngettext("%(n)d is more urgent", "%(n)d are more urgent", graver) % {"n": graver})
    if earlier:
        words = ngettext(
            "%(n)d of the same urgency is due earlier", "%(n)d of the same urgency are due earlier", earlier
        )
        parts.append(words % {"n": earlier})
    return "; ".join(parts) or _("nobody waits who is more urgent or due earlier")
