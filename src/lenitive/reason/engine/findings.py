"""Judged rules as findings: status, rows, and the reason in plain words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lenitive.knowledge.rules.language import language
from lenitive.knowledge.rules.model import Rule
from lenitive.reason.engine.person import Decided, Judged
from lenitive.reason.engine.program import Program
from lenitive.reason.engine.questions import MET, NOT_MET, UNKNOWN
from lenitive.reason.engine.words import Words, leaf_words

STATUS = {NOT_MET: "not_met", UNKNOWN: "unknown", MET: "met"}
_ORDER = ("met", "unknown", "not_met")


@dataclass(frozen=True)
class Finding:
    """What one rule says of one person.

    status : met, not_met or unknown. evidence : row ids.
    settles_by : what would settle it, where it is unknown.
    """

    rule: Rule
    status: str
    evidence: tuple[str, ...]
    reason: str
    settles_by: str


def findings(judged: Judged) -> list[Finding]:
    """The findings of one person: met first, the urgent before the rest, then unknown, then not met."""
    urgencies = language().urgencies
    made = [finding(judged, decided) for decided in judged.rules]
    return sorted(made, key=lambda each: (_ORDER.index(each.status), urgencies.index(each.rule.urgency)))


def finding(judged: Judged, decided: Decided) -> Finding:
    """One judged rule as a finding."""
    rule, status = decided.judgement.rule, STATUS[decided.truth.value]
    return Finding(
        rule,
        status,
        decided.truth.row_ids,
        reason(judged, decided),
        "; ".join(rule.settles_by) if status == "unknown" else "",
    )


def reason(judged: Judged, decided: Decided) -> str:
    """Why a rule has its status, as one sentence or two."""
    if decided.cleared:
        return "A person has reviewed it and cleared it, and nothing newer has come since."
    said = "; ".join(item_phrases(judged, decided.deciding))
    if decided.outside:
        return f"Does not apply here: {said}."
    lead = {MET: "Because", NOT_MET: "Not met", UNKNOWN: "Not known"}[decided.truth.value]
    text = f"{lead}: {said}."
    if decided.open_scope and decided.truth.value != NOT_MET:
        text += f" Not ruled out: {'; '.join(item_phrases(judged, decided.open_scope))}."
    return text


def item_phrases(judged: Judged, items: Iterable[int]) -> list[str]:
    """The items in words, each as it is for this person, each once."""
    return list(
        dict.fromkeys(phrase(item_words(judged.program, item), judged.items[item].value) for item in items)
    )


def item_words(program: Program, item: int) -> Words:
    """A leaf in its words, or a rule by its title."""
    if not program.is_rule(item):
        return leaf_words(program.leaf(item))
    named = program.judgements[item].rule
    title = f"{named.title} ({named.id})"
    return Words(title, f"not: {title}", f"whether: {title}")


def phrase(words: Words, value: int) -> str:
    """The phrase that fits a truth."""
    return {MET: words.met, NOT_MET: words.not_met, UNKNOWN: words.unknown}[value]
