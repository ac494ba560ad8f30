from __future__ import annotations

import re

import pytest
from django.test.utils import CaptureQueriesContext

from lenitive.desk.models import AuditEvent

ROSA = "/people/rosa-lindqvist/"


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_page_answers_who_what_hurts_what_is_unsafe_and_what_was_tried(invented, signed_in):
    invented("rosa-lindqvist")
    response = signed_in("physician").get(ROSA)
    assert response.status_code == 200
    words = text_of(response)
    assert "Rosa Lindqvist" in words
    assert "Low back pain with sciatica on the right" in words
    assert "Thoughts of death or self-harm" in words
    assert "Since last time" in words
    assert "Interference with life" in words
    assert "90 MME a day" in words
    assert "Gabapentin" in words
    assert "dizzy" in words
    assert "Lumbar epidural steroid injection" in words
    assert "Synthetic" in words


def test_dangers_stand_before_everything_but_the_name(invented, signed_in):
    invented("rosa-lindqvist")
    page = signed_in("physician").get(ROSA).content.decode()
    order = ["<h1>", 'id="alerts"', 'id="words"', 'id="since"', 'id="drives"', 'id="numbers"']
    order += ['id="line"', 'id="ledger"', 'id="opioids"', 'id="missing"']
    places = [page.index(mark) for mark in order]
    assert places == sorted(places)


def test_the_page_says_what_assess_says(invented, signed_in):
    from django.utils import timezone

    from lenitive.desk import store
    from lenitive.reason.assess import assess

    invented("rosa-lindqvist")
    page = text_of(signed_in("physician").get(ROSA))
    with store.person("rosa-lindqvist") as record:
        summary = assess(record, patient_id="rosa-lindqvist", as_of=timezone.localdate())
    met = [finding["title"] for finding in summary["findings"] if finding["status"] == "met"]
    assert met
    for title in met:
        assert title.replace("'", "&#x27;") in page


def test_every_link_to_a_row_of_the_page_leads_to_that_row(invented, signed_in):
    invented("rosa-lindqvist")
    client = signed_in("physician")
    links = set(re.findall(r'href="(/people/[^"]+/rows/[^"]+)"', client.get(ROSA).content.decode()))
    assert len(links) > 20
    for link in sorted(links)[::7]:
        assert client.get(link).status_code == 200, link


def test_the_page_has_no_style_and_no_script_of_its_own(invented, signed_in):
    invented("rosa-lindqvist")
    page = signed_in("physician").get(ROSA).content.decode()
    assert " style=" not in page
    assert "<style" not in page
    assert not re.search(r"\son\w+=", page)


def test_a_view_of_a_person_is_in_the_audit_trail(invented, signed_in):
    invented("rosa-lindqvist")
    signed_in("physician").get(ROSA)
    event = AuditEvent.objects.filter(action="see").latest("id")
    assert (event.patient_id, event.actor, event.allowed) == ("rosa-lindqvist", "physician", True)


def test_somebody_who_does_not_exist_and_somebody_elses_patient_are_not_found_alike(
    invented, signed_in, cares_for
):
    invented("rosa-lindqvist")
    cares_for("nurse", "rosa-lindqvist")
    client = signed_in("physician")
    assert client.get("/people/nobody/").status_code == 404
    assert client.get(ROSA).status_code == 404
    refused = AuditEvent.objects.filter(action="see", allowed=False)
    assert {event.patient_id for event in refused} == {"nobody", "rosa-lindqvist"}


def test_without_signing_in_nobody_sees_a_page(invented, client):
    invented("rosa-lindqvist")
    assert client.get(ROSA).status_code == 302


def test_the_number_of_queries_does_not_grow_with_the_chart(invented, signed_in, db):
    from django.db import connection

    invented("rosa-lindqvist", "sam-taylor")
    client = signed_in("physician")
    counts = []
    for patient_id in ("sam-taylor", "rosa-lindqvist"):
        client.get(f"/people/{patient_id}/")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(f"/people/{patient_id}/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[1] <= 50


@pytest.mark.parametrize(
    "patient_id", ["agnes-lorentz", "sam-taylor", "dorothea-finch", "adaeze-nwosu", "li-wei", "maya-lindholm"]
)
def test_people_with_half_a_chart_have_a_page_too(invented, signed_in, patient_id):
    invented(patient_id)
    response = signed_in("physician").get(f"/people/{patient_id}/")
    assert response.status_code == 200


def test_an_empty_chart_teaches_what_to_ask(chart_of, signed_in):
    chart_of()
    words = text_of(signed_in("physician").get("/people/p/"))
    assert "The chart says nothing about this person" in words
    assert "No questionnaire has been scored" in words
    assert "No treatment of pain is on record" in words
    assert "no list of medicines: ask what is taken" in words
    assert "Nothing found that may not wait" in words
    assert "Not everything could be ruled out" in words


def test_somebody_who_died_is_shown_as_such(chart_of, signed_in):
    chart_of(name=[{"text": "Ada"}], birthDate="1940-01-01", deceasedDateTime="2020-01-01")
    words = text_of(signed_in("physician").get("/people/p/"))
    assert "died 1 Jan 2020" in words


@pytest.mark.parametrize(
    "name", ["Zoë 😀 O'Brien", "محمد العربي", "<script>alert(1)</script>", "a" * 400, "  "]
)
def test_any_name_is_shown_as_written_and_never_as_markup(chart_of, signed_in, name):
    chart_of(name=[{"text": name}])
    response = signed_in("physician").get("/people/p/")
    assert response.status_code == 200
    assert b"<script>alert" not in response.content
    if name.strip().isprintable() and "<" not in name and "'" not in name and name.strip():
        assert name in response.content.decode()


@pytest.mark.parametrize(("role", "leads"), [("nurse", True), ("trainee", False)])
def test_only_whoever_may_invite_is_led_to_who_comes_into_the_portal(
    invented, signed_in, cares_for, role, leads
):
    invented("rosa-lindqvist")
    cares_for(role, "rosa-lindqvist")
    text = signed_in(role).get("/people/rosa-lindqvist/").content.decode()
    assert ("/people/rosa-lindqvist/portal/" in text) == leads
    assert "/people/rosa-lindqvist/from-home/" in text
