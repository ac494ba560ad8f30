"""Tasks of accepted treatments on the work lists, and where each piece of work is answered."""

from __future__ import annotations

import uuid

import pytest
from django.urls import Resolver404, resolve
from django.utils import timezone

from lenitive.clinic.models import Entry, PlanTask, State, WorkItem, WorkStep
from lenitive.clinic.summary import refresh
from lenitive.clinic.work.leads import lead
from lenitive.knowledge.work import work

WHO = "adaeze-nwosu"
PAGE = f"/people/{WHO}/"


@pytest.fixture
def physician(invented, signed_in, cares_for):
    """A physician of the care team, who accepted one treatment."""
    invented(WHO)
    cares_for("physician", WHO)
    client = signed_in("physician")
    decide(client, "accept")
    return client


def decide(client, did, **said):
    last = Entry.objects.filter(kind="option", undone_at=None).last()
    said = {"did": did, "token": str(uuid.uuid4()), "seen": last.pk if last else 0, **said}
    assert client.post(f"{PAGE}options/aerobic_exercise/decide/", said).status_code == 302


def items():
    return WorkItem.objects.filter(kind="plan_task")


def test_the_tasks_of_an_accepted_treatment_stand_on_the_list_with_their_days(physician):
    found = {(each.title, each.due) for each in items().filter(live=True)}
    assert found == {(each.words, each.due) for each in PlanTask.objects.all()}
    assert len(found) > 2
    page = physician.get("/work/plan_task/").content.decode()
    assert "For the plan: Aerobic exercise" in page
    assert f'href="{PAGE}decisions/"' in page


def test_done_on_the_list_is_done_in_the_plan_and_an_undo_opens_both(physician):
    item = items().first()
    physician.post(f"{PAGE}work/{item.pk}/", {"did": "done", "had": ""})
    task = PlanTask.objects.get(pk=item.subject)
    assert task.done_by == "The physician"
    refresh([WHO])
    item.refresh_from_db()
    assert item.state == State.DONE
    physician.post(f"{PAGE}work/undo/{WorkStep.objects.latest('pk').pk}/", {})
    task.refresh_from_db()
    item.refresh_from_db()
    assert (task.done_at, task.done_by, item.state) == (None, "", State.OPEN)


def test_done_in_the_plan_is_done_on_the_list_and_opens_with_it_again(physician):
    item = items().first()
    for done, state in (("yes", State.DONE), ("no", State.OPEN)):
        physician.post(f"{PAGE}decisions/task/", {"task": item.subject, "done": done})
        item.refresh_from_db()
        assert item.state == state


def test_taking_the_decision_back_takes_its_tasks_off_the_list(physician):
    entry = Entry.objects.get(kind="option")
    physician.post(f"{PAGE}decisions/undo/", {"entry": entry.pk})
    assert not items().filter(live=True).exists()


def test_a_later_decline_takes_the_tasks_of_the_earlier_yes_off_the_list(physician):
    decide(physician, "decline", reason="not_offered_here")
    assert not items().filter(live=True).exists()


def test_judging_again_changes_nothing(physician):
    before = list(items().values())
    refresh([WHO])
    assert list(items().values()) == before


@pytest.mark.parametrize("kind", sorted(work().kinds))
def test_each_list_leads_to_a_page_that_is_there(kind):
    subject = next(iter(work().kind(kind).rules), kind)
    found = lead(WorkItem(patient_id="ana", kind=kind, subject=subject, opened_at=timezone.now()))
    assert (found is None) == (work().kind(kind).answered_at == "")
    if found is not None:
        try:
            resolve(found.address.partition("#")[0])
        except Resolver404:
            pytest.fail(found.address)


def test_a_questionnaire_leads_to_where_it_is_asked_and_naloxone_to_its_question():
    def address(kind, subject):
        return lead(WorkItem(patient_id="ana", kind=kind, subject=subject)).address

    assert address("questionnaire", "peg") == "/people/ana/ask/"
    assert address("naloxone", "cdc22_8") == "/people/ana/#choice-naloxone"
    assert address("agreement", "agreement") == "/people/ana/#choice-agreement"
    assert address("monitoring", "cdc22_9") == "/people/ana/#choice-monitoring_programme"
