"""The stories of the invented people: YAML to dataclasses. Days count back from today; negative is ahead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from importlib import resources
from typing import Any, TypeVar

import yaml

from lenitive.errors import KnowledgeError

_HERE = resources.files("lenitive.clinic.demonstration")
# An untyped YAML mapping until `_take` has read it.
Entry = Mapping[str, Any]
Part = TypeVar("Part")


@dataclass(frozen=True)
class Problem:
    """A problem of codes.yaml, since `since` days ago (None: the chart does not say)."""

    what: str
    since: int | None = None
    until: int | None = None
    noted: int | None = None


@dataclass(frozen=True)
class Medicine:
    """An order of codes.yaml: `take` pieces, `times` in `per` days; take 0: no dose written."""

    what: str
    start: int
    end: int | None = None
    take: float = 1
    take_high: float | None = None
    times: int = 1
    per: int = 1
    as_needed: bool = False
    unit: str = "tablet"
    supply: int | None = 30
    status: str = ""
    stopped: str = ""
    why: str = ""
    filled: bool = False


@dataclass(frozen=True)
class Form:
    """A questionnaire answered on several days.

    scales : scale -> its value on each of the days (None: not answered that day); items are drawn to fit.
    answers : item -> value, the same on every day, or a list with one value a day.
    """

    form: str
    days: tuple[int, ...]
    scales: Mapping[str, tuple[float | None, ...]] = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)
    by: str = "patient"


@dataclass(frozen=True)
class Treatment:
    """A therapy or procedure by its treatment id, from `start` to `end` (None: one day; 0: it goes on)."""

    what: str
    start: int
    end: int | None = None
    text: str = ""
    outcome: str = ""
    site: str = ""


@dataclass(frozen=True)
class Map:
    """A body map marked `day` days ago: region -> how much it hurts, or [how much, words for it]."""

    day: int
    marks: Mapping[str, Any]


@dataclass(frozen=True)
class Story:
    """One invented person."""

    id: str
    name: str
    sex: str
    age: int
    about: str
    language: str = "en"
    birth: str = "day"  # how much of the birth date the chart knows: day, year, none
    problems: tuple[Problem, ...] = ()
    medicines: tuple[Medicine, ...] = ()
    forms: tuple[Form, ...] = ()
    treatments: tuple[Treatment, ...] = ()
    values: tuple[tuple[str, float, int], ...] = ()
    urine: tuple[tuple[str, str, int], ...] = ()
    documented: tuple[tuple[str, int], ...] = ()
    imaging: tuple[tuple[str, str, int], ...] = ()
    allergies: tuple[str, ...] = ()
    none_known: tuple[str, ...] = ()
    visits: tuple[tuple[str, int], ...] = ()
    maps: tuple[Map, ...] = ()
    goals: tuple[tuple[str, int], ...] = ()
    plan: int | None = None
    referred: tuple[str, int] | None = None


@cache
def stories() -> tuple[Story, ...]:
    """Every story, in the order of the files."""
    folder = _HERE / "stories"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    made = [story for name in names for story in _file(name)]
    twice = {story.id for story in made if sum(other.id == story.id for other in made) > 1}
    if twice:
        raise KnowledgeError(
            f"the story {min(twice)} is told twice", where="demonstration/stories", do="Rename one."
        )
    return tuple(made)


@dataclass(frozen=True)
class Coming:
    """Who comes today: at what time of the clinic's clock, for how many minutes, and why."""

    id: str
    at: str
    minutes: int
    kind: str
    why: str = ""


@cache
def _today() -> dict[str, Coming]:
    entries = yaml.safe_load((_HERE / "day.yaml").read_text(encoding="utf-8"))
    return {entry["id"]: _take(Coming, entry, "demonstration/day.yaml") for entry in entries}


def visit_today(story_id: str) -> Coming | None:
    """The visit of a person on the day that the demonstration is made for; None for whoever does not come."""
    return _today().get(story_id)


@cache
def codes() -> dict[str, dict[str, list[str]]]:
    """Short name -> code, words (and unit), by kind."""
    made: dict[str, dict[str, list[str]]] = yaml.safe_load((_HERE / "codes.yaml").read_text(encoding="utf-8"))
    return made


def _file(name: str) -> Iterator[Story]:
    for entry in yaml.safe_load((_HERE / "stories" / name).read_text(encoding="utf-8")):
        yield told(entry, f"demonstration/stories/{name}, {entry.get('id')}")


def told(entry: Entry, where: str) -> Story:
    """The story that an entry tells; raises KnowledgeError, naming `where`, for what no story holds."""
    parts = {
        "problems": tuple(_take(Problem, part, where) for part in entry.get("problems", ())),
        "medicines": tuple(_take(Medicine, part, where) for part in entry.get("medicines", ())),
        "forms": tuple(_form(part, where) for part in entry.get("forms", ())),
        "maps": tuple(_take(Map, part, where) for part in entry.get("maps", ())),
        "treatments": tuple(_take(Treatment, part, where) for part in entry.get("treatments", ())),
    }
    rest = {key: _frozen(value) for key, value in entry.items() if key not in parts}
    return _take(Story, {**rest, **parts}, where)


def _form(entry: Entry, where: str) -> Form:
    scales = {name: _series(values, entry["days"], where) for name, values in entry.get("scales", {}).items()}
    return _take(Form, {**entry, "days": tuple(entry["days"]), "scales": scales}, where)


def _series(values: list[float | None], days: list[int], where: str) -> tuple[float | None, ...]:
    if len(values) != len(days):
        raise KnowledgeError(f"{len(values)} values for {len(days)} days", where=where, do="Give one a day.")
    return tuple(values)


def _frozen(value: Any) -> Any:
    return tuple(_frozen(part) for part in value) if isinstance(value, list) else value


def _take(kind: type[Part], entry: Entry, where: str) -> Part:
    unknown = sorted(set(entry) - {each.name for each in fields(kind)})  # type: ignore[arg-type]
    if unknown:
        raise KnowledgeError(f"{kind.__name__} has no {unknown[0]!r}", where=where, do="Correct the story.")
    return kind(**entry)
