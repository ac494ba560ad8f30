"""Who may do what: the policy as one table, every address behind it, and what a refusal looks like."""

from __future__ import annotations

import re

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from lenitive.desk import access, store
from lenitive.desk.access import Relation, decide
from lenitive.desk.models import AuditEvent, CareTeam, Role
from lenitive.desk.policy import OWN_IN_WORDS
from tests.desk.test_access_matrix import path_of


def views():
    def walk(patterns, before=""):
        for each in patterns:
            if isinstance(each, URLResolver):
                yield from walk(each.url_patterns, before + str(each.pattern))
            elif isinstance(each, URLPattern):
                yield before + str(each.pattern), each.callback

    return sorted(walk(get_resolver().url_patterns), key=lambda each: each[0])


def test_every_address_of_the_site_has_a_policy():
    found = views()
    assert len(found) > 8
    assert [address for address, view in found if not getattr(view, "policy", "")] == []


def test_every_address_about_a_person_asks_an_action_about_a_person():
    wrong = [
        address
        for address, view in views()
        if ("patient_id" in address) != (view.policy in access.ABOUT_A_PERSON)
    ]
    assert wrong == []


def test_a_view_cannot_be_guarded_by_an_action_that_the_policy_does_not_know():
    with pytest.raises(ValueError, match="knows no action 'peek'"):
        access.may("peek")


def test_a_question_about_a_person_needs_the_person(staff):
    with pytest.raises(ValueError, match="is about a person"):
        decide(staff("nurse"), "see")


def test_nobody_gets_anything_without_signing_in(load, client):
    load("ana")
    for address, view in views():
        if view.policy == "open to anyone":
            continue  # each of these is named by hand in test_access_matrix.py
        path = path_of(address)
        answer = client.get(path)
        assert answer.status_code == 302, path
        door = "/me/enter/" if view.policy in OWN_IN_WORDS else "/sign-in/"
        assert answer.url.startswith(f"{door}?next="), path


def test_a_person_without_a_team_is_open_to_clinicians_until_somebody_joins(load, staff, cares_for):
    load("ana")
    assert decide(staff("nurse"), "see", "ana").allowed
    cares_for("physician", "ana")
    refused = decide(staff("nurse"), "see", "ana")
    assert (refused.allowed, refused.relation) == (False, Relation.CLINIC)
    assert decide(staff("physician"), "see", "ana").allowed


def test_an_ended_relation_counts_no_more(load, staff, cares_for):
    from django.utils import timezone

    load("ana")
    cares_for("physician", "ana")
    cares_for("nurse", "ana")
    CareTeam.objects.filter(staff=staff("nurse")).update(until=timezone.now())
    assert not decide(staff("nurse"), "see", "ana").allowed


def test_an_account_that_is_closed_may_nothing(load, staff):
    load("ana")
    nurse = staff("nurse")
    nurse.is_active = False
    assert not decide(nurse, "see", "ana").allowed


def test_a_list_holds_exactly_the_people_whose_page_opens(load, staff, cares_for):
    load("ana", "ben", "cleo")
    cares_for("nurse", "ana")
    cares_for("physician", "ben")
    for role in Role.values:
        listed = {line.patient_id for line in store.people(staff=staff(role)).rows}
        opens = {each for each in ("ana", "ben", "cleo") if decide(staff(role), "see", each).allowed}
        assert listed == opens, role


def test_somebody_elses_person_is_not_found_and_the_try_is_in_the_trail(load, signed_in, cares_for):
    load("ana")
    cares_for("physician", "ana")
    answer = signed_in("nurse").get("/people/ana/access/")
    assert answer.status_code == 404
    assert b"Silva" not in answer.content
    last = AuditEvent.objects.order_by("id").last()
    assert (last.actor, last.action, last.patient_id, last.allowed) == ("nurse", "see", "ana", False)
    assert last.why == "others care for this person"


def shown(answer):
    """A page without what differs each time it is sent."""
    return re.sub(r'(nonce|value)="[^"]{20,}"', "", answer.content.decode())


def test_a_person_who_does_not_exist_looks_the_same_as_one_who_is_not_yours(load, signed_in, cares_for):
    load("ana")
    cares_for("physician", "ana")
    one = signed_in("nurse")
    there, nowhere = one.get("/people/ana/access/"), one.get("/people/zoe/access/")
    assert there.status_code == nowhere.status_code == 404
    assert shown(there).replace("ana", "zoe") == shown(nowhere)


def test_the_access_page_says_why_and_who(load, signed_in, cares_for):
    load("ana")
    cares_for("nurse", "ana")
    page = signed_in("nurse").get("/people/ana/access/").content.decode()
    assert "on the care team" in page
    assert "The nurse" in page
    assert "The nurse opened Ana Silva (N-ana): access" in page


def test_joining_a_team_needs_a_reason(load, signed_in, cares_for):
    load("ana")
    cares_for("physician", "ana")
    one = signed_in("nurse")
    assert one.post("/people/ana/join/", {"reason": ""}).status_code == 422
    assert one.get("/people/ana/access/").status_code == 404


def test_joining_a_team_opens_the_record_and_leaves_the_reason(load, signed_in, cares_for):
    load("ana")
    cares_for("physician", "ana")
    one = signed_in("nurse")
    answer = one.post("/people/ana/join/", {"reason": "covers for Dr Ito this week"})
    assert answer.status_code == 302
    assert b"covers for Dr Ito this week" in one.get("/people/ana/access/").content
    assert AuditEvent.objects.filter(action="joined", what="covers for Dr Ito this week").count() == 1


def test_joining_twice_is_joining_once(load, signed_in):
    load("ana")
    one = signed_in("nurse")
    for _ in range(2):
        one.post("/people/ana/join/", {"reason": "takes over the care"})
    assert CareTeam.objects.filter(patient_id="ana").count() == 1
