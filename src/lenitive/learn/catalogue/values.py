"""What one cell of a catalogue says: a text, a list, a rating, a time, a level, a form, a language."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from lenitive.knowledge.learning.wishes import kept_as, wishes
from lenitive.learn.text import fold

_LONGEST = 500
_TAGS = re.compile(r"<[a-zA-Z/!][^<>]{0,300}>")
_OTHER_LETTERS = re.compile(r"(?![A-Za-z])[^\W\d_]")  # of a script that folding leaves nothing of
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?|[.,]\d+")
_SILENT = frozenset(
    ("", "n a", "na", "none", "null", "nan", "unknown", "not known", "not rated", "unrated", "not available",
     "not stated", "tbd", "tba", "varies", "no rating", "no ratings", "not yet rated", "k a")
)  # fmt: skip
_ISO = re.compile(
    r"P(?:(\d+(?:\.\d+)?)Y)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?"
    r"(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:\d+(?:\.\d+)?S)?)?$"
)  # fmt: skip
_PART = r"(\d+(?:[.,]\d+)?)\s*"
_HOURS = re.compile(_PART + r"\+?\s*(?:hours?|hrs?|h|horas?|stunden?|std|heures?)(?![a-z])")
_MINUTES = re.compile(_PART + r"\+?\s*(?:minutes?|mins?|m|minutos?|minuten)(?![a-z])")
_WEEKS = re.compile(_PART + r"\+?\s*(?:weeks?|wks?|semanas?|wochen?|semaines?)(?![a-z])")
_RANGE = re.compile(_PART + r"(?:-|–|—|to|a|bis|until)\s*(?=\d)")
_A_WEEK = re.compile(r"(?:/|per|a|each|pro|por|every|par)\s*(?:week|wk|woche|semana|semaine)|weekly")
_NOT_RATED = re.compile(r"(?:not|no|none|new|never|without)\b[^0-9]*$")
_BEFORE = re.compile(r"[\s(~≈★⭐ø-]*(?:rated|rating|stars?|score)?[\s:]*$")  # what may stand before a rating
_CLOCK = re.compile(r"(\d{1,3}):([0-5]\d)(?::[0-5]\d)?$")


def _remembered(read: Callable[[Any], str]) -> Callable[[Any], str]:
    """A reader of cells that remembers texts that it has read: a column has few of them."""
    known_ones = lru_cache(maxsize=4_096)(read)
    return lambda value: known_ones(value if isinstance(value, str) else text(value))


class BadValue(Exception):
    """A value that is there and cannot be meant; its text says what is wrong."""


@dataclass(frozen=True)
class Rated:
    """A rating, and the end of its scale where the value itself says it."""

    value: float
    scale: float | None = None


def text(value: Any) -> str:  # Any: a cell of a table, or a value of JSON.
    """A value on one line without mark-up, at most 500 letters."""
    plain = str(value if value is not None else "")
    if "<" in plain or "&" in plain:
        plain = html.unescape(_TAGS.sub(" ", plain))
    return re.sub(r"[\s\x00-\x1f\x7f\ud800-\udfff]+", " ", plain).strip()[:_LONGEST].strip()


def known(value: Any) -> str:
    """A value as text; empty where it only says that it is not known."""
    plain = text(value)
    silent = fold(plain) in _SILENT and not _OTHER_LETTERS.search(plain)
    return "" if silent else plain


def listed(value: Any) -> tuple[str, ...]:
    """The parts of a list, or of a text with ; or | or line breaks, or only commas, between short parts."""
    if isinstance(value, list):
        parts = [str(each) for each in value]
    else:
        parts = _parts(str(value if value is not None else ""))
    return tuple(dict.fromkeys(said for each in parts if (said := known(re.sub(r"^[\s•·*\-–]+", "", each)))))


def _parts(whole: str) -> list[str]:
    written = re.match(r"\s*\[(.*)\]\s*$", whole, re.DOTALL)  # a list as Python or JSON writes it
    if written:
        return [each.strip(" '\"") for each in re.split(r"""(?<=['"])\s*,\s*(?=['"])|;""", written[1])]
    parts = re.split(r"[;|\n\r•]|\s{2,}", whole.strip())
    if len(parts) > 1:
        return parts
    by_comma = whole.split(",")
    return by_comma if len(by_comma) > 1 and all(len(each.split()) <= 4 for each in by_comma) else parts


def rating(value: Any) -> Rated | None:
    """A rating in any way of writing: 4.7, "4,7", "4.7/5", "94 %", stars; None where there is none.

    Raises : BadValue for a text that is no number.
    """
    stars = text(value).count("★") + text(value).count("⭐")
    if stars > 1 and not re.search(r"\d", text(value)):
        return Rated(float(stars), 5.0)
    said = known(value)
    if not re.search(r"\w", said) or _NOT_RATED.match(said.lower()):
        return None
    found = _NUMBER.search(said)
    if not found or not _BEFORE.match(said[: found.start()].lower()):
        raise BadValue(f"its rating {said[:40]!r} is not a number")
    if "-" in said[: found.start()]:
        raise BadValue(f"its rating {said[:40]!r} is below 0")
    after = said[found.end() :].strip().lower()
    if re.match(r"[a-z]?\d|e[+-]?\d", after):
        raise BadValue(f"its rating {said[:40]!r} is not a number")
    of = re.match(r"(?:/|out of|of|von|de|sur)\s*(\d+(?:[.,]\d+)?)", after)
    scale = _float(of[1]) if of else 100.0 if after.startswith(("%", "percent")) else None
    if scale is None and (after.startswith(("star", "★", "⭐"))):
        scale = 5.0
    return Rated(_float(found[0]), scale)


def number(value: Any, called: str) -> float | None:
    """A plain number. Raises : BadValue for what is none."""
    said = known(value)
    if not said:
        return None
    if not (found := _NUMBER.fullmatch(said)):
        raise BadValue(f"its {called} {said[:40]!r} is not a number")
    return _float(found[0])


def hours(value: Any, unit: str = "") -> tuple[float | None, str]:
    """(hours of work, the time as it is given). Weeks and days alone do not say how many hours: None.

    unit : of a plain number: hours (or empty), minutes, hours a week, weeks, days. The end of a range counts.
    """
    said = known(value)
    low = " ".join(said.lower().split())
    if re.match(r"[-−]\s*\d", low):
        raise BadValue(f"its hours {said[:40]!r} are below 0")
    if iso := _ISO.match(said.upper()) if said[:1] in "Pp" and len(said) > 2 else None:
        return _iso(iso)
    if plain := _NUMBER.fullmatch(low):
        amount = _float(plain[0])
        if unit in ("weeks", "days", "hours a week"):
            return None, f"{amount:g} {unit}"
        return _sensible(amount / 60 if unit == "minutes" else amount), ""
    if clock := _CLOCK.match(low):
        return _sensible(int(clock[1]) + int(clock[2]) / 60), ""
    return _from_words(_RANGE.sub("", low), said, unit)


def _from_words(low: str, said: str, unit: str) -> tuple[float | None, str]:
    in_hours, in_minutes = _HOURS.search(low), _MINUTES.search(low)
    made = (_float(in_hours[1]) if in_hours else 0) + (_float(in_minutes[1]) / 60 if in_minutes else 0)
    weeks = _WEEKS.search(low)
    if made and _A_WEEK.search(low):
        return (_sensible(made * _float(weeks[1])), said) if weeks else (None, said)
    if made:
        return _sensible(made), ""
    bare = re.fullmatch(r"[~≈+<>]*\s*(\d+(?:[.,]\d+)?)\s*\+?", low)
    if bare and unit != "weeks" and unit != "days":
        return _sensible(_float(bare[1]) / (60 if unit == "minutes" else 1)), ""
    return None, (f"{said} {unit}".strip() if bare else said)


def _iso(found: re.Match[str]) -> tuple[float | None, str]:
    years, months, weeks, days, of_hours, minutes = (float(each or 0) for each in found.groups())
    slow = ((years, "year"), (months, "month"), (weeks, "week"), (days, "day"))
    length = ", ".join(f"{n:g} {name}{'s' if n != 1 else ''}" for n, name in slow if n)
    made = of_hours + minutes / 60
    return (None if length else _sensible(made) if made else None), length


def _sensible(amount: float) -> float:
    if amount >= 1e6:
        raise BadValue(f"its hours {amount:g} are more than anyone has")
    return round(amount, 4)


@_remembered
def level(value: Any) -> str:
    """A level in our word where it is one that we know, else as it is."""
    said = known(value)
    seen = [name for name, words in wishes().levels.items() if kept_as({name: words}, fold(said))]
    return seen[0] if len(seen) == 1 and len(said.split()) <= 3 else said


@_remembered
def form(value: Any) -> str:
    """How a course is held; the address of a schema.org mode, and yes or no to "online", in words."""
    said = known(value)
    if fold(said) in wishes().said_yes:
        return "online"
    if fold(said) in wishes().said_no:
        return "in person"
    seen = modes(said.rsplit("/", 1)[-1] if said.startswith("http") else said)
    return seen[0] if len(seen) == 1 and len(said.split()) <= 2 else said


@lru_cache(maxsize=4_096)
def modes(said: str) -> tuple[str, ...]:
    """The ways of holding a course that a text speaks of: online, in person, blended."""
    folded = fold(said)
    return tuple(name for name, words in wishes().modes.items() if kept_as({name: words}, folded))


@_remembered
def language(value: Any) -> str:
    """The code of a language, of a tag such as es-ES or of a name; what we do not know stays as it is."""
    said = known(value)
    tag = re.fullmatch(r"([A-Za-z]{2})(?:[-_][A-Za-z0-9]+)*", said)
    return tag[1].lower() if tag else kept_as(wishes().languages, fold(said)) or said


@_remembered
def certificate(value: Any) -> str:
    """Whether there is one: yes, no, or empty where it is not known; its name is a yes."""
    said = fold(known(value))
    if not said:
        return ""
    first = said.split()[0]
    return "no" if said in wishes().said_no or first in ("no", "without", "not") else "yes"


def _float(said: str) -> float:
    """4,7 and 4.7 and 1,234.5 as a number."""
    plain = said.replace(",", "") if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", said) else said
    return float(plain.replace(",", "."))
