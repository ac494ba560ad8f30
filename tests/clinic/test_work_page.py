from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lenitive.clinic.models import SavedView, State, WorkItem, WorkStep
from lenitive.clinic.work.listing import MOST_COUNTED, counts
from lenitive.desk.models import AuditEvent


@pytest.fixture
def item(load):
    """Put a piece of work into the store: `item("ana", kind="naloxone")`."""

    def put(patient_id="ana", *, kind="naloxone", urgency=2, subject="cdc22_8", due=None, ago=0, **more):
        now = timezone.now()
        return WorkItem.objects.create(
            patient_id=patient_id,
            kind=kind,
            subject=subject,
            title=f"{kind} of {patient_id}",
            urgency=urgency,
            due=due,
            **({"by": due} if due else {}),
            mark="m",
            changed_at=now,
            opened_at=now - timedelta(minutes=ago),
            **more,
        )

    load("ana", "ben", "cleo")
    return put


def titles(response):
    return [row.item.title for row in response.context["rows"]]


def say(client, item, did, **more):
    address = f"/people/{item.patient_id}/work/{item.pk}/"
    return client.post(address, {"did": did, "next": f"/work/{item.kind}/", **more}, follow=True)


def test_the_most_pressing_stands_first_then_the_earliest_due(item, signed_in):
    today = timezone.localdate()
    item("ana", due=today + timedelta(days=9))
    item("ben", due=today - timedelta(days=9))
    item("cleo", urgency=1)
    response = signed_in("physician").get("/work/naloxone/")
    assert titles(response) == ["naloxone of cleo", "naloxone of ben", "naloxone of ana"]
    assert "9 days late" in response.content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"ana", "ben", "cleo"}),
        ({"urgency": "urgent"}, {"ben"}),
        ({"due": "over"}, {"ana"}),
        ({"due": "week"}, {"ben"}),
        ({"due": "none"}, {"cleo"}),
        ({"owner": "me"}, {"ben"}),
        ({"owner": "mine"}, {"cleo"}),
        ({"owner": "nobody"}, {"ana", "cleo"}),
        ({"state": "unread"}, {"ana", "cleo"}),
        ({"state": "done"}, set()),
        ({"owner": "x", "due": "'", "urgency": "\x00", "state": "", "page": "-1"}, {"ana", "ben", "cleo"}),
    ],
)
def test_filters_choose(item, signed_in, staff, cares_for, query, found):
    today, nurse = timezone.localdate(), staff("nurse")
    cares_for("nurse", "cleo")
    item("ana", due=today - timedelta(days=1))
    item("ben", due=today + timedelta(days=7), urgency=1, owner=nurse, state=State.SEEN)
    item("cleo")
    response = signed_in("nurse").get("/work/naloxone/", query)
    assert {row.item.patient_id for row in response.context["rows"]} == found


def test_work_about_people_whom_one_may_not_see_is_neither_listed_nor_counted_nor_touched(
    item, signed_in, staff, cares_for
):
    cares_for("nurse", "ana")
    hidden, seen = item("ana"), item("ben")
    client = signed_in("physician")
    assert titles(client.get("/work/naloxone/")) == ["naloxone of ben"]
    assert {each.kind.id: each.number for each in counts(staff("physician"))}["naloxone"] == 1
    assert client.post(f"/people/ana/work/{hidden.pk}/", {"did": "done"}).status_code == 404
    # Nor by the name of somebody else whom one may see.
    assert client.post(f"/people/ben/work/{hidden.pk}/", {"did": "done"}).status_code == 404
    assert set(WorkItem.objects.values_list("state", flat=True)) == {State.OPEN}
    assert AuditEvent.objects.filter(action="hand_on", allowed=False).count() == 1
    assert say(client, seen, "take").status_code == 200


def test_taken_seen_and_done_with_an_undo_that_puts_back(item, signed_in):
    one, client = item(), signed_in("nurse")
    page = say(client, one, "take").content.decode()
    assert "is taken over" in page
    assert "Yours" in page
    step = WorkStep.objects.latest("pk")
    page = client.post(f"/people/ana/work/undo/{step.pk}/", {"next": "/work/naloxone/"}, follow=True)
    assert "as it was before" in page.content.decode()
    one.refresh_from_db()
    assert (one.state, one.owner) == (State.OPEN, None)
    say(client, one, "done")
    assert titles(client.get("/work/naloxone/")) == []
    assert titles(client.get("/work/naloxone/", {"state": "done"})) == ["naloxone of ana"]


def test_who_is_slower_is_told_and_changes_nothing(item, signed_in, staff):
    one = item()
    say(signed_in("physician"), one, "take", had="")
    page = say(signed_in("nurse"), one, "take", had="").content.decode()
    assert "The physician has taken it meanwhile" in page
    one.refresh_from_db()
    assert one.owner == staff("physician")
    say(signed_in("nurse"), one, "take", had=str(staff("physician").pk))
    one.refresh_from_db()
    assert one.owner == staff("nurse")


def test_a_form_sent_twice_counts_once(item, signed_in):
    one, client = item(), signed_in("nurse")
    say(client, one, "done", had="")
    say(client, one, "done", had="")
    assert list(WorkStep.objects.values_list("did", flat=True)) == ["done"]


def test_putting_off_wants_a_reason_and_a_day_and_says_so(item, signed_in):
    one, client = item(), signed_in("nurse")
    assert "why it is put off is missing" in say(client, one, "put_off", until="2200-01-01").content.decode()
    later = (timezone.localdate() + timedelta(days=7)).isoformat()
    say(client, one, "put_off", reason="", other="Away until then", until=later)
    one.refresh_from_db()
    assert (one.state, one.reason, one.until.isoformat()) == (State.PUT_OFF, "Away until then", later)


def test_an_emergency_leads_to_its_finding_and_climbs_to_the_role_that_must_see_it(item, signed_in):
    item(kind="emergency", subject="red_cauda_equina", urgency=0, ago=65)
    page = signed_in("psychologist").get("/work/emergency/", {"owner": "me"}).content.decode()
    assert "/people/ana/findings/red_cauda_equina/" in page
    assert "climbed to every physician, psychologist and pharmacist" in page
    assert "Put off" not in page.partition("keep-view")[0]
    assert titles(signed_in("physiotherapist").get("/work/emergency/", {"owner": "me"})) == []


def test_an_emergency_reaches_the_coordinator_who_may_hand_it_on_though_not_open_the_record(
    item, signed_in, cares_for
):
    cares_for("nurse", "ana")
    item("ana")
    item("ana", kind="emergency", subject="red_cauda_equina", urgency=0, ago=300)
    coordinator = signed_in("coordinator")
    assert titles(coordinator.get("/work/emergency/", {"owner": "me"})) == ["emergency of ana"]
    assert titles(coordinator.get("/work/naloxone/")) == []
    assert titles(signed_in("physician").get("/work/emergency/")) == []


def test_the_next_address_never_leaves_the_site(item, signed_in):
    one = item()
    for evil in ("https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil"):
        answer = signed_in("nurse").post(f"/people/ana/work/{one.pk}/", {"did": "seen", "next": evil})
        assert answer.status_code == 302
        assert answer["Location"].startswith("/work/")


def test_a_view_is_kept_under_a_name_for_oneself_alone_and_forgotten(item, signed_in):
    item()
    client = signed_in("nurse")
    form = {"owner": "me", "due": "over", "name": "Mine, late"}
    assert "is kept" in client.post("/work/naloxone/views/", form, follow=True).content.decode()
    view = SavedView.objects.get()
    assert view.query == "owner=me&due=over"
    assert "Mine, late" in client.get("/work/naloxone/").content.decode()
    assert "Mine, late" not in signed_in("physician").get("/work/naloxone/").content.decode()
    signed_in("physician").post("/work/naloxone/views/", {"forget": view.pk})
    assert SavedView.objects.count() == 1
    client.post("/work/naloxone/views/", {"forget": view.pk})
    assert SavedView.objects.count() == 0


def test_counting_stops_at_a_number_that_says_enough(item, staff):
    for number in range(MOST_COUNTED + 5):
        item(subject=str(number))
    count = next(each for each in counts(staff("physician")) if each.kind.id == "naloxone")
    assert count.shown == f"{MOST_COUNTED}+"


def test_those_who_may_look_and_not_act_get_no_buttons(item, signed_in, cares_for):
    cares_for("trainee", "ana")
    one = item()
    page = signed_in("trainee").get("/work/naloxone/").content.decode()
    assert "naloxone of ana" in page
    assert "Take over" not in page
    assert signed_in("trainee").post(f"/people/ana/work/{one.pk}/", {"did": "done"}).status_code == 404


def test_an_unknown_list_is_not_found_and_an_empty_one_says_how_it_fills(item, signed_in):
    assert signed_in("nurse").get("/work/nothing/").status_code == 404
    assert "fills by itself" in signed_in("nurse").get("/work/lost/").content.decode()
    assert "Show the whole list" in signed_in("nurse").get("/work/lost/", {"due": "over"}).content.decode()


def test_the_number_of_queries_does_not_grow_with_the_work(item, signed_in):
    client, numbers = signed_in("physician"), []
    for subjects in (range(1), range(1, 20)):
        for number in subjects:
            item(subject=str(number))
        client.get("/work/naloxone/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/work/naloxone/")
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] <= 40
