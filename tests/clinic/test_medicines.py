from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from lenitive.clinic.decisions.medicines import reconciled
from lenitive.clinic.models import Entry
from lenitive.desk import store
from lenitive.desk.models import RECORD
from lenitive.reason.assess import assess
from lenitive.reason.judgement import judge_person
from lenitive.reason.story.query import query
from tests.clinic.test_choices import BACK_PAIN, medicine

PAGE = "/people/p/medicines/"
OXYCODONE = "oxycodone hydrochloride 10 MG Oral Tablet"


@pytest.fixture
def nurse(chart_of, signed_in):
    """Somebody who was ordered oxycodone 40 mg a day, and a nurse of the clinic."""
    chart_of(medicine("oxy", "1049683", OXYCODONE), BACK_PAIN, birthDate="1956-02-03", gender="female")
    return signed_in("nurse")


def summary():
    with store.person("p") as record:
        return assess(record, patient_id="p", as_of=timezone.localdate())


def mme():
    return summary()["exposure"]["mme_high"]


@query
def classes_of_ibuprofen(t):
    return t.derived.use.filter(t.derived.use.ingredient == "ibuprofen").select(said="drug_class")


@query
def lists(t):
    return t.derived.held.select(said="domain")


def asked_of(question):
    with store.person("p") as record:
        judge_person(record, patient_id="p", as_of=timezone.localdate())
        return {row["said"] for row in question(record)}


def line(name=OXYCODONE):
    return next(each for each in reconciled("p").now if each.name == name)


def mark(client, how, of=None, **said):
    of = of or line()
    base = {"row": of.row, "seen": of.seen, "token": of.token, "how": how}
    return client.post(f"{PAGE}mark/", {**base, **said})


def add(client, name, **said):
    return client.post(f"{PAGE}add/", {"name": name, "token": str(uuid.uuid4()), **said})


def test_each_medicine_stands_with_its_dose_and_its_source(nurse):
    page = nurse.get(PAGE).content.decode()
    assert OXYCODONE in page
    assert "order of the chart" in page
    assert "1 tablet, 4 times a day" in page
    assert "nobody has said so" in page


def test_taken_as_written_changes_no_row_and_says_who_asked(nurse):
    before = list(RECORD["medication"].objects.values())
    assert mark(nurse, "taken").status_code == 302
    assert list(RECORD["medication"].objects.values()) == before
    page = nurse.get(PAGE).content.decode()
    assert "Taken as written" in page
    assert "The nurse" in page


def test_what_is_not_taken_no_longer_counts_and_an_undo_brings_it_back(nurse):
    assert mme() == 60
    assert mark(nurse, "not_taken", why="made her sick", since="2026-11").status_code == 302
    row = RECORD["medication"].objects.get()
    assert (row.status, row.stopped_because) == ("stopped", "not taken, made her sick, The nurse")
    assert row.end_low.isoformat() == "2026-11-01"
    assert mme() is None  # nobody has said yet that nothing else is taken
    complete(nurse, "medicines", none="yes")
    assert mme() == 0
    nurse.post(f"{PAGE}undo/", {"entry": Entry.objects.get(kind="medicine").pk})
    row.refresh_from_db()
    assert (row.status, row.end_low, row.stopped_because) == ("active", None, None)
    assert mme() == 60


def test_what_is_taken_otherwise_counts_as_it_is_taken_and_only_once(nurse):
    assert mark(nurse, "differs", dose="1 tablet twice a day").status_code == 302
    old, new = RECORD["medication"].objects.order_by("row_id")
    assert (old.status, new.status, new.kind) == ("stopped", "active", "statement")
    assert mme() == 30
    assert line().dose == "1 tablet twice a day"
    assert "entered here by The nurse" in line().source


def test_a_dose_that_cannot_be_read_is_kept_in_words_and_said_so(nurse):
    answer = nurse.post(
        f"{PAGE}mark/",
        {
            "row": line().row,
            "seen": line().seen,
            "token": str(uuid.uuid4()),
            "how": "differs",
            "dose": "whatever her sister leaves on the table",
        },
        follow=True,
    )
    assert "could not be read as numbers" in answer.content.decode()
    assert line().dose == "whatever her sister leaves on the table"
    assert summary()["exposure"]["mme_high"] is None  # not known, never none


def test_what_was_not_taken_stays_so_when_the_same_chart_is_read_again(nurse, chart_of):
    mark(nurse, "not_taken", why="stopped in summer")
    chart_of(medicine("oxy", "1049683", OXYCODONE), BACK_PAIN, birthDate="1956-02-03", gender="female")
    assert RECORD["medication"].objects.get().status == "stopped"
    stopped = {**medicine("oxy", "1049683", OXYCODONE), "status": "completed"}
    chart_of(stopped, BACK_PAIN, birthDate="1956-02-03", gender="female")
    assert RECORD["medication"].objects.get().status == "completed"  # the chart says something new


def test_what_is_bought_over_the_counter_is_known_to_the_rules(nurse):
    assert (
        add(
            nurse,
            "ibuprofen 400 MG Oral Tablet",
            dose="1 tablet 3 times a day",
            since="2026-09",
            over_the_counter="on",
        ).status_code
        == 302
    )
    row = RECORD["medication"].objects.get(kind="statement")
    assert (row.category, row.start_low.isoformat(), row.start_high.isoformat()) == (
        "community",
        "2026-09-01",
        "2026-09-30",
    )
    assert "nsaid" in asked_of(classes_of_ibuprofen)


@pytest.mark.parametrize(
    ("since", "wrong"),
    [
        ("2026-02-31", "There is no such day"),
        ("yesterday", "Write 1972-04-03"),
        ("2031", "still to come"),
        ("1950", "before the person was born"),
        ("2025..2026", "2026-05-04, or 2026-05"),
    ],
)
def test_a_wrong_date_is_said_in_words_and_what_was_typed_stays(nurse, since, wrong):
    answer = add(nurse, "aspirin", since=since)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert wrong in page
    assert 'value="aspirin"' in page
    assert not Entry.objects.exists()


def test_names_in_any_script_and_signs_that_turn_the_page_are_kept_safe(nurse):
    add(nurse, "\u202eإيبوبروفين 🙂 400")
    assert RECORD["medication"].objects.get(kind="statement").text == "إيبوبروفين 🙂 400"
    answer = add(nurse, "x" * 5000)
    assert answer.status_code == 422
    assert "x" * 200 in answer.content.decode()


def test_two_who_mark_the_same_medicine_lose_nothing(nurse, signed_in):
    seen = line()
    mark(nurse, "not_taken", of=seen)
    said = {
        "row": seen.row,
        "seen": seen.seen,
        "token": str(uuid.uuid4()),
        "how": "differs",
        "dose": "half a tablet",
    }
    answer = signed_in("physician").post(f"{PAGE}mark/", said)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody changed this medicine meanwhile" in page
    assert "half a tablet" in page
    assert Entry.objects.count() == 1


def test_the_same_form_sent_twice_counts_once(nurse):
    seen = line()
    for _ in range(2):
        assert mark(nurse, "differs", of=seen, dose="1 tablet at night").status_code == 302
    assert Entry.objects.count() == 1
    assert RECORD["medication"].objects.count() == 2


def test_taken_otherwise_needs_words(nurse):
    assert mark(nurse, "differs").status_code == 422
    assert mark(nurse, "eaten").status_code == 422


def held():
    return asked_of(lists)


def complete(client, domain, **said):
    return client.post(f"{PAGE}complete/", {"domain": domain, "token": str(uuid.uuid4()), **said})


def test_a_complete_list_is_held_from_then_on(chart_of, signed_in):
    chart_of(birthDate="1990-01-01", gender="male")
    nurse = signed_in("nurse")
    assert held() == set()
    assert complete(nurse, "medicines").status_code == 302
    assert complete(nurse, "allergies", none="yes").status_code == 302
    assert held() == {"medicines", "allergies"}
    page = nurse.get(PAGE).content.decode()
    assert "None known" in page
    nurse.post(f"{PAGE}undo/", {"entry": Entry.objects.get(subject="allergies").pk})
    assert held() == {"medicines"}


def test_no_known_allergies_is_refused_where_one_stands(nurse):
    nurse.post(
        f"{PAGE}allergy/", {"name": "penicillin, rash", "category": "medication", "token": str(uuid.uuid4())}
    )
    row = RECORD["allergy"].objects.get()
    assert (row.text, row.status, row.verification) == ("penicillin, rash", "active", "unconfirmed")
    answer = complete(nurse, "allergies", none="yes")
    assert answer.status_code == 422
    assert "something stands on this list" in answer.content.decode()
    assert complete(nurse, "no_such").status_code == 404


def test_an_undo_that_would_wipe_out_a_later_decision_is_refused(nurse):
    mark(nurse, "not_taken")
    first = Entry.objects.get()
    RECORD["medication"].objects.update(status="active", end_low=None, end_high=None)
    answer = nurse.post(f"{PAGE}undo/", {"entry": first.pk}, follow=True)
    assert "something else was decided about it since" in answer.content.decode()
    assert Entry.objects.get().undone_at is None


def test_who_may_not_record_sees_the_list_and_no_buttons(nurse, signed_in):
    coordinator = signed_in("coordinator")
    page = coordinator.get(PAGE).content.decode()
    assert OXYCODONE in page
    assert 'value="not_taken"' not in page
    assert mark(coordinator, "taken").status_code == 404
    assert add(coordinator, "aspirin").status_code == 404


def test_the_page_asks_the_store_the_same_however_long_the_list(nurse, django_assert_max_num_queries):
    today = timezone.localdate()
    RECORD["medication"].objects.bulk_create(
        RECORD["medication"](
            row_id=f"MedicationRequest/m{number}#1",
            patient_id="p",
            kind="order",
            text=f"medicine {number}",
            status="active",
            start_low=today - timedelta(days=number),
            start_high=today,
        )
        for number in range(60)
    )
    with django_assert_max_num_queries(36):
        page = nurse.get(PAGE).content.decode()
    assert len(re.findall('class="medicine"', page)) == 61
