"""What the written text calls: the functions and operators of the database on single values, and on lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

import orjson

# Any: a cell is a text, a number, a truth, a day, an instant, a list or a struct (dict).
Cells = tuple[Any, ...]


class Unlike(Exception):
    """A value that the database may treat in a way of its own: what it belongs to is left to the database."""


_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_NUMBER = re.compile(r"-?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII)
# What trim() takes away: the separators of Unicode, and no tabs or ends of lines.
_SPACES = " \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_LARGEST_PLAIN = 1e15
# A struct that is NULL: it has no fields.
NONE: dict[str, Any] = {}


def member(values: Any, place: int) -> Any:
    """A member of a list, counted from 1, or from the end with -1; NULL where there is none."""
    if values is None:
        return None
    place = place - 1 if place > 0 else place
    return values[place] if -len(values) <= place < len(values) else None


def looked_up(known: dict[str, Any], key: Any) -> Any:
    """A value of a map."""
    return known.get(key)


def transform(values: Any, make: Callable[[Any], Any]) -> Any:
    """list_transform."""
    return None if values is None else [make(value) for value in values]


def numbered(values: Any, make: Callable[[Any, int], Any]) -> Any:
    """list_transform with the place of each, from 1."""
    return None if values is None else [make(value, n) for n, value in enumerate(values, 1)]


def kept(values: Any, keep: Callable[[Any], Any]) -> Any:
    """list_filter."""
    return None if values is None else [value for value in values if keep(value)]


def known_of(values: Any) -> Any:
    """list_filter of what is not NULL."""
    return None if values is None else [value for value in values if value is not None]


def flat(lists: Any) -> Any:
    """Flatten; a list that is NULL has no members."""
    return None if lists is None else [value for each in lists if each is not None for value in each]


def reduced(values: Any, join: Callable[[Any, Any], Any], first: Any) -> Any:
    """list_reduce with a first value."""
    if values is None:
        return None
    for value in values:
        first = join(first, value)
    return first


def chained(*lists: Any) -> list[Any]:
    """list_concat: NULL is passed over."""
    return [value for each in lists if each is not None for value in each]


def greatest_of(values: Any) -> Any:
    """list_max."""
    return None if values is None else max((value for value in values if value is not None), default=None)


def in_order(values: Any) -> Any:
    """list_sort; structs by their fields from left to right, NULL last."""
    if values is None:
        return None
    known = [value for value in values if value is not None]
    known.sort(key=_order)
    return known + [None] * (len(values) - len(known))


def _order(value: Any) -> Any:
    if isinstance(value, dict):
        # No two members of such a list are equal in their first field, the place.
        return next(iter(value.values()))
    return value


def overlap(left: Any, right: Any) -> bool | None:
    """list_has_any."""
    return (
        None if left is None or right is None else any(value in right for value in left if value is not None)
    )


def joined(values: Any, between: str) -> str | None:
    """array_to_string: NULL is passed over."""
    return None if values is None else between.join(text(value) for value in values if value is not None)


def words_with(between: str, *values: Any) -> str:
    """concat_ws: NULL is passed over."""
    return between.join(text(value) for value in values if value is not None)


def together(*values: Any) -> str | None:
    """The operator ||."""
    return None if None in values else "".join(text(value) for value in values)


def text(value: Any) -> str:
    """A value that is not NULL as the database writes it."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float) and (value == 0 or 1e-4 < abs(value) < _LARGEST_PLAIN):
        return repr(value)
    if isinstance(value, (dict, list)):
        return orjson.dumps(value).decode()
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    raise Unlike(repr(value))


def text_or_null(value: Any) -> str | None:
    """CAST to a text."""
    return None if value is None else text(value)


def number(value: Any) -> float | None:
    """CAST to a number."""
    if value is None:
        return None
    if isinstance(value, str) and not _NUMBER.fullmatch(value):
        raise Unlike(value)
    made = float(value)
    if made - made != 0:
        raise Unlike(repr(value))
    return made


def whole(value: Any) -> int | None:
    """CAST to a whole number: the nearest, of two as near ones the even one."""
    made = number(value)
    return None if made is None else round(made)


def number_or_null(value: Any) -> float | None:
    """TRY_CAST of a text that is plainly a number, or is none at all."""
    if value is None:
        return None
    if _NUMBER.fullmatch(value):
        return number(value)
    raise Unlike(value)


def truth(value: Any) -> bool | None:
    """CAST to true or false."""
    if value is None or isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return bool(value == "true")
    raise Unlike(repr(value))


@lru_cache(maxsize=16384)
def day_or_null(value: str | None) -> date | None:
    """TRY_CAST of a text to a day."""
    if value is None:
        return None
    if not _DAY.fullmatch(value) or value.startswith("0000"):
        raise Unlike(value)
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


@lru_cache(maxsize=16384)
def instant_or_null(value: str | None) -> datetime | None:
    """TRY_CAST of a text with an offset to an instant, in UTC."""
    if value is None:
        return None
    if not _INSTANT.fullmatch(value):
        raise Unlike(value)
    try:
        return datetime.fromisoformat(value).astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        raise Unlike(value) from None


def day(value: Any) -> date | None:
    """CAST of a day to a day."""
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    raise Unlike(repr(value))


def last_day(value: date | None) -> date | None:
    """The last day of the month of a day."""
    if value is None:
        return None
    following = value.replace(day=28) + timedelta(days=4)
    return following - timedelta(days=following.day)


def days_between(first: date | None, last: date | None) -> int | None:
    """date_diff in days."""
    return None if first is None or last is None else (last - first).days


def plus(left: Any, right: Any) -> Any:
    """Add; a whole number to a day is days."""
    if left is None or right is None:
        return None
    try:
        return left + timedelta(days=right) if isinstance(left, date) else left + right
    except OverflowError:
        raise Unlike("a day out of the calendar") from None


def minus(left: Any, right: Any) -> Any:
    """Take away; a whole number from a day is days."""
    if left is None or right is None:
        return None
    if isinstance(left, date):
        return plus(left, -right)
    return left - right


def times(left: Any, right: Any) -> Any:
    """Multiply."""
    return None if left is None or right is None else left * right


def over(left: Any, right: Any) -> float | None:
    """Divide; nothing here divides by zero without guarding against it."""
    if left is None or right is None:
        return None
    if right == 0:
        raise Unlike("division by zero")
    return float(left / right)


def over_whole(left: Any, right: Any) -> int | None:
    """Divide whole numbers that are not negative."""
    return None if left is None or right is None else left // right


def less(left: Any, right: Any) -> bool | None:
    """Whether the first is less."""
    return None if left is None or right is None else left < right


def at_most(left: Any, right: Any) -> bool | None:
    """Whether the first is not more."""
    return None if left is None or right is None else left <= right


def same(left: Any, right: Any) -> bool | None:
    """Whether both are equal; NULL where one is."""
    return None if left is None or right is None else left == right


def differ(left: Any, right: Any) -> bool | None:
    """Whether both are different; NULL where one is."""
    return None if left is None or right is None else left != right


def both(left: Any, right: Any) -> bool | None:
    """AND."""
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def either(left: Any, right: Any) -> bool | None:
    """OR."""
    if left is True or right is True:
        return True
    return None if left is None or right is None else False


def opposite(value: Any) -> bool | None:
    """NOT."""
    return None if value is None else not value


def one_of(value: Any, options: frozenset[Any]) -> bool | None:
    """IN: NULL where the value is, or where it is not found and an option is NULL."""
    if value is None:
        return None if options else False
    return True if value in options else None if None in options else False


def null_if(value: Any, other: Any) -> Any:
    """Nullif."""
    return None if value is not None and value == other else value


def length(value: Any) -> int | None:
    """Characters of a text, members of a list."""
    return None if value is None else len(value)


def trimmed(value: str | None) -> str | None:
    """Trim."""
    return None if value is None else value.strip(_SPACES)


def trimmed_right(value: str | None, characters: str) -> str | None:
    """Rtrim of given characters."""
    return None if value is None else value.rstrip(characters)


def left_of(value: str | None, count: int) -> str | None:
    """The first characters of a text."""
    return None if value is None else value[:count]


def lower(value: str | None) -> str | None:
    """Each character by itself, so that a text keeps its length."""
    if value is None or value.isascii():
        return None if value is None else value.lower()
    return "".join(_one(c, c.lower()) for c in value)


def upper(value: str | None) -> str | None:
    """Each character by itself, so that a text keeps its length."""
    if value is None or value.isascii():
        return None if value is None else value.upper()
    return "".join(_one(c, c.upper()) for c in value)


def _one(character: str, changed: str) -> str:
    if len(changed) != 1:
        raise Unlike(character)
    return changed


def replaced(value: str | None, old: str, new: str) -> str | None:
    """Replace a text within a text."""
    return None if value is None else value.replace(old, new)


def piece(value: str | None, between: str, place: int) -> str | None:
    """split_part, counted from 1."""
    if value is None:
        return None
    parts = value.split(between)
    return parts[place - 1] if place <= len(parts) else ""


def starts(value: str | None, begin: str) -> bool | None:
    """starts_with."""
    return None if value is None else value.startswith(begin)


def extracted(value: Any, pattern: re.Pattern[str], group: int) -> str | None:
    """regexp_extract: nothing found is an empty text."""
    if value is None:
        return None
    found = pattern.search(text(value))
    return (found.group(group) or "") if found else ""


def substituted(value: Any, pattern: re.Pattern[str], new: str, count: int) -> str | None:
    """regexp_replace, once or (0) everywhere."""
    return None if value is None else pattern.sub(lambda _: new, text(value), count)


def matched(value: Any, pattern: re.Pattern[str]) -> bool | None:
    """regexp_matches."""
    return None if value is None else pattern.search(text(value)) is not None


def matched_whole(value: Any, pattern: re.Pattern[str]) -> bool | None:
    """regexp_full_match."""
    return None if value is None else pattern.fullmatch(text(value)) is not None


def distinct(values: Any) -> Any:
    """list_distinct: NULL is left out."""
    return None if values is None else list(dict.fromkeys(value for value in values if value is not None))


def refused(message: Any) -> Any:
    """error(): the database says it."""
    raise Unlike(str(message))


# Rows. A joined row is a tuple of the rows of each side.


def join(
    rows: Iterable[Cells],
    others: Sequence[Cells],
    key: Callable[..., Any] | None,
    other_key: Callable[[Cells], Any] | None,
    holds: Callable[..., Any] | None,
    width: int,
    keeps_left: bool,
) -> list[Cells]:
    """Each joined row with the other rows of the same key for which the condition holds."""
    index = index_of(others, other_key) if other_key is not None else None
    nothing = (None,) * width
    made: list[Cells] = []
    for row in rows:
        found = others if index is None or key is None else index.get(key(*row), ())
        hits = [(*row, other) for other in found if holds is None or holds(*row, other)]
        made += hits
        if keeps_left and not hits:
            made.append((*row, nothing))
    return made


def index_of(rows: Iterable[Cells], key: Callable[[Cells], Any]) -> dict[Any, list[Cells]]:
    """Rows by their key; one that is NULL, wholly or in part, is equal to none."""
    index: dict[Any, list[Cells]] = {}
    for row in rows:
        value = key(row)
        if value is not None and not (isinstance(value, tuple) and None in value):
            index.setdefault(value, []).append(row)
    return index


def grouped(rows: Iterable[Cells], key: Callable[..., Cells]) -> dict[Cells, list[Cells]]:
    """Joined rows by their group, in the order in which groups are met."""
    groups: dict[Cells, list[Cells]] = {}
    for row in rows:
        groups.setdefault(key(*row), []).append(row)
    return groups


def windowed(
    rows: Sequence[Cells],
    partition: Callable[..., Cells],
    order: Callable[..., Any] | None,
    make: Callable[[list[Cells]], Any],
    before: bool = False,
) -> list[Any]:
    """A value for each joined row: of its whole partition, or of those that come before it and its equals."""
    made: list[Any] = [None] * len(rows)
    groups: dict[Cells, list[int]] = {}
    for place, row in enumerate(rows):
        groups.setdefault(partition(*row), []).append(place)
    for places in groups.values():
        if not before:
            value = make([rows[place] for place in places])
            for place in places:
                made[place] = value
            continue
        if order is None:
            raise Unlike("a window without an order")
        keys = {place: order(*rows[place]) for place in places}
        for place in places:
            made[place] = make([rows[other] for other in places if keys[other] < keys[place]])
    return made


def row_numbers(
    rows: Sequence[Cells], partition: Callable[..., Cells], order: Callable[..., Any] | None
) -> list[int]:
    """row_number(): from 1 in each partition."""
    made = [0] * len(rows)
    groups: dict[Cells, list[int]] = {}
    for place, row in enumerate(rows):
        groups.setdefault(partition(*row), []).append(place)
    for places in groups.values():
        if order is not None:
            places.sort(key=lambda place: order(*rows[place]))
        for n, place in enumerate(places, 1):
            made[place] = n
    return made


def least_of(values: list[Any]) -> Any:
    """min()."""
    return min((value for value in values if value is not None), default=None)


def every(values: list[Any]) -> bool | None:
    """bool_and: of nothing, NULL."""
    known = [value for value in values if value is not None]
    return all(known) if known else None


def some(values: list[Any]) -> bool | None:
    """bool_or: of nothing, NULL."""
    known = [value for value in values if value is not None]
    return any(known) if known else None


def total(values: list[Any]) -> Any:
    """sum(): of nothing, NULL."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def any_of(values: list[Any]) -> Any:
    """any_value: the first that is known."""
    return next((value for value in values if value is not None), None)


def strung(pairs: list[tuple[Any, Any]], between: str) -> str | None:
    """string_agg in an order."""
    known = [value for _, value in sorted(pairs, key=lambda pair: pair[0]) if value is not None]
    return between.join(known) if known else None


def at_greatest(pairs: list[tuple[Any, Any]]) -> Any:
    """arg_max: the first member where the second is greatest."""
    known = [pair for pair in pairs if None not in pair]
    return max(known, key=lambda pair: pair[1])[0] if known else None


def only(rows: list[Cells]) -> Any:
    """The value of a subquery."""
    if len(rows) > 1:
        raise Unlike("more than one row")
    return rows[0][0] if rows else None
