"""One order of an MME report: whether it counts, and its arithmetic in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any

Row = Mapping[str, Any]  # rows of the queries in reason/mme.py: texts and numbers
_TABLES = {"cdc2022": "CDC 2022", "cdc2016": "CDC 2016"}
_PER_MG = {"mg/day": ("mg", 1.0), "mcg/day": ("mcg", 1000.0), "mcg/h": ("mcg/h", 1000.0 / 24)}
_OVER = {
    "stopped": "it was stopped",
    "on_hold": "it is paused",
    "completed": "it is over",
    "unknown": "the chart does not say whether it is taken",
}


@dataclass(frozen=True)
class Order:
    """One order and ingredient: amounts a day at the written maximum; see docs/schemas/mme.schema.json."""

    id: str
    ingredient: str | None
    dose_per_day: float | None
    unit: str | None
    factor: float | None
    mme: float | None
    status: str
    reason: str


def report_of(order: Order) -> dict[str, Any]:
    """The order as it stands in the JSON."""
    return asdict(order)


def judged(rows: Sequence[Row], instructions: Mapping[str, Sequence[Row]], factors: str) -> list[Order]:
    """Every order that bears on the total: opioids, products that cannot be read, and what is taken now.

    rows : one a step of an order and ingredient. instructions : those of each order, by its row.
    """
    newest = _newest(rows)
    made = []
    keyed = sorted(rows, key=lambda row: (row["of_row"], row["ingredient"] or ""))
    for _, steps in groupby(keyed, key=lambda row: (row["of_row"], row["ingredient"] or "")):
        counted = list(steps)
        made.append(_order(counted, instructions.get(counted[0]["order_row"], ()), factors, newest))
    return _relevant(made, {row["of_row"]: row["status"] for row in rows})


def _newest(rows: Sequence[Row]) -> dict[tuple[str, bool], tuple[float, str]]:
    """Day and kind of the newest order of each product taken now, scheduled and as-needed apart."""
    newest: dict[tuple[str, bool], tuple[float, str]] = {}
    for row in rows:
        if row["counts"] and row["status"] == "active" and row["opioid"]:
            key = (row["product"], row["as_needed"])
            newest[key] = max(newest.get(key, (float("-inf"), "")), (_day(row), row["kind"]))
    return newest


def _day(row: Row) -> float:
    return float("-inf") if row["order_day"] is None else float(row["order_day"])


def _relevant(orders: list[Order], status: Mapping[str, str]) -> list[Order]:
    """Without other medicines that are over; of a product with an opioid, its opioid."""
    with_opioid = {order.id for order in orders if order.reason != _NOT_AN_OPIOID}
    kept, seen = [], set()
    current = {_bare(row) for row, said in status.items() if said in ("active", "proposed")}
    for order in orders:
        other = order.reason == _NOT_AN_OPIOID
        if other and (order.id in with_opioid or order.id not in current or order.id in seen):
            continue
        seen.add(order.id)
        kept.append(order)
    return kept


def _order(
    steps: list[Row], instructions: Sequence[Row], factors: str, newest: Mapping[tuple[str, bool], Any]
) -> Order:
    first = steps[0]
    now = [row for row in steps if row["counts"]] or steps
    unit, per_mg = _PER_MG.get(first["basis"] or "", ("mg", 1.0))
    mg = _sum(row["written_mg"] for row in now)
    dose = None if mg is None else round(mg * per_mg, 6)
    factor = first["used_factor"]
    mme = _sum(row["written_mme"] for row in now)
    status, why = _standing(now, mme, factors, newest)
    if first["opioid"] and dose is not None and factor is not None and mme is not None:
        sum_of_it = _arithmetic(now, instructions, dose, unit, factor, mme)
        why = sum_of_it if status == "counted" else f"{why} ({sum_of_it})"
    return Order(
        _bare(first["of_row"]),
        first["ingredient"],
        dose,
        unit if dose is not None else None,
        factor if first["counted"] else None,
        mme if status == "counted" else None,
        status,
        why,
    )


_NOT_AN_OPIOID = "not an opioid"


def _standing(
    now: list[Row], mme: float | None, factors: str, newest: Mapping[tuple[str, bool], Any]
) -> tuple[str, str]:
    """Whether it counts, and why not; the first reason that applies."""
    row = now[0]
    status, said = row["status"], row["words"] or "no name"
    if row["opioid"] is False:
        return "not_counted", _NOT_AN_OPIOID
    if status in ("stopped", "on_hold") or (status == "completed" and not row["counts"]):
        return "not_counted", _OVER[status]
    if status == "unknown":
        return ("unknown" if row["counts"] else "not_counted"), _OVER[status]
    if row["opioid"] is None:
        unread = f"the product cannot be read: {said}"
        return ("not_counted", f"{unread}; {_OVER[status]}") if status == "completed" else ("unknown", unread)
    if row["counted"] is False:
        return "not_counted", f"no factor for {row['ingredient']} in {_TABLES[factors]}: {row['why']}"
    if status == "completed":
        return "not_counted", "it is completed, and its supply may last: it stands in the high"
    last = newest.get((row["product"], row["as_needed"]))
    if status == "active" and last is not None and (_day(row), row["kind"]) != last:
        return "not_counted", "a newer order of the same product takes its place"
    if row["used_factor"] is None:
        return "unknown", _no_factor(row, factors)
    return ("counted", "") if mme is not None else ("unknown", _no_dose(row))


def _no_factor(row: Row, factors: str) -> str:
    name, table = row["ingredient"], _TABLES[factors]
    if row["preparation"] is None:
        return f"no factor for {name} can be chosen: neither product nor order says how it is taken"
    why = row["why"] or f"the table has none for {row['preparation'].replace('_', ' ')}"
    return f"no factor for {name} in {table}: {why}"


def _no_dose(row: Row) -> str:
    if row["strength_mg"] is None:
        return "the dose cannot be read: the strength of the product is not known, or no dose is written"
    strength = f"{_plain(row['strength_mg'])} mg in one {row['per'] or 'piece'}"
    return f"the dose cannot be read: none is written, or its unit does not fit a product of {strength}"


def _arithmetic(
    now: list[Row], instructions: Sequence[Row], dose: float, unit: str, factor: float, mme: float
) -> str:
    """`10 mg x 4 a day x 1.5 = 60`, as it was written where one instruction says it all."""
    up_to = "up to " if now[0]["as_needed"] else ""
    total = f"x {_plain(factor)} = {_plain(mme)}"
    if unit == "mcg/h":
        return f"{up_to}{_plain(dose)} mcg/h {total}, by the rate of the patch{_average(now)}"
    if len(instructions) != 1:
        several = (
            f" in {len(instructions)} instructions" if len(instructions) > 1 else " (quantity over days)"
        )
        return f"{up_to}{_plain(dose)} {unit} a day{several} {total}"
    said = instructions[0]
    times = _times(said)
    if times is None or not dose or said["max_per_day"] is not None:
        return f"{up_to}{_plain(dose)} {unit} a day at most {total}"
    if said["basis"] == "supply":
        pieces = said["dose_high"]
        return (
            f"{_plain(dose / pieces)} {unit} x {_plain(pieces)} a day (quantity over days of supply) {total}"
        )
    return f"{up_to}{_plain(dose / times)} {unit} x {_plain(times)} a day {total}"


def _average(now: list[Row]) -> str:
    high = _sum(row["mme_high"] for row in now)
    low = _sum(row["mme_low"] for row in now)
    rate = _sum(row["written_mme"] for row in now)
    if now[0]["as_needed"] or low is None or high is None or abs(high - low) < 1e-6:
        return ""
    average = low if rate is not None and abs(high - rate) < 1e-6 else high
    return f"; by the average of patches a day it would be {_plain(average)}, so look at the interval"


def _times(said: Row) -> float | None:
    if said["times_high"] is None or not said["per_days"]:
        return None
    return float(said["times_high"]) / float(said["per_days"])


def _sum(values: Iterable[float | None]) -> float | None:
    total = 0.0
    for value in values:
        if value is None:
            return None
        total += value
    return round(total, 6)


def _plain(number: float) -> str:
    return f"{number:.3f}".rstrip("0").rstrip(".")


def _bare(of_row: str) -> str:
    """The id of the resource: `MedicationRequest/a#1` is a."""
    return of_row.split("#", 1)[0].rsplit("/", 1)[-1]
