"""Staff name who watches, a person answers at home what cannot wait, and the watcher finds it at the top."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from lenitive.clinic.models import Way
from lenitive.clinic.tablet import sessions
from lenitive.portal.models import Watch
from tests.conftest import accessibility_problems

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_who_watches_is_named_finds_what_cannot_wait_and_is_ended(
    staff, signed_in, page_at, my_page, me, cares_for
):
    nurse = signed_in("nurse")
    me("ana")
    cares_for("nurse", "ana")
    lead = page_at(signed_in("coordinator"))
    lead.goto("/portal-watch/")
    expect(lead.get_by_text("Nobody is named.")).to_be_visible()
    assert accessibility_problems(lead) == []
    lead.get_by_label("Who watches").select_option(label=staff("nurse").name)
    for day in lead.get_by_role("checkbox").all():
        day.check()
    lead.get_by_label("From").fill("00:00")
    lead.get_by_label("Until").fill("00:00")
    lead.get_by_label("Reads an alarm within so many minutes").fill("30")
    lead.get_by_label("Telephone of the clinic").fill("555 0100")
    lead.get_by_role("button", name="Name them").click()
    expect(lead.get_by_text("The nurse watches from now on.")).to_be_visible()
    assert accessibility_problems(lead) == []
    assert Watch.objects.get().days == "0123456"

    asking = sessions.start("ana", ("phq9",), None, Way.PORTAL)[0]
    phone = my_page("ana", width=320)
    phone.goto(f"/me/ask/{asking.pk}/0/8/")
    expect(phone.get_by_text("is watching now")).to_be_visible()
    phone.locator("input[value='1']").check()
    phone.get_by_role("button", name="Next").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("What to do now")

    desk = page_at(nurse)
    desk.goto("/work/")
    expect(desk.get_by_role("main")).to_contain_text("Ana Silva")
    assert accessibility_problems(desk) == []

    lead.get_by_role("button", name="End the watch of The nurse").click()
    expect(lead.get_by_text("Nobody is named.")).to_be_visible()
