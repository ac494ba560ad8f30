"""The line of text that adds what was computed to the rows of a relation."""

from __future__ import annotations

from collections.abc import Sequence

import ibis.expr.operations as ops

from lenitive.reason.rowwise.values import Node, Scope, parts


def append(scope: Scope, name: str, values: Sequence[Node]) -> None:
    """Add one row to the list `name`, or one for each member of the list that is unnested."""
    lists = parts(values, ops.Unnest)
    if len(lists) > 1 or any(each not in values for each in lists):
        raise NotImplementedError("Unnest of several lists, or within a value")
    if not lists:
        scope.block.line(f"{name}.append(({''.join(f'{scope.value(each).text}, ' for each in values)}))")
        return
    members = scope.value(lists[0].arg).text
    cells = ["m" if each in lists else scope.value(each).text for each in values]
    with scope.block.under(f"for m in {members} or ():"):
        scope.block.line(f"{name}.append(({''.join(f'{cell}, ' for cell in cells)}))")
