"""Two scores of one scale, compared: the difference, the error of measurement, and whether it matters."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from lenitive.measure import change as measured
from lenitive.reason.story.scores import Point, Series, all_series, one_a_measure
from lenitive.reason.story.words import number_words, signed_words

if TYPE_CHECKING:
    from lenitive.record.rows import Record

# better, worse: beyond the error, and it matters. small_*: beyond the error, and less than what matters (or
# nobody published that). unsure_*: it would matter, and lies within the error, or the error is not known.
Verdict = Literal["better", "worse", "small_better", "small_worse", "unsure_better", "unsure_worse", "same"]
_LINES = 3
_ORDER: dict[Verdict, int] = {
    "worse": 0,
    "better": 1,
    "small_worse": 2,
    "small_better": 3,
    "unsure_worse": 4,
    "unsure_better": 5,
    "same": 6,
}


@dataclass(frozen=True)
class Change:
    """A score against an earlier one. Points are those of the scale.

    error : difference that error alone makes in one of twenty, None when not known.
    important : least change of this person that people notice and value, None when nobody published one.
    contested : whether sources differ on if it matters; basis : whose threshold and error these are.
    """

    series: Series
    before: Point
    now: Point
    difference: float
    error: float | None
    important: float | None
    contested: bool
    verdict: Verdict
    basis: str
    verified: bool

    @property
    def words(self) -> str:
        """The verdict as people read it."""
        if self.verdict.startswith("unsure"):
            if self.error is None:
                return f"{self.direction}, error not known"
            return f"perhaps {self.direction}, within error"
        if self.verdict.startswith("small"):
            return (
                f"{self.direction}, less than what matters" if self.important else f"{self.direction}, real"
            )
        return f"{self.direction}, and it matters" if self.matters else "no clear change"

    @property
    def direction(self) -> str:
        """Better or worse for the person."""
        return "better" if (self.difference > 0) == self.series.higher_is_better else "worse"

    @property
    def matters(self) -> bool:
        """Whether the change is beyond the error and large enough to matter."""
        return self.verdict in ("better", "worse")

    @property
    def tone(self) -> str:
        """How the verdict is coloured beside its words: up, down or flat."""
        return {"better": "up", "worse": "down"}.get(self.verdict.removeprefix("small_"), "flat")

    @property
    def sums(self) -> tuple[str, ...]:
        """The arithmetic behind the verdict, a line each."""
        first, last = number_words(self.before.value), number_words(self.now.value)
        step = f"{first} on {self.before.at}, {last} on {self.now.at}"
        error = "How exact this scale is, nobody published."
        if self.error is not None:
            error = f"Error of measurement alone makes up to {number_words(self.error)}."
        matters = "No change that matters is published for this scale."
        if self.important is not None:
            matters = f"A change that matters here is {number_words(self.important)} or more."
        doubt = ("Sources differ on whether this much matters.",) if self.contested else ()
        return (f"{step}: {signed_words(self.difference)}.", error, matters, *doubt)

    @property
    def rows(self) -> tuple[str, ...]:
        """The rows of both scores."""
        return tuple(dict.fromkeys((*self.now.rows, *self.before.rows)))


def judge(series: Series, before: Point, now: Point) -> Change:
    """Compare two scores of a series by what knowledge says of its error and of changes that matter."""
    both = before.se is not None and now.se is not None
    found = measured.compare(
        series.instrument,
        before.value,
        now.value,
        scale=series.scale,
        first_se=before.se if both else None,
        last_se=now.se if both else None,
    )
    error = found.interval[1][0] - found.difference[0]
    basis = [(source.source, source.verified) for source in found.threshold.sources[:1]]
    if found.scale.reliability is not None:
        basis.append((found.scale.reliability.source, found.scale.reliability.verified))
    return Change(
        series=series,
        before=before,
        now=now,
        difference=float(found.difference[0]),
        error=_known(float(error)),
        important=_known(float(found.needed[0])),
        contested=bool(found.contested[0]),
        verdict=_verdict(str(found.verdict[0]), str(found.reliable[0]), float(found.improvement[0])),
        basis="; ".join(dict.fromkeys(source for source, _verified in basis if source)),
        verified=bool(basis) and all(verified for _source, verified in basis),
    )


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _verdict(matters: str, reliable: str, improvement: float) -> Verdict:
    """One word from the two questions: does it matter, and is it more than error."""
    better = improvement > 0
    if matters in ("improved", "improved_much", "worse"):
        if reliable in ("improved", "worse"):
            return "better" if better else "worse"
        return "unsure_better" if better else "unsure_worse"
    if reliable in ("improved", "worse"):
        return "small_better" if better else "small_worse"
    return "same"


def since_last_time(connection: Record, as_of: date) -> tuple[Change, ...]:
    """Up to three lines: what the person can do first, then what changed most; intensity never first.

    Empty when no scale was answered on two days.
    """
    changes = changes_of(one_a_measure(all_series(connection, as_of)))
    first = [change for change in changes if change.series.measure.group == "function"][:1]
    rest = [change for change in changes if change not in first]
    rest.sort(key=lambda change: (_ORDER[change.verdict], change.series.measure.place))
    return tuple([*first, *rest][:_LINES])


def changes_of(series: Sequence[Series]) -> list[Change]:
    """The newest score of each series against the one before."""
    return [judge(each, each.previous, each.latest) for each in series if each.previous is not None]
