"""What the written text calls: the values of SQL that Python has no operator for."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from operator import itemgetter
from typing import Any

# Any: cells of a row are texts, numbers, truths, days or tuples of them.
Cells = tuple[Any, ...]


class Unlike(Exception):
    """A value that the database may treat in a way of its own: this person is left to the database."""


_NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MAY_BE_DAY = re.compile(r"(?ai)\s*[-+]?(\d+\s*[-/\\ ]\s*\d+\s*[-/\\ ]|inf|epoch)")
_NUMBER_OF_ITS_OWN = re.compile(r"\s*[+-]?(nan|inf)|[^_]*\d_\d", re.IGNORECASE)


def divided(left: float, right: float) -> float:
    """A quotient; nothing here divides by zero without guarding against it."""
    if right == 0:
        raise Unlike("division by zero")
    return left / right


def rounded(value: float, digits: int) -> float:
    """Half away from zero, as the database rounds."""
    scale = 10.0**digits
    scaled = value * scale
    if not math.isfinite(scaled):
        return value
    whole = math.trunc(scaled)
    if abs(scaled - whole) >= 0.5:
        whole += 1 if scaled > 0 else -1
    return whole / scale


def number_or_null(text: str) -> float | None:
    """A text as a number, or NULL."""
    if _NUMBER.fullmatch(text):
        value = float(text)
        if math.isinf(value):
            raise Unlike(text)
        return value
    if _NUMBER_OF_ITS_OWN.match(text):
        raise Unlike(text)
    return None


def day_or_null(text: str) -> date | None:
    """A text as a day, or NULL."""
    if _DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            if text.startswith("0000"):
                raise Unlike(text) from None
            return None
    if _MAY_BE_DAY.match(text):
        raise Unlike(text)
    return None


def later(day: date, days: float) -> date:
    """A day moved by whole days."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise Unlike("a day out of the calendar") from None


def lower(text: str) -> str:
    """Each character by itself, so that a text keeps its length."""
    return text.lower() if text.isascii() else "".join(_one(c, c.lower()) for c in text)


def upper(text: str) -> str:
    """Each character by itself, so that a text keeps its length."""
    return text.upper() if text.isascii() else "".join(_one(c, c.upper()) for c in text)


def _one(character: str, changed: str) -> str:
    if len(changed) != 1:
        raise Unlike(character)
    return changed


def extracted(pattern: re.Pattern[str], text: str, group: int) -> str:
    """The group of the first match; nothing found is an empty text."""
    found = pattern.search(text)
    return (found.group(group) or "") if found else ""


def like(text: str, pattern: str) -> bool:
    """SQL's LIKE: % is any text, _ one character."""
    return _like(pattern).fullmatch(text) is not None


_likes: dict[str, re.Pattern[str]] = {}


def _like(pattern: str) -> re.Pattern[str]:
    if pattern not in _likes:
        parts = {"%": ".*", "_": "."}
        text = "".join(parts.get(character) or re.escape(character) for character in pattern)
        _likes[pattern] = re.compile(text, re.DOTALL)
    return _likes[pattern]


def greatest(*values: Any) -> Any:
    """The greatest of the values that are known."""
    return max((value for value in values if value is not None), default=None)


def least(*values: Any) -> Any:
    """The least of the values that are known."""
    return min((value for value in values if value is not None), default=None)


def ordered_list(values: Cells) -> Cells:
    """A list in order, NULL last."""
    known = sorted(value for value in values if value is not None)
    return (*known, *[None] * (len(values) - len(known)))


def total(values: list[Any]) -> Any:
    """The sum; of nothing, NULL."""
    return sum(values) if values else None


def some(values: list[bool]) -> bool | None:
    """Whether one is true; of nothing, NULL."""
    return any(values) if values else None


def every(values: list[bool]) -> bool | None:
    """Whether all are true; of nothing, NULL."""
    return all(values) if values else None


def at_greatest(pairs: list[tuple[Any, Any]]) -> Any:
    """The first member where the second is greatest; where none is known, of the first pair."""
    known = [pair for pair in pairs if pair[1] is not None] or pairs[:1]
    return max(known, key=_second)[0] if known else None


def at_least(pairs: list[tuple[Any, Any]]) -> Any:
    """The first member where the second is least; where none is known, of the first pair."""
    known = [pair for pair in pairs if pair[1] is not None] or pairs[:1]
    return min(known, key=_second)[0] if known else None


def _second(pair: tuple[Any, Any]) -> Any:
    return pair[1]


def flat(lists: Iterable[Cells | None]) -> Cells:
    """The members of all lists."""
    return tuple(member for each in lists if each is not None for member in each)


def ordered(rows: list[Cells], *keys: tuple[int, bool, bool]) -> list[Cells]:
    """Rows by cells, the first key first: (which cell, ascending, NULL first)."""
    for index, ascending, nulls_first in reversed(keys):
        known = [row for row in rows if row[index] is not None]
        known.sort(key=itemgetter(index), reverse=not ascending)
        unknown = [row for row in rows if row[index] is None]
        rows = unknown + known if nulls_first else known + unknown
    return rows


def running(values: Sequence[Any], join: Callable[[Any, Any], Any], ends: Sequence[int]) -> list[Any]:
    """What `join` makes of the values before each end; NULL is passed over."""
    made: list[Any] = [None]
    for value in values:
        last = made[-1]
        made.append(last if value is None else value if last is None else join(last, value))
    return [made[max(end, 0)] for end in ends]


def plus(left: Any, right: Any) -> Any:
    """A sum of two."""
    return left + right


def peers_end(rows: list[Cells], first: int) -> list[int]:
    """For each of the ordered rows, the end of those that are equal to it from the cell `first` on."""
    ends = [len(rows)] * len(rows)
    for place in range(len(rows) - 2, -1, -1):
        same = rows[place][first:] == rows[place + 1][first:]
        ends[place] = ends[place + 1] if same else place + 1
    return ends


def months_later(day: date, months: int) -> date:
    """A day moved by the calendar; a month that is too short gives its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise Unlike("a day out of the calendar")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def distant_ends(keys: list[Any], distance: float) -> list[int]:
    """For each of the ordered keys, how many are not greater than the key moved by the distance."""
    if None in keys:
        raise Unlike("a range over what is not known")
    return [bisect_right(keys, key + distance) for key in keys]
