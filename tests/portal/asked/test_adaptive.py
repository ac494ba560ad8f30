"""Questions from home that follow from the answers: the same after every pause, and fewer than all."""

from __future__ import annotations

import re

import pytest

from lenitive.clinic.models import Asking
from lenitive.desk.models import RECORD, Patient
from lenitive.errors import InputError
from lenitive.measure import Rules, Session, find_bank, import_banks
from tests.portal.asked.test_asked import ask

pytestmark = pytest.mark.django_db
BANK = "demo_activity"


def key_of(page):
    return re.search(r'name="item" value="(\w+)"', page.content.decode())[1]


def go_on(client, one, value="3", **more):
    """Answer the question that is open now; its item, and where it leads."""
    at = client.get(f"/me/ask/{one.pk}/").url
    item = key_of(client.get(at))
    return item, client.post(at, {"value": value, "item": item, "do": "answer", **more})


def to_the_end(client, one, value="3"):
    items, onward = [], ""
    while not onward.endswith("/said/"):
        item, sent = go_on(client, one, value)
        items.append(item)
        onward = sent.url
    return items, onward


def by_measure(values):
    """The items that the measure room asks of somebody who answers so."""
    session = Session(find_bank(BANK).bank)
    for value in values:
        if session.item:
            session.answer(session.item, value)
    return session


def test_each_question_is_the_one_that_the_measure_room_chooses_and_the_test_stops_where_it_does(me):
    phone, one = me("ana"), ask("ana", BANK)
    items, onward = to_the_end(phone, one, "3")
    same = by_measure([3] * 40)
    assert items == [step.item for step in same.steps]
    assert len(items) <= Rules().max_items < len(find_bank(BANK).bank.items)
    score = RECORD["score"].objects.get(patient_id="ana", instrument=BANK)
    assert (score.value_number, score.se) == pytest.approx(same.t)
    assert RECORD["response"].objects.get(patient_id="ana", instrument=BANK).status == "completed"
    page = phone.get(onward).content.decode()
    assert f"{same.t[0]:.0f} points, where 50 is the middle" in page
    assert "made up for the demonstration" in page


def test_how_many_more_is_said_as_a_guess_and_falls_to_none(me):
    phone, one = me("ana"), ask("ana", BANK)
    first = phone.get(f"/me/ask/{one.pk}/0/0/").content.decode()
    assert f"About {by_measure([]).left - 1} more questions" in first
    assert "Question 1 of" not in first
    *_most, last = [by_measure([3] * given).left for given in range(Rules().max_items)]
    assert last == 0


def test_another_device_comes_to_the_same_question_and_shows_what_was_answered(me):
    phone, tablet, one = me("ana"), me("ana"), ask("ana", BANK)
    first, _sent = go_on(phone, one, "5")
    onward = phone.get(f"/me/ask/{one.pk}/").url
    assert tablet.get(f"/me/ask/{one.pk}/").url == onward == f"/me/ask/{one.pk}/0/1/"
    assert key_of(tablet.get(onward)) == key_of(phone.get(onward)) == by_measure([5]).item
    back = tablet.get(f"/me/ask/{one.pk}/0/0/").content.decode()
    assert re.search(r'value="5" checked', back)
    assert key_of(tablet.get(f"/me/ask/{one.pk}/0/0/")) == first


def test_what_is_left_out_is_not_asked_again_and_another_question_comes(me):
    phone, one = me("ana"), ask("ana", BANK)
    left_out, sent = go_on(phone, one, "", do="skip")
    assert key_of(phone.get(sent.url)) == by_measure([None]).item
    items, _onward = to_the_end(phone, one)
    assert left_out not in items
    assert not RECORD["answer"].objects.filter(patient_id="ana", item=left_out).exists()


def test_a_changed_answer_keeps_those_after_it_and_leads_to_what_now_tells_most(me):
    phone, one = me("ana"), ask("ana", BANK)
    for _each in range(3):
        go_on(phone, one, "1")
    one.refresh_from_db()
    asked = one.forms[0]["asked"]
    phone.post(f"/me/ask/{one.pk}/0/0/", {"value": "5", "item": asked[0], "do": "answer"})
    assert RECORD["answer"].objects.filter(patient_id="ana").count() == 3
    session = Session(find_bank(BANK).bank)
    for item, value in zip(asked, (5, 1, 1), strict=True):
        session.learn(item, value)
    assert key_of(phone.get(f"/me/ask/{one.pk}/0/3/")) == session.item


def test_a_stale_page_of_another_device_changes_nothing_and_leads_to_the_question_of_now(me):
    phone, tablet, one = me("ana"), me("ana"), ask("ana", BANK)
    first, _sent = go_on(phone, one, "1")
    stale = key_of(tablet.get(f"/me/ask/{one.pk}/0/1/"))
    phone.post(f"/me/ask/{one.pk}/0/0/", {"value": "5", "item": first, "do": "answer"})
    assert key_of(phone.get(f"/me/ask/{one.pk}/0/1/")) != stale
    tablet.post(f"/me/ask/{one.pk}/0/1/", {"value": "2", "item": stale, "do": "answer"})
    assert RECORD["answer"].objects.filter(patient_id="ana").count() == 1


def test_a_double_tap_counts_once(me):
    phone, one = me("ana"), ask("ana", BANK)
    item = key_of(phone.get(f"/me/ask/{one.pk}/0/0/"))
    for _tap in range(2):
        sent = phone.post(f"/me/ask/{one.pk}/0/0/", {"value": "2", "item": item, "do": "answer"})
        assert sent.url == f"/me/ask/{one.pk}/0/1/"
    one.refresh_from_db()
    assert one.forms[0]["asked"] == [item]


@pytest.mark.parametrize("value", ["0", "6", "2.5", "<script>"])
def test_an_answer_that_the_question_has_not_is_refused_with_a_sentence(me, value):
    phone, one = me("ana"), ask("ana", BANK)
    assert phone.post(f"/me/ask/{one.pk}/0/0/", {"value": value, "do": "answer"}).status_code == 422
    assert not RECORD["answer"].objects.filter(patient_id="ana").exists()


def test_whoever_is_too_tired_gets_the_short_form_and_the_answers_so_far_give_a_score(me):
    phone, one = me("ana"), ask("ana", BANK)
    go_on(phone, one, "4")
    assert "I am too tired" in phone.get(f"/me/ask/{one.pk}/0/1/").content.decode()
    assert phone.post(f"/me/ask/{one.pk}/0/short/").url == f"/me/ask/{one.pk}/1/0/"
    one.refresh_from_db()
    assert [form["instrument"] for form in one.forms] == [BANK, "peg"]
    assert RECORD["score"].objects.get(instrument=BANK).value_number == pytest.approx(by_measure([4]).t[0])


def test_enough_after_two_answers_says_what_they_can_say(me):
    phone, one = me("ana"), ask("ana", BANK)
    go_on(phone, one, "4")
    go_on(phone, one, "4")
    page = phone.get(phone.post(f"/me/ask/{one.pk}/finish/").url).content.decode()
    assert f"{by_measure([4, 4]).t[0]:.0f} points" in page


def test_the_second_time_says_what_changed_beyond_chance(me):
    phone = me("ana")
    to_the_end(phone, ask("ana", BANK), "5")
    _items, onward = to_the_end(phone, ask("ana", BANK), "2")
    assert "Clearly better than on" in phone.get(onward).content.decode()
    _items, onward = to_the_end(phone, ask("ana", BANK), "2")
    assert "About the same as on" in phone.get(onward).content.decode()


def test_my_progress_shows_a_bank_from_its_second_time_on_and_says_that_ours_is_made_up(me):
    phone = me("ana")
    to_the_end(phone, ask("ana", BANK), "5")
    assert find_bank(BANK).title not in phone.get("/me/progress/").content.decode()
    to_the_end(phone, ask("ana", BANK), "2")
    page = phone.get("/me/progress/").content.decode()
    assert find_bank(BANK).title in page
    assert "made up for the demonstration" in page


def test_a_real_person_is_not_asked_from_the_bank_of_the_demonstration(me):
    me("ana")
    Patient.objects.filter(patient_id="ana").update(synthetic=False)
    with pytest.raises(InputError, match="nobody calibrated it"):
        ask("ana", BANK)


@pytest.fixture
def own_bank(tmp_path, monkeypatch):
    """A bank that the site brought in, of the scale of PROMIS pain interference; its words are invented."""
    monkeypatch.setenv("LENITIVE_HOME", str(tmp_path))
    shipped = find_bank(BANK).document()
    file = tmp_path / "bank.yaml"
    file.write_text(str({**shipped, "id": "promis_pi", "calibrated": True, "title": "Interference"}))
    return lambda: import_banks(file, licence="ours to use")


def test_where_the_site_has_the_bank_a_fixed_form_of_its_scale_is_asked_adaptively(me, own_bank):
    me("ana")
    assert ask("ana", "promis_pi_8a").forms[0]["instrument"] == "promis_pi_8a"
    own_bank()
    Patient.objects.filter(patient_id="ana").update(synthetic=False)
    one = ask("ana", "promis_pi_8a")
    assert (one.forms[0]["instrument"], one.forms[0]["asked"]) == ("promis_pi", [])
    page = me("ana").get(f"/me/ask/{one.pk}/0/0/").content.decode()
    assert "labels of ours" not in page


def test_a_bank_in_another_language_than_the_persons_is_not_asked(me, own_bank):
    own_bank()
    me("ana")
    Patient.objects.filter(patient_id="ana").update(synthetic=False, language="es")
    with pytest.raises(InputError, match="official wording"):
        ask("ana", "promis_pi")


def test_staff_choose_the_bank_from_home_and_on_the_tablet_are_told_why_not(me, signed_in, cares_for, staff):
    phone, nurse = me("ana"), signed_in("nurse")
    cares_for("nurse", "ana")
    assert f'value="{BANK}"' in nurse.get("/people/ana/ask/").content.decode()
    refused = nurse.post("/people/ana/ask/", {"form": [BANK], "way": "tablet"})
    assert refused.status_code == 422
    assert "is asked from home only" in refused.content.decode()
    made = nurse.post("/people/ana/ask/", {"form": [BANK], "way": "portal"})
    go_on(phone, Asking.objects.get(patient_id="ana"))
    assert f"1 of {1 + by_measure([3]).left} answered" in nurse.get(made.url).content.decode()
    assert "Go on with your questions" in phone.get("/me/").content.decode()


def test_somebody_else_sees_nothing_of_it(me):
    me("ana")
    one = ask("ana", BANK)
    assert me("ben").get(f"/me/ask/{one.pk}/0/0/").status_code == 404


def test_a_bank_that_the_site_took_away_is_asked_no_further_and_its_answers_stay(me, own_bank, tmp_path):
    own_bank()
    phone, one = me("ana"), ask("ana", "promis_pi")
    go_on(phone, one)
    (tmp_path / "banks" / "promis_pi.json").unlink()
    for page in ("/me/", "/me/ask/"):
        assert phone.get(page).status_code == 200
    assert phone.get(f"/me/ask/{one.pk}/0/0/").url == "/me/ask/"
    assert phone.get("/me/ask/").status_code == 200
    assert phone.get(f"/me/ask/{one.pk}/said/").status_code == 200
    assert RECORD["answer"].objects.filter(patient_id="ana", instrument="promis_pi").count() == 1
