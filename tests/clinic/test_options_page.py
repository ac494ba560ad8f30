"""Every treatment and where it stands, and one treatment with all that is known of it."""

from __future__ import annotations

import re

import pytest

from lenitive.desk.models import AuditEvent
from lenitive.knowledge.treatments import treatments

HAROLD = "/people/harold-okafor/options/"


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def listed(response):
    return re.findall(r'href="/people/[^/]+/options/([a-z0-9_]+)/"', response.content.decode())


@pytest.fixture
def physician(invented, signed_in):
    invented("harold-okafor")
    return signed_in("physician")


def test_every_treatment_is_listed_once_under_its_standing(physician):
    page = physician.get(HAROLD)
    assert sorted(listed(page)) == sorted(each.id for each in treatments())
    told = words(page)
    headings = ["Taken or done now", "Fits now", "Consider", "Not yet", "Nothing in this chart calls for it"]
    places = [page.content.decode().index(f">{title} <small>") for title in headings]
    assert places == sorted(places)
    assert "All 124 treatments." in told


def test_a_kind_keeps_its_own_and_a_word_finds_title_or_ingredient(physician):
    minds = listed(physician.get(HAROLD, {"kind": "psychological"}))
    assert set(minds) == {each.id for each in treatments() if each.modality == "psychological"}
    assert "oxycodone" not in "".join(minds)
    found = listed(physician.get(HAROLD, {"search": "Oxycodone"}))
    assert "opioid_ir" in found
    both = physician.get(HAROLD, {"search": "radiofrequency lumbar", "kind": "interventional"})
    assert "rfa_lumbar" in listed(both)
    assert len(listed(physician.get(HAROLD, {"kind": "no such kind"}))) == len(treatments())


def test_nothing_found_says_what_to_try(physician):
    page = physician.get(HAROLD, {"search": "<script>zzz"})
    assert "No treatment matches" in words(page)
    assert "<script>zzz" not in page.content.decode()


def test_each_treatment_has_a_page_with_both_sides_and_how_it_is_judged(physician):
    parts = ("For this person", "For", "Against", "Expected for function", "What is known of it")
    for treatment in [each.id for each in treatments()][::12]:
        page = physician.get(f"{HAROLD}{treatment}/")
        assert page.status_code == 200, treatment
        told = words(page)
        lacking = [part for part in (*parts, "How we will know that it worked") if part not in told]
        assert not lacking, treatment


def test_both_sides_of_a_contested_treatment_stand_on_its_page(invented, signed_in):
    invented("adaeze-nwosu")
    client = signed_in("physician")
    page = words(client.get("/people/adaeze-nwosu/options/rfa_lumbar/"))
    assert "for a specialist; contested: the evidence points both ways" in page
    assert "helps little or not at all" in page
    assert "Busse" in page
    assert "contested by 34 societies" in page


def test_procedures_lead_to_their_checklist_and_opioids_to_the_planner(invented, signed_in):
    invented("nadia-haddad")
    client = signed_in("physician")
    procedure = client.get("/people/nadia-haddad/options/esi_lumbar/").content.decode()
    assert "/people/nadia-haddad/authorise/?for=esi_lumbar" in procedure
    chosen = words(client.get("/people/nadia-haddad/authorise/", {"for": "esi_lumbar"}))
    assert "Lumbar epidural steroid injection" in chosen
    assert "Spinal cord stimulator" not in chosen
    taken = client.get("/people/nadia-haddad/options/tramadol/").content.decode()
    assert "/people/nadia-haddad/taper/?medicine=opioid" in taken
    not_taken = client.get("/people/nadia-haddad/options/methadone/").content.decode()
    assert "/taper/" not in not_taken


def test_a_treatment_that_is_not_known_is_not_found(physician):
    assert physician.get(f"{HAROLD}bloodletting/").status_code == 404


def test_an_open_emergency_stands_before_the_list_and_before_a_treatment(invented, signed_in):
    invented("rosa-lindqvist")
    client = signed_in("physician")
    for path in ("", "aerobic_exercise/"):
        page = words(client.get(f"/people/rosa-lindqvist/options/{path}"))
        assert "Safety first: an emergency is open." in page


def test_somebody_who_died_has_no_list(chart_of, signed_in):
    chart_of(deceasedBoolean=True)
    client = signed_in("physician")
    for path in ("", "cbt/"):
        page = client.get(f"/people/p/options/{path}")
        assert page.status_code == 200
        assert "no plan is made" in words(page)


def test_only_those_who_may_see_the_person_see_them_and_the_trail_names_both(physician, cares_for):
    cares_for("nurse", "harold-okafor")
    for path in ("", "cbt/"):
        assert physician.get(f"{HAROLD}{path}").status_code == 404
    refused = AuditEvent.objects.filter(action="see", allowed=False).values_list("what", flat=True)
    assert list(refused) == ["all treatments and where they stand", "a treatment and where it stands"]


def test_a_treatment_leads_to_its_lesson_and_its_course_and_one_without_says_nothing(physician):
    taping = physician.get(f"{HAROLD}kinesiology_taping/").content.decode()
    for link in (
        "/learn/lessons/taping_tools/",
        "/learn/do/own_kinesiology_taping_self/",
        "/learn/courses/kinesiology_taping_self/",
    ):
        assert f'href="{link}"' in taping
        assert physician.get(link).status_code == 200
    assert "To learn it" not in words(physician.get(f"{HAROLD}spinal_manipulation/"))
