"""My progress: a goal in the person's words, marks that count once, words that no mark contradicts."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from lenitive.desk.models import RECORD
from lenitive.desk.policy import Helper
from lenitive.portal.models import GoalMark, MyGoal
from lenitive.portal.progress import goals
from lenitive.portal.progress.picture import BOTTOM, TOP, picture

pytestmark = pytest.mark.django_db
GOAL = {"text": "Walk with Elin", "unit": "minutes", "target": "30", "row": ""}


def new(client, **more):
    return client.post("/me/progress/goals/new/", {**GOAL, "token": str(uuid.uuid4()), **more})


def mark(client, goal, value, **more):
    return client.post(
        f"/me/progress/goals/{goal.pk}/mark/", {"value": value, "token": str(uuid.uuid4()), **more}
    )


def page(client):
    return client.get("/me/progress/").content.decode()


def earlier(goal, *values):
    """Marks of earlier days, a week apart, the last one a week ago."""
    for weeks, value in enumerate(reversed(values), start=1):
        day = timezone.localdate() - timedelta(weeks=weeks)
        GoalMark.objects.create(
            goal=goal, day=day, value=value, at=timezone.now(), by="Ana", token=str(uuid.uuid4())
        )


def test_a_goal_stands_on_the_page_and_in_the_record_in_the_persons_words(me):
    one = me("ana")
    new(one)
    goal = MyGoal.objects.get()
    row = RECORD["goal"].objects.get(row_id=goal.goal_row)
    assert (row.patient_id, row.text, row.status, row.target) == (
        "ana",
        "Walk with Elin",
        "active",
        "30 minutes",
    )
    assert "Walk with Elin" in page(one)


def test_the_line_says_now_then_and_the_best(me):
    one = me("ana")
    new(one)
    goal = MyGoal.objects.get()
    earlier(goal, 8, 14)
    mark(one, goal, "22")
    text = page(one)
    assert "Now: 22 minutes" in text
    assert "8 minutes." in text
    assert "That is more than ever before on this line." in text
    assert "my goal: 30 minutes" in text


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [
        ((8, 14), 14, "as much as your best so far"),
        ((8, 14), 10, "Your best so far is 14 minutes"),
        ((8, 14), 5, "less than before"),
        ((8, 14), 31, "You are there"),
    ],
)
def test_the_words_fit_the_marks(me, before, now, words):
    one = me("ana")
    new(one)
    goal = MyGoal.objects.get()
    earlier(goal, *before)
    mark(one, goal, str(now))
    assert words in goals.said(MyGoal.objects.get()).then


def test_the_same_form_twice_counts_once(me):
    one, token = me("ana"), str(uuid.uuid4())
    new(one, token=token)
    new(one, token=token)
    goal = MyGoal.objects.get()
    mark(one, goal, "12", token=token)
    mark(one, goal, "12", token=token)
    assert GoalMark.objects.count() == 1
    assert RECORD["goal"].objects.filter(patient_id="ana").count() == 1


@pytest.mark.parametrize("wrong", ["", "soon", "-3", "1e400", "nan", "<script>"])
def test_what_is_no_number_is_said_and_kept_on_the_page(me, wrong):
    one = me("ana")
    new(one)
    answer = mark(one, MyGoal.objects.get(), wrong)
    assert answer.status_code == 422
    assert b'role="alert"' in answer.content
    assert b"<script>" not in answer.content.replace(b"<script src", b"")
    assert GoalMark.objects.count() == 0


def test_ten_is_the_most_of_ten(me):
    one = me("ana")
    assert new(one, unit="of_ten", target="12").status_code == 422
    new(one, unit="of_ten", target="8")
    assert mark(one, MyGoal.objects.get(), "11").status_code == 422


def test_a_goal_is_reached_and_taken_up_again(me):
    one = me("ana")
    new(one)
    goal = MyGoal.objects.get()
    one.post(f"/me/progress/goals/{goal.pk}/end/", {"how": "reached"})
    assert RECORD["goal"].objects.get().status == "completed"
    assert "reached" in page(one)
    one.post(f"/me/progress/goals/{goal.pk}/end/", {"how": ""})
    assert (RECORD["goal"].objects.get().status, MyGoal.objects.get().ended_at) == ("active", None)


def test_nobody_sees_or_marks_the_goal_of_another_person(me):
    ana, ben = me("ana"), me("ben")
    new(ana)
    goal = MyGoal.objects.get()
    assert "Walk with Elin" not in page(ben)
    assert mark(ben, goal, "5").status_code == 404
    assert ben.post(f"/me/progress/goals/{goal.pk}/end/", {"how": "reached"}).status_code == 404


def test_who_may_only_look_finds_nothing_to_press(me):
    new(me("ana"))
    looks = me("ana", Helper.READER)
    assert "Walk with Elin" in page(looks)
    assert "/mark/" not in page(looks)
    assert mark(looks, MyGoal.objects.get(), "5").status_code == 404


def test_a_goal_of_the_chart_waits_for_its_measure(me):
    one = me("ana")
    RECORD["goal"].objects.create(patient_id="ana", row_id="Goal/g#1", text="Cook again", status="active")
    assert "See how it goes: Cook again" in page(one)
    new(one, text="Cook again", row="Goal/g#1", unit="times", target="3")
    assert MyGoal.objects.get().goal_row == "Goal/g#1"
    assert "See how it goes" not in page(one)
    assert RECORD["goal"].objects.count() == 1


def test_a_goal_cannot_be_tied_to_a_row_of_somebody_else(me):
    me("ben")
    RECORD["goal"].objects.create(patient_id="ben", row_id="Goal/b#1", text="Swim", status="active")
    new(me("ana"), row="Goal/b#1")
    assert MyGoal.objects.get().goal_row != "Goal/b#1"


@given(
    st.lists(st.floats(0, 1e5), min_size=1, max_size=40),
    st.floats(0.1, 1e5),
)
def test_every_mark_and_the_goal_stand_within_the_picture(values, target):
    days = [(date(2026, 1, 1) + timedelta(days=number), value) for number, value in enumerate(values)]
    made = picture(days, target)
    heights = [float(spot.y) for spot in made.spots] + [float(made.goal_y)]
    assert all(TOP - 0.1 <= height <= BOTTOM + 0.1 for height in heights)
    assert len(made.levels) <= 6


def test_without_a_mark_there_is_no_picture():
    assert picture([], 30) is None


@pytest.mark.parametrize("address", ["/me/plan/", "/me/medicines/", "/me/documents/"])
@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_plan_medicines_and_documents_open_for_an_empty_chart_in_every_language(me, address, language):
    assert me("ana", language=language).get(address).status_code == 200


def test_the_plan_speaks_spanish(me):
    text = me("ana", language="es").get("/me/plan/").content.decode()
    assert "Lo que quiere volver a hacer" in text
    assert "What you want to do again" not in text
