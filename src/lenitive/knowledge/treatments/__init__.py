"""What can be done about pain, and for whom: treatments, hazards, indications, and the rules of standings.

`as_rules` gives hazards and indications as rules. They name rules of the guidelines, so both are compiled
into one program: `compile_rules(sorted((*rules(), *as_rules()), key=lambda rule: rule.layer))`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

from lenitive.errors import KnowledgeError
from lenitive.knowledge.documents import document
from lenitive.knowledge.rules.language import language
from lenitive.knowledge.rules.model import Rule
from lenitive.knowledge.treatments.book import Book, read_book, shipped
from lenitive.knowledge.treatments.circumstances import as_rule
from lenitive.knowledge.treatments.model import (
    AntithromboticHolds,
    Caution,
    Children,
    Hazard,
    Indication,
    StandingRules,
    StopSlowly,
    Treatment,
)

__all__ = [
    "AntithromboticHolds",
    "Caution",
    "Children",
    "Hazard",
    "Indication",
    "StandingRules",
    "StopSlowly",
    "Treatment",
    "antithrombotic_holds",
    "as_rules",
    "broader_than",
    "children",
    "hazards",
    "indication",
    "indications",
    "standing_rules",
    "stop_slowly",
    "treatment",
    "treatments",
]


@lru_cache(maxsize=1)
def _book() -> Book:
    return read_book(shipped())


@lru_cache(maxsize=1)
def _treatments_by_id() -> dict[str, Treatment]:
    return {each.id: each for each in treatments()}


@lru_cache(maxsize=1)
def _indications_by_id() -> dict[str, Indication]:
    return {each.id: each for each in indications()}


def treatments() -> tuple[Treatment, ...]:
    """Every treatment, in the order of treatments.csv."""
    return _book().treatments


def treatment(name: str) -> Treatment:
    """The treatment of that id; raises KnowledgeError where there is none."""
    found = _treatments_by_id().get(name)
    if found is None:
        raise KnowledgeError(f"there is no treatment {name!r}", do="Use an id of `lenitive treatments`")
    return found


def hazards() -> tuple[Hazard, ...]:
    """Every circumstance that a caution names."""
    return _book().hazards


def indications() -> tuple[Indication, ...]:
    """Every reason to treat."""
    return _book().indications


@cache
def titles(language: str = "en") -> Mapping[str, str]:
    """Indication id -> its title in English or Spanish.

    Raises : KnowledgeError where a language has not the title of each, or that of one which is none.
    """
    english = {each.id: each.title for each in indications()}
    if language == "en":
        return english
    file = f"indications.{language}.yaml"
    said: Mapping[str, str] = document(files(__package__).joinpath(file).read_text("utf-8"))["titles"]
    if differ := sorted(set(english) ^ set(said)):
        raise KnowledgeError(
            f"{', '.join(differ)}: not in both indications.yaml and {file}",
            where="knowledge/treatments",
            do="Write the title, or take it out.",
        )
    return said


def indication(name: str) -> Indication:
    """The indication of that id; raises KnowledgeError where there is none."""
    found = _indications_by_id().get(name)
    if found is None:
        raise KnowledgeError(
            f"there is no indication {name!r}", do="See knowledge/treatments/indications.yaml"
        )
    return found


def broader_than(name: str) -> tuple[str, ...]:
    """The indications that one is a kind of, nearest first, without itself."""
    found: list[str] = []
    left = list(indication(name).broader)
    while left:
        each = left.pop(0)
        if each not in found:
            found.append(each)
            left += indication(each).broader
    return tuple(found)


def standing_rules() -> StandingRules:
    """How a standing comes about."""
    return _book().standing_rules


def stop_slowly() -> tuple[StopSlowly, ...]:
    """The classes that are never stopped suddenly."""
    return _book().stop_slowly


def antithrombotic_holds() -> AntithromboticHolds:
    """How long antithrombotics are held before procedures."""
    return _book().holds


def children() -> Children:
    """What fits under an age."""
    return _book().children


@lru_cache(maxsize=1)
def as_rules() -> tuple[Rule, ...]:
    """Hazards and indications as rules, lower layers first: `hazard.<id>` and `indication.<id>`."""
    version = language().version
    made = [as_rule(each, "hazard", version) for each in hazards()]
    made += [as_rule(each, "indication", version) for each in indications()]
    return tuple(sorted(made, key=lambda rule: rule.layer))
