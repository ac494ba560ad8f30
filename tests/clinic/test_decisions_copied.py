from __future__ import annotations

import re

import orjson
import pytest

from lenitive.record.read import bundle_rows
from tests.clinic.test_choices import BACK_PAIN, medicine

PAGE = "/people/p/"


@pytest.fixture
def physician(chart_of, signed_in):
    """Somebody of 70 who takes oxycodone 40 mg a day, and a physician."""
    chart_of(
        medicine("oxy", "1049683", "oxycodone hydrochloride 10 MG Oral Tablet"),
        BACK_PAIN,
        birthDate="1956-02-03",
        gender="female",
    )
    return signed_in("physician")


def text_of(page):
    return re.search(r"<textarea[^>]*>(.*?)</textarea>", page.content.decode(), re.S).group(1)


def read_again(resource):
    """What our own reader makes of a resource that we gave out: tables, and notes."""
    person = {"resourceType": "Patient", "id": "p"}
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": each} for each in (person, resource)],
    }
    tables, notes = bundle_rows(orjson.dumps(bundle), "what we exported")
    return tables, [note for note in notes if note.severity != "info"]


def test_a_finding_as_text_fits_a_note(physician):
    text = text_of(physician.get(f"{PAGE}findings/cdc22_8/copy/"))
    assert text.startswith("Assess overdose risk; offer naloxone (Soon)")
    assert "To do: Discuss risk" in text
    assert "oxycodone" in text
    assert "Source: CDC" in text
    assert max(len(line) for line in text.splitlines()) <= 80
    assert len(text.splitlines()) < 25


def test_a_finding_as_fhir_is_a_detected_issue_that_can_be_read_again(physician):
    answer = physician.get(f"{PAGE}findings/cdc22_8/copy.json")
    assert answer["Content-Type"] == "application/fhir+json"
    issue = orjson.loads(answer.content)
    assert {issue["resourceType"], issue["status"], issue["severity"]} == {
        "DetectedIssue",
        "final",
        "moderate",
    }
    assert issue["patient"] == {"reference": "Patient/p"}
    assert {"reference": "MedicationRequest/oxy"} in issue["evidence"][0]["detail"]
    assert re.fullmatch(r"[A-Za-z0-9\-.]{1,64}", issue["id"])
    _tables, notes = read_again(issue)
    assert notes == []


def test_what_is_not_known_is_preliminary_and_what_is_not_so_is_no_issue(physician):
    unknown = orjson.loads(physician.get(f"{PAGE}findings/yellow_suicidality/copy.json").content)
    assert unknown["status"] == "preliminary"
    assert physician.get(f"{PAGE}findings/cdc22_11/copy.json").status_code == 404
    assert "nothing to report" in physician.get(f"{PAGE}findings/cdc22_11/copy/").content.decode()
    assert physician.get(f"{PAGE}findings/no_such/copy.json").status_code == 404
    assert physician.get(f"{PAGE}options/no_such/copy/").status_code == 404


@pytest.mark.parametrize(
    ("treatment", "kind", "table"),
    [("aerobic_exercise", "ServiceRequest", "service"), ("duloxetine", "MedicationRequest", "medication")],
)
def test_a_treatment_as_fhir_is_a_draft_that_can_be_read_again(physician, treatment, kind, table):
    resource = orjson.loads(physician.get(f"{PAGE}options/{treatment}/copy.json").content)
    assert (resource["resourceType"], resource["status"], resource["intent"]) == (kind, "draft", "proposal")
    tables, notes = read_again(resource)
    assert notes == []
    assert len(tables[table]) == 1
    text = text_of(physician.get(f"{PAGE}options/{treatment}/copy/"))
    assert "How we will know that it worked" in text


def test_reading_a_copy_is_for_those_who_may_see_the_record(physician, signed_in):
    assert signed_in("programme_lead").get(f"{PAGE}findings/cdc22_8/copy/").status_code == 404
    assert signed_in("programme_lead").get(f"{PAGE}options/duloxetine/copy.json").status_code == 404
