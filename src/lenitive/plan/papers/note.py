"""A note and a letter as papers: what somebody signed, word for word, with its standing and its history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lenitive.plan.papers.press import Head

Stands = Literal["draft", "signed", "amended", "replaced"]


@dataclass(frozen=True)
class PaperLine:
    """Lines of a section that stand together. point : they are a list of points, else one paragraph."""

    point: bool
    texts: tuple[str, ...]


@dataclass(frozen=True)
class PaperSection:
    """One section under its heading."""

    title: str
    lines: tuple[PaperLine, ...]


@dataclass(frozen=True)
class Signature:
    """Who signed which version, when, and why it was amended; `mark` is the beginning of its hash."""

    words: str
    why: str
    mark: str


@dataclass(frozen=True)
class Earlier:
    """What every print says first of a document that is no plain signed one. why : of the amendment."""

    stands: Stands
    words: str
    why: str


@dataclass(frozen=True)
class NotePaper:
    """The words of `templates/note.typ`."""

    head: Head
    standing: Earlier | None
    sections: tuple[PaperSection, ...]
    signatures: tuple[Signature, ...]
    history: str


@dataclass(frozen=True)
class LetterPaper:
    """The words of `templates/letter.typ`. sender, to : lines of an address. about : the person."""

    head: Head
    standing: Earlier | None
    sender: tuple[str, ...]
    to: tuple[str, ...]
    day: str
    about: str
    sections: tuple[PaperSection, ...]
    signatures: tuple[Signature, ...]
    history: str
