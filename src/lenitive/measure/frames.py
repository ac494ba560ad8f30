"""Answers as people hold them (arrays, mappings of columns, data frames) to one array of numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Protocol, TypeAlias, runtime_checkable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lenitive.errors import AnswerError
from lenitive.knowledge.instruments import Item
from lenitive.measure.arrays import FloatArray
from lenitive.measure.plan import Plan


@runtime_checkable
class Frame(Protocol):
    """A data frame of pandas or Polars: named columns that can be taken by name."""

    @property
    def columns(self) -> Any:  # noqa: D102 - each library has its own type of column list
        ...

    def __getitem__(self, name: str) -> Any: ...


Answers: TypeAlias = "ArrayLike | Mapping[str, Sequence[Any]] | Frame"


def as_array(plan: Plan, answers: Answers) -> NDArray[Any]:
    """Answers as an array (responses, items) of numbers, one column an item in the instrument's order.

    An array is taken as it is. In a table (mapping or data frame) a column that is missing was not answered,
    None is not answered, and booleans count only for items that are boolean.
    Raises : AnswerError for another shape, an unknown column or answers that are no numbers.
    """
    if isinstance(answers, Mapping):
        return _from_columns(plan, {str(name): column for name, column in answers.items()})
    if isinstance(answers, Frame) and not isinstance(answers, np.ndarray):
        return _from_columns(plan, {str(name): answers[name] for name in answers.columns})
    array = np.asarray(answers)
    if array.dtype == object:
        array = np.array(array, dtype=np.float64)
    name, items = plan.instrument.name, len(plan.keys)
    if array.ndim != 2 or array.shape[1] != items:
        raise AnswerError(
            f"answers to {name} have the shape {array.shape}, not (responses, {items})",
            do=f"Give one row a response and one column an item: {', '.join(plan.keys)}.",
        )
    if array.dtype.kind not in "iuf":
        raise AnswerError(
            f"answers to {name} are {array.dtype}, not numbers", do="Give numbers, NaN for not answered."
        )
    return array


def _from_columns(plan: Plan, columns: Mapping[str, Any]) -> FloatArray:
    unknown = [name for name in columns if name not in plan.instrument.position]
    if unknown:
        raise AnswerError(
            f"{plan.instrument.name} has no item {unknown[0]!r}",
            do=f"Its items are {', '.join(plan.keys)}.",
        )
    lengths = {len(column) for column in columns.values()}
    if len(lengths) > 1:
        raise AnswerError(
            f"the columns of {plan.instrument.name} have different lengths: {sorted(lengths)}",
            do="Give each column one answer a response; None or NaN is not answered.",
        )
    array = np.full((lengths.pop() if lengths else 0, len(plan.keys)), np.nan)
    for name, column in columns.items():
        place = plan.instrument.position[name]
        array[:, place] = _column(plan.instrument.items[place], column)
    return array


def _column(item: Item, column: Any) -> FloatArray:
    given = np.asarray(column)
    if given.dtype.kind in "iuf" and item.kind != "date":
        return given.astype(np.float64)
    return np.array([number_of(item, value) for value in column], dtype=np.float64)


def number_of(item: Item, value: object) -> float:
    """One answer as a number, NaN where it is None.

    Raises : AnswerError for a word, a boolean or a date where the item takes none.
    """
    if value is None or (item.kind == "date" and isinstance(value, str) and _is_date(value)):
        return float("nan")
    if item.kind == "choice" and value in item.values:
        return float(list[object](item.values).index(value))
    is_boolean = isinstance(value, bool | np.bool_)
    takes_numbers = item.kind not in ("choice", "date") and (item.kind == "boolean" or not is_boolean)
    if takes_numbers and isinstance(value, int | float | np.integer | np.floating | np.bool_):
        return float(value)
    words = {"boolean": "true or false", "date": "dates (YYYY, YYYY-MM or YYYY-MM-DD)"}
    listed = ", ".join(f"{v:g}" if isinstance(v, float) else v for v in item.values)
    allowed = listed or words.get(item.kind, "numbers")
    raise AnswerError(
        f"item {item.key!r} is {value!r}, but its answers are {allowed}",
        do="Correct the answer, or leave the item out to count it as not answered.",
    )


def _is_date(text: str) -> bool:
    """Whether it is a date, whole or partial."""
    parts = text.split("-")
    if len(parts) > 3 or not all(part.isdecimal() for part in parts) or len(parts[0]) != 4:
        return False
    try:
        date(*(int(part) for part in [*parts, "1", "1"][:3]))
    except ValueError:
        return False
    return True
