"""What is kept of the one page between two openings: never longer than the rows it was made of."""

from __future__ import annotations

import re
from datetime import date

import pytest

from lenitive.clinic import page as pages
from lenitive.clinic.same_rows import KeptLately, key_of

ROSA = "/people/rosa-lindqvist/"
DAY = date(2026, 5, 1)
PAIN = {"resourceType": "Condition", "id": "c1", "code": {"text": "Pain in the left knee"}}
LUNGS = {"resourceType": "Condition", "id": "c2", "code": {"text": "Asthma that wakes at night"}}


@pytest.fixture
def made(monkeypatch):
    """How often a page was put together from rows."""
    whole, times = pages.person_page, []

    def counted(*args):
        times.append(args[1])
        return whole(*args)

    monkeypatch.setattr(pages, "person_page", counted)
    return times


def of_no_session(response):
    """A page without what belongs to one session or one answer."""
    text = response.content.decode()
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)
    text = re.sub(r"X-CSRFToken[^}]+\}", "", text)
    text = re.sub(r'name="token" value="[^"]+"', "", text)
    return re.sub(r'nonce="[^"]+"|content="[^"]*nonce[^"]*"|inlineScriptNonce[^,}]+', "", text)


def test_a_page_opened_again_is_not_put_together_again(invented, signed_in, made):
    invented("rosa-lindqvist")
    physician = signed_in("physician")
    first, second = of_no_session(physician.get(ROSA)), of_no_session(physician.get(ROSA))
    assert made == ["rosa-lindqvist"]
    assert first == second


@pytest.mark.parametrize("roles", [("physician", "social_worker"), ("social_worker", "physician")])
def test_whoever_comes_second_sees_what_they_would_see_first(
    invented, signed_in, cares_for, nothing_kept, roles
):
    invented("rosa-lindqvist")
    clients = {role: signed_in(role) for role in roles}
    for role in roles:
        cares_for(role, "rosa-lindqvist")
    warm = {role: of_no_session(clients[role].get(ROSA)) for role in roles}
    alone = {}
    for role in roles:
        nothing_kept()
        alone[role] = of_no_session(clients[role].get(ROSA))
    assert warm == alone
    assert warm[roles[0]] != warm[roles[1]]


def test_no_kept_part_holds_what_belongs_to_one_session(invented, signed_in):
    invented("rosa-lindqvist")
    assert signed_in("physician").get(ROSA).status_code == 200
    (kept,) = pages._kept._kept.values()
    assert len(kept.parts) > 8
    for name, text in kept.parts.items():
        assert not re.search(r"csrf|nonce|<form|The physician", text), name


def test_a_new_row_shows_at_once(chart_of, signed_in, made):
    physician = signed_in("physician")
    chart_of(PAIN)
    before = physician.get("/people/p/").content.decode().lower()
    assert "pain in the left knee" in before
    chart_of({**PAIN, "code": {"text": "Pain in the right hip"}})
    after = physician.get("/people/p/").content.decode()
    assert "right hip" in after
    assert "left knee" not in after
    assert made == ["p", "p"]


def test_a_row_written_past_the_pages_shows_at_once(chart_of, signed_in):
    from lenitive.desk.models import Patient

    physician = signed_in("physician")
    chart_of(PAIN)
    assert "Renamed" not in physician.get("/people/p/").content.decode()
    Patient.objects.filter(patient_id="p").update(name="Renamed by a command")
    assert "Renamed by a command" in physician.get("/people/p/").content.decode()


def test_the_name_changes_with_a_row_the_day_and_what_is_told(chart_of):
    from lenitive.desk import store

    chart_of(PAIN)
    with store.person("p") as record:
        same = [key_of(record, DAY, "p"), key_of(record, DAY, "p")]
        others = [key_of(record, date(2026, 5, 2), "p"), key_of(record, DAY, "q")]
    chart_of(PAIN, LUNGS)
    with store.person("p") as record:
        others.append(key_of(record, DAY, "p"))
    assert same[0] == same[1]
    assert len({same[0], *others}) == 4


def test_what_was_asked_for_longest_ago_goes_first():
    kept: KeptLately[int] = KeptLately(most=2)
    for key in (b"a", b"b", b"a", b"c"):
        kept.get(key, lambda: 1)
    assert [kept.get(key, lambda: 2) for key in (b"a", b"c", b"b")] == [1, 1, 2]
