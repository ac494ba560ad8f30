"""The part of FHIRPath that views need, as a tree: text in, nodes out.

Source: FHIRPath N1 (grammar and precedence); SQL on FHIR v2, the shareable subset.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from lenitive.record.sql_on_fhir.problems import ViewError


@dataclass(frozen=True)
class Literal:
    """A value that is written in the path; `type` is its FHIR type."""

    value: str
    type: str


@dataclass(frozen=True)
class Constant:
    """`%name`: a constant of the view, or one that the environment gives."""

    name: str


@dataclass(frozen=True)
class This:
    """`$this`."""


@dataclass(frozen=True)
class Member:
    """An element of what stands before the dot (or of the context, with no `of`)."""

    name: str
    of: Node | None


@dataclass(frozen=True)
class Call:
    """A function on what stands before the dot (or on the context)."""

    name: str
    arguments: tuple[Node, ...]
    of: Node | None


@dataclass(frozen=True)
class Index:
    """`of[at]`, counted from 0."""

    of: Node
    at: Node


@dataclass(frozen=True)
class Unary:
    """A sign."""

    operator: str
    operand: Node


@dataclass(frozen=True)
class Binary:
    """An operator between two operands."""

    operator: str
    left: Node
    right: Node


Node = Literal | Constant | This | Member | Call | Index | Unary | Binary

_TOKEN = re.compile(
    r"""
    (?P<space>\s+|//[^\n]*|/\*.*?\*/)
  | (?P<moment>@(?:T\d\d(?::\d\d(?::\d\d(?:\.\d+)?)?)?
      |\d{4}(?:-\d\d(?:-\d\d)?)?(?:T(?:\d\d(?::\d\d(?::\d\d(?:\.\d+)?)?)?(?:Z|[+-]\d\d:\d\d)?)?)?))
  | (?P<number>\d+(?:\.\d+)?)
  | (?P<string>'(?:[^'\\]|\\.)*')
  | (?P<constant>%(?:[A-Za-z_]\w*|`(?:[^`\\]|\\.)*`|'(?:[^'\\]|\\.)*'))
  | (?P<this>\$this)
  | (?P<name>[A-Za-z_]\w*|`(?:[^`\\]|\\.)*`)
  | (?P<sign><=|>=|!=|!~|[.,()\[\]=<>+\-*/&~|])
    """,
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|.)", re.DOTALL)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "f": "\f"}
# How tightly an operator binds; the ones that are known and not supported are refused by name.
_BINDING = {
    **{"implies": 1, "or": 2, "xor": 2, "and": 3, "in": 4, "contains": 4, "=": 5, "!=": 5, "~": 5, "!~": 5},
    **{"<": 6, ">": 6, "<=": 6, ">=": 6, "|": 7, "is": 8, "as": 8, "+": 9, "-": 9, "&": 9},
    **{"*": 10, "/": 10, "div": 10, "mod": 10},
}
_REFUSED = frozenset({"in", "contains", "~", "!~", "|", "is", "as"})
_DEEPEST = 100


@cache
def parse(path: str) -> Node:
    """The tree of a path. Raises ViewError with the place of the first fault."""
    return _Parser(path, _tokens(path)).whole()


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    at: int


def _tokens(path: str) -> list[_Token]:
    found, at = [], 0
    while at < len(path):
        match = _TOKEN.match(path, at)
        if match is None:
            raise _fault(path, at, f"{path[at]!r} has no meaning here")
        if match.lastgroup != "space":
            found.append(_Token(match.lastgroup or "", match[0], at))
        at = match.end()
    return [*found, _Token("end", "", len(path))]


def _fault(path: str, at: int, what: str) -> ViewError:
    return ViewError(f"{what} (character {at + 1} of the path)", where=f'"{path}"')


def _unquoted(text: str) -> str:
    return _ESCAPE.sub(
        lambda m: chr(int(m[1][1:], 16)) if len(m[1]) > 1 else _ESCAPES.get(m[1], m[1]), text[1:-1]
    )


def _moment(text: str) -> Literal:
    if text.startswith("@T"):
        return Literal(text[2:], "time")
    return Literal(text[1:].removesuffix("T"), "dateTime" if "T" in text else "date")


class _Parser:
    """Precedence climbing over the tokens of one path."""

    def __init__(self, path: str, tokens: list[_Token]) -> None:
        self.path, self.tokens, self.at, self.depth = path, tokens, 0, 0

    def whole(self) -> Node:
        node = self._expression(0)
        if self._next.kind != "end":
            raise self._unexpected()
        return node

    @property
    def _next(self) -> _Token:
        return self.tokens[self.at]

    def _unexpected(self) -> ViewError:
        text = self._next.text
        return _fault(
            self.path, self._next.at, f'"{text}" is not expected' if text else "the path ends too soon"
        )

    def _take(self) -> _Token:
        token = self._next
        self.at += 1
        return token

    def _is(self, *signs: str) -> bool:
        return self._next.kind in ("sign", "name") and self._next.text in signs

    def _must(self, sign: str) -> None:
        if not self._is(sign):
            raise self._unexpected()
        self.at += 1

    def _expression(self, least: int) -> Node:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise _fault(self.path, self._next.at, "it is nested too deeply")
        left = self._signed()
        while self._next.text in _BINDING and self._next.kind in ("sign", "name"):
            operator = self._next.text
            if _BINDING[operator] <= least:
                break
            if operator in _REFUSED:
                raise _fault(self.path, self._next.at, f'the operator "{operator}" is not supported')
            self.at += 1
            left = Binary(operator, left, self._expression(_BINDING[operator]))
        self.depth -= 1
        return left

    def _signed(self) -> Node:
        if self._is("-", "+"):
            return Unary(self._take().text, self._signed())
        node = self._term()
        while self._is(".", "["):
            node = self._member(node) if self._take().text == "." else self._index(node)
        return node

    def _index(self, of: Node) -> Node:
        at = self._expression(0)
        self._must("]")
        return Index(of, at)

    def _member(self, of: Node | None) -> Node:
        if self._next.kind != "name":
            raise self._unexpected()
        text = self._take().text
        name = _unquoted(text) if text.startswith("`") else text
        if not self._is("("):
            return Member(name, of)
        self.at += 1
        return Call(name, self._arguments(), of)

    def _arguments(self) -> tuple[Node, ...]:
        found: list[Node] = []
        while not self._is(")"):
            if found:
                self._must(",")
            found.append(self._expression(0))
        self.at += 1
        return tuple(found)

    def _term(self) -> Node:
        kind, text = self._next.kind, self._next.text
        if kind == "name":
            if text in ("true", "false"):
                return Literal(self._take().text, "boolean")
            return self._member(None)
        if self._is("("):
            self.at += 1
            node = self._expression(0)
            self._must(")")
            return node
        leaf = _leaf(kind, text)
        if leaf is None:
            raise self._unexpected()
        self.at += 1
        return leaf


def _leaf(kind: str, text: str) -> Node | None:
    match kind:
        case "string":
            return Literal(_unquoted(text), "string")
        case "number":
            return Literal(text, "decimal" if "." in text else "integer")
        case "moment":
            return _moment(text)
        case "constant":
            return Constant(_unquoted(text[1:]) if text[1] in "`'" else text[1:])
        case "this":
            return This()
    return None
