"""Words that several papers share: who it is about, and the line at the foot."""

from __future__ import annotations

from datetime import date

from lenitive.plan.papers.press import Head
from lenitive.reason.story import Person
from lenitive.reason.story.words import day_words


def head_of(person: Person, as_of: date, kind: str, knowledge: str, *, heading: str = "") -> Head:
    """The head of a paper about a person, as of a day."""
    name = person.name or f"Person {person.patient_id}"
    details = [person.age, person.sex, f"record {person.identifier}" if person.identifier else ""]
    shown = " · ".join([*(each for each in details if each), f"as of {day_words(as_of)}"])
    stands = "Lenitive supports decisions and makes none."
    foot = f"{name} · {kind} · {day_words(as_of)} · knowledge {knowledge} · {stands}"
    return Head(
        kind=kind,
        title=f"{kind}: {name}, {day_words(as_of)}",
        heading=heading or name,
        details=shown,
        foot=foot,
        day=(as_of.year, as_of.month, as_of.day),
    )
