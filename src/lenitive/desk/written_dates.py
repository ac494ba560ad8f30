"""Days as people write them: 1972-04-03, 3.4.1972, 03/04/72, 3 April 1972, 19720403, April 1972."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

from django.utils.dates import MONTHS, MONTHS_3

_ENGLISH = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
_SEP = r"\s*[-./ ]\s*"
_NAME = r"([^\W\d_]{3,12})\.?"
_EDGE = r"(?<![\w-])", r"(?![\w-])"
# Two digits of a year mean the last century as well as this one.
_CENTURIES = (1900, 2000)
# Several beginnings of a word: "1972-04-03", or "1972-04" for a month.
Term = tuple[str, ...]


def days_in(text: str) -> tuple[list[Term], str]:
    """The dates of a text, each as all the days it may mean, and the text without them.

    Where day and month may be swapped, both are meant. What is no day of any calendar stays in the text.
    """
    found: list[Term] = []
    for pattern, read in _FORMS:

        def taken(match: re.Match[str], read: Callable[..., Iterator[str]] = read) -> str:
            days = tuple(dict.fromkeys(read(*match.groups())))
            if not days:
                return match.group()
            found.append(days)
            return " "

        text = pattern.sub(taken, text)
    return found, text


def _year_first(year: str, month: str, day: str) -> Iterator[str]:
    yield from _days(int(year), int(month), int(day))


def _day_or_month_first(one: str, two: str, year: str) -> Iterator[str]:
    for each in _years(year):
        yield from _days(each, int(two), int(one))
        yield from _days(each, int(one), int(two))


def _together(digits: str) -> Iterator[str]:
    """Eight digits: a day in one of three orders, or a record number, which they stay as well."""
    days = [
        *_days(int(digits[:4]), int(digits[4:6]), int(digits[6:])),
        *_days(int(digits[4:]), int(digits[2:4]), int(digits[:2])),
        *_days(int(digits[4:]), int(digits[:2]), int(digits[2:4])),
    ]
    yield from [*days, digits] if days else []


def _day_month_name(day: str, name: str, year: str) -> Iterator[str]:
    for month in _months(name):
        for each in _years(year):
            yield from _days(each, month, int(day))


def _month_name_day(name: str, day: str, year: str) -> Iterator[str]:
    yield from _day_month_name(day, name, year)


def _month_of_year(month: str, year: str) -> Iterator[str]:
    if 1 <= int(month) <= 12:
        yield f"{year}-{int(month):02d}"


def _month_name_year(name: str, year: str) -> Iterator[str]:
    for month in _months(name):
        yield f"{year}-{month:02d}"


def _years(text: str) -> list[int]:
    this = date.today().year  # noqa: DTZ011  only to leave out years that have not come
    return [int(text)] if len(text) == 4 else [c + int(text) for c in _CENTURIES if c + int(text) <= this]


def _days(year: int, month: int, day: int) -> Iterator[str]:
    try:
        yield date(year, month, day).isoformat()
    except ValueError:
        return


def _months(name: str) -> list[int]:
    """The months that a word begins or shortens, in English and in the language of the page."""
    word = name.casefold()
    names = {number: {_ENGLISH[number - 1], str(MONTHS[number]).casefold()} for number in range(1, 13)}
    short = {number: str(MONTHS_3[number]).casefold() for number in range(1, 13)}
    return [n for n in names if word == short[n] or any(each.startswith(word) for each in names[n])]


def _form(*parts: str) -> re.Pattern[str]:
    return re.compile(_EDGE[0] + "".join(parts) + _EDGE[1])


_FORMS: tuple[tuple[re.Pattern[str], Callable[..., Iterator[str]]], ...] = (
    (_form(r"(\d{4})", _SEP, r"(\d{1,2})", _SEP, r"(\d{1,2})"), _year_first),
    (_form(r"(\d{1,2})", _SEP, r"(\d{1,2})", _SEP, r"(\d{4}|\d{2})"), _day_or_month_first),
    (_form(r"(\d{1,2})\.?\s*(?:st|nd|rd|th)?\s*[- ]?", _NAME, r"[- ,]\s*(\d{4}|\d{2})"), _day_month_name),
    (_form(_NAME, r"\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})"), _month_name_day),
    (_form(r"(\d{8})"), _together),
    (_form(r"(?<![./])(\d{1,2})\s*[./]\s*(\d{4})"), _month_of_year),
    (_form(_NAME, r"\s+(\d{4})"), _month_name_year),
)
