"""The taper planner: reasons to wait first, then a calendar within the guideline's limits."""

from __future__ import annotations

import re

import pytest

from lenitive.desk.models import AuditEvent

NADIA = "/people/nadia-haddad/taper/"


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def physician(invented, signed_in):
    invented("nadia-haddad")
    return signed_in("physician")


def test_the_usual_pace_is_a_calendar_with_its_limit_checks_and_signs(physician):
    page = physician.get(NADIA)
    told = words(page)
    assert "Tramadol hydrochloride 50 MG Oral Tablet: 400 mg a day now." in told
    assert "The limit is 20% within 4 weeks" in told
    assert "7 tablets of 50 mg" in told
    assert "Get help at once for:" in told
    assert "Buprenorphine instead" in told
    assert 'value="10"' in page.content.decode()


def test_a_slower_pace_and_a_pause_make_a_longer_calendar(physician):
    usual = physician.get(NADIA).context["page"]
    slow = physician.post(NADIA, {"medicine": "tramadol", "percent": "5", "every_weeks": "4", "pause_2": "4"})
    assert slow.status_code == 200
    chosen = slow.context["page"]
    assert chosen.taper.end > usual.taper.end
    assert chosen.taper.steps[1].pause_weeks == 4
    assert "Pause of 4 weeks included" in words(slow)
    assert '<option value="4" selected>4 weeks</option>' in slow.content.decode()


REFUSED = [
    ({"percent": "50"}, "is faster than the limit of 20% every 4 weeks"),
    ({"percent": "10", "every_weeks": "1"}, "is faster than the limit"),
    ({"percent": "0.1"}, "cannot be planned"),
    ({"to": "900"}, "does not lower"),
    ({"pause_99": "4"}, "a pause is asked for at step 99"),
    ({"percent": "many"}, "Enter a number"),
    ({"units": "5 and 10"}, "Write numbers with commas between them"),
    ({"medicine": "aspirin"}, "Select a valid choice"),
]


def test_what_passes_a_limit_or_cannot_be_read_is_refused_in_one_line(physician):
    for asked, told in REFUSED:
        page = physician.post(NADIA, {"medicine": "tramadol", **asked})
        assert page.status_code == 422, asked
        assert told in words(page), asked
        assert "Calendar as PDF" not in words(page), asked


def test_a_reason_to_wait_comes_before_everything_and_no_calendar_is_made(invented, signed_in):
    invented("rosa-lindqvist")
    page = signed_in("physician").get("/people/rosa-lindqvist/taper/").content.decode()
    assert page.index("Reasons not to begin now") < page.index("60 mg a day now")
    assert 'id="calendar"' not in page
    assert "Calendar as PDF" not in page


def test_words_for_going_on_all_the_same_stand_on_the_calendar(invented, signed_in):
    invented("rosa-lindqvist")
    said = {"medicine": "oxycodone", "despite": "Seen with psychiatry today, mood steady"}
    page = signed_in("physician").post("/people/rosa-lindqvist/taper/", said)
    assert page.status_code == 200
    told = words(page)
    assert told.index("Reasons not to begin now") < told.rindex("Calendar")
    assert "Seen with psychiatry today, mood steady" in told


def test_nobody_is_asked_to_lower_what_is_not_taken(invented, signed_in):
    invented("harold-okafor")
    page = signed_in("physician").get("/people/harold-okafor/taper/")
    assert page.status_code == 200
    assert "nothing to reduce" in words(page)
    assert '<form method="post" id="pace"' not in page.content.decode()


def test_for_somebody_who_died_none_is_planned(chart_of, signed_in):
    chart_of(deceasedBoolean=True)
    page = signed_in("physician").get("/people/p/taper/")
    assert page.status_code == 200
    assert "No taper is planned" in words(page)


def test_it_is_seen_by_those_who_may_and_stands_in_the_trail(physician, cares_for):
    physician.get(NADIA)
    cares_for("nurse", "nadia-haddad")
    assert physician.post(NADIA, {}).status_code == 404
    trail = AuditEvent.objects.filter(what="taper planner").order_by("id").values_list("allowed", flat=True)
    assert list(trail) == [True, False]
