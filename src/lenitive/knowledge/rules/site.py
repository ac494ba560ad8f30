"""Which guidelines a site uses: a file of its own that the environment names, read once a process.

LENITIVE_GUIDELINES is the path of a YAML file with two keys, both optional (docs/rules.md):

    switched_off:  set -> why, in a sentence
    reviewed:      set -> the version of it that the site's own clinicians reviewed
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import yaml

from lenitive.errors import ConfigurationError, KnowledgeError
from lenitive.knowledge.rules import guideline_sets, rule, rules
from lenitive.knowledge.rules.language import language
from lenitive.knowledge.rules.model import Rule, rules_read

SETTING = "LENITIVE_GUIDELINES"
_KEYS = ("switched_off", "reviewed")
_NAMED = 3


@dataclass(frozen=True)
class Choice:
    """What a site chose; two choices are equal when they switch off the same sets.

    off : the sets that are switched off. why : set -> the site's reason. reviewed : set -> version.
    place : the file; empty where the site names none and everything is on.
    """

    off: frozenset[str] = frozenset()
    why: Mapping[str, str] = field(default_factory=dict, compare=False)
    reviewed: Mapping[str, str] = field(default_factory=dict, compare=False)
    place: str = field(default="", compare=False)


def site_choice() -> Choice:
    """What this site chose; raises ConfigurationError where its file cannot be used."""
    path = os.environ.get(SETTING, "")
    return read_choice(path) if path else Choice()


@lru_cache(maxsize=8)
def read_choice(path: str) -> Choice:
    """The choice in a file; raises ConfigurationError for anything that it may not say."""
    source = _mapping(_yaml(path), path, "the file")
    if extra := sorted(set(map(str, source)) - set(_KEYS)):
        raise _wrong(path, f"it has the unknown key {extra[0]!r}", f"Use {' and '.join(_KEYS)}")
    made = Choice(
        off=frozenset(_texts(source, "switched_off", path)),
        why=_texts(source, "switched_off", path),
        reviewed=_texts(source, "reviewed", path),
        place=path,
    )
    _refuse_danger_off(made)
    _refuse_depended_on(made)
    return made


def chosen_rules(choice: Choice | None = None) -> tuple[Rule, ...]:
    """The rules that are on: those of this site, or of a choice."""
    off = (choice or site_choice()).off
    return tuple(each for each in rules() if each.set not in off)


def chosen_rule(rule_id: str) -> Rule:
    """The rule of that id; raises KnowledgeError where there is none, or it is switched off here."""
    found, choice = rule(rule_id), site_choice()
    if found.set in choice.off:
        raise KnowledgeError(
            f"{rule_id} is switched off here with the set {found.set} ({choice.why[found.set]})",
            where=choice.place,
            do=f"To use it, take {found.set} out of switched_off; `lenitive rules show {rule_id}` shows it",
        )
    return found


def may_be_switched_off(set_id: str) -> bool:
    """Whether a site may switch a set off by what it holds; what depends on it is another question."""
    return not any(each.set == set_id and each.urgency in language().never_off for each in rules())


def reviewed_words(set_id: str, choice: Choice) -> str:
    """How the version that is shipped stands to the one that this site reviewed; empty where it said none."""
    reviewed = choice.reviewed.get(set_id)
    if reviewed is None:
        return ""
    shipped = next(each.version for each in guideline_sets() if each.id == set_id)
    return (
        ", reviewed here" if reviewed == shipped else f"; version {reviewed} was reviewed here, NOT this one"
    )


def knowledge_version(choice: Choice | None = None) -> str:
    """The version of knowledge that findings carry: the newest of the sets, and which sets were off."""
    newest = max(language().version, *(each.version for each in guideline_sets()))
    off = sorted((choice or site_choice()).off)
    return f"{newest} without {', '.join(off)}" if off else newest


def _yaml(path: str) -> object:
    try:
        return yaml.safe_load(Path(path).read_text(encoding="utf-8")) or {}
    except OSError as problem:
        said = problem.strerror or "it cannot be read"
        raise _wrong(path, said, f"Correct {SETTING}, or unset it to use every guideline") from None
    except (yaml.YAMLError, UnicodeDecodeError) as problem:
        mark = getattr(problem, "problem_mark", None)
        where = f"{path} line {mark.line + 1}" if mark else path
        raise _wrong(where, "this is not YAML", "Correct it there") from None


def _mapping(value: object, path: str, what: str) -> Mapping[object, object]:
    if not isinstance(value, dict):
        raise _wrong(path, f"{what} is {value!r}", "Write keys with values, as docs/rules.md shows")
    return value


def _texts(source: Mapping[object, object], key: str, path: str) -> dict[str, str]:
    """The text of each set that a key names, all of which must exist."""
    entry = _mapping(source.get(key) or {}, path, key)
    known = [each.id for each in guideline_sets()]
    for name, value in entry.items():
        if name not in known:
            raise _wrong(path, f"{key} names {name!r}, which is no set", f"Use {', '.join(known)}")
        if not isinstance(value, str) or not value.strip():
            wanted = "why, in a sentence" if key == "switched_off" else "the version, such as '2026-11'"
            raise _wrong(path, f"{key} says nothing of {name}", f"Write {wanted}")
    return {str(name): str(value).strip() for name, value in entry.items()}


def _refuse_danger_off(choice: Choice) -> None:
    for name in sorted(choice.off):
        if not may_be_switched_off(name):
            graver = " or ".join(each for each in language().urgencies if each in language().never_off)
            raise _wrong(
                choice.place,
                f"{name} cannot be switched off: it holds findings that are {graver}",
                f"Take {name} out of switched_off",
            )


def _refuse_depended_on(choice: Choice) -> None:
    """A rule that stays on and reads one that is off would fall silent for want of it."""
    for name in sorted(choice.off):
        gone = {each.id for each in rules() if each.set == name}
        needing = [each for each in chosen_rules(choice) if rules_read(each) & gone]
        if needing:
            more = f" and {len(needing) - _NAMED} more" if len(needing) > _NAMED else ""
            read = ", ".join(sorted(gone & {name for each in needing for name in rules_read(each)}))
            raise _wrong(
                choice.place,
                f"{name} cannot be switched off alone: its {read} is needed by "
                f"{', '.join(each.id for each in needing[:_NAMED])}{more}",
                f"Keep {name}, or switch off {', '.join(sorted({each.set for each in needing}))} too",
            )


def _wrong(where: str, what: str, do: str) -> ConfigurationError:
    return ConfigurationError(what, where=where, do=f"{do}.")
