"""Pieces of work: kept once, settled, opened again with the reason, climbing when unread."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from lenitive.clinic.models import PersonSummary, State, WorkItem, WorkStep
from lenitive.clinic.summary import refresh
from lenitive.clinic.work import acts
from lenitive.clinic.work.background import once, refresh_stale, stale_people
from lenitive.clinic.work.climb import climb_of, write_climbs
from lenitive.clinic.work.keep import keep
from lenitive.errors import InputError
from lenitive.knowledge.work import work
from lenitive.plan.due import Wanted

TODAY = date(2026, 6, 1)


def wanted(mark="Row/1#1", kind="naloxone", urgency=2):
    return Wanted(kind, "cdc22_8", "Offer naloxone", "Why.", urgency, TODAY, None, mark)


def kept(*asked, day=TODAY, now=None):
    return keep({"ana": (asked, "By telephone")}, day, now)


def the_item():
    return WorkItem.objects.get()


def steps():
    return list(WorkStep.objects.order_by("pk").values_list("did", flat=True))


@pytest.mark.django_db
def test_keeping_the_same_twice_changes_nothing():
    assert kept(wanted()) == 1
    before = WorkItem.objects.values().get()
    assert kept(wanted()) == 0
    assert WorkItem.objects.values().get() == before
    assert steps() == ["opened"]


@pytest.mark.django_db
def test_what_the_record_no_longer_asks_for_is_settled_and_asked_anew_it_opens_with_the_reason():
    kept(wanted())
    kept()
    assert (the_item().state, the_item().live) == (State.DONE, False)
    kept(wanted())
    assert the_item().state == State.OPEN
    assert "asks for it again" in the_item().reason
    assert steps() == ["opened", "settled", "reopened"]


@pytest.mark.django_db
def test_done_stays_done_on_the_same_evidence_and_opens_on_new(staff):
    kept(wanted())
    acts.act(the_item().pk, staff("nurse"), "done")
    kept(wanted())
    assert the_item().state == State.DONE
    kept(wanted(mark="Row/1#1 Row/2#1"))
    assert the_item().state == State.OPEN
    assert "new evidence" in the_item().reason


@pytest.mark.django_db
def test_done_that_stays_true_comes_back_after_the_days_of_its_list(staff):
    kept(wanted())
    acts.act(the_item().pk, staff("nurse"), "done")
    days = work().kind("naloxone").again_days
    today = timezone.localdate()
    kept(wanted(), day=today + timedelta(days=days - 1))
    assert the_item().state == State.DONE
    kept(wanted(), day=today + timedelta(days=days))
    assert the_item().state == State.OPEN
    assert f"{days} days ago" in the_item().reason


@pytest.mark.django_db
def test_what_was_put_off_comes_back_on_its_day(staff):
    kept(wanted())
    later = timezone.localdate() + timedelta(days=7)
    acts.act(the_item().pk, staff("nurse"), "put_off", reason="Waits for a result", until=later)
    kept(wanted(), day=later - timedelta(days=1))
    assert the_item().state == State.PUT_OFF
    kept(wanted(), day=later)
    assert the_item().state == State.OPEN


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("did", "more", "says"),
    [
        ("put_off", {"until": date(2200, 1, 1)}, "why"),
        ("put_off", {"reason": "x", "until": date(2020, 1, 1)}, "after today"),
        ("put_off", {"reason": "x"}, "after today"),
        ("fly", {}, "nothing of that name"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words_and_changes_nothing(staff, did, more, says):
    kept(wanted())
    with pytest.raises(InputError, match=says):
        acts.act(the_item().pk, staff("nurse"), did, **more)
    assert the_item().state == State.OPEN
    assert steps() == ["opened"]


@pytest.mark.django_db
def test_an_emergency_is_neither_put_off_nor_done_from_the_list(staff):
    kept(wanted(kind="emergency", urgency=0))
    later = timezone.localdate() + timedelta(days=1)
    for did in ("done", "put_off"):
        with pytest.raises(InputError, match="emergency"):
            acts.act(the_item().pk, staff("physician"), did, reason="later", until=later)


@pytest.mark.django_db
def test_an_undo_puts_back_what_was_and_refuses_when_something_happened_since(staff):
    kept(wanted())
    nurse, physician = staff("nurse"), staff("physician")
    first = acts.act(the_item().pk, nurse, "take")
    acts.undo(first.pk, nurse)
    assert (the_item().owner, the_item().state) == (None, State.OPEN)
    second = acts.act(the_item().pk, nurse, "take")
    acts.act(the_item().pk, physician, "done")
    with pytest.raises(InputError, match="something happened since"):
        acts.undo(second.pk, nurse)
    assert the_item().state == State.DONE


@pytest.mark.django_db
def test_the_same_said_twice_is_one_step(staff):
    kept(wanted())
    one, two = (acts.act(the_item().pk, staff("nurse"), "take") for _ in range(2))
    assert one.pk == two.pk


@pytest.mark.django_db
@pytest.mark.parametrize("step", range(len(work().climb)))
def test_an_unread_emergency_climbs_by_the_times_of_knowledge(staff, step):
    opened = timezone.now()
    kept(wanted(kind="emergency", urgency=0), now=opened)
    told = work().climb[step]
    before, after = (opened + timedelta(minutes=told.after_minutes, seconds=s) for s in (-1, 0))
    assert climb_of(the_item(), before).steps == step
    assert climb_of(the_item(), after).steps == step + 1
    assert set(told.to) <= climb_of(the_item(), after).roles
    assert write_climbs(after) == 1
    assert write_climbs(after) == 0
    assert told.words in WorkStep.objects.get(did="climbed").reason
    acts.act(the_item().pk, staff("physician"), "seen")
    assert climb_of(the_item(), after + timedelta(days=9)).steps == 0


def test_people_are_judged_whole_and_twice_the_same(invented):
    invented("rosa-lindqvist", "conor-byrne")
    assert list(refresh_stale())[-1] == 2
    before = list(WorkItem.objects.order_by("pk").values())
    assert {item["kind"] for item in before} >= {
        "emergency",
        "naloxone",
        "drug_screen",
        "lost",
        "questionnaire",
    }
    assert list(refresh_stale()) == []
    refresh(["rosa-lindqvist", "conor-byrne"])
    once()
    assert list(WorkItem.objects.order_by("pk").values()) == before


def test_whoever_comes_today_is_judged_first(invented):
    invented("conor-byrne", "rosa-lindqvist")
    assert stale_people(timezone.localdate(), 2) == ["rosa-lindqvist", "conor-byrne"]


def test_an_answered_finding_settles_its_emergency(invented, signed_in):
    invented("rosa-lindqvist")
    refresh(["rosa-lindqvist"])
    form = {"outcome": "cleared", "reason": "Talked today; safety plan made."}
    signed_in("physician").post("/people/rosa-lindqvist/findings/yellow_suicidality/", form)
    item = WorkItem.objects.get(kind="emergency")
    assert (item.state, item.holds) == (State.DONE, False)


def test_a_chart_that_cannot_be_judged_keeps_the_work_it_had(invented, monkeypatch):
    def refuse(*_, **__):
        raise InputError("this chart is odd", do="Look at it.")

    invented("rosa-lindqvist")
    refresh(["rosa-lindqvist"])
    before = WorkItem.objects.filter(live=True).count()
    monkeypatch.setattr("lenitive.clinic.summary.assess", refuse)
    refresh(["rosa-lindqvist"])
    assert WorkItem.objects.filter(live=True).count() == before > 0
    assert "odd" in PersonSummary.objects.get().trouble
