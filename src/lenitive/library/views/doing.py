"""The short courses of our own: each is done step by step on one page."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from lenitive.knowledge.learning.courses import OwnCourse, Step, own_courses
from lenitive.knowledge.learning.lessons import Lesson, lessons
from lenitive.knowledge.plain import plain_treatments
from lenitive.learn.text import sentences
from lenitive.library import schema_org
from lenitive.library.public import language, public


@public
def own_course(request: HttpRequest, name: str) -> HttpResponse:
    """One course with all its steps; its print is the handout."""
    spoken = language(request)
    found = next((each for each in own_courses(spoken) if each.id == name), None)
    if found is None:
        raise Http404
    context = {
        "language": spoken,
        "course": found,
        "steps": [_step(each) for each in found.steps],
        "lessons": _lessons(found, spoken),
        "treatments": _treatments(found, spoken),
        "data": schema_org.own_course(found, spoken),
    }
    return render(request, "library/own_course.html", context)


def _step(of: Step) -> dict[str, object]:
    """A step with its text a sentence a line, as one looks up from the work to read it."""
    return {"of": of, "sentences": sentences(of.text)}


def _lessons(of: OwnCourse, spoken: str) -> list[Lesson]:
    known = {each.id: each for each in lessons(spoken)}
    return [known[each] for each in of.lessons]


def _treatments(of: OwnCourse, spoken: str) -> list[dict[str, str]]:
    plain = plain_treatments(spoken)
    return [{"id": each, "name": plain[each].name} for each in of.treatments]
