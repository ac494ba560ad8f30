"""The truth of criteria and grades for one person, and what a grade would be if one criterion were known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from lenitive.knowledge.classification import Grade, Subject, as_rules, subjects
from lenitive.knowledge.classification.model import GradeTree
from lenitive.reason.engine.database import person_rows
from lenitive.reason.engine.person import Rows, Truth, judge
from lenitive.reason.engine.program import Program, compile_rules
from lenitive.reason.engine.questions import MET, NOT_MET, UNKNOWN

if TYPE_CHECKING:
    from lenitive.record.rows import Record

__all__ = ["MET", "NOT_MET", "UNKNOWN", "Truths", "criteria", "judge_person", "judge_rows", "program"]


class Truths:
    """The truth of every criterion of one person, and of the grades made of them.

    The trees of grades are small here, over criteria; `program` holds the same with every criterion's leaves
    put in, for a population. A property test holds the two equal.
    """

    def __init__(self, by_criterion: Mapping[str, Truth]) -> None:
        self._criteria = by_criterion

    @cached_property
    def _grades(self) -> dict[str, int]:
        return {grade.id: self.value(grade.tree) for each in subjects() for grade in each.grades}

    def criterion(self, name: str) -> Truth:
        """The truth of a criterion, with its rows."""
        return self._criteria[name]

    def grade(self, name: str) -> int:
        """NOT_MET, UNKNOWN or MET."""
        return self._grades[name]

    def grade_rows(self, grade: Grade) -> tuple[str, ...]:
        """The rows that a grade rests on: those of the criteria that made it so."""
        deciding = self.deciding(grade.tree)
        return tuple(sorted({row for name in deciding for row in self._criteria[name].row_ids}))

    def highest(self, subject: Subject) -> Grade | None:
        """The strongest grade that is met; the grades of a subject stand weakest first."""
        met = [grade for grade in subject.grades if self._grades[grade.id] == MET]
        return met[-1] if met else None

    def open_grades(self, subject: Subject) -> tuple[Grade, ...]:
        """The grades that are not known."""
        return tuple(grade for grade in subject.grades if self._grades[grade.id] == UNKNOWN)

    def moved_by(self, open_grades: tuple[Grade, ...], criterion: str) -> int:
        """How many of these grades would be known, over both answers to one criterion."""
        asking = [grade.tree for grade in open_grades if criterion in grade.tree.criteria]
        return sum(
            self.value(tree, {criterion: answer}) != UNKNOWN for tree in asking for answer in (MET, NOT_MET)
        )

    def value(self, tree: GradeTree, given: Mapping[str, int] | None = None) -> int:
        """The truth of a tree; `given` stands in the place of what some criteria are."""
        if tree.criterion:
            value = self._criteria[tree.criterion].value
            return value if given is None else given.get(tree.criterion, value)
        parts = sorted((self.value(part, given) for part in tree.parts), reverse=True)
        value = parts[tree.least - 1]
        return MET - value if tree.negated else value

    def deciding(self, tree: GradeTree) -> Iterator[str]:
        """The criteria whose truth, with every branch above them, is that of the tree."""
        if tree.criterion:
            yield tree.criterion
            return
        whole = self.value(tree)
        whole = MET - whole if tree.negated else whole
        for part in tree.parts:
            if self.value(part) == whole:
                yield from self.deciding(part)


@lru_cache(maxsize=1)
def program() -> Program:
    """Criteria and grades, compiled once a process by the engine of the rules."""
    return compile_rules(as_rules())


@lru_cache(maxsize=1)
def criteria() -> Program:
    """The criteria alone."""
    names = {one.id for each in subjects() for one in each.criteria}
    return compile_rules(rule for rule in as_rules() if rule.id in names)


def judge_person(connection: Record, as_of: date, patient_id: str) -> Truths:
    """Judge every criterion and grade of one person; the connection has the derived tables made."""
    return judge_rows(person_rows(connection, criteria(), patient_id), as_of)


def judge_rows(rows: Rows, as_of: date) -> Truths:
    """The same from one person's rows of the derived tables."""
    judged = judge(criteria(), rows, as_of)
    return Truths({decided.judgement.rule.id: decided.truth for decided in judged.rules})
