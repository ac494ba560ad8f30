"""Lessons: one suggestion, a part at a time, and an exercise that is kept at each field."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lenitive.desk.policy import own_may
from lenitive.knowledge.portal.course import PARTS, OwnLesson
from lenitive.knowledge.portal.course import course as whole_course
from lenitive.knowledge.portal.files import said
from lenitive.knowledge.portal.team import own_team
from lenitive.portal.access import PortalRequest, mine, note
from lenitive.portal.lessons import course
from lenitive.portal.team.views import when_read


@mine("own_see", "lessons", quiet=True)
@require_GET
def lessons(request: PortalRequest) -> HttpResponse:
    """All lessons, and the next one."""
    me = request.me
    every = course.listed(me.patient_id, me.language)
    following = course.following(me.patient_id)
    context = {
        "lessons": every,
        "following": next((each for each in every if following and each.id == following.id), None),
    }
    return render(request, "portal/lessons/lessons.html", context)


@mine("own_see", "lesson", quiet=True)
@require_GET
def lesson(request: PortalRequest, lesson: str) -> HttpResponse:
    """A lesson, at the part where the person stopped."""
    found = _lesson(lesson)
    return redirect("portal:lesson_part", found.id, course.place_of(request.me.patient_id, found.id))


@mine("own_answer", "lesson", quiet=True)
@require_http_methods(["GET", "POST"])
def part(request: PortalRequest, lesson: str, number: int) -> HttpResponse:
    """One part of a lesson; going on keeps what was written."""
    me, found = request.me, _lesson(lesson)
    if not 1 <= number <= course.LAST:
        raise Http404("no such part")
    if request.method != "POST":
        course.reach(me.patient_id, found.id, number)
        return render(request, "portal/lessons/part.html", _context(request, found, number))
    problems = _keep(request, found)
    if problems:
        context = _context(
            request, found, number, problems, {name: str(each) for name, each in request.POST.items()}
        )
        return render(request, "portal/lessons/part.html", context, status=422)
    if number == course.LAST:
        course.reach(me.patient_id, found.id, number, done=True)
        note(request, "own_answered", f"lesson {found.id}: done")
        return redirect("portal:lessons")
    course.reach(me.patient_id, found.id, number + 1)
    return redirect("portal:lesson_part", found.id, number + 1)


@mine("own_answer", "exercise of a lesson", quiet=True)
@require_POST
def keep(request: PortalRequest, lesson: str) -> JsonResponse:
    """Keep fields of an exercise as they are written."""
    problems = _keep(request, _lesson(lesson))
    words = next(iter(problems.values()), _("Kept."))
    return JsonResponse({"words": words}, status=422 if problems else 200)


def _lesson(name: str) -> OwnLesson:
    found = whole_course().lesson(name)
    if found is None:
        raise Http404("no such lesson")
    return found


def _keep(request: PortalRequest, lesson: OwnLesson) -> dict[str, str]:
    """Keep what was changed on this page; what another device wrote meanwhile is not undone by it."""
    longest, problems, cells = own_team().longest_text, {}, {}
    for field in lesson.fields:
        value = request.POST.get(field.id)
        if value is None or value == request.POST.get(f"was_{field.id}", ""):
            continue
        value = value.replace("\r\n", "\n").strip()
        if len(value) > longest:
            problems[field.id] = _(
                "This is longer than %(n)d letters. Please make it shorter. Nothing is lost."
            ) % {"n": longest}
        elif field.kind == "scale" and value not in ("", *course.SCALE):
            problems[field.id] = _("Choose a number from 0 to 10.")
        else:
            cells[field.id] = value
    course.write(request.me, lesson.id, cells)
    return problems


def _context(
    request: PortalRequest,
    lesson: OwnLesson,
    number: int,
    problems: dict[str, str] | None = None,
    typed: dict[str, str] | None = None,
) -> dict[str, Any]:  # Any: what the template shows
    me, known = request.me, whole_course()
    kind, told = PARTS[number - 1], lesson.lesson.text_in(me.language)
    fields = course.asked(me.patient_id, lesson, me.language) if kind == "do" else []
    return {
        "lesson": lesson,
        "title": lesson.title(me.language),
        "kind": kind,
        "number": number,
        "count": course.LAST,
        "minutes": known.minutes[kind],
        "paragraphs": _paragraphs(told or lesson.lesson.text),
        "foreign": told is None,
        "instruction": said(lesson.do if kind == "do" else lesson.home, me.language),
        "fields": [
            {
                "asked": each,
                "value": (typed or {}).get(each.id, each.value),
                "problem": (problems or {}).get(each.id, ""),
            }
            for each in fields
        ],
        "scale": course.SCALE,
        "breath": known if lesson.breath and kind == "do" else None,
        "word": course.word_beside(me.patient_id, lesson.id),
        "may_write": own_may(me.tie.helper, "own_answer"),
        **when_read(),
    }


def _paragraphs(text: str) -> list[str]:
    """A few sentences at a time, so that a tired eye finds its line again."""
    sentences = text.replace("\n", " ").split(". ")
    ends = [f"{each.rstrip('.')}." for each in sentences if each.strip()]
    return [" ".join(ends[at : at + 3]) for at in range(0, len(ends), 3)]
