"""What may drive a pain, as data: subjects (mechanism, condition, category), their criteria and grades."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from lenitive.knowledge.rules.model import Node

Kind = Literal["course", "mechanism", "condition", "category"]
Side = Literal["step", "for", "against"]
KINDS: tuple[Kind, ...] = ("course", "mechanism", "condition", "category")
SIDES: tuple[Side, ...] = ("step", "for", "against")


@dataclass(frozen=True)
class GradeTree:
    """The logic of a grade: one criterion, or "at least so many of these parts"; negated or not."""

    least: int
    parts: tuple[GradeTree, ...]
    criterion: str = ""
    negated: bool = False

    @cached_property
    def criteria(self) -> frozenset[str]:
        """The criteria that it names."""
        own = {self.criterion} if self.criterion else set()
        return frozenset(own.union(*(part.criteria for part in self.parts)))


@dataclass(frozen=True)
class Criterion:
    """One sentence about a person that is met, not met or unknown.

    id : `subject.criterion`. side : a step that the grades need, or what merely speaks for or against.
    when : in the language of the rules, with every named criterion put in.
    ask : the question or examination that settles it. item : the item that asks it, where an instrument does.
    """

    id: str
    side: Side
    title: str
    when: Node
    ask: str
    item: str
    source: str
    verified: bool
    place: str


@dataclass(frozen=True)
class Grade:
    """One grade of a subject, over its criteria; later grades of a file are stronger.

    id : `subject.grade`. tree : its logic over criteria. when : the same as a tree of the rules' language.
    code : of a category, in ICD-11. focus : what it means for care.
    """

    id: str
    title: str
    when: Node
    tree: GradeTree
    code: str
    focus: str
    source: str
    verified: bool
    place: str


@dataclass(frozen=True)
class Subject:
    """One thing that may drive or name a pain, with everything that decides it."""

    id: str
    kind: Kind
    title: str
    meaning: str
    caution: str
    version: str
    source: str
    verified: bool
    verified_scope: str
    notes: tuple[str, ...]
    criteria: tuple[Criterion, ...]
    grades: tuple[Grade, ...]
