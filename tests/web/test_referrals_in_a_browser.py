"""Referrals in a browser: a letter pasted, matched, confirmed, triaged and undone; by keyboard; looked at."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from lenitive.clinic.models import Referral, ReferralLetter
from tests.conftest import page_problems

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LETTER = """Re: Mrs Greta Obbi, DOB 03/04/1961

Thank you for seeing this lady with chronic low back pain and, since Monday, saddle anaesthesia.
She takes gabapentin 300 mg twice daily. No fever. Acupuncture gave no benefit.

Yours sincerely,
Dr Peter Hall
"""


@pytest.fixture
def physician(transactional_db, invented, signed_in):
    invented("greta-obi")
    return signed_in("physician")


def _paste(page):
    page.goto("/referrals/new/")
    page.get_by_label("The letter").fill(LETTER)
    page.get_by_role("button", name="Keep the referral").click()
    page.wait_for_url(re.compile(r"/referrals/\d+/$"))


def _confirm(page, *words, answer="Confirm"):
    for each in words:
        page.get_by_role("group", name=each).get_by_label(answer).check()
    page.get_by_role("button", name="Keep what I chose").click()


def test_a_letter_from_the_pile_to_the_waiting_list_and_back(physician, page_at):
    page = page_at(physician)
    _paste(page)
    expect(page.get_by_text("It has no person yet")).to_be_visible()
    page.get_by_role("searchbox", name="Find a person; typing errors").fill("Gretta Obi")
    page.locator(".inline").get_by_role("button", name="Find").click()
    page.get_by_role("button", name="It is Greta Obi").click()
    page.wait_for_url(re.compile(r"/people/greta-obi/referrals/\d+/$"))
    expect(page.get_by_text("The letter may tell of an emergency; nobody has confirmed it")).to_be_visible()
    page.get_by_role("button", name="Keep the decision").click()
    expect(page.get_by_text("nobody has said whether it is so")).to_be_visible()
    _confirm(page, "Danger: saddle anaesthesia")
    expect(page.get_by_text("Do now:").first).to_be_visible()
    expect(page.locator(".big")).to_have_text("Emergency")
    page.get_by_role("button", name="Keep the decision").click()
    expect(page.get_by_text("Accepted: emergency").first).to_be_visible()
    expect(page.get_by_text("Number 1 of 1 on the waiting list")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Taken back: Accepted: emergency.")).to_be_visible()
    assert Referral.objects.get().state == "new"
    assert ReferralLetter.objects.get(kind="triaged").taken_back_at is not None


def test_the_list_is_walked_by_keyboard(physician, page_at):
    page = page_at(physician)
    _paste(page)
    page.goto("/people/")
    page.keyboard.press("g")
    page.keyboard.press("r")
    page.wait_for_url("**/referrals/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/referrals/\d+/$"))


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_every_page_is_accessible_and_fits_its_width(physician, page_at, width, scheme):
    from lenitive.clinic.models import CameBy
    from lenitive.clinic.referrals.intake import Arrived, take_in
    from lenitive.desk.models import Staff

    by, today = Staff.objects.get(username="physician"), timezone.localdate()
    told = Arrived("one", CameBy.LETTER, today, patient_id="greta-obi", letter=LETTER, referrer="Dr Hall")
    mine = take_in(told, by)[0]
    nobody = take_in(Arrived("two", CameBy.LETTER, today, person={"name": "Greta"}, letter=LETTER), by)[0]
    letter = ReferralLetter.objects.get(referral=mine)
    one = f"/people/greta-obi/referrals/{mine.pk}/"
    pages = {
        "the list": "/referrals/",
        "an empty list": "/referrals/?show=closed",
        "the form": "/referrals/new/",
        "without a person": f"/referrals/{nobody.pk}/",
        "a referral": one,
        "a letter": f"{one}letters/{letter.pk}/",
        "the sheet": f"{one}while-waiting/",
        "a person's": "/people/greta-obi/referrals/",
    }
    problems = page_problems(page_at(physician, width=width, scheme=scheme), pages)
    assert not problems, "\n".join(problems)
