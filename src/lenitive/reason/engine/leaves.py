"""The truth of a leaf for everyone at once, from its sheet; `person.py` says it for one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lenitive.knowledge.rules.language import DerivedTable
from lenitive.knowledge.rules.model import Leaf, Test
from lenitive.reason.engine.questions import (
    DECIMALS,
    MET,
    NOT_MET,
    UNKNOWN,
    absent,
    interval,
    is_text,
    key_field,
    result_interval,
)
from lenitive.reason.engine.sheets import Numbers, Places, Sheet, Texts

Truths = NDArray[np.int8]
Flags = NDArray[np.bool_]
Pairs = NDArray[np.int64]
_PERSON = 32  # the bit from which a pair of person and row id holds the person


@dataclass(frozen=True)
class Resting:
    """The truth of a leaf for everyone, and the rows it rests on.

    value : (people,). sheet, rows : places of the rows in the sheet of the leaf.
    """

    value: Truths
    sheet: Sheet
    rows: Places

    def pairs(self) -> Pairs:
        """Person and row id of each row that it rests on, as one number a pair."""
        lengths = np.diff(self.sheet.starts)[self.rows]
        first = self.sheet.starts[self.rows]
        within = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        ids = self.sheet.row_ids[np.repeat(first, lengths) + within]
        person = np.repeat(self.sheet.person[self.rows], lengths)
        made: Pairs = (person.astype(np.int64) << _PERSON) | ids
        return made

    def age(self) -> Numbers:
        """Days since the newest of the rows, (people,); infinite without a dated row."""
        made = np.full(self.value.size, np.inf)
        np.fmin.at(made, self.sheet.person[self.rows], self.sheet.youngest[self.rows])
        return made


def person_of(pairs: Pairs) -> NDArray[np.int64]:
    """The person of each pair."""
    return pairs >> _PERSON


def row_id_of(pairs: Pairs) -> Places:
    """The row id of each pair."""
    return (pairs & ((1 << _PERSON) - 1)).astype(np.int32)


class Question:
    """A leaf, ready to be asked of everyone."""

    def __init__(self, leaf: Leaf, table: DerivedTable, keys: tuple[str, ...]) -> None:
        self._leaf, self._table = leaf, table
        self._key = key_field(leaf, keys)
        self._absent = absent(leaf, table)

    def ask(self, sheet: Sheet, held: Flags) -> Resting:
        """The truth of the leaf for everyone; `held` says for whom the list that it looks at is held."""
        rows, match = self._matches(sheet)
        is_open = ~held if self._absent.may_be_open else np.zeros_like(held)
        take = self._leaf.take.kind
        if take in ("count", "distinct", "sum"):
            return Resting(self._within(sheet, rows, match, is_open), sheet, rows)
        value = np.where(is_open, self._absent.open, self._absent.complete).astype(np.int8)
        if take == "latest":
            return self._newest(sheet, rows, match, value)
        person = sheet.person[rows]
        value[person[match == UNKNOWN]] = UNKNOWN
        value[person[match == MET]] = MET
        return Resting(value, sheet, rows[match == value[person]])

    def _matches(self, sheet: Sheet) -> tuple[Places, Truths]:
        """The rows that match, surely or perhaps."""
        rows = self._candidates(sheet)
        match = np.full(rows.size, MET, np.int8)
        for test in self._leaf.where:
            match = np.minimum(match, _tested(sheet, rows, test, self._table))
        if self._leaf.window is not None:
            match = np.minimum(
                match, _in_window(sheet.oldest[rows], sheet.youngest[rows], *self._leaf.window)
            )
        found = match > NOT_MET
        return rows[found], match[found]

    def _candidates(self, sheet: Sheet) -> Places:
        if not self._key:
            return np.arange(sheet.person.size, dtype=np.int32)
        wanted = next(test.one_of for test in self._leaf.where if test.field == self._key and test.one_of)
        return sheet.texts[self._key].rows(wanted)

    def _newest(self, sheet: Sheet, rows: Places, match: Truths, value: Truths) -> Resting:
        """What the newest row says. Where several may be the newest, they must agree."""
        person = sheet.person[rows]
        sure = match == MET
        edge = np.full(value.size, np.nan)
        np.fmin.at(edge, person[sure], sheet.oldest[rows[sure]])
        kept = ~(sheet.youngest[rows] > edge[person])
        rows, person, sure = rows[kept], person[kept], sure[kept]
        says = self._says(sheet, rows, edge[person])
        seen = np.zeros((MET + 1, value.size), np.bool_)
        for truth in (NOT_MET, UNKNOWN, MET):
            seen[truth, person[says == truth]] = True
        is_sure = np.zeros(value.size, np.bool_)
        is_sure[person[sure]] = True
        agreed = (seen.sum(axis=0) == 1) & is_sure
        found = seen.any(axis=0)
        value[found] = np.where(agreed, seen.argmax(axis=0), UNKNOWN)[found]
        return Resting(value, sheet, rows)

    def _says(self, sheet: Sheet, rows: Places, edge: Numbers) -> Truths:
        """What each row says; what is stale, or of unknown age, is unknown."""
        says = np.full(rows.size, MET, np.int8)
        for test in self._leaf.take.tests:
            says = np.minimum(says, _tested(sheet, rows, test, self._table))
        if self._leaf.fresh_days is None:
            return says
        oldest = sheet.oldest[rows]
        fresh = np.where(np.isnan(oldest), ~np.isnan(edge), oldest <= self._leaf.fresh_days)
        return np.where(fresh, says, np.int8(UNKNOWN))

    def _within(self, sheet: Sheet, rows: Places, match: Truths, is_open: Flags) -> Truths:
        person, sure, people = sheet.person[rows], match == MET, is_open.size
        take = self._leaf.take
        if take.kind == "count":
            low, high = _counted(person[sure], people), _counted(person, people)
        elif take.kind == "distinct":
            low, high = _different(sheet.texts[take.tests[0].field], rows, person, sure, people)
        else:
            low, high = _summed(sheet, take.tests[0].field, rows, person, sure, people)
        return _inside(low, np.where(is_open, np.inf, high), *result_interval(self._leaf))


def _counted(person: NDArray[np.signedinteger], people: int) -> Numbers:
    return np.bincount(person, minlength=people).astype(np.float64)


def _different(
    texts: Texts, rows: Places, person: Places, sure: Flags, people: int
) -> tuple[Numbers, Numbers]:
    """How many different texts each person has: surely, and at most (each empty one may be another)."""
    codes = texts.codes[rows]
    pairs = person.astype(np.int64) * (len(texts.values) + 1) + codes

    def each_once(which: Flags) -> Numbers:
        return _counted(np.unique(pairs[which & (codes >= 0)]) // (len(texts.values) + 1), people)

    return each_once(sure), each_once(np.ones_like(sure)) + _counted(person[codes < 0], people)


def _summed(
    sheet: Sheet, field: str, rows: Places, person: Places, sure: Flags, people: int
) -> tuple[Numbers, Numbers]:
    low, high = np.nan_to_num(sheet.low[field][rows]), sheet.high[field][rows]
    least = np.bincount(person[sure], low[sure], minlength=people)
    most = np.bincount(person, high, minlength=people)
    most = np.where(np.isnan(most), np.inf, most)
    return np.round(least, DECIMALS), np.round(most, DECIMALS)


def _tested(sheet: Sheet, rows: Places, test: Test, table: DerivedTable) -> Truths:
    if is_text(table.fields_by_name[test.field]):
        return _by_text(sheet.texts[test.field], test)[sheet.texts[test.field].codes[rows]]
    low, high = sheet.low[test.field][rows], sheet.high[test.field][rows]
    return _inside(
        np.where(np.isnan(low), -np.inf, low), np.where(np.isnan(high), np.inf, high), *interval(test)
    )


def _by_text(texts: Texts, test: Test) -> Truths:
    """The truth of a test for each code; the last is that of an empty text, whose code is -1."""
    refused = next((value for operator, value in test.bounds if operator == "!="), None)
    passed = [(not test.one_of or value in test.one_of) and value != refused for value in texts.values]
    return np.array([MET if each else NOT_MET for each in passed] + [UNKNOWN], np.int8)


def _inside(low: Numbers, high: Numbers, least: float, most: float) -> Truths:
    """Whether a quantity with bounds lies in a closed interval; an infinite bound may be anything."""
    surely = (low >= least) & (high <= most)
    never = (high < least) | (low > most)
    return np.where(surely, MET, np.where(never, NOT_MET, UNKNOWN)).astype(np.int8)


def _in_window(oldest: Numbers, youngest: Numbers, first: int, last: int) -> Truths:
    """Whether a date lies in a window of days ago; a row without any date lies in none."""
    undated = np.isnan(oldest) & np.isnan(youngest)
    surely = (oldest <= first) & (youngest >= last)
    never = undated | (youngest > first) | (oldest < last)
    return np.where(surely, MET, np.where(never, NOT_MET, UNKNOWN)).astype(np.int8)
