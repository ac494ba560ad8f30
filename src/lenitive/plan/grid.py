"""The treatments of knowledge as arrays, so that one line of arithmetic serves all of them and all people.

An entry (a caution, a piece of evidence) is a column; the entries of one treatment stand side by side.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from lenitive.knowledge import treatments as knowledge
from lenitive.knowledge.planning import CautionException, Gate, planning
from lenitive.knowledge.treatments.model import Caution, Evidence, Treatment
from lenitive.plan.facts import MECHANISMS
from lenitive.plan.program import number_of
from lenitive.plan.standing import CODE, CONSIDER, FITS_NOW, LATER, Codes, Truths

Places = npt.NDArray[np.intp]

# The best standing that evidence of a direction and certainty allows; what is left out is no reason.
_REASON = {
    ("benefit", "high"): FITS_NOW,
    ("benefit", "moderate"): FITS_NOW,
    ("benefit", "low"): CONSIDER,
    ("benefit", "very low"): CONSIDER,
    ("mixed", "high"): CONSIDER,
    ("mixed", "moderate"): CONSIDER,
    ("mixed", "low"): CONSIDER,
    ("mixed", "very low"): CONSIDER,
}
_AGAINST = ("little_or_no_benefit", "harm")
NO_REASON = LATER
_RED_FLAG = "red_flag_open"


@dataclass(frozen=True, eq=False)
class Cautions:
    """All cautions. rule : number of the hazard's rule. if_met, if_unknown : the best standing that is left.

    if_met_by_specialist : the same as if_met where a specialist asks.
    starts : where those of each treatment begin.
    """

    entries: tuple[Caution, ...]
    rule: Places
    if_met: Codes
    if_met_by_specialist: Codes
    if_unknown: Codes
    starts: Places


@dataclass(frozen=True, eq=False)
class Reasons:
    """All evidence. indication : its place among the indications. code : the best standing that it allows.

    against : whether it says that there is little benefit, or harm. mixed : whether it says both.
    free : for each entry, the rules of indications that let nothing be kept back: its own and kinds of it.
    narrower : for each entry, those of the same treatment whose indication is a kind of this one.
    """

    entries: tuple[Evidence, ...]
    indication: Places
    code: Codes
    against: Truths
    mixed: Truths
    free: tuple[Places, ...]
    narrower: tuple[Places, ...]
    starts: Places


@dataclass(frozen=True, eq=False)
class Grid:
    """Everything about the treatments that does not depend on a person; arrays are (treatments,).

    place : treatment -> its column. names_a_pain : (indications,) whether one names a pain.
    always : considered for everyone. acute_alone, acute_waits : see `acute` of planning.yaml.
    safety : prevents death.
    by_mechanism : (mechanisms, treatments) the standing that a mechanism alone allows.
    before, after : the best standing until, and once, enough was tried. kind : which steps it needs.
    is_step : counts as a step towards others. kept_back : not while an emergency is open.
    hands_on : waits for red flag questions. flag_of_movement : (cautions,) an open red flag of the others.
    child : the best standing under the age of children. gates : gate, and the treatments that it holds back.
    exceptions : exception, the cautions that it softens, the rules of its indications.
    """

    treatments: tuple[Treatment, ...]
    place: dict[str, int]
    cautions: Cautions
    reasons: Reasons
    indications: tuple[str, ...]
    indication_rule: Places
    names_a_pain: Truths
    always: Truths
    acute_alone: Truths
    acute_waits: Truths
    safety: Truths
    by_mechanism: Codes
    before: Codes
    after: Codes
    kind: npt.NDArray[np.str_]
    medicine: Truths
    opioid: Truths
    is_step: Truths
    invasive: Truths
    kept_back: Truths
    hands_on: Truths
    flag_of_movement: Truths
    child: Codes
    gates: tuple[tuple[Gate, Truths], ...]
    exceptions: tuple[tuple[CautionException, Truths, Places], ...]

    def flags(self, names: frozenset[str]) -> Truths:
        """Which treatments are among these."""
        return np.array([each.id in names for each in self.treatments])


@lru_cache(maxsize=1)
def grid() -> Grid:
    """The treatments of knowledge, laid out once a process."""
    return grid_of(knowledge.treatments())


def grid_of(every: tuple[Treatment, ...]) -> Grid:
    """These treatments, laid out."""
    policy, names = planning(), tuple(each.id for each in every)
    indications = knowledge.indications()
    flagged = np.array([any(c.hazard == _RED_FLAG for c in each.cautions) for each in every])
    invasive = np.array([each.invasive for each in every])
    opioids = np.array([each.id in policy.opioids for each in every])
    hands_on = (invasive & flagged) | np.array([name in policy.hands_on for name in names])
    own_pace = {name for name, held in zip(names, hands_on, strict=True) if not held}
    return Grid(
        treatments=every,
        place={name: place for place, name in enumerate(names)},
        cautions=_cautions(every),
        reasons=_reasons(every),
        indications=tuple(each.id for each in indications),
        indication_rule=np.array([number_of(each.rule) for each in indications]),
        names_a_pain=np.array([each.id not in policy.not_a_pain for each in indications]),
        safety=np.array([name in policy.safety_first for name in names]),
        always=np.array([name in policy.always_considered for name in names]),
        acute_alone=np.array([name in policy.acute_mechanism for name in names]),
        acute_waits=np.array([name in policy.acute_waits for name in names]),
        by_mechanism=_by_mechanism(every),
        before=_codes([_line(each, policy.ladder.before) for each in every]),
        after=_codes([_line(each, policy.ladder.after) for each in every]),
        kind=np.array([_kind(each) for each in every]),
        medicine=np.array([each.modality == "pharmacological" for each in every]),
        opioid=opioids,
        is_step=np.array([name not in policy.ladder.no_step for name in names]),
        invasive=invasive,
        kept_back=invasive | flagged | np.array([each.strenuous for each in every]),
        hands_on=hands_on,
        flag_of_movement=np.array(
            [c.hazard == _RED_FLAG and c.treatment in own_pace for each in every for c in each.cautions]
        ),
        child=_codes([_for_child(each) for each in every]),
        gates=tuple((gate, _held(gate, every)) for gate in policy.gates),
        exceptions=tuple(_exceptions(every)),
    )


def _codes(codes: list[int]) -> Codes:
    return np.array(codes, dtype=np.int8)


def _line(treatment: Treatment, standings: object) -> int:
    return CODE[standings[treatment.line]]  # type: ignore[index]  # a mapping of planning.yaml


def _kind(treatment: Treatment) -> str:
    """Which steps a treatment needs before it: opioid, invasive, third, specialist, or none."""
    if treatment.id in planning().opioids:
        return "opioid"
    if treatment.line in ("first", "second"):
        return "none"
    return "invasive" if treatment.invasive else treatment.line


def _cautions(every: tuple[Treatment, ...]) -> Cautions:
    entries = tuple(caution for each in every for caution in each.cautions)
    actions = knowledge.standing_rules().actions
    met, specialist, unknown = [], [], []
    for caution in entries:
        rule = actions[caution.action]
        met.append(CODE[rule.with_until if caution.until else rule.standing])
        specialist.append(met[-1] if caution.until else CODE[rule.in_specialist_setting])
        unknown.append(CODE[caution.if_unknown or rule.if_unknown])
    return Cautions(
        entries,
        np.array([number_of(caution.rule) for caution in entries]),
        _codes(met),
        _codes(specialist),
        _codes(unknown),
        _starts([len(each.cautions) for each in every]),
    )


def _reasons(every: tuple[Treatment, ...]) -> Reasons:
    entries = tuple(evidence for each in every for evidence in each.evidence)
    owner = [number for number, each in enumerate(every) for _ in each.evidence]
    places = {each.id: place for place, each in enumerate(knowledge.indications())}
    broader = {each.id: frozenset(knowledge.broader_than(each.id)) for each in knowledge.indications()}
    narrower = tuple(
        np.array(
            [
                other
                for other, evidence in enumerate(entries)
                if owner[other] == owner[one] and entry.indication in broader[evidence.indication]
            ],
            dtype=np.intp,
        )
        for one, entry in enumerate(entries)
    )
    return Reasons(
        entries,
        np.array([places[entry.indication] for entry in entries]),
        _codes([_reason(entry, every[owner[n]]) for n, entry in enumerate(entries)]),
        np.array([entry.direction in _AGAINST for entry in entries]),
        np.array([entry.direction == "mixed" for entry in entries]),
        tuple(_free(entry, every[owner[n]], broader) for n, entry in enumerate(entries)),
        narrower,
        _starts([len(each.evidence) for each in every]),
    )


def _free(entry: Evidence, treatment: Treatment, broader: dict[str, frozenset[str]]) -> Places:
    """The rules of the indications because of which this evidence lets nothing be kept back."""
    ladder = planning().ladder
    names = ladder.no_steps_invasive if treatment.invasive else ladder.no_steps_for
    own = [name for name in sorted(names) if name == entry.indication or entry.indication in broader[name]]
    helps = entry.direction == "benefit"
    return np.array([number_of(knowledge.indication(name).rule) for name in own if helps], dtype=np.intp)


def _reason(entry: Evidence, treatment: Treatment) -> int:
    """Low certainty is enough for what is considered for everyone; very low is no reason for a needle."""
    if treatment.invasive and entry.certainty == "very low":
        return NO_REASON
    if treatment.id in planning().always_considered and entry.direction == "benefit":
        return FITS_NOW if entry.certainty == "low" else _REASON[entry.direction, entry.certainty]
    return _REASON.get((entry.direction, entry.certainty), NO_REASON)


def _starts(lengths: list[int]) -> Places:
    return np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.intp)


def _by_mechanism(every: tuple[Treatment, ...]) -> Codes:
    """(mechanisms, treatments): to consider where a mechanism recommends it and it was studied widely."""
    policy = planning()
    made = np.full((len(MECHANISMS), len(every)), NO_REASON, dtype=np.int8)
    for column, each in enumerate(every):
        wide = len(each.evidence) >= policy.mechanism_alone_indications
        general = wide and each.modality in policy.mechanism_alone_modalities
        if each.invasive or not general or each.line not in policy.mechanism_alone_lines:
            continue
        for row, mechanism in enumerate(MECHANISMS):
            if each.mechanisms[mechanism] in ("recommended", "consider"):  # type: ignore[index]  # the three
                made[row, column] = CONSIDER
    return made


def _for_child(treatment: Treatment) -> int:
    """The best standing under the age of children: without an entry, medicines and procedures never fit."""
    children = knowledge.children()
    if treatment.id in children.fits or treatment.id in {each.treatment for each in children.medicines}:
        return FITS_NOW
    if treatment.invasive or treatment.modality in ("pharmacological", "interventional"):
        return CODE["not_for_this_person"]
    return LATER


def _exceptions(every: tuple[Treatment, ...]) -> Iterator[tuple[CautionException, Truths, Places]]:
    """Each exception, the cautions that it is of, and the rules of its indications."""
    entries = [caution for each in every for caution in each.cautions]
    for one in planning().exceptions:
        of = [each.hazard == one.hazard and each.treatment in one.treatments for each in entries]
        rules = [number_of(knowledge.indication(name).rule) for name in one.indications]
        yield one, np.array(of), np.array(rules)


def _held(gate: Gate, every: tuple[Treatment, ...]) -> Truths:
    return np.array([each.id in gate.treatments or each.modality in gate.kinds for each in every])
