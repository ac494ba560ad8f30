"""A piece of work as a record asks for it, before anybody said anything to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

URGENCY = ("emergency", "urgent", "soon", "routine")


@dataclass(frozen=True)
class Wanted:
    """One piece of work.

    kind : a list of knowledge/work.yaml; subject : what it is about, one piece of work each.
    urgency : a place in URGENCY. since : day of the newest evidence; due : by when; None: not known.
    mark : what it rests on; another mark is new evidence.
    """

    kind: str
    subject: str
    title: str
    detail: str
    urgency: int
    since: date | None = None
    due: date | None = None
    mark: str = ""


def mark_of(rows: Iterable[str]) -> str:
    """The rows that something rests on, in one text that does not depend on their order."""
    return " ".join(sorted(set(rows)))
