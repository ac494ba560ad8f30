"""Electronic requests: which are referrals, known again by their identifier, and kept without a person."""

from __future__ import annotations

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lenitive.clinic.models import Referral
from lenitive.clinic.referrals import arriving
from lenitive.desk.importer import import_paths
from lenitive.desk.models import Patient, Resource
from lenitive.errors import InputError
from tests.desk.charts import chart

SNOMED = "http://snomed.info/sct"


def request(**more):
    return {
        "resourceType": "ServiceRequest",
        "id": "r1",
        "status": "active",
        "intent": "order",
        "subject": {"reference": "Patient/ana"},
        "code": {"text": "Referral to pain management"},
        "authoredOn": "2026-11-20",
        "requester": {"display": "Dr Hall"},
        "reasonCode": [{"text": "Chronic low back pain"}],
        "note": [{"text": "She denies saddle anaesthesia.\nGabapentin 300 mg three times a day."}],
        "identifier": [{"system": "urn:practice", "value": "R-77"}],
        **more,
    }


@pytest.fixture
def load_requests(db, tmp_path):
    """Import requests, with ana's chart unless said otherwise."""

    def put(*requests, chart_of="ana", name="a.json", **how):
        entries = chart(chart_of)["entry"] if chart_of else []
        entries = [*entries, *({"resource": each} for each in requests)]
        path = tmp_path / name
        path.write_bytes(orjson.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}))
        return import_paths([path], **how)

    return put


def test_an_order_for_pain_management_becomes_a_referral_to_triage(load_requests):
    load_requests(request())
    referral = Referral.objects.get()
    assert (referral.patient_id, referral.state, referral.came_by) == ("ana", "new", "fhir")
    assert (referral.referrer, referral.question) == ("Dr Hall", "Chronic low back pain")
    assert referral.source == "urn:practice|R-77"
    assert str(referral.written_on) == "2026-11-20"
    assert {"saddle_numbness", "gabapentin"} <= set(referral.facts.values_list("what", flat=True))
    assert set(referral.facts.values_list("said", flat=True)) == {"open"}


def test_a_request_alone_finds_the_person_who_is_known(load_requests):
    load_requests()
    load_requests(request(), chart_of=None, name="b.json")
    assert Referral.objects.get().patient_id == "ana"


def test_the_same_request_again_changes_nothing(load_requests):
    load_requests(request())
    load_requests(request(), name="b.json")
    assert Referral.objects.count() == 1
    assert Referral.objects.get().steps.count() == 1


def test_a_duplicate_is_known_by_its_identifier_though_its_id_is_another(load_requests):
    load_requests(request())
    load_requests(request(id="r2", note=[]), chart_of=None, name="b.json")
    referral = Referral.objects.get()
    assert [each.did for each in referral.steps.order_by("pk")] == ["received", "came_again"]


@pytest.mark.parametrize(
    ("change", "is_one"),
    [
        ({}, True),
        ({"intent": "proposal"}, True),
        ({"intent": "plan"}, False),
        ({"intent": "option"}, False),
        ({"status": "on-hold"}, True),
        ({"status": "completed"}, False),
        ({"status": "revoked"}, False),
        ({"status": "entered-in-error"}, False),
        ({"doNotPerform": True}, False),
        ({"code": {"coding": [{"system": SNOMED, "code": "183568002"}]}}, True),
        ({"code": {"text": "Referral"}, "performerType": {"text": "Pain medicine"}}, True),
        ({"code": {"text": "Referral"}, "performer": [{"display": "Harbour Pain Clinic"}]}, True),
        ({"code": {"text": "Referral"}, "category": [{"text": "Pain-management"}]}, True),
        ({"code": {"text": "MRI of the lumbar spine"}}, False),
        ({"code": {"text": "Physiotherapy"}, "reasonCode": [{"text": "pain management failed"}]}, False),
        ({"code": {"text": "Painting management"}}, False),
    ],
)
def test_which_requests_are_referrals(load_requests, change, is_one):
    load_requests(request(**change))
    assert Referral.objects.exists() == is_one


def test_a_request_about_nobody_who_is_known_is_kept_and_nothing_else_is_lost(load_requests):
    report = load_requests(request(subject={"reference": "Patient/zoe", "display": "Zoe Adams"}))
    referral = Referral.objects.get()
    assert (referral.patient_id, referral.name) == (None, "Zoe Adams")
    assert orjson.loads(referral.resource)["id"] == "r1"
    assert report.without_a_person == 1
    assert "1 referral without a person, to be matched at /referrals/" in report.sentence()
    assert not [note for note in report.notes if note.severity != "info"]
    assert Patient.objects.get().patient_id == "ana"


@pytest.mark.parametrize("subject", [None, {"display": "Zoe Adams"}, {"identifier": {"value": "N-9"}}])
def test_a_request_that_does_not_say_whose_it_is_is_kept(load_requests, subject):
    told = request(subject=subject) if subject else {k: v for k, v in request().items() if k != "subject"}
    load_requests(told, chart_of=None)
    assert Referral.objects.get().patient_id is None


def test_a_patient_inside_the_request_says_who_it_is(load_requests):
    inside = {
        "resourceType": "Patient",
        "id": "p",
        "name": [{"given": ["Zoe"], "family": "Adams"}],
        "birthDate": "1980-02-03",
        "gender": "female",
    }
    load_requests(request(subject={"reference": "#p"}, contained=[inside]), chart_of=None)
    assert Referral.objects.get().person["name"] == "Zoe Adams"
    assert Referral.objects.get().person["birth"] == "1980-02-03"


def test_the_chart_that_comes_later_finds_its_referral(load_requests):
    load_requests(request(), chart_of=None)
    assert Referral.objects.get().patient_id is None
    load_requests(request(), name="b.json")
    referral = Referral.objects.get()
    assert referral.patient_id == "ana"
    assert [each.did for each in referral.steps.order_by("pk")] == ["received", "matched"]


def test_another_resource_about_nobody_still_stops_the_import(load_requests):
    stranger = {"resourceType": "Condition", "id": "c", "subject": {"reference": "Patient/zoe"}}
    with pytest.raises(InputError, match="nothing was stored"):
        load_requests(request(subject={"reference": "Patient/zoe"}), stranger)
    assert not Referral.objects.exists()


def test_a_request_that_is_no_referral_and_about_nobody_still_stops_the_import(load_requests):
    with pytest.raises(InputError, match="nothing was stored"):
        load_requests(request(subject={"reference": "Patient/zoe"}, code={"text": "MRI"}))


def test_a_finished_request_about_nobody_is_not_said_to_be_kept(load_requests):
    with pytest.raises(InputError, match="nothing was stored"):
        load_requests(request(subject={"reference": "Patient/zoe"}, status="completed"))


def test_a_request_that_the_sender_withdraws_is_withdrawn_here(load_requests):
    load_requests(request())
    load_requests(request(status="revoked"), name="b.json")
    referral = Referral.objects.get()
    assert referral.state == "withdrawn"
    assert referral.steps.get(did="withdrawn").who == "The sender"


def test_what_was_decided_here_stays_when_the_request_comes_again(load_requests, staff):
    from lenitive.clinic.referrals import deciding

    load_requests(request())
    deciding.decide(Referral.objects.get(), deciding.Said("accept", "t" * 36), staff("physician"))
    load_requests(request(note=[{"text": "Please hurry."}]), name="b.json")
    assert Referral.objects.get().state == "waiting"


def test_a_request_in_a_line_file_is_read_the_same(db, tmp_path):
    lines = [*(each["resource"] for each in chart("ana")["entry"]), request()]
    path = tmp_path / "a.ndjson"
    path.write_bytes(b"\n".join(orjson.dumps(each) for each in lines))
    import_paths([path])
    assert Referral.objects.get().patient_id == "ana"
    assert Resource.objects.filter(type="ServiceRequest").count() == 1


LEAF = st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=12)
NAMES = st.sampled_from(
    ["text", "coding", "system", "code", "display", "reference", "value", "name", "given", "id"]
)


def within(inner):
    """A list or an element of these."""
    return st.lists(inner, max_size=3) | st.dictionaries(NAMES | st.text(max_size=4), inner, max_size=3)


ANY = LEAF | within(LEAF) | within(within(LEAF)) | within(within(within(LEAF)))
PARTS = ("code", "category", "performer", "performerType", "note", "reasonCode", "requester", "subject")
MORE = ("identifier", "contained", "authoredOn", "priority", "status", "intent", "patientInstruction")


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from([*PARTS, *MORE]), ANY, max_size=6))
def test_no_request_of_any_shape_breaks_its_reader(parts):
    told = {"resourceType": "ServiceRequest", "id": "r", **parts}
    arriving.is_for_pain(told)
    assert isinstance(arriving._person(told, None), dict)
    for read in (arriving._question, arriving._letter, arriving._source):
        assert isinstance(read(told), str)


@given(st.text(max_size=200))
def test_no_text_of_any_kind_breaks_the_parser(text):
    assert arriving.parsed(text) is None
