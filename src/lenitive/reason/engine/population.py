"""A population in a DuckDB database: all rules for everyone whose derived tables have been made, on arrays.

The truth of each item is one array over people; a rule is arithmetic on such arrays, layer after layer. Which
rows a finding rests on is worked out at the end of each rule, from the rows of the items that decide it. It
is `person.py` for all people at once, and a property test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from lenitive.reason.engine.leaves import Flags, Pairs, Question, Resting, Truths, person_of, row_id_of
from lenitive.reason.engine.program import Judgement, Program, program
from lenitive.reason.engine.questions import MET, NOT_MET, absent
from lenitive.reason.engine.sheets import Numbers, Sheets, read_sheets
from lenitive.reason.engine.trees import Item, Tree

if TYPE_CHECKING:
    import duckdb

_NO_PAIRS: Pairs = np.empty(0, np.int64)


@dataclass(frozen=True)
class Judged:
    """One rule for everyone.

    value : (people,). pairs : person and row id of the rows it rests on, each once and in order.
    """

    judgement: Judgement
    value: Truths
    pairs: Pairs


def judge_population(connection: duckdb.DuckDBPyConnection, compiled: Program | None = None) -> pa.Table:
    """One row a person and rule: patient_id, rule, value (0 not met, 1 unknown, 2 met), row_ids.

    Rule after rule in the order of the program, each with everyone in the order of their ids.
    """
    compiled = compiled or program()
    sheets = read_sheets(connection, compiled)
    judged = list(judge(compiled, sheets))
    people = np.arange(len(sheets.people), dtype=np.int32)
    rules = pa.array([each.judgement.rule.id for each in judged], pa.string())
    numbers = np.arange(len(judged), dtype=np.int32)
    return pa.table(
        {
            "patient_id": pa.DictionaryArray.from_arrays(np.tile(people, len(judged)), sheets.people),
            "rule": pa.DictionaryArray.from_arrays(np.repeat(numbers, people.size), rules),
            "value": np.concatenate([each.value for each in judged]),
            "row_ids": _row_ids(judged, sheets),
        }
    )


def _row_ids(judged: list[Judged], sheets: Sheets) -> pa.ListArray:
    people = len(sheets.people)
    lengths = [np.bincount(person_of(each.pairs), minlength=people) for each in judged]
    starts = np.concatenate([[0], np.cumsum(np.concatenate(lengths))])
    ids = row_id_of(np.concatenate([each.pairs for each in judged]))
    return pa.ListArray.from_arrays(starts.astype(np.int32), sheets.names.take(pa.array(ids)))


def judge(program: Program, sheets: Sheets) -> Iterator[Judged]:
    """Every rule for everyone, in the order of the program."""
    judging = _Judging(program, sheets)
    for judgement in program.judgements:
        yield judging.judge(judgement)


Part = tuple[int, Flags]
"""An item, and for whom it is one of those that decide."""


class _Judging:
    """What has been judged so far, by the number of the item."""

    def __init__(self, program: Program, sheets: Sheets) -> None:
        self._people = len(sheets.people)
        self._leaves = dict(_asked(program, sheets))
        self._values = {number: leaf.value for number, leaf in self._leaves.items()}
        self._pairs: dict[int, Pairs] = {}
        self._parts: dict[int, list[Part]] = {}

    def judge(self, judgement: Judgement) -> Judged:
        """One rule; the rules that it reads have been judged."""
        number = judgement.number
        value = self._value(judgement.when_tree)
        parts = list(self._deciding(judgement.when_tree, value, np.ones(self._people, np.bool_)))
        if judgement.review is not None:
            closed = self._closed(judgement.review, value, parts)
            value, parts = _instead(value, parts, closed, [(judgement.review, closed)])
        if judgement.scope_tree is not None:
            inside = self._value(judgement.scope_tree)
            outside = inside == NOT_MET
            why = list(self._deciding(judgement.scope_tree, inside, outside))
            value, parts = _instead(value, parts, outside, why)
        self._values[number], self._parts[number] = value, parts
        self._pairs[number] = np.unique(np.concatenate([_NO_PAIRS, *(self._rows(*part) for part in parts)]))
        return Judged(judgement, value, self._pairs[number])

    def _value(self, tree: Tree) -> Truths:
        """The value of a tree: of its parts, the one that as many reach as are needed."""
        if isinstance(tree, Item):
            value = self._values[tree.number]
            return (np.int8(MET) - value).astype(np.int8) if tree.negated else value
        parts = np.stack([self._value(part) for part in tree.parts])
        if tree.kind == "all":
            made: Truths = parts.min(axis=0)
        else:
            made = parts.max(axis=0) if tree.kind == "any" else np.sort(parts, axis=0)[-tree.least]
        return made

    def _deciding(self, tree: Tree, whole: Truths, where: Flags) -> Iterator[Part]:
        """The items whose truth, with every branch above them, is that of the tree."""
        if not where.any():
            return
        if isinstance(tree, Item):
            yield tree.number, where
            return
        for part in tree.parts:
            yield from self._deciding(part, whole, where & (self._value(part) == whole))

    def _closed(self, review: int, value: Truths, parts: list[Part]) -> Flags:
        """For whom a person has closed the finding, on or after the day of its newest evidence."""
        closed: Flags = (value == MET) & (self._values[review] == MET)
        if not closed.any():
            return closed
        reviewed, newest = self._age(review), self._newest(parts)
        closed &= np.isfinite(reviewed) & (np.isinf(newest) | (reviewed <= newest))
        return closed

    def _age(self, item: int) -> Numbers:
        """Days since the newest row of an item, infinite without a dated one."""
        return self._leaves[item].age() if item in self._leaves else self._newest(self._parts[item])

    def _newest(self, parts: list[Part]) -> Numbers:
        ages = (np.where(where, self._age(item), np.inf) for item, where in parts)
        return reduce(np.minimum, ages, np.full(self._people, np.inf))

    def _rows(self, item: int, where: Flags) -> Pairs:
        """The rows of an item, of those people alone."""
        if item not in self._pairs:
            self._pairs[item] = self._leaves[item].pairs()
        pairs = self._pairs[item]
        return pairs[where[person_of(pairs)]]


def _asked(program: Program, sheets: Sheets) -> Iterator[tuple[int, Resting]]:
    """Every leaf, asked of everyone."""
    nobody = np.zeros(len(sheets.people), np.bool_)
    for number, leaf in enumerate(program.leaves, program.first_leaf):
        table = program.tables[leaf.table]
        question = Question(leaf, table, program.slots.keys[leaf.table])
        held = sheets.held.get(absent(leaf, table).held_list, nobody)
        yield number, question.ask(sheets.by_table[leaf.table], held)


def _instead(value: Truths, parts: list[Part], where: Flags, why: list[Part]) -> tuple[Truths, list[Part]]:
    """A rule that is not met for these people, and what decides that in the place of what did."""
    if not where.any():
        return value, parts
    kept = [(item, decides & ~where) for item, decides in parts]
    return np.where(where, np.int8(NOT_MET), value), [*kept, *why]
