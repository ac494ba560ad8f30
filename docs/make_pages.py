"""Make the pages of the documentation that are lists of what the code and the knowledge hold.

`python docs/make_pages.py` writes them; a test fails when they no longer say what the code says.
"""

from __future__ import annotations

import sys
from pathlib import Path

from lenitive.record.schema import TABLES

DOCS = Path(__file__).parent
sys.path.append(str(DOCS))

from make_instrument_pages import instrument_pages  # noqa: E402 - it stands beside this file

RECORD_TOP = """\
# The record

Made from `src/lenitive/record/schema.py`, the one place where these tables are declared. The Arrow schemas,
the DuckDB tables and the store come from there too. Every row has its `row_id`, so that a statement can point
at it.

A `..._low` and `..._high` pair holds a date as it was written: a whole date twice, a month or a year as its
first and last day. A `..._time` is the instant in UTC, where one was written.
"""


def record_page() -> str:
    """The record's tables: every column with its type, unit and meaning."""
    lines = [RECORD_TOP]
    for table in TABLES:
        lines += [
            f"## {table.name}",
            "",
            f"A row is {table.row}.",
            "",
            "| column | type | may be empty | meaning |",
            "| --- | --- | --- | --- |",
        ]
        for column in table.columns:
            unit = f" ({column.unit})" if column.unit else ""
            meaning = column.meaning.replace("|", "\\|")
            empty = "yes" if column.nullable else "no"
            lines.append(f"| `{column.name}` | {column.kind} | {empty} | {meaning}{unit} |")
        lines.append("")
    return "\n".join(lines)


PAGES = {"record.md": record_page, **instrument_pages()}


def main() -> None:
    """Write every page."""
    for name, page in PAGES.items():
        (DOCS / name).parent.mkdir(exist_ok=True)
        (DOCS / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
