"""Our own courses: every step is drawn, warnings stand first, and what goes with them has a plain name."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import Client

from lenitive import library
from lenitive.knowledge.learning.courses import own_courses
from lenitive.knowledge.learning.lessons import lessons
from lenitive.knowledge.plain import plain_treatment

pytestmark = pytest.mark.django_db
PICTURES = Path(library.__file__).parent / "templates" / "library" / "pictures"
STEPS = [step for course in own_courses() for step in course.steps]
SMALLEST = 14  # px of a letter, where a drawing is as wide as a phone


def drawn(picture, language="en"):
    return render_to_string(f"library/pictures/do/{picture}.html", {"language": language})


def page_of(course):
    return Client().get(f"/learn/do/{course.id}/").content.decode()


def test_every_step_has_a_picture_and_every_picture_has_its_step():
    assert sorted(step.picture for step in STEPS) == sorted(each.stem for each in PICTURES.glob("do/*.html"))
    covers = sorted(each.stem for each in PICTURES.glob("covers/*.html"))
    assert sorted(course.picture for course in own_courses()) == covers


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("picture", [step.picture for step in STEPS])
def test_a_picture_says_what_it_shows_in_words(picture, language):
    drawing = drawn(picture, language)
    ids = re.search(r'aria-labelledby="(\S+) (\S+)"', drawing).groups()
    assert 'role="img"' in drawing
    for name, said in zip(ids, ("title", "desc"), strict=True):
        words = re.search(f'<{said} id="{name}">([^<]+)</{said}>', drawing)[1]
        assert words.strip()
        if language == "es":
            assert words not in drawn(picture)


@pytest.mark.parametrize("course", own_courses(), ids=lambda course: course.id)
def test_no_two_things_on_a_page_have_the_same_id(course):
    ids = re.findall(r'\sid="([^"]+)"', page_of(course))
    assert len(ids) == len(set(ids))


def test_no_letter_of_a_picture_is_smaller_than_one_can_read():
    style = "".join(each.read_text() for each in Path(library.__file__).parent.glob("static/library/*.css"))
    sizes = {
        kind: int(size)
        for kind, size in re.findall(r"\.([\w-]+) \{[^}]*font: \d+ (\d+)px", style)
        if kind.startswith(("p-", "do-"))
    }
    assert sizes
    assert min(sizes.values()) >= SMALLEST
    for step in STEPS:
        for classes in re.findall(r'<text class="([^"]+)"', drawn(step.picture)):
            assert set(classes.split()) & set(sizes), (step.picture, classes)


@pytest.mark.parametrize("course", own_courses(), ids=lambda course: course.id)
def test_warnings_stand_before_the_first_step_and_each_step_before_its_tick(course):
    page = page_of(course)
    first = page.index(f'<li class="card" id="{course.steps[0].id}"')
    assert page.index("Stop when") < page.index("You need") < first
    for step in course.steps:
        places = [page.index(each) for each in (f'id="{step.picture}-title"', f'value="{step.id}"')]
        assert page.index(f'<li class="card" id="{step.id}"') < places[0] < places[1]


@pytest.mark.parametrize("course", own_courses(), ids=lambda course: course.id)
def test_lessons_and_treatments_are_named_and_lead_on(course):
    page = page_of(course)
    titles = {each.id: each.title for each in lessons()}
    for name in course.lessons:
        assert f'/learn/lessons/{name}/">{titles[name]}</a>' in page
    for name in course.treatments:
        shown = plain_treatment(name).name
        assert f'/learn/treatment/{name}/">{shown[:1].upper()}{shown[1:]}</a>' in page


@pytest.mark.parametrize("course", own_courses(), ids=lambda course: course.id)
def test_search_engines_read_a_course_of_our_own_as_schema_org(course):
    data = json.loads(re.findall(r'ld\+json"[^>]*>(.*?)</script>', page_of(course), re.DOTALL)[0])
    assert data["@type"] == "Course"
    hours, minutes = re.fullmatch(r"PT(?:(\d+)H)?(?:(\d+)M)?", data["timeRequired"]).groups()
    assert int(hours or 0) * 60 + int(minutes or 0) == course.minutes
    assert data["hasCourseInstance"]["courseWorkload"] == data["timeRequired"]
    assert [part["name"] for part in data["hasPart"]] == [step.title for step in course.steps]


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("/learn/", {"taping", "back", "watercolour"}),
        ("/learn/courses/", {"taping", "back", "watercolour"}),
        ("/learn/lessons/pacing_baseline/", {"taping", "back"}),
        ("/learn/courses/stress_buster_watercolour/", {"watercolour"}),
        ("/learn/treatment/art_therapy/", {"watercolour"}),
    ],
)
def test_a_course_of_our_own_is_shown_with_its_picture_its_minutes_and_its_end(page, shown):
    text = Client().get(page).content.decode()
    for course in own_courses():
        card = re.search(rf"own-card(?:(?!own-card).)*/learn/do/{course.id}/.*?</li>", text, re.DOTALL)
        assert bool(card) == (course.picture in shown), course.id
        if card:
            assert "<svg" in card[0] and f"{course.minutes} minutes" in card[0] and course.at_end in card[0]
