"""A coordinator's day: a new person, a correction, two records that are one, a team, and what waits."""

from __future__ import annotations

import pytest

from tests.web.days.hands import Hands

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PEOPLE = ("rosa-lindqvist", "bernard-achterberg", "conor-byrne")


def makes_a_new_person(coordinator: Hands) -> None:
    coordinator.go("People")
    coordinator.on("People")
    coordinator.follow("New person")
    coordinator.on("New person")
    coordinator.write("Name", "Amina El Sayed")
    coordinator.write("Birth date", "1980-02-31")
    coordinator.press("Make the person")
    coordinator.sees("This needs a correction")
    coordinator.write("Birth date", "1980-02-28")
    coordinator.press("Make the person")
    coordinator.on("Amina El Sayed")


def corrects_the_name(coordinator: Hands) -> None:
    coordinator.follow("correct name or number")
    coordinator.on("Correct who this is")
    coordinator.write("Name", "Amina El-Sayed")
    coordinator.press("Save")
    coordinator.sees("Corrected: Name.")


def puts_a_nurse_on_the_team(coordinator: Hands) -> None:
    coordinator.open("Amina El-Sayed")
    coordinator.on("Amina El-Sayed")
    coordinator.follow("care team")
    coordinator.on("The care team")
    coordinator.choose("Who", "Marit Olsen, Nurse")
    coordinator.press("Put on the team")
    coordinator.sees("Marit Olsen is on the care team now.")


def merges_two_records_of_one_person_and_thinks_again(coordinator: Hands) -> None:
    coordinator.find("lindkvist", "Rosa Lindqvist")
    coordinator.on("Rosa Lindqvist")
    coordinator.follow("correct name or number")
    coordinator.follow("What was changed by hand")
    coordinator.on("What was changed by hand")
    coordinator.follow("Merge another record into this one")
    coordinator.on("Merge another record into this one")
    coordinator.follow("Rosa Lindquist")
    coordinator.sees("One and the same person?")
    coordinator.look("two records side by side")
    coordinator.write("Why?", "Typed at the desk without looking")
    coordinator.press("Merge")
    coordinator.sees("Merged into this record")
    coordinator.press("Take it out again")
    coordinator.sees("is a record of its own again")


def goes_through_the_authorisations(coordinator: Hands) -> None:
    coordinator.go("Work")
    coordinator.follow("Authorisations open")
    coordinator.on("Authorisations open")
    coordinator.sees("Nearly ready", "Missing:")
    coordinator.press("Seen", among="Bernard Achterberg")
    coordinator.sees("is marked as seen")
    coordinator.choose("State", "unread")
    coordinator.press("Show")
    coordinator.sees("Nothing here fits what you chose.")
    coordinator.follow("Show the whole list")
    coordinator.sees("Bernard Achterberg")
    coordinator.follow("Open the checklist", among="Bernard Achterberg")
    coordinator.on("What an insurer asks for")
    coordinator.go("Work")


def looks_for_somebody_who_was_lost(coordinator: Hands) -> None:
    coordinator.follow("Not seen for 6 months")
    coordinator.on("Not seen for 6 months")
    coordinator.unfold("Put off", among="Conor Byrne")
    coordinator.choose("Why", "Tried, and could not be reached")
    coordinator.press("Put off", among="Conor Byrne")
    coordinator.sees("is put off")
    coordinator.press("Undo")
    coordinator.sees("It is as it was before.")


def prints_the_day(coordinator: Hands) -> None:
    coordinator.go("Today")
    coordinator.on("people")
    coordinator.follow("Print")
    coordinator.sees("Print this page with your browser", "Bernard Achterberg")
    coordinator.look("the day on paper")
    coordinator.follow("Back to the day")
    coordinator.on("people")


DAY = (
    makes_a_new_person,
    corrects_the_name,
    puts_a_nurse_on_the_team,
    merges_two_records_of_one_person_and_thinks_again,
    goes_through_the_authorisations,
    looks_for_somebody_who_was_lost,
    prints_the_day,
    Hands.sign_out,
)


def test_a_coordinator_works_from_sign_in_to_sign_out(at_work):
    coordinator = at_work("coordinator", *PEOPLE)
    for does in DAY:
        does(coordinator)
