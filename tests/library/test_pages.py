"""The public library: every page opens to anyone, says its sources, and is light."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest
from django.test import Client

from lenitive.knowledge.learning.questions import questions
from lenitive.learn.ask import ask
from lenitive.learn.catalogue.bringing import bring_in

pytestmark = pytest.mark.django_db

PAGES = [
    "/learn/",
    "/learn/?in=es",
    "/learn/guide/",
    "/learn/guide/?q=nerve",
    "/learn/guide/words/",
    "/learn/guide/what/",
    "/learn/guide/kinds/?in=es",
    "/learn/guide/skills/",
    "/learn/guide/visit/",
    "/learn/guide/treatments/",
    "/learn/ask/",
    "/learn/ask/?q=does+acupuncture+work",
    "/learn/ask/?q=I+want+to+die",
    "/learn/ask/?q=compare+all+three+courses",
    "/learn/questions/",
    "/learn/questions/?in=es",
    "/learn/questions/naloxone/",
    "/learn/questions/naloxone/?in=es",
    "/learn/lessons/sleep/",
    "/learn/true-or-not/",
    "/learn/treatments/",
    "/learn/treatments/low_back_pain_chronic/",
    "/learn/treatment/acupuncture/",
    "/learn/courses/",
    "/learn/courses/?q=back",
    "/learn/courses/?q=quantum",
    "/learn/courses/?cost=free&sort=hours&modality=complementary",
    "/learn/courses/kinesiology_taping_self/",
    "/learn/courses/compare/?id=kinesiology_taping_self&id=stress_buster_watercolour",
    "/learn/courses/compare/",
    "/learn/do/own_stress_buster_watercolour/",
    "/learn/careers/",
    "/learn/careers/?now=psychologist",
    "/learn/careers/pain_psychologist/",
]
MISSING = (
    "guide/x",
    "questions/x",
    "lessons/x",
    "treatments/x",
    "treatment/x",
    "courses/x",
    "do/x",
    "careers/x",
)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_to_anyone_and_names_who_to_call(page):
    response = Client().get(page)
    assert response.status_code == 200
    assert "988" in response.content.decode()
    assert "noindex" not in response.content.decode()


@pytest.mark.parametrize("page", MISSING)
def test_what_is_not_there_is_said_to_be_so(page):
    assert Client().get(f"/learn/{page}/").status_code == 404


def test_a_page_is_for_reading_only():
    assert Client().post("/learn/ask/", {"q": "x"}).status_code == 405


def test_an_answer_names_its_sources_and_leads_to_them():
    page = Client().get("/learn/ask/", {"q": "does acupuncture work"}).content.decode()
    assert "Vickers" in page
    assert "/learn/questions/acupuncture/" in page


def test_the_questions_before_come_along_and_nothing_is_stored():
    from django.contrib.sessions.models import Session

    page = Client().get("/learn/ask/", {"q": "does it help?", "before": "what is spinal cord stimulation"})
    assert page.context["reply"].kind == "answer"
    assert 'name="before" value="what is spinal cord stimulation"' in page.content.decode()
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</title><b>"]
)
def test_what_somebody_writes_is_never_run(text):
    page = Client().get("/learn/ask/", {"q": text, "before": text}).content.decode()
    assert text not in page
    assert text not in Client().get("/learn/courses/", {"q": text}).content.decode()


def test_search_engines_read_the_questions_as_schema_org():
    page = Client().get("/learn/questions/").content.decode()
    data = json.loads(unescape(re.findall(r'ld\+json"[^>]*>(.*?)</script>', page, re.DOTALL)[0]))
    assert data["@type"] == "FAQPage"
    assert len(data["mainEntity"]) == len(questions())


def test_what_we_have_not_verified_is_marked():
    open_one = next(each for each in questions() if not each.verified)
    assert "not yet verified" in Client().get(f"/learn/questions/{open_one.id}/").content.decode()


def _search_engine_data(page):
    found = re.findall(r'ld\+json"[^>]*>(.*?)</script>', page, re.DOTALL)
    return json.loads(unescape(found[0]))


@pytest.fixture
def programming(tmp_path, monkeypatch):
    """A site with the courses on programming beside those on pain."""
    monkeypatch.setenv("LENITIVE_HOME", str(tmp_path))
    bring_in(Path(__file__).parents[1] / "learn" / "programming.csv")


def _names(response):
    return [each.course.name for each in response.context["found"]]


def test_courses_are_narrowed_by_what_each_of_them_says(programming):
    client = Client()
    free = client.get("/learn/courses/", {"cost": "free"})
    assert all(each.course.price == "free" for each in free.context["found"])
    short = client.get("/learn/courses/", {"q": "python", "hours": "10", "sort": "hours"})
    hours = [each.course.hours for each in short.context["found"]]
    assert hours == sorted(hours)
    assert hours[-1] <= 10
    art = client.get("/learn/courses/", {"modality": "complementary"})
    assert _names(art) == ["Kinesiology Taping for Pain & Injury - Self-Application Course"]


def test_courses_that_do_not_say_what_is_asked_for_are_counted_not_hidden(programming):
    page = Client().get("/learn/courses/", {"hours": "40"})
    assert page.context["silent"] == 3
    assert "3 courses do not say what you ask for here" in page.content.decode()


def test_what_the_form_does_not_offer_asks_for_nothing(programming):
    odd = {"hours": "nan", "cost": "x", "sort": "drop table", "topic": "||", "audience": "' OR 1=1"}
    every = Client().get(
        "/learn/courses/", {"hours": "nan", "cost": "x", "sort": "drop table", "topic": "||"}
    )
    assert len(_names(every)) == 23
    assert _names(Client().get("/learn/courses/", odd)) == []


def test_a_course_tells_search_engines_what_is_known_of_it_and_nothing_else(programming):
    page = Client().get("/learn/courses/programming.python_for_data_science/").content.decode()
    data = _search_engine_data(page)
    assert data["offers"] == {"@type": "Offer", "price": 49.0, "priceCurrency": "EUR"}
    assert data["hasCourseInstance"]["courseWorkload"] == "PT30H"
    assert data["aggregateRating"]["ratingValue"] == 9.1
    assert data["audience"][0]["educationalRole"] == "people who know some Python"
    given = _search_engine_data(Client().get("/learn/courses/kinesiology_taping_self/").content.decode())
    assert "offers" not in given
    assert "hasCourseInstance" not in given


def test_a_course_leads_to_lessons_by_their_titles_and_to_questions_that_are_near():
    page = Client().get("/learn/courses/prevent_back_pain_five_steps/")
    text = page.content.decode()
    assert "pacing_baseline<" not in text
    assert all(each.title in text for each in page.context["related"].lessons)
    assert page.context["related"].questions


def test_a_course_on_another_subject_leads_to_no_question_on_pain(programming):
    assert not Client().get("/learn/courses/programming.python_from_zero/").context["related"]


def _streamed(**asked):
    response = Client().get("/learn/ask/stream/", asked)
    return [json.loads(line) for line in b"".join(response.streaming_content).splitlines()]


@pytest.mark.parametrize(
    "asked", ["does acupuncture work", "compare all three courses", "I want to die", "", "x"]
)
def test_the_answer_that_comes_sentence_by_sentence_is_that_of_the_page(asked):
    first, *said, last = _streamed(q=asked)
    reply = ask(asked)
    assert (first["kind"], first["language"]) == (reply.kind, reply.language)
    assert "".join(each["say"] for each in said) == reply.answer
    assert last["end"]
    page = Client().get("/learn/ask/", {"q": asked})
    if asked:
        assert page.context["said"] == reply.answer
        assert last["rest"].split() == [
            each for each in last["rest"].split() if each in page.content.decode()
        ]


def test_a_follow_up_that_is_streamed_is_read_with_the_question_before():
    assert _streamed(q="does it help?", before="what is spinal cord stimulation")[0]["kind"] == "answer"


def test_the_paths_from_where_somebody_is_say_what_is_left_in_order():
    page = Client().get("/learn/careers/", {"now": "nurse"})
    text = page.content.decode()
    first = page.context["near"][0]
    assert first["path"].id == "pain_nurse"
    places = [text.index(each[1:]) for each in first["left"]]
    assert places == sorted(places)
    assert not Client().get("/learn/careers/", {"now": "astronaut"}).context["near"]


def test_pay_is_drawn_on_one_scale_and_names_its_year_or_that_it_has_none():
    page = Client().get("/learn/careers/")
    drawn = [row["pay"] for row in page.context["rows"] if row["pay"]]
    assert all(0 <= each.left <= each.left + each.width <= page.context["wide"] for each in drawn)
    ends = {(each.left + each.width) / (each.of.high or each.of.middle) for each in drawn}
    assert max(ends) - min(ends) < 1e-5
    assert "no year given" in page.content.decode()
    assert "101,020" in Client().get("/learn/careers/physical_therapist/").content.decode()


def test_a_path_without_a_figure_says_so():
    assert "no figure with a source" in Client().get("/learn/careers/health_coach/").content.decode()


def test_a_condition_names_first_what_helps_without_a_medicine_and_never_an_opioid_there():
    page = Client().get("/learn/treatments/low_back_pain_chronic/")
    first = [row["of"] for row in page.context["without_medicine"]]
    assert "walking_programme" in {each.id for each in first}
    assert {each.modality for each in first}.isdisjoint({"pharmacological", "interventional"})
    assert all(
        row["steps"] >= 3 and row["direction"] == "benefit" for row in page.context["without_medicine"]
    )
    assert "scs_implant" in {row["of"].id for row in page.context["not_worth"]}


def test_a_treatment_leads_to_the_lesson_and_the_course_that_teach_it():
    text = Client().get("/learn/treatment/kinesiology_taping/").content.decode()
    assert "/learn/lessons/taping_tools/" in text
    assert "/learn/do/own_kinesiology_taping_self/" in text
