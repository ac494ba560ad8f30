"""Random rows of derived tables, dense enough that rules are often met."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from lenitive.knowledge.rules.language import DerivedTable, Field
from lenitive.knowledge.rules.model import Leaf
from lenitive.reason.engine.program import SETTING, Program

AS_OF = date(2026, 6, 1)
_OFFSETS = (-1, 0, 1, 13, 14, 29, 30, 89, 90, 91, 180, 181, 365, 366, 400)


def random_rows(program: Program, random: Random, person: str) -> dict[str, list[dict[str, object]]]:
    """Rows of one person for every table that the program reads, drawn from what its leaves ask about."""
    rows: dict[str, list[dict[str, object]]] = {}
    names = dict.fromkeys((*program.slots.keys, "event", "held"))
    for name in names:
        if name in (SETTING.name, "held"):
            continue
        table = program.tables[name]
        asked = [leaf for leaf in program.leaves if leaf.table == name]
        count = 1 if table.one_row else random.choice((0, 0, 1, 2, 4))
        rows[name] = [_row(table, asked, random, f"{person}/{name}#{n}", person) for n in range(count)]
    rows["held"] = [
        {"patient_id": person, "row_ids": [], "domain": domain}
        for domain in ("medicines", "problems")
        if random.random() < 0.5
    ]
    return rows


def _row(
    table: DerivedTable, asked: list[Leaf], random: Random, row_id: str, person: str
) -> dict[str, object]:
    row: dict[str, object] = {"patient_id": person, "row_ids": [row_id] if random.random() < 0.9 else []}
    pattern = random.choice(asked) if asked else None
    for field in table.fields:
        values = _values(field, asked)
        own = _values(field, [pattern] if pattern else [])
        row |= _field(field, own if own and random.random() < 0.8 else values, random)
    return row


def _values(field: Field, asked: list[Leaf]) -> list[object]:
    tests = [test for leaf in asked for test in (*leaf.where, *leaf.take.tests) if test.field == field.name]
    found: list[object] = [value for test in tests for value in test.one_of]
    found += [value for test in tests for _, value in test.bounds]
    return found or list(field.values)


def _field(field: Field, values: list[object], random: Random) -> dict[str, object]:
    empty = random.random() < 0.1
    if field.kind == "day":
        return _days(field, random, empty=empty)
    if field.kind == "text":
        return {field.name: None if empty or not values else str(random.choice(values))}
    if field.kind == "boolean":
        return {field.name: None if empty else random.random() < 0.7}
    base = float(random.choice([float(value) for value in values if not isinstance(value, str)] or [1]))  # type: ignore[arg-type]
    low = base + random.choice((-1.0, -0.5, 0.0, 0.0, 0.5, 1.0))
    if field.kind == "bounds":
        high = None if empty else low + random.choice((0.0, 0.0, 1.0, 10.0))
        return {f"{field.name}_low": None if random.random() < 0.05 else low, f"{field.name}_high": high}
    return {field.name: None if empty else low}


def _days(field: Field, random: Random, *, empty: bool) -> dict[str, object]:
    if empty:
        return {f"{field.name}_low": None, f"{field.name}_high": None}
    high = AS_OF - timedelta(days=random.choice(_OFFSETS))
    low = high - timedelta(days=random.choice((0, 0, 0, 1, 30)))
    return {f"{field.name}_low": low, f"{field.name}_high": high}
