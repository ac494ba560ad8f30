"""A physician's day: the emergency first, why it hurts, what fits, medicines, a taper, an authorisation."""

from __future__ import annotations

import pytest

from tests.web.days.hands import Hands

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PEOPLE = ("tomas-hale", "rosa-lindqvist", "nadia-haddad", "bernard-achterberg")


def takes_the_emergency_first(physician: Hands) -> None:
    physician.go("Today")
    physician.on("people")
    physician.sees("Cauda equina syndrome", "unread for")
    physician.go("Work")
    physician.on("Emergencies, unread")
    physician.press("Take over", among="Tomás Hale")
    physician.sees("is taken over", "Yours")
    physician.follow("Answer it", among="Tomás Hale")
    physician.on("Cauda equina syndrome")
    physician.tick("Looked after")
    physician.write("What was done, or why not", "Sent to the emergency department, surgeon called")
    physician.press("Keep the answer")
    physician.sees("Looked after")
    physician.go("Work")
    physician.on("Emergencies, unread")
    physician.sees_no("Tomás Hale")


def explains_what_drives_the_pain(physician: Hands) -> None:
    physician.go("Today")
    physician.on("people")
    physician.open("Rosa Lindqvist")
    physician.on("Rosa Lindqvist")
    physician.unfold("Neuropathic")
    physician.sees("A relevant lesion or disease of the nervous system", among=".mechanism details[open]")
    physician.follow("How this grade is decided", among="Neuropathic")
    physician.on("Neuropathic")
    physician.sees("Each condition")
    physician.open("Rosa Lindqvist")


def accepts_one_treatment_and_declines_another(physician: Hands) -> None:
    physician.on("Rosa Lindqvist")
    physician.follow("treatments and where they stand")
    physician.on("Treatments and where they stand")
    physician.write("Treatment or ingredient", "pacing")
    physician.press("Show")
    physician.follow("Activity pacing")
    physician.on("Activity pacing")
    physician.write("Goal, in the person's own words", "Walk to the market and back")
    physician.press("Accept")
    physician.sees("Kept: Activity pacing")
    physician.follow("All treatments")
    physician.write("Treatment or ingredient", "tai chi")
    physician.press("Show")
    physician.follow("Tai chi")
    physician.on("Tai chi")
    physician.unfold("Decline, because")
    physician.press("Too far")
    physician.sees("Kept: Tai chi")


def sees_both_decisions_and_takes_one_back(physician: Hands) -> None:
    physician.follow("What came of it")
    physician.on("What was decided, and why")
    physician.sees("Walk to the market and back")
    physician.press("Undo", among="Tai chi")
    physician.sees("Taken back: Tai chi", "taken back by")


def goes_through_the_medicines(physician: Hands) -> None:
    physician.find("hadad", "Nadia Haddad")
    physician.on("Nadia Haddad")
    physician.follow("medicines and allergies")
    physician.on("Medicines and allergies")
    physician.press("Taken", among="sertraline")
    physician.sees("Kept: sertraline")
    physician.unfold("Not taken", among="sumatriptan")
    physician.write("Why, if the person says", "Made her dizzy")
    physician.press("Not taken", among="sumatriptan")
    physician.sees("Kept: sumatriptan", "No longer taken")
    physician.press("Complete as it stands", among="Are the lists complete?")
    physician.press("No known allergies")
    physician.sees("Kept: Allergies")


def plans_a_taper(physician: Hands) -> None:
    physician.open("Nadia Haddad")
    physician.on("Nadia Haddad")
    physician.follow("Taper planner")
    physician.on("Lower it slowly")
    physician.write("Each step down, percent of the dose now", "90")
    physician.press("Make the calendar")
    physician.sees("faster than the limit")
    physician.write("Each step down, percent of the dose now", "5")
    physician.press("Make the calendar")
    physician.sees("Calendar", "Seen and called")
    physician.sees_no("faster than the limit")


def overrides_a_finding_with_one_tap_and_thinks_again(physician: Hands) -> None:
    physician.open("Nadia Haddad")
    physician.on("Nadia Haddad")
    physician.unfold("Consider toxicology testing")
    physician.follow("Answer this", among="Consider toxicology testing")
    physician.press("Known and accepted")
    physician.sees("Kept: Consider toxicology testing")
    physician.press("Undo")
    physician.sees("Taken back: Consider toxicology testing")


def looks_what_the_insurer_asks_for(physician: Hands) -> None:
    physician.find("achterberg", "Bernard Achterberg")
    physician.on("Bernard Achterberg")
    physician.follow("What an insurer asks for")
    physician.on("What an insurer asks for")
    physician.follow("Lumbar epidural steroid injection")
    physician.on("Lumbar epidural steroid injection")
    physician.sees("What is missing", "Each criterion", "Does it help?")


DAY = (
    takes_the_emergency_first,
    explains_what_drives_the_pain,
    accepts_one_treatment_and_declines_another,
    sees_both_decisions_and_takes_one_back,
    goes_through_the_medicines,
    plans_a_taper,
    overrides_a_finding_with_one_tap_and_thinks_again,
    looks_what_the_insurer_asks_for,
    Hands.sign_out,
)


def test_a_physician_works_from_sign_in_to_sign_out(at_work):
    physician = at_work("physician", *PEOPLE)
    for does in DAY:
        does(physician)
