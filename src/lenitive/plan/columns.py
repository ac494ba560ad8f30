"""The columns of a standing: what cautions, evidence, sequence and other conditions each leave of it.

Every function gives (people, treatments) codes of `standing.py`.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from lenitive.knowledge.planning import planning
from lenitive.plan.facts import GRADES, MET, NOT_KNOWN, NOT_MET, Facts
from lenitive.plan.grid import NO_REASON, Grid
from lenitive.plan.program import emergencies, number_of
from lenitive.plan.standing import (
    CODE,
    CONSIDER,
    FITS_NOW,
    LATER,
    NOT_FOR_THIS_PERSON,
    UNKNOWN,
    Codes,
    Truths,
    standing,
    strictest,
)


def standings(facts: Facts, grid: Grid) -> Codes:
    """The standing of every treatment for every person."""
    return standing(
        cautions=met_cautions(facts, grid),
        doubts=doubts(facts, grid),
        reasons=reasons(facts, grid),
        turn=turn(facts, grid),
        gates=gates(facts, grid),
        failed=facts.tried.failed,
        emergency=held_by_emergency(facts, grid),
    )


def met_cautions(facts: Facts, grid: Grid) -> Codes:
    """What the cautions that are met leave; an exception leaves more while its indication is met."""
    met = facts.truths[:, grid.cautions.rule] == MET
    cautions = grid.cautions
    if_met = cautions.if_met_by_specialist if facts.in_specialist_setting else cautions.if_met
    left = np.where(met, if_met, FITS_NOW)
    for exception, of, rules in grid.exceptions:
        holds = (facts.truths[:, rules] == MET).any(axis=1)
        softer = np.minimum(left, CODE[exception.standing])
        left = np.where(holds[:, None] & of, softer, left)
    return strictest(left.astype(np.int8), grid.cautions.starts, len(grid.treatments))


def doubts(facts: Facts, grid: Grid) -> Codes:
    """What the cautions that are not known leave.

    Hands and needles wait for the red flag questions. For movement it is enough that some were asked of late
    and none was answered yes. What saves a life does not wait for a question.
    """
    open_cautions = facts.truths[:, grid.cautions.rule] == NOT_KNOWN
    open_cautions &= ~(was_asked(facts)[:, None] & grid.flag_of_movement)
    made = strictest(
        np.where(open_cautions, grid.cautions.if_unknown, FITS_NOW),
        grid.cautions.starts,
        len(grid.treatments),
    )
    made = np.maximum(made, np.where(never_asked(facts)[:, None] & grid.hands_on, UNKNOWN, FITS_NOW))
    return np.where(grid.safety & (made < UNKNOWN), FITS_NOW, made).astype(np.int8)


def was_asked(facts: Facts) -> Truths:
    """(people,) whether somebody asked red flag questions of late."""
    asked: Truths = facts.truths[:, number_of("plan.red_flags_asked")] == MET
    return asked


def never_asked(facts: Facts) -> Truths:
    """(people,) whether nobody asked a red flag question, and none is known to be open."""
    made: Truths = ~was_asked(facts) & (facts.truths[:, number_of("red_flag_any")] == NOT_KNOWN)
    return made


def indicated(facts: Facts, grid: Grid) -> Codes:
    """(people, indications): NOT_MET, NOT_KNOWN or MET."""
    return facts.truths[:, grid.indication_rule]


def reasons(facts: Facts, grid: Grid) -> Codes:
    """How well condition, evidence and mechanism call for it; see `Reasons` and planning.yaml."""
    weighed = weigh(facts, grid)
    best = np.where(weighed.contested, np.maximum(weighed.best, CONSIDER), weighed.best)
    alone = np.minimum(_by_mechanism(facts, grid), np.where(grid.always, CONSIDER, NO_REASON))
    acute = is_acute(facts)[:, None]
    alone = np.where(acute & ~grid.acute_alone, NO_REASON, alone)
    best = np.where(acute & grid.acute_waits, np.maximum(best, weighed.of_a_pain), best)
    best = np.where(
        weighed.against & (weighed.best == NO_REASON) & ~grid.always, NO_REASON, np.minimum(best, alone)
    )
    best = np.where(preferred(facts, grid), np.minimum(best, CONSIDER), best)
    unclear = weighed.open & ~weighed.against & ~knows_the_pain(facts, grid)[:, None]
    return np.where((best == NO_REASON) & unclear, UNKNOWN, best).astype(np.int8)


def is_acute(facts: Facts) -> Truths:
    """(people,) whether the pain is known to be acute."""
    made: Truths = facts.truths[:, number_of("plan.acute")] == MET
    return made


def preferred(facts: Facts, grid: Grid) -> Truths:
    """Whether a treatment is what is left for a pain that the chart names (`preferred` in planning.yaml)."""
    made = np.zeros((facts.people, len(grid.treatments)), dtype=np.bool_)
    for each in planning().preferences:
        left = (facts.truths[:, [number_of(rule) for rule in each.rules]] == MET).any(axis=1)
        made[:, grid.place[each.treatment]] |= left & knows_the_pain(facts, grid)
    return made


def knows_the_pain(facts: Facts, grid: Grid) -> Truths:
    """(people,) whether the chart names some pain; what it does not name then is no reason for care."""
    named: Truths = (indicated(facts, grid)[:, grid.names_a_pain] == MET).any(axis=1)
    return named


class Weighed:
    """The evidence for the indications that are met, (people, treatments) each.

    best : the best standing that it allows; of_a_pain : the same without reasons that name no pain.
    against : some of it finds little benefit, or harm. contested : both at once. mixed : one source of it
    finds both. open : an indication with benefit is not known.
    """

    def __init__(self, best: Codes, of_a_pain: Codes, against: Truths, mixed: Truths, open_: Truths) -> None:
        self.best, self.of_a_pain = best, of_a_pain
        self.against, self.mixed, self.open = against, mixed, open_
        self.contested = against & (best < NO_REASON)


@lru_cache(maxsize=4)  # asked for several times of the same people, one after the other
def spoken(facts: Facts, grid: Grid) -> tuple[Truths, Codes]:
    """(people, evidence) which evidence speaks, and how each indication stands.

    Evidence for a broad indication is silent where the same treatment has some for a kind of it that is met.
    """
    truths = indicated(facts, grid)[:, grid.reasons.indication]
    met = truths == MET
    speaks = met.copy()
    for number, narrower in enumerate(grid.reasons.narrower):
        if narrower.size:
            speaks[:, number] &= ~met[:, narrower].any(axis=1)
    return speaks, truths


@lru_cache(maxsize=4)
def weigh(facts: Facts, grid: Grid) -> Weighed:
    """The evidence that speaks for each person, for each treatment."""
    speaks, truths = spoken(facts, grid)
    evidence, width = grid.reasons, len(grid.treatments)
    gained = np.where(speaks, NO_REASON - evidence.code, 0).astype(np.int8)
    of_a_pain = np.where(grid.names_a_pain[evidence.indication], gained, 0).astype(np.int8)
    worst, pain = (strictest(each, evidence.starts, width) for each in (gained, of_a_pain))
    against = strictest((speaks & evidence.against).astype(np.int8), evidence.starts, width) > 0
    mixed = strictest((speaks & evidence.mixed).astype(np.int8), evidence.starts, width) > 0
    helps = evidence.code < NO_REASON
    may = strictest(((truths == NOT_KNOWN) & helps).astype(np.int8), evidence.starts, width) > 0
    best, of_pain = (NO_REASON - worst).astype(np.int8), (NO_REASON - pain).astype(np.int8)
    return Weighed(best, of_pain, against, mixed, may)


def _by_mechanism(facts: Facts, grid: Grid) -> Codes:
    """What the mechanisms that are at least possible allow by themselves."""
    present = facts.mechanisms >= GRADES.index(planning().mechanism_from)
    allowed: Codes = np.where(present[:, :, None], grid.by_mechanism[None], NO_REASON).min(axis=1)
    return allowed


def turn(facts: Facts, grid: Grid) -> Codes:
    """Whether what comes before it was tried; what goes on already has had its turn."""
    ready = enough_tried(facts, grid)
    made = np.where(ready, grid.after, grid.before)
    made = np.where(_free(facts, grid), FITS_NOW, made)
    for name in planning().ladder.comes_after:
        made[~came_before(facts, grid, name), grid.place[name]] = LATER
    return np.where(facts.tried.current, FITS_NOW, made).astype(np.int8)


def came_before(facts: Facts, grid: Grid, treatment: str) -> Truths:
    """(people,) whether what a treatment follows is on record, or what it gave is known."""
    ladder = planning().ladder
    before = [grid.place[each] for each in ladder.comes_after[treatment]]
    known = facts.truths[:, number_of(ladder.known_by[treatment])] != NOT_KNOWN
    made: Truths = facts.tried.on_record[:, before].any(axis=1) | known
    return made


def steps(facts: Facts, grid: Grid) -> dict[str, np.ndarray]:
    """How many treatments of each kind were tried long enough, (people,): medicine, not_medicine, any."""
    step = facts.tried.step & grid.is_step
    medicine = (step & (grid.medicine & ~grid.opioid)).sum(axis=1)
    other = (step & ~grid.medicine & ~grid.invasive).sum(axis=1) + facts.tried.other_steps
    return {"medicine": medicine, "not_medicine": other, "any": medicine + other}


def enough_tried(facts: Facts, grid: Grid) -> Truths:
    """Whether the steps before each treatment were taken; for a second line, one of its first line."""
    counts = steps(facts, grid)
    made = np.zeros((facts.people, len(grid.treatments)), dtype=np.bool_)
    for kind, needs in planning().ladder.needs.items():
        taken = np.logical_and.reduce([counts[what] >= least for what, least in needs.items()])
        made |= taken[:, None] & (grid.kind == kind)
    made |= (grid.kind == "none") & _first_of_its_modality(facts, grid)
    return made


def _first_of_its_modality(facts: Facts, grid: Grid) -> Truths:
    modalities = np.array([each.modality for each in grid.treatments])
    first = np.array([each.line == "first" for each in grid.treatments])
    made = np.zeros((facts.people, len(grid.treatments)), dtype=np.bool_)
    for modality in np.unique(modalities):
        own = modalities == modality
        made[:, own] = (facts.tried.step & (own & first)).any(axis=1)[:, None]
    return made


def _free(facts: Facts, grid: Grid) -> Truths:
    """Whether it treats something for which nothing is kept back."""
    speaks, _ = spoken(facts, grid)
    free = np.zeros(speaks.shape, dtype=np.int8)
    for number, rules in enumerate(grid.reasons.free):
        if rules.size:
            free[:, number] = speaks[:, number] & (facts.truths[:, rules] == MET).any(axis=1)
    return strictest(free, grid.reasons.starts, len(grid.treatments)) > 0


def gates(facts: Facts, grid: Grid) -> Codes:
    """What age, purpose and what was not borne leave."""
    child = facts.truths[:, number_of("plan.child")][:, None]
    doubtful = np.where(grid.child == NOT_FOR_THIS_PERSON, UNKNOWN, FITS_NOW)
    made = np.where(child == MET, grid.child, np.where(child == NOT_KNOWN, doubtful, FITS_NOW))
    values = {"not_met": NOT_MET, "unknown": NOT_KNOWN, "met": MET}
    for gate, treatments in grid.gates:
        holds = facts.truths[:, number_of(gate.rule)] == values[gate.value]
        made = np.maximum(made, np.where(holds[:, None] & treatments, CODE[gate.standing], FITS_NOW))
    return np.maximum(made, np.where(facts.tried.not_tolerated, LATER, FITS_NOW)).astype(np.int8)


def held_by_emergency(facts: Facts, grid: Grid) -> Truths:
    """Whether an emergency is open and the treatment is invasive or strenuous."""
    is_open = (facts.truths[:, list(emergencies())] == MET).any(axis=1)
    held: Truths = is_open[:, None] & grid.kept_back
    return held
