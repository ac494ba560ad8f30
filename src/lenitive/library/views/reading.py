"""The start, questions and answers, lessons, and what is often claimed."""

from __future__ import annotations

from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from lenitive.knowledge.learning import careers as work
from lenitive.knowledge.learning.courses import courses, own_courses
from lenitive.knowledge.learning.lessons import lessons
from lenitive.knowledge.learning.questions import Question
from lenitive.knowledge.learning.questions import questions as all_questions
from lenitive.learn.index import index
from lenitive.library import schema_org
from lenitive.library.public import language, public
from lenitive.plan.reading_level import reading_level

TOPICS = {
    "pain": _("Pain and what drives it"),
    "treatments": _("What helps"),
    "opioids": _("Opioids"),
    "visits": _("The clinic and the insurance"),
    "selfhelp": _("What you can do yourself"),
    "careers": _("Work in pain care"),
}
_RELATED = 5


@public
def start(request: HttpRequest) -> HttpResponse:
    """What there is to read, to learn and to ask."""
    spoken = language(request)
    return render(
        request,
        "library/start.html",
        {
            "language": spoken,
            "topics": _by_topic(spoken, 4),
            "lessons": lessons(spoken),
            "courses": courses(spoken),
            "own": own_courses(spoken),
        },
    )


@public
def questions(request: HttpRequest) -> HttpResponse:
    """All questions by topic, with their answers."""
    spoken = language(request)
    topics = _by_topic(spoken)
    return render(
        request,
        "library/questions.html",
        {
            "language": spoken,
            "topics": topics,
            "data": schema_org.questions((each.said[spoken] for each in all_questions()), spoken),
        },
    )


@public
def question(request: HttpRequest, name: str) -> HttpResponse:
    """One question, with its source, its date and what is near to it."""
    found = next((each for each in all_questions() if each.id == name), None)
    if found is None:
        raise Http404
    spoken = language(request)
    said = found.said[spoken]
    near = [hit.passage for hit in index(spoken).search(said.title, _RELATED + 1)]
    return render(
        request,
        "library/question.html",
        {
            "language": spoken,
            "question": found,
            "said": said,
            "grade": round(reading_level(said.answer).grade) if spoken == "en" else None,
            "related": [p for p in near if p.kind == "question" and p.id != f"question.{name}"][:_RELATED],
            "data": schema_org.questions([said], spoken),
        },
    )


@public
def lesson(request: HttpRequest, name: str) -> HttpResponse:
    """One lesson; its print is the handout."""
    spoken = language(request)
    found = next((each for each in lessons(spoken) if each.id == name), None)
    if found is None:
        raise Http404
    near = {
        "courses": [each for each in courses(spoken) if name in each.lessons],
        "own": [each for each in own_courses(spoken) if name in each.lessons],
    }
    return render(request, "library/lesson.html", {"language": spoken, "lesson": found, **near})


@public
def claims(request: HttpRequest) -> HttpResponse:
    """What is often claimed, and what stands behind it."""
    return render(request, "library/claims.html", {"claims": work.claims(language(request))})


def _by_topic(spoken: str, most: int | None = None) -> list[dict[str, object]]:
    made = []
    for topic, found in groupby(all_questions(), key=lambda each: each.topic):
        group: list[Question] = list(found)
        made.append(
            {
                "id": topic,
                "title": TOPICS[topic],
                "count": len(group),
                "questions": [{"id": each.id, "said": each.said[spoken]} for each in group[:most]],
            }
        )
    order = list(TOPICS)
    return sorted(made, key=lambda each: order.index(str(each["id"])))
