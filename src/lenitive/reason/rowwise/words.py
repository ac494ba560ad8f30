"""Texts, days and lists of one row."""

from __future__ import annotations

import ibis.expr.operations as ops

from lenitive.reason.rowwise.sheet import Atom
from lenitive.reason.rowwise.values import Node, Scope, writes

_WHITE = repr(" \t\n\r\v\f")
_STRICT: dict[type, str] = {
    ops.Lowercase: "lower({0})",
    ops.Uppercase: "upper({0})",
    ops.Strip: f"{{0}}.strip({_WHITE})",
    ops.StringLength: "len({0})",
    ops.ArrayLength: "len({0})",
    ops.StringReplace: "{0}.replace({1}, {2})",
    ops.StringContains: "{1} in {0}",
    ops.ExtractYear: "{0}.year",
    ops.ExtractMonth: "{0}.month",
    ops.ExtractDay: "{0}.day",
    ops.ArraySort: "ordered_list({0})",
    ops.ArrayFlatten: "flat({0})",
    ops.IntegerRange: "tuple(range({0}, {1}, {2}))",
}


@writes(*_STRICT)
def _strict(node: Node, scope: Scope) -> Atom:
    return scope.strict(_STRICT[type(node)], *node.args)


@writes(ops.StringConcat)
def _concat(node: Node, scope: Scope) -> Atom:
    return scope.strict(" + ".join(f"{{{n}}}" for n in range(len(node.arg))), *node.arg)


@writes(ops.Substring)
def _substring(node: Node, scope: Scope) -> Atom:
    if not (isinstance(node.start, ops.Literal) and node.start.value == 0 and node.length is not None):
        raise NotImplementedError("Substring from another place than the start")
    return scope.strict("{0}[:max({1}, 0)]", node.arg, node.length)


@writes(ops.StringSlice)
def _slice(node: Node, scope: Scope) -> Atom:
    if node.start is not None or not isinstance(node.end, ops.Literal) or node.end.value < 0:
        raise NotImplementedError("StringSlice from another place than the start")
    return scope.strict("{0}[:{1}]", node.arg, node.end)


@writes(ops.StrRight)
def _right(node: Node, scope: Scope) -> Atom:
    if not isinstance(node.nchars, ops.Literal) or node.nchars.value <= 0:
        raise NotImplementedError("StrRight of a length that is computed")
    return scope.strict("{0}[-{1}:]", node.arg, node.nchars)


@writes(ops.StringSQLLike)
def _like(node: Node, scope: Scope) -> Atom:
    if node.escape is not None:
        raise NotImplementedError("StringSQLLike with a character of escape")
    return scope.strict("like({0}, {1})", node.arg, node.pattern)


@writes(ops.RegexSearch)
def _search(node: Node, scope: Scope) -> Atom:
    return scope.strict(f"{_pattern(node, scope)}.search({{0}}) is not None", node.arg)


@writes(ops.RegexExtract)
def _extract(node: Node, scope: Scope) -> Atom:
    return scope.strict(f"extracted({_pattern(node, scope)}, {{0}}, {{1}})", node.arg, node.index)


@writes(ops.RegexReplace)
def _replace(node: Node, scope: Scope) -> Atom:
    if not isinstance(node.replacement, ops.Literal) or "\\" in node.replacement.value:
        raise NotImplementedError("RegexReplace with groups in the replacement")
    return scope.strict(f"{_pattern(node, scope)}.sub({{1}}, {{0}})", node.arg, node.replacement)


@writes(ops.RegexSplit)
def _split(node: Node, scope: Scope) -> Atom:
    return scope.strict(f"tuple({_pattern(node, scope)}.split({{0}}))", node.arg)


def _pattern(node: Node, scope: Scope) -> str:
    """The pattern, compiled once; the database knows only the end of the text, and classes of ASCII."""
    if not isinstance(node.pattern, ops.Literal):
        raise NotImplementedError(f"{type(node).__name__} with a pattern that is computed")
    pattern = node.pattern.value.replace("$", r"\Z")
    if r"\\Z" in pattern or "(?" in pattern.replace("(?:", ""):
        raise NotImplementedError(f"{type(node).__name__} with the pattern {pattern}")
    return scope.sheet.constant(f"re.compile({pattern!r}, re.ASCII)")


@writes(ops.DateDelta)
def _delta(node: Node, scope: Scope) -> Atom:
    if node.part.value != "day":
        raise NotImplementedError("DateDelta in another unit than days")
    return scope.strict("({0} - {1}).days", node.left, node.right)


@writes(ops.DateAdd)
def _add(node: Node, scope: Scope) -> Atom:
    return _moved(node, scope, "later({0}, {1})")


@writes(ops.DateSub)
def _subtract(node: Node, scope: Scope) -> Atom:
    return _moved(node, scope, "later({0}, -{1})")


def _moved(node: Node, scope: Scope, template: str) -> Atom:
    """By days in days; by months and years, which a literal gives, by the calendar."""
    unit = node.right.dtype.unit.value
    if unit == "D":
        return scope.strict(template, node.left, node.right)
    if unit not in ("M", "Y") or not isinstance(node.right, ops.Literal):
        raise NotImplementedError(f"{type(node).__name__} by {unit}")
    months = node.right.value * (12 if unit == "Y" else 1) * (-1 if "-" in template else 1)
    return scope.strict(f"months_later({{0}}, {months})", node.left)


@writes(ops.IntervalFromInteger)
def _interval(node: Node, scope: Scope) -> Atom:
    if node.unit.value != "D":
        raise NotImplementedError("IntervalFromInteger in another unit than days")
    return scope.value(node.arg)


@writes(ops.Array)
def _array(node: Node, scope: Scope) -> Atom:
    return scope.put(f"({''.join(f'{scope.value(each).text}, ' for each in node.exprs)})", False)


@writes(ops.ArrayIndex)
def _index(node: Node, scope: Scope) -> Atom:
    if not isinstance(node.index, ops.Literal) or node.index.value < 0:
        raise NotImplementedError("ArrayIndex by a place that is computed")
    at = node.index.value
    return Atom(scope.strict(f"{{0}}[{at}] if len({{0}}) > {at} else None", node.arg).text)


@writes(ops.ArrayContains)
def _contains(node: Node, scope: Scope) -> Atom:
    return scope.strict("{1} in {0}", node.arg, node.other)
