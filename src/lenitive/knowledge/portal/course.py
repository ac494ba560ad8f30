"""The lessons as a person takes them at home: their order, their parts, and what each exercise asks."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from lenitive.errors import KnowledgeError
from lenitive.knowledge.learning.lessons import Lesson, lessons
from lenitive.knowledge.portal.files import WHERE, Words, read, words

_FILE = "course.yaml"
FIELD_KINDS = ("line", "text", "scale")
PARTS = ("read", "do", "home")


@dataclass(frozen=True)
class Field:
    """One thing that an exercise asks. kind : line and text are words, scale is 0 to 10."""

    id: str
    kind: str
    words: Words


@dataclass(frozen=True)
class OwnLesson:
    """A lesson at home. treatments : of a plan, that it belongs to; breath : whether it paces breathing."""

    lesson: Lesson
    week: int
    treatments: frozenset[str]
    titles: Mapping[str, str]
    do: Words
    home: Words
    fields: tuple[Field, ...]
    breath: bool

    @property
    def id(self) -> str:
        """Its id, that of the lesson."""
        return self.lesson.id

    def title(self, language: str) -> str:
        """What it is called; in English where a language has no words."""
        return self.titles.get(language, self.lesson.title)


@dataclass(frozen=True)
class Course:
    """All lessons, by week. minutes : of a part; breath_* : seconds, and minutes in all."""

    lessons: tuple[OwnLesson, ...]
    minutes: Mapping[str, int]
    breath_in: int
    breath_out: int
    breath_minutes: int

    def lesson(self, name: str) -> OwnLesson | None:
        """One lesson, or None."""
        return next((each for each in self.lessons if each.id == name), None)

    def following(
        self, begun: Sequence[str], done: Collection[str], treatments: Collection[str]
    ) -> OwnLesson | None:
        """The one lesson to go on with: begun (the last first), else of the plan, else the first by week.

        begun, done : ids of lessons; treatments : those that the plan holds. None where all are done.
        """
        still_open = [each for each in self.lessons if each.id not in done]
        goes_on = [each for name in begun for each in still_open if each.id == name]
        planned = [each for each in still_open if each.treatments & frozenset(treatments)]
        return next(iter((*goes_on, *planned, *still_open)), None)


@cache
def course() -> Course:
    """The lessons, read once a process. Raises : KnowledgeError where one, or a kind of field, is none."""
    raw = read(_FILE)
    known = {each.id: each for each in lessons()}
    if set(known) != set(raw["lessons"]):
        raise KnowledgeError(
            "the lessons are not those of lessons.yaml",
            where=f"{WHERE}/{_FILE}",
            do="Give each its exercise.",
        )
    every = [_lesson(known[name], entry) for name, entry in raw["lessons"].items()]
    return Course(
        lessons=tuple(sorted(every, key=lambda each: each.week)),
        minutes={name: raw["minutes"][name] for name in PARTS},
        breath_in=raw["breath"]["in_seconds"],
        breath_out=raw["breath"]["out_seconds"],
        breath_minutes=raw["breath"]["minutes"],
    )


# Any: YAML before it is read into the dataclass.
def _lesson(lesson: Lesson, entry: Mapping[str, Any]) -> OwnLesson:
    return OwnLesson(
        lesson=lesson,
        week=entry["week"],
        treatments=frozenset(entry["treatments"]),
        titles=entry["title"],
        do=words(entry["do"], _FILE),
        home=words(entry["home"], _FILE),
        fields=tuple(_field(each) for each in entry["fields"]),
        breath=entry.get("breath", False),
    )


def _field(entry: Mapping[str, str]) -> Field:
    kind = entry["kind"]
    if kind not in FIELD_KINDS:
        raise KnowledgeError(
            f"there is no field of kind {kind!r}", where=f"{WHERE}/{_FILE}", do=f"Known: {FIELD_KINDS}"
        )
    said = {language: text for language, text in entry.items() if language not in ("id", "kind")}
    return Field(entry["id"], kind, words(said, _FILE))
