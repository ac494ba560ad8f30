"""One person: the program run over that person's rows in memory.

For a handful of rows a database spends its time on planning, not on rows; so here each leaf looks up its rows
by key and judges them. `wide.py` says the same for a population, and a property test holds the two equal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from lenitive.knowledge.rules.language import DerivedTable
from lenitive.knowledge.rules.model import Leaf, Test
from lenitive.reason.engine.program import Judgement, Program
from lenitive.reason.engine.questions import (
    DECIMALS,
    MET,
    NOT_MET,
    UNKNOWN,
    absent,
    interval,
    key_field,
    result_interval,
    within,
)
from lenitive.reason.engine.trees import Item, Tree

# A row of a derived table by column. Any: text, number, boolean, date or a list of row ids, as declared.
Row = Mapping[str, object]
Rows = Mapping[str, Sequence[Row]]


@dataclass(frozen=True)
class Truth:
    """The truth of a leaf or a rule.

    row_ids : the rows it rests on, each once, sorted. age : days since the newest of them that has a date.
    """

    value: int
    row_ids: tuple[str, ...] = ()
    age: int | None = None


# A truth that rests on no row, by its value.
_NOTHING = {value: Truth(value) for value in (NOT_MET, UNKNOWN, MET)}


@dataclass(frozen=True)
class Decided:
    """A rule judged for one person.

    outside : the rule does not speak for this person. cleared : a person has reviewed and closed it.
    deciding : the items that made it so. open_scope : items of its scope that are not known.
    """

    judgement: Judgement
    truth: Truth
    outside: bool = False
    cleared: bool = False
    deciding: tuple[int, ...] = ()
    open_scope: tuple[int, ...] = ()


@dataclass
class Judged:
    """All that was judged for one person: the truth of every item, each rule in the order of the program."""

    program: Program
    items: dict[int, Truth] = field(default_factory=dict)
    rules: list[Decided] = field(default_factory=list)

    def weigh(self, tree: Tree) -> tuple[int, tuple[int, ...]]:
        """The truth of a tree: of its parts, the one that as many reach as are needed; and what decides it.

        That are the items whose truth, with every branch above them, is that of the tree; from left to right.
        """
        if isinstance(tree, Item):
            value = self.items[tree.number].value
            return (MET - value if tree.negated else value), (tree.number,)
        weighed = [self.weigh(part) for part in tree.parts]
        whole = sorted([value for value, _ in weighed], reverse=True)[tree.least - 1]
        return whole, tuple([item for value, items in weighed if value == whole for item in items])

    def value(self, tree: Tree) -> int:
        """The truth of a tree."""
        return self.weigh(tree)[0]

    def deciding(self, tree: Tree) -> Iterator[int]:
        """The items that decide the truth of a tree."""
        return iter(self.weigh(tree)[1])


def judge(program: Program, rows: Rows, as_of: date) -> Judged:
    """Judge every rule for one person.

    rows : the person's rows of each derived table that the program reads. as_of : the day asked about.
    """
    held = frozenset(str(row["domain"]) for row in rows.get("held", ()))
    shelf = _Shelf(rows)
    judged = Judged(program)
    for number, question in enumerate(_questions(program), program.first_leaf):
        judged.items[number] = question.truth(shelf, as_of, held)
    for judgement in program.judgements:
        decided = _decide(judged, judgement)
        judged.items[judgement.number] = decided.truth
        judged.rules.append(decided)
    return judged


def _decide(judged: Judged, judgement: Judgement) -> Decided:
    scope = judgement.scope_tree
    open_scope: tuple[int, ...] = ()
    if scope is not None:
        inside, parts = judged.weigh(scope)
        parts = tuple(dict.fromkeys(parts))
        if inside == NOT_MET:
            return Decided(judgement, _resting(judged, parts, NOT_MET), outside=True, deciding=parts)
        open_scope = parts if inside == UNKNOWN else ()
    value, deciding = judged.weigh(judgement.when_tree)
    deciding = tuple(dict.fromkeys(deciding))
    truth = _resting(judged, deciding, value)
    if judgement.review is not None and value == MET:
        review = judged.items[judgement.review]
        if review.value == MET and _covers(review, truth):
            return Decided(
                judgement, Truth(NOT_MET, review.row_ids, review.age), cleared=True, open_scope=open_scope
            )
    return Decided(judgement, truth, deciding=deciding, open_scope=open_scope)


def _covers(review: Truth, evidence: Truth) -> bool:
    """Whether a review is dated on or after the newest evidence; evidence without a date it always covers."""
    return review.age is not None and (evidence.age is None or review.age <= evidence.age)


def _resting(judged: Judged, items: Iterable[int], value: int) -> Truth:
    found = [truth for item in items if (truth := judged.items[item]).row_ids or truth.age is not None]
    if not found:
        return _NOTHING[value]
    ages = [truth.age for truth in found if truth.age is not None]
    rows = {row_id for truth in found for row_id in truth.row_ids}
    return Truth(value, tuple(sorted(rows)), min(ages, default=None))


class _Shelf:
    """A person's rows, found by the value of a field."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._by: dict[tuple[str, str], dict[object, list[Row]]] = {}

    def rows(self, table: str, key: str, values: Sequence[object]) -> Sequence[Row]:
        """The rows of a table whose key is one of these values or not known; without a key all of them."""
        if not key:
            return self._rows.get(table, ())
        if (table, key) not in self._by:
            by: dict[object, list[Row]] = defaultdict(list)
            for row in self._rows.get(table, ()):
                by[row[key]].append(row)
            self._by[table, key] = dict(by)
        by = self._by[table, key]
        if not by:
            return ()
        return [row for value in (*values, None) for row in by.get(value, ())]


Check = Callable[[Row], int]


@dataclass(frozen=True)
class _Found:
    """A row that a leaf found: how surely it matches, and its age in days."""

    match: int
    row: Row
    oldest: int | None
    youngest: int | None


class _Question:
    """A leaf, ready to be asked."""

    def __init__(self, leaf: Leaf, table: DerivedTable, keys: tuple[str, ...]) -> None:
        self._leaf, self._table = leaf, table
        self._key = key_field(leaf, keys)
        chosen = next((test for test in leaf.where if test.field == self._key), None)
        self._values = chosen.one_of if chosen else ()
        self._where = [_check(test, table) for test in leaf.where]
        self._latest = [_check(test, table) for test in leaf.take.tests] if leaf.take.kind == "latest" else []
        self._dated = table.field("at") is not None
        self._result = result_interval(leaf)
        self._absent = absent(leaf, table)

    def truth(self, shelf: _Shelf, as_of: date, held: frozenset[str]) -> Truth:
        """The truth of the leaf for the person whose rows these are."""
        rows = shelf.rows(self._table.name, self._key, self._values)
        found = list(self._found(rows, as_of)) if rows else []
        is_open = self._absent.may_be_open and self._absent.held_list not in held
        if self._leaf.take.kind in ("count", "distinct", "sum"):
            low, high = self._bounds(found)
            return _rests(within(low, None if is_open else high, *self._result), found)
        if not found:
            return _NOTHING[self._absent.open if is_open else self._absent.complete]
        if self._leaf.take.kind == "latest":
            return self._newest(found)
        best = max(each.match for each in found)
        return _rests(best, [each for each in found if each.match == best])

    def _found(self, rows: Iterable[Row], as_of: date) -> Iterator[_Found]:
        for row in rows:
            match = min((check(row) for check in self._where), default=MET)
            if not match:
                continue
            oldest, youngest = self._ages(row, as_of)
            if self._leaf.window is not None:
                match = min(match, _in_window(oldest, youngest, *self._leaf.window))
            if match:
                yield _Found(match, row, oldest, youngest)

    def _ages(self, row: Row, as_of: date) -> tuple[int | None, int | None]:
        if not self._dated:
            return None, None
        low, high = row["at_low"], row["at_high"]
        if self._table.name == "review":
            high = low  # a review with a partial date closes only what it surely came after
        return (
            (as_of - low).days if isinstance(low, date) else None,
            (as_of - high).days if isinstance(high, date) else None,
        )

    def _newest(self, found: list[_Found]) -> Truth:
        """What the newest row says. Where several may be the newest, they must agree."""
        sure = [each.oldest for each in found if each.match == MET and each.oldest is not None]
        edge = min(sure, default=None)
        if edge is not None:
            found = [each for each in found if each.youngest is None or each.youngest <= edge]
        values = {self._value_of(each, edge) for each in found}
        agreed = len(values) == 1 and any(each.match == MET for each in found)
        return _rests(values.pop() if agreed else UNKNOWN, found)

    def _value_of(self, each: _Found, edge: int | None) -> int:
        fresh = self._leaf.fresh_days
        if fresh is not None:
            is_fresh = edge is not None if each.oldest is None else each.oldest <= fresh
            if not is_fresh:
                return UNKNOWN
        return min((check(each.row) for check in self._latest), default=MET)

    def _bounds(self, found: list[_Found]) -> tuple[float, float | None]:
        sure = [each.row for each in found if each.match == MET]
        if self._leaf.take.kind == "count":
            return len(sure), len(found)
        name = self._leaf.take.tests[0].field
        if self._leaf.take.kind == "distinct":
            every = [each.row[name] for each in found]
            known = {value for value in every if value is not None}
            return len({row[name] for row in sure} - {None}), len(known) + every.count(None)
        low, high = _columns(self._table, name)
        total = sum(_number(row[low]) or 0.0 for row in sure)
        highs = [_number(each.row[high]) for each in found]
        most = None if None in highs else sum(value for value in highs if value is not None)
        return round(total, DECIMALS), None if most is None else round(most, DECIMALS)


@lru_cache(maxsize=8)
def _questions(program: Program) -> tuple[_Question, ...]:
    return tuple(
        _Question(leaf, program.tables[leaf.table], program.slots.keys[leaf.table]) for leaf in program.leaves
    )


def _rests(value: int, found: Sequence[_Found]) -> Truth:
    ages = [each.youngest for each in found if each.youngest is not None]
    rows = {row_id for each in found for row_id in _row_ids(each.row)}
    return Truth(value, tuple(sorted(rows)), min(ages, default=None))


def _row_ids(row: Row) -> Iterable[str]:
    ids = row["row_ids"]
    return ids if isinstance(ids, list) else ()


def _in_window(oldest: int | None, youngest: int | None, first: int, last: int) -> int:
    """Whether a date lies in a window of days ago; a row without any date lies in none."""
    if oldest is None and youngest is None:
        return NOT_MET
    if oldest is not None and youngest is not None and oldest <= first and youngest >= last:
        return MET
    if (youngest is not None and youngest > first) or (oldest is not None and oldest < last):
        return NOT_MET
    return UNKNOWN


def _check(test: Test, table: DerivedTable) -> Check:
    if table.fields_by_name[test.field].kind == "text":
        return _text_check(test)
    low, high = _columns(table, test.field)
    least, most = interval(test)

    def check(row: Row) -> int:
        return within(_number(row[low]), _number(row[high]), least, most)

    return check


def _text_check(test: Test) -> Check:
    name = test.field
    allowed = frozenset(test.one_of)
    refused = next((value for operator, value in test.bounds if operator == "!="), None)

    def check(row: Row) -> int:
        value = row[name]
        if value is None:
            return UNKNOWN
        return MET if (not allowed or value in allowed) and value != refused else NOT_MET

    return check


def _columns(table: DerivedTable, name: str) -> tuple[str, str]:
    columns = [column for each in table.fields if each.name == name for column, _ in each.columns]
    return columns[0], columns[-1]


def _number(value: object) -> float | None:
    return None if value is None else round(float(value), DECIMALS)  # type: ignore[arg-type]  # declared a number
