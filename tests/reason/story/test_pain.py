from __future__ import annotations

import pytest

from lenitive.reason.story import pain_in_words
from tests.reason.story.people import TODAY, person

ROSA = {"row_id": "Patient/p#1", "name": "Rosa Lindqvist", "sex": "female", "birth_date": "1972-03-01"}
BACK = {
    "row_id": "Condition/back#1",
    "text": "Chronic low back pain (finding)",
    "status": "active",
    "onset": "2025-03",
}
KIDNEY = {"row_id": "Condition/kidney#1", "text": "Chronic kidney disease, stage 4", "status": "active"}


def bpi(item, value, at="2026-05-20", response="QuestionnaireResponse/a#1"):
    return {
        "row_id": f"{response}-{item}",
        "response_row": response,
        "instrument": "bpi",
        "item": item,
        "value_number": value,
        "at": at,
    }


def story(**record):
    return pain_in_words(person(record), TODAY)


def test_says_who_what_since_when_and_what_it_stops():
    words = story(
        patient=[ROSA],
        condition=[BACK, KIDNEY],
        answer=[bpi("i_walking", 8), bpi("i_work", 7), bpi("i_sleep", 3), bpi("worst", 9)],
        goal=[{"text": "Walk 30 minutes with my daughter", "status": "active", "due": "2026-09"}],
    )
    assert (words.person.name, words.person.age, words.person.sex) == ("Rosa Lindqvist", "54", "female")
    assert words.hurts.text == "Chronic low back pain"
    assert words.hurts.rows == ("Condition/back#1",)
    assert words.duration == "15 months of pain"
    assert (words.since.text, words.since.basis) == ("Since Mar 2025", "by the problem list")
    assert (
        words.stops.text
        == "Gets in the way of walking (8 of 10), work and chores (7 of 10) and sleep (3 of 10)"
    )
    assert words.stops.basis == "Brief Pain Inventory, short form, 20 May 2026"
    assert [want.text for want in words.wants] == ["Walk 30 minutes with my daughter (by Sep 2026)"]
    assert words.unknown == ()


def test_an_empty_chart_names_everything_that_is_not_known_and_guesses_nothing():
    words = story()
    assert words.person.name == words.person.age == words.duration == ""
    assert words.hurts is words.where is words.since is words.stops is None
    assert words.unknown == (
        "what hurts",
        "where it hurts",
        "since when",
        "what the pain stops",
        "what the person wants",
    )


@pytest.mark.parametrize(
    ("birth", "age"),
    [
        ("1972", "53 or 54"),
        ("1972-06-02", "53"),
        ("1972-06-01", "54"),
        ("2026-03-10", "2 months"),
        ("2030", ""),
    ],
)
def test_an_age_is_no_more_exact_than_the_birth_date(birth, age):
    assert story(patient=[{"name": "A", "birth_date": birth}]).person.age == age


def test_someone_who_died_has_the_age_of_that_day():
    words = story(patient=[{"name": "A", "birth_date": "1940-01-01", "death": "2020-01-01", "dead": True}])
    assert (words.person.dead, words.person.age) == ("died 1 Jan 2020", "80")


@pytest.mark.parametrize(
    "change",
    [
        {"verification": "refuted"},
        {"verification": "entered-in-error"},
        {"status": "resolved"},
        {"abatement": "2026-01"},
        {"onset": "2026-07-01"},
        {"text": "Essential hypertension"},
    ],
)
def test_a_problem_that_is_over_refuted_or_not_painful_is_not_told(change):
    assert story(condition=[{**BACK, **change}]).hurts is None


def test_a_problem_is_painful_by_its_concept_whatever_its_words():
    connection = person(
        {"condition": [{"row_id": "Condition/c#1", "text": "M79.7", "status": "active"}]},
        {"concept": [{"concept": "fibromyalgia", "of": "condition", "row_ids": ["Condition/c#1"]}]},
    )
    assert pain_in_words(connection, TODAY).hurts.text == "M79.7"


def test_the_person_is_believed_before_the_problem_list_on_when_it_began():
    said = {
        "response_row": "QuestionnaireResponse/h#1",
        "instrument": "pain_history",
        "item": "onset_date",
        "value_text": "2019",
        "at": "2026-05-01",
    }
    words = story(condition=[BACK], answer=[said])
    assert (words.since.text, words.since.basis) == ("Since 2019", "as the person says")
    assert words.duration == "7 years of pain"


def test_only_the_newest_form_says_what_the_pain_stops():
    old = bpi("i_walking", 9, at="2025-01-01", response="QuestionnaireResponse/old#1")
    words = story(answer=[old, bpi("i_walking", 2)])
    assert "walking (2 of 10)" in words.stops.text
    assert "QuestionnaireResponse/old#1" not in words.stops.rows


def test_pain_that_stops_nothing_is_said_so():
    assert story(answer=[bpi("i_walking", 0)]).stops.text.startswith("Stops nothing that was asked")


def test_an_answer_given_after_the_day_asked_about_is_not_known_yet():
    assert story(answer=[bpi("i_walking", 9, at="2026-06-02")]).stops is None


def test_goals_that_were_reached_or_dropped_are_not_wishes():
    done = [{"text": "Sleep", "status": status} for status in ("completed", "cancelled", "entered-in-error")]
    assert story(goal=done).wants == ()


def test_the_newest_body_map_is_told_worst_region_first():
    marks = [
        {"region": "f-left-shoulder", "intensity": 3, "at": "2026-05-01"},
        {"region": "b-right-hip", "intensity": 7, "at": "2026-05-01"},
        {"region": "f-neck", "intensity": 9, "at": "2025-01-01"},
    ]
    where = story(region=marks).where
    assert where.text == ("right hip, back (7 of 10) and left shoulder, front (3 of 10)")


@pytest.mark.parametrize("name", ["Zoë 😀 O'Brien", "محمد", "", "   ", "<script>alert(1)</script>"])
def test_any_name_is_kept_as_written(name):
    assert story(patient=[{"name": name}]).person.name == name
