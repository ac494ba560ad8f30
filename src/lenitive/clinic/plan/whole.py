"""One treatment with everything that is known of it: what its card says, and what holds for anyone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lenitive.clinic.plan.opened import Opened, opened
from lenitive.clinic.plan.words import DIRECTIONS, MODALITIES, ROLES_OF_LINE
from lenitive.knowledge.treatments import indication
from lenitive.knowledge.treatments.model import Treatment
from lenitive.plan.assess import Plan
from lenitive.plan.combination import combination
from lenitive.plan.options import Option
from lenitive.plan.sentences import caution


@dataclass(frozen=True)
class EvidenceLine:
    """What is known of it for one condition."""

    condition: str
    direction: str
    certainty: str


@dataclass(frozen=True)
class CautionLine:
    """One thing that may speak against it, for anyone."""

    words: str
    source: str
    verified: bool


@dataclass(frozen=True)
class Whole:
    """The page of one treatment."""

    it: Opened
    kind: str
    line: str
    evidence: tuple[EvidenceLine, ...]
    cautions: tuple[CautionLine, ...]
    stopping: tuple[str, ...]
    treatment: Treatment


def whole(plan: Plan, treatment: str) -> Whole | None:
    """The page of that treatment; nothing where there is no such treatment in the plan."""
    option = next((each for each in plan.options if each.treatment.id == treatment), None)
    if option is None:
        return None
    of = option.treatment
    return Whole(
        it=opened(option, _instead(plan, option)),
        kind=str(MODALITIES[of.modality]),
        line=_line(of),
        evidence=tuple(
            EvidenceLine(indication(each.indication).title, str(DIRECTIONS[each.direction]), each.certainty)
            for each in of.evidence
        ),
        cautions=tuple(CautionLine(caution(each), each.source, each.verified) for each in of.cautions),
        stopping=tuple(each.note for each in of.stopping),
        treatment=of,
    )


def _line(of: Treatment) -> str:
    """Its line of care; a treatment that is contested for some condition says so."""
    words = str(ROLES_OF_LINE[of.line])
    if any(each.direction == "mixed" for each in of.evidence):
        words = _("{line}; contested: the evidence points both ways").format(line=words)
    return words


def _instead(plan: Plan, declined: Option) -> Iterator[Option]:
    """What the plan proposes of the same part when this is declined."""
    made = plan.combination
    if made is None:
        return
    other = combination(
        plan.options, made.pathway, emergencies=made.emergencies, declined=[declined.treatment.id]
    )
    for part in other.parts:
        if part.name == declined.part:
            yield from (each for each in (*part.start, *part.alternatives) if each is not declined)
