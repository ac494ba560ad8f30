"""One rule's truth for a person, as a page shows it: each branch with its word and its rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from lenitive.clinic.alerts import WORDS
from lenitive.knowledge.classification import CLASSIFICATION
from lenitive.knowledge.disagreements import Disagreement, disagreements_of_rule
from lenitive.reason.explain import Explained as Node
from lenitive.reason.explain import explain
from lenitive.reason.story.words import capital

if TYPE_CHECKING:
    from lenitive.record.rows import Record

_TRUTH = {"met": _("yes"), "not_met": _("no"), "unknown": _("not known")}
_STATUS = {"met": _("This is so."), "not_met": _("This is not so."), "unknown": _("This is not known.")}


@dataclass(frozen=True)
class Branch:
    """One condition, or several joined; `decides` where the whole is so because of it."""

    text: str
    truth: str
    word: str
    decides: bool
    rows: tuple[str, ...]
    parts: tuple[Branch, ...]

    def every_row(self) -> Iterator[str]:
        """The rows of this branch and of those below it."""
        yield from self.rows
        for part in self.parts:
            yield from part.every_row()


@dataclass(frozen=True)
class Explained:
    """A finding with everything behind it, or a criterion or grade of what drives the pain.

    about : (name, value) of where it comes from. is_rule : whether it is a finding, which has an urgency and
    can be answered. disagreements : what other sources say.
    """

    title: str
    urgency: str
    word: str
    status: str
    status_words: str
    reason: str
    action: str
    settles_by: str
    when: Branch
    scope: Branch | None
    about: tuple[tuple[str, str], ...]
    verified: bool
    is_rule: bool
    disagreements: tuple[Disagreement, ...]

    @property
    def rows(self) -> tuple[str, ...]:
        """Every row that a branch rests on."""
        found = [*self.when.every_row(), *(self.scope.every_row() if self.scope else ())]
        return tuple(dict.fromkeys(found))


def explained(connection: Record, patient_id: str, rule_id: str, as_of: date) -> Explained:
    """The truth of a rule, criterion or grade for the person whose record the connection holds."""
    found = explain(connection, rule_id, patient_id=patient_id, as_of=as_of)
    rule = found.rule
    is_rule = rule.set != CLASSIFICATION
    about = (
        (_("Source"), rule.source),
        (_("Strength"), rule.strength if is_rule else ""),
        (_("What was read there"), rule.verified_scope),
        (_("Note"), rule.note),
        (_("Rule"), f"{rule.id}, {rule.version}"),
    )
    return Explained(
        title=rule.title,
        urgency=rule.urgency,
        word=str(WORDS[rule.urgency]) if is_rule else "",
        status=found.status,
        status_words=str(_STATUS[found.status]),
        reason=found.reason,
        action=rule.action,
        settles_by=found.settles_by,
        when=_branch(found.when),
        scope=_branch(found.scope) if found.scope else None,
        about=tuple((str(name), value) for name, value in about if value),
        verified=rule.verified,
        is_rule=is_rule,
        disagreements=disagreements_of_rule(rule.id),
    )


def _branch(node: Node) -> Branch:
    return Branch(
        text=capital(node.words),
        truth=node.truth,
        word=str(_TRUTH[node.truth]),
        decides=node.decides,
        rows=node.evidence,
        parts=tuple(_branch(child) for child in node.children),
    )
