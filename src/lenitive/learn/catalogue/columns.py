"""Which field of a course a column or a property of a catalogue stands for, whatever it is called."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from lenitive.knowledge.learning.files import read
from lenitive.learn.text import fold

_UNITS = {"hour": "hours", "hours": "hours", "hrs": "hours", "hr": "hours", "h": "hours", "horas": "hours",
          "stunden": "hours", "minute": "minutes", "minutes": "minutes", "mins": "minutes", "min": "minutes",
          "std": "hours", "week": "weeks", "weeks": "weeks", "days": "days", "day": "days"}  # fmt: skip
_SMALL = frozenset(("course", "the", "of", "in", "curso", "del"))
_KINDS = frozenset(("training", "class", "workshop", "programme", "program", "lesson", "kurs", "feedback"))
_SCALE = re.compile(r"(?:out of|of|max|1|0) (5|10|100)\b")
_MONEY = re.compile(r"\b(usd|eur|gbp|inr|cad|aud|chf)\b")


@dataclass(frozen=True)
class Column:
    """field : of a course, or `currency`, `is_free`, `is_paid`. unit : of its numbers, if given."""

    field: str
    unit: str = ""


def column(title: str | None) -> Column | None:
    """What a title of a column or a property stands for; None where it is nothing of a course."""
    camel = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", title or "")
    sign = re.search(r"[$€£]", camel)
    words = fold(camel)
    percent = "%" in camel
    scale, money = _SCALE.search(words), _MONEY.search(words)
    unit = next((_UNITS[each] for each in words.split() if each in _UNITS), "")
    for said in _ways(words, [each for each in (scale, money) if each]):
        if field := _fields().get(said):
            if field == "rating":
                return Column(
                    field, scale[1] if scale else "100" if percent else "5" if "star" in words else ""
                )
            if field == "price":
                return Column(field, money[0].upper() if money else sign[0] if sign else "")
            weekly = unit == "hours" and "week" in words
            return Column(field, "hours a week" if weekly else unit if field == "hours" else "")
    return None


def _ways(words: str, units: Sequence[re.Match[str]]) -> list[str]:
    """The title as it is, then without its units and without the word "course"."""
    bare = words
    for unit in units:
        bare = bare.replace(unit[0], " ")
    kept = bare.split()
    without = [each for each in kept if each not in _UNITS]
    alone = [[each for each in some if each not in _SMALL] for some in (kept, without)]
    bare_of_kind = [[each for each in some if each not in _KINDS] for some in alone]
    ways = [words, *(" ".join(each) for each in (kept, without, *alone, *bare_of_kind))]
    return [each for each in ways if each]


@cache
def _fields() -> Mapping[str, str]:
    return {
        fold(str(said)): field for field, all_of in read("columns.yaml")["fields"].items() for said in all_of
    }


def columns(titles: Sequence[str]) -> dict[int, Column]:
    """Place -> what stands there, for the titles that are known."""
    return {n: known for n, each in enumerate(titles) if (known := column(each))}


def gathered(pairs: Sequence[tuple[Column, object]]) -> dict[str, object]:
    """The values of one course by field.

    Of two columns for one field the first that says anything counts; lists are put together.
    """
    made: dict[str, object] = {}
    for each, value in pairs:
        empty = value is None or not str(value).strip()
        if each.field in ("topics", "teaches", "audience") and not empty and made.get(each.field):
            made[each.field] = f"{made[each.field]}; {value}"
        elif not made.get(each.field):
            made[each.field] = None if empty else value
        elif each.field == "hours" and not empty:  # hours a week here, weeks there
            made["hours besides"] = f"{value} {each.unit}".strip()
        if not empty and each.unit and made[each.field] is value:
            made[f"{each.field} unit"] = each.unit
    return made
