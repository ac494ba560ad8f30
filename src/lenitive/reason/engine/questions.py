"""Leaves as rows of one table: what each asks of the fields of its derived table, put into numbered slots.

A text field of a derived table lies in a text slot (`t0`, `t1`, ...), a number, boolean or pair of bounds in
a number slot (`n0_low`, `n0_high`, ...). A test of numbers is a closed interval, since "more than x" is "at
least the next number that the machine can write". So one expression per slot asks every leaf's question to
every row.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lenitive.knowledge.rules.language import DerivedTable, Field
from lenitive.knowledge.rules.model import Leaf, Test

NOT_MET, UNKNOWN, MET = 0, 1, 2
NOT_KNOWN = "?"
# Sums are compared with thresholds: without rounding 49.9999999 and 50 would differ by the order of summing.
DECIMALS = 6
_EVERYTHING = (-math.inf, math.inf)
Row = dict[str, object]


@dataclass(frozen=True)
class Slots:
    """Where the tested fields of each derived table lie, and by which fields its rows are looked up.

    text, number : (table, field) -> number of the slot.
    keys : table -> the fields by which rows find their leaves; "" is the table as a whole.
    """

    text: Mapping[tuple[str, str], int]
    number: Mapping[tuple[str, str], int]
    keys: Mapping[str, tuple[str, ...]]

    @property
    def texts(self) -> int:
        """How many text slots there are."""
        return 1 + max(self.text.values(), default=-1)

    @property
    def numbers(self) -> int:
        """How many number slots there are."""
        return 1 + max(self.number.values(), default=-1)


def slots(leaves: Sequence[Leaf], tables: Mapping[str, DerivedTable]) -> Slots:
    """Slots for every field that some leaf tests, and the fewest keys that reach every leaf."""
    text: dict[tuple[str, str], int] = {}
    number: dict[tuple[str, str], int] = {}
    used: Counter[tuple[str, bool]] = Counter()
    for leaf in leaves:
        for test in (*leaf.where, *leaf.take.tests):
            field = tables[leaf.table].field(test.field)
            if field is None or (leaf.table, field.name) in {*text, *number}:
                continue
            kind = is_text(field)
            (text if kind else number)[leaf.table, field.name] = used[leaf.table, kind]
            used[leaf.table, kind] += 1
    names = dict.fromkeys(leaf.table for leaf in leaves)
    keys = {name: _keys([leaf for leaf in leaves if leaf.table == name], tables[name]) for name in names}
    return Slots(text, number, keys)


def is_text(field: Field) -> bool:
    """Whether a field lies in a text slot; all others lie in number slots."""
    return field.kind == "text"


def key_field(leaf: Leaf, keys: tuple[str, ...]) -> str:
    """The field by which the rows of a leaf are looked up; "" is every row of the table."""
    tested = {test.field for test in leaf.where if test.one_of}
    return next((key for key in keys if key in tested), "")


def _keys(leaves: list[Leaf], table: DerivedTable) -> tuple[str, ...]:
    """The fields that reach most leaves first (ids before plain words), until every leaf is reached."""
    made: list[str] = []
    while left := [leaf for leaf in leaves if not key_field(leaf, tuple(made))]:
        reach = Counter(
            test.field for leaf in left for test in leaf.where if test.one_of and _is_text(table, test.field)
        )
        if not reach:
            named = [key for key in made if _has_ids(table, key)]
            return (*named, "")
        made.append(max(sorted(reach), key=lambda name: reach[name] * (3 if _has_ids(table, name) else 1)))
    return tuple(made)


def _is_text(table: DerivedTable, name: str) -> bool:
    field = table.field(name)
    return field is not None and is_text(field)


def _has_ids(table: DerivedTable, name: str) -> bool:
    field = table.field(name)
    return field is not None and bool(field.ids)


def question_rows(
    leaves: Sequence[Leaf], tables: Mapping[str, DerivedTable], places: Slots, first: int
) -> list[Row]:
    """What each leaf asks, one row a leaf and key value; `first` is the number of the first leaf."""
    asked: list[Row] = []
    for number, leaf in enumerate(leaves, first):
        row = _question(number, leaf, tables[leaf.table], places)
        asked += [{**row, "key": key} for key in _key_values(leaf, places)]
    return asked


def _key_values(leaf: Leaf, places: Slots) -> Iterable[str]:
    field = key_field(leaf, places.keys[leaf.table])
    if not field:
        return [leaf.table]
    values = next(test.one_of for test in leaf.where if test.field == field and test.one_of)
    return [f"{leaf.table}.{field}={value}" for value in (*dict.fromkeys(values), NOT_KNOWN)]


def _question(number: int, leaf: Leaf, table: DerivedTable, places: Slots) -> Row:
    window = leaf.window or (None, None)
    latest = leaf.take.tests if leaf.take.kind == "latest" else ()
    low, high = result_interval(leaf)
    return {
        "item": number,
        "take": leaf.take.kind,
        "window_from": window[0],
        "window_to": window[1],
        "fresh_days": leaf.fresh_days,
        "measure": _measure(leaf, places),
        "result_min": low,
        "result_max": high,
        **_conditions("where", leaf.where, table, places),
        **_conditions("latest", latest, table, places),
    }


def _conditions(prefix: str, tests: Sequence[Test], table: DerivedTable, places: Slots) -> Row:
    row: Row = {}
    for slot in range(places.texts):
        row |= {f"{prefix}_t{slot}": None, f"{prefix}_t{slot}_not": None}
    for slot in range(places.numbers):
        row |= {f"{prefix}_n{slot}_min": -math.inf, f"{prefix}_n{slot}_max": math.inf}
    for test in tests:
        if (table.name, test.field) in places.text:
            column = f"{prefix}_t{places.text[table.name, test.field]}"
            row[column] = list(test.one_of) or None
            row[f"{column}_not"] = next((value for operator, value in test.bounds if operator == "!="), None)
        else:
            column = f"{prefix}_n{places.number[table.name, test.field]}"
            row[f"{column}_min"], row[f"{column}_max"] = interval(test)
    return row


def interval(test: Test) -> tuple[float, float]:
    """The closed interval of the numbers that pass a test (yes is 1, no is 0)."""
    low, high = _EVERYTHING
    for value in test.one_of:
        low = high = float(value)
    for operator, value in test.bounds:
        number = float(value)
        if operator in (">", ">="):
            low = max(low, number if operator == ">=" else math.nextafter(number, math.inf))
        else:
            high = min(high, number if operator == "<=" else math.nextafter(number, -math.inf))
    return low, high


def result_interval(leaf: Leaf) -> tuple[float, float]:
    """The interval that a count, a number of different values, or a sum must lie in."""
    if leaf.take.kind in ("any", "latest"):
        return _EVERYTHING
    return interval(leaf.take.tests[0])


def within(low: float | None, high: float | None, least: float, most: float) -> int:
    """Whether a quantity with bounds lies in a closed interval; an empty bound may be anything."""
    lowest = -math.inf if low is None else low
    highest = math.inf if high is None else high
    if lowest >= least and highest <= most:
        return MET
    return NOT_MET if highest < least or lowest > most else UNKNOWN


def _measure(leaf: Leaf, places: Slots) -> int | None:
    """The slot that a sum or a number of different values is taken over."""
    if leaf.take.kind not in ("distinct", "sum"):
        return None
    place = (leaf.table, leaf.take.tests[0].field)
    return places.text[place] if leaf.take.kind == "distinct" else places.number[place]


@dataclass(frozen=True)
class Absent:
    """What it means that no row matches a leaf.

    complete, open : the truth once nothing more can stand on the list that is looked at, and while more may.
    may_be_open : whether more may stand there unless `held_list` is held; "" is a list that nobody can hold.
    """

    complete: int
    open: int
    may_be_open: bool
    held_list: str


def absent(leaf: Leaf, table: DerivedTable) -> Absent:
    """What it means that no row matches a leaf."""
    complete, opened = NOT_MET, UNKNOWN
    if leaf.take.kind not in ("any", "latest"):
        result = result_interval(leaf)
        complete, opened = within(0, 0, *result), within(0, None, *result)
    return Absent(complete, opened, leaf.absent == "unknown" and not table.one_row, table.held_list)
