"""A rule laid open: each branch in words, and for a person with its truth and its rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lenitive.knowledge.rules.model import Rule
from lenitive.reason.engine.findings import STATUS, item_words, phrase
from lenitive.reason.engine.person import Judged
from lenitive.reason.engine.program import Program
from lenitive.reason.engine.trees import Branch, Item, Tree

Kind = Literal["all", "any", "count", "leaf", "rule"]


@dataclass(frozen=True)
class Explained:
    """One node of a rule.

    kind : all, any or count of its children; or a leaf, or another rule.
    words : what it says; where a person was asked about, as it is for that person.
    truth : met, not_met or unknown; empty where nobody was asked about.
    decides : whether the whole has its truth because of this node.
    evidence : row ids.
    """

    kind: Kind
    words: str
    truth: str = ""
    decides: bool = False
    evidence: tuple[str, ...] = ()
    children: tuple[Explained, ...] = ()


@dataclass(frozen=True)
class Explanation:
    """A rule, whole: its logic and for whom it speaks; status and reason where a person was asked about."""

    rule: Rule
    when: Explained
    scope: Explained | None
    status: str = ""
    reason: str = ""
    settles_by: str = ""


def node(compiled: Program, tree: Tree, judged: Judged | None = None, *, decides: bool = True) -> Explained:
    """A tree of a program; with `judged`, as it is for that person. decides : whether what is above does."""
    if isinstance(tree, Item):
        return _item(compiled, tree, judged, decides=decides)
    whole = None if judged is None else judged.value(tree)
    children = tuple(
        node(
            compiled,
            part,
            judged,
            decides=decides and (judged is None or judged.value(part) == whole),
        )
        for part in tree.parts
    )
    truth = "" if whole is None else STATUS[whole]
    return Explained(tree.kind, _joined(tree), truth, decides and judged is not None, (), children)


def _item(compiled: Program, item: Item, judged: Judged | None, *, decides: bool) -> Explained:
    words = item_words(compiled, item.number)
    kind: Kind = "rule" if compiled.is_rule(item.number) else "leaf"
    if judged is None:
        return Explained(kind, words.not_met if item.negated else words.met)
    truth = judged.items[item.number]
    return Explained(kind, phrase(words, truth.value), STATUS[judged.value(item)], decides, truth.row_ids)


def _joined(branch: Branch) -> str:
    if branch.kind == "count":
        return f"at least {branch.least} of these {len(branch.parts)}"
    return "all of these" if branch.kind == "all" else "any of these"
