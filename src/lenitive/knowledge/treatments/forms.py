"""The short forms in which this folder writes common leaves, and the files that may use them.

    {condition: X}           X is an active problem; a list means any of them
    {history: X}             X is or was a problem
    {takes: C}               an active or proposed medicine of the class C acts in the whole body
    {takes_besides: {class: C, ingredient: I}}    the same, of another ingredient than I
    {takes_ingredient: I}    the same, of the ingredient I
    {allergic_to: I}, {allergic_to_class: C}      the allergy list names the ingredient, or one of the class
    {allergic_to_substance: S}                    or a substance of the group S
    {answered: F.Q}          the newest answer to question Q of the form F is yes
    {noted: F.Q}             the same of what whoever treats there sees: nobody noted it, so it is not so
    {finding: R}             the rule R of the guidelines is met, and nobody has closed it
    {grade: S.G}             a criterion or grade of knowledge/classification
    {hazard: H}, {indication: I}                  another entry of this folder

Each stands for a leaf of the rules' language (knowledge/rules/language.yaml) and is checked like one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast, get_args

from lenitive.errors import KnowledgeError
from lenitive.knowledge.documents import Lined
from lenitive.knowledge.rules.language import Language
from lenitive.knowledge.rules.model import Leaf, Node, Take, Test
from lenitive.knowledge.rules.parse import Known, RuleFile

_TAKEN = ("active", "proposed")


@dataclass(frozen=True)
class Library:
    """What the files of this folder may name.

    known : ids by kind, as in the rules. grades : trees of criteria and grades by name.
    sources : key -> text.
    """

    words: Language
    known: Known
    grades: Mapping[str, Node]
    sources: Mapping[str, str]


class ReadFile(RuleFile):
    """One file of this folder being read."""

    def __init__(self, name: str, text: str, library: Library) -> None:
        super().__init__(name, text, library.words)
        self._known = library.known
        self._library = library
        self.top = self._mapping(self._source, 1)

    def entries(self, key: str) -> list[Lined]:
        """The mappings of a list of the file."""
        listed = self.top.get(key)
        if not isinstance(listed, list):
            raise self._wrong(f"{key} is no list", self.top.line, "Write a list of entries")
        return [self._mapping(entry, self.top.line) for entry in listed]

    def names(self, key: str) -> list[str]:
        """The ids of a list of the file, before anything else is looked at."""
        return [str(entry.get("id", "")) for entry in self.entries(key)]

    def keys(self, entry: Lined, needed: str, optional: str, what: str) -> None:
        """Refuse an entry that lacks a key or has one too many."""
        self._keys(entry, set(needed.split()), optional.split(), what)

    def wrong(self, what: str, line: int, do: str) -> KnowledgeError:
        """The error to raise."""
        return self._wrong(what, line, do)

    def place(self, entry: Lined) -> str:
        """File and line of an entry."""
        return f"{self._name} line {entry.line}"

    def text(self, entry: Lined, key: str) -> str:
        """A text, or empty where the key is left out."""
        value = entry.get(key, "")
        if not isinstance(value, str):
            raise self._wrong(f"{key} is {value!r}", entry.line, "Write words")
        return value

    def flag(self, entry: Lined, key: str) -> bool:
        """Yes or no."""
        value = entry.get(key)
        if not isinstance(value, bool):
            raise self._wrong(f"{key} is {value!r}", entry.line, "Write true or false")
        return value

    def number(self, entry: Lined, key: str) -> float | None:
        """A number, or nothing where the key is left out."""
        value = entry.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float)) or value < 0:
            raise self._wrong(f"{key} is {value!r}", entry.line, "Write a number that is not negative")
        return float(value)

    def whole(self, entry: Lined, key: str) -> int:
        """A whole number."""
        self._whole(entry, key)
        return int(entry[key])

    def texts(self, entry: Lined, key: str) -> tuple[str, ...]:
        """A list of texts; empty where the key is left out."""
        value = entry.get(key, [])
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise self._wrong(f"{key} is {value!r}", entry.line, "Write a list of words")
        return tuple(value)

    def one_of(self, entry: Lined, key: str, allowed: object) -> str:
        """A word of a Literal type."""
        value = entry.get(key)
        if value not in get_args(allowed):
            raise self._wrong(
                f"{key} is {value!r}", entry.line, "Use " + ", ".join(str(each) for each in get_args(allowed))
            )
        return cast("str", value)

    def is_known(self, kind: str, value: object, line: int) -> None:
        """Refuse an id that does not exist."""
        self._known_id(kind, value, line)

    def source(self, entry: Lined, key: str = "source") -> str:
        """The source behind a key of sources.yaml."""
        value = entry.get(key, "")
        if value not in self._library.sources:
            raise self._wrong(f"there is no source {value!r}", entry.line, "Add it to sources.yaml")
        return str(self._library.sources[value])

    def node(self, entry: object, line: int) -> Node:
        """A tree, with the short forms written out."""
        return self._node(entry, line)

    def _node(self, entry: object, line: int) -> Node:
        node = self._mapping(entry, line)
        if len(node) == 1:
            ((form, body),) = node.items()
            if form in _FORMS:
                return self._leaf(_lined(_FORMS[form](body), node.line))
            if form == "grade":
                return self._grade(body, node.line)
            if form in ("hazard", "indication", "finding"):
                return self._finding(form, body, node.line)
        return super()._node(node, line)

    def _grade(self, name: object, line: int) -> Node:
        if name not in self._library.grades:
            raise self._wrong(f"there is no grade {name!r}", line, "Use subject.grade or subject.criterion")
        return self._library.grades[str(name)]

    def _finding(self, form: str, name: object, line: int) -> Leaf:
        rule = str(name) if form == "finding" else f"{form}.{name}"
        self._known_id("rule", rule, line)
        return Leaf("finding", (Test("rule", (rule,)), Test("status", ("met",))), None, Take(), None, "no")


def _lined(leaf: Mapping[str, object], line: int) -> Lined:
    """A leaf written out, with the line of its short form."""
    made = Lined(
        {key: _lined(value, line) if isinstance(value, dict) else value for key, value in leaf.items()}
    )
    made.line = line
    return made


def _use(**where: object) -> dict[str, object]:
    return {
        "table": "use",
        "where": {**where, "systemic": True, "status": list(_TAKEN)},
        "absent": "unknown",
    }


def _besides(body: object) -> dict[str, object]:
    said = body if isinstance(body, dict) else {}
    return _use(drug_class=said.get("class"), ingredient={"!=": said.get("ingredient")})


def _concept(body: object, **more: object) -> dict[str, object]:
    return {"table": "concept", "where": {"concept": body, "of": "condition", **more}, "absent": "unknown"}


def _allergy(**where: object) -> dict[str, object]:
    return {"table": "allergy", "where": where, "absent": "unknown"}


def _answer(body: object, absent: str = "unknown") -> dict[str, object]:
    return {
        "table": "answer",
        "where": {"item": body},
        "take": {"latest": {"value": {">=": 1}}},
        "absent": absent,
    }


_FORMS: dict[str, Callable[[object], dict[str, object]]] = {
    "condition": lambda body: _concept(body, status="active"),
    "history": _concept,
    "takes": lambda body: _use(drug_class=body),
    "takes_besides": _besides,
    "takes_ingredient": lambda body: _use(ingredient=body),
    "allergic_to": lambda body: _allergy(ingredient=body),
    "allergic_to_class": lambda body: _allergy(drug_class=body),
    "allergic_to_substance": lambda body: _allergy(substance=body),
    "answered": _answer,
    "noted": lambda body: _answer(body, absent="no"),
}
