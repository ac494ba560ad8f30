"""What is known of a questionnaire: its items, its scales, their rules, and where each fact comes from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

ItemKind = Literal["whole", "number", "boolean", "choice", "date"]
RuleKind = Literal["sum", "mean", "linear", "percent_of_max", "weighted", "table", "t_table", "custom"]
MissingMethod = Literal["none", "prorate", "prorate_round_up", "mean_of_answered"]
Direction = Literal["worse", "better"]


@dataclass(frozen=True)
class Item:
    """One question, under our own short label; official wording is a site's to load.

    low, high : least and greatest answer, points; both None for a choice and a date.
    values : the only answers allowed, where they are not every whole number from low to high.
    kind : whole number, any number, boolean (true counts 1), choice of words, or date (never scored).
    words : our own short words for answers, or for the two ends of a rating; (value, word).
    """

    key: str
    label: str
    kind: ItemKind
    low: float | None
    high: float | None
    values: tuple[float, ...] | tuple[str, ...]
    loinc: str
    words: tuple[tuple[float, str], ...] = ()

    @cached_property
    def allowed(self) -> tuple[float, ...]:
        """Every number that may be answered; empty where they cannot be listed (a number, a word, a date)."""
        if self.values and not isinstance(self.values[0], str):
            return tuple(float(value) for value in self.values)
        if self.kind not in ("whole", "boolean") or self.low is None or self.high is None:
            return ()
        return tuple(float(value) for value in range(int(self.low), int(self.high) + 1))


@dataclass(frozen=True)
class Band:
    """A severity band: from `low` to `high`, both within it."""

    low: float
    high: float
    label: str


@dataclass(frozen=True)
class Cutoff:
    """A published threshold: the score stands `op` `value`."""

    op: Literal[">=", ">", "<=", "<"]
    value: float
    means: str
    source: str


@dataclass(frozen=True)
class Rule:
    """How the answers of a scale become its score.

    factor, divisor : the sum is multiplied and divided by these.
    weights : points of each item (weighted).
    values : raw sum to score (table). table : name of a raw-to-T table (t_table).
    function : name of a small function of `measure`, and `text` what it does (custom).
    """

    kind: RuleKind
    factor: float = 1.0
    divisor: float = 1.0
    weights: tuple[float, ...] = ()
    values: tuple[tuple[int, float], ...] = ()
    table: str = ""
    function: str = ""
    text: str = ""


@dataclass(frozen=True)
class Missing:
    """How many of a scale's items must be answered, and what is done with the rest.

    basis : says if the rule is published or only our policy.
    """

    needed: int
    method: MissingMethod
    basis: str


@dataclass(frozen=True)
class ImportantChange:
    """A change that matters to people, by one study or convention.

    points : points of the scale. percent : percent of the first value. Either may be None.
    low, high : least and greatest points that the source reports, where it reports several.
    """

    points: float | None
    percent: float | None
    low: float | None
    high: float | None
    population: str
    method: str
    source: str
    verified: bool
    note: str


@dataclass(frozen=True)
class Reliability:
    """How exactly a scale measures one person.

    sem : standard error of measurement, points of the scale; None where no figure may be given.
    sem_from_table : the standard error comes with each score, from its raw-to-T table.
    """

    sem: float | None
    sem_from_table: bool
    alpha: float | None
    icc: float | None
    sd: float | None
    basis: str
    population: str
    source: str
    verified: bool
    note: str


@dataclass(frozen=True)
class Scale:
    """One score of an instrument.

    measures : what it is about (function, interference, intensity, mood, ...), which orders a summary.
    low, high : the range of the score, points; None for a score that is text.
    higher : whether a higher score is worse or better for the person.
    reverse : items that count low + high - answer. recode : item to answer to points.
    """

    id: str
    measures: str
    items: tuple[str, ...]
    rule: Rule
    missing: Missing
    low: float | None
    high: float | None
    higher: Direction
    decimals: int | None
    reverse: tuple[str, ...]
    recode: tuple[tuple[str, tuple[tuple[float, float], ...]], ...]
    bands: tuple[Band, ...]
    cutoffs: tuple[Cutoff, ...]
    changes: tuple[ImportantChange, ...]
    reliability: Reliability | None
    loinc: str


@dataclass(frozen=True)
class Flag:
    """A danger that an answer raises, whatever the total: any of the items stands at or above its value."""

    id: str
    at_least: tuple[tuple[str, float], ...]
    action: str


@dataclass(frozen=True)
class Licence:
    """Whether official wording may be used: free, permission, fee; unknown is treated as closed."""

    kind: Literal["free", "permission", "fee", "unknown"]
    note: str


@dataclass(frozen=True)
class Instrument:
    """One questionnaire, checklist or test.

    source, verified, verified_note : where its rules come from, and which of them were read there.
    groups : named lists of items, where the instrument has them.
    distinct_hours : clock hours (24 is 0) that may not be the same.
    main : the scale that speaks for the instrument where only one can be shown.
    """

    id: str
    name: str
    domain: tuple[str, ...]
    recall: str
    answered_by: str
    items: tuple[Item, ...]
    scales: tuple[Scale, ...]
    main: str
    flags: tuple[Flag, ...]
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    distinct_hours: tuple[str, ...]
    licence: Licence
    panel_loinc: str
    t_score_loinc: str
    loinc_source: str
    source: str
    verified: bool
    verified_note: str
    notes: tuple[str, ...]

    @cached_property
    def position(self) -> dict[str, int]:
        """Item key to its place among the items."""
        return {item.key: place for place, item in enumerate(self.items)}

    def item(self, key: str) -> Item:
        """The item of that key; raises KeyError."""
        return self.items[self.position[key]]

    def scale(self, scale_id: str) -> Scale:
        """The scale of that id; raises KeyError."""
        for scale in self.scales:
            if scale.id == scale_id:
                return scale
        raise KeyError(scale_id)


@dataclass(frozen=True)
class TTable:
    """A raw-to-T table: T scores (mean 50, SD 10) from raw sum `first` upward, with errors if any."""

    name: str
    first: int
    t: tuple[float, ...]
    se: tuple[float, ...]
    source: str
    verified: bool
