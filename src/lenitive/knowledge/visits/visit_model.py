"""The template of a visit: its steps and fields, what holds what back, and the rows that fields become."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

# How a field is filled. Three are made anew for each person: `holds` has a day for each medicine against
# clotting that is taken, `diary` a number for each time of relief.yaml, `each_treatment` a choice for each
# treatment that goes on.
FieldKind = Literal[
    "text", "words", "number", "date", "yes_no", "choice", "treatment", "holds", "diary", "each_treatment"
]
# same: two fields must agree. not: a field must not be one of `values`. below: a number must be less than
# `limit`. holds, steroid: what knowledge says of medicines against clotting, and of steroid in a year.
CheckKind = Literal["same", "not", "below", "holds", "steroid"]
WriteKind = Literal[
    "observation", "answers", "procedure", "discussed", "consent", "given", "goal", "relief", "trials"
]
Panel = Literal["", "authorisation", "holds", "steroid", "diary"]
Setting = Literal["here", "by_telephone"]

YES, NO, NOT_KNOWN = "yes", "no", "not_known"


@dataclass(frozen=True)
class Option:
    """One answer of a choice; system, code : what it is coded as in a row, may be empty."""

    id: str
    words: str
    system: str = ""
    code: str = ""


@dataclass(frozen=True)
class Field:
    """One thing to fill in, under our own short label.

    low, high : of a number, in `unit`. needed : a visit is not closed without it. later : may be entered
    after closing without a reason, since it happens then. grave : correcting it after closing asks whether
    somebody came to harm; the kind of adverse event that it would be.
    """

    id: str
    label: str
    kind: FieldKind
    help: str = ""
    options: tuple[Option, ...] = ()
    low: float | None = None
    high: float | None = None
    unit: str = ""
    needed: bool = False
    later: bool = False
    grave: str = ""

    def words(self, value: str) -> str:
        """A value as people read it."""
        return next((each.words for each in self.options if each.id == value), value)


@dataclass(frozen=True)
class Step:
    """Fields that are filled together. roles : who may fill it; empty: whoever may fill the visit."""

    id: str
    title: str
    says: str
    fields: tuple[Field, ...]
    panel: Panel = ""
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Check:
    """Something that must hold. stops : whether it stops the visit, else it cautions.

    holds_back : steps that nobody fills while it stops. unless : a field whose words let it go on.
    """

    id: str
    kind: CheckKind
    fields: tuple[str, ...]
    says: str
    stops: bool = True
    values: tuple[str, ...] = ()
    limit: float | None = None
    holds_back: tuple[str, ...] = ()
    unless: str = ""
    source: str = ""
    verified: bool = False


@dataclass(frozen=True)
class Write:
    """Rows of the record that fields become. of : part of the row -> field."""

    id: str
    kind: WriteKind
    of: Mapping[str, str]
    text: str = ""
    system: str = ""
    code: str = ""
    unit: str = ""
    instrument: str = ""


@dataclass(frozen=True)
class Next:
    """When the next visit is proposed, weeks after this one; kind : its template."""

    low_weeks: float
    high_weeks: float
    kind: str
    words: str
    source: str
    verified: bool


@dataclass(frozen=True)
class Template:
    """One kind of visit.

    minutes : shortest and longest. roles : who may fill it. expects : its line of expected.yaml. put_off : a
    field whose words say why the rest is left out today, as when something stops it; empty: there is none.
    place : file and line. verified : what `verified_scope` names was read at `source`.
    """

    id: str
    title: str
    short: str
    says: str
    minutes: tuple[int, int]
    setting: Setting
    roles: tuple[str, ...]
    expects: str
    next: Next
    steps: tuple[Step, ...]
    checks: tuple[Check, ...]
    writes: tuple[Write, ...]
    version: str
    source: str
    verified: bool
    verified_scope: str
    place: str
    put_off: str = ""

    @cached_property
    def fields(self) -> Mapping[str, Field]:
        """Every field by its id."""
        return {field.id: field for step in self.steps for field in step.fields}

    @cached_property
    def step_of(self) -> Mapping[str, Step]:
        """Field -> its step."""
        return {field.id: step for step in self.steps for field in step.fields}

    def step(self, name: str) -> Step | None:
        """One of its steps; None where there is none."""
        return next((each for each in self.steps if each.id == name), None)

    def writes_of(self, field: str) -> Iterator[Write]:
        """What is written from a field; a field made for one person counts as the one it came from."""
        of = base_of(field)
        return (each for each in self.writes if of in each.of.values())


def base_of(field: str) -> str:
    """The field of the template behind one made for a person: `holds` of `holds:apixaban`."""
    return field.partition(":")[0]
