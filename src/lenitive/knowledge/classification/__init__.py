"""What drives a pain: the subjects, their criteria and grades, checked against everything that they name."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from lenitive.errors import KnowledgeError
from lenitive.knowledge.classification.model import Criterion, Grade, Subject
from lenitive.knowledge.classification.parse import parse_subjects
from lenitive.knowledge.rules import known_ids
from lenitive.knowledge.rules.language import language
from lenitive.knowledge.rules.model import Rule, Scope

__all__ = ["CLASSIFICATION", "Criterion", "Grade", "Subject", "as_rules", "subject", "subjects"]

# The set of criteria and grades where they stand as rules; no site can switch it off.
CLASSIFICATION = "classification"


@lru_cache(maxsize=1)
def subjects() -> tuple[Subject, ...]:
    """Every subject, in the order of the files."""
    folder = files("lenitive.knowledge.classification")
    texts = [
        (f"knowledge/classification/{entry.name}", entry.read_text(encoding="utf-8"))
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".yaml")
    ]
    return parse_subjects(texts, language(), known_ids())


def subject(name: str) -> Subject:
    """The subject of that id."""
    for each in subjects():
        if each.id == name:
            return each
    raise KnowledgeError(f"there is no subject {name!r}", do="knowledge/classification/ holds them")


@lru_cache(maxsize=1)
def as_rules() -> tuple[Rule, ...]:
    """Criteria and grades as rules, so that the one engine judges and explains them.

    Their ids are `subject.criterion` and `subject.grade`.
    """
    made = []
    for each in subjects():
        made += [_rule(each, one.id, one.title, one) for one in each.criteria]
        made += [_rule(each, one.id, f"{each.title}: {one.title}", one) for one in each.grades]
    return tuple(made)


def _rule(of: Subject, name: str, title: str, entry: Criterion | Grade) -> Rule:
    return Rule(
        id=name,
        set=CLASSIFICATION,
        layer=1,
        title=title,
        applies_to=Scope(),
        urgency="routine",
        when=entry.when,
        action=entry.focus if isinstance(entry, Grade) else "",
        settles_by=(entry.ask,) if isinstance(entry, Criterion) else (),
        strength="classification",
        source=entry.source,
        verified=entry.verified,
        verified_scope=of.verified_scope,
        note="",
        version=of.version,
        place=entry.place,
    )
