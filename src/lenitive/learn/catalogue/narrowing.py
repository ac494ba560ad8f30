"""What a list of courses is narrowed to: for whom, about what, how long, what it costs, in which form."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from lenitive.knowledge.learning.courses import Course
from lenitive.learn.catalogue.prices import amount
from lenitive.learn.catalogue.values import modes

__all__ = ["ANY", "LABELS", "Cost", "Narrowed", "Sort", "amount", "label", "labels"]

Cost = Literal["", "free", "paid"]
Sort = Literal["fit", "rating", "hours", "price"]
LABELS = ("audience", "topic", "modality", "format", "language", "certificate")


@dataclass(frozen=True)
class Narrowed:
    """What courses must be; an empty text or None asks for nothing.

    hours, most : at most so many hours, so much money. unit : of the money, as `prices.Price`; free is never
    too much. cost : free, or not. A course that does not say what is asked for is left out.
    """

    audience: str = ""
    topic: str = ""
    modality: str = ""
    format: str = ""
    language: str = ""
    certificate: str = ""
    hours: float | None = None
    cost: Cost = ""
    most: float | None = None
    unit: str = ""

    def conditions(self) -> list[tuple[str, tuple[str | float, ...]]]:
        """(a condition on a row of `course`, its values) for each thing asked for."""
        asked: list[tuple[str, tuple[str | float, ...]]] = [
            (f"instr({column}, ?) > 0", (f"|{label(value)}|",))
            for column in LABELS
            if label(value := getattr(self, column))
        ]
        if self.hours is not None:
            asked.append(("hours <= ?", (self.hours,)))
        if self.cost:
            asked.append(("price <= ?" if self.cost == "free" else "price > ?", (0,)))
        if self.most is not None:
            asked.append(("price <= ?", (self.most,)))
            if self.unit:
                asked.append(("(price = 0 OR unit = ?)", (self.unit,)))
        return asked

    def asked(self) -> list[str]:
        """The columns that something is asked of."""
        named = [column for column in LABELS if getattr(self, column)]
        money = bool(self.cost) or self.most is not None
        return named + ["hours"] * (self.hours is not None) + ["price"] * money

    def filled(self, other: Narrowed) -> Narrowed:
        """This, and of another what nothing is asked of here."""
        mine = self if self.most is not None else replace(self, most=other.most, unit=other.unit)
        # Any: each value is of the type of its field, which the comparison of names keeps.
        here: dict[str, Any] = {
            name: value for name, value in mine._given().items() if value not in ("", None)
        }
        return replace(other, **here)

    def parts(self) -> list[tuple[str, Narrowed]]:
        """(what is asked for, all but this) for each field, so that one can be dropped."""
        # Any: values of several fields.
        money: dict[str, dict[str, Any]] = {"most": {"most": None, "unit": ""}}
        return [
            (name, replace(self, **money.get(name, {name: getattr(ANY, name)})))
            for name, value in self._given().items()
            if value not in ("", None) and name != "unit"
        ]

    def _given(self) -> dict[str, object]:
        return {each.name: getattr(self, each.name) for each in fields(self)}


ANY = Narrowed()


def label(value: str) -> str:
    """A value as lists of choices show it and rows hold it: small letters, single spaces."""
    return " ".join(value.replace("|", " ").lower().split())


def labels(course: Course) -> dict[str, tuple[str, ...]]:
    """Column -> the values of a course that a list can be narrowed to."""
    form = (course.format, *modes(course.format)) if course.format else ()
    return {
        "audience": course.audience,
        "topic": tuple(dict.fromkeys(each for each in (course.subject, *course.topics) if each)),
        "modality": (course.modality,) if course.modality else (),
        "format": tuple(dict.fromkeys(label(each) for each in form)),
        "language": (course.language,) if course.language else (),
        "certificate": (course.certificate,) if course.certificate else (),
    }
