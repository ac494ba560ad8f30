"""The derived tables as one table of facts: the same slots for all, so that leaves meet them in one join.

A fact is a row of a derived table under one of its keys: patient_id, key, slots, row_ids, and its age in
days on the day asked about (`youngest` to `oldest`, apart where the date is partial; empty without a date).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lenitive.knowledge.rules.language import DerivedTable
from lenitive.reason.engine.program import SETTING, Program
from lenitive.reason.engine.questions import DECIMALS, NOT_KNOWN
from lenitive.reason.later import ibis
from lenitive.reason.tables import Tables

if TYPE_CHECKING:
    import ibis.expr.types as ir


def facts(program: Program, tables: Tables) -> ir.Table:
    """All facts that some leaf may ask for, as one union."""
    branches = [
        branch
        for name in program.slots.keys
        for branch in _branches(program, program.tables[name], source_of(name, tables))
    ]
    made = ibis.union(*branches) if len(branches) > 1 else branches[0]
    asked = tables.asked.select("as_of")
    dated = made.cross_join(asked)
    return dated.mutate(
        oldest=dated.as_of.delta(dated.at_low, unit="day"),
        youngest=dated.as_of.delta(dated.at_high, unit="day"),
    ).drop("as_of", "at_low", "at_high")


def source_of(name: str, tables: Tables) -> ir.Table:
    """The rows that leaves over a table are asked of."""
    if name == SETTING.name:
        return _settings(tables)
    if name == "review":
        # A review with a partial date counts from its earliest: it closes only what it surely came after.
        review = tables.derived.review
        return review.mutate(at_high=review.at_low)
    table: ir.Table = getattr(tables.derived, name)
    return table


def _settings(tables: Tables) -> ir.Table:
    """One row an order about to be signed, and one for an inpatient stay that is open."""
    event = tables.derived.event
    orders = event.filter((event.kind != "procedure_proposed").fill_null(True)).select(
        "patient_id", "row_ids", of=ibis.literal("order"), setting=event.setting
    )
    return ibis.union(orders, open_stays(tables))


def open_stays(tables: Tables) -> ir.Table:
    """One row an inpatient stay that has begun and not ended."""
    stay = tables.record.encounter
    stay = stay.filter((stay.status == "in_progress") & (stay.setting == "inpatient"))
    return stay.select(
        "patient_id", row_ids=ibis.array([stay.row_id]), of=ibis.literal("stay"), setting=stay.setting
    )


def _branches(program: Program, table: DerivedTable, source: ir.Table) -> Iterator[ir.Table]:
    columns = dict(_slot_columns(program, table, source)) | dict(_days(table, source))
    for field in program.slots.keys[table.name]:
        key = (
            ibis.literal(f"{table.name}.{field}=") + source[field].fill_null(NOT_KNOWN)
            if field
            else ibis.literal(table.name)
        )
        yield source.select("patient_id", "row_ids", key=key, **columns)


def _slot_columns(program: Program, table: DerivedTable, source: ir.Table) -> Iterator[tuple[str, ir.Value]]:
    places = program.slots
    held_by = {slot: name for (of, name), slot in places.text.items() if of == table.name}
    for slot in range(places.texts):
        yield f"t{slot}", source[held_by[slot]] if slot in held_by else ibis.null("string")
    held_by = {slot: name for (of, name), slot in places.number.items() if of == table.name}
    for slot in range(places.numbers):
        low, high = ends(table, source, held_by[slot]) if slot in held_by else (None, None)
        yield f"n{slot}_low", ibis.null("float64") if low is None else low
        yield f"n{slot}_high", ibis.null("float64") if high is None else high


def ends(table: DerivedTable, source: ir.Table, name: str) -> tuple[ir.Value, ir.Value]:
    """Both ends of a number of a row, rounded so that sums and thresholds meet."""
    field = table.fields_by_name[name]
    if field.kind == "bounds":
        return source[f"{name}_low"].round(DECIMALS), source[f"{name}_high"].round(DECIMALS)
    value = source[name]
    value = value.cast("int8").cast("float64") if field.kind == "boolean" else value.round(DECIMALS)
    return value, value


def _days(table: DerivedTable, source: ir.Table) -> Iterator[tuple[str, ir.Value]]:
    field = table.field("at")
    for end in ("at_low", "at_high"):
        yield end, ibis.null("date") if field is None else source[end]
