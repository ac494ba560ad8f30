"""Options that several commands share, and the one way a command opens a chart."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lenitive.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from duckdb import DuckDBPyConnection

    from lenitive.record.rows import Record, RecordRows


class Day(click.ParamType[date]):
    """A date, YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date, or wrong usage."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a date; write YYYY-MM-DD.", param, ctx)


def path_argument(function: Callable[..., None]) -> Callable[..., None]:
    """The PATH of a chart: a bundle, a folder or an NDJSON file."""
    return click.argument("path", type=click.Path(path_type=Path))(function)


def as_of_option(function: Callable[..., None]) -> Callable[..., None]:
    """The date that is asked about; today when left out."""
    return click.option(
        "--as-of",
        type=Day(),
        default=None,
        metavar="YYYY-MM-DD",
        help="The day asked about (default: today).",
    )(function)


def patient_option(function: Callable[..., None]) -> Callable[..., None]:
    """Whose chart, where a file holds several."""
    return click.option(
        "--patient", default=None, metavar="ID", help="Whose chart, where the file holds several."
    )(function)


def order_option(function: Callable[..., None]) -> Callable[..., None]:
    """Draft orders that are about to be signed."""
    return click.option(
        "--order",
        "orders",
        multiple=True,
        metavar="TYPE/ID",
        help="A draft order in the chart that is about to be signed; may be given several times.",
    )(function)


def json_option(function: Callable[..., None]) -> Callable[..., None]:
    """JSON instead of text."""
    return click.option(
        "--json", "as_json", is_flag=True, help="Print JSON (its schema is in docs/schemas)."
    )(function)


def today() -> date:
    """The day at this machine, which is the day of its people."""
    return date.today()  # noqa: DTZ011


def open_chart(path: Path, patient: str | None) -> tuple[Record, str]:
    """Read a chart into a record that holds exactly one person, and say who.

    Raises InputError when nothing can be read, when nobody is in it, or when it holds several people and
    none was chosen: the rows of one person are never given to another.
    """
    from lenitive.record import read

    if not path.exists():
        raise InputError("no such file or folder", where=str(path), do="Check the path.")
    held = _one_document(path)
    if held is not None and len(people := [row[0] for row in held.rows("patient")]) == 1:
        return held, _choose(people, patient, path)
    connection = read.open_record()
    read.load(connection, [path], keep_going=True)
    people = [row[0] for row in connection.execute("SELECT patient_id FROM patient ORDER BY 1").fetchall()]
    person = _choose(people, patient, path)
    if len(people) > 1:
        _keep_only(connection, person)
    return connection, person


def _one_document(path: Path) -> RecordRows | None:
    """The record of a file that is one JSON document, where it needs no database."""
    from lenitive.record.read import bundle_rows, filled
    from lenitive.record.read.documents import read_document, sources
    from lenitive.record.rows import RecordRows

    (source, *more) = sources([path])
    if more or source.kind != "document":
        return None
    found = bundle_rows(read_document(source), source.name)
    return None if found is None else RecordRows(found[0], filled)


def _choose(people: list[str], patient: str | None, path: Path) -> str:
    if not people:
        raise InputError(
            "no person could be read from it", where=str(path), do="It needs a Patient with an id."
        )
    if patient is None and len(people) == 1:
        return people[0]
    listed = ", ".join(people[:5]) + (f" and {len(people) - 5} more" if len(people) > 5 else "")
    if patient is None:
        raise InputError(
            f"it holds {len(people)} people ({listed})",
            where=str(path),
            do="Say which one with --patient ID.",
        )
    chosen = patient.removeprefix("Patient/")
    if chosen not in people:
        raise InputError(f"{patient} is not in it; it holds {listed}", where=str(path), do="Check the id.")
    return chosen


def _keep_only(connection: DuckDBPyConnection, person: str) -> None:
    from lenitive.record.schema import TABLES

    for table in TABLES:
        if table.name != "note":
            connection.execute(f'DELETE FROM "{table.name}" WHERE patient_id IS DISTINCT FROM ?', [person])
