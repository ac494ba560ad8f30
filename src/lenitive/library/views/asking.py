"""The assistant's page: a question, its answer with sources, and the next question."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse

from lenitive.learn.answer import Source
from lenitive.learn.ask import ask
from lenitive.learn.pages import page_of
from lenitive.learn.rephrase import said
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


@public
def asking(request: HttpRequest) -> HttpResponse:
    """Answer `q`; the questions before it come along as `before`. Nothing is stored."""
    asked, before = _asked(request)
    reply = ask(asked, before) if asked else None
    return render(
        request,
        "library/ask.html",
        {
            "asked": asked,
            "reply": reply,
            "said": "".join(said(reply)) if reply else "",
            "before": [*before, asked][-_BEFORE:] if asked else [],
            "sources": sources(reply.sources) if reply else [],
            "examples": _EXAMPLES,
        },
    )


@public  # type: ignore[arg-type]  # a stream is a response too
def stream(request: HttpRequest) -> StreamingHttpResponse:
    """The same answer, one JSON object a line: what it is, each sentence as it is ready, then the rest."""
    response = StreamingHttpResponse(_parts(*_asked(request)), content_type="application/x-ndjson")
    response["X-Accel-Buffering"] = "no"  # a proxy passes each line on as it comes
    return response


def _parts(asked: str, before: Sequence[str]) -> Iterator[str]:
    reply = ask(asked, before)
    yield _line({"kind": reply.kind, "language": reply.language})
    for each in said(reply):
        yield _line({"say": each})
    rest = render_to_string("library/_reply_rest.html", {"reply": reply, "sources": sources(reply.sources)})
    yield _line({"rest": rest, "end": True})


def _line(part: Mapping[str, object]) -> str:
    return json.dumps(part, ensure_ascii=False) + "\n"


def _asked(request: HttpRequest) -> tuple[str, list[str]]:
    """The question, and those of the conversation before it."""
    before = [each[:_LONGEST] for each in request.GET.getlist("before")][-_BEFORE:]
    return request.GET.get("q", "")[:_LONGEST].strip(), before


def sources(of: Sequence[Source]) -> list[dict[str, object]]:
    """Each source with its page, where it has one."""
    return [{"number": n, "of": each, "url": _page(each.id)} for n, each in enumerate(of, 1)]


def _page(passage: str) -> str:
    shown = page_of(passage)
    try:
        return reverse(f"library:{shown[0]}", args=[shown[1]]) if shown else ""
    except NoReverseMatch:
        return ""
