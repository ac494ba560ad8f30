"""The policy, and what every address of the site does, against the matrix that was written by hand."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.utils import timezone

from lenitive.desk import access
from lenitive.desk.access import ABOUT_A_PERSON, POLICY, Relation, decide, relation, rule, visible_people
from lenitive.desk.models import BrokenGlass, CareTeam, Clinic, Organisation, PersonClinic, Role
from lenitive.desk.policy import OWN_IN_WORDS

STRANGER = "stranger"
# One person in each relation to everybody who works in the Harbour clinic and is on the team of "team".
PEOPLE = {
    Relation.TEAM: "ana",
    Relation.OPEN: "ben",
    Relation.CLINIC: "cleo",
    Relation.OTHER: "dora",
    Relation.BROKEN: "emil",
}


def matrix():
    """(relation, role, action) -> yes or no, as the file says."""
    found, current, actions = {}, None, []
    for line in Path(__file__).with_name("access_matrix.txt").read_text().splitlines():
        if line.startswith("## "):
            current, actions = Relation(line[3:].split(":")[0]), []
        elif line.strip() and not line.startswith("#"):
            first, *cells = [cell.strip() for cell in line.split("|")]
            if not actions:
                actions = cells
                continue
            assert set(cells) <= {"yes", "-"}, line
            for action, cell in zip(actions, cells, strict=True):
                found[current, first, action] = cell == "yes"
    return found


MATRIX = matrix()


def test_the_matrix_names_every_role_relation_and_action_and_a_stranger():
    about = [(each, action) for each in PEOPLE for action in ABOUT_A_PERSON]
    every = about + [(Relation.NONE, action) for action in POLICY if action not in ABOUT_A_PERSON]
    whole = {(each, role, action) for each, action in every for role in [*Role.values, STRANGER]}
    assert set(MATRIX) == whole


def test_the_policy_says_what_the_matrix_says():
    said = {
        (each, role, action): role != STRANGER and rule(role, action, each).allowed
        for each, role, action in MATRIX
    }
    assert {key for key in MATRIX if MATRIX[key] != said[key]} == set()


@pytest.fixture
def two_clinics(load, staff):
    """Everybody of the Harbour clinic, and somebody in each relation to all of them."""
    load(*PEOPLE.values())
    trust, now = Organisation.objects.create(name="Coast health"), timezone.now()
    harbour = Clinic.objects.create(organisation=trust, name="Harbour clinic")
    hill = Clinic.objects.create(organisation=trust, name="Hill clinic")
    elsewhere = staff("nurse", "hill_nurse")
    elsewhere.clinics.add(hill)
    colleague = staff("nurse", "colleague")
    colleague.clinics.add(harbour)
    at = {Relation.OTHER: hill, Relation.BROKEN: hill}
    for each, patient_id in PEOPLE.items():
        PersonClinic.objects.create(patient_id=patient_id, clinic=at.get(each, harbour))
    CareTeam.objects.create(staff=colleague, patient_id=PEOPLE[Relation.CLINIC], since=now)
    for role in Role.values:
        one = staff(role)
        one.clinics.add(harbour)
        CareTeam.objects.create(staff=one, patient_id=PEOPLE[Relation.TEAM], since=now)
        until = now + timedelta(hours=4)
        emil = PEOPLE[Relation.BROKEN]
        BrokenGlass.objects.create(staff=one, patient_id=emil, reason="a fall", since=now, until=until)
    return harbour, hill


def test_each_relation_is_what_it_is_called(two_clinics, staff):
    for role in Role.values:
        assert {each: relation(staff(role), patient_id) for each, patient_id in PEOPLE.items()} == {
            each: each for each in PEOPLE
        }


def test_nobody_of_one_clinic_sees_a_person_of_the_other(two_clinics, staff):
    for role in Role.values:
        assert not decide(staff(role), "see", "dora").allowed
    assert not decide(staff("nurse", "hill_nurse"), "see", "ben").allowed
    assert decide(staff("nurse", "hill_nurse"), "see", "dora").allowed


@pytest.mark.parametrize("action", sorted(ABOUT_A_PERSON))
def test_a_list_of_people_holds_exactly_those_about_whom_one_may(two_clinics, staff, action):
    for role in Role.values:
        listed = set(visible_people(staff(role), action).values_list("patient_id", flat=True))
        may = {each for each in PEOPLE.values() if decide(staff(role), action, each).allowed}
        assert listed == may, role


def views():
    def walk(patterns, before=""):
        for each in patterns:
            if isinstance(each, URLResolver):
                yield from walk(each.url_patterns, before + str(each.pattern))
            elif isinstance(each, URLPattern):
                yield before + str(each.pattern), each.callback

    return sorted(walk(get_resolver().url_patterns), key=lambda each: each[0])


# What stands in an address in the place of its parts; a new kind of part is named here.
PARTS = {
    "<int:form>": "1",
    "<int:item>": "1",
    "<path:row_id>": "Patient/ana%231",
    "<str:rule_id>": "cdc22_4",
    "<str:instrument>": "peg",
    "<str:scale>": "score",
    "<str:procedure>": "scs_trial",
    "<str:policy>": "policy",
    "<str:treatment>": "exercise",
    "<str:kind>": "plan",
    "<int:pk>": "1",
    "<str:secret>": "nobody-knows-this",
    "<str:step>": "side",
    "<str:field>": "side",
    "<int:number>": "1",
    "<str:lesson>": "sleep",
    "<str:name>": "sleep.remarks",
    "<str:region>": "f-left-knee",
}


def path_of(address, patient_id="ana"):
    path = "/" + address.replace("<str:patient_id>", patient_id)
    for part, instead in PARTS.items():
        path = path.replace(part, instead)
    return path


class Answered(Exception):
    """The policy has answered; the view behind it need not run."""


@pytest.fixture
def answer_of(monkeypatch, staff):
    """What an address asks of the policy for a member of staff, and what it hears: (action, yes or no)."""
    everybody = {role: staff(role) for role in Role.values}

    def stop(request, action, *, allowed, **_):
        raise Answered(action, allowed)

    def decided(who, action, patient_id=None):
        raise Answered(action, answers(who, action, patient_id).allowed)

    views()  # every room is open before the policy is replaced: one opened meanwhile would keep the other
    answers = access.decide
    monkeypatch.setattr(access, "decide", decided)  # of a quiet view the trail hears only refusals
    monkeypatch.setattr(access.audit, "record", stop)

    def ask(role, method, path):
        request = getattr(RequestFactory(), method)(path)
        request.user = everybody[role]
        view, args, kwargs = resolve(unquote(path))
        try:
            view(request, *args, **kwargs)
        except Answered as answered:
            return answered.args
        return None

    return ask


def guarded():
    return [(address, view) for address, view in views() if view.policy in POLICY]


def without_a_policy(found):
    known = {*POLICY, *OWN_IN_WORDS, "open to anyone", "open to oneself"}
    return [address for address, view in found if getattr(view, "policy", "") not in known]


# The only places that somebody reaches who has not signed in: the door, the tablet of the waiting room, which
# shows nothing before the person's own code, the calendar feeds, which show nothing without their secret, and
# the door of the portal, with what helps at once; and what engines that find pages may read.
OPEN_TO_ANYONE = (
    "learn/",
    "robots.txt",
    "sign-in/",
    "tablet/",
    "calendar/feeds/",
    "me/enter/",
    "me/invited/",
    "me/now/",
    "me/shared/",
    "me/worker.js",
    "me/manifest.json",
)


def test_what_a_stranger_reaches_is_named_here():
    reached = [address for address, view in views() if view.policy == "open to anyone"]
    assert [address for address in reached if not address.startswith(OPEN_TO_ANYONE)] == []


def test_a_stranger_is_answered_by_the_door_alone_before_the_tablet_has_a_code(load, client):
    load("ana")
    for address, view in views():
        if view.policy == "open to anyone":
            assert b"Silva" not in b"".join(client.get(path_of(address))), address


def test_every_address_has_a_policy_that_is_known():
    found = views()
    assert len(found) > 20
    assert without_a_policy(found) == []


def test_a_new_address_without_a_policy_is_found_out():
    def forgotten(request):
        raise AssertionError

    assert without_a_policy([*views(), ("new/", forgotten)]) == ["new/"]


def test_every_address_does_what_the_matrix_says(two_clinics, answer_of):
    """Each address, asked by each role about a person in each relation: GET asks what it declares."""
    wrong = []
    for address, view in guarded():
        about = "patient_id" in address
        for each in PEOPLE if about else [Relation.NONE]:
            path = path_of(address, PEOPLE.get(each, ""))
            for role in Role.values:
                heard = answer_of(role, "get", path)
                if heard != (view.policy, MATRIX[each, role, view.policy]):
                    wrong.append((path, role, each.value, heard))
    assert wrong == []


def test_sending_a_form_asks_the_policy_as_well(two_clinics, answer_of):
    wrong = []
    for address, _view in guarded():
        about = "patient_id" in address
        for each in PEOPLE if about else [Relation.NONE]:
            path = path_of(address, PEOPLE.get(each, ""))
            for role in Role.values:
                heard = answer_of(role, "post", path)
                if heard is None or heard[1] != MATRIX[each, role, heard[0]]:
                    wrong.append((path, role, each.value, heard))
    assert wrong == []
