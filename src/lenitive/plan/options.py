"""The options of one person: every treatment with its standing, the reasons, and what is to be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from lenitive.knowledge.planning import planning
from lenitive.knowledge.treatments.model import Treatment
from lenitive.plan.columns import standings, weigh
from lenitive.plan.currently import CURRENT, currently
from lenitive.plan.decided import Decision
from lenitive.plan.doing import do
from lenitive.plan.facts import MET, NOT_KNOWN, NOT_MET
from lenitive.plan.grid import Grid
from lenitive.plan.judging import JudgedBy, judged_by
from lenitive.plan.person import Person
from lenitive.plan.program import number_of
from lenitive.plan.ranking import CERTAINTY, NO_EVIDENCE, certainty, leads, ranks
from lenitive.plan.reasons import Reason, sides
from lenitive.plan.standing import STANDINGS, Codes
from lenitive.plan.starting import Start, start
from lenitive.plan.trials import Trials

Json = dict[str, Any]  # one option of `lenitive assess --json`; docs/schemas/assess.schema.json holds it


@dataclass(frozen=True)
class Option:
    """One treatment for one person.

    rank : from 1, the best next first. standing : see `standing.STANDINGS`.
    once_checked : the standing if nothing that is not known speaks against it.
    current : continue, review or stop_slowly; nothing where it is not taken now.
    do : what is to be done, in one line. needs : what must be checked, ordered or in place first.
    certainty : of the surest evidence of benefit for this person; empty where there is none.
    contested : evidence that speaks here points both ways.
    start : how a medicine is begun; nothing where no dose is known. tried : what earlier trials came to.
    never_suddenly : it is taken now and must not be stopped suddenly. leads : a guideline names it
    first. beside : it takes nobody else's place in the plan. decided : what the clinic said to it last.
    """

    treatment: Treatment
    rank: int
    standing: str
    once_checked: str
    current: str | None
    do: str
    speaks_for: tuple[Reason, ...]
    against: tuple[Reason, ...]
    needs: tuple[Reason, ...]
    part: str
    certainty: str
    contested: bool
    tried: str
    start: Start | None
    judged_by: JudgedBy
    never_suddenly: bool
    leads: bool = False
    beside: bool = False
    decided: Decision | None = None

    def as_json(self) -> Json:
        """The form of the contract, and what stands beside it."""
        return {
            "treatment": self.treatment.id,
            "rank": self.rank,
            "standing": self.standing,
            "current": self.current,
            "do": self.do,
            "for": [each.text for each in self.speaks_for],
            "against": [each.text for each in self.against],
            "needs": [each.text for each in self.needs],
            "title": self.treatment.title,
            "part": self.part,
            "once_checked": self.once_checked,
            "never_suddenly": self.never_suddenly,
            "contested": self.contested,
            "certainty": self.certainty or None,
            "effect": {"pain": self.treatment.effect.pain, "function": self.treatment.effect.function},
            "time_to_effect": self.treatment.time_to_effect,
            "trial_length": self.treatment.trial_length,
            "tried": self.tried or None,
            "start": None if self.start is None else self.start.as_json(),
            "delivered_by": list(self.treatment.delivered_by),
            "judged_by": self.judged_by.as_json(),
            "decided": None if self.decided is None else self.decided.as_json(),
            "reasons": [
                each.as_json(side)
                for side, said in (("for", self.speaks_for), ("against", self.against), ("needs", self.needs))
                for each in said
            ],
        }


def options(person: Person) -> tuple[Option, ...]:
    """Every treatment for one person, the best next first."""
    facts, grid = person.facts, person.grid
    codes = standings(facts, grid)
    known = standings(replace(facts, truths=_as_if_clear(facts.truths, grid)), grid)[0]
    order = ranks(codes, facts, grid)[0]
    now, sure = currently(facts, grid)[0], certainty(facts, grid)[0]
    weighed = weigh(facts, grid)
    disputed = (weighed.contested | weighed.mixed)[0]
    told, usual, trials = sides(person), judged_by(person), Trials(person)
    how = {name: judged_by(person, name) for name in planning().judged_instead}
    first, beside = leads(facts, grid)[0], leads(facts, grid, beside=True)[0]
    made = []
    for place, treatment in enumerate(grid.treatments):
        standing = STANDINGS[codes[0, place]]
        begin = start(person, treatment)
        current = CURRENT[now[place]]
        slow = trials.stopping(place) if current else ()
        said = told[place]
        said.speaks_for += trials.helped(place)
        said.against += trials.against(place)
        made.append(
            Option(
                treatment=treatment,
                rank=int(order[place]),
                standing=standing,
                once_checked=STANDINGS[known[place]],
                current=current,
                do=do(treatment, standing, current, said, begin, slow),
                speaks_for=tuple(said.speaks_for),
                against=tuple(said.against),
                needs=tuple(said.needs),
                part=planning().parts.part(treatment.id, treatment.modality),
                certainty=CERTAINTY[sure[place]] if sure[place] < NO_EVIDENCE else "",
                contested=bool(disputed[place]),
                tried=trials.told(place),
                start=begin,
                judged_by=replace(how.get(treatment.id, usual), by_when=treatment.trial_length),
                never_suddenly=bool(slow),
                leads=bool(first[place]),
                beside=bool(beside[place]),
                decided=person.decided.get(treatment.id),
            )
        )
    return tuple(sorted(one_at_a_time(made), key=lambda each: each.rank))


def one_at_a_time(every: Sequence[Option]) -> list[Option]:
    """The same, where what is to be lowered slowly says that it is lowered alone, and which comes first."""
    policy = planning()
    lowered = {each.treatment.id for each in every if each.current == "stop_slowly"}
    if len(lowered) < 2:
        return list(every)
    both = all(lowered & names for names in policy.lowered_in_order)
    say = policy.lowered_say if both else policy.lowered_several
    return [replace(each, do=f"{each.do}. {say}") if each.treatment.id in lowered else each for each in every]


def _as_if_clear(truths: Codes, grid: Grid) -> Codes:
    """The truths if nothing that is not known of hazards and of the red flag questions spoke against it."""
    made = truths.copy()
    hazards = np.unique(grid.cautions.rule)
    made[:, hazards] = np.where(made[:, hazards] == NOT_KNOWN, NOT_MET, made[:, hazards])
    made[:, number_of("plan.red_flags_asked")] = MET
    return made
