"""Courses: found and sorted, side by side, and one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from lenitive.knowledge.learning.course_words import course_words
from lenitive.knowledge.learning.courses import own_courses, told
from lenitive.learn.catalogue.finding import Found, find, table
from lenitive.learn.catalogue.kept import Catalogue
from lenitive.learn.catalogue.narrowing import ANY, Cost, Narrowed, Sort, label
from lenitive.learn.catalogue.telling import language_name, time
from lenitive.learn.catalogue.wishing import wished
from lenitive.learn.related import for_course
from lenitive.library import schema_org
from lenitive.library.catalogue_words import offered, said_of, understood
from lenitive.library.public import language, public

_SHOWN = 30
_COMPARED = 4
_LONGEST = 200
_LONGEST_QUERY = 1_000
_SUBJECTS = 12
_TELLS_APART = frozenset(("language", "certificate"))  # lists that say nothing where all courses are alike
_Key = TypeVar("_Key", bound=str)
_LABELS = {
    "audience": _("For whom"),
    "topic": _("About"),
    "modality": _("Kind of care"),
    "format": _("Form"),
    "language": _("Language"),
    "certificate": _("Certificate"),
}
_HOURS = (1, 3, 10, 40)
_COSTS: Mapping[Cost, object] = {"free": _("free"), "paid": _("costs something")}
_SORTS: Mapping[Sort, object] = {
    "fit": _("best fit"),
    "rating": _("best rated"),
    "hours": _("shortest"),
    "price": _("lowest price"),
}
_KEPT = frozenset(("q", "sort", "hours", "cost", "in", *_LABELS))


@public
def courses(request: HttpRequest) -> HttpResponse:
    """Courses that fit `q` and are as asked, best first or sorted; all, best rated first, without a word."""
    asked = request.GET.get("q", "")[:200]
    catalogue = Catalogue.open()
    spoken = language(request)
    chosen, sort, wish = _narrowed(request), _one_of(request, "sort", _SORTS), wished(asked)
    narrowed = chosen.filled(wish.narrowed)
    found = _found(catalogue, asked, chosen, sort or "fit", spoken)
    context = {
        "asked": asked,
        "found": found,
        "most": _SHOWN,
        "count": len(catalogue),
        "narrowed": narrowed,
        "opened": chosen != ANY or (sort or "fit") != "fit",
        "understood": understood(wish, spoken),
        "silent": catalogue.silent(narrowed),
        "other_money": catalogue.in_other_money(narrowed),
        "money": narrowed.unit,
        "units": [each for each in catalogue.units() if each],
        "without": [] if found else _without(request, catalogue, asked, chosen, spoken),
        "subjects": [] if found else offered(catalogue.choices(_SUBJECTS)["topic"], spoken),
        "choices": _choices(catalogue, narrowed, spoken),
        "kept": request.GET.urlencode(),
        "hours": _HOURS,
        "costs": _COSTS,
        "sorts": _SORTS,
        "sort": sort if sort and sort != "fit" else wish.sort,
        "own": own_courses(spoken),
    }
    return render(request, "library/courses.html", context)


def _found(catalogue: Catalogue, asked: str, narrowed: Narrowed, sort: Sort, spoken: str) -> list[Found]:
    """The courses that fit, with our notes on them in the language of the page."""
    found = find(catalogue, asked, _SHOWN, narrowed, sort, spoken)
    return [replace(each, course=told(each.course, spoken)) for each in found]


def _without(
    request: HttpRequest, catalogue: Catalogue, asked: str, chosen: Narrowed, spoken: str
) -> list[dict[str, object]]:
    """What to drop so that something is found: its name, the query without it, how many there are."""
    parts = [((name,), said_of(name, getattr(chosen, name), spoken), rest) for name, rest in chosen.parts()]
    if len(parts) > 1:
        names, said, _rest = zip(*parts, strict=True)
        parts.append((tuple(name for (name,) in names), ", ".join(said), ANY))
    made = []
    for dropped, called, rest in parts:
        query = request.GET.copy()
        for name in dropped:
            query.pop(name, None)
        found = len(find(catalogue, asked, _SHOWN, rest)) if asked.strip() else catalogue.count(rest)
        made.append({"said": called, "query": query.urlencode(), "count": found, "most": _SHOWN})
    return [each for each in made if each["count"]]


def _narrowed(request: HttpRequest) -> Narrowed:
    """What the form asks for; what it does not offer asks for nothing."""
    hours = request.GET.get("hours", "")
    # Any: the lists of the form by their names in Narrowed.
    said: dict[str, Any] = {name: label(request.GET.get(name, "")[:_LONGEST]) for name in _LABELS}
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
            "offered": _offered(name, there[name], spoken),
            "taken": getattr(narrowed, name),
        }
        for name, called in _LABELS.items()
        if there[name] and (name not in _TELLS_APART or len(there[name]) > 1)
    ]


def _offered(name: str, values: Sequence[str], spoken: str) -> list[tuple[str, str]]:
    if name in _TELLS_APART:
        return [(each, said_of(name, each, spoken)) for each in values]
    return offered(values, spoken)


@public
def compare(request: HttpRequest) -> HttpResponse:
    """The courses of `id` side by side."""
    catalogue = Catalogue.open()
    wanted = dict.fromkeys(request.GET.getlist("id"))
    chosen = [found for each in wanted if (found := catalogue.named(each))][:_COMPARED]
    rows = table(chosen, language(request))
    back = QueryDict(request.GET.get("from", "")[:_LONGEST_QUERY]).copy()
    for name in set(back) - _KEPT:
        del back[name]
    context = {"courses": chosen, "table": rows, "back": back.urlencode()}
    return render(request, "library/compare.html", context)


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
        "time": time(found, course_words(spoken)),
        "spoken": language_name(found.language, spoken),
        "related": for_course(found, spoken),
        "data": schema_org.course(found),
    }
    return render(request, "library/course.html", context)
