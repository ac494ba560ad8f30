"""The self-management lessons, from `lessons.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from lenitive.knowledge.learning.files import read


@dataclass(frozen=True)
class Lesson:
    """One lesson: what one can do after it, its text, what to do in it and what at home."""

    id: str
    title: str
    minutes: int
    objectives: tuple[str, ...]
    text: str
    activity: str
    practice: str
    source: str
    verified: bool


@cache
def lessons() -> tuple[Lesson, ...]:
    """All lessons, in the order in which they are best taken."""
    return tuple(
        Lesson(**{**each, "objectives": tuple(each["objectives"]), "text": each["text"].strip()})
        for each in read("lessons.yaml")["lessons"]
    )
