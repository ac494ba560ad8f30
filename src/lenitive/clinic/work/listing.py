"""What a work list shows: its filters, its rows in words, and the counts of all lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lenitive.clinic.alerts import URGENCY, WORDS
from lenitive.clinic.models import State, WorkItem, WorkStep
from lenitive.clinic.today.visits import theirs
from lenitive.clinic.work.climb import CLIMBS, climb_of
from lenitive.clinic.work.leads import Lead, lead
from lenitive.desk.access import visible_people
from lenitive.desk.models import CareTeam, Patient, Role
from lenitive.desk.policy import POLICY
from lenitive.knowledge.work import Kind, work
from lenitive.reason.story.words import ago_words, day_words, span_words

if TYPE_CHECKING:
    from lenitive.desk.models import Staff

ON_A_PAGE = 30
# Counting further would cost more than it says.
MOST_COUNTED = 99
_WEEK = timedelta(days=7)
_ANY = "any kind"  # stands for a kind in a statement that is made once

OWNERS: Mapping[str, Promise] = {
    "clinic": gettext_lazy("everybody's"),
    "mine": gettext_lazy("my people's"),
    "me": gettext_lazy("mine"),
    "nobody": gettext_lazy("nobody's yet"),
}
DUE: Mapping[str, Promise] = {
    "": gettext_lazy("any day"),
    "over": gettext_lazy("overdue"),
    "week": gettext_lazy("within 7 days"),
    "none": gettext_lazy("no day"),
}
STATES: Mapping[str, Promise] = {
    "live": gettext_lazy("to do"),
    "unread": gettext_lazy("unread"),
    "put_off": gettext_lazy("put off"),
    "done": gettext_lazy("done"),
}


@dataclass(frozen=True)
class Filters:
    """What is chosen on a list; what is not known counts as not chosen."""

    owner: str = "clinic"
    urgency: str = ""
    due: str = ""
    state: str = "live"

    @staticmethod
    def of(asked: Mapping[str, str]) -> Filters:
        """From the address."""

        def one(name: str, known: Iterable[str], default: str) -> str:
            value = asked.get(name, default)
            return value if value in set(known) else default

        return Filters(
            owner=one("owner", OWNERS, "clinic"),
            urgency=one("urgency", URGENCY, ""),
            due=one("due", DUE, ""),
            state=one("state", STATES, "live"),
        )

    @property
    def query(self) -> str:
        """As in the address; what is not chosen is left out."""
        named = vars(self)
        return urlencode({name: value for name, value in named.items() if value != getattr(Filters, name)})


@dataclass(frozen=True)
class Count:
    """One list at the side. shown : its number, with a plus where counting stopped."""

    kind: Kind
    number: int
    here: bool = False

    @property
    def shown(self) -> str:
        """17, or 99+."""
        return f"{MOST_COUNTED}+" if self.number > MOST_COUNTED else str(self.number)

    @property
    def alarming(self) -> bool:
        """Whether somebody must look now."""
        return self.kind.id == CLIMBS and self.number > 0


@dataclass(frozen=True)
class Row:
    """A piece of work in words."""

    item: WorkItem
    name: str
    identifier: str
    word: str
    since: str
    due: str
    late: bool
    owner: str
    mine: bool
    limit: str
    climbed: str
    state: str
    steps: tuple[WorkStep, ...]

    @property
    def urgency(self) -> str:
        """Its class on the page."""
        return URGENCY[self.item.urgency]

    @property
    def closed_by_finding(self) -> bool:
        """Whether only an answer to its finding closes it."""
        return work().kind(self.item.kind).closed_by == "finding"

    @property
    def rule(self) -> str:
        """The rule that its title leads to; empty for what is no finding."""
        of_findings = {*work().kind_of_urgency.values(), *work().kind_of_rule.values()}
        return self.item.subject if self.item.kind in of_findings else ""

    @property
    def lead(self) -> Lead | None:
        """Where it is answered."""
        return lead(self.item)

    @property
    def may_be_put_off(self) -> bool:
        """Whether it can wait at all."""
        return self.item.urgency > 0 and self.item.state != State.DONE


def counts(staff: Staff, here: str = "") -> list[Count]:
    """Every list with how many pieces of work someone may see on it, counted up to MOST_COUNTED."""
    kinds = list(work().kinds.values())
    climbing = [kind.id for kind in kinds if kind.id == CLIMBS]
    others = [kind.id for kind in kinds if kind.id != CLIMBS]
    numbers = dict(zip(others, _counted(others, people_on(others[0], staff)), strict=True))
    numbers |= dict(zip(climbing, _counted(climbing, people_on(CLIMBS, staff)), strict=True))
    return [Count(kind, numbers[kind.id], kind.id == here) for kind in kinds]


def people_on(kind: str, staff: Staff) -> QuerySet[Any]:
    """The people whose work of a kind someone sees: those whose record they may see.

    An emergency that climbs must reach whoever may hand it on: the coordinators of the clinic.
    """
    hands_on = bool(POLICY["hand_on"].get(Role(staff.role)))
    return visible_people(staff, "hand_on" if kind == CLIMBS and hands_on else "see")


def _counted(kinds: Sequence[str], people: QuerySet[Any]) -> list[int]:
    """How many of each kind, in one statement: each part stops counting by itself, and is compiled once."""
    of_one = WorkItem.objects.filter(theirs(people), live=True, kind=_ANY).values("pk")
    sql, parameters = of_one[: MOST_COUNTED + 1].query.sql_with_params()
    each = [tuple(kind if value == _ANY else value for value in parameters) for kind in kinds]
    counting = " UNION ALL ".join(
        f"SELECT {place} AS place, COUNT(*) FROM ({sql}) AS one" for place in range(len(kinds))
    )
    with connection.cursor() as cursor:
        cursor.execute(f"{counting} ORDER BY place", [value for some in each for value in some])
        return [int(number) for _place, number in cursor.fetchall()]


def matching(staff: Staff, kind: str, filters: Filters, today: date) -> QuerySet[WorkItem]:
    """The pieces of work of a list that someone may see and has chosen, the most pressing first."""
    found = WorkItem.objects.filter(_state(filters.state), kind=kind).filter(theirs(people_on(kind, staff)))
    if filters.urgency:
        found = found.filter(urgency=URGENCY.index(filters.urgency))
    if filters.due:
        found = found.filter(_due(filters.due, today))
    return _owned(found, staff, filters.owner).order_by("urgency", "by", "id").select_related("owner")


def _state(name: str) -> Q:
    if name in ("put_off", "done"):
        return Q(state=name, live=False)
    return Q(live=True, state=State.OPEN) if name == "unread" else Q(live=True)


def _due(name: str, today: date) -> Q:
    return {"over": Q(due__lt=today), "week": Q(due__range=(today, today + _WEEK)), "none": Q(due=None)}[name]


def _owned(found: QuerySet[WorkItem], staff: Staff, owner: str) -> QuerySet[WorkItem]:
    if owner == "me":
        return found.filter(Q(owner=staff) | _climbed_to(staff))
    if owner == "nobody":
        return found.filter(owner=None)
    if owner == "mine":
        return found.filter(theirs(CareTeam.objects.on(timezone.now()).filter(staff=staff)))
    return found


def _climbed_to(staff: Staff) -> Q:
    """Unread emergencies that have climbed to someone's role; their times stand in knowledge/work.yaml."""
    now, reached = timezone.now(), Q(pk__in=[])
    for step in work().climb:
        if staff.role in step.to:
            reached |= Q(opened_at__lte=now - timedelta(minutes=step.after_minutes))
    return Q(kind=CLIMBS, state=State.OPEN) & reached


def rows(items: Sequence[WorkItem], staff: Staff, now: datetime) -> list[Row]:
    """The rows of a page; names and histories are read for all of them at once."""
    ids = [item.patient_id for item in items]
    names: dict[str, Any] = {row["patient_id"]: row for row in _named(ids)}
    steps: dict[int, list[WorkStep]] = {}
    for step in WorkStep.objects.filter(item__in=items).order_by("at", "pk"):
        steps.setdefault(step.item_id, []).append(step)
    return [_row(item, names.get(item.patient_id), steps.get(item.pk, []), staff, now) for item in items]


def _named(ids: Sequence[str]) -> Iterable[Any]:
    return Patient.objects.filter(patient_id__in=ids).values("patient_id", "name", "identifier")


def _row(item: WorkItem, person: Any, steps: Sequence[WorkStep], staff: Staff, now: datetime) -> Row:
    today, climbed = timezone.localdate(now), climb_of(item, now)
    return Row(
        item=item,
        name=(person["name"] if person else "") or item.patient_id,
        identifier=(person["identifier"] if person else "") or "",
        word=str(WORDS[URGENCY[item.urgency]]),
        since=ago_words(item.since, today) if item.since else "",
        due=due_words(item.due, today),
        late=bool(item.due and item.due < today) or is_late(item, now),
        owner=item.owner.name if item.owner else "",
        mine=item.owner_id == staff.pk,
        limit=limit_words(item, now),
        climbed=climbed.words,
        state=str(State(item.state).label),
        steps=tuple(steps),
    )


def due_words(due: date | None, today: date) -> str:
    """Today, in 3 days, 2 weeks late, or the date when it is far; empty without a day."""
    if due is None:
        return ""
    days = (due - today).days
    if days == 0:
        return _("due today")
    if days < 0:
        return _("%(span)s late") % {"span": span_words(-days)}
    return (
        _("due in %(span)s") % {"span": span_words(days)}
        if days <= 14
        else _("due %(day)s") % {"day": day_words(due)}
    )


def is_late(item: WorkItem, now: datetime) -> bool:
    """Whether an unread piece of work is past its limit."""
    return item.state == State.OPEN and item.limit_at is not None and item.limit_at < now


def limit_words(item: WorkItem, now: datetime) -> str:
    """How long an unread piece of work has been waiting against its limit; empty where it has none."""
    if item.limit_at is None or item.state != State.OPEN:
        return ""
    waited = _minutes((now - item.opened_at).total_seconds())
    if is_late(item, now):
        return _("unread for %(waited)s, past its limit") % {"waited": waited}
    left = _minutes((item.limit_at - now).total_seconds())
    return _("unread for %(waited)s, %(left)s left") % {"waited": waited, "left": left}


def _minutes(seconds: float) -> str:
    minutes = max(int(seconds // 60), 0)
    if minutes < 120:
        return _("%(n)d min") % {"n": minutes}
    return (
        _("%(n)d h") % {"n": minutes // 60} if minutes < 48 * 60 else _("%(n)d days") % {"n": minutes // 1440}
    )
