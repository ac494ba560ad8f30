"""Where sources disagree: each topic with its sides, so that a page shows both and never one alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from lenitive.knowledge.documents import Lined
from lenitive.knowledge.rules import known_ids, rules
from lenitive.knowledge.rules.language import language
from lenitive.knowledge.rules.parse import Known, RuleFile

_FILE = {"version", "status", "disagreements"}
_TOPIC = {"id", "topic", "sides", "here"}
_SIDE = {"who", "says", "source", "verified"}


@dataclass(frozen=True)
class Side:
    """What one source says. rules : the rules of ours that stand on it. verified : whether it was read."""

    who: str
    says: str
    source: str
    verified: bool
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Disagreement:
    """A topic on which sources differ. treatments : those it is about. here : what this software does."""

    id: str
    topic: str
    treatments: tuple[str, ...]
    sides: tuple[Side, ...]
    here: str


@lru_cache(maxsize=1)
def disagreements() -> tuple[Disagreement, ...]:
    """All of them, in the order of the file."""
    text = files("lenitive.knowledge").joinpath("disagreements.yaml").read_text(encoding="utf-8")
    return parse_disagreements("knowledge/disagreements.yaml", text)


def parse_disagreements(name: str, text: str) -> tuple[Disagreement, ...]:
    """The disagreements of a file; raises KnowledgeError with file and line for an id that is none."""
    known = {**known_ids(), "rule": frozenset(rule.id for rule in rules())}
    return _File(name, text, known).disagreements()


def disagreements_of_rule(rule_id: str) -> tuple[Disagreement, ...]:
    """Those in which a side stands on this rule."""
    return tuple(_by_rule().get(rule_id, ()))


def disagreements_of_treatment(treatment_id: str) -> tuple[Disagreement, ...]:
    """Those that are about this treatment."""
    return tuple(each for each in disagreements() if treatment_id in each.treatments)


@lru_cache(maxsize=1)
def _by_rule() -> Mapping[str, list[Disagreement]]:
    made: dict[str, list[Disagreement]] = {}
    for each in disagreements():
        for name in dict.fromkeys(name for side in each.sides for name in side.rules):
            made.setdefault(name, []).append(each)
    return made


class _File(RuleFile):
    """The file being read."""

    def __init__(self, name: str, text: str, known: Known) -> None:
        super().__init__(name, text, language())
        self._known = known

    def disagreements(self) -> tuple[Disagreement, ...]:
        source = self._mapping(self._source, 1)
        self._keys(source, _FILE, set(), "the file")
        made: dict[str, Disagreement] = {}
        for each in source["disagreements"]:
            entry = self._mapping(each, source.line)
            topic = self._topic(entry)
            if topic.id in made:
                raise self._wrong(f"the disagreement {topic.id} stands twice", entry.line, "Keep one")
            made[topic.id] = topic
        return tuple(made.values())

    def _topic(self, entry: Lined) -> Disagreement:
        self._keys(entry, _TOPIC, {"treatments"}, f"the disagreement {entry.get('id', '')}")
        sides = tuple(self._side(self._mapping(each, entry.line)) for each in entry["sides"])
        if len(sides) < 2:
            raise self._wrong(f"{entry['id']} has {len(sides)} side", entry.line, "Give at least two")
        treatments = self._ids("treatment", entry, "treatments")
        if not treatments and not any(side.rules for side in sides):
            raise self._wrong(
                f"{entry['id']} names no rule and no treatment", entry.line, "Name those that it is about"
            )
        return Disagreement(entry["id"], entry["topic"], treatments, sides, entry["here"])

    def _side(self, entry: Lined) -> Side:
        self._keys(entry, _SIDE, {"rules"}, "a side")
        if not isinstance(entry["verified"], bool):
            raise self._wrong(f"verified is {entry['verified']!r}", entry.line, "Write true or false")
        named = self._ids("rule", entry, "rules")
        return Side(entry["who"], entry["says"], entry["source"], entry["verified"], named)

    def _ids(self, kind: str, entry: Lined, key: str) -> tuple[str, ...]:
        named = tuple(entry.get(key, ()))
        for value in named:
            self._known_id(kind, value, entry.line)
        return named
