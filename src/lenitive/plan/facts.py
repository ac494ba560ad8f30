"""What a standing is made from, for one person or for many: arrays with a row a person."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from lenitive.plan.program import mechanism_grades, number_of
from lenitive.plan.standing import Codes, Truths

MECHANISMS = ("nociceptive", "neuropathic", "nociplastic")
GRADES = ("none", "possible", "probable", "definite")
NOT_KNOWN_GRADE = -1
# A truth as the engine writes it.
NOT_MET, NOT_KNOWN, MET = 0, 1, 2


@dataclass(frozen=True, eq=False)
class Tried:
    """What was tried and what is taken now; every array is (people, treatments).

    on_record : ever. step : long or often enough to count as a step of the ladder, and not a success.
    enough : an adequate trial (NOT_MET, NOT_KNOWN, MET), by its trial definition.
    failed : adequate, did not help, not too long ago. not_tolerated : stopped for harm.
    current : goes on. stops_slowly : goes on, in a class that must not be stopped suddenly after that long.
    other_steps : (people,) steps of which the chart says only the kind, such as physiotherapy.
    """

    on_record: Truths
    step: Truths
    enough: Codes
    failed: Truths
    not_tolerated: Truths
    current: Truths
    stops_slowly: Truths
    other_steps: npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Facts:
    """People as rows.

    truths : (people, rules) of the plan's program.
    mechanisms : (people, mechanisms), the place in GRADES, or NOT_KNOWN_GRADE.
    in_specialist_setting : whether a specialist asks, who may weigh what is for a specialist alone.
    """

    truths: Codes
    mechanisms: Codes
    tried: Tried
    in_specialist_setting: bool = False

    @classmethod
    def of(cls, truths: Codes, tried: Tried, *, in_specialist_setting: bool = False) -> Facts:
        """The facts that these truths and trials amount to."""
        return cls(truths, graded(truths), tried, in_specialist_setting)

    def some(self, people: npt.NDArray[np.intp]) -> Facts:
        """The facts of some of the people, by their places."""
        names = [each.name for each in fields(Tried)]
        chosen = Tried(**{name: getattr(self.tried, name)[people] for name in names})
        return Facts(self.truths[people], self.mechanisms[people], chosen, self.in_specialist_setting)

    @property
    def people(self) -> int:
        """How many people there are."""
        return int(self.truths.shape[0])


def graded(truths: Codes) -> Codes:
    """(people, mechanisms) the strongest grade that is met; else NOT_KNOWN_GRADE if one may be, else none."""
    made = np.zeros((truths.shape[0], len(MECHANISMS)), dtype=np.int8)
    for column, mechanism in enumerate(MECHANISMS):
        grades = mechanism_grades()[mechanism]
        values = truths[:, [number_of(name) for name in grades]]
        places = np.array([GRADES.index(name.partition(".")[2]) for name in grades], dtype=np.int8)
        met = np.where(values == MET, places, 0).max(axis=1)
        is_open = (values == NOT_KNOWN).any(axis=1)
        made[:, column] = np.where(met > 0, met, np.where(is_open, NOT_KNOWN_GRADE, 0))
    return made
