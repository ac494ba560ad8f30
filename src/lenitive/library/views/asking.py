"""The assistant's page: a question, its answer with sources, and the next question."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from lenitive.learn.answer import Source
from lenitive.learn.ask import ask
from lenitive.library.public import public

_BEFORE = 3  # questions of the conversation that are kept, in the page alone
_LONGEST = 10_000
_EXAMPLES = (
    "does acupuncture work",
    "best course for beginners",
    "how do I pace my activities",
    "compare all three courses",
    "how do I become a pain psychologist",
    "¿qué es el dolor crónico?",
)
# Kind of passage -> the page that shows it.
_PAGES = {
    "question": "question",
    "lesson": "lesson",
    "treatment": "treatment",
    "course": "course",
    "career": "career",
}


@public
def asking(request: HttpRequest) -> HttpResponse:
    """Answer `q`; the questions before it come along as `before`. Nothing is stored."""
    asked = request.GET.get("q", "")[:_LONGEST].strip()
    before = [each[:_LONGEST] for each in request.GET.getlist("before")][-_BEFORE:]
    reply = ask(asked, before) if asked else None
    return render(
        request,
        "library/ask.html",
        {
            "asked": asked,
            "reply": reply,
            "before": [*before, asked][-_BEFORE:] if asked else [],
            "sources": sources(reply.sources) if reply else [],
            "examples": _EXAMPLES,
        },
    )


def sources(of: Sequence[Source]) -> list[dict[str, object]]:
    """Each source with its page, where it has one."""
    return [{"number": n, "of": each, "url": _page(each.id)} for n, each in enumerate(of, 1)]


def _page(passage: str) -> str:
    kind, _, name = passage.partition(".")
    try:
        return reverse(f"library:{_PAGES[kind]}", args=[name])
    except (KeyError, NoReverseMatch):
        return ""
