"""The assistant's page: a question, its answer with sources, and the next question."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from lenitive.desk.passages import address_of
from lenitive.learn.answer import Reply, Source
from lenitive.learn.ask import ask
from lenitive.learn.rephrase import said
from lenitive.library.public import LANGUAGES, chosen, language, public

_BEFORE = 3  # questions of the conversation that are kept, in the page alone
_LONGEST = 10_000
_EXAMPLES = {
    "en": (
        "does acupuncture work",
        "best course for beginners",
        "how do I pace my activities",
        "compare all three courses",
        "how do I become a pain psychologist",
    ),
    "es": (
        "¿funciona la acupuntura?",
        "¿cuál es el mejor curso para principiantes?",
        "¿cómo reparto mis actividades?",
        "compare los tres cursos",
        "¿qué es el dolor crónico?",
    ),
}


@public
def asking(request: HttpRequest) -> HttpResponse:
    """Answer `q`; the questions before it come along as `before`. Nothing is stored."""
    asked, before = _asked(request)
    spoken = language(request)
    reply = ask(asked, before) if asked else None
    return render(
        request,
        "library/ask.html",
        {
            "asked": asked,
            "reply": reply,
            "said": "".join(said(reply)) if reply else "",
            "before": [*before, asked][-_BEFORE:] if asked else [],
            "sources": sources(reply.sources, _kept(request, reply)) if reply else [],
            "examples": _EXAMPLES[spoken],
            "labels": _labels(reply, spoken) if reply else spoken,
        },
    )


@public  # type: ignore[arg-type]  # a stream is a response too
def stream(request: HttpRequest) -> StreamingHttpResponse:
    """The same answer, one JSON object a line: what it is, each sentence as it is ready, then the rest."""
    response = StreamingHttpResponse(_parts(request), content_type="application/x-ndjson")
    response["X-Accel-Buffering"] = "no"  # a proxy passes each line on as it comes
    return response


def _parts(request: HttpRequest) -> Iterator[str]:
    reply = ask(*_asked(request))
    yield _line({"kind": reply.kind, "language": reply.language})
    for each in said(reply):
        yield _line({"say": each})
    context = {
        "reply": reply,
        "sources": sources(reply.sources, _kept(request, reply)),
        "labels": _labels(reply, language(request)),
    }
    rest = render_to_string("library/_reply_rest.html", context, request)
    yield _line({"rest": rest, "end": True})


def _labels(reply: Reply, spoken: str) -> str:
    """The language of what stands round an answer: that of the answer, else that of the page."""
    return reply.language if reply.language in LANGUAGES else spoken


def _kept(request: HttpRequest, reply: Reply) -> str:
    """What the address of a source asks for, so that it opens in the language of the answer."""
    labels = _labels(reply, language(request))
    return f"?in={labels}" if chosen(request) or labels != language(request) else ""


def _line(part: Mapping[str, object]) -> str:
    return json.dumps(part, ensure_ascii=False) + "\n"


def _asked(request: HttpRequest) -> tuple[str, list[str]]:
    """The question, and those of the conversation before it."""
    before = [each[:_LONGEST] for each in request.GET.getlist("before")][-_BEFORE:]
    return request.GET.get("q", "")[:_LONGEST].strip(), before


def sources(of: Sequence[Source], asked: str = "") -> list[dict[str, object]]:
    """Each source with its page, where it has one; `asked` stands behind the address."""
    pages = [address_of(each.id) for each in of]
    return [
        {"number": n, "of": each, "url": page and page + asked}
        for n, (each, page) in enumerate(zip(of, pages, strict=True), 1)
    ]
