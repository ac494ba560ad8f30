"""The page of courses: what a question asks is shown, and where nothing is left it says what to drop."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from lenitive.learn.catalogue.bringing import bring_in

COURSES = Path(__file__).parents[1] / "learn"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site(tmp_path, monkeypatch):
    """A site with the courses of the evening school and those on programming."""
    monkeypatch.setenv("LENITIVE_HOME", str(tmp_path))
    for name in ("programming.csv", "evening_school.csv"):
        bring_in(COURSES / name)


def page(query, path="/learn/courses/"):
    return Client().get(f"{path}?{query}").content.decode()


def test_what_was_read_from_a_question_is_said_and_stands_in_the_form():
    text = page("q=free+python+course+under+10+hours+in+English")
    assert "Read from your question: English, at most 10 hours, free." in text
    assert '<option value="free" selected>' in text
    assert '<option value="10" selected>' in text


def test_courses_that_do_not_say_what_is_asked_are_counted():
    assert "courses do not say what you ask for here" in page("q=cooking+under+10+hours")
    assert "5 courses have a price in other money than GBP" not in page("q=cooking")
    assert "in other money than GBP" in page("q=courses+under+£200")


def test_a_list_sorted_by_price_says_which_money_comes_first():
    text = page("sort=price")
    assert "Free ones first, then by what most courses are priced in: EUR, GBP, USD, USD a month." in text
    assert text.index("15 €") < text.index("199 EUR") < text.index("£180") < text.index("$40")


def test_where_nothing_is_left_it_says_what_to_drop_and_how_many_there_would_be():
    text = page("q=python&cost=free&hours=10")
    assert "You can ask for less" in text
    assert '<a class="tap" href="?q=python&amp;hours=10">without “free”: 1 course</a>' in text
    assert '<a class="tap" href="?q=python&amp;cost=free">without “at most 10 hours”: 1 course</a>' in text


def test_a_subject_that_no_course_is_about_leads_to_those_that_there_are():
    text = page("q=medieval+poetry")
    assert "None of the 35 courses is about this." in text
    assert '<a class="tap" href="/learn/courses/?topic=cooking">cooking</a>' in text


def test_a_comparison_begins_with_what_tells_the_courses_apart_and_leads_back_to_what_was_found():
    text = page(
        "id=programming.python_from_zero&id=programming.advanced_python_patterns&from=q%3Dpython%26x%3D1",
        "/learn/courses/compare/",
    )
    first = text[text.index("<tbody>") : text.index("</tr>", text.index("<tbody>"))]
    assert "What stands out" in first
    assert "<td>free, shortest, for beginners</td>" in first
    assert "<td>best rated, for advanced learners</td>" in first
    assert 'href="/learn/courses/?q=python"' in text


def test_one_course_tells_its_certificate_its_language_and_how_long_it_runs():
    text = page("", "/learn/courses/evening_school.vegan_dinners/")
    assert "<dt>Time</dt><dd>4 weeks</dd>" in text
    assert "<dt>Certificate</dt><dd>no</dd>" in text
    assert "<dt>Language</dt><dd>English</dd>" in text
