"""One chart in memory: its entries become record rows without a database, by the same steps.

The steps' SQL is written once as Python (`record.plain`) and kept on disk. Raises Unlike, and the caller goes
to the database, for what is not written and for a value that the database may treat in a way of its own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from datetime import datetime
from functools import cache, lru_cache
from hashlib import md5
from typing import Any

import orjson

from lenitive.record.plain import support
from lenitive.record.plain.run import Columns, Functions, in_order, load
from lenitive.record.plain.support import Unlike
from lenitive.record.read import sig
from lenitive.record.read.known import known, none_known
from lenitive.record.read.problems import Notes
from lenitive.record.read.split import Entry
from lenitive.record.read.statements import DOSAGE, FILLING, NONE_KNOWN, STAGING, Step, sql, statement, view
from lenitive.record.rows import Rows
from lenitive.record.schema import BY_NAME, Table

_UPDATES = tuple(step for step in FILLING if not step.target)
_FILLING = tuple(step for step in FILLING if step.target)
_VIEWS = {"dosage_read": "dosage_view", "supply_speaks": "supply_view"}


def rows_of(entries: Sequence[Entry], loaded_at: datetime) -> dict[str, Rows]:
    """The record tables of one chart: name -> rows, for those that have any.

    entries : each type and id at most once. loaded_at : UTC, without zone.
    Raises : Unlike.
    """
    chart = _Chart(entries)
    if any(chart.has_work(step) for step in _UPDATES):
        raise Unlike("a step that changes rows")
    for step in STAGING:
        chart.run(step)
    chart.read_dosage()
    for step in _FILLING:
        chart.run(step)
    filled = {name: rows for name, rows in chart.tables.items() if name in BY_NAME and rows}
    made = {name: _recorded(BY_NAME[name], rows) for name, rows in filled.items()}
    given = [entry for entry in entries if entry.raw]
    if given:
        made["resource"] = [_resource(entry, loaded_at) for entry in given]
    return made


def note_rows(notes: Notes) -> Rows:
    """The rows of `note`, as `Notes.store` writes them."""
    columns = BY_NAME["note"].column_names
    made = []
    for patient, note in dict.fromkeys(notes.kept):
        text = "|".join(each for each in (note.what, note.where) if each is not None)
        row = {
            "patient_id": patient,
            "row_id": f"note#{md5(text.encode(), usedforsecurity=False).hexdigest()}",
            "what": note.what,
            "place": note.where,
            "advice": note.do,
            "severity": note.severity,
        }
        made.append(tuple(row[name] for name in columns))
    return made


def _resource(entry: Entry, loaded_at: datetime) -> tuple[Any, ...]:
    row = {
        "patient_id": entry.patient_id,
        "row_id": f"{entry.key}#1",
        "type": entry.type,
        "id": entry.id,
        "version": entry.version,
        "json": entry.raw,
        "source": entry.place,
        "loaded_at": loaded_at,
    }
    return tuple(row[name] for name in BY_NAME["resource"].column_names)


class _Chart:
    """The tables of one chart in the making."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        arrived = [entry for entry in entries if entry.checked]
        self._texts: dict[str, list[str]] = defaultdict(list)
        for entry in arrived:
            self._texts[entry.type].append(entry.checked)
        self.tables: dict[str, Rows] = defaultdict(list)
        self.tables.update((name, table.rows) for name, table in known().items())
        for type_, texts in self._texts.items():
            self.tables[f"arrived_{type_}"] = [(orjson.loads(text),) for text in texts]
        self._needed: dict[tuple[str, tuple[str, ...]], bool] = {}

    def has_work(self, step: Step) -> bool:
        """Whether the chart holds what the step reads."""
        if step.resource not in self._texts:
            return False
        if not step.needs:
            return True
        if step.needs == DOSAGE:
            return bool(self.tables["staged_dosage"])
        key = (step.resource, step.needs)
        if key not in self._needed:
            pattern = _pattern(none_known() if step.needs == NONE_KNOWN else step.needs)
            self._needed[key] = any(pattern.search(text) for text in self._texts[step.resource])
        return self._needed[key]

    def run(self, step: Step) -> None:
        """Add the rows of one step to its table."""
        if self.has_work(step):
            written = _written()
            rows = written.by_name[step.name](self.tables)
            target = step.target
            columns = BY_NAME[target].column_names if target in BY_NAME else written.columns[target]
            self.tables[target] += in_order(rows, written.places(step.name, columns))

    def read_dosage(self) -> None:
        """Parse the texts that structure does not settle, and what the instructions mean by it."""
        functions = _written().by_name
        if self.tables["staged_dosage"]:
            texts = functions["unsettled"](self.tables)
            self.tables["sig"] = [(text, *astuple(sig.parse(text))) for (text,) in texts]
            self.tables["dosage_read"] = functions["dosage_read"](self.tables)
        self.tables["supply_speaks"] = functions["supply_speaks"](self.tables)


@lru_cache(maxsize=64)
def _pattern(wanted: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(text) for text in wanted))


_CELLS = {"number": (float, support.number), "integer": (int, support.whole), "text": (str, support.text)}


def _recorded(table: Table, rows: Rows) -> Rows:
    """Rows with the cells that the table declares."""
    columns: list[Iterable[Any]] = list(zip(*rows, strict=True))
    for place, column in enumerate(table.columns):
        kind, make = _CELLS.get(column.kind, (object, None))
        if make is not None:
            columns[place] = [
                cell if cell is None or type(cell) is kind else make(cell) for cell in columns[place]
            ]
    return list(zip(*columns, strict=True))


@cache
def _written() -> Functions:
    return load("the steps of reading", _write, _units())


def _units() -> dict[str, dict[Any, Any]]:
    """The variables of a session: units of time in days, units of a dose by one spelling."""
    units, doses = known()["time_unit"], known()["dose_unit"]
    return {
        "time_units": dict(zip(units.column("unit"), units.column("days"), strict=True)),
        "dose_units": dict(zip(doses.column("written"), doses.column("unit"), strict=True)),
    }


def _write() -> tuple[str, Columns]:
    from lenitive.record.plain.sheet import Sheet
    from lenitive.record.read.session import SIG
    from lenitive.record.sql_on_fhir import Rows as Source
    from lenitive.record.sql_on_fhir import compile_view

    arrived = {f"arrived_{step.resource}": ("json",) for step in (*STAGING, *FILLING)}
    recorded = {name: table.column_names for name, table in BY_NAME.items()}
    looked_up = {name: table.columns for name, table in known().items()}
    sheet = Sheet(sql("macros"), {**looked_up, "sig": tuple(SIG), **arrived, **recorded})
    columns: dict[str, tuple[str, ...]] = {}

    def write(step: Step) -> None:
        source = Source(f'"arrived_{step.resource}"')
        whole = statement(step, compile_view(view(step.view), source).sql if step.view else "")
        select = whole.removeprefix(f'INSERT INTO "{step.target}" BY NAME ')
        columns[step.name] = sheet.function(step.name, select)

    for step in STAGING:
        write(step)
        columns.setdefault(step.target, columns[step.name])
        sheet.columns.setdefault(step.target, columns[step.name])
    sheet.function("unsettled", sig.UNSETTLED)
    for table, name in _VIEWS.items():
        whole = sql(name)
        sheet.columns[table] = sheet.function(table, whole[whole.index(" AS") + 3 :])
    for step in _FILLING:
        write(step)
    return sheet.text(), columns
