"""Pages of an evaluation: prefilled, filled with and without a script, corrected after signing."""

from __future__ import annotations

import re
import uuid

import orjson
import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from lenitive.clinic.evaluation.opening import mark_signed
from lenitive.clinic.models import Evaluation, EvaluationPart
from lenitive.desk.models import RECORD, AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(evaluation):
    return lambda name="evaluation", *more: reverse(f"clinic:{name}", args=["ana", evaluation.pk, *more])


def post(client, address, **asked):
    return client.post(address, orjson.dumps(asked), content_type="application/json")


def edit(field, text, **more):
    return {"field": field, "text": text, "key": str(uuid.uuid4()), **more}


def test_a_new_evaluation_is_opened_once_however_often_it_is_asked_for(load, staff, cares_for, signed_in):
    load("ana")
    cares_for("physician", "ana")
    client = signed_in("physician")
    for _each in range(2):
        answer = client.post(reverse("clinic:evaluations", args=["ana"]), {"reason": "back pain"})
    there = Evaluation.objects.get()
    assert answer.url == reverse("clinic:evaluation", args=["ana", there.pk])
    assert "back pain" in client.get(reverse("clinic:evaluations", args=["ana"])).content.decode()


def test_the_document_shows_what_is_known_with_the_row_that_says_so(at, signed_in):
    today = timezone.localdate()
    when = {"patient_id": "ana", "at_low": today, "at_high": today}
    RECORD["response"].objects.create(
        row_id="QuestionnaireResponse/h#1", instrument="pain_history", wording="label",
        answered_by="patient", **when,
    )  # fmt: skip
    RECORD["answer"].objects.create(
        row_id="QuestionnaireResponse/h#9", response_row="QuestionnaireResponse/h#1",
        instrument="pain_history", item="burning_electric", value_boolean=True, **when,
    )  # fmt: skip
    page = signed_in("physician").get(at()).content.decode()
    field = re.search(r'<fieldset[^>]*id="f-pain_history.burning_electric".*?</fieldset>', page, re.S)[0]
    assert 'value="yes" checked' in field
    assert "/people/ana/rows/QuestionnaireResponse/h%239/" in field
    assert "the person" in field
    assert 'data-prefilled="yes"' in field


def test_the_first_question_moves_on_as_answers_arrive(at, signed_in):
    client = signed_in("physician")

    def questions():
        return re.findall(r'data-field-link="([^"]+)"', client.get(at("evaluation_first")).content.decode())

    asked = questions()
    assert asked[0].startswith("red_flags.")
    assert "examination.relevant_history" in asked
    post(
        client,
        at("evaluation_save"),
        me=client_pk(client),
        edits=[edit("examination.relevant_history", "yes")],
    )
    assert "examination.relevant_history" not in questions()


def client_pk(client):
    return int(client.session["_auth_user_id"])


def test_a_saved_edit_is_answered_with_what_the_field_says_and_what_is_new(at, signed_in, says):
    says("nurse", "sleep.remarks", "wakes at four")
    client = signed_in("physician")
    answer = post(
        client, at("evaluation_save"), me=client_pk(client), since=0, part="work",
        edits=[edit("work.remarks", "drives a lorry"), edit("function.sit_to_stand", "seven")],
    ).json()  # fmt: skip
    kept, refused = answer["results"]
    assert (kept["text"], kept["is_new"], kept["base_sent"]) == ("drives a lorry", True, "2s")
    assert "no number" in refused["problem"]
    assert {each["field"] for each in answer["changes"]} == {"work.remarks", "sleep.remarks"}
    assert answer["number"] == 2


def test_what_is_new_is_told_once_and_who_is_here_quietly(at, signed_in, says):
    client, other = signed_in("physician"), signed_in("nurse")
    other.get(at("evaluation_state"), {"part": "sleep"})
    first = client.get(at("evaluation_state"), {"since": "0"}).json()
    assert first["here"] == [{"who": "The nurse", "part": "sleep"}]
    assert client.get(at("evaluation_state"), {"since": "0", "mark": first["mark"]}).status_code == 204
    says("nurse", "sleep.remarks", "wakes at four")
    second = client.get(at("evaluation_state"), {"since": "0", "mark": first["mark"]}).json()
    assert [each["text"] for each in second["changes"]] == ["wakes at four"]
    other.post(at("evaluation_gone"))
    assert client.get(at("evaluation_state")).json()["here"] == []


def test_who_asks_what_is_new_without_the_page_is_in_the_trail_and_not_at_every_turn(at, signed_in):
    cache.clear()
    client = signed_in("physician")
    for _turn in range(3):
        client.get(at("evaluation_state"), {"since": "0"})
    seen = AuditEvent.objects.filter(patient_id="ana", action="see", what="an evaluation")
    assert seen.count() == 1
    cache.clear()  # as after a quarter of an hour
    client.get(at("evaluation_state"), {"since": "0"})
    assert seen.count() == 2


def test_a_page_of_somebody_else_is_refused_and_nothing_is_kept(at, signed_in, staff, evaluation):
    answer = post(
        signed_in("physician"), at("evaluation_save"), me=staff("nurse").pk, edits=[edit("work.remarks", "x")]
    )
    assert answer.status_code == 409
    assert evaluation.edits.count() == 0


@pytest.mark.parametrize("body", ["", "[]", '{"edits": 3}', '{"me": 1}'])
def test_what_is_no_request_is_refused(at, signed_in, body):
    answer = signed_in("physician").post(at("evaluation_save"), body, content_type="application/json")
    assert answer.status_code == 400


def test_without_a_script_a_part_is_saved_by_the_same_merge(at, signed_in, says):
    client = signed_in("physician")
    page = client.get(at()).content.decode()
    form = re.search(r'<details[^>]*id="p-sleep".*?</form>', page, re.S)[0]
    sent = dict(re.findall(r'name="((?:base|shown|seen)\.[^"]+|token|part)" value="([^"]*)"', form))
    sent |= {name.partition(".")[2]: "" for name in sent if name.startswith(("base.", "shown."))}
    says("nurse", "sleep.remarks", "wakes at four")
    sent |= {"sleep.remarks": "snores", "sleep.hours": "5", "sleep.fatigue": "yes"}
    for _each in range(2):
        answer = client.post(at("evaluation_part"), sent)
    assert answer.url.endswith("?part=sleep#p-sleep")
    assert RECORD["answer"].objects.get(item="fatigue").value_boolean is True
    edits = Evaluation.objects.get().edits.filter(field="sleep.remarks").order_by("number")
    assert [each.text for each in edits] == ["wakes at four", "wakes at four snores"]
    assert Evaluation.objects.get().edits.count() == 4


def test_a_part_is_done_for_a_profession_with_name_and_time_and_can_be_taken_back(at, signed_in):
    client = signed_in("nurse")
    for _each in range(2):
        client.post(at("evaluation_done"), {"part": "sleep"})
    assert EvaluationPart.objects.get().who == "The nurse"
    assert "The nurse" in re.search(r'id="p-sleep".*?</summary>', client.get(at()).content.decode(), re.S)[0]
    client.post(at("evaluation_done"), {"part": "sleep", "undo": "yes"})
    assert EvaluationPart.objects.get().undone_by == "The nurse"


def test_a_wrong_side_is_corrected_after_signing_with_a_reason_and_its_trace(
    at, signed_in, says, evaluation, staff
):
    says("physician", "examination.general", "left knee swollen")
    mark_signed(evaluation.pk, staff("physician"))
    client, field = signed_in("physician"), at("evaluation_field", "examination.general")
    sent = {"examination.general": "right knee swollen", "base.examination.general": "1m", "token": "t"}
    refused = client.post(field, sent)
    assert (refused.status_code, "signed by The physician" in refused.content.decode()) == (422, True)
    assert "right knee swollen" in refused.content.decode()
    assert client.post(field, {**sent, "reason": "wrong side"}).status_code == 302
    page = client.get(field).content.decode()
    assert "left knee swollen" in page
    assert "wrong side" in page
    late = post(
        client, at("evaluation_save"), me=client_pk(client), edits=[edit("work.remarks", "late")]
    ).json()
    assert late["results"][0]["signed"]


def test_an_earlier_text_is_put_back(at, signed_in, says):
    says("nurse", "work.working_now", "yes")
    says("nurse", "work.working_now", "no", seen=1)
    name = "work.working_now"
    sent = {name: "yes", f"shown.{name}": "no", f"seen.{name}": "2"}
    signed_in("nurse").post(at("evaluation_field", name), sent)
    assert RECORD["answer"].objects.get(item="working_now").value_boolean is True


def test_a_field_of_another_version_is_shown_and_an_impossible_one_is_not_there(at, signed_in, says):
    says("nurse", "sleep.dreams", "of falling")
    client = signed_in("nurse")
    assert "of falling" in client.get(at()).content.decode()
    assert client.get(at("evaluation_field", "sleep.dreams")).status_code == 200
    assert client.get(at("evaluation_field", "<x>")).status_code == 404


@pytest.mark.parametrize("role", ["coordinator", "health_coach", "administrator"])
def test_who_may_not_write_is_refused_and_it_is_in_the_trail(at, signed_in, role):
    client = signed_in(role)
    answer = post(client, at("evaluation_save"), me=client_pk(client), edits=[edit("work.remarks", "x")])
    assert answer.status_code == 404
    assert AuditEvent.objects.filter(action="record", allowed=False).exists()


def test_the_trail_names_who_begins_to_write_and_not_every_letter(at, signed_in):
    cache.clear()
    client = signed_in("nurse")
    for text in ("w", "wa", "wakes"):
        post(client, at("evaluation_save"), me=client_pk(client), edits=[edit("sleep.remarks", text)])
        client.get(at("evaluation_state"))
    assert AuditEvent.objects.filter(action="record", allowed=True).count() == 1


def test_an_evaluation_of_another_person_is_not_there(at, signed_in, load, cares_for, evaluation):
    load("ben")
    cares_for("nurse", "ben")
    assert (
        signed_in("nurse").get(reverse("clinic:evaluation", args=["ben", evaluation.pk])).status_code == 404
    )


def test_a_treatment_that_was_tried_is_asked_for_line_by_line(at, signed_in, says):
    says("nurse", "prior_treatments.tried.duloxetine.outcome", "harm")
    page = signed_in("physician").get(at(), {"tried": "tens"}).content.decode()
    for treatment in ("duloxetine", "tens"):
        assert f'name="prior_treatments.tried.{treatment}.amount"' in page
    assert 'name="prior_treatments.tried.gabapentin.amount"' not in page
