"""Whether answers are ones that the instrument allows; NaN is "not answered" and is always allowed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lenitive.errors import AnswerError
from lenitive.measure.arrays import BoolArray, FloatArray
from lenitive.measure.plan import Plan


def refused(plan: Plan, answers: FloatArray) -> BoolArray:
    """Which answers the instrument does not allow, (responses, items)."""
    limits = plan.limits
    bad: BoolArray = (answers < limits.low) | (answers > limits.high)
    if limits.whole.any():
        whole = answers[:, limits.whole]
        bad[:, limits.whole] |= np.isfinite(whole) & (whole != np.rint(whole))
    for column, values in limits.listed:
        given = answers[:, column]
        bad[:, column] |= np.isfinite(given) & ~np.isin(given, values)
    if limits.hours is not None:
        first, second = limits.hours
        bad[:, second] |= np.mod(answers[:, first] - answers[:, second], 24) == 0
    return bad


def refuse(plan: Plan, answers: FloatArray, *, first_row: int = 0) -> None:
    """Raise AnswerError for the first answer that is not allowed; return where there is none.

    first_row : number of the first of these responses, for the message.
    """
    bad = refused(plan, answers)
    rows: NDArray[np.intp] = np.flatnonzero(bad.any(axis=1))
    if rows.size:
        row = int(rows[0])
        what, do = explain(plan, answers[row], bad[row])
        raise AnswerError(what, where=f"response {first_row + row + 1}", do=do)


def explain(plan: Plan, answers: FloatArray, bad: BoolArray) -> tuple[str, str]:
    """What is wrong with one response, and what to do; `answers` and `bad` are (items,)."""
    column = int(np.flatnonzero(bad)[0])
    item = plan.instrument.items[column]
    value = answers[column]
    shown = f"{value:g}"
    name = f"{plan.instrument.name} item {item.key!r}"
    leave_out = "Correct the answer, or leave the item out to count it as not answered."
    hours = plan.limits.hours
    if hours is not None and column == hours[1] and item.low is not None and item.low <= value <= 24:
        other = plan.keys[hours[0]]
        return f"{name} is the same hour as {other!r}, so no time lies between them", leave_out
    if item.values:
        allowed = ", ".join(f"{v:g}" if isinstance(v, float) else v for v in item.values)
        return f"{name} is {shown}, but its answers are {allowed}", leave_out
    if item.low is not None and item.high is not None and item.low <= value <= item.high:
        return f"{name} is {shown}, but its answers are whole numbers", leave_out
    return f"{name} is {shown}, but its answers go from {item.low:g} to {item.high:g}", leave_out
