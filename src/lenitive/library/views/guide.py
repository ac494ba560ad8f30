"""The guide "What is pain management": its start, its pages, its glossary, and finding in it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from lenitive.knowledge.learning.guide import GuidePage, glossary, guide
from lenitive.knowledge.learning.lessons import lessons
from lenitive.library import schema_org
from lenitive.library.public import language, public
from lenitive.library.views.treatments import with_evidence

_LONGEST = 200  # letters of a search that are looked at


@public
def start(request: HttpRequest) -> HttpResponse:
    """All pages with what each answers, or those that hold every word of `q`."""
    spoken = language(request)
    asked = request.GET.get("q", "")[:_LONGEST]
    words = asked.casefold().split()
    pages = [
        {"id": each.id, "said": each.said[spoken]} for each in guide() if _holds(_text(each, spoken), words)
    ]
    terms = [each.said[spoken] for each in glossary() if words and _holds(" ".join(each.said[spoken]), words)]
    return render(
        request,
        "library/guide.html",
        {"language": spoken, "asked": asked, "pages": pages, "terms": terms},
    )


@public
def page(request: HttpRequest, name: str) -> HttpResponse:
    """One page: its answer first, then its parts with their drawings; its print is the handout."""
    order = [each.id for each in guide()]
    if name not in order:
        raise Http404
    place = order.index(name)
    spoken = language(request)
    found = guide()[place]
    following = guide()[place + 1] if place + 1 < len(order) else None
    return render(
        request,
        "library/guide_page.html",
        {
            "language": spoken,
            "page": found,
            "said": found.said[spoken],
            "conditions": with_evidence(spoken) if name == "treatments" else [],
            "lessons": lessons(spoken) if name == "skills" else [],
            "following": following and {"id": following.id, "title": following.said[spoken].title},
            "data": schema_org.medical_page(found, spoken),
        },
    )


@public
def words(request: HttpRequest) -> HttpResponse:
    """The glossary, by the alphabet of the language."""
    spoken = language(request)
    terms = sorted((each.said[spoken] for each in glossary()), key=lambda said: said[0].casefold())
    return render(request, "library/glossary.html", {"language": spoken, "terms": terms})


def _text(of: GuidePage, spoken: str) -> str:
    said = of.said[spoken]
    parts = (text for part in said.parts for text in (part.title, part.text, *part.points))
    return " ".join([said.title, said.asks, said.answer, *parts])


def _holds(text: str, words: list[str]) -> bool:
    low = text.casefold()
    return all(word in low for word in words)
