"""What is known of an evaluation: parts, groups and fields, the rows they become, and norms of tests."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Kind = Literal["text", "yes_no", "choice", "number", "day"]
Table = Literal["answer", "observation", "condition", "device", "goal", "treatment"]
TRIED = "prior_treatments.tried"
_MOST_WEEKS = 2600
_NO_NAME = re.compile(r"[^a-z0-9_]+")


@dataclass(frozen=True)
class Option:
    """One answer of a choice."""

    id: str
    words: str


@dataclass(frozen=True)
class Row:
    """Which row of the record a field becomes.

    name : instrument.item of an answer; words of an observation, condition or device; name of a goal;
    treatment of a trial. column : of the row that several fields fill together.
    """

    table: Table
    name: str
    column: str = ""
    unit: str = ""
    category: str = ""
    system: str = ""
    code: str = ""

    @property
    def group(self) -> str:
        """The rows that are made together: those of one form, one goal, one trial; else of one field."""
        name = self.name.partition(".")[0] if self.table == "answer" else self.name
        return f"{self.table}.{_NO_NAME.sub('_', name.lower())}"


@dataclass(frozen=True)
class Field:
    """One thing that is filled in. id : part.key. low, high : of a number, in `unit`. norm : of a test."""

    id: str
    part: str
    label: str
    kind: Kind
    help: str = ""
    row: Row | None = None
    options: tuple[Option, ...] = ()
    unit: str = ""
    low: float | None = None
    high: float | None = None
    norm: str = ""

    @property
    def coded(self) -> bool:
        """Whether it has a value of its kind; the others are texts, which are merged."""
        return self.kind != "text"

    @cached_property
    def words(self) -> Mapping[str, str]:
        """A value of a choice in words."""
        return {option.id: option.words for option in self.options}


@dataclass(frozen=True)
class Group:
    """Fields under one heading. none : one tap says no to all. fold : not open at first."""

    title: str
    help: str
    none: bool
    fold: bool
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Part:
    """One part, in the hands of one profession at a time. known : what of the record stands beside it.

    who : roles that usually fill it. tried : whether it lists treatments that were tried.
    """

    id: str
    title: str
    help: str
    minutes: int
    who: tuple[str, ...]
    known: tuple[str, ...]
    tried: bool
    groups: tuple[Group, ...]
    source: str
    verified: bool

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """All of its fields, in order."""
        return tuple(field for group in self.groups for field in group.fields)


@dataclass(frozen=True)
class Template:
    """All parts. joined : form -> days within which the person's own answers complete it.

    treatments : id -> title of each treatment that may have been tried.
    dangers : instrument.item of each answer that may be one that cannot wait.
    """

    version: str
    parts: tuple[Part, ...]
    joined: Mapping[str, int]
    known_days: Mapping[str, int]
    treatments: Mapping[str, str]
    dangers: frozenset[str]
    outcomes: tuple[Option, ...]
    stopped: tuple[Option, ...]

    def field(self, name: str) -> Field | None:
        """The field of that id, also one of a treatment that was tried; None where there is none."""
        return self.fields.get(name) or self._of_trial(name)

    def trial(self, treatment: str) -> tuple[Field, ...]:
        """The fields of one treatment that was tried, as the columns of one row of `treatment`."""
        made = (
            ("outcome", "What it did", "choice", "", self.outcomes),
            ("amount", "Dose that was reached, or how often", "text", "", ()),
            ("start", "From when", "day", "", ()),
            ("weeks", "For how long", "number", "weeks", ()),
            ("stopped", "Why it stopped", "choice", "", self.stopped),
        )
        return tuple(
            Field(
                id=f"{TRIED}.{treatment}.{column}",
                part=TRIED.partition(".")[0],
                label=label,
                kind=kind,  # type: ignore[arg-type]
                row=Row("treatment", treatment, column),
                options=options,
                unit=unit,
                low=0 if unit else None,
                high=_MOST_WEEKS if unit else None,
            )
            for column, label, kind, unit, options in made
        )

    def _of_trial(self, name: str) -> Field | None:
        treatment = name.removeprefix(f"{TRIED}.").rpartition(".")[0] if name.startswith(f"{TRIED}.") else ""
        if treatment not in self.treatments:
            return None
        return next((field for field in self.trial(treatment) if field.id == name), None)

    def of_group(self, group: str) -> tuple[Field, ...]:
        """The fields whose rows are made together."""
        if group.startswith("treatment."):
            return self.trial(group.removeprefix("treatment."))
        return tuple(field for field in self.fields.values() if field.row and field.row.group == group)

    @cached_property
    def fields(self) -> Mapping[str, Field]:
        """Every field by its id."""
        return {field.id: field for part in self.parts for field in part.fields}

    @cached_property
    def of_item(self) -> Mapping[str, Field]:
        """The field that becomes an answer, by instrument.item."""
        answers = [each for each in self.fields.values() if each.row and each.row.table == "answer"]
        return {each.row.name: each for each in reversed(answers) if each.row}

    def is_danger(self, field: Field) -> bool:
        """Whether an answer to it may be one that cannot wait, by the flags of its form."""
        return field.row is not None and field.row.table == "answer" and field.row.name in self.dangers

    def part(self, name: str) -> Part | None:
        """One part; None where there is none."""
        return next((part for part in self.parts if part.id == name), None)


@dataclass(frozen=True)
class Norm:
    """What people of the same age and sex do in a test.

    below : (least age, male, female): less is below the norm. expected : of an equation, by sex: its terms.
    middle : (from age, to age, male, female) of the healthy, where the source gives it.
    """

    id: str
    about: str
    below: tuple[tuple[int, float, float], ...]
    expected: Mapping[str, Mapping[str, float]]
    ages: tuple[int, int]
    middle: tuple[int, int, float, float] | None
    source: str
    verified: bool
    verified_scope: str
