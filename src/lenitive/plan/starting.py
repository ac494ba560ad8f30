"""How a medicine is begun for this person: the words of knowledge, with what this person's facts change."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from lenitive.knowledge import treatments as knowledge
from lenitive.knowledge.treatments.model import ChildMedicine, Treatment
from lenitive.plan.facts import MET
from lenitive.plan.limits import lowest_limits
from lenitive.plan.person import Person

_PER_KG = re.compile(r"(\d+(?:\.\d+)?)(?:-(\d+(?:\.\d+)?))? mg/kg")


@dataclass(frozen=True)
class Start:
    """A dose: start, target, most, and how to go up, in the words of their source.

    limits : what lowers the most for this person, each with its reason; of several the lowest counts.
    for_a_child : whether it is the children's dose, worked out for the weight where that is known.
    """

    start: str
    target: str
    most: str
    titration: str
    limits: tuple[str, ...]
    for_a_child: bool
    source: str
    verified: bool

    def as_json(self) -> dict[str, Any]:
        """The form in `lenitive assess --json`."""
        return {
            "start": self.start,
            "target": self.target or None,
            "most": self.most or None,
            "titration": self.titration or None,
            "limits": list(self.limits),
            "for_a_child": self.for_a_child,
            "source": self.source,
            "verified": self.verified,
        }


def start(person: Person, treatment: Treatment) -> Start | None:
    """How the treatment is begun for this person; nothing where no dose is known or a child has none."""
    if person.truth("plan.child").value == MET:
        entries = {each.treatment: each for each in knowledge.children().medicines}
        entry = entries.get(treatment.id)
        return None if entry is None else _for_a_child(entry, person.weight_kg)
    dose = treatment.dose
    if dose is None:
        return None
    limits = _limits(person, treatment)
    return Start(dose.start, dose.target, dose.max, dose.titration, limits, False, dose.source, dose.verified)


def _limits(person: Person, treatment: Treatment) -> tuple[str, ...]:
    return tuple(
        f"at most {limit.max_mg_per_day:g} mg of {name} a day, all products counted: {why}"
        for name, (limit, why) in lowest_limits(person, treatment).items()
    )


def _for_a_child(entry: ChildMedicine, weight_kg: float | None) -> Start:
    words = entry.dose if weight_kg is None else dose_for_weight(entry.dose, weight_kg)
    return Start(words, "", "", "", (), True, entry.source, entry.verified)


def dose_for_weight(words: str, weight_kg: float) -> str:
    """The dose in mg beside every dose in mg/kg.

    >>> dose_for_weight("10-15 mg/kg every 4-6 h", 20)
    '10-15 mg/kg (200-300 mg at 20 kg) every 4-6 h'
    """

    def worked_out(found: re.Match[str]) -> str:
        amounts = "-".join(f"{float(each) * weight_kg:.0f}" for each in found.groups() if each)
        return f"{found.group(0)} ({amounts} mg at {weight_kg:g} kg)"

    return _PER_KG.sub(worked_out, words)
