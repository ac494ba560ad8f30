"""A suggested urgency with its reasons: the rules of triage over the findings of the one rule set.

The gravest reason that is met gives the urgency; without one it is routine. A reason that is not known is
said as unknown, with what would settle it, and never lowers what is suggested. A clinician decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from lenitive.knowledge.rules.model import Rule
from lenitive.knowledge.rules.site import Choice, chosen_rules, site_choice
from lenitive.knowledge.visits.referrals import URGENCIES
from lenitive.knowledge.visits.triage import triage_rules, without_rules
from lenitive.reason.engine.findings import Finding, finding, item_phrases
from lenitive.reason.engine.person import Judged
from lenitive.reason.engine.program import Program, compile_rules
from lenitive.reason.engine.questions import MET, UNKNOWN
from lenitive.reason.engine.trees import Branch, Item, Tree
from lenitive.reason.judgement import judge_person
from lenitive.reason.tables import unchanged_record

if TYPE_CHECKING:
    from lenitive.record.rows import Record

ROUTINE = URGENCIES[-1]
_SET = "triage"


@dataclass(frozen=True)
class Reason:
    """One reason of triage that is met, or is not known.

    says : the words of what makes it so. short : the dangers behind it alone, else its title.
    do : what it asks for now, of each danger behind it. rules : findings that it rests on.
    rows : the record's rows. settles_by : what would settle it.
    """

    rule: str
    title: str
    urgency: str
    status: str
    says: str
    short: str
    do: tuple[str, ...]
    rules: tuple[str, ...]
    rows: tuple[str, ...]
    settles_by: str
    source: str
    verified: bool


@dataclass(frozen=True)
class Suggestion:
    """How soon, and why. unknown : reasons that would bring it forward, if they were so."""

    urgency: str
    reasons: tuple[Reason, ...]
    unknown: tuple[Reason, ...]

    @property
    def emergencies(self) -> tuple[Reason, ...]:
        """The reasons that cannot wait."""
        return tuple(each for each in self.reasons if each.urgency == URGENCIES[0])


def suggest(record: Record, patient_id: str, as_of: date) -> Suggestion:
    """The suggested urgency of a referral of the person whose record it is, as of a day."""
    with unchanged_record(record):
        judged = judge_person(record, patient_id=patient_id, as_of=as_of, compiled=triage_program())
    return suggestion(judged)


def suggestion(judged: Judged) -> Suggestion:
    """The suggestion that a judged person gives; its program must be that of triage."""
    told = [(each, finding(judged, each)) for each in judged.rules if each.judgement.rule.set == _SET]
    made = [_reason(judged, each.judgement.when_tree, said) for each, said in told]
    made.sort(key=lambda each: URGENCIES.index(each.urgency))
    met = tuple(each for each in made if each.status == "met")
    urgency = met[0].urgency if met else ROUTINE
    graver = URGENCIES[: URGENCIES.index(urgency)]
    unknown = tuple(each for each in made if each.status == "unknown" and each.urgency in graver)
    return Suggestion(urgency, met, unknown)


def triage_program() -> Program:
    """The guideline rules of this site with those of triage above them, compiled once for each choice."""
    return _chosen(site_choice())


@lru_cache(maxsize=4)
def _chosen(choice: Choice) -> Program:
    return compile_rules((*chosen_rules(choice), *_triage(choice)))


def _triage(choice: Choice) -> Iterator[Rule]:
    """The rules of triage without what rests on a set that is switched off here."""
    on = {each.id for each in chosen_rules(choice)}
    off = _named_off(on)
    for each in triage_rules():
        when = without_rules(each.when, off)
        if when is not None:
            yield replace(each, when=when)


def _named_off(on: Iterable[str]) -> frozenset[str]:
    from lenitive.knowledge.rules import rules

    return frozenset(each.id for each in rules()) - frozenset(on)


def _reason(judged: Judged, tree: Tree, said: Finding) -> Reason:
    wanted = {"met": MET, "unknown": UNKNOWN}.get(said.status)
    items = [] if wanted is None else list(_deciding(judged, tree, wanted))
    behind = [finding(judged, judged.rules[each]) for each in items if judged.program.is_rule(each)]
    return Reason(
        rule=said.rule.id,
        title=said.rule.title,
        urgency=said.rule.urgency,
        status=said.status,
        says="; ".join(_words(judged, items)),
        short="; ".join(each.rule.title for each in behind) or said.rule.title,
        do=tuple(dict.fromkeys(each.rule.action for each in behind if each.status == "met"))
        or (said.rule.action,),
        rules=tuple(each.rule.id for each in behind),
        rows=said.evidence,
        settles_by=said.settles_by,
        source=said.rule.source,
        verified=said.rule.verified,
    )


def _words(judged: Judged, items: Iterable[int]) -> Iterator[str]:
    """Each finding by its title, each question to the record in its words."""
    for each in items:
        if judged.program.is_rule(each):
            yield judged.program.judgements[each].rule.title
        else:
            yield from item_phrases(judged, [each])


def _deciding(judged: Judged, tree: Tree, wanted: int) -> Iterator[int]:
    """The items that have the truth of the whole, below branches that have it too, each once."""
    if isinstance(tree, Item):
        if judged.value(tree) == wanted:
            yield tree.number
        return
    if isinstance(tree, Branch) and judged.value(tree) == wanted:
        seen: dict[int, None] = {}
        for part in tree.parts:
            seen.update(dict.fromkeys(_deciding(judged, part, wanted)))
        yield from seen
