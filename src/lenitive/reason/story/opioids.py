"""Opioids as a clinician can check them: each order with its arithmetic, buprenorphine apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from lenitive.reason.later import _
from lenitive.reason.story.courses import Course, medicines
from lenitive.reason.story.query import Row, query
from lenitive.reason.story.words import capital, number_words

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables
    from lenitive.record.rows import Record

# Any: the report of `lenitive mme`, whose schema is docs/schemas/mme.schema.json.
Report = Mapping[str, Any]


@dataclass(frozen=True)
class Order:
    """One opioid order. sums : its arithmetic in words; empty when it does not count or cannot be read."""

    id: str
    name: str
    dates: str
    status: str
    mme: float | None
    sums: str
    reason: str
    rows: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """Days in a row with the same amount. high : None when an order of these days cannot be read."""

    start: date
    end: date
    low: float
    high: float | None


@dataclass(frozen=True)
class Opioids:
    """The day's opioids. total : in words, with its bounds where as-needed doses make them differ."""

    total: str
    low: float | None
    high: float | None
    factors: str
    counted: tuple[Order, ...]
    apart: tuple[Order, ...]
    unknown: tuple[Order, ...]
    history: tuple[Step, ...]

    @property
    def none(self) -> bool:
        """Whether the chart holds no opioid order for this day."""
        return not (self.counted or self.apart or self.unknown)


@query
def _days(t: Tables) -> ir.Table:
    """MME of each day with supply or an order."""
    return t.derived.exposure.filter(_.day.notnull()).order_by("day")


def opioids(connection: Record, as_of: date, exposure: Report) -> Opioids:
    """The orders of `exposure` (the `exposure` of assess) with names and dates from the record."""
    by_id = {
        course.row.partition("#")[0].rpartition("/")[2]: course for course in medicines(connection, as_of)
    }
    named = [(order, by_id.get(order["id"])) for order in exposure["orders"]]
    orders = [_order(order, course) for order, course in named if _spoken_of(order, course)]
    return Opioids(
        total=_total(exposure),
        low=exposure["mme_low"],
        high=exposure["mme_high"],
        factors=_factors(exposure["factors"]),
        counted=tuple(order for order in orders if order.status == "counted"),
        apart=tuple(order for order in orders if order.status == "not_counted"),
        unknown=tuple(order for order in orders if order.status == "unknown"),
        history=tuple(_steps(_days(connection), as_of)),
    )


def _steps(days: Iterable[Row], as_of: date) -> Iterator[Step]:
    step: Step | None = None
    for row in days:
        day, low, high = row["day"], row["mme_low"] or 0.0, row["mme_high"]
        if day > as_of:
            break
        if step and (step.low, step.high) == (low, high) and day == step.end + timedelta(days=1):
            step = replace(step, end=day)
            continue
        if step:
            yield step
        step = Step(day, day, low, high)
    if step:
        yield step


def _spoken_of(order: Report, course: Course | None) -> bool:
    """What counts or cannot be read; of the rest only opioids that are taken now, such as buprenorphine."""
    if order["status"] != "not_counted" or course is None:
        return True
    return course.going_on and course.family.id == "opioid"


def _bare(row_id: str) -> str:
    """MedicationRequest/x#1 is x."""
    return row_id.partition("#")[0].rpartition("/")[2]


def _factors(name: str) -> str:
    return {"cdc2022": "CDC 2022", "cdc2016": "CDC 2016"}.get(name, name)


def _total(exposure: Report) -> str:
    low, high, total = exposure["mme_low"], exposure["mme_high"], exposure["total_mme"]
    if total is None:
        return f"at least {number_words(low)} MME a day; the rest is not known" if low else "not known"
    if low is not None and high is not None and low != high:
        return f"{number_words(low)} to {number_words(high)} MME a day"
    return f"{number_words(total)} MME a day"


def _order(order: Report, course: Course | None) -> Order:
    name = order["ingredient"] or (course.name if course else "an opioid")
    return Order(
        id=order["id"],
        name=capital(name),
        dates=_dates(course) if course else "",
        status=order["status"],
        mme=order["mme"],
        sums=_sums(order),
        reason=order["reason"] or "",
        rows=course.rows if course else (),
    )


def _dates(course: Course) -> str:
    return f"since {course.start}" if course.going_on or not course.end else f"{course.start} to {course.end}"


def _sums(order: Report) -> str:
    """60 mg a day × 1.5 = 90 MME."""
    if order["dose_per_day"] is None or order["factor"] is None or order["mme"] is None:
        return ""
    dose, factor = number_words(order["dose_per_day"], 2), number_words(order["factor"], 3)
    unit = order["unit"] or ""
    per_day = unit if "/" in unit else f"{unit} a day"
    return f"{dose} {per_day} × {factor} = {number_words(order['mme'])} MME"
