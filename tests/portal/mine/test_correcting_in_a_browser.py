"""A correction from end to end: said on a phone, found on the work list, answered at a desk, read at home."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from lenitive.portal.models import Correction
from tests.conftest import accessibility_problems

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (390, "light")])
def test_a_correction_is_asked_for_answered_and_read(
    me, my_page, page_at, signed_in, cares_for, width, scheme
):
    me("ana")
    cares_for("nurse", "ana")
    phone = my_page("ana", width=width, scheme=scheme)
    # So tall that nothing lies behind the bar at the bottom, which would make it a small target.
    phone.set_viewport_size({"width": width, "height": 3000})
    phone.goto("/me/mine/")
    phone.get_by_role("link", name="This is not right").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("This is not right")
    phone.get_by_label("Medicines").check()
    phone.get_by_label("What is not right?").fill("It says 60 mg.")
    phone.get_by_role("button", name="Send it to my clinic").click()
    expect(phone.get_by_role("alert")).to_have_text("Write a few words here.")
    expect(phone.get_by_label("What is not right?")).to_have_value("It says 60 mg.")
    expect(phone.get_by_label("Medicines")).to_be_checked()
    assert accessibility_problems(phone) == []
    phone.get_by_label("What is right?").fill("I take 30 mg.")
    phone.get_by_role("button", name="Send it to my clinic").click()
    expect(phone.get_by_text("Your clinic has it now.")).to_be_visible()
    assert Correction.objects.get().wrong == "It says 60 mg."

    desk = page_at(signed_in("nurse"), scheme=scheme)
    desk.goto("/work/?kind=request")
    expect(desk.get_by_text("Says that the record is not right: Medicines").first).to_be_visible()
    desk.goto("/people/ana/from-home/")
    assert accessibility_problems(desk) == []
    desk.get_by_label("What you did").select_option(label="The record was not changed.")
    desk.get_by_label("Your answer, in plain words").fill(
        "The bottle says 60 mg. Let us look at it together."
    )
    desk.get_by_role("button", name="Answer: tell the person").click()
    expect(desk.get_by_text("The person now reads your answer.")).to_be_visible()

    phone.goto("/me/")
    phone.get_by_role("link", name="Read it").click()
    expect(phone.get_by_text("Let us look at it together.")).to_be_visible()
    assert accessibility_problems(phone) == []
