"""What needs action: findings that are met, gravest first, each with a word, what to do, and its rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from lenitive.errors import KnowledgeError
from lenitive.knowledge.disagreements import Disagreement, disagreements_of_rule
from lenitive.knowledge.rules import rule

URGENCY = ("emergency", "urgent", "soon", "routine")
LOUD = ("emergency", "urgent")
WORDS = {
    "emergency": _("Emergency"),
    "urgent": _("Urgent"),
    "soon": _("Soon"),
    "routine": _("At this visit"),
}


@dataclass(frozen=True)
class Alert:
    """One finding that is met. `verified` is false until somebody read the rule at its source."""

    rule: str
    urgency: str
    title: str
    action: str
    reason: str
    rows: tuple[str, ...]
    source: str
    verified: bool

    @property
    def word(self) -> str:
        """Its urgency in a word, so that colour is never alone."""
        return str(WORDS[self.urgency])

    @property
    def disagreements(self) -> tuple[Disagreement, ...]:
        """What other sources say on the same."""
        return disagreements_of_rule(self.rule)

    @property
    def loud(self) -> bool:
        """Whether it may not wait."""
        return self.urgency in LOUD


def alerts(findings: Iterable[Mapping[str, Any]]) -> tuple[Alert, ...]:
    """The findings of assess that are met, gravest first, else in their order."""
    met = [finding for finding in findings if finding["status"] == "met"]
    met.sort(key=lambda finding: URGENCY.index(finding["urgency"]))
    return tuple(_alert(finding) for finding in met)


def _alert(finding: Mapping[str, Any]) -> Alert:
    try:
        known = rule(finding["rule"])
        source, verified = known.source, known.verified
    except KnowledgeError:
        source, verified = "", False
    return Alert(
        rule=finding["rule"],
        urgency=finding["urgency"],
        title=finding["title"],
        action=finding["action"],
        reason=finding["reason"] or "",
        rows=tuple(finding["evidence"]),
        source=source,
        verified=verified,
    )
