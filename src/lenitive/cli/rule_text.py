"""A rule in plain text: its logic as an indented tree, with truth and rows where a person was asked about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lenitive.knowledge.classification import CLASSIFICATION, subjects
from lenitive.knowledge.disagreements import Disagreement, disagreements_of_rule
from lenitive.knowledge.rules import guideline_sets, rules
from lenitive.knowledge.rules.model import Rule
from lenitive.knowledge.rules.site import Choice, reviewed_words, site_choice

if TYPE_CHECKING:
    from lenitive.reason.explain import Explained, Explanation

Listed = dict[str, object]  # a line of `rules list --json`

_MARKS = {"met": "[yes]     ", "not_met": "[no]      ", "unknown": "[not known]", "": "-"}
_MOST_ROWS = 6


def listed() -> list[Listed]:
    """Every rule with its set, then every criterion and grade of the classification."""
    off, made = site_choice().off, []
    for head in guideline_sets():
        own = sorted((rule for rule in rules() if rule.set == head.id), key=_line)
        for each in own:
            row: Listed = {"rule": each.id, "kind": "rule", "set": head.id, "version": each.version}
            made.append(row | {"on": head.id not in off, "urgency": each.urgency, "title": each.title})
    for subject in subjects():
        parts = [("criterion", one.id, one.title) for one in subject.criteria]
        parts += [("grade", one.id, one.title) for one in subject.grades]
        for kind, name, title in parts:
            row = {"rule": name, "kind": kind, "set": CLASSIFICATION, "version": subject.version}
            made.append(row | {"on": True, "urgency": None, "title": title})
    return made


def list_text(rows: list[Listed]) -> str:
    """The rules under the heads of their sets, then the classification under its subjects."""
    choice, wide = site_choice(), max(len(str(row["rule"])) for row in rows)
    lines = [f"Guidelines{f' (chosen in {choice.place})' if choice.place else ''}:"]
    for head in guideline_sets():
        lines += ["", f"{head.title} ({head.id}), version {head.version}{_switch(head.id, choice)}"]
        own = [row for row in rows if row["set"] == head.id]
        lines += [f"  {row['rule']:<{wide}}  {row['urgency']:<9}  {row['title']}" for row in own]
    lines += ["", "What drives the pain: criteria and grades"]
    for subject in subjects():
        lines += ["", f"{subject.title} ({subject.id}), version {subject.version}"]
        own = [row for row in rows if str(row["rule"]).partition(".")[0] == subject.id]
        lines += [f"  {row['rule']:<{wide}}  {row['kind']:<9}  {row['title']}" for row in own]
    return "\n".join(lines)


def _line(rule: Rule) -> int:
    """Where a rule stands in its file, which is the order of its source."""
    return int(rule.place.rpartition(" ")[2])


def _switch(set_id: str, choice: Choice) -> str:
    """Whether a set is on at this site, and which version of it was reviewed here."""
    if set_id in choice.off:
        return f": OFF here. {choice.why[set_id]}"
    return f": on{reviewed_words(set_id, choice)}"


def explanation_text(told: Explanation) -> str:
    """The rule, for whom it speaks, when it is met, what to do, and where it comes from."""
    rule = told.rule
    is_rule = rule.set != CLASSIFICATION
    lines = [f"{rule.title} ({rule.id}){f', {rule.urgency}' if is_rule else ''}"]
    if told.status:
        lines += [f"Status: {told.status.replace('_', ' ')}. {told.reason}"]
    if told.settles_by:
        lines += [f"Would settle it: {told.settles_by}"]
    if is_rule:
        lines += ["", "For whom:", *(_tree(told.scope) if told.scope else ["  - everyone"])]
    lines += ["", "When:", *_tree(told.when), "", *_about(rule)]
    for each in disagreements_of_rule(rule.id):
        lines += ["", *_disagreement(each, rule.id)]
    return "\n".join(lines)


def _about(rule: Rule) -> Iterator[str]:
    """What to do, where it comes from, what of it was read there, and whether its set is on here."""
    if rule.action:
        yield f"Action: {rule.action}"
    if rule.set != CLASSIFICATION:
        yield f"Strength: {rule.strength}"
    yield f"Source: {rule.source}"
    scope = rule.verified_scope
    yield (f"Verified: {scope or 'yes'}") if rule.verified else "Not verified against its source yet."
    if scope and not rule.verified:
        yield f"What was read: {scope}"
    if rule.note:
        yield f"Note: {rule.note}"
    if rule.set != CLASSIFICATION:
        head = next(each for each in guideline_sets() if each.id == rule.set)
        yield f"Set: {head.title} ({head.id}){_switch(head.id, site_choice())}"
    yield f"Written in: {rule.place}; version {rule.version}"


def _disagreement(each: Disagreement, rule_id: str) -> Iterator[str]:
    """Both sides, each with its source; the side that the rule stands on is marked."""
    yield f"Sources disagree: {each.topic}"
    for side in each.sides:
        read = "" if side.verified else " (not verified against its source yet)"
        here = " [this rule]" if rule_id in side.rules else ""
        yield f"  - {side.who}{here}: {side.says}"
        yield f"    Source: {side.source}{read}"
    yield f"  Here: {each.here}"


def _tree(node: Explained, depth: int = 1) -> Iterator[str]:
    """The lines of a node and of those below it; a star marks what decides."""
    star = "*" if node.decides else " "
    rows = f"  <- {', '.join(node.evidence[:_MOST_ROWS])}" if node.evidence else ""
    if len(node.evidence) > _MOST_ROWS:
        rows += f" and {len(node.evidence) - _MOST_ROWS} more"
    mark = _MARKS[node.truth]
    head = f"{mark}{star} " if node.truth else f"{mark} "
    yield f"{'  ' * depth}{head}{node.words}{':' if node.children else ''}{rows}"
    for child in node.children:
        yield from _tree(child, depth + 1)
