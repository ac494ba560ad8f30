"""Days, spans and numbers as people read them. English; sentences of the page are made from these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS_IN_YEAR = 365.25
_DAYS_IN_MONTH = _DAYS_IN_YEAR / 12


@dataclass(frozen=True)
class Day:
    """A date as it was written: `low` and `high` are the first and last day that the text allows."""

    low: date
    high: date

    def __str__(self) -> str:
        """12 Mar 2026, Mar 2026, 2026, or the two ends."""
        if self.low == self.high:
            return day_words(self.low)
        if (self.low.month, self.low.day, self.high.month, self.high.day) == (1, 1, 12, 31):
            first, last = str(self.low.year), str(self.high.year)
            return first if first == last else f"{first} to {last}"
        whole_month = self.low.day == 1 and (self.high + timedelta(days=1)).day == 1
        if whole_month and (self.low.year, self.low.month) == (self.high.year, self.high.month):
            return month_words(self.low)
        return f"{day_words(self.low)} to {day_words(self.high)}"

    @property
    def exact(self) -> bool:
        """Whether one day was written."""
        return self.low == self.high


def day_of(low: date | None, high: date | None) -> Day | None:
    """A pair of columns as one day; one end stands for both, none gives nothing."""
    first, last = low or high, high or low
    return Day(first, last) if first is not None and last is not None else None


def day_words(day: date) -> str:
    """12 Mar 2026."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def month_words(day: date) -> str:
    """Mar 2026."""
    return f"{_MONTHS[day.month - 1]} {day.year}"


def month_name(month: int) -> str:
    """The short name of a month from 1 to 12."""
    return _MONTHS[month - 1]


def span_words(days: int) -> str:
    """A length of time in the largest unit that still says something: 5 days, 3 weeks, 14 months, 6 years."""
    if days < 14:
        return counted(days, "day")
    if days < 2 * _DAYS_IN_MONTH:
        return counted(days // 7, "week")
    months = int(days / _DAYS_IN_MONTH)
    if months < 24:
        return counted(months, "month")
    return counted(int(days / _DAYS_IN_YEAR), "year")


def ago_words(day: date, as_of: date) -> str:
    """Today, yesterday, 3 weeks ago; a day ahead is said as its date."""
    days = (as_of - day).days
    if days < 0:
        return f"on {day_words(day)}"
    if days < 2:
        return ("today", "yesterday")[days]
    return f"{span_words(days)} ago"


def counted(number: int, thing: str) -> str:
    """1 day, 2 days."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def number_words(value: float, decimals: int = 1) -> str:
    """A number without needless zeros: 5, 5.1, 0.25 (with decimals=2). A minus is a true minus."""
    text = f"{abs(value):.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"−{text}" if value < 0 and text.strip("0.") else text


def signed_words(value: float, decimals: int = 1) -> str:
    """+2.5, −0.6, 0."""
    text = number_words(value, decimals)
    return f"+{text}" if value > 0 and text != "0" else text


def listed(things: Sequence[str], last: str = "and") -> str:
    """One, two and three."""
    if len(things) < 2:
        return "".join(things)
    return f"{', '.join(things[:-1])} {last} {things[-1]}"


def sentence(text: str) -> str:
    """The text with a capital first and a full stop last."""
    text = " ".join(text.split())
    if not text:
        return text
    text = capital(text)
    return text if text[-1] in ".?!" else f"{text}."


def capital(text: str) -> str:
    """The text with a capital first; a name such as eGFR stays as it is written."""
    return text if text[1:2].isupper() else text[:1].upper() + text[1:]


def plain(text: str) -> str:
    """A coded name without its code-system tail: "Chronic low back pain (finding)" loses the bracket."""
    head, bracket, tail = text.rpartition(" (")
    tags = ("finding", "disorder", "procedure", "regime/therapy", "situation", "morphologic abnormality")
    return head if bracket and tail.removesuffix(")") in tags else text
