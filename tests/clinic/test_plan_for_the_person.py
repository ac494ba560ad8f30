"""The plan turned towards the person, and the papers that are printed of it."""

from __future__ import annotations

import re

import pytest

from lenitive.desk.models import AuditEvent
from lenitive.plan.papers import KINDS
from lenitive.plan.reading_level import reading_level

ROSA = "/people/rosa-lindqvist/"


def words(response):
    main = re.search(r"<main.*</main>", response.content.decode(), re.DOTALL).group()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def test_it_speaks_of_the_goal_what_may_start_what_stays_and_bad_days(invented, signed_in):
    invented("harold-okafor")
    told = words(signed_in("physician").get("/people/harold-okafor/plan/"))
    assert "Walk the dog round the lake" in told
    for title in ("What you want to do again", "What we could start", "What you keep", "On a bad day"):
        assert title in told
    assert "Call us before you run out." in told


def test_nobody_else_can_be_found_from_it(invented, signed_in):
    invented("harold-okafor", "sam-taylor")
    page = signed_in("physician").get("/people/harold-okafor/plan/").content.decode()
    assert 'role="search"' not in page
    assert "Taylor" not in page
    assert set(re.findall(r'href="(/[^"]*)"', page)) <= {
        "/people/harold-okafor/",
        "/people/harold-okafor/papers/plan.pdf",
        *re.findall(r'href="(/static/[^"]*)"', page),
    } | {link for link in re.findall(r'href="(/[^"]*)"', page) if link.endswith((".css", ".svg"))}


def test_an_open_emergency_comes_first_with_where_to_get_help(invented, signed_in):
    invented("rosa-lindqvist")
    told = words(signed_in("physician").get(f"{ROSA}plan/"))
    assert told.index("needs care today") < told.index("Get help at once") < told.index("What we could start")
    assert told.count("Get help at once") == 1


@pytest.mark.parametrize("patient_id", ["rosa-lindqvist", "nadia-haddad", "leonard-quist", "maya-lindholm"])
def test_nothing_can_be_read_as_stop_your_medicine_and_jargon_stays_out(invented, signed_in, patient_id):
    invented(patient_id)
    told = words(signed_in("physician").get(f"/people/{patient_id}/plan/")).lower()
    assert not re.search(r"\bstop (taking|your|the|it)\b|\bquit\b|\bdo not take\b", told)
    for jargon in ("mme", "nociplastic", "contraindicat", "titrat", "certainty", "standing", "rule"):
        assert jargon not in told, jargon


def test_it_is_as_easy_to_read_as_promised(invented, signed_in):
    invented("harold-okafor")
    page = signed_in("physician").get("/people/harold-okafor/plan/").content.decode()
    said = [re.sub(r"<[^>]+>", "", each) for each in re.findall(r"<p>.*?</p>", page, re.DOTALL)]
    assert reading_level([each for each in said if each.endswith(".")]).grade <= 8


def test_without_a_goal_it_asks_for_one_and_without_anything_it_still_is_a_plan(chart_of, signed_in):
    chart_of()
    told = words(signed_in("physician").get("/people/p/plan/"))
    assert "Tell us one thing that you would do more of" in told
    assert "On a bad day" in told


def test_for_somebody_who_died_there_is_none(chart_of, signed_in):
    chart_of(deceasedBoolean=True)
    client = signed_in("physician")
    assert "no plan is made" in words(client.get("/people/p/plan/"))
    refused = client.get("/people/p/papers/plan.pdf")
    assert refused.status_code == 422
    assert "died" in words(refused)


def test_papers_are_pdfs_of_their_own_name_in_the_trail(invented, signed_in):
    invented("nadia-haddad")
    client = signed_in("physician")
    for kind in ("summary", "referral", "plan", "taper"):
        paper = client.get(f"/people/nadia-haddad/papers/{kind}.pdf")
        assert paper.status_code == 200, kind
        assert paper["Content-Type"] == "application/pdf"
        assert paper.content.startswith(b"%PDF-")
        assert kind in paper["Content-Disposition"]
        assert "nadia" not in paper["Content-Disposition"]
    seen = AuditEvent.objects.filter(what__startswith="paper ").order_by("id").values_list("what", flat=True)
    assert list(seen) == ["paper summary", "paper referral", "paper plan", "paper taper"]


def test_the_packet_of_an_authorisation_names_procedure_and_policy(invented, signed_in):
    invented("nadia-haddad")
    client = signed_in("physician")
    address = "/people/nadia-haddad/papers/authorisation.pdf"
    made = client.get(address, {"procedure": "esi_lumbar", "policy": "medicare_esi"})
    assert made.content.startswith(b"%PDF-")
    assert client.get(address).status_code == 422
    assert client.get(address, {"procedure": "bloodletting"}).status_code == 422


def test_the_calendar_that_was_chosen_is_the_one_that_is_printed(invented, signed_in):
    invented("nadia-haddad")
    client = signed_in("physician")
    address = "/people/nadia-haddad/papers/taper.pdf"
    usual, slow = client.post(address, {}), client.post(address, {"medicine": "tramadol", "percent": "5"})
    assert slow.content.startswith(b"%PDF-")
    assert usual.content != slow.content
    assert client.post(address, {"percent": "60"}).status_code == 422
    assert client.post(address, {"percent": "many"}).status_code == 422


def test_a_paper_that_is_none_and_a_person_who_is_not_mine_are_not_found(invented, signed_in, cares_for):
    invented("harold-okafor")
    client = signed_in("physician")
    assert client.get("/people/harold-okafor/papers/horoscope.pdf").status_code == 404
    cares_for("nurse", "harold-okafor")
    for kind in KINDS:
        assert client.get(f"/people/harold-okafor/papers/{kind}.pdf").status_code == 404
    assert client.get("/people/harold-okafor/plan/").status_code == 404
    assert AuditEvent.objects.filter(allowed=False, what__startswith="paper ").count() == len(KINDS)
