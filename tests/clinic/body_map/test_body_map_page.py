from __future__ import annotations

import pytest

from lenitive.clinic.demonstration.install import mark_maps
from lenitive.clinic.demonstration.story import stories
from lenitive.clinic.models import PersonSummary
from lenitive.desk.models import RECORD, AuditEvent

ROSA = "/people/rosa-lindqvist/"
MAP = f"{ROSA}body-map/"
KNEE = {"region": ["f-left-knee"], "level-f-left-knee": "6", "words-f-left-knee": ["aching", "burning"]}


@pytest.fixture
def rosa(invented, signed_in):
    invented("rosa-lindqvist")
    return signed_in("physician")


def test_without_a_map_the_page_says_so_and_offers_the_form(rosa):
    page = rosa.get(MAP).content.decode()
    assert "No body map has been marked" in page
    assert page.count('name="region"') == 74


def test_then_and_now_stand_side_by_side_in_pictures_and_words(rosa):
    mark_maps(["rosa-lindqvist"])
    page = rosa.get(MAP).content.decode()
    assert page.count('role="img"') == 4
    assert "1 place is new, 2 are gone, 6 are the same." in page
    assert "more on your right" in page
    assert "of 19 areas" in page


def test_a_marked_map_is_kept_shown_and_audited(rosa):
    response = rosa.post(MAP, {**KNEE, "level-f-right-knee": "99"}, follow=True)
    assert response.redirect_chain == [(MAP, 302)]
    row = RECORD["region"].objects.get()
    assert (row.region, row.intensity, row.quality) == ("f-left-knee", 6.0, "aching burning")
    assert row.row_id.startswith("BodyMap/")
    assert row.row_id.endswith("#1")
    assert "6/10, moderate, aching, burning" in response.content.decode()
    assert AuditEvent.objects.filter(action="review", what="body map", allowed=True).count() == 1


def test_a_map_opens_to_its_rows(rosa):
    rosa.post(MAP, KNEE)
    row = RECORD["region"].objects.get().row_id.replace("#", "%23")
    assert f"{ROSA}rows/{row}/" in rosa.get(MAP).content.decode()
    assert "f-left-knee" in rosa.get(f"{ROSA}rows/{row}/").content.decode()


def test_the_list_of_people_follows_at_once(rosa):
    PersonSummary.objects.all().delete()
    rosa.post(MAP, KNEE)
    assert PersonSummary.objects.filter(patient_id="rosa-lindqvist").count() == 1


def test_the_one_page_leads_to_the_map(rosa):
    assert f'href="{MAP}"' in rosa.get(ROSA).content.decode()
    rosa.post(MAP, KNEE)
    assert "Body map, marked" in rosa.get(ROSA).content.decode()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({}, "Tick at least one place that hurts."),
        ({"region": ["f-left-knee"], "level-f-left-knee": "0"}, "Tick at least one place that hurts."),
        ({**KNEE, "region": ["f-left-knee", "tail"]}, "The body map has no region “tail”."),
        ({**KNEE, "level-f-left-knee": "11"}, "How much it hurts goes from 0 to 10"),
        ({**KNEE, "level-f-left-knee": "-1"}, "How much it hurts goes from 0 to 10"),
        ({**KNEE, "level-f-left-knee": "bad"}, "How much it hurts goes from 0 to 10"),
    ],
)
def test_a_wrong_map_is_answered_with_one_message_and_nothing_is_kept(rosa, wrong, message):
    response = rosa.post(MAP, wrong)
    assert response.status_code == 422
    assert response.content.decode().count(message) == 1
    assert not RECORD["region"].objects.exists()


def test_a_stranger_finds_nothing_and_keeps_nothing(rosa, signed_in, cares_for):
    cares_for("nurse", "rosa-lindqvist")
    stranger = signed_in("psychologist")
    assert stranger.get(MAP).status_code == 404
    assert stranger.post(MAP, KNEE).status_code == 404
    assert not RECORD["region"].objects.exists()


def test_a_coordinator_sees_the_map_and_cannot_mark_one(rosa, signed_in):
    coordinator = signed_in("coordinator")
    assert "Marking a map is for the clinicians" in coordinator.get(MAP).content.decode()
    assert coordinator.post(MAP, KNEE).status_code == 404
    assert not RECORD["region"].objects.exists()


def test_the_demonstration_has_people_with_maps_at_two_dates():
    assert sum(len(story.maps) > 1 for story in stories()) >= 2
