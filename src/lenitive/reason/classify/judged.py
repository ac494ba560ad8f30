"""The truth of criteria and grades for one person, and what a grade would be if one criterion were known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from lenitive.knowledge.classification import Grade, Subject, as_rules
from lenitive.knowledge.classification.model import GradeTree
from lenitive.reason.engine.database import person_rows
from lenitive.reason.engine.person import Rows, Truth, judge
from lenitive.reason.engine.program import Program, compile_rules
from lenitive.reason.engine.questions import MET, NOT_MET, UNKNOWN

if TYPE_CHECKING:
    import duckdb

__all__ = ["MET", "NOT_MET", "UNKNOWN", "Truths", "judge_person", "judge_rows", "program"]


@dataclass(frozen=True)
class Truths:
    """The truth of every criterion and grade of one person, by id."""

    by_id: Mapping[str, Truth]

    def value(self, name: str) -> int:
        """NOT_MET, UNKNOWN or MET."""
        return self.by_id[name].value

    def rows(self, name: str) -> tuple[str, ...]:
        """The rows that it rests on."""
        return self.by_id[name].row_ids

    def highest(self, subject: Subject) -> Grade | None:
        """The strongest grade that is met; the grades of a subject stand weakest first."""
        met = [grade for grade in subject.grades if self.value(grade.id) == MET]
        return met[-1] if met else None

    def open(self, subject: Subject) -> bool:
        """Whether some grade is not known."""
        return any(self.value(grade.id) == UNKNOWN for grade in subject.grades)

    def moved_by(self, subject: Subject, criterion: str) -> int:
        """How many grades that are not known would be, over both answers to one criterion."""
        moved = 0
        for answer in (MET, NOT_MET):
            for grade in subject.grades:
                if self.value(grade.id) == UNKNOWN:
                    moved += self._value_if(grade.tree, criterion, answer) != UNKNOWN
        return moved

    def _value_if(self, tree: GradeTree, criterion: str, answer: int) -> int:
        if tree.criterion:
            return answer if tree.criterion == criterion else self.value(tree.criterion)
        parts = sorted((self._value_if(part, criterion, answer) for part in tree.parts), reverse=True)
        value = parts[tree.least - 1]
        return MET - value if tree.negated else value


@lru_cache(maxsize=1)
def program() -> Program:
    """The criteria and grades, compiled once a process by the engine of the rules."""
    return compile_rules(as_rules())


def judge_person(connection: duckdb.DuckDBPyConnection, as_of: date, patient_id: str) -> Truths:
    """Judge every criterion and grade of one person; the connection has the derived tables made."""
    return judge_rows(person_rows(connection, program(), patient_id), as_of)


def judge_rows(rows: Rows, as_of: date) -> Truths:
    """The same from one person's rows of the derived tables."""
    judged = judge(program(), rows, as_of)
    return Truths({decided.judgement.rule.id: decided.truth for decided in judged.rules})
