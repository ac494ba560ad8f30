"""YAML to rules. Every complaint names the file and the line; nothing that is not in the language passes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import cast, get_args

from lenitive.errors import KnowledgeError
from lenitive.knowledge.documents import Lined, NotYaml, lined_document
from lenitive.knowledge.rules.language import DerivedTable, Field, Language
from lenitive.knowledge.rules.model import (
    All,
    AnyOf,
    Count,
    GuidelineSet,
    Leaf,
    Node,
    Not,
    Operator,
    Rule,
    Scope,
    Take,
    TakeKind,
    Test,
    Value,
)

_FILE_KEYS = {"set", "title", "version", "status", "rules"}
_RULE_KEYS = {
    *("id", "layer", "title", "applies_to", "urgency", "when", "action", "settles_by"),
    *("strength", "source", "verified"),
}
_RULE_OPTIONAL = {"verified_scope", "note"}
_SCOPE_KEYS = {"age_min", "age_max", "excludes", "not_settings"}
_LEAF_KEYS = {"table", "absent"}
_LEAF_OPTIONAL = {"where", "window_days", "between", "take", "fresh_days"}
_OPERATORS: tuple[Operator, ...] = get_args(Operator)
_TAKES: tuple[TakeKind, ...] = get_args(TakeKind)

Known = Mapping[str, frozenset[str]]


class RuleFile:
    """One file of rules being read."""

    def __init__(self, name: str, text: str, words: Language) -> None:
        self._name, self._words = name, words
        self._known: Known = {}
        try:
            self._source = lined_document(text)
        except NotYaml as error:
            raise self._wrong(error.what, error.line, "Correct the YAML there") from None

    def ids(self) -> list[str]:
        """The ids of the rules, before anything else is looked at."""
        source = self._mapping(self._source, 1)
        return [str(self._mapping(entry, source.line).get("id", "")) for entry in source.get("rules", ())]

    def head(self) -> GuidelineSet:
        """What the file says of itself."""
        source = self._mapping(self._source, 1)
        self._keys(source, _FILE_KEYS, set(), "the file")
        texts = {key: str(source[key]) for key in ("title", "version", "status")}
        return GuidelineSet(id=str(source["set"]), place=self._name, **texts)

    def rules(self, known: Known) -> list[Rule]:
        """The rules of the file, in order.

        known : the ids that a value may be, by kind (concept, ...); a kind left out is not checked.
        """
        self._known = known
        source = self._mapping(self._source, 1)
        self._keys(source, _FILE_KEYS, set(), "the file")
        return [self._rule(source, self._mapping(entry, source.line)) for entry in source["rules"]]

    def _rule(self, source: Lined, entry: Lined) -> Rule:
        self._keys(entry, _RULE_KEYS, _RULE_OPTIONAL, f"the rule {entry.get('id', '')}")
        if entry["urgency"] not in self._words.urgencies:
            raise self._wrong(
                f"the urgency {entry['urgency']!r} is none",
                entry.line,
                "Use " + ", ".join(self._words.urgencies),
            )
        self._whole(entry, "layer")
        if not isinstance(entry["verified"], bool):
            raise self._wrong(f"verified is {entry['verified']!r}", entry.line, "Write true or false")
        return Rule(
            id=entry["id"],
            set=source["set"],
            layer=entry["layer"],
            title=entry["title"],
            applies_to=self._scope(self._mapping(entry["applies_to"], entry.line)),
            urgency=entry["urgency"],
            when=self._node(entry["when"], entry.line),
            action=entry["action"],
            settles_by=tuple(entry["settles_by"].split("; ")),
            strength=entry["strength"],
            source=entry["source"],
            verified=entry["verified"],
            verified_scope=entry.get("verified_scope", ""),
            note=entry.get("note", ""),
            version=str(source["version"]),
            place=f"{self._name} line {entry.line}",
        )

    def _scope(self, entry: Lined) -> Scope:
        self._keys(entry, set(), _SCOPE_KEYS, "applies_to")
        for age in ("age_min", "age_max"):
            if age in entry:
                self._whole(entry, age)
        for rule in entry.get("excludes", ()):
            self._known_id("rule", rule, entry.line)
        return Scope(
            entry.get("age_min"),
            entry.get("age_max"),
            tuple(entry.get("excludes", ())),
            tuple(entry.get("not_settings", ())),
        )

    def _node(self, entry: object, line: int) -> Node:
        node = self._mapping(entry, line)
        if "table" in node:
            return self._leaf(node)
        if len(node) != 1:
            raise self._wrong(
                f"a node has the keys {', '.join(node)}", node.line, "Give it one: all, any, not, count"
            )
        ((kind, body),) = node.items()
        makers: dict[str, Callable[[], Node]] = {
            "all": lambda: All(self._parts(body, node.line)),
            "any": lambda: AnyOf(self._parts(body, node.line)),
            "not": lambda: Not((self._node(body, node.line),)),
            "count": lambda: self._count(self._mapping(body, node.line)),
        }
        if kind not in makers:
            raise self._wrong(
                f"{kind!r} is no node", node.line, "Use all, any, not, count or a leaf with table"
            )
        return makers[kind]()

    def _parts(self, body: object, line: int) -> tuple[Node, ...]:
        if not isinstance(body, list) or not body:
            raise self._wrong("all and any take a list of nodes", line, "Give at least one")
        return tuple(self._node(part, line) for part in body)

    def _count(self, body: Lined) -> Count:
        self._keys(body, {"of", "at_least"}, set(), "count")
        self._whole(body, "at_least")
        return Count(self._parts(body["of"], body.line), int(body["at_least"]))

    def _leaf(self, leaf: Lined) -> Leaf:
        self._keys(leaf, _LEAF_KEYS, _LEAF_OPTIONAL, "a leaf")
        table = self._words.tables.get(leaf["table"])
        if table is None or not table.read:
            readable = ", ".join(name for name, each in self._words.tables.items() if each.read)
            raise self._wrong(
                f"there is no table {leaf['table']!r} for rules", leaf.line, f"Use one of {readable}"
            )
        if leaf["absent"] not in ("no", "unknown"):
            raise self._wrong(f"absent is {leaf['absent']!r}", leaf.line, "Write 'no' (in quotes) or unknown")
        take = self._take(table, leaf)
        if "fresh_days" in leaf and take.kind != "latest":
            raise self._wrong("fresh_days stands without latest", leaf.line, "Add take: {latest: ...}")
        window = self._window(leaf)
        if (window or take.kind == "latest") and table.field("at") is None:
            raise self._wrong(f"the table {table.name} has no date", leaf.line, "Drop the window or latest")
        where = self._tests(table, self._mapping(leaf.get("where", Lined()), leaf.line), leaf.line)
        return Leaf(table.name, where, window, take, leaf.get("fresh_days"), leaf["absent"])

    def _window(self, leaf: Lined) -> tuple[int, int] | None:
        if "between" in leaf and "window_days" in leaf:
            raise self._wrong("window_days and between stand together", leaf.line, "Keep one")
        if "between" in leaf:
            low, high = leaf["between"]
            return int(high), int(low)
        return (int(leaf["window_days"]), 0) if "window_days" in leaf else None

    def _take(self, table: DerivedTable, leaf: Lined) -> Take:
        if "take" not in leaf or leaf["take"] == "any":
            return Take()
        take = self._mapping(leaf["take"], leaf.line)
        kind = next(iter(take), "")
        if len(take) != 1 or kind not in _TAKES:
            raise self._wrong(f"take is {dict(take)!r}", leaf.line, "Use one of " + ", ".join(_TAKES))
        if kind == "count":
            return Take("count", (self._test("rows", take[kind], leaf.line, None),))
        return Take(
            cast("TakeKind", kind), self._take_tests(table, kind, self._mapping(take[kind], leaf.line), leaf)
        )

    def _take_tests(self, table: DerivedTable, kind: str, body: Lined, leaf: Lined) -> tuple[Test, ...]:
        if kind == "distinct":
            ((name, test),) = body.items()
            self._field(table, name, leaf.line)
            return (self._test(name, test, leaf.line, None),)
        return self._tests(table, body, leaf.line)

    def _tests(self, table: DerivedTable, body: Lined, line: int) -> tuple[Test, ...]:
        return tuple(
            self._test(name, test, line, self._field(table, name, line)) for name, test in body.items()
        )

    def _test(self, name: str, test: object, line: int, field: Field | None) -> Test:
        if isinstance(test, dict):
            if unknown := set(test) - set(_OPERATORS):
                raise self._wrong(f"{unknown} is no operator", line, "Use one of " + ", ".join(_OPERATORS))
            made = Test(name, bounds=tuple((cast("Operator", op), value) for op, value in test.items()))
        else:
            made = Test(name, one_of=tuple(test) if isinstance(test, list) else (cast("Value", test),))
        if field is not None:
            for value in (*made.one_of, *(value for _, value in made.bounds)):
                self._value(field, value, line)
            self._range(field, made, line)
        return made

    def _whole(self, entry: Lined, key: str) -> None:
        if not isinstance(entry[key], int) or isinstance(entry[key], bool):
            raise self._wrong(f"{key} is {entry[key]!r}", entry.line, "Write a whole number")

    def _range(self, field: Field, test: Test, line: int) -> None:
        """Texts are one of some, or other than one; numbers lie in one range."""
        if field.kind == "text" and {operator for operator, _ in test.bounds} - {"!="}:
            raise self._wrong(f"{field.name} holds text and has no order", line, "Name its values")
        if field.kind != "text" and (len(test.one_of) > 1 or any(op == "!=" for op, _ in test.bounds)):
            raise self._wrong(f"{field.name} needs one range of numbers", line, "Use < <= > >= or one value")

    def _field(self, table: DerivedTable, name: str, line: int) -> Field:
        field = table.field(name)
        if field is None:
            names = ", ".join(each.name for each in table.fields)
            raise self._wrong(f"the table {table.name} has no field {name!r}", line, f"Use one of {names}")
        return field

    def _value(self, field: Field, value: object, line: int) -> None:
        wanted: type | tuple[type, ...] = {"text": str, "boolean": bool}.get(field.kind, (int, float))
        if not isinstance(value, wanted) or (field.kind != "boolean" and isinstance(value, bool)):
            raise self._wrong(f"{value!r} is not what {field.name} holds", line, f"It holds {field.kind}")
        if field.values and value not in field.values:
            raise self._wrong(f"{field.name} is never {value!r}", line, "It is " + ", ".join(field.values))
        if field.ids:
            self._known_id(field.ids, value, line)

    def _known_id(self, kind: str, value: object, line: int) -> None:
        if kind in self._known and value not in self._known[kind]:
            raise self._wrong(f"there is no {kind.replace('_', ' ')} {value!r}", line, "Correct it or add it")

    def _mapping(self, entry: object, line: int) -> Lined:
        if not isinstance(entry, Lined):
            raise self._wrong(
                f"{entry!r} stands where keys are needed", line, "See the grammar in language.yaml"
            )
        return entry

    def _keys(self, entry: Lined, needed: set[str], optional: Iterable[str], what: str) -> None:
        if missing := sorted(needed - set(entry)):
            raise self._wrong(f"{what} lacks {', '.join(missing)}", entry.line, "Add it")
        if extra := sorted(set(entry) - needed - set(optional)):
            raise self._wrong(f"{what} has unknown keys: {', '.join(extra)}", entry.line, "Remove them")

    def _wrong(self, what: str, line: int, do: str) -> KnowledgeError:
        return KnowledgeError(what, where=f"{self._name} line {line}", do=do)
