"""What a list of courses is narrowed to: for whom, about what, how long, what it costs, in which form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from lenitive.knowledge.learning.courses import Course
from lenitive.learn.text import fold

Cost = Literal["", "free", "paid"]
Sort = Literal["fit", "rating", "hours", "price"]
_FREE = re.compile(r"\b(free|gratis|no cost|kostenlos)\b")
# 1,200.50 and 1.200,50 and 1200.5: three digits behind a mark are thousands, one or two are a part.
_AMOUNT = re.compile(r"(\d{1,3}(?:[.,]\d{3})+(?!\d)|\d+)(?:[.,](\d{1,2})(?!\d))?")


@dataclass(frozen=True)
class Narrowed:
    """What courses must be; an empty text or None asks for nothing.

    hours : at most so many. cost : free, or not. A course that does not say what is asked for is left out.
    """

    audience: str = ""
    topic: str = ""
    modality: str = ""
    format: str = ""
    hours: float | None = None
    cost: Cost = ""

    def conditions(self) -> list[tuple[str, str | float]]:
        """(a condition on a row of `course`, its value) for each thing asked for."""
        asked: list[tuple[str, str | float]] = [
            (f"instr({column}, ?) > 0", f"|{label(value)}|")
            for column, value in (
                ("audience", self.audience),
                ("topic", self.topic),
                ("modality", self.modality),
                ("format", self.format),
            )
            if label(value)
        ]
        if self.hours is not None:
            asked.append(("hours <= ?", self.hours))
        if self.cost:
            asked.append(("price <= ?" if self.cost == "free" else "price > ?", 0))
        return asked

    def asked(self) -> list[str]:
        """The columns that something is asked of."""
        named = [column for column in ("audience", "topic", "modality", "format") if getattr(self, column)]
        return named + ["hours"] * (self.hours is not None) + ["price"] * bool(self.cost)


ANY = Narrowed()


def amount(price: str) -> float | None:
    """The number in a price as given, in its own currency; 0 where it is free, None where it is not known."""
    if _FREE.search(fold(price)):
        return 0.0
    found = _AMOUNT.search(price.replace(" ", ""))
    return float(f"{re.sub('[.,]', '', found[1])}.{found[2] or 0}") if found else None


def label(value: str) -> str:
    """A value as lists of choices show it and rows hold it: small letters, single spaces."""
    return " ".join(value.replace("|", " ").lower().split())


def labels(course: Course) -> dict[str, tuple[str, ...]]:
    """Column -> the values of a course that a list can be narrowed to."""
    return {
        "audience": course.audience,
        "topic": tuple(dict.fromkeys(each for each in (course.subject, *course.topics) if each)),
        "modality": (course.modality,) if course.modality else (),
        "format": (course.format,) if course.format else (),
    }
