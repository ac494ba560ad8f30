"""SQL expressions as Python text: each node of the tree of sqlglot has one writer, found by its class."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sqlglot import exp

if TYPE_CHECKING:
    from lenitive.record.plain.sheet import Sheet

# Any: sqlglot's nodes are not typed.
Node = Any


@dataclass(frozen=True)
class Source:
    """A relation that is named in a SELECT: the variable of its row, and its columns."""

    row: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Scope:
    """What names mean at one place.

    sources : alias -> relation. variables : names that stand for a value. made : nodes that are computed
    already -> text. sheet : where subqueries are written. outer : the scope around a subquery.
    """

    sheet: Sheet
    sources: Mapping[str, Source] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    made: Mapping[int, str] = field(default_factory=dict)
    outer: Scope | None = None

    def named(self, names: list[str]) -> str:
        """The text of a name of one or more parts; what is left over are fields of a struct."""
        first, *rest = names
        if first in self.variables:
            return fields(self.variables[first], rest)
        if rest and first in self.sources:
            source = self.sources[first]
            if rest[0] in source.columns:
                return fields(f"{source.row}[{source.columns.index(rest[0])}]", rest[1:])
        owners = [source for source in self.sources.values() if first in source.columns]
        if owners:  # several have it only where they were joined by it
            return fields(f"{owners[0].row}[{owners[0].columns.index(first)}]", rest)
        if self.outer is not None:
            return self.outer.named(names)
        raise NotImplementedError(f"the name {'.'.join(names)}")


def fields(base: str, names: list[str]) -> str:
    """Fields below fields of a struct; a struct that is NULL has none."""
    for name in names:
        base = f"({base} or NONE).get({name!r})"
    return base


def value(node: Node, scope: Scope) -> str:
    """The text of an expression."""
    if id(node) in scope.made:
        return scope.made[id(node)]
    write = WRITERS.get(type(node))
    if write is None:
        raise NotImplementedError(f"{type(node).__name__}: {node.sql('duckdb')[:80]}")
    return write(node, scope)


def condition(node: Node, scope: Scope) -> str:
    """The text of an expression of which only matters whether it is true."""
    if isinstance(node, exp.Paren):
        return condition(node.this, scope)
    if isinstance(node, exp.And):
        return f"({condition(node.this, scope)} and {condition(node.expression, scope)})"
    if isinstance(node, exp.Or):
        return f"({condition(node.this, scope)} or {condition(node.expression, scope)})"
    if isinstance(node, exp.EQ) and isinstance(node.expression, exp.Literal):
        return f"({value(node.this, scope)} == {value(node.expression, scope)})"
    return value(node, scope)


def _call(name: str, *parts: str) -> Callable[[Node, Scope], str]:
    """A writer that calls a function of `support` with these arguments of the node."""
    return lambda node, scope: f"{name}({', '.join(value(node.args[part], scope) for part in parts)})"


def _column(node: Node, scope: Scope) -> str:
    return scope.named([part.name for part in node.parts])


def _dot(node: Node, scope: Scope) -> str:
    return fields(value(node.this, scope), [node.expression.name])


def _literal(node: Node, _: Scope) -> str:
    if node.is_string:
        return repr(node.this)
    return repr(float(node.this)) if "." in node.this else repr(int(node.this))


def _identifier(node: Node, scope: Scope) -> str:
    return scope.named([node.name])


def _is(node: Node, scope: Scope) -> str:
    other = node.expression
    if isinstance(other, exp.Null):
        return f"({value(node.this, scope)} is None)"
    if isinstance(other, exp.Boolean):
        return f"({value(node.this, scope)} is {bool(other.this)})"
    raise NotImplementedError("IS of another value")


def _not(node: Node, scope: Scope) -> str:
    inner = node.this
    if isinstance(inner, exp.Is) and isinstance(inner.expression, exp.Null):
        return f"({value(inner.this, scope)} is not None)"
    return f"opposite({value(inner, scope)})"


def _function(node: Node, scope: Scope, *names: str) -> tuple[str, str]:
    """A lambda: its parameters and its text."""
    variables = {name: f"v_{name}" for name in names}
    inner = replace(scope, variables={**scope.variables, **variables})
    return ", ".join(variables.values()), value(node.this, inner)


def _lambda(node: Node, scope: Scope) -> tuple[str, int]:
    names = [each.name for each in node.expressions]
    parameters, body = _function(node, scope, *names)
    return f"lambda {parameters}: {body}", len(names)


def _transform(node: Node, scope: Scope) -> str:
    text, count = _lambda(node.expression, scope)
    return f"{'transform' if count == 1 else 'numbered'}({value(node.this, scope)}, {text})"


def _filter(node: Node, scope: Scope) -> str:
    made, body = node.expression, node.expression.this
    if isinstance(body, exp.Not) and body.sql("duckdb") == f"NOT {made.expressions[0].name} IS NULL":
        return f"known_of({value(node.this, scope)})"
    return f"kept({value(node.this, scope)}, {_lambda(made, scope)[0]})"


def _bracket(node: Node, scope: Scope) -> str:
    (place,) = node.expressions
    if isinstance(node.this, exp.Anonymous) and node.this.name.lower() == "getvariable":
        known = scope.sheet.variable(node.this.expressions[0].name)
        return f"looked_up({known}, {value(place, scope)})"
    written = place.this if isinstance(place, exp.Neg) else place
    if not isinstance(written, exp.Literal):
        raise NotImplementedError("a place that is computed")
    number = -int(written.this) if isinstance(place, exp.Neg) else int(written.this)
    # The parser has taken one away from the place as it was written, from the end as well.
    return f"member({value(node.this, scope)}, {number + 1})"


def _array(node: Node, scope: Scope) -> str:
    return f"[{', '.join(value(each, scope) for each in node.expressions)}]"


def _struct(node: Node, scope: Scope) -> str:
    pairs = (f"{each.this.name!r}: {value(each.expression, scope)}" for each in node.expressions)
    return f"{{{', '.join(pairs)}}}"


def _case(node: Node, scope: Scope) -> str:
    default = value(node.args["default"], scope) if node.args.get("default") is not None else "None"
    operand = node.this
    text = default
    for each in reversed(node.args["ifs"]):
        when = (
            condition(each.this, scope)
            if operand is None
            else f"({value(operand, scope)} == {value(each.this, scope)})"
        )
        text = f"({value(each.args['true'], scope)} if {when} else {text})"
    return text


def _in(node: Node, scope: Scope) -> str:
    query = node.args.get("query")
    if query is None:
        options = ", ".join(value(each, scope) for each in node.expressions)
        return f"one_of({value(node.this, scope)}, {scope.sheet.constant(f'frozenset([{options}])')})"
    rows = scope.sheet.select(query.this, scope)
    known = scope.sheet.once(f"frozenset(x[0] for x in {rows})")
    return f"one_of({value(node.this, scope)}, {known})"


def _exists(node: Node, scope: Scope) -> str:
    return scope.sheet.exists(node.this, scope)


def _subquery(node: Node, scope: Scope) -> str:
    rows = scope.sheet.select(node.this, scope)
    return scope.sheet.once(f"only({rows})")


_CASTS = {
    "DOUBLE": "number",
    "BIGINT": "whole",
    "INT": "whole",
    "BOOLEAN": "truth",
    "TEXT": "text_or_null",
    "DATE": "day",
}


def _cast(node: Node, scope: Scope) -> str:
    kind = node.args["to"]
    inner = value(node.this, scope)
    if inner in ("None", "[]") or kind.args.get("nested"):
        return inner
    name = _CASTS.get(kind.this.name)
    if name is None:
        raise NotImplementedError(f"CAST to {kind.sql('duckdb')}")
    return f"{name}({inner})"


def _try_cast(node: Node, scope: Scope) -> str:
    kind = node.args["to"].this.name
    name = {"DATE": "day_or_null", "DOUBLE": "number_or_null", "TIMESTAMPTZ": "instant_or_null"}.get(kind)
    if name is None:
        raise NotImplementedError(f"TRY_CAST to {kind}")
    return f"{name}({value(node.this, scope)})"


def _together(node: Node, scope: Scope) -> str:
    parts: list[Node] = []

    def gather(each: Node) -> None:
        if isinstance(each, exp.DPipe):
            gather(each.this)
            gather(each.expression)
        else:
            parts.append(each)

    gather(node)
    return f"together({', '.join(value(each, scope) for each in parts)})"


def _several(name: str) -> Callable[[Node, Scope], str]:
    return lambda node, scope: (
        f"{name}({', '.join(value(each, scope) for each in (node.this, *node.expressions))})"
    )


def _coalesce(node: Node, scope: Scope) -> str:
    """The first that is known, written out: this is the most frequent call of all."""
    *values, text = (value(each, scope) for each in (node.this, *node.expressions))
    for each in reversed(values):
        name = scope.sheet.fresh("f")
        text = f"({name} if ({name} := {each}) is not None else {text})"
    return text


def pattern(node: Node, scope: Scope) -> str:
    """A pattern, compiled once; the database knows only the end of the text, and classes of ASCII."""
    if not isinstance(node, exp.Literal):
        raise NotImplementedError("a pattern that is computed")
    text = node.this.replace("$", r"\Z")
    if r"\\Z" in text or "(?" in text.replace("(?:", ""):
        raise NotImplementedError(f"the pattern {node.this}")
    return scope.sheet.constant(f"re.compile({text!r}, re.ASCII)")


def _extract(node: Node, scope: Scope) -> str:
    group = node.args.get("group")
    number = value(group, scope) if group is not None else "0"
    return f"extracted({value(node.this, scope)}, {pattern(node.expression, scope)}, {number})"


def _substitute(node: Node, scope: Scope) -> str:
    new, flags = node.args["replacement"], node.args.get("modifiers")
    if not isinstance(new, exp.Literal) or "\\" in new.this:
        raise NotImplementedError("a replacement with groups")
    everywhere = flags is not None and "g" in flags.this
    where = value(node.this, scope)
    return f"substituted({where}, {pattern(node.expression, scope)}, {new.this!r}, {0 if everywhere else 1})"


def _like(node: Node, scope: Scope) -> str:
    text = node.expression.this
    if "_" in text or "%" in text.strip("%") or not (text.startswith("%") and text.endswith("%")):
        raise NotImplementedError(f"LIKE {text}")
    place = scope.sheet.constant(f"re.compile(re.escape({text.strip('%')!r}))")
    return f"matched({value(node.this, scope)}, {place})"


def _matches(name: str) -> Callable[[Node, Scope], str]:
    return lambda node, scope: f"{name}({value(node.this, scope)}, {pattern(node.expression, scope)})"


def _trim(node: Node, scope: Scope) -> str:
    characters, side = node.expression, node.args.get("position")
    if characters is None and not side:
        return f"trimmed({value(node.this, scope)})"
    if str(side).upper() == "TRAILING":
        return f"trimmed_right({value(node.this, scope)}, {value(characters, scope)})"
    raise NotImplementedError("trim of one side")


def _days_between(node: Node, scope: Scope) -> str:
    # sqlglot: this - expression.
    if str(node.args["unit"]).upper().strip("'") != "DAY":
        raise NotImplementedError("date_diff in another unit")
    return f"days_between({value(node.expression, scope)}, {value(node.this, scope)})"


def _reduce(node: Node, scope: Scope) -> str:
    values, join, *first = node.expressions
    text, _ = _lambda(join, scope)
    return f"reduced({value(values, scope)}, {text}, {value(first[0], scope) if first else 'None'})"


def _named_call(node: Node, scope: Scope) -> str:
    """A call by a name that sqlglot does not know: a macro of ours, or one of these."""
    name = node.name.lower()
    if name == "from_json":
        return value(node.expressions[0], scope)  # what arrived is parsed already, and checked for its shape
    if name == "list_reduce":
        return _reduce(node, scope)
    if name == "error":
        return f"refused({value(node.expressions[0], scope)})"
    return f"{scope.sheet.macro(name)}({', '.join(value(each, scope) for each in node.expressions)})"


def _instant(node: Node, scope: Scope) -> str:
    """make_timestamp of epoch_us of an instant is that instant, without its zone."""
    inner = node.this
    if not (isinstance(inner, exp.Anonymous) and inner.name.lower() == "epoch_us"):
        raise NotImplementedError("make_timestamp of a number")
    return value(inner.expressions[0], scope)


def _range(node: Node, scope: Scope) -> str:
    return f"list(range({value(node.args['start'], scope)}, {value(node.args['end'], scope)}))"


WRITERS: dict[type, Callable[[Node, Scope], str]] = {
    exp.Column: _column,
    exp.Identifier: _identifier,
    exp.Dot: _dot,
    exp.StructExtract: _dot,
    exp.Literal: _literal,
    exp.Null: lambda *_: "None",
    exp.Boolean: lambda node, _: repr(bool(node.this)),
    exp.Neg: lambda node, scope: f"-{value(node.this, scope)}",
    exp.Paren: lambda node, scope: value(node.this, scope),
    exp.Alias: lambda node, scope: value(node.this, scope),
    exp.Is: _is,
    exp.Not: _not,
    exp.And: _call("both", "this", "expression"),
    exp.Or: _call("either", "this", "expression"),
    exp.EQ: _call("same", "this", "expression"),
    exp.NEQ: _call("differ", "this", "expression"),
    exp.LT: _call("less", "this", "expression"),
    exp.GT: _call("less", "expression", "this"),
    exp.LTE: _call("at_most", "this", "expression"),
    exp.GTE: _call("at_most", "expression", "this"),
    exp.Between: lambda node, scope: (
        f"both(at_most({value(node.args['low'], scope)}, {value(node.this, scope)}), "
        f"at_most({value(node.this, scope)}, {value(node.args['high'], scope)}))"
    ),
    exp.Add: _call("plus", "this", "expression"),
    exp.Sub: _call("minus", "this", "expression"),
    exp.Mul: _call("times", "this", "expression"),
    exp.Div: _call("over", "this", "expression"),
    exp.IntDiv: _call("over_whole", "this", "expression"),
    exp.Coalesce: _coalesce,
    exp.Nullif: _call("null_if", "this", "expression"),
    exp.Case: _case,
    exp.In: _in,
    exp.Exists: _exists,
    exp.Subquery: _subquery,
    exp.Cast: _cast,
    exp.TryCast: _try_cast,
    exp.DPipe: _together,
    exp.Transform: _transform,
    exp.ArrayFilter: _filter,
    exp.Flatten: _call("flat", "this"),
    exp.Bracket: _bracket,
    exp.Array: _array,
    exp.Struct: _struct,
    exp.ArrayConcat: _several("chained"),
    exp.ArrayMax: _call("greatest_of", "this"),
    exp.SortArray: _call("in_order", "this"),
    exp.ArrayDistinct: _call("distinct", "this"),
    exp.ArrayOverlaps: _call("overlap", "this", "expression"),
    exp.ArrayToString: _call("joined", "this", "expression"),
    exp.GenerateSeries: _range,
    exp.Length: _call("length", "this"),
    exp.Lower: _call("lower", "this"),
    exp.Upper: _call("upper", "this"),
    exp.Trim: _trim,
    exp.Left: _call("left_of", "this", "expression"),
    exp.Replace: _call("replaced", "this", "expression", "replacement"),
    exp.SplitPart: _call("piece", "this", "delimiter", "part_index"),
    exp.StartsWith: _call("starts", "this", "expression"),
    exp.ConcatWs: lambda node, scope: (
        f"words_with({', '.join(value(each, scope) for each in node.expressions)})"
    ),
    exp.RegexpExtract: _extract,
    exp.RegexpReplace: _substitute,
    exp.RegexpLike: _matches("matched"),
    exp.RegexpFullMatch: _matches("matched_whole"),
    exp.SimilarTo: _matches("matched_whole"),
    exp.Like: _like,
    exp.DateDiff: _days_between,
    exp.LastDay: _call("last_day", "this"),
    exp.UnixToTime: _instant,
    exp.IgnoreNulls: lambda node, scope: value(node.this, scope),
    exp.Anonymous: _named_call,
}
