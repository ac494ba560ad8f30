"""The rows that the program reads, from a database in which the derived tables have been made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lenitive.reason.engine.facts import open_stays
from lenitive.reason.engine.program import SETTING, Program
from lenitive.reason.story.query import query
from lenitive.reason.tables import Tables, derived_rows

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.engine.person import Row, Rows
    from lenitive.record.rows import Record


def person_rows(connection: Record, program: Program, patient_id: str, given: Rows | None = None) -> Rows:
    """A person's rows of every derived table that the program reads, and the settings (see facts.py).

    given : rows of tables that are not derived from the record alone, by table.
    """
    tables = dict.fromkeys((*program.slots.keys, "event", "held"))
    made = [name for name in tables if name != SETTING.name and name not in (given or {})]
    rows = {**(given or {}), **{name: derived_rows(connection, name, patient_id) for name in made}}
    settings: list[Row] = [
        {"row_ids": event["row_ids"], "of": "order", "setting": event["setting"]}
        for event in rows["event"]
        if event["kind"] != "procedure_proposed"
    ]
    settings += [row for row in _stays(connection) if row["patient_id"] == patient_id]
    return {**rows, SETTING.name: settings}


@query
def _stays(t: Tables) -> ir.Table:
    return open_stays(t)
