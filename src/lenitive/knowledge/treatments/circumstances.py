"""Hazards and indications: YAML to entries whose trees are rules, each in its layer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from lenitive.errors import KnowledgeError
from lenitive.knowledge.documents import Lined
from lenitive.knowledge.rules.model import Rule, Scope, rules_named
from lenitive.knowledge.treatments.forms import ReadFile
from lenitive.knowledge.treatments.model import Hazard, IfUnknown, Indication

_FILE = "version status source verified ask"
_HAZARD = "id title when"
_HAZARD_OPTIONAL = "ask if_unknown source verified note"
_INDICATION_OPTIONAL = "ask broader source verified note"
Entry = TypeVar("Entry", Hazard, Indication)


def read_hazards(file: ReadFile) -> list[Hazard]:
    """The hazards of one file; their layers are set by `in_layers`."""
    file.keys(file.top, f"{_FILE} hazards", "", "the file")
    return [_hazard(file, entry) for entry in file.entries("hazards")]


def _hazard(file: ReadFile, entry: Lined) -> Hazard:
    file.keys(entry, _HAZARD, _HAZARD_OPTIONAL, f"the hazard {entry.get('id', '')}")
    if "if_unknown" in entry:
        file.one_of(entry, "if_unknown", IfUnknown)
    return Hazard(
        id=file.text(entry, "id"),
        rule=f"hazard.{entry['id']}",
        title=file.text(entry, "title"),
        when=file.node(entry["when"], entry.line),
        ask=_ask(file, entry),
        if_unknown=entry.get("if_unknown", ""),
        source=file.text(entry if "source" in entry else file.top, "source"),
        verified=file.flag(entry if "verified" in entry else file.top, "verified"),
        note=file.text(entry, "note"),
        layer=1,
        place=file.place(entry),
    )


def read_indications(file: ReadFile) -> list[Indication]:
    """The indications of the file; their layers are set by `in_layers`."""
    file.keys(file.top, f"{_FILE} indications", "", "the file")
    named = frozenset(file.names("indications"))
    return [_indication(file, entry, named) for entry in file.entries("indications")]


def _indication(file: ReadFile, entry: Lined, named: frozenset[str]) -> Indication:
    file.keys(entry, _HAZARD, _INDICATION_OPTIONAL, f"the indication {entry.get('id', '')}")
    broader = file.texts(entry, "broader")
    for name in broader:
        if name not in named:
            raise file.wrong(f"there is no indication {name!r}", entry.line, "Correct it or add it")
    return Indication(
        id=file.text(entry, "id"),
        rule=f"indication.{entry['id']}",
        title=file.text(entry, "title"),
        when=file.node(entry["when"], entry.line),
        broader=broader,
        ask=_ask(file, entry),
        source=file.text(entry if "source" in entry else file.top, "source"),
        verified=file.flag(entry if "verified" in entry else file.top, "verified"),
        note=file.text(entry, "note"),
        layer=1,
        place=file.place(entry),
    )


def _ask(file: ReadFile, entry: Lined) -> str:
    asked = file.text(entry if "ask" in entry else file.top, "ask")
    if not asked:
        raise file.wrong(f"{entry['id']} does not say what settles it", entry.line, "Add ask")
    return asked


def in_layers(entries: Iterable[Entry], below: Mapping[str, int]) -> tuple[Entry, ...]:
    """The entries, each one layer above what it names.

    below : the layers of the rules that are not among them.
    Raises : KnowledgeError where an entry needs itself, or stands twice.
    """
    listed = list(entries)
    by_rule = {each.rule: each for each in listed}
    if len(by_rule) < len(listed):
        twice = next(each for each in listed if by_rule[each.rule] is not each)
        raise KnowledgeError(f"{twice.id} stands twice", where=twice.place, do="Keep one")
    layer = _layers(by_rule, below)
    return tuple(replace(each, layer=layer(each.rule, ())) for each in listed)


def _layers(
    by_rule: Mapping[str, Hazard | Indication], below: Mapping[str, int]
) -> Callable[[str, tuple[str, ...]], int]:
    known = dict(below)

    def layer(rule: str, above: tuple[str, ...]) -> int:
        if rule not in known:
            entry = by_rule[rule]
            if rule in above:
                raise KnowledgeError(f"{entry.id} needs itself", where=entry.place, do="Say it otherwise")
            lower = [layer(name, (*above, rule)) for name in sorted(rules_named(entry.when))]
            known[rule] = 1 + max(lower, default=0)
        return known[rule]

    return layer


def refuse_rings(indications: Iterable[Indication]) -> None:
    """Raise KnowledgeError where an indication is a kind of itself."""
    broader = {each.id: each for each in indications}
    for each in broader.values():
        seen: set[str] = set()
        left = list(each.broader)
        while left:
            name = left.pop()
            if name == each.id:
                raise KnowledgeError(f"{name} is a kind of itself", where=each.place, do="Drop one `broader`")
            if name not in seen:
                seen.add(name)
                left += broader[name].broader


def as_rule(entry: Hazard | Indication, group: str, version: str) -> Rule:
    """The entry as a rule that the one engine judges."""
    return Rule(
        id=entry.rule,
        set=group,
        layer=entry.layer,
        title=entry.title,
        applies_to=Scope(),
        urgency="routine",
        when=entry.when,
        action="",
        settles_by=tuple(entry.ask.split("; ")),
        strength=group,
        source=entry.source,
        verified=entry.verified,
        verified_scope="",
        note=entry.note,
        version=version,
        place=entry.place,
    )
