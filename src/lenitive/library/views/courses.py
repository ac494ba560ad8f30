"""Courses: found and sorted, side by side, one by one; and our own, done step by step."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from lenitive.knowledge.learning.courses import own_courses
from lenitive.learn.catalogue.finding import Found, find, table
from lenitive.learn.catalogue.kept import Catalogue
from lenitive.library import schema_org
from lenitive.library.public import public

_SHOWN = 30
_COMPARED = 4


@public
def courses(request: HttpRequest) -> HttpResponse:
    """Courses that fit `q`, best first; all, best rated first, without a word."""
    asked = request.GET.get("q", "")[:200]
    catalogue = Catalogue.open()
    found: list[Found] = find(catalogue, asked, _SHOWN)
    return render(
        request,
        "library/courses.html",
        {"asked": asked, "found": found, "count": len(catalogue), "own": own_courses()},
    )


@public
def compare(request: HttpRequest) -> HttpResponse:
    """The courses of `id` side by side."""
    catalogue = Catalogue.open()
    wanted = dict.fromkeys(request.GET.getlist("id"))
    chosen = [found for each in wanted if (found := catalogue.named(each))][:_COMPARED]
    return render(request, "library/compare.html", {"courses": chosen, "table": table(chosen)})


@public
def course(request: HttpRequest, name: str) -> HttpResponse:
    """One course, with what is not known said to be so."""
    found = Catalogue.open().named(name)
    if found is None:
        raise Http404
    related = [each for each in own_courses() if each.course == name]
    return render(
        request, "library/course.html", {"course": found, "own": related, "data": schema_org.course(found)}
    )


@public
def own(request: HttpRequest, name: str) -> HttpResponse:
    """A course of our own, all steps on one page."""
    found = next((each for each in own_courses() if each.id == name), None)
    if found is None:
        raise Http404
    return render(request, "library/own_course.html", {"course": found})
