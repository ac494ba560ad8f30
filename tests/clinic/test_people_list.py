"""The list of people: in order without sorting everybody, judged or not yet."""

from __future__ import annotations

import random
from importlib import import_module

import pytest
from django.apps import apps
from django.core.paginator import Paginator
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lenitive.clinic import people_list, summary
from lenitive.clinic.models import NOTHING, PersonSummary
from lenitive.clinic.people_list import PeopleList
from lenitive.clinic.summary import forget, keep_places, refresh, sort_name
from lenitive.desk import clinics
from lenitive.desk.access import few_people, visible_people
from lenitive.desk.models import CareTeam, Clinic, Organisation, Patient, SearchWord
from lenitive.desk.people import corrections
from lenitive.desk.people.identity import of
from lenitive.desk.search import found, learn, words_of

GIVEN = ("Ana", "Élodie", "Óscar", "ana", "Zoë")
FAMILY = ("Silva", "Silvester", "Ruiz", "Lindqvist", "Öz")


@pytest.fixture
def crowd(db):
    """Eighty people drawn with a fixed seed; two thirds were judged, with any urgency."""
    draw = random.Random(5)
    for number in range(80):
        name = None if number % 17 == 0 else f"{draw.choice(GIVEN)} {draw.choice(FAMILY)}"
        Patient.objects.create(patient_id=f"p{number:02}", row_id=f"Patient/p{number:02}#1", name=name)
        SearchWord.objects.bulk_create(
            SearchWord(word=word, patient_id=f"p{number:02}") for word in words_of(name or "")
        )
        if draw.random() < 0.66:
            line(f"p{number:02}", name, draw.choice((0, 1, 2, 3, NOTHING)))
    keep_places()
    learn()


def line(patient_id, name, urgency):
    PersonSummary.objects.create(
        patient_id=patient_id,
        sort_name=sort_name(name, patient_id),
        as_of=timezone.localdate(),
        knowledge="any",
        made_at=timezone.now(),
        urgency=urgency,
    )


def in_order(staff, search=""):
    """What the list must be, sorted the slow way."""
    urgency = dict(PersonSummary.places.values_list("patient_id", "urgency"))
    people = found(visible_people(staff), search) if search else visible_people(staff)
    keys = ((urgency[p.patient_id], sort_name(p.name, p.patient_id), p.patient_id) for p in people)
    return [patient_id for _urgency, _name, patient_id in sorted(keys)]


def ids(listed):
    return [row.patient_id for row in listed[0 : len(listed)]]


@pytest.mark.parametrize("search", ["", "a", "ana", "silv", "ana silv", "elodie", "lindqist", "nobody", "  "])
def test_the_list_is_what_sorting_everybody_gives(crowd, staff, search):
    listed = PeopleList(staff("physician"), search)
    assert ids(listed) == in_order(staff("physician"), search.strip())
    assert listed.count() == len(listed) == len(in_order(staff("physician"), search.strip()))
    assert not listed.more


@pytest.mark.parametrize("many", [1, 3])
def test_walking_the_index_and_looking_up_give_the_same(crowd, staff, monkeypatch, many):
    monkeypatch.setattr("lenitive.desk.search._MANY", many)
    for search in ("ana", "ana silv", "lindqist", "zoe oz"):
        assert ids(PeopleList(staff("physician"), search)) == in_order(staff("physician"), search)


def test_pages_put_together_are_the_list(crowd, staff):
    pages = Paginator(PeopleList(staff("physician")), 7)
    assert [row.patient_id for page in pages for row in page] == in_order(staff("physician"))


def test_a_list_ends_where_nobody_would_go_on_reading(crowd, staff, monkeypatch):
    monkeypatch.setattr(people_list, "MOST_LISTED", 30)
    listed = PeopleList(staff("physician"))
    assert (listed.count(), listed.more) == (30, True)
    assert ids(listed) == in_order(staff("physician"))[:30]
    assert Paginator(listed, 20).num_pages == 2


def test_the_order_is_read_off_an_index(crowd, staff):
    if connection.vendor != "sqlite":
        pytest.skip("looks at how SQLite answers")
    with CaptureQueriesContext(connection) as queries:
        PeopleList(staff("physician"))
    (asked,) = (each["sql"] for each in queries if 'FROM "clinic_personsummary"' in each["sql"][:200])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {asked}")
        steps = " ".join(row[3] for row in cursor.fetchall())
    assert "summary_in_order" in steps
    assert "TEMP B-TREE FOR ORDER BY" not in steps


@pytest.mark.parametrize("search", ["", "ana", "ana silv 1972", "lindqist"])
def test_a_list_costs_a_bounded_number_of_queries(crowd, staff, search):
    with CaptureQueriesContext(connection) as queries:
        list(PeopleList(staff("physician"), search)[0:60])
    assert len(queries) <= 18


def test_whoever_works_in_a_small_clinic_is_listed_its_people_without_a_walk_along_everybody(crowd, staff):
    trust = Organisation.objects.create(name="Coast health")
    small, large = (Clinic.objects.create(organisation=trust, name=name) for name in ("Small", "Large"))
    for number in range(80):
        clinics.place(f"p{number:02}", small if number < 3 else large)
    nurse, other = staff("nurse"), staff("nurse", "other")
    nurse.clinics.add(small)
    other.clinics.add(large)
    CareTeam.objects.create(staff=other, patient_id="p01", since=timezone.now())
    CareTeam.objects.create(staff=nurse, patient_id="p40", since=timezone.now())
    assert few_people(nurse, 10) == ["p00", "p01", "p02", "p40"]
    assert few_people(other, 10) is None
    for one in (nurse, other):
        assert sorted(ids(PeopleList(one))) == sorted(p.patient_id for p in visible_people(one))
    assert ids(PeopleList(nurse)) == in_order(nurse)


def test_those_who_see_only_their_team_are_looked_up(crowd, staff):
    trainee = staff("trainee")
    for patient_id in ("p05", "p06"):
        CareTeam.objects.create(staff=trainee, patient_id=patient_id, since=timezone.now())
    assert few_people(trainee, 10) == ["p05", "p06"]
    assert ids(PeopleList(trainee)) == in_order(trainee)


def test_a_corrected_name_takes_its_place_at_once(load, staff):
    load("ana", "ben")
    refresh(["ana", "ben"])
    assert ids(PeopleList(staff("physician"))) == ["ana", "ben"]
    seen = of(Patient.objects.get(patient_id="ana"))
    wanted = type(seen)(**{**vars(seen), "name": "Zora Silva"})
    corrections.correct("ana", seen=seen, wanted=wanted, staff=staff("physician"))
    assert ids(PeopleList(staff("physician"))) == ["ben", "ana"]
    refresh(["ana"])
    assert PersonSummary.objects.get(patient_id="ana").sort_name == "zora silva"


def test_whose_rows_changed_keeps_their_place_and_says_nothing_until_judged_again(crowd, staff):
    before = in_order(staff("physician"))
    forget(before)
    assert ids(PeopleList(staff("physician"))) == before
    assert not PersonSummary.objects.exists()


def test_whoever_is_loaded_is_listed_and_whoever_is_gone_is_not(load, staff):
    load("ana")
    assert ids(PeopleList(staff("physician"))) == ["ana"]
    Patient.objects.all().delete()
    forget(["ana"])
    assert not PersonSummary.places.exists()


def test_whoever_came_by_another_way_gets_a_place_in_the_background(db, staff):
    Patient.objects.create(patient_id="ana", row_id="Patient/ana#1")
    assert (keep_places(), keep_places()) == (1, 0)
    assert ids(PeopleList(staff("physician"))) == ["ana"]


def test_a_name_that_goes_on_for_pages_fits_into_the_index(load):
    load("ana")
    Patient.objects.update(name="Ö" * 20_000)
    refresh(["ana"])
    assert PersonSummary.objects.get().sort_name == "o" * 100


def test_everybody_gets_a_place_and_a_name_with_the_update(crowd):
    judged = set(PersonSummary.objects.values_list("patient_id", "urgency", "knowledge"))
    PersonSummary.objects.update(sort_name="")
    PersonSummary.places.filter(knowledge="").delete()
    import_module("lenitive.clinic.migrations.0005_speed")._give_places(apps, None)
    names = dict(Patient.objects.values_list("patient_id", "name"))
    assert PersonSummary.places.count() == len(names)
    for each in PersonSummary.places.all():
        assert each.sort_name == sort_name(names[each.patient_id], each.patient_id)
    assert set(PersonSummary.objects.values_list("patient_id", "urgency", "knowledge")) == judged


def test_what_was_made_of_the_rows_before_goes_with_them_or_they_stay(load, monkeypatch):
    """A server that is killed in between leaves no line that says what is not so any more."""
    load("ana")
    refresh(["ana"])
    monkeypatch.setattr(summary, "forget", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        load("ana", "ben")
    assert list(Patient.objects.values_list("patient_id", flat=True)) == ["ana"]
