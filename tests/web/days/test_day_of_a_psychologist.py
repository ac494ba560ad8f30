"""A psychologist's day: own people, a hard question, a score over time, a body map, a plan in plain words."""

from __future__ import annotations

import pytest

from tests.web.days.hands import Hands

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PEOPLE = ("ruth-delacroix", "hannah-whitlock", "edith-moreau")


def sees_own_people_only(psychologist: Hands) -> None:
    psychologist.go("People")
    psychologist.on("People")
    psychologist.sees("Ruth Delacroix", "Hannah Whitlock")
    psychologist.sees_no("Edith Moreau")


def asks_about_thoughts_of_death(psychologist: Hands) -> None:
    psychologist.open("Ruth Delacroix")
    psychologist.on("Ruth Delacroix")
    psychologist.press("Asked: several days", among="Thoughts of death or self-harm")
    psychologist.sees("Asked: several days", among="#choices .choice-answered")
    psychologist.sees("Same-day suicide risk assessment")


def looks_at_a_score_over_time(psychologist: Hands) -> None:
    psychologist.follow("Catastrophising")
    psychologist.on("Catastrophising")
    psychologist.sees("Over time", "As a table", "Whose figures these are")
    psychologist.open("Ruth Delacroix")


def marks_a_body_map(psychologist: Hands) -> None:
    psychologist.follow("Mark a body map")
    psychologist.on("Body map")
    psychologist.tick("Left low back")
    psychologist.write("How much, 0 to 10", "11")
    psychologist.press("Keep this map")
    psychologist.sees("Nothing is kept yet.", "goes from 0 to 10")
    psychologist.write("How much, 0 to 10", "7")
    psychologist.press("Keep this map")
    psychologist.sees("Now", among=".then-now")
    psychologist.look("a body map that is marked")


def goes_through_the_plan_in_plain_words(psychologist: Hands) -> None:
    psychologist.find("withlock", "Hannah Whitlock")
    psychologist.on("Hannah Whitlock")
    psychologist.follow("The plan for the person")
    psychologist.on("My plan")
    psychologist.sees("You decide with your care team.")
    psychologist.follow("Back")
    psychologist.on("Hannah Whitlock")


def is_refused_and_told_why(psychologist: Hands) -> None:
    assert psychologist.visit("/people/edith-moreau/") == 404  # a colleague sent the address
    psychologist.on("Not found")
    psychologist.sees("it is not for you", "A person is on your list when you are on their care team")
    psychologist.sees_no("Edith Moreau")


def opens_one_record_in_need_and_closes_it(psychologist: Hands) -> None:
    psychologist.follow("Look for a person who is not on your list")
    psychologist.on("Look for a person")
    psychologist.write("Record number", "D-1017")
    psychologist.press("Look")
    psychologist.sees("The person is of another clinic.")
    psychologist.follow("Break the glass")
    psychologist.on("Open this record in need")
    psychologist.write("Why?", "Calls our crisis line, says she took all her tablets")
    psychologist.press("Break the glass")
    psychologist.on("Edith Moreau")
    psychologist.sees("You broke the glass.")
    psychologist.look("a page on broken glass")
    psychologist.press("Close the record now")
    psychologist.sees("The record is closed again.")


DAY = (
    sees_own_people_only,
    asks_about_thoughts_of_death,
    looks_at_a_score_over_time,
    marks_a_body_map,
    goes_through_the_plan_in_plain_words,
    is_refused_and_told_why,
    opens_one_record_in_need_and_closes_it,
    Hands.sign_out,
)


def test_a_psychologist_works_from_sign_in_to_sign_out(at_work):
    psychologist = at_work("psychologist", *PEOPLE)
    for does in DAY:
        does(psychologist)
