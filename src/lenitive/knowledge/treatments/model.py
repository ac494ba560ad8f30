"""The treatments as frozen dataclasses: what each is for, what speaks against it, and how it is tried.

What speaks against a treatment is a caution. A caution names a hazard ("eGFR under 30", "takes an MAO
inhibitor"), and a hazard is a rule in the language of the guideline rules: one engine judges both, and a
hazard that forty treatments share is judged once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from lenitive.knowledge.rules.model import Node

Modality = Literal[
    "pharmacological",
    "interventional",
    "rehabilitation",
    "psychological",
    "complementary",
    "self-management",
    "programme",
]
Mechanism = Literal["nociceptive", "neuropathic", "nociplastic"]
Fit = Literal["recommended", "consider", "uncertain", "not_indicated_by"]
Certainty = Literal["high", "moderate", "low", "very low"]
Direction = Literal["benefit", "little_or_no_benefit", "mixed", "uncertain", "harm"]
Action = Literal[
    "contraindicated",
    "avoid",
    "specialist_only",
    "prefer_other",
    "caution",
    "reduce_dose",
    "monitor",
    "co_prescribe",
]
Line = Literal["first", "second", "third", "specialist"]
BleedingRisk = Literal["", "low", "intermediate", "high"]
Standing = Literal["fits_now", "consider", "later", "not_for_this_person", "unknown", "no_change"]
IfUnknown = Literal["", "unknown", "consider", "later", "no_change"]


@dataclass(frozen=True)
class Evidence:
    """What is known of a treatment for one indication, and which way it points."""

    indication: str
    certainty: Certainty
    direction: Direction


@dataclass(frozen=True)
class Effect:
    """The expected effect in words."""

    pain: str
    function: str


@dataclass(frozen=True)
class MinimumDose:
    """The least amount of one ingredient a day that counts as a trial, mg."""

    ingredient: str
    mg_per_day: float


@dataclass(frozen=True)
class TrialDefinition:
    """What counts as an adequate trial: all that are given must hold, and one of the doses.

    dose_text, also : what a chart cannot prove and a person has to say.
    """

    min_daily_doses: tuple[MinimumDose, ...]
    min_weeks: float | None
    min_days: float | None
    min_visits: int | None
    dose_text: str
    also: str
    source: str
    verified: bool


@dataclass(frozen=True)
class Dose:
    """How a medicine is dosed, in the words of its source; `verified` covers start and maximum."""

    start: str
    target: str
    max: str
    titration: str
    source: str
    verified: bool


@dataclass(frozen=True)
class NumberNeeded:
    """How many are treated for one more who benefits; value and interval in the words of the source."""

    value: str
    interval: str
    source: str
    verified: bool


@dataclass(frozen=True)
class Limit:
    """The most of one ingredient a day while a caution holds, all products counted, mg."""

    ingredient: str
    max_mg_per_day: float


@dataclass(frozen=True)
class Hazard:
    """One circumstance that cautions name.

    rule : the id of its rule, `hazard.<id>`. ask : what settles it.
    if_unknown : the standing while it is not known, where the action alone would leave the standing unknown.
    """

    id: str
    rule: str
    title: str
    when: Node
    ask: str
    if_unknown: IfUnknown
    source: str
    verified: bool
    note: str
    layer: int
    place: str


@dataclass(frozen=True)
class Caution:
    """What a hazard means for one treatment.

    id : `<treatment>.<hazard>`. rule : the rule whose finding decides, as in Hazard.
    title : the hazard in plain words. until : what ends it; empty when nothing does.
    if_unknown : the standing while the hazard is not known; empty is what standing_rules say of the action.
    """

    id: str
    treatment: str
    hazard: str
    rule: str
    action: Action
    title: str
    ask: str
    note: str
    until: str
    if_unknown: IfUnknown
    limit: Limit | None
    source: str
    verified: bool
    place: str


@dataclass(frozen=True)
class Stopping:
    """What is to be said of a plan to stop; it never counts against the treatment itself."""

    action: Action
    note: str
    source: str
    verified: bool


@dataclass(frozen=True)
class Treatment:
    """One treatment.

    mechanisms : how it fits each; `not_indicated_by` means no reason to choose it and never forbids.
    evidence : by indication, strongest as the file has it. trial, dose, number_needed_to_treat : or nothing.
    ingredients : of a medicine, the ingredients that mean it. strenuous : loads or moves the body.
    bleeding_risk : of a procedure, by antithrombotic_holds.
    verified : what `verified_scope` names was read in `sources`; doses and cautions have their own.
    """

    id: str
    title: str
    modality: Modality
    mechanisms: Mapping[Mechanism, Fit]
    evidence: tuple[Evidence, ...]
    effect: Effect
    time_to_effect: str
    trial_length: str
    trial: TrialDefinition | None
    dose: Dose | None
    expected_duration: str
    cautions: tuple[Caution, ...]
    stopping: tuple[Stopping, ...]
    monitoring: tuple[str, ...]
    delivered_by: tuple[str, ...]
    ingredients: tuple[str, ...]
    invasive: bool
    strenuous: bool
    line: Line
    number_needed_to_treat: NumberNeeded | None
    bleeding_risk: BleedingRisk
    sources: tuple[str, ...]
    verified: bool
    verified_scope: str
    note: str
    place: str


@dataclass(frozen=True)
class Indication:
    """A reason to treat. rule : `indication.<id>`. broader : indications that it is a kind of."""

    id: str
    rule: str
    title: str
    when: Node
    broader: tuple[str, ...]
    ask: str
    source: str
    verified: bool
    note: str
    layer: int
    place: str


@dataclass(frozen=True)
class ActionRule:
    """What a caution that is met does to a standing.

    standing : the best that is left; `no_change` leaves it. with_until : the same when the caution can end.
    if_current, if_unknown : for what is taken now, and while the hazard is not known. needs : before it fits.
    """

    action: Action
    standing: Standing
    with_until: Standing
    in_specialist_setting: Standing
    needs: str
    may_override: bool
    if_current: str
    if_unknown: Standing
    say: str


@dataclass(frozen=True)
class StandingRules:
    """How a standing comes about; order is strictest first."""

    order: tuple[Standing, ...]
    actions: Mapping[Action, ActionRule]
    emergency_open: Standing
    emergency_open_text: str
    already_tried_years: int
    already_tried_text: str
    not_indicated_by_text: str
    source: str
    verified: bool


@dataclass(frozen=True)
class StopSlowly:
    """A class that is never stopped suddenly after so many days of use."""

    drug_class: str
    after_days_of_use: int
    risk: str
    usual_pace: str
    source: str
    verified: bool
    verified_scope: str


@dataclass(frozen=True)
class Hold:
    """How long one antithrombotic is left out before a procedure, by its risk of bleeding."""

    ingredient: str
    by_risk: Mapping[BleedingRisk, str]
    note: str


@dataclass(frozen=True)
class AntithromboticHolds:
    """All holds; the prescriber of the antithrombotic decides whether one is safe."""

    note: str
    holds: tuple[Hold, ...]
    source: str
    verified: bool
    verified_scope: str


@dataclass(frozen=True)
class ChildMedicine:
    """A medicine with an entry of its own for children; `needs` are concepts that must be measured."""

    treatment: str
    min_age_years: float
    dose: str
    needs: tuple[str, ...]
    avoid: tuple[str, ...]
    source: str
    verified: bool


@dataclass(frozen=True)
class ChildNever:
    """A treatment (or ingredient) that no child under an age is given."""

    treatment: str
    ingredient: str
    under_years: float
    also: str
    source: str


@dataclass(frozen=True)
class Children:
    """What fits under an age; every other medicine and every procedure is for a specialist."""

    under_years: int
    medicine_text: str
    procedure_text: str
    fits: tuple[str, ...]
    fits_note: str
    medicines: tuple[ChildMedicine, ...]
    never: tuple[ChildNever, ...]
    source: str
    verified: bool
