"""Statements as functions over rows: written once, kept on disk, loaded once a process."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from lenitive.kept import kept_code, kept_text
from lenitive.record.plain import support

Columns = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Functions:
    """Statements that are ready. columns : what each gives, and whatever else the text noted down."""

    by_name: Mapping[str, Any]  # name -> a function from tables (name -> rows) to rows
    columns: Columns

    def places(self, name: str, target: tuple[str, ...]) -> list[int | None] | None:
        """Where the columns of a table stand in the rows of a statement; None where they are the same."""
        given = self.columns[name]
        return None if given == target else [given.index(each) if each in given else None for each in target]


def load(name: str, write: Callable[[], tuple[str, Columns]], variables: Mapping[str, Any]) -> Functions:
    """Statements under a name; `write` gives their text and columns where they are not known.

    variables : those of the session, each a map.
    """

    def text() -> str:
        functions, columns = write()
        return f"COLUMNS = {dict(columns)!r}\n{functions}"

    space: dict[str, Any] = {**vars(support), "re": re, "lru_cache": lru_cache, "VARIABLES": variables}
    exec(kept_code(name, kept_text(name, text)), space)  # noqa: S102 our own text and statements
    return Functions(space, space["COLUMNS"])


def in_order(rows: list[tuple[Any, ...]], places: list[int | None] | None) -> list[tuple[Any, ...]]:
    """Rows with their cells at other places; a column that is not given is empty."""
    if places is None:
        return rows
    return [tuple([None if place is None else row[place] for place in places]) for row in rows]
