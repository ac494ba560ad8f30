"""For engines that find pages: every page of the library in both languages, and what they may read."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from lenitive.knowledge.learning.careers import careers
from lenitive.knowledge.learning.courses import courses, own_courses
from lenitive.knowledge.learning.guide import guide
from lenitive.knowledge.learning.lessons import lessons
from lenitive.knowledge.learning.questions import questions
from lenitive.knowledge.treatments import treatments
from lenitive.library.public import LANGUAGES, public
from lenitive.library.views.treatments import with_evidence

_ALONE = ("start", "guide", "glossary", "ask", "questions", "claims", "conditions", "courses", "careers")


class _Pages(Sitemap):  # type: ignore[type-arg]  # it takes no argument when it runs
    """The addresses of all pages. A catalogue that a site brought in is not listed: it is not ours."""

    def items(self) -> list[str]:
        """Each address in each language, English as the bare one."""
        return [
            address if language == "en" else f"{address}?in={language}"
            for address in _addresses()
            for language in LANGUAGES
        ]

    def location(self, item: str) -> str:
        """It is one already."""
        return item


def _addresses() -> Iterator[str]:
    yield from (reverse(f"library:{name}") for name in _ALONE)
    named = {
        "guide_page": [each.id for each in guide()],
        "question": [each.id for each in questions()],
        "lesson": [each.id for each in lessons()],
        "condition": [each["of"].id for each in with_evidence("en")],
        "treatment": [each.id for each in treatments()],
        "course": [each.id for each in courses()],
        "own_course": [each.id for each in own_courses()],
        "career": [each.id for each in careers()],
    }
    yield from (reverse(f"library:{page}", args=[name]) for page, names in named.items() for name in names)


@public
def pages(request: HttpRequest) -> HttpResponse:
    """The list of pages (sitemaps.org)."""
    return sitemap(request, {"library": _Pages})


@public
def robots(request: HttpRequest) -> HttpResponse:
    """The library may be read by engines, and nothing else of the site."""
    lines = (
        "User-agent: *",
        f"Allow: {reverse('library:start')}",
        "Disallow: /",
        f"Sitemap: {request.build_absolute_uri(reverse('library:sitemap'))}",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
