"""What each note and letter is made of, from `notes.yaml`; a site may say it otherwise in its own folder.

LENITIVE_NOTE_TEMPLATES is the path of a folder with a file for each kind that is to be otherwise
(`follow_up.yaml`): its title, its sections in their order, and their fixed phrases (docs/notes.md).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from lenitive.errors import ConfigurationError, KnowledgeError, LenitiveError
from lenitive.knowledge.documents import Lined, NotYaml, lined_document

SETTING = "LENITIVE_NOTE_TEMPLATES"
BLANK = "____"
TOLD = "told"
TO = "to"
_WHERE = "knowledge/visits/notes.yaml"
# What code can write; each is a function of the clinic (clinic/notes/blocks.py).
BLOCKS = frozenset(
    {
        "ability",
        "changes",
        "changes_since_first",
        "classification",
        "dangers",
        "decided",
        "goals",
        "medicine_changes",
        "medicine_list",
        "medicines",
        "more_scores",
        "next_visit",
        "plain_bad_day",
        "plain_goals",
        "plain_help",
        "plain_keep",
        "plain_look_back",
        "plain_start",
        "reasons",
        "scores",
        "story",
        "tasks",
        "tried",
    }
)
# What a letter may tell that names no diagnosis and no medicine.
PRIVATE_BLOCKS = frozenset({"ability", "next_visit"})
WORDS = frozenset({"name", "born", "record", "day", "them", "they", "They"})
_IN_BRACES = re.compile(r"\{([^{}]*)\}")
_SECTION_KEYS = frozenset({"id", "title", "lines", "takes", "if_empty", "prose"})
_KIND_KEYS = frozenset(
    {"id", "title", "letter", "private", "plain", "outside", "consent", "suits", "loinc", "sections"}
)
_SITE_KEYS = frozenset({"kind", "title", "sections"})


@dataclass(frozen=True)
class Part:
    """One entry of a section: a block that code writes, or a fixed phrase with its words in braces."""

    block: str = ""
    say: str = ""


@dataclass(frozen=True)
class SectionKind:
    """One section. takes : ids of what the visit tells that belongs here. if_empty : what stands there else.

    prose : its lines are sentences of a letter, not points.
    told : everything that the visit tells and no other section takes stands here, under its own headings.
    """

    id: str
    title: str
    parts: tuple[Part, ...] = ()
    takes: tuple[str, ...] = ()
    if_empty: str = ""
    prose: bool = False

    @property
    def told(self) -> bool:
        """Whether this is the place of everything else that the visit tells."""
        return self.id == TOLD


@dataclass(frozen=True)
class NoteKind:
    """One kind of note or letter.

    private : it says what a person can do and names no diagnosis and no medicine. plain : in plain words.
    outside : it goes to somebody who cannot look into the chart, and so may list the medicines.
    consent : what the person must have agreed to before it is signed; empty where nothing is asked.
    suits : what it is offered for first. place : a file of the site that says it otherwise; else empty.
    """

    id: str
    title: str
    letter: bool
    private: bool
    plain: bool
    outside: bool
    consent: str
    suits: tuple[str, ...]
    loinc: tuple[str, str]
    sections: tuple[SectionKind, ...]
    version: str
    place: str = ""


@dataclass(frozen=True)
class NoteKinds:
    """All of it.

    reading_grade : the most that a letter in plain words may have. ability : tests of what a person can do
    whose results are told to others. sign_within_days : how long a draft that was handed over may wait.
    form_words : words of an order that name no medicine.
    """

    kinds: tuple[NoteKind, ...]
    reading_grade: float
    ability: tuple[str, ...]
    sign_within_days: int
    form_words: frozenset[str]
    source: str
    verified: bool

    def kind(self, name: str) -> NoteKind | None:
        """One kind by its id; None where there is none."""
        return next((each for each in self.kinds if each.id == name), None)


def note_kinds() -> NoteKinds:
    """The kinds as this site has them.

    Raises : ConfigurationError, with the file and line, where a file of the site cannot be used.
    """
    folder = site_templates()
    return _of_site(folder) if folder else _ours()


def site_templates() -> str:
    """The folder of this site's own templates; empty where it has none."""
    return os.environ.get(SETTING, "")


@lru_cache(maxsize=1)
def _ours() -> NoteKinds:
    text = files("lenitive.knowledge.visits").joinpath("notes.yaml").read_text(encoding="utf-8")
    # Any: YAML before it is read into the dataclasses.
    raw: Mapping[str, Any] = lined_document(text)
    try:
        kinds = tuple(_kind(each, raw["version"]) for each in raw["kinds"])
    except _Wrong as wrong:
        raise KnowledgeError(wrong.what, where=f"{_WHERE} line {wrong.line}", do=wrong.do) from None
    return NoteKinds(
        kinds=kinds,
        reading_grade=raw["reading_grade"],
        ability=tuple(raw["ability"]),
        sign_within_days=raw["sign_within_days"],
        form_words=frozenset(raw["form_words"]),
        source=" ".join(raw["source"].split()),
        verified=raw["verified"],
    )


@lru_cache(maxsize=8)
def _of_site(folder: str) -> NoteKinds:
    ours, found = _ours(), Path(folder)
    if not found.is_dir():
        raise ConfigurationError(
            "there is no such folder of note templates", where=folder, do=f"Correct {SETTING}, or make it."
        )
    changed = {kind.id: kind for kind in (_site_kind(path, ours) for path in sorted(found.glob("*.y*ml")))}
    return replace(ours, kinds=tuple(changed.get(each.id, each) for each in ours.kinds))


class _Wrong(Exception):
    """Something that a file may not say, and on which of its lines."""

    def __init__(self, what: str, line: int, do: str) -> None:
        super().__init__(what)
        self.what, self.line, self.do = what, line, do


def _site_kind(path: Path, ours: NoteKinds) -> NoteKind:
    try:
        raw = lined_document(path.read_text(encoding="utf-8"))
        return _otherwise(raw, ours, str(path))
    except NotYaml as problem:
        raise _refused(path, problem.line, problem.what, "Correct the file.") from None
    except _Wrong as wrong:
        raise _refused(path, wrong.line, wrong.what, wrong.do) from None
    except (OSError, UnicodeDecodeError) as problem:
        raise ConfigurationError(
            f"the note template cannot be read ({type(problem).__name__})",
            where=str(path),
            do="Give this account the right to read it, as UTF-8.",
        ) from None


def _refused(path: Path, line: int, what: str, do: str) -> LenitiveError:
    return ConfigurationError(what, where=f"{path} line {line}", do=do)


def _otherwise(raw: Any, ours: NoteKinds, place: str) -> NoteKind:
    """One of our kinds with the title and the sections of a site."""
    if not isinstance(raw, Lined):
        raise _Wrong("the file says no kind", 1, "Begin it with `kind:` and `sections:`.")
    _only(raw, _SITE_KEYS, "a template")
    kind = ours.kind(str(raw.get("kind")))
    if kind is None:
        known = ", ".join(each.id for each in ours.kinds)
        raise _Wrong(f"there is no kind {raw.get('kind')!r}", raw.line, f"Use one of {known}.")
    made = replace(kind, title=_text(raw, "title", kind.title), place=place)
    return replace(made, sections=_sections(raw, made)) if "sections" in raw else made


def _kind(raw: Lined, version: str) -> NoteKind:
    _only(raw, _KIND_KEYS, "a kind")
    loinc = raw["loinc"]
    made = NoteKind(
        id=raw["id"],
        title=raw["title"],
        letter=bool(raw.get("letter")),
        private=bool(raw.get("private")),
        plain=bool(raw.get("plain")),
        outside=bool(raw.get("outside")),
        consent=raw.get("consent", ""),
        suits=tuple(raw["suits"]),
        loinc=(loinc["code"], loinc["display"]),
        sections=(),
        version=str(version),
    )
    return replace(made, sections=_sections(raw, made))


def _sections(raw: Lined, kind: NoteKind) -> tuple[SectionKind, ...]:
    entries = raw["sections"]
    if not isinstance(entries, list) or not entries:
        raise _Wrong("`sections` is no list of sections", raw.line, "List them, each with `id` and `title`.")
    made = tuple(_section(each, kind, raw.line) for each in entries)
    names = [each.id for each in made]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        second = [each for each in entries if isinstance(each, Lined) and each.get("id") == twice]
        line = second[-1].line if second else raw.line
        raise _Wrong(f"the section {twice!r} stands twice", line, "Give each section an id of its own.")
    return made


def _section(raw: Any, kind: NoteKind, line: int) -> SectionKind:
    if raw == TOLD:
        return SectionKind(TOLD, "")
    if not isinstance(raw, Lined):
        raise _Wrong(f"{raw!r} is no section", line, "Write `- id:` and `title:`, or `- told`.")
    _only(raw, _SECTION_KEYS, "a section")
    name = _text(raw, "id", "")
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", name):
        raise _Wrong(f"{name!r} is no id of a section", raw.line, "Use small letters, digits and _.")
    return SectionKind(
        id=name,
        title=_phrase(_text(raw, "title", ""), raw.line) or _lacks("title", raw),
        parts=tuple(_parts(raw, kind)),
        takes=tuple(_texts(raw, "takes")),
        if_empty=_phrase(_text(raw, "if_empty", ""), raw.line),
        prose=_truth(raw, "prose"),
    )


def _lacks(key: str, raw: Lined) -> str:
    raise _Wrong(f"the section has no {key}", raw.line, f"Add `{key}:`.")


def _parts(raw: Lined, kind: NoteKind) -> Iterator[Part]:
    lines = raw.get("lines", [])
    if not isinstance(lines, list):
        raise _Wrong("`lines` is no list", raw.line, "Write `lines: [decided]`, or a list of `- say: ...`.")
    for each in lines:
        if isinstance(each, Lined) and set(each) == {"say"}:
            yield Part(say=_phrase(_text(each, "say", ""), each.line))
        elif isinstance(each, str):
            yield Part(block=_block(each, kind, raw.line))
        else:
            raise _Wrong(f"{each!r} is no line of a section", raw.line, "Name a block, or write `say: ...`.")


def _block(name: str, kind: NoteKind, line: int) -> str:
    if name not in BLOCKS:
        raise _Wrong(f"there is no block {name!r}", line, f"Use one of {', '.join(sorted(BLOCKS))}.")
    if kind.private and name not in PRIVATE_BLOCKS:
        allowed = " and ".join(sorted(PRIVATE_BLOCKS))
        raise _Wrong(
            f"{kind.title!r} tells what a person can do, and {name!r} tells more", line, f"Use {allowed}."
        )
    if name == "medicines" and not kind.outside:
        raise _Wrong(
            f"{kind.title!r} repeats no list of medicines", line, "Use medicine_changes and medicine_list."
        )
    return name


def _phrase(text: str, line: int) -> str:
    """The phrase, its words in braces known."""
    for word in _IN_BRACES.findall(text):
        if word not in WORDS:
            raise _Wrong(f"there is no word {{{word}}}", line, f"Use {', '.join(sorted(WORDS))}.")
    return text


def _only(raw: Lined, keys: Iterable[str], what: str) -> None:
    extra = sorted(set(map(str, raw)) - set(keys))
    if extra:
        raise _Wrong(f"{what} has no {extra[0]!r}", raw.line, f"Use {', '.join(sorted(keys))}.")


def _text(raw: Lined, key: str, default: str) -> str:
    found = raw.get(key, default)
    if not isinstance(found, str):
        raise _Wrong(f"`{key}` is no text", raw.line, "Write words, in quotes where they hold : or #.")
    return " ".join(found.split())


def _texts(raw: Lined, key: str) -> list[str]:
    found = raw.get(key, [])
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise _Wrong(f"`{key}` is no list of ids", raw.line, f"Write `{key}: [found, plan]`.")
    return found


def _truth(raw: Lined, key: str) -> bool:
    found = raw.get(key, False)
    if not isinstance(found, bool):
        raise _Wrong(f"`{key}` is neither true nor false", raw.line, "Write true or false.")
    return found
