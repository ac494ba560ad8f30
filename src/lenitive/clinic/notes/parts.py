"""The parts of a note: evaluations and visits tell theirs in these, and a note is composed of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence or fact of a note.

    text : words for people, translated already.
    rows : row_ids of the record that it rests on; empty where a person typed it.
    """

    text: str
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Lines under one heading.

    id : what the section is about ("pain_history", "examination"); a site's template orders sections by it.
    title : its heading, translated already.
    """

    id: str
    title: str
    lines: tuple[Line, ...]
