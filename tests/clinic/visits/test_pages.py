"""The pages of visits: opened, filled with and without the script, closed, corrected; and adverse events."""

from __future__ import annotations

import uuid

import pytest

from lenitive.clinic.models import AdverseEvent, Visit, VisitChange, WorkItem
from lenitive.clinic.visits.told import sections
from lenitive.desk.models import RECORD, AuditEvent
from tests.clinic.visits.test_filling import BLOCK, close, fill, opened

P = "/people/p/visits/"


@pytest.fixture
def ito(chart_of, signed_in):
    chart_of(birthDate="1970-02-03", gender="female")
    return signed_in("physician")


@pytest.fixture
def doctor(ito, staff):
    return staff("physician")


def post(client, path, **more):
    return client.post(path, {"token": str(uuid.uuid4()), **more})


def test_a_visit_is_opened_once_and_begins_with_what_is_known(ito):
    token = str(uuid.uuid4())
    for _again in range(2):
        answer = ito.post(f"{P}open/", {"token": token, "template": "procedure"})
        assert answer.status_code == 302
    assert Visit.objects.count() == 1
    page = ito.get(answer.url).content.decode()
    for words in ("Before you begin", "Questionnaires that came in", "Time-out", "Expected and not answered"):
        assert words in page
    assert "Nobody has said that the list of medicines is complete" in page


def test_a_step_is_kept_without_the_script_and_what_does_not_fit_loses_nothing_else(ito, doctor):
    visit = opened("p", doctor)
    path = f"{P}{visit.pk}/steps/indication/"
    answer = post(ito, path, **{"v-reason": "left knee", "v-pain_before": "80", "seen-reason": "0"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="80"' in page
    assert "Write a number: 0 to 10" in page
    assert visit.values_now.get(field="reason").value == "left knee"
    assert post(ito, path, **{"v-pain_before": "8"}).status_code == 302


def test_a_form_takes_back_nothing_that_somebody_else_wrote_meanwhile(ito, doctor, staff):
    visit = opened("p", doctor)
    fill(visit, {"reason": "neck"}, doctor)
    fill(visit, {"reason": "shoulder"}, staff("nurse"))
    path = f"{P}{visit.pk}/steps/indication/"
    post(ito, path, **{"v-reason": "neck", "seen-reason": "1", "v-pain_before": "5"})
    assert visit.values_now.get(field="reason").value == "shoulder"
    assert visit.values_now.get(field="pain_before").value == "5"


def test_a_field_is_kept_as_it_is_typed_and_counts_once(ito, doctor):
    visit = opened("p", doctor)
    path, sent = f"{P}{visit.pk}/field/", {"field": "reason", "value": "neck", "seen": "0", "token": "a" * 32}
    for _again in range(2):
        answer = ito.post(path, sent)
        assert (answer.status_code, answer.json()["number"]) == (200, 1)
    assert VisitChange.objects.count() == 1
    assert ito.post(path, sent | {"field": "side", "value": "up", "token": "b" * 32}).status_code == 422
    fill(visit, {"consent": "no"}, doctor)
    held = ito.post(path, sent | {"field": "in_the_room", "value": "Dr Ito", "token": "c" * 32})
    assert held.status_code == 409
    assert "has not agreed" in held.json()["says"]


def test_who_may_not_fill_it_sees_it_and_sends_in_vain(chart_of, signed_in, staff, cares_for):
    chart_of()
    for role in ("physician", "psychologist", "coordinator", "trainee"):
        cares_for(role, "p")
    visit = opened("p", staff("physician"))
    assert signed_in("psychologist").get(f"{P}{visit.pk}/").status_code == 200
    step = f"{P}{visit.pk}/steps/indication/"
    assert post(signed_in("psychologist"), step, **{"v-reason": "x"}).status_code == 404
    assert post(signed_in("coordinator"), step, **{"v-reason": "x"}).status_code == 404
    assert post(signed_in("trainee"), step, **{"v-reason": "neck"}).status_code == 302
    assert post(signed_in("trainee"), f"{P}{visit.pk}/close/").status_code == 404
    assert AuditEvent.objects.filter(allowed=False, action="sign").exists()


def test_closing_says_what_is_missing_and_then_closes(ito, doctor):
    visit = opened("p", doctor)
    answer = post(ito, f"{P}{visit.pk}/close/")
    assert answer.status_code == 422
    assert "still to be filled in" in answer.content.decode()
    fill(visit, BLOCK, doctor)
    assert post(ito, f"{P}{visit.pk}/close/").status_code == 302
    page = ito.get(f"{P}{visit.pk}/").content.decode()
    assert "Closed by The physician" in page
    assert "What it did" in page


def test_a_wrong_side_is_corrected_with_a_reason_and_asks_for_an_event(ito, doctor):
    visit = opened("p", doctor)
    fill(visit, BLOCK, doctor)
    close(visit.pk, doctor)
    path = f"{P}{visit.pk}/fields/side/"
    assert "Correct it" in ito.get(path).content.decode()
    short = post(ito, f"{path}correct/", value="right", seen="1", reason="no")
    assert short.status_code == 422
    assert "with a reason" in short.content.decode()
    answer = post(ito, f"{path}correct/", value="right", seen="1", reason="the image shows the right side")
    assert answer.url == f"/people/p/events/new/?visit={visit.pk}&what=wrong_side"
    form = ito.get(answer.url).content.decode()
    assert 'value="wrong_side" selected' in form
    assert 'value="mbb_diagnostic" selected' in form
    page = ito.get(path).content.decode()
    assert "<del>left</del>" in page
    assert "corrected after closing" in page
    titles = {each.id: each for each in sections(visit.pk)}
    assert "Side: left → right, The physician" in titles["corrections"].lines[0].text


EVENT = {
    "what": "infection",
    "words": "abscess at the site",
    "day": "2026-01-05",
    "severity": "severe",
    "treatment": "esi_lumbar",
    "relation": "probable",
    "outcome": "not_recovered",
}


def test_a_serious_event_is_in_the_record_and_on_the_work_list_until_it_is_over(ito):
    token = str(uuid.uuid4())
    for _again in range(2):
        assert ito.post("/people/p/events/new/", EVENT | {"token": token}).status_code == 302
    event = AdverseEvent.objects.get()
    assert RECORD["condition"].objects.get(patient_id="p").text == "Adverse event: infection"
    harm = RECORD["treatment"].objects.get(patient_id="p")
    assert (harm.treatment, harm.outcome) == ("esi_lumbar", "harm")
    assert WorkItem.objects.get(kind="adverse_event").holds
    later = EVENT | {"token": str(uuid.uuid4()), "outcome": "recovered", "replaces": str(event.pk)}
    assert ito.post("/people/p/events/new/", later).status_code == 302
    assert not WorkItem.objects.get(kind="adverse_event").holds
    assert RECORD["condition"].objects.get(patient_id="p").status == "resolved"
    page = ito.get("/people/p/events/").content.decode()
    assert "Told before" in page
    assert AdverseEvent.objects.count() == 2
    again = EVENT | {"token": str(uuid.uuid4()), "replaces": str(event.pk)}
    assert ito.post("/people/p/events/new/", again).status_code == 422


@pytest.mark.parametrize("wrong", [{"what": ""}, {"day": "2999-01-01"}, {"severity": "awful"}, {"words": ""}])
def test_an_event_that_lacks_something_is_shown_again(ito, wrong):
    answer = post(ito, "/people/p/events/new/", **(EVENT | wrong))
    assert answer.status_code == 422
    assert not AdverseEvent.objects.exists()


def test_events_are_counted_against_what_was_done_and_name_nobody(ito, doctor, signed_in):
    visit = opened("p", doctor)
    fill(visit, BLOCK, doctor)
    close(visit.pk, doctor)
    day = visit.day.isoformat()
    post(
        ito,
        "/people/p/events/new/",
        **(EVENT | {"treatment": "mbb_diagnostic", "day": day, "visit": str(visit.pk)}),
    )
    lead = signed_in("programme_lead")
    page = lead.get("/events/").content.decode()
    assert "Events: 1, serious ones: 1; closed visits: 1, of people: 1" in page
    assert "100.0" in page
    assert "/people/p/" not in page
    assert "abscess" not in page
    assert ito.get("/events/").status_code == 404


def test_relief_at_two_weeks_is_asked_for_until_somebody_says_it(ito, doctor):
    from datetime import timedelta

    from django.utils import timezone

    at = timezone.now() - timedelta(days=15)
    visit = opened("p", doctor, now=at)
    fill(visit, BLOCK, doctor, at)
    close(visit.pk, doctor, at)
    assert WorkItem.objects.get(kind="relief").holds
    post(ito, f"{P}{visit.pk}/steps/relief/", **{"v-relief_2w": "60", "v-activity_2w": "gardens again"})
    from lenitive.clinic.summary import refresh

    refresh(["p"])
    assert not WorkItem.objects.get(kind="relief").holds
    assert [row.value_number for row in RECORD["score"].objects.filter(scale="percent")] == [60.0]
    assert "At 2 weeks: relief" in ito.get(f"{P}{visit.pk}/relief/").content.decode()


def test_the_first_side_is_not_shown_before_the_second_one_is_chosen(ito, doctor, staff):
    visit = opened("p", doctor)
    fill(visit, {"consent": "yes", "side": "left"}, doctor)
    page = ito.get(f"{P}{visit.pk}/").content.decode()
    assert "not shown until it is chosen again" in page
    assert 'value="left" checked' not in page
    post(ito, f"{P}{visit.pk}/steps/side/", **{"seen-side": "1", "v-levels": "L4-L5"})
    assert visit.values_now.get(field="side").value == "left"
    fill(visit, {"side_again": "left"}, doctor)
    page = ito.get(f"{P}{visit.pk}/").content.decode()
    assert page.count('value="left" checked') == 2
    assert "Side: both were chosen by The physician" in page
    fill(visit, {"side_again": ""}, doctor)
    fill(visit, {"side_again": "left"}, staff("nurse"))
    assert "both were chosen by" not in ito.get(f"{P}{visit.pk}/").content.decode()
