"""Which elements of FHIR R4 the record reads, and the shape that each must have.

A shape is a function `(value, context) -> value`: the value itself when it is well, a repaired one when
nothing is lost by the repair, `MISSING` when the value cannot be used. What was wrong is added to
`context.problems`. Source: HL7 FHIR R4 (4.0.1) structure definitions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Final

from lenitive.record.read.limits import LONGEST_TEXT, limits
from lenitive.record.read.problems import Problem, shown

MISSING: Final = object()
FHIR_TIME = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,12})?)?(Z|[+-]\d\d:\d\d)?)?)?)?", re.ASCII)


@dataclass
class Context:
    """What a shape needs to know beside its value.

    today : the day of reading; a birth after it is impossible.
    aliases : full URL of a bundle's entry -> `Type/id`.
    contained : id of a contained medicine -> the reference it was given.
    """

    today: date
    aliases: Mapping[str, str]
    contained: Mapping[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, what: str, do: str = "Correct it at the source.") -> object:
        """List a problem; the value is left empty."""
        self.problems.append(Problem(f"{what}; left empty", do))
        return MISSING


# A JSON value can be anything, which is why these are Any.
Shape = Callable[[Any, Context], Any]


def text(value: Any, context: Context) -> Any:
    """A text. A number is kept as its digits; an overlong text is cut."""
    if isinstance(value, str):
        if len(value) > LONGEST_TEXT:
            context.problems.append(
                Problem(
                    f"a text of {len(value):,} characters was cut to the first {LONGEST_TEXT:,}",
                    "Shorten it at the source; the raw resource keeps all of it.",
                )
            )
            value = value[:LONGEST_TEXT]
        if "\x00" in value:
            context.problems.append(Problem(f"{shown(value)} holds a NUL character, which was taken out"))
            value = value.replace("\x00", "")
        return value
    if isinstance(value, (int, float)):
        context.problems.append(Problem(f"{value!r} should be a text and was read as one", severity="info"))
        return str(value).lower() if isinstance(value, bool) else str(value)
    return context.refuse(f"{shown(value)} should be a text")


def truth(value: Any, context: Context) -> Any:
    """True or false."""
    return value if isinstance(value, bool) else context.refuse(f"{shown(value)} should be true or false")


def number(value: Any, context: Context) -> Any:
    """A number; digits in a text are read as one."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,15}(\.\d{1,15})?", value, re.ASCII):
        context.problems.append(
            Problem(f"{shown(value)} should be a number and was read as one", severity="info")
        )
        return float(value)
    return context.refuse(f"{shown(value)} should be a number")


# FHIR's whole numbers have 32 bits.
_GREATEST_INTEGER = 2**31 - 1


def place(value: Any, context: Context) -> Any:
    """A place in an order, which FHIR holds in 32 bits."""
    value = number(value, context)
    if value is MISSING or abs(value) <= _GREATEST_INTEGER:
        return value
    return context.refuse(f"{shown(value)} is larger than a place in an order can be")


def within(name: str) -> Shape:
    """A number from 0 to the limit of that name."""

    def amount(value: Any, context: Context) -> Any:
        value = number(value, context)
        if value is MISSING:
            return value
        if value < 0:
            return context.refuse(f"{value:g} cannot be: it is below zero")
        if value > getattr(limits(), name):
            return context.refuse(f"{value:g} cannot be: it is beyond {getattr(limits(), name):g}")
        return value

    return amount


@lru_cache(maxsize=65536)
def _fault_of_time(value: str) -> str:
    if not FHIR_TIME.fullmatch(value):
        return "is not a FHIR date"
    whole = {4: f"{value}-01-01", 7: f"{value}-01"}.get(len(value), value[:10])
    try:
        year = date.fromisoformat(whole).year
    except ValueError:
        return "is no day of the calendar"
    if not limits().year_first <= year <= limits().year_last:
        return f"cannot be: charts speak of {limits().year_first} to {limits().year_last}"
    return ""


def time(value: Any, context: Context) -> Any:
    """A FHIR date, dateTime or instant, whole or partial, that names a day of the calendar."""
    if not isinstance(value, str):
        return context.refuse(f"{shown(value)} should be a date")
    fault = _fault_of_time(value)
    return context.refuse(f"{shown(value)} {fault}") if fault else value


def birth(value: Any, context: Context) -> Any:
    """A date of birth, which is not later than today."""
    value = time(value, context)
    if value is not MISSING and value > context.today.isoformat()[: len(value)]:
        return context.refuse(f"a birth on {shown(value)} lies in the future")
    return value


def reference(value: Any, context: Context) -> Any:
    """A reference; one that a bundle or the resource itself resolves becomes `Type/id`."""
    if not isinstance(value, str):
        return context.refuse(f"{shown(value)} should be a reference, which is a text")
    if value.startswith("#"):
        return context.contained.get(value[1:], value)
    return context.aliases.get(value, value) if ":" in value else value


def many(shape: Shape) -> Shape:
    """A list; a single value where a list belongs is read as a list of one, and said."""

    def check(value: Any, context: Context) -> Any:
        if not isinstance(value, list):
            context.problems.append(
                Problem("a single value stands where a list belongs; read as a list of one")
            )
            value = [value]
        kept, same = [], True
        for position, item in enumerate(value):
            new = _into(item, position, shape, context)
            same = same and new is item
            if new is not MISSING:
                kept.append(new)
        return value if same else kept

    return check


def one(fields: Mapping[str, Shape]) -> Shape:
    """An object with the given fields; other fields pass unread."""

    def check(value: Any, context: Context) -> Any:
        if isinstance(value, list) and len(value) == 1:
            context.problems.append(
                Problem("a list stands where a single value belongs; its one entry was read")
            )
            value = value[0]
        if not isinstance(value, dict):
            return context.refuse(f"{shown(value)} stands where an object belongs")
        repaired: dict[str, Any] | None = None
        for key, item in value.items():
            shape = fields.get(key)
            if shape is None or (shape is text and _is_plain(item)):
                continue
            new = _into(item, key, shape, context)
            if new is item:
                continue
            repaired = dict(value) if repaired is None else repaired
            if new is MISSING:
                del repaired[key]
            else:
                repaired[key] = new
        return value if repaired is None else repaired

    return check


def _into(item: Any, key: str | int, shape: Shape, context: Context) -> Any:
    """Check what lies under `key`, and put the key before the place of each problem found there."""
    if item is None:
        return MISSING
    before = len(context.problems)
    new = shape(item, context)
    if len(context.problems) > before:
        for problem in context.problems[before:]:
            problem.path.append(key)
    return new


def _is_plain(item: Any) -> bool:
    """Whether it is a text that `text` gives back as it is, as most values are; asking costs less than it."""
    return type(item) is str and len(item) <= LONGEST_TEXT and "\x00" not in item
