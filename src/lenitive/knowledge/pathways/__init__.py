"""The order in which care for acute, chronic, cancer and palliative pain goes, step by step.

A step names scales, treatments and rules by id; what they say stands with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from lenitive.errors import KnowledgeError
from lenitive.knowledge.documents import Lined
from lenitive.knowledge.rules import known_ids, rules
from lenitive.knowledge.rules.language import language
from lenitive.knowledge.treatments import indications
from lenitive.knowledge.treatments.forms import Library, ReadFile

PATHWAYS = ("acute", "chronic", "cancer", "palliative")
_FILE = "pathway title version status enter leave steps"
_STEP = "id title who when do source verified"
_RECOVERY = "indication expect review_days late_days source verified"


@dataclass(frozen=True)
class Step:
    """One step: who does what when, what is then to be there, and what it uses.

    scales : instrument ids. emergency : the sentence that sends to hospital now, or empty.
    """

    id: str
    title: str
    who: str
    when: str
    do: tuple[str, ...]
    checks: tuple[str, ...]
    scales: tuple[str, ...]
    treatments: tuple[str, ...]
    rules: tuple[str, ...]
    emergency: str
    source: str
    verified: bool
    verified_scope: str


@dataclass(frozen=True)
class ExpectedRecovery:
    """How an acute pain usually goes; after `late_days` it is late, and care steps up."""

    indication: str
    expect: str
    review_days: int
    late_days: int
    source: str
    verified: bool
    verified_scope: str


@dataclass(frozen=True)
class Pathway:
    """One pathway. enter, leave : in words. rules_off : which guidelines do not speak on it, or empty."""

    id: str
    title: str
    enter: tuple[str, ...]
    leave: tuple[str, ...]
    rules_off: str
    note: str
    steps: tuple[Step, ...]
    expected_recovery: tuple[ExpectedRecovery, ...]


@lru_cache(maxsize=1)
def pathways() -> tuple[Pathway, ...]:
    """Every pathway, in the order of PATHWAYS."""
    return read_pathways(shipped())


def pathway(name: str) -> Pathway:
    """The pathway of that id; raises KnowledgeError where there is none."""
    for each in pathways():
        if each.id == name:
            return each
    raise KnowledgeError(f"there is no pathway {name!r}", do="Use one of " + ", ".join(PATHWAYS))


def shipped() -> dict[str, str]:
    """The text of every file by the name of its pathway."""
    folder = files("lenitive.knowledge.pathways")
    return {name: folder.joinpath(f"{name}.yaml").read_text(encoding="utf-8") for name in PATHWAYS}


def read_pathways(texts: Mapping[str, str]) -> tuple[Pathway, ...]:
    """Pathways from their files; raises KnowledgeError with file and line."""
    known = {
        **known_ids(),
        "rule": frozenset(each.id for each in rules()),
        "indication": frozenset(each.id for each in indications()),
    }
    library = Library(language(), known, {}, {})
    return tuple(
        _pathway(ReadFile(f"knowledge/pathways/{name}.yaml", text, library), name)
        for name, text in texts.items()
    )


def _pathway(file: ReadFile, name: str) -> Pathway:
    top = file.top
    file.keys(top, _FILE, "rules_off note expected_recovery", "the file")
    if top["pathway"] != name:
        raise file.wrong(f"this is the pathway {top['pathway']!r}", top.line, f"Write {name}")
    recovery = file.entries("expected_recovery") if "expected_recovery" in top else []
    return Pathway(
        id=name,
        title=file.text(top, "title"),
        enter=file.texts(top, "enter"),
        leave=file.texts(top, "leave"),
        rules_off=file.text(top, "rules_off"),
        note=file.text(top, "note"),
        steps=tuple(_step(file, entry) for entry in file.entries("steps")),
        expected_recovery=tuple(_recovery(file, entry) for entry in recovery),
    )


def _step(file: ReadFile, entry: Lined) -> Step:
    optional = "checks scales treatments rules emergency verified_scope"
    file.keys(entry, _STEP, optional, f"the step {entry.get('id', '')}")
    for key, kind in (("scales", "instrument"), ("treatments", "treatment"), ("rules", "rule")):
        for name in file.texts(entry, key):
            file.is_known(kind, name, entry.line)
    return Step(
        id=file.text(entry, "id"),
        title=file.text(entry, "title"),
        who=file.text(entry, "who"),
        when=file.text(entry, "when"),
        do=file.texts(entry, "do"),
        checks=file.texts(entry, "checks"),
        scales=file.texts(entry, "scales"),
        treatments=file.texts(entry, "treatments"),
        rules=file.texts(entry, "rules"),
        emergency=file.text(entry, "emergency"),
        source=file.text(entry, "source"),
        verified=file.flag(entry, "verified"),
        verified_scope=file.text(entry, "verified_scope"),
    )


def _recovery(file: ReadFile, entry: Lined) -> ExpectedRecovery:
    file.keys(entry, _RECOVERY, "verified_scope", "an expected recovery")
    file.is_known("indication", entry["indication"], entry.line)
    return ExpectedRecovery(
        indication=file.text(entry, "indication"),
        expect=file.text(entry, "expect"),
        review_days=file.whole(entry, "review_days"),
        late_days=file.whole(entry, "late_days"),
        source=file.text(entry, "source"),
        verified=file.flag(entry, "verified"),
        verified_scope=file.text(entry, "verified_scope"),
    )
