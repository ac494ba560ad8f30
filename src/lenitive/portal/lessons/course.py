"""How far a person is with the lessons, what they wrote there, and what the clinic wrote beside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from lenitive.clinic.models import Entry
from lenitive.knowledge.portal.course import PARTS, OwnLesson, course
from lenitive.knowledge.portal.files import said
from lenitive.portal.models import LessonPlace, LessonWord, LessonWork
from lenitive.portal.sessions import Me

LAST = len(PARTS)
SCALE = [str(number) for number in range(11)]


@dataclass(frozen=True)
class Listed:
    """A lesson in the list."""

    id: str
    title: str
    week: int
    minutes: int
    place: LessonPlace | None
    word: LessonWord | None

    @property
    def done_at(self) -> datetime | None:
        """When it was done."""
        return self.place.done_at if self.place else None


@dataclass(frozen=True)
class Asked:
    """A field of an exercise with what stands in it. wrote : earlier words, each with its day."""

    id: str
    kind: str
    label: str
    value: str
    wrote: tuple[tuple[date, str], ...]


def ids() -> frozenset[str]:
    """Ids of all lessons."""
    return frozenset(each.id for each in course().lessons)


def listed(patient_id: str, language: str) -> list[Listed]:
    """All lessons in order, with how far the person is."""
    places = {each.lesson: each for each in LessonPlace.objects.filter(patient_id=patient_id)}
    beside = _words(patient_id)
    minutes = sum(course().minutes.values())
    return [
        Listed(each.id, each.title(language), each.week, minutes, places.get(each.id), beside.get(each.id))
        for each in course().lessons
    ]


def _words(patient_id: str) -> dict[str, LessonWord]:
    found = LessonWord.objects.filter(patient_id=patient_id, ended_at=None).order_by("at", "pk")
    return {each.lesson: each for each in found}


def word_beside(patient_id: str, lesson: str) -> LessonWord | None:
    """The message that stands beside a lesson."""
    return _words(patient_id).get(lesson)


def following(patient_id: str) -> OwnLesson | None:
    """The one lesson to go on with."""
    places = list(LessonPlace.objects.filter(patient_id=patient_id).order_by("-changed_at"))
    return course().following(
        [each.lesson for each in places if each.done_at is None],
        {each.lesson for each in places if each.done_at is not None},
        _planned(patient_id),
    )


def _planned(patient_id: str) -> set[str]:
    """Treatments that the team and the person decided on."""
    found = Entry.objects.filter(patient_id=patient_id, undone_at=None).exclude(answer="decline")
    return set(found.values_list("subject", flat=True))


def reach(patient_id: str, lesson: str, part: int, *, done: bool = False) -> None:
    """The person is at a part of a lesson; a lesson that was done stays done."""
    now = timezone.now()
    with transaction.atomic():
        place, _new = LessonPlace.objects.select_for_update().get_or_create(
            patient_id=patient_id, lesson=lesson, defaults={"begun_at": now, "changed_at": now, "part": part}
        )
        place.part, place.changed_at = part, now
        place.done_at = place.done_at or (now if done else None)
        place.save(update_fields=["part", "changed_at", "done_at"])


def place_of(patient_id: str, lesson: str) -> int:
    """The part that is open."""
    found = LessonPlace.objects.filter(patient_id=patient_id, lesson=lesson).first()
    return min(max(found.part, 1), LAST) if found is not None and found.done_at is None else 1


def asked(patient_id: str, lesson: OwnLesson, language: str) -> list[Asked]:
    """The fields of an exercise with the newest words, and the earlier ones with their day."""
    every: dict[str, list[LessonWork]] = {}
    for each in LessonWork.objects.filter(patient_id=patient_id, lesson=lesson.id):
        every.setdefault(each.field, []).append(each)
    return [
        Asked(
            field.id,
            field.kind,
            said(field.words, language),
            every[field.id][-1].value if field.id in every else "",
            _earlier(every.get(field.id, [])),
        )
        for field in lesson.fields
    ]


def _earlier(wrote: list[LessonWork]) -> tuple[tuple[date, str], ...]:
    """The last words of each day before the last day, the newest first."""
    by_day = {timezone.localdate(each.at): each.value for each in wrote}
    days = sorted(by_day, reverse=True)[1:]
    return tuple((day, by_day[day]) for day in days if by_day[day])


def newest(patient_id: str, lesson: str) -> dict[str, str]:
    """Field -> what stands in it."""
    found = LessonWork.objects.filter(patient_id=patient_id, lesson=lesson)
    return {each.field: each.value for each in found}


def write(me: Me, lesson: str, cells: dict[str, str]) -> int:
    """Keep what was written; the same again changes nothing, also from two devices at once.

    Returns how many fields changed.
    """
    now = timezone.now()
    with transaction.atomic():
        # Whoever writes into a lesson holds its place, so that one looks after the other has written.
        LessonPlace.objects.select_for_update().get_or_create(
            patient_id=me.patient_id, lesson=lesson, defaults={"begun_at": now, "changed_at": now}
        )
        held = newest(me.patient_id, lesson)
        new = [
            LessonWork(
                patient_id=me.patient_id, lesson=lesson, field=field, value=value, at=now, by=me.account.name
            )
            for field, value in cells.items()
            if value != held.get(field, "")
        ]
        LessonWork.objects.bulk_create(new)
    return len(new)


# Any: the lists of a template.
def for_team(patient_id: str) -> dict[str, Any]:
    """The lessons of a person for the team's page: those that were begun, and all of them."""
    every = listed(patient_id, "en")
    return {"begun": [each for each in every if each.place is not None], "all": every}
