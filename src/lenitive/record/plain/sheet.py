"""The sheet that SQL is written on as Python: macros, constants, and a function for each statement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlglot
from sqlglot import exp

from lenitive.record.plain import selects
from lenitive.record.plain.values import Scope, value

# Any: sqlglot's nodes are not typed.
Node = Any


class Sheet:
    """What has been written so far.

    columns : table -> its columns, for every table and view that a statement may read.
    """

    def __init__(self, macros: str, columns: Mapping[str, tuple[str, ...]]) -> None:
        """Macros : CREATE MACRO statements; one is written when it is first used."""
        self.columns = dict(columns)
        self._macros = {_name(tree): tree for tree in sqlglot.parse(macros, dialect="duckdb") if tree}
        self._head: list[str] = []
        self._written: dict[str, str] = {}
        self._constants: dict[str, str] = {}
        self._functions: list[str] = []
        self._lines: list[str] = []
        self._count = 0

    def function(self, name: str, sql: str) -> tuple[str, ...]:
        """Write one SELECT as `name(T)`, which gives its rows from the tables T; returns its columns."""
        self._lines = []
        tree = sqlglot.parse_one(sql, dialect="duckdb")
        rows, columns = selects.write(self, tree, None, {})
        body = "\n".join(f"    {line}" for line in [*self._lines, f"return {rows}"])
        self._functions.append(f"def {name}(T):\n{body}")
        return columns

    def text(self) -> str:
        """The whole as Python."""
        constants = [f"{name} = {text}" for text, name in self._constants.items()]
        return "\n".join([*constants, *self._head, *self._functions, ""])

    def fresh(self, letter: str) -> str:
        """A name that is not used yet."""
        self._count += 1
        return f"{letter}{self._count}"

    def line(self, text: str) -> None:
        """One line of the function."""
        self._lines.append(text)

    def once(self, text: str) -> str:
        """A value that is computed once a call, before the lines that use it."""
        name = self.fresh("c")
        self.line(f"{name} = {text}")
        return name

    def constant(self, text: str) -> str:
        """A value that never changes."""
        return self._constants.setdefault(text, f"K{len(self._constants)}")

    def variable(self, name: str) -> str:
        """A variable of the session, which is a map."""
        return f"VARIABLES[{name!r}]"

    def macro(self, name: str) -> str:
        """The function that a macro is written as. Its arguments are texts, so that answers can be kept."""
        if name not in self._written:
            tree = self._macros.get(name)
            if tree is None:
                raise NotImplementedError(f"the function {name}")
            names = [each.name for each in tree.this.expressions]
            scope = Scope(self, variables={each: f"v_{each}" for each in names})
            body = value(tree.expression, scope)
            parameters = ", ".join(f"v_{each}" for each in names)
            self._written[name] = f"m_{name}"
            self._head.append(f"@lru_cache(maxsize=8192)\ndef m_{name}({parameters}):\n    return {body}")
        return self._written[name]

    def select(self, tree: Node, outer: Scope) -> str:
        """Write a subquery that stands in an expression and reads nothing of what is around it."""
        if isinstance(tree, exp.Subquery):
            tree = tree.this
        rows, _ = selects.write(self, tree, None, {})
        return rows

    def exists(self, tree: Node, outer: Scope) -> str:
        """Write EXISTS of a subquery that is tied to the rows around it by equal values."""
        return selects.exists(self, tree, outer)


def _name(tree: Node) -> str:
    return str(tree.this.this.name)
