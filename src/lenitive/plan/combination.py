"""A small set from the options that makes a plan: what to start, keep, look at again and lower slowly.

Education, movement and mind come first, then medicine and the rest as far as they fit. No two of the set harm
together: a treatment whose own caution names the class of another is left out beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from lenitive.knowledge import treatments as knowledge
from lenitive.knowledge.planning import planning
from lenitive.knowledge.rules.model import leaves
from lenitive.knowledge.tables import knowledge_columns
from lenitive.knowledge.treatments.model import Treatment
from lenitive.plan.options import Option

_OFFERED = ("fits_now", "consider")
_ALTERNATIVES = 2
_HARMS = ("contraindicated", "avoid")


@dataclass(frozen=True)
class Part:
    """One part of the plan: what is proposed of it, and what may be taken instead when that is declined."""

    name: str
    start: tuple[Option, ...]
    alternatives: tuple[Option, ...]


@dataclass(frozen=True)
class Combination:
    """The plan as a set. pathway : acute, chronic, cancer or palliative.

    emergencies : what is open and comes before everything; while one is, only what saves a life is proposed.
    keep, review, stop_slowly : what is taken now; stop_slowly in the order in which it is lowered.
    left_out : what fits but would harm beside the rest, and why.
    first : questions that hold most of it back, the most often needed first; none in an emergency.
    """

    pathway: str
    emergencies: tuple[str, ...]
    parts: tuple[Part, ...]
    keep: tuple[Option, ...]
    review: tuple[Option, ...]
    stop_slowly: tuple[Option, ...]
    left_out: tuple[tuple[Option, str], ...]
    first: tuple[str, ...]

    @property
    def start(self) -> tuple[Option, ...]:
        """Everything that is proposed to start, part by part."""
        return tuple(option for part in self.parts for option in part.start)

    def as_json(self) -> dict[str, Any]:
        """The `combination` of `lenitive assess --json`: treatments by id."""
        return {
            "pathway": self.pathway,
            "emergencies": list(self.emergencies),
            "parts": [
                {
                    "part": part.name,
                    "start": _ids(part.start),
                    "alternatives": _ids(part.alternatives),
                }
                for part in self.parts
            ],
            "keep": _ids(self.keep),
            "review": _ids(self.review),
            "stop_slowly": _ids(self.stop_slowly),
            "left_out": [{"treatment": each.treatment.id, "why": why} for each, why in self.left_out],
            "first": list(self.first),
        }


def combination(
    options: Sequence[Option],
    pathway: str,
    *,
    emergencies: Sequence[str] = (),
    declined: Iterable[str] = (),
) -> Combination:
    """The set that these options, in the order of their rank, make.

    emergencies : what is open, as title and what to do now.
    declined : treatments that the person does not want; what comes next takes their place.
    """
    refused = frozenset(declined)
    kept = [each for each in options if each.current in ("continue", "review")]
    chosen: list[Option] = list(kept)
    left_out: list[tuple[Option, str]] = []
    parts = []
    for name in planning().parts.order:
        own = [
            each
            for each in options
            if each.part == name
            and each.current is None
            and each.standing in _OFFERED
            and each.treatment.id not in refused
            and not (emergencies and each.treatment.id not in planning().safety_first)
        ]
        wanted = [each for each in own if each.leads or _is_proposed(each, pathway)]
        start = _chosen(wanted, chosen, left_out, planning().parts.at_most[name])
        others = [each for each in own if each not in start and not any(each is one for one, _ in left_out)]
        parts.append(Part(name, tuple(start), tuple(others[:_ALTERNATIVES])))
    return Combination(
        pathway=pathway,
        emergencies=tuple(emergencies),
        parts=tuple(parts),
        keep=tuple(each for each in options if each.current == "continue"),
        review=tuple(each for each in options if each.current == "review"),
        stop_slowly=tuple(
            sorted((each for each in options if each.current == "stop_slowly"), key=_turn_to_be_lowered)
        ),
        left_out=tuple(left_out),
        first=() if emergencies else _first_questions(options),
    )


def _chosen(
    own: Sequence[Option], chosen: list[Option], left_out: list[tuple[Option, str]], at_most: int
) -> list[Option]:
    """The best of a part that go with what is chosen; `chosen` and `left_out` grow."""
    made: list[Option] = []
    for each in own:
        counted = [one for one in made if not _comes_on_top(one)]
        if len(counted) >= at_most and not _comes_on_top(each):
            continue
        harmed = next((one for one in chosen if harms(each.treatment, one.treatment)), None)
        if harmed is not None:
            left_out.append((each, f"not together with {harmed.treatment.title}"))
            continue
        made.append(each)
        chosen.append(each)
    return made


def _turn_to_be_lowered(option: Option) -> int:
    """The place in the order in which medicines are lowered, one after the other."""
    order = planning().lowered_in_order
    return next((n for n, names in enumerate(order) if option.treatment.id in names), len(order))


def _comes_on_top(option: Option) -> bool:
    """What prevents death, or treats what else would kill, takes nobody else's place."""
    return option.treatment.id in planning().safety_first or option.beside


def _is_proposed(option: Option, pathway: str) -> bool:
    """What fits; and of some parts, by the pathway, also what is only to be considered."""
    to_consider = planning().parts.proposed_to_consider[pathway]
    return option.standing == "fits_now" or option.part in to_consider or option.treatment.id in to_consider


def harms(one: Treatment, other: Treatment) -> bool:
    """Whether a hard caution of one names a class or an ingredient of the other, or the reverse."""
    return bool(_named(one.id) & _is(other.id)) or bool(_named(other.id) & _is(one.id))


@lru_cache(maxsize=256)
def _named(treatment: str) -> frozenset[str]:
    """Classes and ingredients that hard cautions of a treatment name."""
    hazards = {each.id: each for each in knowledge.hazards()}
    hard = [each for each in knowledge.treatment(treatment).cautions if each.action in _HARMS]
    return frozenset(
        str(value)
        for caution in hard
        for leaf in leaves(hazards[caution.hazard].when)
        if leaf.table == "use"
        for test in leaf.where
        if test.field in ("drug_class", "ingredient")
        for value in test.one_of
    )


@lru_cache(maxsize=256)
def _is(treatment: str) -> frozenset[str]:
    """The ingredients of a treatment and their classes."""
    ingredients = frozenset(knowledge.treatment(treatment).ingredients)
    return ingredients.union(*(_classes().get(name, frozenset()) for name in ingredients))


@lru_cache(maxsize=1)
def _classes() -> Mapping[str, frozenset[str]]:
    made: dict[str, set[str]] = {}
    for name, ingredient in knowledge_columns("drug_class", "class", "ingredient"):
        made.setdefault(ingredient, set()).add(name)
    return {name: frozenset(classes) for name, classes in made.items()}


def _first_questions(options: Sequence[Option]) -> tuple[str, ...]:
    """The questions that hold back most of what might fit, with how often each is asked."""
    asked: dict[str, int] = {}
    for each in options:
        if each.once_checked in _OFFERED and each.standing != each.once_checked:
            for ask in dict.fromkeys(part for need in each.needs for part in need.ask.split("; ") if part):
                asked[ask] = asked.get(ask, 0) + 1
    return tuple(sorted(asked, key=lambda ask: (-asked[ask], ask)))


def _ids(options: Iterable[Option]) -> list[str]:
    return [each.treatment.id for each in options]
