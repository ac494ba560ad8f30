"""The rules of the guidelines: read, checked against everything they name, and ordered by layer."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import Any

from lenitive.errors import KnowledgeError
from lenitive.knowledge.instruments import instruments
from lenitive.knowledge.rules.language import language
from lenitive.knowledge.rules.model import GuidelineSet, Rule, rules_read
from lenitive.knowledge.rules.parse import RuleFile
from lenitive.knowledge.tables import knowledge_columns

_NOT_RULES = "language.yaml"


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """Every rule that is shipped, lower layers first; within a layer in the order of the files.

    Those that a site uses are `site.chosen_rules()`.
    """
    return parse_rules(_texts())


@lru_cache(maxsize=1)
def guideline_sets() -> tuple[GuidelineSet, ...]:
    """Every set of rules that is shipped, in the order of the files."""
    return parse_sets(_texts())


def _texts() -> list[tuple[str, str]]:
    folder = files("lenitive.knowledge.rules")
    return [
        (f"knowledge/rules/{entry.name}", entry.read_text(encoding="utf-8"))
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".yaml") and entry.name != _NOT_RULES
    ]


def parse_rules(texts: Iterable[tuple[str, str]]) -> tuple[Rule, ...]:
    """Rules from (name of file, text) pairs; raises KnowledgeError with file and line."""
    sources = [RuleFile(name, text, language()) for name, text in texts]
    named = frozenset(rule_id for source in sources for rule_id in source.ids())
    known = {**known_ids(), "rule": named}
    made = [rule for source in sources for rule in source.rules(known)]
    _refuse_twice(made)
    _refuse_wrong_layer(made)
    return tuple(sorted(made, key=lambda rule: rule.layer))


def parse_sets(texts: Iterable[tuple[str, str]]) -> tuple[GuidelineSet, ...]:
    """The heads of files of rules; raises KnowledgeError where two files are one set."""
    made: dict[str, GuidelineSet] = {}
    for name, text in texts:
        head = RuleFile(name, text, language()).head()
        if head.id in made:
            raise KnowledgeError(
                f"the set {head.id} stands twice", where=name, do=f"The other is {made[head.id].place}"
            )
        made[head.id] = head
    return tuple(made.values())


def rule(rule_id: str) -> Rule:
    """The rule of that id."""
    for each in rules():
        if each.id == rule_id:
            return each
    raise KnowledgeError(f"there is no rule {rule_id!r}", do="`lenitive rules list` shows them")


@lru_cache(maxsize=1)
def known_ids() -> dict[str, frozenset[str]]:
    """The ids of knowledge that a rule may name, by kind; kinds that other rooms hold are left out."""
    forms = tuple(instruments())
    return {
        "concept": _named("concept_code", "concept") | _named("derived_concept", "concept"),
        "treatment": _named("treatment", "treatment"),
        "modality": _named("treatment", "modality"),
        "allergen": _named("allergy_word", "substance") - {None},
        "instrument": frozenset(form.id for form in forms),
        "scale": frozenset(f"{form.id}.{scale.id}" for form in forms for scale in form.scales),
        "item": frozenset(f"{form.id}.{item.key}" for form in forms for item in form.items),
        "drug_class": _named("drug_class", "class"),
        "ingredient": _named("drug_class", "ingredient") | _named("product_ingredient", "ingredient"),
    }


def _named(table: str, column: str) -> frozenset[Any]:
    return frozenset(value for (value,) in knowledge_columns(table, column))


def _refuse_twice(made: list[Rule]) -> None:
    seen: dict[str, Rule] = {}
    for each in made:
        if each.id in seen:
            other = seen[each.id].place
            raise KnowledgeError(
                f"the rule {each.id} stands twice", where=each.place, do=f"The other is at {other}"
            )
        seen[each.id] = each


def _refuse_wrong_layer(made: list[Rule]) -> None:
    layer = {each.id: each.layer for each in made}
    for each in made:
        for name in sorted(rules_read(each)):
            if layer[name] >= each.layer:
                raise KnowledgeError(
                    f"{each.id} (layer {each.layer}) reads {name} (layer {layer[name]})",
                    where=each.place,
                    do="A rule stands above the rules that it names",
                )
