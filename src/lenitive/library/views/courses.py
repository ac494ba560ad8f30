"""Courses: found and sorted, side by side, and one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from lenitive.knowledge.learning.course_words import course_words
from lenitive.knowledge.learning.courses import own_courses, told
from lenitive.learn.catalogue.finding import Found, find, table
from lenitive.learn.catalogue.kept import Catalogue
from lenitive.learn.catalogue.narrowing import Cost, Narrowed, Sort, label
from lenitive.learn.related import for_course
from lenitive.library import schema_org
from lenitive.library.catalogue_words import offered
from lenitive.library.public import language, public

_SHOWN = 30
_COMPARED = 4
_LONGEST = 200
_Key = TypeVar("_Key", bound=str)
_LABELS = {
    "audience": _("For whom"),
    "topic": _("About"),
    "modality": _("Kind of care"),
    "format": _("Form"),
}
_HOURS = (1, 3, 10, 40)
_COSTS: Mapping[Cost, object] = {"free": _("free"), "paid": _("costs something")}
_SORTS: Mapping[Sort, object] = {
    "fit": _("best fit"),
    "rating": _("best rated"),
    "hours": _("shortest"),
    "price": _("lowest price"),
}


@public
def courses(request: HttpRequest) -> HttpResponse:
    """Courses that fit `q` and are as asked, best first or sorted; all, best rated first, without a word."""
    asked = request.GET.get("q", "")[:200]
    catalogue = Catalogue.open()
    spoken = language(request)
    narrowed, sort = _narrowed(request), _one_of(request, "sort", _SORTS)
    context = {
        "asked": asked,
        "found": _found(catalogue, asked, narrowed, sort or "fit", spoken),
        "most": _SHOWN,
        "count": len(catalogue),
        "narrowed": narrowed,
        "silent": catalogue.silent(narrowed),
        "choices": _choices(catalogue, narrowed, spoken),
        "hours": _HOURS,
        "costs": _COSTS,
        "sorts": _SORTS,
        "sort": sort or "fit",
        "own": own_courses(spoken),
    }
    return render(request, "library/courses.html", context)


def _found(catalogue: Catalogue, asked: str, narrowed: Narrowed, sort: Sort, spoken: str) -> list[Found]:
    """The courses that fit, with our notes on them in the language of the page."""
    found = find(catalogue, asked, _SHOWN, narrowed, sort, spoken)
    return [replace(each, course=told(each.course, spoken)) for each in found]


def _narrowed(request: HttpRequest) -> Narrowed:
    """What the form asks for; what it does not offer asks for nothing."""
    hours = request.GET.get("hours", "")
    said = {name: label(request.GET.get(name, "")[:_LONGEST]) for name in _LABELS}
    return Narrowed(
        **said,
        hours=float(hours) if hours in map(str, _HOURS) else None,
        cost=_one_of(request, "cost", _COSTS) or "",
    )


def _one_of(request: HttpRequest, name: str, offered: Mapping[_Key, object]) -> _Key | None:
    return next((key for key in offered if key == request.GET.get(name)), None)


def _choices(catalogue: Catalogue, narrowed: Narrowed, spoken: str) -> list[dict[str, object]]:
    """Each list of the form that holds anything: its name, its title, its values, and which is taken."""
    there = catalogue.choices()
    return [
        {
            "name": name,
            "called": called,
            "offered": offered(there[name], spoken),
            "taken": getattr(narrowed, name),
        }
        for name, called in _LABELS.items()
        if there[name]
    ]


@public
def compare(request: HttpRequest) -> HttpResponse:
    """The courses of `id` side by side."""
    catalogue = Catalogue.open()
    wanted = dict.fromkeys(request.GET.getlist("id"))
    chosen = [found for each in wanted if (found := catalogue.named(each))][:_COMPARED]
    rows = table(chosen, language(request))
    return render(request, "library/compare.html", {"courses": chosen, "table": rows})


@public
def course(request: HttpRequest, name: str) -> HttpResponse:
    """One course, with what is not known said to be so."""
    found = Catalogue.open().named(name)
    if found is None:
        raise Http404
    spoken = language(request)
    context = {
        "course": told(found, spoken),
        "level": course_words(spoken).value(found.level),
        "format": course_words(spoken).value(found.format),
        "price": course_words(spoken).value(found.price),
        "related": for_course(found, spoken),
        "data": schema_org.course(found),
    }
    return render(request, "library/course.html", context)
