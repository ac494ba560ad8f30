"""What a row is, in a few words: so that a statement opens to more than an id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lenitive.reason.later import ibis
from lenitive.reason.story.query import query
from lenitive.reason.story.words import Day, day_of, number_words, plain
from lenitive.record import schema

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables
    from lenitive.record.rows import Record

# Per table: the columns whose words say what a row is, and its day. An instruction is told by its order.
_LEFT_OUT = frozenset({"resource", "coding", "note", "dosage"})
_SAYS = (
    "text",
    "instrument",
    "item",
    "scale",
    "treatment",
    "region",
    "finding",
    "name",
    "kind",
    "domain",
    "payer",
)
_DAYS = ("at", "start", "onset", "recorded", "birth_date")
_VALUES = ("value_number", "dose_high", "quantity", "intensity")


@dataclass(frozen=True)
class RowWords:
    """One row of the record: its table, what it says, and the day it is about."""

    row: str
    table: str
    what: str
    day: Day | None

    @property
    def resource(self) -> str:
        """The resource it came from: Condition/back."""
        return self.row.partition("#")[0]

    @property
    def words(self) -> str:
        """What it says, with its day."""
        what = plain(self.what) or self.table
        return f"{what}, {self.day}" if self.day else what


@query
def _every_row(t: Tables) -> ir.Table:
    """Every row of every table: its id, its words and its day."""
    parts = [
        _of(table, getattr(t.record, table.name)) for table in schema.TABLES if table.name not in _LEFT_OUT
    ]
    return ibis.union(*parts, distinct=False)


def _of(table: schema.Table, rows: ir.Table) -> ir.Table:
    says = [name for name in _SAYS if name in table.column_names]
    says = ["text"] if "text" in says else says
    day = next((name for name in _DAYS if f"{name}_low" in table.column_names), None)
    value = next((name for name in _VALUES if name in table.column_names), None)
    nothing = ibis.null("date")
    return rows.select(
        row_id=rows.row_id,
        of_table=ibis.literal(table.name),
        text=_side_by_side([rows[name].fill_null("") for name in says]),
        value_number=rows[value] if value else ibis.null("float64"),
        day_low=rows[f"{day}_low"] if day else nothing,
        day_high=rows[f"{day}_high"] if day else nothing,
    )


def _side_by_side(texts: list[ir.StringValue]) -> ir.StringValue:
    """The texts with a blank between; written with `+`, which rows in memory know as well."""
    made = texts[0] if texts else ibis.literal("")
    for text in texts[1:]:
        made = made + " " + text
    return made


def describe(connection: Record, wanted: Iterable[str]) -> Mapping[str, tuple[RowWords, ...]]:
    """Row id -> what stands under it; one id may stand in several tables (a form and its score)."""
    asked = set(wanted)
    found: dict[str, tuple[RowWords, ...]] = {}
    for row in _every_row(connection):
        if row["row_id"] in asked:
            words = RowWords(
                row["row_id"], row["of_table"], _what(row), day_of(row["day_low"], row["day_high"])
            )
            found[row["row_id"]] = (*found.get(row["row_id"], ()), words)
    return found


def _what(row: Mapping[str, object]) -> str:
    text, value = " ".join(str(row["text"]).split()), row["value_number"]
    return f"{text} {number_words(value, 2)}" if isinstance(value, float) else text
