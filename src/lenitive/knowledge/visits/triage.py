"""The rules of triage: in the language of the guideline rules, over their findings (`triage.yaml`)."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from importlib.resources import files

from lenitive.errors import KnowledgeError
from lenitive.knowledge.rules import known_ids, rules
from lenitive.knowledge.rules.language import language
from lenitive.knowledge.rules.model import All, AnyOf, Count, Leaf, Node, Not, Rule
from lenitive.knowledge.rules.parse import RuleFile

_NAME = "knowledge/visits/triage.yaml"


@lru_cache(maxsize=1)
def triage_rules() -> tuple[Rule, ...]:
    """Every rule of triage, in the order of the file; raises KnowledgeError with file and line."""
    text = files("lenitive.knowledge.visits").joinpath("triage.yaml").read_text(encoding="utf-8")
    return read_triage(text)


def read_triage(text: str, name: str = _NAME) -> tuple[Rule, ...]:
    """Rules of triage from a text; they stand above every guideline rule."""
    source = RuleFile(name, text, language())
    guideline = frozenset(each.id for each in rules())
    made = tuple(source.rules({**known_ids(), "rule": guideline}))
    top = max(each.layer for each in rules())
    low = next((each for each in made if each.layer <= top), None)
    if low is not None:
        raise KnowledgeError(
            f"{low.id} has the layer {low.layer}", where=low.place, do=f"Give one above {top}, as in 9"
        )
    return made


def without_rules(node: Node, off: Collection[str]) -> Node | None:
    """A tree without what it asks of rules that are switched off; None where nothing is left of it."""
    if isinstance(node, Leaf):
        named = {value for test in node.where if test.field == "rule" for value in test.one_of}
        return None if node.table == "finding" and named & set(off) else node
    parts = tuple(each for part in node.of if (each := without_rules(part, off)) is not None)
    if isinstance(node, AnyOf):
        return AnyOf(parts) if parts else None
    if isinstance(node, Count):
        return Count(parts, node.at_least) if len(parts) >= node.at_least else None
    return node if len(parts) == len(node.of) and parts == node.of else _same_kind(node, parts)


def _same_kind(node: All | Not, parts: tuple[Node, ...]) -> Node | None:
    """All and Not mean something else when a part is missing."""
    if len(parts) < len(node.of):
        return None
    return All(parts) if isinstance(node, All) else Not(parts)
