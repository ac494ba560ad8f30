"""Mine: everything to take away and nobody else's, links that end, who looked, and leaving."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import timedelta

import orjson
import pytest
from django.test import Client
from django.utils import timezone

from lenitive.desk.models import RECORD, AuditEvent
from lenitive.desk.policy import Helper
from lenitive.portal.mine.taking import bundle
from lenitive.portal.models import Session, Share, Tie

pytestmark = pytest.mark.django_db


@pytest.fixture
def answered():
    """Two answers of one form of Ana's, filled here, and one of Ben's."""
    for patient_id, value in (("ana", 7.0), ("ben", 2.0)):
        row = f"QuestionnaireResponse/{patient_id}-peg#1"
        day = timezone.localdate()
        RECORD["response"].objects.create(
            patient_id=patient_id,
            row_id=row,
            instrument="peg",
            answered_by="patient",
            status="completed",
            at_low=day,
            at_high=day,
        )
        RECORD["answer"].objects.create(
            patient_id=patient_id,
            row_id=f"QuestionnaireResponse/{patient_id}-peg#2",
            response_row=row,
            instrument="peg",
            item="pain",
            value_number=value,
        )


def files_of(client):
    body = client.get("/me/mine/data/tables/").content
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}


def test_the_bundle_holds_the_chart_and_what_was_answered_here_and_nobody_elses(me, answered):
    one, _other = me("ana"), me("ben")
    made = orjson.loads(one.get("/me/mine/data/fhir/").content)
    kinds = [each["resource"]["resourceType"] for each in made["entry"]]
    assert (made["resourceType"], made["type"]) == ("Bundle", "collection")
    assert "Patient" in kinds
    mine = [
        each["resource"]
        for each in made["entry"]
        if each["resource"]["resourceType"] == "QuestionnaireResponse"
    ]
    assert [each["id"] for each in mine] == ["ana-peg"]
    assert mine[0]["item"] == [{"linkId": "pain", "answer": [{"valueDecimal": 7.0}]}]
    assert b"ben" not in orjson.dumps(made)


def test_another_clinic_can_read_the_bundle(me, answered, tmp_path):
    from lenitive.desk.importer import import_paths

    me("ana")
    path = tmp_path / "ana.json"
    path.write_bytes(orjson.dumps(bundle("ana")))
    for table in ("answer", "response", "patient"):
        RECORD[table].objects.all().delete()
    report = import_paths([path], keep_going=False)
    assert "1 person" in report.sentence()
    assert RECORD["answer"].objects.get(patient_id="ana").value_number == 7.0


def test_the_tables_hold_rows_of_the_person_alone(me, answered):
    files = files_of(me("ana"))
    rows = list(csv.DictReader(io.StringIO(files["record/answer.csv"])))
    assert [(row["item"], row["value_number"]) for row in rows] == [("pain", "7.0")]
    assert "ben" not in "".join(files.values())
    assert not any("hash" in text.splitlines()[0] for text in files.values())


def test_a_cell_that_looks_like_a_formula_stays_text(me):
    one = me("ana")
    RECORD["goal"].objects.create(patient_id="ana", row_id="Goal/g#1", text="=HYPERLINK(1)", status="active")
    assert "'=HYPERLINK(1)" in files_of(one)["record/goal.csv"]


def test_the_plan_comes_as_pdf(me, invented):
    invented("rosa-lindqvist")
    answer = me("rosa-lindqvist").get("/me/mine/data/plan/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


@pytest.mark.parametrize("path", ["data/", "data/fhir/", "data/tables/", "share/", "looked/", "leave/"])
def test_who_only_helps_takes_nothing_away(me, path):
    assert me("ana", Helper.CARER).get(f"/me/mine/{path}").status_code == 404


def link_of(client, days="7"):
    page = client.post("/me/mine/share/", {"whom": "Dr Elm", "days": days}).content.decode()
    return "/me/shared/" + page.split("/me/shared/")[1].split('"')[0].split("<")[0]


def test_a_link_opens_for_anyone_is_counted_and_stands_in_the_trail(me):
    one = me("ana")
    link = link_of(one)
    answer = Client().get(link)
    assert answer.status_code == 200
    assert "Ana Silva" in answer.content.decode()
    assert Share.objects.get().opened == 1
    last = AuditEvent.objects.order_by("id").last()
    assert (last.action, last.patient_id, last.what) == ("own_shared", "ana", "Dr Elm")
    assert "opened 1 time" in one.get("/me/mine/share/").content.decode()


def test_the_link_itself_is_not_kept(me):
    secret = link_of(me("ana")).rstrip("/").rpartition("/")[2]
    assert secret not in str(list(Share.objects.values()))


@pytest.mark.parametrize("how", ["ended", "expired", "guessed"])
def test_a_link_that_ended_shows_nobody(me, how):
    one = me("ana")
    link = link_of(one)
    if how == "ended":
        one.post(f"/me/mine/share/{Share.objects.get().pk}/end/")
    elif how == "expired":
        Share.objects.update(until=timezone.now() - timedelta(seconds=1))
    else:
        link = link[:-3] + "x/"
    answer = Client().get(link)
    assert answer.status_code == 410
    assert b"Silva" not in answer.content


def test_nobody_ends_the_link_of_another_person(me):
    link_of(me("ana"))
    assert me("ben").post(f"/me/mine/share/{Share.objects.get().pk}/end/").status_code == 404
    assert Share.objects.get().ended_at is None


def test_a_link_without_a_name_is_not_made(me):
    answer = me("ana").post("/me/mine/share/", {"whom": "", "days": "7"})
    assert answer.status_code == 422
    assert Share.objects.count() == 0


def test_who_looked_names_the_clinic_and_on_request_what_was_done_from_home(me, signed_in, cares_for):
    one = me("ana")
    cares_for("nurse", "ana")
    signed_in("nurse").get("/people/ana/access/")
    text = one.get("/me/mine/looked/").content.decode()
    assert "The nurse" in text
    assert "looked" in text
    assert "<bdi>Ana</bdi>" not in text
    assert "<bdi>Ana</bdi>" in one.get("/me/mine/looked/?mine=1").content.decode()


def test_leaving_ends_every_device_helper_and_link_and_leaves_the_record(me):
    one, carer = me("ana"), me("ana", Helper.CARER)
    link = link_of(one)
    assert "data-forgets" in one.get("/me/mine/leave/").content.decode()  # what is on the phone goes too
    assert Tie.objects.filter(until=None).count() == 2
    answer = one.post("/me/mine/leave/")
    assert "You have left" in answer.content.decode()
    assert one.get("/me/").status_code == carer.get("/me/").status_code == 302
    assert Client().get(link).status_code == 410
    assert Session.objects.filter(ended_at=None).count() == 0
    assert RECORD["patient"].objects.filter(patient_id="ana").exists()


def test_leaving_ends_nothing_of_another_person(me):
    other = me("ben")
    me("ana").post("/me/mine/leave/")
    assert other.get("/me/").status_code == 200
