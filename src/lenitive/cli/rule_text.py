"""A rule in plain text: its logic as an indented tree, with truth and rows where a person was asked about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lenitive.reason.explain import Explained, Explanation

_MARKS = {"met": "[yes]     ", "not_met": "[no]      ", "unknown": "[not known]", "": "-"}
_MOST_ROWS = 6


def explanation_text(told: Explanation) -> str:
    """The rule, for whom it speaks, when it is met, what to do, and where it comes from."""
    rule = told.rule
    lines = [f"{rule.title} ({rule.id}), {rule.urgency}"]
    if told.status:
        lines += [f"Status: {told.status.replace('_', ' ')}. {told.reason}"]
    if told.settles_by:
        lines += [f"Would settle it: {told.settles_by}"]
    lines += ["", "For whom:", *(_tree(told.scope) if told.scope else ["  - everyone"])]
    lines += ["", "When:", *_tree(told.when)]
    lines += ["", f"Action: {rule.action}", f"Strength: {rule.strength}", f"Source: {rule.source}"]
    if rule.verified:
        lines.append(f"Verified: {rule.verified_scope or 'yes'}")
    else:
        lines.append("Not verified against its source yet.")
    if rule.note:
        lines.append(f"Note: {rule.note}")
    lines.append(f"Written in: {rule.place}; version {rule.version}")
    return "\n".join(lines)


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
