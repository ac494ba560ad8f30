"""How a plan is put together: what is always considered, what comes before what, and what else must hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from lenitive.errors import KnowledgeError
from lenitive.knowledge.documents import document
from lenitive.knowledge.rules import known_ids, rules
from lenitive.knowledge.rules.language import language
from lenitive.knowledge.rules.model import Rule
from lenitive.knowledge.rules.parse import RuleFile

_FOLDER = "lenitive.knowledge.planning"
Entry = dict[str, Any]  # one part of planning.yaml, put into a typed dataclass at once


@dataclass(frozen=True)
class Parts:
    """The parts of a multimodal plan, in order, and to which of them a treatment belongs.

    at_most : how many of each part are proposed at once.
    proposed_to_consider : pathway -> parts, or single treatments, of which also what is only to be considered
    is proposed.
    """

    order: tuple[str, ...]
    of_modality: Mapping[str, str]
    of_treatment: Mapping[str, str]
    at_most: Mapping[str, int]
    proposed_to_consider: Mapping[str, tuple[str, ...]]

    def part(self, treatment: str, modality: str) -> str:
        """The part of a treatment of that modality."""
        return self.of_treatment.get(treatment, self.of_modality[modality])


@dataclass(frozen=True)
class Ladder:
    """What comes before what.

    before, after : line -> the best standing until, and once, enough was tried.
    needs : kind of treatment -> kind of what was tried (medicine, not_medicine, any) -> how many.
    counts_from_days, counts_from_visits : from when a trial counts as one step.
    no_step : treatments that are no step towards another, however long.
    no_steps_for : indications for which nothing is kept back; no_steps_invasive : of these, also what is
    invasive. comes_after : treatment -> those of which one must be on record.
    known_by : treatment -> the hazard that is known only where what came before gave a result.
    """

    before: Mapping[str, str]
    after: Mapping[str, str]
    needs: Mapping[str, Mapping[str, int]]
    counts_from_days: int
    counts_from_visits: int
    no_step: frozenset[str]
    no_steps_for: frozenset[str]
    no_steps_invasive: frozenset[str]
    comes_after: Mapping[str, tuple[str, ...]]
    known_by: Mapping[str, str]


@dataclass(frozen=True)
class Gate:
    """Something else that must hold: while a rule has that value, these treatments stand no better.

    treatments, kinds : treatments by id, or by modality. value : met, not_met or unknown.
    """

    treatments: tuple[str, ...]
    kinds: tuple[str, ...]
    rule: str
    value: str
    standing: str
    say: str
    source: str
    verified: bool


@dataclass(frozen=True)
class CautionException:
    """A hazard that leaves a better standing than its caution says, while one of these indications is met."""

    treatments: tuple[str, ...]
    hazard: str
    indications: tuple[str, ...]
    standing: str
    source: str
    verified: bool


@dataclass(frozen=True)
class Lead:
    """Treatments that a guideline names first while one of these rules is met.

    beside : they take nobody else's place in the plan.
    """

    rules: tuple[str, ...]
    treatments: tuple[str, ...]
    beside: bool
    source: str
    verified: bool


@dataclass(frozen=True)
class Preference:
    """A treatment that is to be considered while one of these rules is met."""

    treatment: str
    rules: tuple[str, ...]
    say: str
    source: str
    verified: bool


@dataclass(frozen=True)
class Planning:
    """The policy of plans; see planning.yaml for the meaning and the source of each part.

    not_a_pain : indications that name no pain.
    mechanism_from : the grade from which a mechanism counts as present.
    leads : what stands first. lowered_in_order : of what is lowered slowly, which comes first; lowered_say,
    lowered_several : what is said of an opioid with a benzodiazepine, and of any others.
    acute_mechanism : what a mechanism alone, or being for everyone, calls for while pain is acute.
    acute_waits : what waits in acute pain unless it was studied for that pain.
    mechanism_alone : when it is a reason by itself (least number of indications studied, lines, modalities).
    outcome_words : outcome -> words that tell it. judged_by : scales, the first that a person answers;
    judged_instead : treatment -> the scale of what it is meant for.
    """

    version: str
    parts: Parts
    always_considered: frozenset[str]
    not_a_pain: frozenset[str]
    mechanism_from: str
    mechanism_alone_indications: int
    mechanism_alone_lines: frozenset[str]
    mechanism_alone_modalities: frozenset[str]
    ladder: Ladder
    opioids: frozenset[str]
    hands_on: frozenset[str]
    safety_first: frozenset[str]
    leads: tuple[Lead, ...]
    lowered_in_order: tuple[frozenset[str], ...]
    lowered_say: str
    lowered_several: str
    acute_mechanism: frozenset[str]
    acute_waits: frozenset[str]
    looked_at_without_reason: frozenset[str]
    gates: tuple[Gate, ...]
    preferences: tuple[Preference, ...]
    exceptions: tuple[CautionException, ...]
    outcome_words: Mapping[str, tuple[str, ...]]
    judged_by: tuple[str, ...]
    judged_when_none: str
    judged_instead: Mapping[str, str]


@lru_cache(maxsize=1)
def planning() -> Planning:
    """The policy, read once a process; raises KnowledgeError for a treatment or rule that does not exist."""
    entry: Entry = document(_text("planning.yaml"))
    gates = tuple(_gate(each) for each in entry["gates"])
    made = Planning(
        version=str(entry["version"]),
        parts=_parts(entry["parts"]),
        always_considered=frozenset(entry["always_considered"]["treatments"]),
        not_a_pain=frozenset(entry["not_a_pain"]["indications"]),
        mechanism_from=entry["mechanism_alone"]["from_grade"],
        mechanism_alone_indications=int(entry["mechanism_alone"]["least_indications"]),
        mechanism_alone_lines=frozenset(entry["mechanism_alone"]["lines"]),
        mechanism_alone_modalities=frozenset(entry["mechanism_alone"]["modalities"]),
        ladder=_ladder(entry["ladder"], entry["comes_after"]),
        opioids=frozenset(entry["opioids"]["treatments"]),
        hands_on=frozenset(entry["hands_on"]["treatments"]),
        safety_first=frozenset(entry["safety_first"]["treatments"]),
        leads=tuple(_lead(each) for each in entry["leads"]),
        lowered_in_order=tuple(frozenset(each) for each in entry["lowered"]["order"]),
        lowered_say=entry["lowered"]["say"],
        lowered_several=entry["lowered"]["several"],
        acute_mechanism=frozenset(entry["acute"]["mechanism_alone"]),
        acute_waits=frozenset(entry["acute"]["waits"]),
        looked_at_without_reason=frozenset(entry["looked_at_without_reason"]["treatments"]),
        gates=gates,
        exceptions=tuple(_exception(each) for each in entry["exceptions"]),
        preferences=tuple(_preference(each) for each in entry["preferred"]),
        outcome_words=_outcome_words(entry["outcome_words"]),
        judged_by=tuple(entry["judged_by"]["scales"]),
        judged_when_none=entry["judged_by"]["when_none"],
        judged_instead=dict(entry["judged_by"]["instead"]),
    )
    _refuse_unknown(made)
    return made


@lru_cache(maxsize=1)
def as_rules() -> tuple[Rule, ...]:
    """What a plan asks besides hazards and indications, as rules; their ids begin with `plan.`."""
    source = RuleFile("knowledge/planning/rules.yaml", _text("rules.yaml"), language())
    named = frozenset(rule.id for rule in rules())
    return tuple(source.rules({**known_ids(), "rule": named | set(source.ids())}))


def _text(name: str) -> str:
    return files(_FOLDER).joinpath(name).read_text(encoding="utf-8")


def _parts(entry: Entry) -> Parts:
    return Parts(
        tuple(entry["order"]),
        dict(entry["of_modality"]),
        dict(entry["of_treatment"]),
        dict(entry["at_most"]),
        _texts_of(entry["proposed_to_consider"]),
    )


def _ladder(entry: Entry, following: Entry) -> Ladder:
    return Ladder(
        before=dict(entry["before"]),
        after=dict(entry["after"]),
        needs={kind: dict(entry[f"{kind}_needs"]) for kind in ("third", "specialist", "invasive", "opioid")},
        counts_from_days=int(entry["counts_from_days"]),
        counts_from_visits=int(entry["counts_from_visits"]),
        no_step=frozenset(entry["no_step"]),
        no_steps_for=frozenset(entry["no_steps_for"]),
        no_steps_invasive=frozenset(entry["no_steps_invasive"]),
        comes_after=_texts_of(following["after"]),
        known_by=dict(following["known_by"]),
    )


def _gate(entry: Entry) -> Gate:
    return Gate(
        treatments=tuple(entry.get("treatments", ())),
        kinds=tuple(entry.get("kinds", ())),
        rule=entry["rule"],
        value=entry["value"],
        standing=entry["standing"],
        say=entry["say"],
        source=entry["source"],
        verified=entry["verified"],
    )


def _lead(entry: Entry) -> Lead:
    treatments = tuple(entry["treatments"])
    beside = bool(entry.get("beside", False))
    return Lead(tuple(entry["rules"]), treatments, beside, entry["source"], entry["verified"])


def _preference(entry: Entry) -> Preference:
    return Preference(
        entry["treatment"], tuple(entry["rules"]), entry["say"], entry["source"], entry["verified"]
    )


def _exception(entry: Entry) -> CautionException:
    return CautionException(
        treatments=tuple(entry["treatments"]),
        hazard=entry["hazard"],
        indications=tuple(entry["indications"]),
        standing=entry["standing"],
        source=entry["source"],
        verified=entry["verified"],
    )


def _outcome_words(entry: Entry) -> dict[str, tuple[str, ...]]:
    """Outcome -> words, in the order in which they are looked for."""
    return {name: tuple(words) for name, words in entry.items() if isinstance(words, list)}


def _texts_of(entry: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(values) for name, values in entry.items()}


def _refuse_unknown(made: Planning) -> None:
    known = known_ids()["treatment"]
    named = {
        *made.always_considered,
        *made.parts.of_treatment,
        *made.opioids,
        *made.hands_on,
        *made.safety_first,
        *made.looked_at_without_reason,
        *made.ladder.comes_after,
        *(name for names in made.ladder.comes_after.values() for name in names),
        *(name for gate in made.gates for name in gate.treatments),
        *(each.treatment for each in made.preferences),
        *made.judged_instead,
        *(name for each in made.leads for name in each.treatments),
        *(name for names in made.lowered_in_order for name in names),
        *made.acute_mechanism,
        *made.acute_waits,
        *(name for each in made.exceptions for name in each.treatments),
    }
    known_rules = {rule.id for rule in as_rules()}
    for name in sorted(named - known) + sorted({gate.rule for gate in made.gates} - known_rules):
        raise KnowledgeError(
            f"there is no treatment or rule {name!r}",
            where="knowledge/planning/planning.yaml",
            do="Correct it, or add it.",
        )
