"""What a taper is: what is taken now, what is wished, and the calendar with its reasons and checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Literal

from lenitive.errors import LenitiveError
from lenitive.knowledge.taper import Limit

Status = Literal["plan", "not_now"]


class TaperRefused(LenitiveError):
    """A taper that cannot, or must not, be planned as it was asked for; the line says why and what to do."""


@dataclass(frozen=True)
class Wish:
    """What the clinician and the person ask for; what is left out comes from the guideline.

    percent : of the dose before the taper, at each step. every_weeks : between two steps.
    to : the dose a day to end at, in the unit of the medicine; 0 ends the medicine.
    start : the first day of the first step. pauses : number of a step -> weeks that it lasts longer.
    medicine : the ingredient, where several are taken. dose : what is really taken a day, where the chart
    does not say it. units : strengths that can be had, where the product is not known.
    danger : words for an immediate danger of going on, which alone allow a faster pace.
    despite : words for going on though a reason to wait is met.
    """

    percent: float | None = None
    every_weeks: int | None = None
    to: float = 0.0
    start: date | None = None
    pauses: Mapping[int, int] = field(default_factory=dict)
    medicine: str = ""
    dose: float | None = None
    units: tuple[float, ...] = ()
    danger: str = ""
    despite: str = ""


@dataclass(frozen=True)
class Medicine:
    """What is taken now, as the chart says it.

    dose : a day, in `unit` (mg; mcg/h of a patch). ingredients : the one that is counted first.
    form : dose form of the product; empty when not known. strengths : of the products taken now.
    times : doses a day. pieces : pieces a day. per_unit_mme : MME of one unit; None without a factor.
    """

    ingredient: str
    ingredients: str
    name: str
    dose: float
    unit: str
    form: str
    strengths: tuple[float, ...]
    times: int
    pieces: int
    per_unit_mme: float | None
    rows: tuple[str, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Piece:
    """So many pieces (or mL) of one strength a day; a liquid's strength is in mg a mL."""

    count: float
    strength: float
    form: str


@dataclass(frozen=True)
class Step:
    """One stretch of the calendar with one dose.

    start, end : first and last day; the last step of a taper to a lower dose has no end.
    dose : a day on average. percent : of the dose before the taper. doses : at each time of the day, the
    greatest first. every_days : above 1 where a dose is taken only every so many days. pause_weeks : how
    much longer it lasts for a pause that was asked for.
    """

    number: int
    start: date
    end: date | None
    dose: float
    percent: float
    less: float
    mme: float | None
    pieces: tuple[Piece, ...]
    doses: tuple[float, ...]
    every_days: int
    pause_weeks: int


@dataclass(frozen=True)
class Check:
    """A day on which the person is seen (visit) or called (contact), and what is looked at."""

    day: date
    kind: Literal["visit", "contact"]
    why: str


@dataclass(frozen=True)
class Weighed:
    """A reason to wait or to take care. status : met, or unknown where it has not been ruled out."""

    id: str
    status: Literal["met", "unknown"]
    holds: bool
    says: str
    do: str
    rows: tuple[str, ...]
    source: str
    verified: bool


@dataclass(frozen=True)
class Taper:
    """The plan. With status not_now there are no steps and no checks, and `reasons` say why."""

    status: Status
    family: str
    patient_id: str
    as_of: date
    medicine: Medicine
    percent: float
    every_weeks: int
    limit: Limit
    long_use: bool | None
    goal: float
    reached: float
    steps: tuple[Step, ...]
    checks: tuple[Check, ...]
    reasons: tuple[Weighed, ...]
    notes: tuple[str, ...]
    advice: tuple[str, ...]
    at_visit: tuple[str, ...]
    at_contact: tuple[str, ...]
    urgent_signs: tuple[str, ...]
    sources: tuple[str, ...]
    recorded: tuple[tuple[str, str], ...]
    knowledge: str

    @property
    def holding(self) -> tuple[Weighed, ...]:
        """The reasons that are met and hold the taper back."""
        return tuple(each for each in self.reasons if each.holds and each.status == "met")

    @property
    def end(self) -> date | None:
        """The day from which the goal is reached."""
        return self.steps[-1].start if self.steps else None

    def as_json(self) -> dict[str, Any]:
        """The object that docs/schemas/taper.schema.json describes; dates are written out."""
        made: dict[str, Any] = _plain(asdict(self))
        return made


# Any: a tree of texts, numbers, dates, lists and dictionaries.
def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value
