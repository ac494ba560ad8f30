"""One person's way: referral, triage, evaluation by four professions, plan, block, ablation, goodbye."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from lenitive.clinic.models import Evaluation, Note, Referral, Visit
from tests.clinic.visits.test_filling import BLOCK, close, fill, opened
from tests.clinic.visits.test_in_browser import until_all_is_sent
from tests.web.stories.conftest import WHO

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LETTER = "Edda Lund, born 3 February 1970. Low back pain for years. Takes ibuprofen 400 mg. Please assess."
NAME = "Edda Lund"
# The blanks that a draft leaves to the physician.
GOODBYE = {
    "To": "Dr Okafor",
    "In short": "She walks to the market again after the ablation.",
    "What we ask of you": "Go on with walking. Look again at her sleep.",
    f"When to send {NAME} back": "When she can do clearly less for a month.",
    "Medicines at discharge": "No change.",
}


def comes_a_letter(hands):
    coordinator = hands("coordinator")
    coordinator.visit("/referrals/new/")
    coordinator.on("Take in a referral")
    coordinator.write("The letter", LETTER)
    coordinator.write("Who refers", "Dr Okafor")
    coordinator.write("What is asked", "Would an ablation help?")
    coordinator.press("Keep the referral")
    coordinator.sees("referral without a person")
    coordinator.write("Find a person", "eda lund")
    coordinator.press("Find", among="Whose is it?")
    coordinator.press(f"It is {NAME}")
    coordinator.on(NAME)
    coordinator.sees("Would an ablation help?")


def is_triaged(hands):
    nurse, referral = hands("nurse"), Referral.objects.get()
    nurse.visit("/referrals/")
    nurse.on("Referrals")
    nurse.follow(NAME)
    nurse.on(NAME)
    nurse.tick("Accept:")
    nurse.press("Keep the decision")
    nurse.sees("Book the first visit", "The first evaluation is open")
    referral.refresh_from_db()
    assert Evaluation.objects.filter(patient_id=WHO).exists()


def is_evaluated_by_four_professions(hands):
    page = f"/people/{WHO}/evaluation/{Evaluation.objects.get().pk}/"
    for role, part, does in (
        ("nurse", "Sleep and energy", lambda one: one.write("Hours of sleep", "5")),
        (
            "psychologist",
            "Mood, thoughts and coping",
            lambda one: one.write("What the person thinks", "A worn joint"),
        ),
        ("physiotherapist", "What the person can do", lambda one: one.write("Sit to stand", "9")),
        (
            "physician",
            "Examination",
            lambda one: one.write("General and of the painful part", "Facet loading hurts left"),
        ),
    ):
        one = hands(role)
        one.visit(page)
        one.on(NAME)
        if one.page.locator("details.part", has_text=part).first.get_attribute("open") is None:
            one.unfold(part)
        does(one)
        one.sees("Saved")
        one.press("Done for my profession", among=part)
        one.sees("done:")


def gets_a_plan(hands):
    physician = hands("physician")
    physician.visit(f"/people/{WHO}/options/activity_pacing/")
    physician.on("Activity pacing")
    physician.write("Goal, in the person's own words", "Walk to the market and back")
    physician.press("Accept")
    physician.sees("Kept: Activity pacing")


def has_a_diagnostic_block(hands):
    physician = hands("physician")
    physician.visit(f"/people/{WHO}/visits/")
    physician.on("Visits")
    physician.press("Procedure visit")
    physician.on("Procedure visit")
    physician.choose("Procedure", "Medial branch block (diagnostic)")
    physician.write("What for", "does the facet joint hurt")
    physician.write("Pain now, before it", "8")
    physician.tick("yes", among="#f-consent")
    physician.write("Who took it, and when", "Dr Ito")
    physician.tick("no", among="#f-infection")
    physician.tick("not possible", among="#f-pregnancy")
    physician.tick("no", among="#f-allergies")
    physician.tick("left", among="#f-side")
    physician.write("Level or place", "L4-L5")
    physician.tick("left", among="#f-side_again")
    physician.write("Who is in the room", "Dr Ito, Marit Olsen")
    physician.tick("yes", among="#f-said_aloud")
    physician.tick("none", among="#f-steroid")
    physician.tick("fluoroscopy", among="#f-guidance")
    physician.tick("yes", among="#f-done")
    physician.tick("as before", among="#f-neuro")
    physician.tick("yes", among="#f-driver")
    physician.tick("yes", among="#f-told")
    physician.tick("no", among="#f-event")
    physician.write("Next step needed", "second block")
    until_all_is_sent(physician.page)
    physician.press("Close the visit")
    physician.sees("Closed. What happens later")


def says_what_it_did(hands):
    nurse, visit = hands("nurse"), Visit.objects.get()
    nurse.visit(f"/people/{WHO}/visits/{visit.pk}/relief/")
    nurse.on("Relief")
    for time, pain in (("30 min", "1"), ("1 h", "1"), ("2 h", "1"), ("4 h", "1"), ("8 h", "7")):
        nurse.write(time, pain)
    nurse.write("At 2 weeks: relief", "80")
    nurse.write("At 2 weeks: function better", "60")
    until_all_is_sent(nurse.page)
    nurse.visit(nurse.page.url)
    nurse.sees("80")


def has_a_second_block_three_weeks_before(staff):
    """The second one, as somebody entered it at the time."""
    at, doctor = timezone.now() - timedelta(days=21), staff("physician")
    visit = opened(WHO, doctor, now=at)
    fill(visit, BLOCK, doctor, at)
    close(visit.pk, doctor, at)
    fill(visit, {f"diary:{minutes}": "1" for minutes in (30, 60, 120, 240)} | {"diary:480": "7"}, doctor, at)


def is_ready_for_the_ablation(hands):
    physician = hands("physician")
    physician.visit(f"/people/{WHO}/authorise/rfa_lumbar/medicare_facet/")
    physician.on("ablation")
    physician.sees("Ready", among=".standing")


def comes_again(hands):
    nurse = hands("nurse")
    nurse.visit(f"/people/{WHO}/visits/")
    nurse.press("Short nurse visit")
    nurse.on("Short nurse visit")
    nurse.write("What for needed", "how she does")
    nurse.write("What was done needed", "Talked through the plan")
    nurse.write("Next step needed", "come in three months")
    until_all_is_sent(nurse.page)
    nurse.press("Close the visit")
    nurse.sees("Closed. What happens later", "come in three months")


def gets_a_letter_of_goodbye(hands):
    physician = hands("physician")
    physician.visit(f"/people/{WHO}/letters/new/")
    physician.on("New letter")
    physician.tick("Discharge letter")
    physician.press("Write the draft")
    physician.on("Discharge letter")
    for section, words in GOODBYE.items():
        physician.write(f"{section} has a blank", words)
    physician.press("Keep and read it as it will stand")
    physician.press("Sign", exact=True)
    physician.sees("SHA-256", "Versions")
    assert Note.objects.get().versions.count() == 1


def test_one_person_goes_the_whole_way(hands, staff):
    comes_a_letter(hands)
    is_triaged(hands)
    is_evaluated_by_four_professions(hands)
    gets_a_plan(hands)
    has_a_diagnostic_block(hands)
    says_what_it_did(hands)
    has_a_second_block_three_weeks_before(staff)
    is_ready_for_the_ablation(hands)
    comes_again(hands)
    gets_a_letter_of_goodbye(hands)
