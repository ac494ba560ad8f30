from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from lenitive.clinic.models import PersonSummary
from lenitive.clinic.summary import refresh, stale
from lenitive.desk.models import AuditEvent


def names(response):
    return [line.name for line in response.context["lines"]]


def test_people_in_danger_stand_first_with_their_alert_function_and_last_visit(invented, signed_in):
    invented("agnes-lorentz", "rosa-lindqvist")
    response = signed_in("physician").get("/people/")
    response = signed_in("physician").get("/people/")
    assert names(response) == ["Rosa Lindqvist", "Agnes Lorentz"]
    rosa = response.context["lines"][0]
    assert (rosa.urgency, rosa.alert) == ("emergency", "Thoughts of death or self-harm")
    assert rosa.function == "Interference with life"
    assert rosa.spark
    assert rosa.visit.endswith("ago")


def test_a_search_finds_by_name_record_number_and_birth_date(load, signed_in):
    load("ana", "ben")
    client = signed_in("physician")
    assert names(client.get("/people/", {"search": "silva"})) == ["Ana Silva"]
    assert names(client.get("/people/", {"search": "N-ben"})) == ["Ben Öztürk"]
    assert names(client.get("/people/", {"search": "ozturk"})) == ["Ben Öztürk"]
    assert names(client.get("/people/", {"search": "nobody"})) == []
    assert "Nobody whom you may see matches" in client.get("/people/", {"search": "nobody"}).content.decode()


def test_people_whom_others_care_for_are_not_listed(load, signed_in, cares_for):
    load("ana", "ben")
    cares_for("nurse", "ana")
    assert names(signed_in("physician").get("/people/")) == ["Ben Öztürk"]
    assert names(signed_in("nurse").get("/people/")) == ["Ana Silva", "Ben Öztürk"]


def test_those_who_may_not_list_people_find_no_page_and_the_try_is_kept(load, signed_in):
    load("ana")
    assert signed_in("administrator").get("/people/").status_code == 404
    assert AuditEvent.objects.filter(action="list", allowed=False).count() == 1


def test_the_rules_are_not_run_again_for_lines_that_are_fresh(load, signed_in, monkeypatch):
    load("ana", "ben")
    client = signed_in("physician")
    client.get("/people/")
    monkeypatch.setattr("lenitive.clinic.summary.assess", lambda *_, **__: 1 / 0)
    assert client.get("/people/").status_code == 200


def test_a_line_of_another_day_is_out_of_date_and_made_again(load, signed_in):
    from datetime import timedelta

    from django.utils import timezone

    load("ana")
    today = timezone.localdate()
    refresh(["ana"], today - timedelta(days=1))
    assert stale(["ana"], today) == ["ana"]
    signed_in("physician").get("/people/")
    assert stale(["ana"], today) == []
    assert PersonSummary.objects.count() == 1


def test_a_line_of_rows_that_were_loaded_since_is_out_of_date(load):
    from django.utils import timezone

    today = timezone.localdate()
    load("ana")
    refresh(["ana"])
    assert stale(["ana"], today) == []
    load("ana", synthetic=True)
    assert stale(["ana"], today) == ["ana"]


def test_a_chart_that_cannot_be_judged_is_listed_with_the_reason(load, signed_in, monkeypatch):
    from lenitive.errors import InputError

    def refuse(*_, **__):
        raise InputError("this chart is odd", do="Look at it.")

    load("ana")
    monkeypatch.setattr("lenitive.clinic.summary.assess", refuse)
    page = signed_in("physician").get("/people/").content.decode()
    assert "Could not be judged" in page
    assert "this chart is odd" in page


def test_the_number_of_queries_does_not_grow_with_the_people(load, signed_in):
    client = signed_in("physician")
    counts = []
    for people in (["ana"], ["ana", "ben", "cleo"]):
        load(*people)
        refresh(people)
        client.get("/people/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/people/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[1] <= 20


def test_an_empty_clinic_says_how_charts_come_in(db, signed_in):
    assert "lenitive import" in signed_in("physician").get("/people/").content.decode()


def test_odd_page_numbers_and_searches_break_nothing(load, signed_in):
    load("ana")
    client = signed_in("physician")
    for query in (
        {"page": "x"},
        {"page": "-3"},
        {"page": "99"},
        {"search": "%_'\" \x00"},
        {"search": "a" * 5000},
    ):
        assert client.get("/people/", query).status_code == 200, query
