"""The clinic's tablet: one person at a time, nothing left behind, and answers that count at once."""

from __future__ import annotations

from datetime import timedelta

import orjson
import pytest
from django.test import Client
from django.utils import timezone

from lenitive.clinic.models import Asking, WorkItem
from lenitive.clinic.tablet import answers, person_views, sessions
from lenitive.desk import audit
from lenitive.desk.models import RECORD, AuditEvent
from lenitive.knowledge.instruments import instrument
from lenitive.measure.forms import questionnaire
from lenitive.measure.wording import keep_wording

ASK = "/people/ana/ask/"
ANA = "ana"


@pytest.fixture
def nurse(load, signed_in):
    load(ANA, synthetic=True)
    return signed_in("nurse")


@pytest.fixture
def code(nurse):
    """Start to ask Ana, and give the code."""

    def start(*forms, way="tablet"):
        sent = nurse.post(ASK, {"form": forms, "way": way}, follow=True)
        assert sent.status_code == 200
        return nurse.session["tablet_code"]["code"]

    return start


@pytest.fixture
def tablet(code):
    """A tablet on which a code was opened."""

    def opened(*forms):
        one = Client()
        assert one.post("/tablet/", {"code": code(*forms)}).url == "/tablet/hello/"
        return one

    return opened


def answer(tablet, form, item, value):
    return tablet.post(f"/tablet/{form}/{item}/", {"value": value, "do": "answer"})


def new(table, form="peg"):
    """The rows that came of the newest asking."""
    key = next(each["response"] for each in Asking.objects.latest("pk").forms if each["instrument"] == form)
    which = {"response": "row_id", "answer": "response_row", "score": "of_row"}[table]
    return RECORD[table].objects.filter(**{which: f"{key}#1"})


# From the code to the end


def test_a_whole_form_becomes_a_response_its_answers_and_its_scores(tablet):
    one = tablet("peg")
    for item, value in enumerate(("7", "6", "5")):
        last = answer(one, 0, item, value)
    assert last.url == "/tablet/done/"
    response = new("response").get()
    assert (response.status, response.wording, response.answered_by) == ("completed", "label", "patient")
    assert sorted(new("answer").values_list("item", "value_number")) == [
        ("activity", 5.0), ("enjoyment", 6.0), ("pain", 7.0),
    ]  # fmt: skip
    assert new("score").get().value_number == 6


def test_every_answer_is_kept_at_once(tablet):
    one = tablet("peg")
    answer(one, 0, 0, "7")
    assert new("answer").get().value_number == 7
    assert new("response").get().status == "in-progress"
    assert new("score").get().value_number is None  # PEG needs all three
    assert new("score").get().reason


def test_half_a_form_counts_for_what_it_can_say(tablet):
    one = tablet("phq9")
    answer(one, 0, 0, "2")
    assert one.post("/tablet/stop/").url == "/tablet/done/"
    assert new("response", "phq9").get().status == "stopped"
    score = new("score", "phq9").get(scale="total")
    assert score.value_number is None
    assert Asking.objects.get().ended_at is not None


def test_sending_an_answer_twice_changes_nothing(tablet):
    one = tablet("peg")
    first, second = answer(one, 0, 0, "7"), answer(one, 0, 0, "7")
    assert first.url == second.url == "/tablet/0/1/"
    assert new("answer").count() == new("score").count() == new("response").count() == 1


def test_an_answer_can_be_changed_and_taken_out(tablet):
    one = tablet("peg")
    answer(one, 0, 0, "7")
    answer(one, 0, 0, "3")
    assert new("answer").get().value_number == 3
    assert 'value="3" checked' in one.get("/tablet/0/0/").content.decode()
    one.post("/tablet/0/0/", {"do": "skip"})
    assert not new("answer").exists()


@pytest.mark.parametrize("value", ["11", "-1", "1.5", "nan", "x" * 5000, "🙂", "<script>"])
def test_an_answer_that_the_form_does_not_allow_is_refused_in_words(tablet, value):
    one = tablet("peg")
    refused = answer(one, 0, 0, value)
    assert refused.status_code == 422
    assert "Give a number from 0 to 10" in refused.content.decode()
    assert not Asking.objects.get().alarms
    assert not new("answer").exists()


def test_next_without_an_answer_asks_to_choose_or_leave_out(tablet):
    one = tablet("peg")
    assert "leave this question out" in answer(one, 0, 0, "").content.decode()


def test_too_tired_for_the_long_form_the_short_one_stands_for_it(tablet):
    one = tablet("bpi")
    answer(one, 0, 0, "7")
    assert one.post("/tablet/0/short/").url == "/tablet/1/0/"
    assert [form["instrument"] for form in Asking.objects.get().forms] == ["bpi", "peg"]
    assert new("answer", "bpi").count() == 1
    assert one.post("/tablet/0/short/").url == "/tablet/1/0/"  # a second time: nothing more
    assert len(Asking.objects.get().forms) == 2
    assert one.get("/tablet/0/1/").url == "/tablet/1/0/"  # the long one is not asked any more


def test_phq9_has_no_short_form_that_would_not_ask_about_thoughts_of_death(tablet):
    one = tablet("phq9")
    assert "the short one" not in one.get("/tablet/0/0/").content.decode()


# One person, nothing left behind


def test_a_code_works_once(code):
    once = code("peg")
    assert Client().post("/tablet/", {"code": once}).status_code == 302
    again = Client().post("/tablet/", {"code": once})
    assert again.status_code == 422
    assert "opens nothing" in again.content.decode()


def test_a_code_is_read_in_any_spelling(code):
    typed = code("peg").lower()
    assert Client().post("/tablet/", {"code": f" {typed[:3]}-{typed[3:]} "}).status_code == 302


def test_a_code_is_too_old_after_a_quarter_of_an_hour(code):
    old = code("peg")
    Asking.objects.update(code_until=timezone.now() - timedelta(seconds=1))
    assert Client().post("/tablet/", {"code": old}).status_code == 422


def test_guessing_codes_is_stopped_even_for_the_right_one(code):
    right, guesser = code("peg"), Client()
    for number in range(sessions.TRIES):
        assert guesser.post("/tablet/", {"code": f"XX{number:04d}"}).status_code == 422
    stopped = guesser.post("/tablet/", {"code": right})
    assert "Too many wrong codes" in stopped.content.decode()
    assert AuditEvent.objects.filter(action="tablet_opened", allowed=False).count() == sessions.TRIES
    assert Client(REMOTE_ADDR="10.0.0.9").post("/tablet/", {"code": right}).status_code == 302


def test_neither_the_code_nor_the_cookie_is_kept_in_the_store(code):
    once, one = code("peg"), Client()
    one.post("/tablet/", {"code": once})
    kept = str(list(Asking.objects.values()))
    assert once not in kept
    assert one.cookies[sessions.COOKIE].value not in kept


def test_the_cookie_is_for_the_tablet_alone_and_out_of_reach_of_scripts(tablet):
    cookie = tablet("peg").cookies[sessions.COOKIE]
    assert (cookie["path"], cookie["samesite"], cookie["httponly"]) == ("/tablet/", "Strict", True)
    assert cookie["max-age"] <= 3600


def test_the_tablet_shows_the_first_name_and_nothing_else_of_the_person(tablet):
    one = tablet("peg")
    hello = one.get("/tablet/hello/").content.decode()
    assert "Ana" in hello
    question = one.get("/tablet/0/0/").content.decode()
    assert "Ana" not in question
    for page in (hello, question):
        assert "Silva" not in page
        assert "N-ana" not in page


def test_after_the_end_no_address_shows_anything(tablet):
    one = tablet("peg")
    answer(one, 0, 0, "7")
    key = one.cookies[sessions.COOKIE].value
    ended = one.post("/tablet/stop/")
    assert one.cookies[sessions.COOKIE].value == ""
    assert ended.headers["Clear-Site-Data"] == '"cache"'
    one.cookies[sessions.COOKIE] = key  # whoever copied the cookie
    for address in ("/tablet/hello/", "/tablet/0/0/", "/tablet/0/0/now/"):
        assert one.get(address).url == "/tablet/over/"
    assert answer(one, 0, 1, "3").url == "/tablet/over/"
    assert new("answer").count() == 1


def test_pages_of_the_tablet_are_kept_in_no_cache(tablet):
    assert tablet("peg").get("/tablet/0/0/").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("field, back", [("opened_at", 61), ("used_at", 16)])
def test_a_tablet_that_lay_too_long_is_over_and_keeps_what_was_answered(tablet, field, back):
    one = tablet("peg")
    answer(one, 0, 0, "7")
    Asking.objects.update(**{field: timezone.now() - timedelta(minutes=back)})
    over = one.get("/tablet/0/1/", follow=True)
    assert "Everything that was answered is kept" in over.content.decode()
    assert new("answer").count() == 1


def test_a_tablet_opens_no_page_of_the_staff(tablet):
    one = tablet("peg")
    for address in (ASK, f"/people/{ANA}/", "/today/"):
        assert one.get(address).url.startswith("/sign-in/")


def test_opening_a_code_signs_out_whoever_of_the_staff_is_signed_in_there(code, nurse):
    once = code("peg")
    assert "signed in on this device" in nurse.get("/tablet/").content.decode()
    nurse.post("/tablet/", {"code": once})
    assert nurse.get("/tablet/0/0/").status_code == 200
    assert nurse.get("/today/").status_code == 302


def test_another_code_ends_what_was_open_on_the_tablet(tablet, code):
    one = tablet("peg")
    before = Asking.objects.get()
    fresh = code("gad7")
    one.post("/tablet/", {"code": fresh})
    before.refresh_from_db()
    assert before.ended_at is not None
    assert one.get("/tablet/0/0/").status_code == 200


def test_the_wrong_person_ends_it_without_an_answer(tablet):
    one = tablet("peg")
    assert one.post("/tablet/not-me/").url == "/tablet/done/"
    assert one.get("/tablet/0/0/").url == "/tablet/over/"
    assert (
        not RECORD["response"]
        .objects.filter(row_id=f"{Asking.objects.get().forms[0]['response']}#1")
        .exists()
    )


def test_an_answer_that_is_on_its_way_when_staff_end_it_is_not_kept(tablet):
    tablet("peg")
    asking = Asking.objects.get()
    sessions.end(asking, "ended by the nurse")
    assert answers.keep(asking, 0, "pain", 7.0) == []
    assert not new("response").exists()


# What cannot wait


def test_thoughts_of_death_show_calm_words_and_reach_the_staff_at_once(tablet, nurse):
    WorkItem.objects.all().delete()
    one = tablet("phq9")
    said = answer(one, 0, 8, "1")
    assert said.url == "/tablet/0/8/now/"
    calm = one.get(said.url).content.decode()
    assert "988" in calm
    assert "tell somebody of the staff now" in calm
    assert WorkItem.objects.filter(patient_id=ANA, kind="emergency", subject="yellow_suicidality").exists()
    assert "An answer cannot wait" in nurse.get(f"{ASK}{Asking.objects.get().pk}/").content.decode()
    assert AuditEvent.objects.filter(action="tablet_alarm", patient_id=ANA).count() == 1
    assert one.post("/tablet/0/8/on/").url == "/tablet/done/"


def test_an_alarm_that_the_person_takes_back_is_still_told_to_staff(tablet, nurse):
    one = tablet("phq9")
    answer(one, 0, 8, "2")
    assert answer(one, 0, 8, "0").url == "/tablet/done/"
    assert Asking.objects.get().alarms == [["self_harm", "phq9", "q9"]]
    assert "An answer cannot wait" in nurse.get(f"{ASK}{Asking.objects.get().pk}/").content.decode()


def test_what_is_said_about_safety_at_home_does_not_light_up_on_the_tablet(tablet):
    one = tablet("social")
    place = instrument("social").position["unsafe_at_home"]
    assert "now" not in answer(one, 0, place, "1").url
    assert Asking.objects.get().alarms == [["unsafe_at_home", "social", "unsafe_at_home"]]


def test_no_alarm_no_calm_words(tablet):
    one = tablet("phq9")
    assert answer(one, 0, 8, "0").url == "/tablet/done/"
    assert Asking.objects.get().alarms == []


# Official wording


@pytest.fixture
def real(load, signed_in, tmp_path, monkeypatch):
    """Ana, who is real, at a site that has no wording yet."""
    monkeypatch.setenv("LENITIVE_HOME", str(tmp_path / "home"))
    load("ana")
    return signed_in("nurse")


def load_peg(folder):
    form = {**questionnaire("peg"), "language": "en", "url": "https://peg.example/peg"}
    for question in form["item"]:
        question["text"] = f"In its own words: {question['text']}"
    (folder / "peg.json").write_bytes(orjson.dumps(form))
    keep_wording(folder / "peg.json", "peg")


def test_a_real_person_is_asked_nothing_without_official_wording_and_staff_read_why(real):
    page = real.get("/people/ana/ask/").content.decode()
    assert "a real person is asked in no other words" in page
    assert 'value="peg"' not in page
    assert 'value="social"' in page  # a list of ours, in its own words
    refused = real.post("/people/ana/ask/", {"form": ["peg"], "way": "tablet"})
    assert refused.status_code == 422
    assert not Asking.objects.exists()


def test_a_real_person_is_asked_in_the_official_words_and_the_record_says_so(real, tmp_path):
    load_peg(tmp_path)
    real.post("/people/ana/ask/", {"form": ["peg"], "way": "tablet"})
    one = Client()
    one.post("/tablet/", {"code": real.session["tablet_code"]["code"]})
    page = one.get("/tablet/0/0/").content.decode()
    assert "In its own words" in page
    assert "labels of ours" not in page
    answer(one, 0, 0, "7")
    response = new("response").get()
    assert (response.wording, response.language, response.questionnaire) == (
        "official", "en", "https://peg.example/peg",
    )  # fmt: skip


def test_a_short_form_without_official_wording_is_not_offered_to_a_real_person(real, tmp_path):
    form = {**questionnaire("bpi"), "language": "en"}
    (tmp_path / "bpi.json").write_bytes(orjson.dumps(form))
    keep_wording(tmp_path / "bpi.json", "bpi")
    real.post("/people/ana/ask/", {"form": ["bpi"], "way": "tablet"})
    one = Client()
    one.post("/tablet/", {"code": real.session["tablet_code"]["code"]})
    assert "the short one" not in one.get("/tablet/0/0/").content.decode()


# Staff


def test_what_was_answered_long_ago_or_settles_something_comes_first(nurse):
    page = nurse.get(ASK).content.decode()
    assert "Most useful now" in page
    assert "settles" in page


def test_somebody_who_may_not_ask_is_refused(nurse, signed_in):
    for role in ("administrator", "programme_lead", "patient_educator"):
        assert signed_in(role).get(ASK).status_code == 404
        assert signed_in(role).post(ASK, {"form": ["peg"]}).status_code == 404
    assert not Asking.objects.exists()


def test_an_asking_of_one_person_is_not_found_under_another(nurse, load, code):
    code("peg")
    load("ben")
    assert nurse.get(f"/people/ben/ask/{Asking.objects.get().pk}/").status_code == 404


def test_the_code_is_shown_with_a_picture_to_whoever_made_it_and_to_nobody_else(code, nurse, signed_in):
    once = code("peg")
    page = f"{ASK}{Asking.objects.get().pk}/"
    shown = nurse.get(page).content.decode()
    assert f"{once[:3]} {once[3:]}" in shown
    assert "data:image/svg+xml;base64," in shown
    assert once[3:] not in signed_in("physician").get(page).content.decode()


def test_staff_can_end_it_and_the_tablet_shows_nothing_more(tablet, nurse):
    one = tablet("peg")
    nurse.post(f"{ASK}{Asking.objects.get().pk}/stop/")
    assert one.get("/tablet/0/0/").url == "/tablet/over/"


def test_read_out_by_phone_is_kept_as_such(nurse):
    to = nurse.post(ASK, {"form": ["peg", "phq9"], "way": "read_out"}).url
    assert to.endswith("/read-out/")
    sent = {"0-pain": "7", "0-enjoyment": "6", "0-activity": "5", "1-q9": "1"}
    done = nurse.post(to, sent, follow=True).content.decode()
    assert "An answer cannot wait" in done
    assert new("response").get().answered_by == "staff"
    assert new("score").get().value_number == 6
    assert nurse.post(to, sent).status_code == 302  # sent twice
    assert new("answer").count() == 3


def test_one_wrong_answer_keeps_nothing_and_loses_nothing_of_what_was_typed(nurse):
    to = nurse.post(ASK, {"form": ["peg"], "way": "read_out"}).url
    page = nurse.post(to, {"0-pain": "7", "0-enjoyment": "99"})
    assert page.status_code == 422
    assert 'value="7" checked' in page.content.decode()
    assert not new("response").exists()


def test_the_trail_tells_who_asked_what_was_answered_and_how_it_ended(tablet):
    one = tablet("peg")
    for item in range(3):
        answer(one, 0, item, "4")
    told = [
        entry.sentence for entry in audit.entries(AuditEvent.objects.filter(patient_id=ANA).order_by("id"))
    ]
    assert any("The nurse let Ana Silva" in each for each in told)
    by_tablet = [each for each in told if each.startswith("Questionnaires")]
    assert "the tablet was opened for Ana Silva" in by_tablet[0]
    assert any("3 of 3 questions" in each for each in by_tablet)
    assert audit.verify_chain().sound


# Totals


TOTAL = {
    "scale": "peg.total",
    "value": "6.3",
    "day": "2026-01-05",
    "token": "5a0c8f1e-0000-4000-8000-000000000001",
}


def test_a_total_of_a_paper_form_counts_once_as_entered_by_staff(real):
    for _twice in range(2):
        assert real.post("/people/ana/ask/total/", TOTAL).status_code == 302
    score = RECORD["score"].objects.get(patient_id="ana", origin="staff")
    assert (score.value_number, score.at_low.isoformat()) == (6.3, "2026-01-05")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("value", "11", "outside the scale"),
        ("value", "nan", "Enter a number"),
        ("day", "2999-01-01", "still to come"),
        ("scale", "peg.nothing", "valid choice"),
    ],
)
def test_a_total_that_cannot_be_is_refused_in_words(real, field, value, words):
    refused = real.post("/people/ana/ask/total/", {**TOTAL, field: value})
    assert refused.status_code == 422
    assert words in refused.content.decode()
    assert not RECORD["score"].objects.filter(origin="staff").exists()


def test_a_coordinator_asks_people_and_enters_no_totals(real, signed_in):
    assert signed_in("coordinator").get("/people/ana/ask/").status_code == 200
    assert signed_in("coordinator").get("/people/ana/ask/total/").status_code == 404


# Small things


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Ana Silva", "Ana"),
        ("Silva, Ana Maria", "Ana"),
        ("Madonna", "Madonna"),
        ("", ""),
        ("ليلى حداد", "ليلى"),
    ],
)
def test_the_first_name_alone_is_shown(name, first):
    assert person_views._first(name) == first


@pytest.mark.parametrize(
    ("address", "most"), [(ASK, 60), ("asking", 30), ("/tablet/0/0/", 10), ("/tablet/hello/", 10)]
)
def test_a_page_asks_the_store_a_bounded_number_of_times(
    tablet, nurse, django_assert_max_num_queries, address, most
):
    one = tablet("peg", "phq9", "gad7")
    if address == "asking":
        address = f"{ASK}{Asking.objects.get().pk}/"
    client = one if address.startswith("/tablet/") else nurse
    with django_assert_max_num_queries(most):
        assert client.get(address).status_code == 200
