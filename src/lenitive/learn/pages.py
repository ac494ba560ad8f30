"""Which page of the site shows a passage: its kind's page, by the passage's own name."""

from __future__ import annotations

# Kind of passage -> the page of the library that shows it.
_PAGES = {
    "question": "question",
    "lesson": "lesson",
    "treatment": "treatment",
    "course": "course",
    "career": "career",
    "pay": "career",
}


def page_of(passage: str) -> tuple[str, str] | None:
    """(page, name) for the id of a passage such as `question.acupuncture`; None where it has no page."""
    kind, _, name = passage.partition(".")
    return (_PAGES[kind], name) if kind in _PAGES and name else None
