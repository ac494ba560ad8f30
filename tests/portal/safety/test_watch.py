"""Who watches: without somebody nothing that cannot wait is asked; an alarm reaches the list and climbs."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from lenitive.clinic.models import Asking, State, Way, WorkItem
from lenitive.clinic.tablet import sessions
from lenitive.clinic.work.climb import climb_of, write_climbs
from lenitive.desk.models import AuditEvent
from lenitive.knowledge import instruments
from lenitive.portal.models import Watch
from lenitive.portal.safety.watching import cannot_wait, who_reads

pytestmark = pytest.mark.django_db
EVERY_DAY = "0123456"


@pytest.fixture
def watched(staff):
    """A nurse who watches over everybody, day and night."""
    return Watch.objects.create(
        staff=staff("nurse"), days=EVERY_DAY, opens=time(0), closes=time(0), within_minutes=30,
        phone="555 0100", made_by="Lead",
    )  # fmt: skip


def begin(patient_id, *forms):
    return sessions.start(patient_id, forms, None, Way.PORTAL)[0]


def harm(client, asking):
    """Answer the ninth question of the PHQ-9 with one point."""
    return client.post(f"/me/ask/{asking.pk}/0/8/", {"value": "1", "do": "answer"})


@pytest.mark.parametrize(
    ("form", "cannot"),
    [
        ("phq9", True),
        ("red_flags", True),
        ("lbp_redflags", True),
        ("social", True),
        ("peg", False),
        ("pseq", False),
    ],
)
def test_which_forms_hold_an_answer_that_cannot_wait(form, cannot):
    assert cannot_wait(form) is cannot


def test_without_a_watcher_staff_are_refused_with_the_reason_and_nothing_is_asked(me, cares_for, signed_in):
    me("ana")
    cares_for("nurse", "ana")
    page = signed_in("nurse").post("/people/ana/ask/", {"form": ["phq9"], "way": "portal"})
    assert page.status_code == 422
    assert "nobody is named who watches" in page.content.decode()
    assert not Asking.objects.exists()


def test_with_a_watcher_staff_may_ask_it_from_home(me, cares_for, signed_in, watched):
    me("ana")
    cares_for("nurse", "ana")
    assert signed_in("nurse").post("/people/ana/ask/", {"form": ["phq9"], "way": "portal"}).status_code == 302
    assert Asking.objects.get().way == Way.PORTAL


def test_a_watch_of_somebody_who_left_or_that_was_ended_does_not_count(me, watched):
    me("ana")
    watched.staff.is_active = False
    watched.staff.save()
    assert who_reads("ana").watches == ()
    watched.staff.is_active = True
    watched.staff.save()
    assert who_reads("ana").watches == (watched,)
    Watch.objects.update(ended_at=timezone.now())
    assert who_reads("ana").watches == ()


def test_a_watch_of_another_clinic_does_not_count(me, watched):
    from lenitive.desk.models import Clinic, Organisation, PersonClinic

    me("ana")
    hill = Clinic.objects.create(organisation=Organisation.objects.create(name="Coast"), name="Hill")
    Watch.objects.update(clinic=hill)
    assert who_reads("ana").watches == ()
    PersonClinic.objects.create(patient_id="ana", clinic=hill)
    assert len(who_reads("ana").watches) == 1


def test_when_the_watcher_is_gone_half_way_the_form_goes_no_further_and_the_answers_stay(me, watched):
    phone = me("ana")
    one = begin("ana", "phq9")
    phone.post(f"/me/ask/{one.pk}/0/0/", {"value": "1", "do": "answer"})
    Watch.objects.update(ended_at=timezone.now())
    assert harm(phone, one).url == "/me/ask/"
    assert not AuditEvent.objects.filter(action="own_alarm").exists()
    one.refresh_from_db()
    assert one.ended_at is not None


def test_a_positive_answer_leads_straight_to_what_to_do_and_reaches_the_list_with_an_owner(
    me, cares_for, watched
):
    phone = me("ana")
    cares_for("nurse", "ana")
    one = begin("ana", "phq9")
    answer = harm(phone, one)
    assert answer.url.startswith("/me/now/?kind=self_harm")
    page = phone.get(answer.url).content.decode()
    assert "Thank you for telling us" in page
    assert f"/me/ask/{one.pk}/said/" in page
    item = WorkItem.objects.get(patient_id="ana", kind="emergency")
    assert (item.state, item.owner) == (State.OPEN, watched.staff)
    assert item.limit_at is not None
    told = AuditEvent.objects.get(action="own_alarm")
    assert (told.actor_name, told.patient_id) == ("Ana", "ana")
    one.refresh_from_db()
    assert one.alarms == [["self_harm", "phq9", "q9"]]


def test_an_alarm_that_nobody_reads_climbs_as_the_clock_moves(me, cares_for, watched):
    phone = me("ana")
    cares_for("nurse", "ana")
    harm(phone, begin("ana", "phq9"))
    item, now = WorkItem.objects.get(patient_id="ana", kind="emergency"), timezone.now()
    steps = [climb_of(item, now + timedelta(minutes=minutes)).steps for minutes in (0, 31, 61, 241)]
    assert steps == [0, 1, 2, 3]
    assert write_climbs(now + timedelta(minutes=61)) == 1
    item.refresh_from_db()
    assert item.climbed == 2
    assert item.steps.filter(did="climbed").exists()


@pytest.mark.parametrize("sign", ["saddle_numbness", "new_urinary_retention_or_incontinence"])
def test_a_sign_of_cauda_equina_leads_straight_to_what_to_do_and_reaches_the_list(me, watched, sign):
    phone, one = me("ana"), begin("ana", "red_flags")
    place = instruments.instrument("red_flags").position[sign]
    answer = phone.post(f"/me/ask/{one.pk}/0/{place}/", {"value": "1", "do": "answer"})
    assert (answer.status_code, answer.url.startswith("/me/now/?kind=cauda_equina")) == (302, True)
    page = phone.get(answer.url).content.decode()
    first = page.index("<details")
    assert page[first : first + 14] == "<details open>"
    assert AuditEvent.objects.filter(action="own_alarm", patient_id="ana").count() == 1
    item = WorkItem.objects.get(patient_id="ana", kind="emergency", subject__contains="cauda")
    assert (item.state, item.owner) == (State.OPEN, watched.staff)
    one.refresh_from_db()
    assert one.alarms == [["emergency", "red_flags", sign]]


def test_a_sign_that_is_answered_no_alarms_nobody(me, watched):
    phone, one = me("ana"), begin("ana", "red_flags")
    place = instruments.instrument("red_flags").position["saddle_numbness"]
    answer = phone.post(f"/me/ask/{one.pk}/0/{place}/", {"value": "0", "do": "answer"})
    assert "/me/now/" not in answer.url
    assert not AuditEvent.objects.filter(action="own_alarm").exists()
    assert not WorkItem.objects.filter(kind="emergency").exists()


def test_what_is_answered_about_safety_at_home_is_told_to_staff_and_shows_nothing(me, watched):
    phone = me("ana")
    place = instruments.instrument("social").position["unsafe_at_home"]
    one = begin("ana", "social")
    answer = phone.post(f"/me/ask/{one.pk}/0/{place}/", {"value": "1", "do": "answer"})
    assert "/me/now/" not in answer.url
    assert AuditEvent.objects.filter(action="own_alarm").exists()


MONDAY_9_TO_17 = {"days": "0", "opens": time(9), "closes": time(17)}
FRIDAY_NIGHT = {"days": "4", "opens": time(20), "closes": time(8)}


@pytest.mark.parametrize(
    ("watch", "at", "reads"),
    [
        (MONDAY_9_TO_17, "2026-11-23T09:00", True),
        (MONDAY_9_TO_17, "2026-11-23T17:00", False),
        (MONDAY_9_TO_17, "2026-11-24T12:00", False),
        (FRIDAY_NIGHT, "2026-11-27T23:00", True),
        (FRIDAY_NIGHT, "2026-11-28T07:59", True),  # the morning after
        (FRIDAY_NIGHT, "2026-11-28T08:00", False),
        (FRIDAY_NIGHT, "2026-11-27T07:00", False),  # the morning before
        ({"days": "5", "opens": time(0), "closes": time(0)}, "2026-11-28T00:00", True),
        ({"days": "5", "opens": time(0), "closes": time(0)}, "2026-11-28T23:59", True),
        ({"days": "5", "opens": time(0), "closes": time(0)}, "2026-11-29T00:00", False),
    ],
)
def test_when_somebody_reads(watch, at, reads):
    assert Watch(**watch).reads_at(datetime.fromisoformat(at)) is reads


def test_outside_the_hours_the_page_says_that_nobody_reads_and_what_to_do_instead(me, watched):
    phone = me("ana")
    assert "is watching now" in phone.get("/me/ask/").content.decode()
    Watch.objects.update(days=str((timezone.localtime().weekday() + 3) % 7), opens=time(9), closes=time(10))
    page = phone.get("/me/ask/").content.decode()
    assert "Nobody at the clinic reads this right now" in page
    assert "/me/now/" in page
    assert "555 0100" in page


def test_the_lead_names_who_watches_and_ends_it(staff, signed_in):
    lead, nurse, trainee = signed_in("coordinator"), staff("nurse"), staff("trainee")
    said = {"days": ["0", "1"], "opens": "09:00", "closes": "17:00", "within_minutes": "30", "phone": "555"}
    assert lead.post("/portal-watch/", {**said, "staff": trainee.pk}).status_code == 422
    assert lead.post("/portal-watch/", {**said, "staff": nurse.pk, "within_minutes": "0"}).status_code == 422
    assert lead.post("/portal-watch/", {**said, "staff": nurse.pk}).status_code == 302
    one = Watch.objects.get()
    assert (one.days, one.phone, one.within_minutes) == ("01", "555", 30)
    lead.post(f"/portal-watch/{one.pk}/end/")
    assert not Watch.objects.standing().exists()
    assert signed_in("trainee").get("/portal-watch/").status_code == 404
