"""The day's page: each visit with what changed, what is alarming and what is due, from stored rows alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lenitive.clinic.alerts import URGENCY, WORDS
from lenitive.clinic.models import PersonSummary, WorkItem
from lenitive.clinic.today.visits import Visit, visits_of_day
from lenitive.clinic.work.climb import climb_of
from lenitive.clinic.work.leads import lead
from lenitive.clinic.work.listing import limit_words
from lenitive.desk.access import visible_people
from lenitive.desk.models import Patient
from lenitive.knowledge.work import work
from lenitive.reason.story.words import ago_words, day_of

if TYPE_CHECKING:
    from lenitive.desk.models import Staff

_MAY_NOT_WAIT = 1  # urgencies up to this one are alarming
_DUE_SHOWN = 4
# Lists whose name alone says too little: which result, which medicine.
_TOLD_WITH_TITLE = frozenset({"result", "refill", "authorisation"})


@dataclass(frozen=True)
class Since:
    """One line of what changed: "Interference 5.9 → 5.1", its verdict in words, and its tone."""

    text: str
    verdict: str
    tone: str


@dataclass(frozen=True)
class Alarm:
    """Something that may not wait. late : how long nobody has read it, and to whom it climbed."""

    title: str
    word: str
    urgency: str
    rule: str
    late: str


@dataclass(frozen=True)
class Due:
    """Something to do at this visit, or before it. address : where it is answered, else its work list."""

    title: str
    before: bool
    address: str


@dataclass(frozen=True)
class Coming:
    """One visit of the day in words. needs : whether something is better done before the person comes in.

    judged : whether anything is known of the person's lists; else they are being judged again.
    """

    visit: Visit
    name: str
    identifier: str
    born: str
    synthetic: bool
    answered: str
    since: tuple[Since, ...]
    alarms: tuple[Alarm, ...]
    due: tuple[Due, ...]
    more_due: int
    needs: bool
    judged_on: date | None
    stale: bool
    judged: bool
    trouble: str
    medicines: tuple[str, ...] | None
    allergies: tuple[str, ...] | None
    dangers: tuple[str, ...]
    mme: str
    phone: str
    language: str

    @property
    def about(self) -> str:
        """Follow-up visit, 20 min, answered today."""
        minutes = _("%(n)d min") % {"n": self.visit.minutes} if self.visit.minutes else ""
        return " · ".join(each for each in (self.visit.kind, minutes, self.visit.why) if each)


@dataclass(frozen=True)
class Day:
    """Everybody who comes on a day, in the order of time."""

    day: date
    coming: tuple[Coming, ...]

    @property
    def people(self) -> int:
        """How many people, each once."""
        return len({each.visit.patient_id for each in self.coming})

    @property
    def needing(self) -> int:
        """How many need something before they come in."""
        return len({each.visit.patient_id for each in self.coming if each.needs})

    @property
    def counted(self) -> str:
        """9 people, 2 need something before they come in."""
        people = ngettext("%(n)d person", "%(n)d people", self.people) % {"n": self.people}
        if not self.needing:
            return _("%(people)s; nobody needs something before coming in") % {"people": people}
        needing = ngettext(
            "%(n)d needs something before coming in", "%(n)d need something before they come in", self.needing
        ) % {"n": self.needing}
        return f"{people}, {needing}"


def day_of_clinic(staff: Staff, day: date, now: datetime | None = None) -> Day:
    """The visits of a day of the people whom someone may see; nothing is judged here."""
    at = now or timezone.now()
    visits = visits_of_day(day, visible_people(staff))
    ids = [visit.patient_id for visit in visits]
    patients: Iterable[Any] = Patient.objects.filter(patient_id__in=ids)
    people = {row.patient_id: row for row in patients}
    summaries = {row.patient_id: row for row in PersonSummary.objects.filter(patient_id__in=ids)}
    items: dict[str, list[WorkItem]] = {}
    for item in WorkItem.objects.filter(patient_id__in=ids, live=True).order_by("urgency", "by", "id"):
        items.setdefault(item.patient_id, []).append(item)
    coming = (
        _coming(
            visit,
            people[visit.patient_id],
            summaries.get(visit.patient_id),
            items.get(visit.patient_id, []),
            at,
        )
        for visit in visits
        if visit.patient_id in people
    )
    return Day(day, tuple(coming))


def _coming(
    visit: Visit, person: Any, summary: PersonSummary | None, items: Sequence[WorkItem], now: datetime
) -> Coming:
    said: Mapping[str, Any] = summary.day if summary else {}
    alarming = [item for item in items if item.urgency <= _MAY_NOT_WAIT]
    due = [_due(item) for item in items if item.urgency > _MAY_NOT_WAIT]
    due = sorted(dict.fromkeys(due), key=lambda each: not each.before)
    today = timezone.localdate(now)
    return Coming(
        visit=visit,
        name=person.name or person.patient_id,
        identifier=person.identifier or "",
        born=str(day_of(person.birth_date_low, person.birth_date_high) or ""),
        synthetic=person.synthetic,
        answered=_answered(said.get("answered"), today) if summary else "",
        since=tuple(Since(**each) for each in said.get("since", ())),
        alarms=tuple(_alarm(item, now) for item in alarming),
        due=tuple(due[:_DUE_SHOWN]),
        more_due=max(len(due) - _DUE_SHOWN, 0),
        needs=bool(alarming) or any(each.before for each in due),
        judged_on=summary.as_of if summary else None,
        stale=summary is None or summary.as_of != today,
        judged=bool(said),
        trouble=summary.trouble if summary else "",
        medicines=_list(said.get("medicines")),
        allergies=_list(said.get("allergies")),
        dangers=tuple(each["title"] for each in said.get("dangers", ())),
        mme=said.get("mme", ""),
        phone=said.get("phone", ""),
        language=said.get("language", ""),
    )


def _list(told: Sequence[str] | None) -> tuple[str, ...] | None:
    return None if told is None else tuple(told)


def _answered(day: str | None, today: date) -> str:
    if not day:
        return _("never answered a questionnaire")
    return _("answered %(ago)s") % {"ago": ago_words(date.fromisoformat(day), today)}


def _alarm(item: WorkItem, now: datetime) -> Alarm:
    late = ", ".join(each for each in (limit_words(item, now), climb_of(item, now).words) if each)
    return Alarm(item.title, str(WORDS[URGENCY[item.urgency]]), URGENCY[item.urgency], item.subject, late)


def _due(item: WorkItem) -> Due:
    kind = work().kind(item.kind)
    told = f"{kind.short}: {item.title}" if kind.id in _TOLD_WITH_TITLE else kind.short
    answered = lead(item)
    address = answered.address if answered else reverse("clinic:work_list", args=[kind.id])
    return Due(told, kind.before, address)
