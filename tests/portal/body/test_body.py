"""The body map from home: each mark is kept at once, once; then and now stand beside each other."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from lenitive.clinic.body_map.maps import body_maps, write
from lenitive.desk.models import RECORD
from lenitive.desk.policy import Helper
from lenitive.measure.body_map import Mark, regions

pytestmark = pytest.mark.django_db
KNEE = "f-left-knee"


def marks(patient_id):
    rows = RECORD["region"].objects.filter(patient_id=patient_id)
    return {row.region: (row.intensity, row.quality) for row in rows}


def test_a_place_is_kept_at_once_with_how_much_and_how_it_feels(me):
    me("ana").post(f"/me/body/at/{KNEE}/", {"level": "6", "words": ["burning", "numb"]})
    assert marks("ana") == {KNEE: (6, "burning numb")}


def test_two_taps_and_two_devices_mark_a_place_once_and_the_last_one_holds(me):
    phone, tablet = me("ana"), me("ana")
    for client, level in ((phone, "6"), (phone, "6"), (tablet, "3")):
        client.post(f"/me/body/at/{KNEE}/", {"level": level})
    assert marks("ana") == {KNEE: (3, None)}


def test_all_marks_of_a_day_are_one_map_as_the_clinic_reads_it(me):
    phone = me("ana")
    phone.post(f"/me/body/at/{KNEE}/", {"level": "6"})
    phone.post("/me/body/at/b-low-spine/", {"level": ""})
    assert len(body_maps("ana")) == 1
    assert {mark.region: mark.intensity for mark in body_maps("ana")[0].marks} == {
        KNEE: 6,
        "b-low-spine": None,
    }


@pytest.mark.parametrize("sent", [{"do": "off"}, {"level": "0"}])
def test_a_place_can_be_taken_off(me, sent):
    phone = me("ana")
    phone.post(f"/me/body/at/{KNEE}/", {"level": "6"})
    phone.post(f"/me/body/at/{KNEE}/", sent)
    assert marks("ana") == {}


@pytest.mark.parametrize("sent", [{"level": "11"}, {"level": "<script>"}, {"level": "3", "words": ["<b>"]}])
def test_what_the_map_does_not_have_is_refused_with_a_sentence(me, sent):
    page = me("ana").post(f"/me/body/at/{KNEE}/", sent)
    assert page.status_code == 422
    assert 'role="alert"' in page.content.decode()
    assert marks("ana") == {}


def test_a_place_that_there_is_not_is_not_found(me):
    assert me("ana").get("/me/body/at/f-left-wing/").status_code == 404


def test_every_place_of_the_figure_is_in_the_list_of_names(me):
    page = me("ana").get("/me/body/").content.decode()
    listed = page[page.index('id="list"') :]
    for region, label in zip(regions().ids, regions().labels, strict=True):
        assert f"/me/body/at/{region}/" in listed
        assert label in listed
    assert "your left" in page


def test_then_and_now_stand_beside_each_other_with_what_moved(me):
    phone = me("ana")
    write(
        "ana", [Mark(0, KNEE, 6.0, ""), Mark(0, "f-left-hip", 4.0, "")], timezone.now() - timedelta(days=30)
    )
    phone.post("/me/body/copy/")
    assert marks("ana").keys() == {KNEE, "f-left-hip"}
    phone.post("/me/body/at/f-left-hip/", {"do": "off"})
    page = phone.get("/me/body/then/").content.decode()
    assert "Then" in page
    assert "Now" in page
    assert "Gone" in page


def test_copying_twice_copies_once(me):
    phone = me("ana")
    write("ana", [Mark(0, KNEE, 6.0, "")], timezone.now() - timedelta(days=30))
    phone.post("/me/body/copy/")
    phone.post(f"/me/body/at/{KNEE}/", {"level": "2"})
    phone.post("/me/body/copy/")
    assert len(body_maps("ana")) == 2
    assert body_maps("ana")[-1].marks[0].intensity == 2


def test_one_person_never_sees_or_marks_another(me):
    me("ana").post(f"/me/body/at/{KNEE}/", {"level": "6", "words": ["burning"]})
    other = me("ben", Helper.CARER)
    assert "burning" not in other.get("/me/body/").content.decode()
    other.post(f"/me/body/at/{KNEE}/", {"do": "off"})
    assert KNEE in marks("ana")
    assert me("ana", Helper.READER).post(f"/me/body/at/{KNEE}/", {"do": "off"}).status_code == 404
