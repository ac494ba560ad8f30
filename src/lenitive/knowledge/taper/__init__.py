"""How medicines are reduced slowly: paces and their limits, checks, reasons to wait, strengths to be had."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from lenitive.errors import KnowledgeError
from lenitive.knowledge.documents import document

FAMILIES = ("opioid", "benzodiazepine")


@dataclass(frozen=True)
class Limit:
    """The most that a dose may fall within a window of weeks, in percent of the dose before the taper."""

    percent: float
    weeks: int
    says: str
    source: str
    verified: bool


@dataclass(frozen=True)
class Pace:
    """The usual pace from a length of use on, and its limit.

    percent : of the dose before the taper, every `every_weeks`. slower_below_percent : from here on the
    steps are `slower_every_weeks` apart; 0 where nothing is said of the end.
    """

    id: str
    days_of_use_from: int
    percent: float
    every_weeks: int
    limit: Limit
    slower_below_percent: float
    slower_every_weeks: int
    verified_scope: str


@dataclass(frozen=True)
class ToAsk:
    """One thing to look at when the person is seen or called."""

    id: str
    says: str
    source: str
    verified: bool


@dataclass(frozen=True)
class FollowUp:
    """When the person is seen or called, in days."""

    first_contact: int
    contact_after_step: int
    review_every: int
    after_last: tuple[int, ...]
    source: str
    verified: bool


@dataclass(frozen=True)
class Reason:
    """A reason to wait with a taper (`holds`), or to take special care.

    finding : the rule that says so. concept : the problem that says so; either may be empty.
    """

    id: str
    finding: str
    concept: str
    holds: bool
    says: str
    do: str
    source: str
    verified: bool


@dataclass(frozen=True)
class Said:
    """A piece of advice with its source."""

    says: str
    source: str
    verified: bool


@dataclass(frozen=True)
class Withdrawal:
    """The scale of withdrawal, and from how many points a taper waits; older scores say nothing of now."""

    scale: str
    pause_from: float
    fresh_days: int
    source: str
    verified: bool


@dataclass(frozen=True)
class TaperKnowledge:
    """Everything of one family of medicines; times in days where not said otherwise.

    most_years, most_dose : beyond these a plan is a mistake of typing.
    """

    family: str
    title: str
    version: str
    adult_years: int
    paces: tuple[Pace, ...]
    danger: Limit
    least_percent: float
    most_weeks_between: int
    most_years: int
    most_dose: float
    most_days_between: int
    interval: Said | None
    follow_up: FollowUp
    at_review: tuple[ToAsk, ...]
    at_contact: tuple[ToAsk, ...]
    withdrawal: tuple[Said, ...]
    withdrawal_scale: Withdrawal | None
    urgent_signs: tuple[str, ...]
    buprenorphine: Said | None
    together: Said
    not_planned: Mapping[str, str]
    not_planned_preparations: Mapping[str, str]
    reasons: tuple[Reason, ...]

    def pace(self, days_of_use: float | None) -> Pace:
        """The pace for a length of use; a length that is not known takes the slowest."""
        if days_of_use is None:
            return self.paces[-1]
        return [pace for pace in self.paces if pace.days_of_use_from <= days_of_use][-1]


@dataclass(frozen=True)
class Strengths:
    """What can be handed out: mg a piece by ingredients and form, mg a mL of the liquids.

    spare_pieces : so many pieces a day more than now are still bearable.

    The ingredients are the first one, then the others in the order of the alphabet, joined by `+`.
    """

    pieces: Mapping[str, Mapping[str, tuple[float, ...]]]
    liquids: Mapping[str, float]
    quick_form: Mapping[str, str]
    liquid_step_ml: float
    spare_pieces: int
    source: str
    verified: bool


@lru_cache(maxsize=4)
def taper_knowledge(family: str) -> TaperKnowledge:
    """What is known of tapers of a family: opioid or benzodiazepine.

    Raises KnowledgeError for a file that lacks something.
    """
    name = f"taper/{family}.yaml"
    try:
        return _family(family, _read(name))
    except (KeyError, TypeError, IndexError) as problem:
        raise KnowledgeError(f"cannot be read as a taper: {problem!r}", where=f"knowledge/{name}") from None


@lru_cache(maxsize=1)
def strengths() -> Strengths:
    """The strengths that a pharmacy can usually hand out."""
    text = _read("taper/strengths.yaml")
    pieces = {
        name: {form: tuple(float(each) for each in amounts) for form, amounts in forms.items()}
        for name, forms in text["pieces"].items()
    }
    liquids = {name: float(amount) for name, amount in text["liquids"].items()}
    return Strengths(
        pieces,
        liquids,
        dict(text["quick_form"]),
        float(text["liquid_step_ml"]),
        int(text["spare_pieces"]),
        text["source"],
        bool(text["verified"]),
    )


def _read(name: str) -> dict[str, Any]:
    # Any: the shape of a YAML file is checked by what reads it.
    text: dict[str, Any] = document(files("lenitive.knowledge").joinpath(name).read_text(encoding="utf-8"))
    return text


def _family(family: str, text: dict[str, Any]) -> TaperKnowledge:
    sources = text["sources"]
    interval = text["interval"]
    return TaperKnowledge(
        family=family,
        title=text["title"],
        version=str(text["version"]),
        adult_years=int(text["adult_years"]),
        paces=tuple(_pace(each, sources) for each in text["paces"]),
        danger=_limit(text["danger"], sources),
        least_percent=float(text["least_percent"]),
        most_weeks_between=int(text["most_weeks_between"]),
        most_years=int(text["most_years"]),
        most_dose=float(text["most_dose"]),
        most_days_between=int(interval["most_days_between"]) if interval else 1,
        interval=_said(interval, sources) if interval else None,
        follow_up=_follow_up(text["checks"], sources),
        at_review=tuple(_to_ask(each, sources) for each in text["at_review"]),
        at_contact=tuple(_to_ask(each, sources) for each in text["at_contact"]),
        withdrawal=_withdrawal(text["withdrawal"]),
        withdrawal_scale=_withdrawal_scale(text["withdrawal"]),
        urgent_signs=tuple(text["urgent_signs"]),
        buprenorphine=_said(text["buprenorphine"], sources) if text["buprenorphine"] else None,
        together=Said(text["together"], sources[text["together_source"]], verified=False),
        not_planned=dict(text["not_planned"]),
        not_planned_preparations=dict(text["not_planned_preparations"]),
        reasons=tuple(_reason(each, sources) for each in text["reasons"]),
    )


def _pace(text: dict[str, Any], sources: Mapping[str, str]) -> Pace:
    return Pace(
        text["id"],
        int(text["days_of_use_from"]),
        float(text["percent"]),
        int(text["every_weeks"]),
        _limit(text, sources),
        float(text.get("slower_below_percent", 0)),
        int(text.get("slower_every_weeks", text["every_weeks"])),
        text.get("verified_scope", ""),
    )


def _limit(text: dict[str, Any], sources: Mapping[str, str]) -> Limit:
    return Limit(
        float(text["most_percent"]),
        int(text["window_weeks"]),
        text["says"],
        sources[text["source"]],
        bool(text["verified"]),
    )


def _said(text: dict[str, Any], sources: Mapping[str, str]) -> Said:
    return Said(text["says"], sources[text["source"]], bool(text["verified"]))


def _to_ask(text: dict[str, Any], sources: Mapping[str, str]) -> ToAsk:
    return ToAsk(text["id"], text["says"], sources[text["source"]], bool(text["verified"]))


def _reason(text: dict[str, Any], sources: Mapping[str, str]) -> Reason:
    return Reason(
        text["id"],
        text["finding"],
        text["concept"],
        bool(text["holds"]),
        text["says"],
        text["do"],
        sources[text["source"]],
        bool(text["verified"]),
    )


def _follow_up(text: dict[str, Any], sources: Mapping[str, str]) -> FollowUp:
    return FollowUp(
        int(text["first_contact_days"]),
        int(text["contact_after_step_days"]),
        int(text["review_every_days"]),
        tuple(int(days) for days in text["after_last_days"]),
        sources[text["source"]],
        bool(text["verified"]),
    )


def _withdrawal_scale(text: dict[str, Any] | None) -> Withdrawal | None:
    if text is None:
        return None
    scale = f"{text['instrument']}.{text['scale']}"
    return Withdrawal(
        scale, float(text["pause_from"]), int(text["fresh_days"]), text["source"], bool(text["verified"])
    )


def _withdrawal(text: dict[str, Any] | None) -> tuple[Said, ...]:
    if text is None:
        return ()
    source, verified = text["source"], bool(text["verified"])
    return tuple(Said(text[name], source, verified) for name in ("says", "treat"))
