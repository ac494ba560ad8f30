"""A referral from the day it comes to the first visit: kept, matched, confirmed, decided, undone."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from lenitive.clinic.models import Evaluation, Referral, ReferralFact, ReferralLetter, ReferralStep, WorkItem
from lenitive.clinic.referrals import deciding, facts, judging, matching, steps, waiting
from lenitive.desk.models import RECORD
from lenitive.errors import InputError
from tests.clinic.referrals.conftest import LETTER

pytestmark = pytest.mark.django_db


def fact(referral, what):
    return ReferralFact.objects.get(referral=referral, what=what)


def said(decision, referral=None, **more):
    return deciding.Said(decision=decision, token=str(uuid.uuid4()), **more)


def test_a_letter_is_kept_whole_and_only_proposes(load, take_in):
    load("ana")
    referral = take_in("ana", letter=LETTER)
    assert Referral.objects.get().letter == LETTER
    assert set(referral.facts.values_list("said", flat=True)) == {"open"}
    assert RECORD["condition"].objects.filter(patient_id="ana").count() == 1  # that of the chart
    for each in referral.facts.all():
        assert LETTER[each.start : each.end] == each.words
    assert referral.suggested == "routine"
    assert referral.possible == "emergency"


def test_what_is_confirmed_goes_into_the_record_and_changes_the_suggestion_at_once(load, take_in, staff):
    load("ana")
    referral = take_in("ana", letter=LETTER)
    nurse = staff("nurse")
    facts.answer(referral, nurse, confirmed=[fact(referral, "progressive_leg_weakness").pk])
    judged = judging.judge(referral)
    assert judged.now.urgency == "emergency"
    assert "Cauda equina" in judged.now.reasons[0].says
    assert "Emergency department now" in judged.now.reasons[0].do[0]
    rows = RECORD["answer"].objects.filter(patient_id="ana", item="progressive_leg_weakness")
    assert [row.value_number for row in rows] == [1.0]
    facts.take_back(fact(referral, "progressive_leg_weakness").pk, referral, nurse)
    assert judging.judge(referral).now.urgency == "routine"
    assert not RECORD["answer"].objects.filter(patient_id="ana", item="progressive_leg_weakness").exists()


def test_taking_one_fact_back_leaves_what_was_confirmed_with_it(load, take_in, staff):
    load("ana")
    referral = take_in("ana", letter=LETTER)
    both = [fact(referral, "progressive_leg_weakness").pk, fact(referral, "oxycodone").pk]
    facts.answer(referral, staff("nurse"), confirmed=both)
    facts.take_back(both[0], referral, staff("nurse"))
    assert RECORD["medication"].objects.filter(patient_id="ana", text__icontains="oxycodone").count() == 1
    assert fact(referral, "oxycodone").entry.undone_at is None


def test_a_treatment_of_the_letter_becomes_a_trial_said_by_the_letter(load, take_in, staff):
    load("ana")
    referral = take_in("ana", letter=LETTER)
    wanted = [fact(referral, "acupuncture").pk, fact(referral, "duloxetine").pk]
    facts.answer(referral, staff("nurse"), confirmed=wanted)
    tried = RECORD["treatment"].objects.filter(patient_id="ana", said_by="letter")
    assert {(row.treatment, row.outcome) for row in tried} == {
        ("acupuncture", "no_benefit"),
        ("duloxetine", "harm"),
    }


def test_a_denied_danger_that_is_confirmed_is_an_answer_no(load, take_in, staff):
    load("ana")
    referral = take_in("ana", letter=LETTER)
    told = fact(referral, "saddle_numbness")
    assert told.denied
    facts.answer(referral, staff("nurse"), confirmed=[told.pk])
    row = RECORD["answer"].objects.get(patient_id="ana", item="saddle_numbness")
    assert row.value_number == 0.0


def test_a_rejected_fact_writes_nothing(load, take_in, staff):
    load("ana")
    referral = take_in("ana", letter=LETTER)
    before = RECORD["condition"].objects.count()
    facts.answer(referral, staff("nurse"), rejected=[fact(referral, "fibromyalgia").pk])
    assert RECORD["condition"].objects.count() == before
    assert judging.judge(referral).now.urgency == "routine"


def test_a_referral_without_a_person_is_kept_and_matched_later_with_what_was_confirmed(load, take_in, staff):
    load("ana")
    referral = take_in(None, letter=LETTER, person={"name": "Anna Silvia", "birth": "1972-04-03"})
    nurse = staff("nurse")
    facts.answer(referral, nurse, confirmed=[fact(referral, "oxycodone").pk])
    assert judging.judge(referral).now.urgency == "routine"
    found = matching.likely(referral, nurse)
    assert [each.patient_id for each in found] == ["ana"]
    matching.match(referral, "ana", nurse)
    assert RECORD["medication"].objects.filter(patient_id="ana", text__icontains="oxycodone").count() == 1
    matching.unmatch(Referral.objects.get(), nurse)
    referral = Referral.objects.get()
    assert referral.patient_id is None
    assert not RECORD["medication"].objects.filter(patient_id="ana", text__icontains="oxycodone").exists()
    assert fact(referral, "oxycodone").said == "confirmed"


def test_a_typing_error_still_finds_the_person(load, take_in, staff):
    load("ana", "ben")
    referral = take_in(None, person={"name": "Ana Slva"})
    assert [each.patient_id for each in matching.likely(referral, staff("nurse"))] == ["ana"]


def test_it_is_matched_once_and_the_second_hand_hears_of_it(load, take_in, staff):
    load("ana", "ben")
    referral = take_in(None, person={"name": "Ana"})
    matching.match(referral, "ana", staff("nurse"))
    with pytest.raises(InputError, match="has a person already"):
        matching.match(referral, "ben", staff("coordinator"))


def test_accepting_keeps_who_and_when_writes_the_letter_and_opens_the_evaluation(load, take_in, staff):
    load("ana")
    referral = take_in("ana", question="Injections?")
    step, is_new = deciding.decide(referral, said("accept"), staff("physician"))
    assert is_new
    now = Referral.objects.get()
    assert (now.state, now.urgency) == ("waiting", "routine")
    assert now.due == now.came_on + timedelta(days=183)
    assert step.who == "The physician"
    assert Evaluation.objects.get().reason == "Injections?"
    assert list(ReferralLetter.objects.order_by("pk").values_list("kind", flat=True)) == [
        "received",
        "triaged",
    ]


def test_the_same_form_sent_twice_counts_once(load, take_in, staff):
    load("ana")
    referral, once = take_in("ana"), said("accept")
    first, _new = deciding.decide(referral, once, staff("physician"))
    again, is_new = deciding.decide(referral, once, staff("physician"))
    assert again.pk == first.pk
    assert not is_new
    assert ReferralLetter.objects.filter(kind="triaged").count() == 1


@pytest.mark.parametrize(
    ("decision", "missing"),
    [
        ({"decision": "accept_changed", "urgency": "urgent"}, "why is missing"),
        ({"decision": "accept_changed", "reason": "he asked"}, "urgency is missing"),
        ({"decision": "decline", "reason": "no pain"}, "advice is missing"),
        ({"decision": "redirect", "reason": "a hip"}, "advice is missing"),
        ({"decision": "ask"}, "why is missing"),
        ({"decision": "nothing"}, "cannot be decided"),
    ],
)
def test_a_decision_says_why_and_what_helps(load, take_in, staff, decision, missing):
    load("ana")
    referral = take_in("ana")
    with pytest.raises(InputError, match=missing):
        deciding.decide(referral, said(**decision), staff("physician"))
    assert Referral.objects.get().state == "new"


def test_a_changed_urgency_is_kept_with_what_was_suggested(load, take_in, staff):
    load("ana")
    referral = take_in("ana")
    wanted = said("accept_changed", urgency="urgent", reason="Losing the job")
    step, _new = deciding.decide(referral, wanted, staff("physician"))
    assert (step.suggested, step.reason) == ("routine", "Losing the job")
    assert Referral.objects.get().urgency == "urgent"


def test_a_decision_is_undone_with_its_letter_marked_and_can_be_made_again(load, take_in, staff):
    load("ana")
    referral = take_in("ana")
    step, _new = deciding.decide(
        referral, said("decline", reason="Acute injury", advice="Physiotherapy"), staff("physician")
    )
    assert Referral.objects.get().state == "declined"
    deciding.undo(step.pk, referral, staff("physician"))
    now = Referral.objects.get()
    assert (now.state, now.urgency) == ("new", "")
    assert ReferralLetter.objects.get(kind="declined").taken_back_at is not None
    assert ReferralStep.objects.get(pk=step.pk).undone_by == "The physician"
    deciding.decide(now, said("accept"), staff("physician"))
    assert Referral.objects.get().state == "waiting"


def test_an_earlier_decision_is_not_undone_below_a_later_one(load, take_in, staff):
    load("ana")
    referral = take_in("ana")
    first, _new = deciding.decide(referral, said("ask", reason="Scans?"), staff("physician"))
    deciding.decide(referral, said("accept"), staff("physician"))
    with pytest.raises(InputError, match="something else was decided"):
        deciding.undo(first.pk, referral, staff("physician"))


def test_two_who_decide_at_once_hear_of_each_other(load, take_in, staff):
    load("ana")
    referral = take_in("ana")
    deciding.decide(referral, said("accept", seen=0), staff("physician"))
    with pytest.raises(InputError, match="meanwhile"):
        deciding.decide(referral, said("decline", reason="no", advice="rest", seen=0), staff("nurse"))


def test_nothing_but_asking_is_decided_before_the_person_is_known(take_in, staff):
    referral = take_in(None, person={"name": "Somebody"})
    with pytest.raises(InputError, match="has to be known first"):
        deciding.decide(referral, said("accept"), staff("physician"))
    deciding.decide(referral, said("ask", reason="Who is it?"), staff("physician"))
    assert Referral.objects.get().state == "asked"


def test_the_waiting_list_goes_by_urgency_then_by_day_and_says_why(load, take_in, staff):
    load("ana", "ben", "cleo")
    by, today = staff("physician"), timezone.localdate()
    old = take_in("ana", came_on=today - timedelta(days=30))
    new = take_in("ben")
    urgent = take_in("cleo")
    for each in (old, new):
        deciding.decide(each, said("accept"), by)
    deciding.decide(urgent, said("accept_changed", urgency="urgent", reason="work"), by)
    places = {each.patient_id: waiting.place_of(each) for each in Referral.objects.all()}
    assert {name: place.number for name, place in places.items()} == {"cleo": 1, "ana": 2, "ben": 3}
    assert places["ben"].why == "1 is more urgent; 1 of the same urgency is due earlier"
    assert places["cleo"].why == "nobody waits who is more urgent or due earlier"


@pytest.mark.parametrize(("days", "urgency"), [(3, 3), (8, 3), (20, 3), (21, 2), (66, 2), (67, 1), (400, 1)])
def test_a_late_referral_climbs_in_the_work_lists(load, take_in, staff, days, urgency):
    """Routine is looked at within 7 days; 14 days late it is soon, 60 days late urgent."""
    from lenitive.clinic.summary import refresh

    load("ana")
    today = timezone.localdate()
    take_in("ana", came_on=today - timedelta(days=days))
    refresh(["ana"])
    item = WorkItem.objects.get(kind="referral")
    assert (item.urgency, item.due) == (urgency, today - timedelta(days=days - 7))


def test_words_of_an_emergency_are_looked_at_today_and_no_decision_comes_before(load, take_in, staff):
    load("ana")
    referral = take_in("ana", letter=LETTER)
    assert referral.triage_due == timezone.localdate()
    with pytest.raises(InputError, match="may tell of an emergency"):
        deciding.decide(referral, said("decline", reason="no", advice="rest"), staff("physician"))
    facts.answer(referral, staff("physician"), rejected=[fact(referral, "progressive_leg_weakness").pk])
    judging.judge(referral)
    assert referral.triage_due == timezone.localdate() + timedelta(days=7)
    deciding.decide(referral, said("accept"), staff("physician"))


def test_work_about_a_referral_is_settled_by_the_decision(load, take_in, staff):
    from lenitive.clinic.summary import refresh

    load("ana")
    referral = take_in("ana")
    refresh(["ana"])
    assert WorkItem.objects.get(kind="referral").live
    deciding.decide(referral, said("decline", reason="no", advice="rest"), staff("physician"))
    assert not WorkItem.objects.get(kind="referral").live


def test_merging_two_records_moves_the_referral_and_back(load, take_in, staff):
    from lenitive.desk.people import merge

    load("ana", "ben")
    take_in("ana")
    done = merge.merge(kept="ben", gone="ana", reason="the same", staff=staff("coordinator"))
    assert Referral.objects.get().patient_id == "ben"
    merge.undo(done, staff("coordinator"))
    assert Referral.objects.get().patient_id == "ana"


def test_steps_keep_every_change_in_order(load, take_in, staff):
    load("ana")
    referral = take_in(None, person={"name": "Ana"})
    matching.match(referral, "ana", staff("nurse"))
    deciding.decide(referral, said("accept"), staff("physician"))
    assert [each.did for each in referral.steps.order_by("pk")] == ["received", "matched", "accept"]
    assert steps.last_undoable(referral).did == "accept"
