"""A SELECT as Python text: where its rows come from, which are kept, grouped, counted, and what it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from lenitive.record.plain import aggregates
from lenitive.record.plain.values import Scope, Source, condition, value

if TYPE_CHECKING:
    from lenitive.record.plain.sheet import Sheet

# Any: sqlglot's nodes are not typed.
Node = Any
# The variable that holds the rows, and their columns.
Relation = tuple[str, tuple[str, ...]]


def write(sheet: Sheet, tree: Node, outer: Scope | None, given: Mapping[str, Relation]) -> Relation:
    """Write a SELECT. given : the relations of WITH around it."""
    if not isinstance(tree, exp.Select):
        raise NotImplementedError(type(tree).__name__)
    for part in ("order", "limit", "having", "qualify"):
        if tree.args.get(part) is not None:
            raise NotImplementedError(part.upper())
    known = dict(given)
    with_ = tree.args.get("with_")
    for each in with_.expressions if with_ is not None else ():
        known[each.alias] = write(sheet, _pruned(each, tree), outer, known)
    scope, rows = _from(sheet, tree, Scope(sheet, outer=outer), known)
    rows = _where(sheet, tree, scope, rows)
    if tree.args.get("group") is not None or aggregates.found(tree.expressions):
        return _grouped(sheet, tree, scope, rows)
    return _projected(sheet, tree, scope, rows)


def _pruned(with_: Node, tree: Node) -> Node:
    """The SELECT of WITH, in which columns that nothing around it names are empty.

    Where a column also decides which rows there are (DISTINCT, an aggregate, UNNEST), all stay as they are.
    """
    inner = with_.this
    columns = (*tree.expressions, *inner.expressions)
    if len(tree.args["with_"].expressions) > 1 or any(each.find(exp.Star) for each in columns):
        return inner
    if inner.args.get("distinct") or inner.args.get("group") or _decide_rows(inner.expressions):
        return inner
    around = [arg for name, arg in tree.args.items() if name != "with_"]
    parts = [part for arg in around for part in (arg if isinstance(arg, list) else [arg])]
    named = {
        name.name
        for part in parts
        if isinstance(part, exp.Expression)
        for name in part.find_all(exp.Identifier)
    }
    select = inner.copy()
    kept = [
        each if each.alias_or_name in named else exp.alias_(exp.Null(), each.alias_or_name)
        for each in select.expressions
    ]
    select.set("expressions", kept)
    return select


def _decide_rows(expressions: list[Node]) -> bool:
    """Whether a column makes rows fewer (an aggregate) or more (UNNEST)."""
    return aggregates.found(expressions) or any(
        isinstance(each, (exp.Unnest, exp.Explode))
        for node in expressions
        for each in node.walk(prune=lambda inner: isinstance(inner, exp.Select))
    )


def _variables(scope: Scope) -> str:
    return "".join(f"{source.row}, " for source in scope.sources.values())


def _from(sheet: Sheet, tree: Node, scope: Scope, known: Mapping[str, Relation]) -> tuple[Scope, str]:
    """The joined rows of FROM and its joins: a list of tuples of rows."""
    source, rows = _source(sheet, tree.args["from_"].this, scope, known)
    scope = replace(scope, sources=source)
    joined = sheet.once(f"[(x,) for x in {rows}]")
    for join in tree.args.get("joins") or ():
        scope, joined = _join(sheet, join, scope, joined, known)
    return scope, joined


def _source(
    sheet: Sheet, node: Node, scope: Scope, known: Mapping[str, Relation]
) -> tuple[dict[str, Source], str]:
    alias = node.alias or node.name
    if isinstance(node, exp.Subquery):
        rows, columns = write(sheet, node.this, scope.outer, known)
    elif node.name in known:
        rows, columns = known[node.name]
    else:
        if node.name not in sheet.columns:
            raise NotImplementedError(f"the table {node.name}")
        rows, columns = f"T[{node.name!r}]", sheet.columns[node.name]
    return {alias: Source(sheet.fresh("r"), columns)}, rows


def _join(
    sheet: Sheet, join: Node, scope: Scope, joined: str, known: Mapping[str, Relation]
) -> tuple[Scope, str]:
    if (join.side or "") not in ("", "LEFT") or (join.kind or "INNER") not in ("INNER", ""):
        raise NotImplementedError(f"a join {join.side} {join.kind}")
    other, rows = _source(sheet, join.this, scope, known)
    (source,) = other.values()
    wide = replace(scope, sources={**scope.sources, **other})
    alone = replace(scope, sources=other, outer=None)
    if join.args.get("using"):
        keys = [each.name for each in join.args["using"]]
        pairs = [(scope.named([key]), alone.named([key])) for key in keys]
        rest: list[Node] = []
    else:
        pairs, rest = _equal(join.args["on"], scope, alone)
    left = f"lambda {_variables(scope)}: {_key([a for a, _ in pairs])}" if pairs else "None"
    right = f"lambda {source.row}: {_key([b for _, b in pairs])}" if pairs else "None"
    asked = " and ".join(condition(each, wide) for each in rest)
    holds = f"lambda {_variables(wide)}: {asked}" if rest else "None"
    keeps = join.side == "LEFT"
    made = sheet.once(f"join({joined}, {rows}, {left}, {right}, {holds}, {len(source.columns)}, {keeps})")
    return wide, made


def _key(texts: list[str]) -> str:
    return texts[0] if len(texts) == 1 else f"({', '.join(texts)})"


def _equal(on: Node, left: Scope, right: Scope) -> tuple[list[tuple[str, str]], list[Node]]:
    """The conditions of a join that are equal values of both sides, as texts; and what else it asks."""
    pairs, rest = [], []
    for each in _parts(on):
        pair = None
        if isinstance(each, exp.EQ):
            for a, b in ((each.this, each.expression), (each.expression, each.this)):
                here, there = _tried(a, left), _tried(b, right)
                if here is not None and there is not None and pair is None:
                    pair = (here, there)
        if pair is None:
            rest.append(each)
        else:
            pairs.append(pair)
    return pairs, rest


def _parts(asked: Node) -> list[Node]:
    """The conditions that are joined by AND."""
    return list(asked.flatten()) if isinstance(asked, exp.And) else [asked]


def _tried(node: Node, scope: Scope) -> str | None:
    """The text of a value that needs this scope alone; None where it needs more."""
    try:
        return value(node, scope)
    except NotImplementedError:
        return None


def exists(sheet: Sheet, tree: Node, outer: Scope) -> str:
    """EXISTS (SELECT ... FROM one table WHERE its values equal those around it AND ...)."""
    if tree.args.get("joins"):
        raise NotImplementedError("EXISTS over a join")
    sources, rows = _source(sheet, tree.args["from_"].this, outer, {})
    (source,) = sources.values()
    alone = Scope(sheet, sources=sources)
    asked = _parts(tree.args["where"].this)
    own = [each for each in asked if _tried(each, alone) is not None]
    tied = [each for each in asked if each not in own]
    pairs, rest = _equal(exp.and_(*tied, copy=False), outer, alone) if tied else ([], [])
    if rest or not pairs:
        raise NotImplementedError("EXISTS that is tied otherwise than by equal values")
    kept = f" if {' and '.join(condition(each, alone) for each in own)}" if own else ""
    index = sheet.once(
        f"index_of([{source.row} for {source.row} in {rows}{kept}], "
        f"lambda {source.row}: {_key([b for _, b in pairs])})"
    )
    return f"({_key([a for a, _ in pairs])} in {index})"


def _where(sheet: Sheet, tree: Node, scope: Scope, rows: str) -> str:
    where = tree.args.get("where")
    if where is None:
        return rows
    text = condition(where.this, scope)
    names = _variables(scope)
    return sheet.once(f"[({names}) for ({names}) in {rows} if {text}]")


def _columns(tree: Node, scope: Scope) -> list[tuple[str, Node | str]]:
    """Name -> node, or the text of a column that a star stands for."""
    made: list[tuple[str, Node | str]] = []
    for each in tree.expressions:
        if isinstance(each, exp.Star) or (isinstance(each, exp.Column) and isinstance(each.this, exp.Star)):
            for alias, source in scope.sources.items():
                if isinstance(each, exp.Star) or each.table == alias:
                    made += [(name, f"{source.row}[{n}]") for n, name in enumerate(source.columns)]
        else:
            made.append((each.alias_or_name, each.this if isinstance(each, exp.Alias) else each))
    return made


def _projected(sheet: Sheet, tree: Node, scope: Scope, rows: str) -> Relation:
    names, columns = _variables(scope), _columns(tree, scope)
    made = {
        id(window): f"{aggregates.window(sheet, window, tree, scope, rows)}[n]"
        for _, node in columns
        if not isinstance(node, str)
        for window in node.find_all(exp.Window)
    }
    scope = replace(scope, made=made)
    numbered = f"n, ({names}) in enumerate({rows})" if made else f"({names}) in {rows}"
    lists = [node for _, node in columns if isinstance(node, exp.Explode)]
    if lists:
        if len(columns) > 1:
            raise NotImplementedError("unnest beside other columns")
        members = sheet.once(f"lambda {names}: {value(lists[0].this, scope)}")
        text = f"[(m,) for {numbered} for m in {members}({names[:-2]}) or ()]"
    else:
        cells = "".join(f"{node if isinstance(node, str) else value(node, scope)}, " for _, node in columns)
        text = f"[({cells}) for {numbered}]"
    if tree.args.get("distinct") is not None:
        text = f"list(dict.fromkeys({text}))"
    return sheet.once(text), tuple(name for name, _ in columns)


def _grouped(sheet: Sheet, tree: Node, scope: Scope, rows: str) -> Relation:
    group, names, columns = tree.args.get("group"), _variables(scope), _columns(tree, scope)
    keys = "".join(f"{value(each, scope)}, " for each in (group.expressions if group else ()))
    groups = sheet.once(f"grouped({rows}, lambda {names}: ({keys}))")
    if not group:
        groups = sheet.once(f"{groups} or {{(): []}}")
    made = {
        id(each): aggregates.reduced(each, scope, names)
        for _, node in columns
        if not isinstance(node, str)
        for each in node.find_all(*aggregates.KINDS)
    }
    places = {each.sql("duckdb"): f"k[{n}]" for n, each in enumerate(group.expressions if group else ())}
    outside = replace(scope, made=made, sources={})
    cells = "".join(f"{_cell(node, places, outside)}, " for _, node in columns)
    return sheet.once(f"[({cells}) for k, p in {groups}.items()]"), tuple(name for name, _ in columns)


def _cell(node: Node | str, places: Mapping[str, str], scope: Scope) -> str:
    """What a grouped SELECT gives: a key, or what is made of aggregates."""
    if isinstance(node, str):
        raise NotImplementedError("a star beside GROUP BY")
    key = places.get(node.sql("duckdb"))
    return value(node, scope) if key is None else key
