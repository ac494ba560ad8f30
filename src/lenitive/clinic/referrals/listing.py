"""The list of referrals: its filters, its counts, and its rows in words, the most pressing first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Case, Count, DateField, Exists, F, IntegerField, OuterRef, Q, QuerySet, When
from django.db.models.functions import Least
from django.utils.translation import gettext_lazy as _

from lenitive.clinic.alerts import WORDS
from lenitive.clinic.models import Referral
from lenitive.clinic.referrals.waiting import climbed, due_of, grave_of, late_days, rank
from lenitive.clinic.work.listing import due_words
from lenitive.desk import clinics
from lenitive.desk.access import visible_people
from lenitive.desk.models import Patient
from lenitive.desk.search import found
from lenitive.knowledge.visits.referrals import URGENCIES, State, referrals
from lenitive.reason.story.words import ago_words

if TYPE_CHECKING:
    from lenitive.desk.models import Staff

ON_A_PAGE = 30
_LONGEST = 100
# A filter: which states it shows. `nobody`: those without a person, whatever their state.
FILTERS: Mapping[str, Any] = {
    "open": _("open"),
    "new": _("to triage"),
    "asked": _("more asked for"),
    "waiting": _("waiting list"),
    "late": _("late"),
    "nobody": _("without a person"),
    "closed": _("closed"),
}


@dataclass(frozen=True)
class Filters:
    """What is chosen; what is not known counts as not chosen."""

    show: str = "open"
    urgency: str = ""
    search: str = ""

    @staticmethod
    def of(asked: Mapping[str, str]) -> Filters:
        """From the address."""
        show, urgency = asked.get("show", ""), asked.get("urgency", "")
        return Filters(
            show=show if show in FILTERS else "open",
            urgency=urgency if urgency in URGENCIES else "",
            search=" ".join(asked.get("search", "").split())[:_LONGEST],
        )

    def address(self, **other: str | int) -> str:
        """The query of an address with these filters, and others in their place."""
        chosen = {**vars(self), **other}
        return "?" + urlencode({name: value for name, value in chosen.items() if value})


@dataclass(frozen=True)
class Row:
    """One referral in words."""

    referral: Referral
    name: str
    identifier: str
    urgency: str
    word: str
    climbed: bool
    state: State
    due: str
    late: bool
    came: str
    perhaps: bool

    @property
    def address(self) -> tuple[Any, ...]:
        """What its page's address is made of: the person, where there is one, and its number."""
        return tuple(each for each in (self.referral.patient_id, self.referral.pk) if each)


def visible(staff: Staff) -> QuerySet[Any]:
    """The referrals that someone may see: of people whose record they may see, and those without a person of
    their own clinics.
    """
    people = visible_people(staff, "see").filter(patient_id=OuterRef("patient_id"))
    return Referral.objects.filter(Q(patient_id=None) & _own(staff) | Q(Exists(people)))


def _own(staff: Staff) -> Q:
    if not clinics.are_apart():
        return Q()
    return Q(clinic__in=list(staff.clinics.filter(is_active=True).values_list("pk", flat=True))) | Q(
        clinic=None
    )


def matching(staff: Staff, filters: Filters, today: date) -> QuerySet[Any]:
    """The referrals of a filter, the most pressing first."""
    chosen = visible(staff).filter(_shown(filters.show, today))
    if filters.urgency:
        chosen = ordered(chosen).filter(rank=URGENCIES.index(filters.urgency))
    if filters.search:
        ids = found(visible_people(staff, "see"), filters.search).values("patient_id")
        chosen = chosen.filter(Q(patient_id__in=ids) | Q(person__name__icontains=filters.search))
    return ordered(chosen).order_by("rank", "by", "came_on", "pk")


def ordered(referred: QuerySet[Any]) -> QuerySet[Any]:
    """With the rank of its urgency and the day that counts."""
    waits = Q(state__in=_states(waiting=True))
    undecided = Least(rank("suggested"), rank("possible"))
    return referred.annotate(
        rank=Case(When(waits, then=rank("urgency")), default=undecided, output_field=IntegerField()),
        by=Case(When(waits, then=F("due")), default=F("triage_due"), output_field=DateField()),
    )


def _states(**wanted: bool) -> list[str]:
    return [
        each.id
        for each in referrals().states.values()
        if all(getattr(each, name) == value for name, value in wanted.items())
    ]


def _shown(show: str, today: date) -> Q:
    open_ = Q(state__in=_states(open=True))
    late = Q(state__in=_states(waiting=True), due__lt=today) | Q(
        state__in=_states(open=True, waiting=False), triage_due__lt=today
    )
    return {
        "open": open_,
        "late": late,
        "nobody": open_ & Q(patient_id=None),
        "closed": Q(state__in=_states(open=False)),
    }.get(show, Q(state=show))


def counts(staff: Staff, today: date) -> dict[str, int]:
    """How many each filter shows, in one statement."""
    found = visible(staff).aggregate(
        **{show: Count("pk", filter=_shown(show, today)) for show in FILTERS if show != "closed"}
    )
    return {name: int(number) for name, number in found.items()}


def rows(referred: Sequence[Referral], today: date) -> list[Row]:
    """The rows of a page; names are read for all of them at once."""
    ids = [each.patient_id for each in referred if each.patient_id]
    people = Patient.objects.filter(patient_id__in=ids).values("patient_id", "name", "identifier")
    named: dict[str, Any] = {row["patient_id"]: row for row in people}
    return [_row(each, named.get(each.patient_id or ""), today) for each in referred]


def _row(referral: Referral, person: Any, today: date) -> Row:
    state, urgency = referrals().states[referral.state], grave_of(referral)
    up = climbed(referral, today) if state.open else urgency
    name = (person["name"] if person else "") or referral.name or referral.patient_id or ""
    return Row(
        referral=referral,
        name=name,
        identifier=(person["identifier"] if person else referral.person.get("identifier")) or "",
        urgency=up,
        word=str(WORDS[up]) if up != URGENCIES[-1] else str(referrals().urgencies[up].label),
        climbed=up != urgency,
        state=state,
        due=due_words(due_of(referral), today),
        late=late_days(referral, today) > 0,
        came=ago_words(referral.came_on, today),
        perhaps=not state.waiting and state.open and referral.possible != referral.suggested,
    )


def open_beside(referral: Referral) -> list[Referral]:
    """Other referrals of the same person that are open: perhaps the same thing, asked twice."""
    theirs = of_person(referral.patient_id or "")
    return [each for each in theirs if each.pk != referral.pk and referrals().states[each.state].open]


def of_person(patient_id: str) -> Iterable[Referral]:
    """A person's referrals, the newest first."""
    return Referral.objects.filter(patient_id=patient_id).order_by("-came_on", "-pk")
