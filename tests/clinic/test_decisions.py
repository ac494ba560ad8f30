from __future__ import annotations

import uuid

import pytest
from django.utils import timezone

from lenitive.clinic.models import Entry, PlanTask
from lenitive.clinic.plan.made import made_plan
from lenitive.desk import store
from lenitive.desk.models import RECORD
from lenitive.knowledge.treatments import treatments
from lenitive.plan.assess import assess
from lenitive.plan.papers import paper
from lenitive.plan.preferences import named

WHO = "adaeze-nwosu"
PAGE = f"/people/{WHO}/"


@pytest.fixture
def physician(invented, signed_in, cares_for):
    """A physician of the care team of somebody with a plan."""
    invented(WHO)
    cares_for("physician", WHO)
    return signed_in("physician")


def plan():
    with store.person(WHO) as record:
        return made_plan(record, WHO, timezone.localdate())


def started():
    return [each.treatment.id for each in plan().combination.start]


def send(client, treatment, did, **said):
    last = Entry.objects.filter(subject=treatment, undone_at=None).last()
    base = {"did": did, "token": str(uuid.uuid4()), "seen": last.pk if last else 0}
    return client.post(f"{PAGE}options/{treatment}/decide/", {**base, **said})


def undo(client, entry):
    return client.post(f"{PAGE}decisions/undo/", {"entry": entry.pk})


def test_an_accepted_treatment_becomes_an_order_a_plan_a_goal_and_tasks(physician):
    assert send(physician, "aerobic_exercise", "accept", goal="carry my grandson").status_code == 302
    order = RECORD["service"].objects.get(status="draft")
    assert order.text.startswith("Aerobic exercise")
    assert RECORD["plan"].objects.filter(kind="pain_plan", at_low=timezone.localdate()).exists()
    assert RECORD["goal"].objects.filter(text="carry my grandson", status="active").exists()
    tasks = [task.words for task in PlanTask.objects.order_by("pk")]
    assert any(words.startswith("Home programme") for words in tasks)
    assert any(words.startswith("Look again") for words in tasks)
    page = physician.get(f"{PAGE}decisions/").content.decode()
    assert "Accepted" in page
    assert "The physician" in page
    assert f"/people/{WHO}/papers/plan.pdf" in page


def test_a_draft_is_not_taken_for_a_treatment_that_was_tried(physician):
    send(physician, "aerobic_exercise", "accept")
    option = next(each for each in plan().options if each.treatment.id == "aerobic_exercise")
    assert option.current is None
    assert not option.tried


@pytest.mark.parametrize("reason", ["does_not_want", "not_offered_here"])
def test_a_declined_treatment_leaves_its_place_to_the_next_and_comes_back_with_an_undo(physician, reason):
    before = started()
    assert "aerobic_exercise" in before
    answer = physician.get(f"{PAGE}options/aerobic_exercise/")
    assert "Decline, because" in answer.content.decode()
    page = send(physician, "aerobic_exercise", "decline", reason=reason)
    assert page.status_code == 302
    after = started()
    assert "aerobic_exercise" not in after
    assert len(after) == len(before)
    told = physician.get(f"{PAGE}options/aerobic_exercise/").content.decode()
    assert "In its place the plan now proposes" in told
    page = physician.get(PAGE).context["page"]
    cards = [card.opened.treatment for card in page.next.cards]
    assert set(after) <= set(cards)
    assert "aerobic_exercise" not in cards
    undo(physician, Entry.objects.get())
    assert started() == before


def test_what_the_clinic_decided_is_known_to_whoever_reads_the_same_rows(physician):
    def assessed():
        with store.person(WHO) as record:
            return assess(record, as_of=timezone.localdate())

    def said(summary):
        return {each["treatment"]: each["decided"] for each in summary["options"]}["aerobic_exercise"]

    def proposed(summary):
        return {name for part in summary["combination"]["parts"] for name in part["start"]}

    assert said(assessed()) is None
    send(physician, "aerobic_exercise", "decline", reason="not_offered_here")
    summary = assessed()
    assert (said(summary)["answer"], said(summary)["by"]) == ("declined", "The physician")
    assert "aerobic_exercise" not in proposed(summary)
    send(physician, "aerobic_exercise", "accept")
    assert said(assessed())["answer"] == "accepted"
    assert "aerobic_exercise" in proposed(assessed())
    for entry in Entry.objects.order_by("-pk"):
        undo(physician, entry)
    assert said(assessed()) is None


def test_only_what_the_person_refuses_is_written_as_a_refusal(physician):
    send(physician, "aerobic_exercise", "decline", reason="not_offered_here")
    assert not RECORD["consent"].objects.filter(decision="deny").exists()
    send(physician, "eaet", "decline", reason="too_much_effort")
    consent = RECORD["consent"].objects.get(decision="deny")
    assert named(consent.kind) == ("eaet",)


def test_every_treatment_is_refused_by_a_name_that_means_it_alone():
    wrong = [each.id for each in treatments() if named(each.title.partition(" (")[0]) != (each.id,)]
    assert wrong == []


def test_who_changes_their_mind_on_one_day_is_not_of_two_minds(physician):
    send(physician, "aerobic_exercise", "decline", reason="does_not_want")
    send(physician, "aerobic_exercise", "accept")
    assert "aerobic_exercise" in started()
    assert "agreed to and refused" not in plan().note
    physician.get(PAGE)  # says once what is kept
    page = physician.get(f"{PAGE}decisions/").content.decode()
    assert page.index("Accepted") < page.index("Declined")
    undo(physician, Entry.objects.get(answer="accept"))
    assert "aerobic_exercise" not in started()


def test_an_earlier_trial_that_the_person_tells_of_goes_into_the_ledger(physician):
    send(physician, "aquatic_exercise", "decline", reason="tried_no_benefit")
    trial = RECORD["treatment"].objects.get(said_by="patient", treatment="aquatic_exercise")
    assert trial.outcome == "no_benefit"
    option = next(each for each in plan().options if each.treatment.id == "aquatic_exercise")
    assert "no benefit" in option.tried


def test_a_change_says_what_and_why(physician):
    assert send(physician, "aerobic_exercise", "change").status_code == 422
    answer = send(physician, "aerobic_exercise", "change", words="10 minutes, twice a day")
    assert answer.status_code == 422
    assert "10 minutes, twice a day" in answer.content.decode()
    said = {"words": "10 minutes, twice a day", "why": "flares after longer walks"}
    assert send(physician, "aerobic_exercise", "change", **said).status_code == 302
    entry = Entry.objects.get()
    assert entry.words == "Accepted with a change: 10 minutes, twice a day"
    assert entry.reason == "flares after longer walks"
    raw = RECORD["resource"].objects.get(type="ServiceRequest", source__startswith="entered here")
    assert "10 minutes, twice a day" in raw.json


def test_declining_needs_a_reason(physician):
    assert send(physician, "aerobic_exercise", "decline").status_code == 422
    assert send(physician, "aerobic_exercise", "decline", reason="made_up").status_code == 422
    assert not Entry.objects.exists()


def test_what_does_not_fit_is_accepted_only_with_a_reason(physician):
    option = next(each for each in plan().options if each.standing == "not_for_this_person")
    name = option.treatment.id
    assert send(physician, name, "accept").status_code == 422
    assert send(physician, name, "accept", why="Discussed with cardiology today").status_code == 302
    assert Entry.objects.get().reason == "Discussed with cardiology today"


def test_two_who_decide_at_once_lose_nothing(physician, signed_in, cares_for):
    cares_for("nurse", WHO)
    send(physician, "aerobic_exercise", "accept")
    said = {"did": "decline", "token": str(uuid.uuid4()), "seen": 0, "why": "her knee swelled at the visit"}
    answer = signed_in("nurse").post(f"{PAGE}options/aerobic_exercise/decide/", said)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody decided about it meanwhile" in page
    assert "her knee swelled at the visit" in page
    assert Entry.objects.get().answer == "accept"


def test_the_same_form_sent_twice_counts_once(physician):
    said = {"did": "accept", "token": str(uuid.uuid4()), "seen": 0}
    for _ in range(2):
        assert physician.post(f"{PAGE}options/aerobic_exercise/decide/", said).status_code == 302
    assert Entry.objects.count() == 1
    assert RECORD["service"].objects.filter(status="draft").count() == 1


def test_tasks_are_done_and_opened_again(physician):
    send(physician, "aerobic_exercise", "accept")
    task = PlanTask.objects.first()
    physician.post(f"{PAGE}decisions/task/", {"task": task.pk, "done": "yes"})
    task.refresh_from_db()
    assert task.done_by == "The physician"
    physician.post(f"{PAGE}decisions/task/", {"task": task.pk, "done": "no"})
    task.refresh_from_db()
    assert task.done_at is None


def test_deciding_is_for_the_care_team(physician, signed_in):
    nurse = signed_in("nurse", "another_nurse")
    assert send(nurse, "aerobic_exercise", "accept").status_code == 404
    assert send(physician, "no_such_treatment", "accept").status_code == 404
    assert not Entry.objects.exists()


def test_a_medicine_that_is_accepted_is_a_draft_that_no_rule_takes_for_taken(physician):
    option = next(
        each
        for each in plan().options
        if each.treatment.modality == "pharmacological" and each.current is None
    )
    send(physician, option.treatment.id, "accept", why="tried with the rheumatologist")
    assert RECORD["medication"].objects.get(status="proposed").kind == "order"
    again = next(each for each in plan().options if each.treatment.id == option.treatment.id)
    assert again.current is None


def test_the_handout_leaves_out_what_the_clinic_declined(physician, monkeypatch):
    said = []

    def words_of(record, kind, **of):
        said.append(repr(paper(record, kind, **of)))
        return b"%PDF"

    monkeypatch.setattr("lenitive.clinic.views.papers.paper_pdf", words_of)
    for _ in range(2):
        assert physician.get(f"{PAGE}papers/plan.pdf").status_code == 200
        send(physician, "aerobic_exercise", "decline", reason="not_offered_here")
    assert said[0] != said[1]
