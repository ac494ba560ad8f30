"""An Ibis expression as the text of a Python module that computes it for the rows of one person."""

from __future__ import annotations

from typing import TYPE_CHECKING

# the writers of words register themselves
from lenitive.reason.rowwise import words as words
from lenitive.reason.rowwise.relations import Relations
from lenitive.reason.rowwise.sheet import Sheet

if TYPE_CHECKING:
    import ibis.expr.types as ir


def written(expression: ir.Table) -> str:
    """The text: COLUMNS (names), LISTS (the places of columns that hold lists), `fixed` and `moving`.

    Raises : NotImplementedError for an operation that is not known here, by its name.
    """
    sheet, schema = Sheet(), expression.schema()
    rows = Relations(sheet).rows(expression.op())
    kinds = list(schema.types)
    cells = "".join(_cell(n, kind.is_floating()) for n, kind in enumerate(kinds))
    if any(kind.is_floating() for kind in kinds):
        rows = f"[({cells}) for r in {rows}]"
    names = tuple(schema.names)
    lists = tuple(n for n, kind in enumerate(kinds) if kind.is_array())
    return f"COLUMNS = {names!r}\nLISTS = {lists!r}\n{sheet.text(rows)}"


def _cell(place: int, number: bool) -> str:
    """A cell of the result; a number that was a whole one becomes what the schema says."""
    return f"None if r[{place}] is None else float(r[{place}]), " if number else f"r[{place}], "
