"""The team in the portal: visits, requests, the page for the doctor, and what comes back."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.utils import timezone

from lenitive.clinic.appointments import booking
from lenitive.clinic.models import Appointment, WorkHours, WorkItem
from lenitive.clinic.work.acts import act
from lenitive.desk.models import RECORD, AuditEvent, CareTeam
from lenitive.desk.policy import Helper
from lenitive.portal.models import DoctorPage, Request, Seen
from tests.clinic.appointments.conftest import monday

pytestmark = pytest.mark.django_db
TOKEN = "00000000-0000-4000-8000-00000000000{}"


@pytest.fixture
def physician(staff):
    one = staff("physician", "ito")
    days = (WorkHours(staff=one, weekday=day, begins=time(9), ends=time(17)) for day in range(5))
    WorkHours.objects.bulk_create(days)
    return one


@pytest.fixture
def visit(me, physician):
    def make(patient_id="ana", start=None):
        me(patient_id)
        given = {"kind": "follow_up", "staff": [physician], "start": start or monday(10)}
        return booking.book(physician, patient_id=patient_id, judge=False, **given)

    return make


@pytest.fixture
def medicine(me):
    me("ana")
    return RECORD["medication"].objects.create(
        patient_id="ana", row_id="MedicationRequest/a#1", text="Duloxetine 30 mg", status="active"
    )


def page_of(client, url="/me/team/"):
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def offered(client):
    page = page_of(client, "/me/team/book/?kind=follow_up")
    return [each.partition('"')[0] for each in page.split('name="start" value="')[1:]]


def test_it_says_who_treats_the_person_and_what_is_next(me, visit, physician):
    CareTeam.objects.create(staff=physician, patient_id="ana", since=timezone.now())
    visit()
    page = page_of(me("ana"))
    assert physician.name in page and "Check-up visit" in page and "Physician" in page


def test_a_free_time_is_booked_once_by_whom_it_is_for(me, physician):
    ana = me("ana")
    start = offered(ana)[0]
    sent = {"start": start, "token": TOKEN.format(1)}
    for _twice in range(2):
        assert ana.post("/me/team/book/?kind=follow_up", sent).status_code == 302
    made = Appointment.objects.get()
    assert [each.patient_id for each in made.people.all()] == ["ana"]
    assert (made.made_by, made.steps.get().who, made.steps.get().staff) == ("Ana", "Ana", None)


def test_a_time_that_somebody_else_took_is_refused_in_words_with_the_times_that_are_left(me, visit):
    ana = me("ana")
    visit("ben", monday(10))
    start = Appointment.objects.get().start.isoformat()
    answer = ana.post("/me/team/book/?kind=follow_up", {"start": start})
    assert answer.status_code == 422
    assert "somebody else has that time" in answer.content.decode().lower()
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize("start", ["", "tomorrow", "2030-01-01T03:00:00+00:00", "2020-01-01T10:00:00"])
def test_a_time_that_was_not_offered_is_refused(me, physician, start):
    assert me("ana").post("/me/team/book/?kind=follow_up", {"start": start}).status_code == 422
    assert not Appointment.objects.exists()


def test_a_kind_that_only_the_clinic_books_is_not_offered(me, physician):
    ana = me("ana")
    assert "Treatment visit" not in page_of(ana, "/me/team/book/?kind=procedure")
    ana.post("/me/team/book/?kind=procedure", {"start": "2030-01-01T10:00:00+00:00"})
    assert not Appointment.objects.exists()


def test_cancelling_frees_the_time_and_says_who_did_it(me, visit):
    made = visit()
    assert me("ana").post(f"/me/team/visits/{made.pk}/cancel/", {"why": "person_ill"}).status_code == 302
    made.refresh_from_db()
    last = made.steps.order_by("pk").last()
    assert (made.status, last.who, last.reason) == ("cancelled", "Ana", "The person is ill")
    assert not made.holds.exists()


def test_nobody_reaches_the_visit_of_another_person(me, visit):
    made = visit("ben")
    for client in (me("ana"), me("ana", Helper.CARER)):
        assert client.post(f"/me/team/visits/{made.pk}/cancel/").status_code == 404
        assert client.get(f"/me/team/visits/{made.pk}/move/").status_code == 404
        assert "Check-up visit" not in page_of(client)
    made.refresh_from_db()
    assert made.status == "booked"


def test_whoever_may_only_look_asks_for_nothing(me, visit, medicine):
    made, reader = visit(), me("ana", Helper.READER)
    assert "Cancel it" not in page_of(reader)
    for url in ("book/", f"visits/{made.pk}/cancel/", "refill/", "show/"):
        assert reader.get(f"/me/team/{url}").status_code == 404


def test_a_refill_reaches_the_work_list_once_and_is_answered_there(me, medicine, staff):
    ana, sent = me("ana"), {"medicine": medicine.row_id, "text": "Runs out", "token": TOKEN.format(2)}
    for _twice in range(2):
        assert ana.post("/me/team/refill/", sent).status_code == 302
    assert Request.objects.count() == 1
    item = WorkItem.objects.get(patient_id="ana", kind="request")
    assert "Duloxetine" in item.title and item.detail == "Runs out" and item.live
    assert "Not read yet." in page_of(ana)
    nurse = staff("nurse")
    act(item.pk, nurse, "take")
    act(item.pk, nurse, "seen")
    assert f"Read by {nurse.name}." in page_of(ana)
    act(item.pk, nurse, "done")
    assert "Done by your team." in page_of(ana)


def test_a_medicine_that_is_not_on_the_list_cannot_be_asked_for(me, medicine):
    answer = me("ana").post("/me/team/refill/", {"medicine": "MedicationRequest/of-ben#1", "text": "more"})
    assert answer.status_code == 422
    assert "Choose a medicine first." in answer.content.decode() and "more" in answer.content.decode()
    assert not Request.objects.exists()


def test_another_time_is_asked_for_and_the_visit_stays_booked(me, visit):
    made, ana = visit(), me("ana")
    assert ana.post(f"/me/team/visits/{made.pk}/move/", {"text": "Mornings"}).status_code == 302
    made.refresh_from_db()
    asked = Request.objects.get()
    assert (made.status, asked.wish, asked.text) == ("booked", "move", "Mornings")
    assert ana.post(f"/me/team/asked/{asked.pk}/back/").status_code == 302
    assert not WorkItem.objects.filter(kind="request", live=True).exists()
    assert "Mornings" not in page_of(ana)


def test_a_request_of_another_person_cannot_be_taken_back(me, visit):
    me("ben").post(f"/me/team/visits/{visit('ben').pk}/move/", {"text": "Mornings"})
    me("ana").post(f"/me/team/asked/{Request.objects.get().pk}/back/")
    assert Request.objects.get().taken_back_at is None


def test_the_page_for_the_doctor_keeps_every_wording_and_a_script_stays_a_text(me):
    ana = me("ana")
    for number, worry in enumerate(["Will it get worse?", "<script>alert(1)</script>"]):
        sent = {"worry_1": worry, "token": TOKEN.format(3 + number)}
        assert ana.post("/me/team/show/", sent).url == "/me/team/show/paper/"
    ana.post("/me/team/show/", {"worry_1": worry, "token": TOKEN.format(9)})
    assert [each.worry_1 for each in DoctorPage.objects.all()] == ["Will it get worse?", worry]
    page = page_of(ana, "/me/team/show/paper/")
    assert "&lt;script&gt;" in page and "<script>alert" not in page


def test_a_huge_text_is_refused_in_words_and_stays_in_its_box(me):
    huge = "x" * 2001
    answer = me("ana").post("/me/team/show/", {"tried": huge})
    assert answer.status_code == 422
    assert "longer than 2000 letters" in answer.content.decode() and huge in answer.content.decode()
    assert not DoctorPage.objects.exists()


def test_the_page_for_the_doctor_is_offered_before_a_visit_and_seen_comes_back(me, visit, signed_in):
    ana = me("ana")
    assert "Get ready for your visit" not in page_of(ana, "/me/")
    visit(start=monday(10))
    near = timezone.now() + timedelta(days=3)
    Appointment.objects.update(start=near, end=near + timedelta(minutes=20))
    assert "Get ready for your visit" in page_of(ana, "/me/")
    ana.post("/me/team/show/", {"worry_1": "My job", "ask": "Can I work?"})
    nurse = signed_in("nurse")
    home = nurse.get("/people/ana/from-home/").content.decode()
    assert "My job" in home and "Can I work?" in home and "1 thing is new." in home
    shown = DoctorPage.objects.get().pk
    for _twice in range(2):
        nurse.post("/people/ana/from-home/seen/", {"page": shown, "token": TOKEN.format(7)})
    seen = Seen.objects.get()
    assert seen.page_id == shown
    assert "Seen by your team" in page_of(ana, "/me/") and seen.who in page_of(ana, "/me/")
    assert "Nothing is new." in nurse.get("/people/ana/from-home/").content.decode()
    assert "Seen by your team" not in page_of(me("ben"), "/me/")


def test_what_was_written_after_the_page_was_opened_is_not_called_seen(me, signed_in):
    me("ana").post("/me/team/show/", {"worry_1": "One"})
    old = DoctorPage.objects.get().pk
    me("ana").post("/me/team/show/", {"worry_1": "Two"})
    signed_in("nurse").post("/people/ana/from-home/seen/", {"page": old})
    assert Seen.objects.get().page is None
    assert "1 thing is new." in signed_in("nurse").get("/people/ana/from-home/").content.decode()


def test_what_somebody_asked_stands_in_the_trail_in_their_own_name(me, medicine):
    me("ana", Helper.CARER).post("/me/team/refill/", {"medicine": medicine.row_id})
    last = AuditEvent.objects.filter(action="own_asked").get()
    assert (last.actor_name, last.role, last.patient_id) == ("Helper of Ana", "carer", "ana")
    assert Request.objects.get().by == "Helper of Ana"
