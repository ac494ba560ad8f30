"""Where the site shows a passage that an answer came from: the library's page of its kind."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

# Kind of passage -> the page of the library that shows it.
_PAGES = {
    "question": "question",
    "lesson": "lesson",
    "treatment": "treatment",
    "course": "course",
    "career": "career",
    "pay": "career",
}


def address_of(passage: str) -> str:
    """The address for the id of a passage such as `question.acupuncture`; empty where it has no page."""
    kind, _, name = passage.partition(".")
    try:
        return reverse(f"library:{_PAGES[kind]}", args=[name])
    except (KeyError, NoReverseMatch):
        return ""
