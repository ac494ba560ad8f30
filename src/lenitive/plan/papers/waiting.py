"""The sheet for the time of waiting: what helps, when to get help at once, and what to bring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lenitive.knowledge.visits.while_waiting import while_waiting
from lenitive.plan.papers.press import Head, pdf
from lenitive.reason.story.words import day_words


@dataclass(frozen=True)
class WaitingPart:
    """One heading with short sentences. loud : it tells of a danger."""

    title: str
    items: tuple[str, ...]
    after: str
    loud: bool


@dataclass(frozen=True)
class WaitingPaper:
    """The words of `templates/waiting.typ`."""

    head: Head
    opening: str
    due: str
    parts: tuple[WaitingPart, ...]
    closing: str


def waiting_paper(name: str, due: date | None, as_of: date) -> WaitingPaper:
    """The sheet for one person. due : the day by which the first visit is planned; None: not planned yet."""
    sheet = while_waiting()
    day = day_words(as_of)
    head = Head(
        kind="While you wait",
        title=f"{sheet.title}: {name}, {day}",
        heading=sheet.title,
        details=f"For {name} · {day}",
        foot=f"{name} · {sheet.title} · {day} · version {sheet.version}",
        day=(as_of.year, as_of.month, as_of.day),
        lang=sheet.language,
    )
    return WaitingPaper(
        head=head,
        opening=sheet.opening,
        due=f"We plan to see you by {day_words(due)}." if due else "",
        parts=tuple(WaitingPart(each.title, each.items, each.after, each.loud) for each in sheet.parts),
        closing=sheet.closing,
    )


def waiting_pdf(name: str, due: date | None, as_of: date) -> bytes:
    """The sheet as PDF/UA-1; raises as `pdf`."""
    return pdf("waiting", waiting_paper(name, due, as_of))
