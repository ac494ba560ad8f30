"""What a standing is made from, for one person or for many: arrays with a row a person."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lenitive.plan.standing import Codes, Truths

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

    truths : (people, rules) of the plan's program. mechanisms : (people, mechanisms), the place in GRADES,
    or NOT_KNOWN_GRADE.
    """

    truths: Codes
    mechanisms: npt.NDArray[np.int8]
    tried: Tried

    @property
    def people(self) -> int:
        """How many people there are."""
        return int(self.truths.shape[0])
