"""Whole people of our own: FHIR in, classification out, through the readers that everyone else uses."""

from __future__ import annotations

import json
from datetime import date

import pytest

from lenitive.measure import score_record
from lenitive.reason.classify import classify
from lenitive.reason.tables import ask, evaluate
from lenitive.record.read import load, open_record

ICD = "http://hl7.org/fhir/sid/icd-10-cm"


def problem(code, **dates):
    return {
        "resourceType": "Condition",
        "id": code.replace(".", "-"),
        "subject": {"reference": "Patient/ana"},
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "verificationStatus": {"coding": [{"code": "confirmed"}]},
        "code": {"coding": [{"system": ICD, "code": code}]},
        **dates,
    }


def form(instrument, **answers):
    return {
        "resourceType": "QuestionnaireResponse",
        "id": instrument.replace("_", "-"),
        "status": "completed",
        "subject": {"reference": "Patient/ana"},
        "questionnaire": f"https://lenitive.example/Questionnaire/{instrument}",
        "authored": "2026-05-31",
        "item": [{"linkId": item, "answer": [answer(value)]} for item, value in answers.items()],
    }


def answer(value):
    kind = (
        "valueBoolean"
        if isinstance(value, bool)
        else "valueInteger"
        if isinstance(value, int)
        else "valueDate"
    )
    return {kind: value}


def classified(tmp_path, *resources):
    person = {"resourceType": "Patient", "id": "ana", "birthDate": "1970-02-03", "gender": "female"}
    entries = [{"resource": each} for each in (person, *resources)]
    path = tmp_path / "chart.json"
    path.write_text(json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}))
    connection = open_record()
    load(connection, [path], keep_going=True)
    score_record(connection)
    ask(connection, date(2026, 6, 1))
    evaluate(connection)
    return classify(connection, date(2026, 6, 1))


EXAM = {"relevant_history": True, "plausible_distribution": True, "sensory_signs": True}
CHARTS = [
    ("nobody asked anything", (), "unknown", {"neuropathic": "unknown", "nociceptive": "unknown"}),
    ("shingles in 2025", (problem("B02.29", onsetDateTime="2025"),), "chronic", {"neuropathic": "possible"}),
    ("back pain since March", (problem("M54.50", onsetDateTime="2026-03"),), "unknown", {}),
    ("back pain, recorded last week", (problem("M54.50", recordedDate="2026-05-25"),), "unknown", {}),
    ("knee, recorded last year", (problem("M17.11", recordedDate="2025-05-25"),), "chronic",
     {"nociceptive": "possible"}),
    ("broken rib", (problem("S22.31XA", onsetDateTime="2026-05-20"),), "acute",
     {"nociceptive": "possible", "nociplastic": "none"}),
    ("she says since 2019", (form("pain_history", onset_date="2019-01-01"),), "chronic", {}),
    ("examined foot", (problem("E11.42", onsetDateTime="2020-01-01"), form("neuropathic_exam", **EXAM)),
     "chronic", {"neuropathic": "probable"}),
    ("examined, nothing found", (problem("M54.50", onsetDateTime="2025-01-01"),
     form("neuropathic_exam", relevant_history=False)), "chronic", {"neuropathic": "none"}),
    ("fibromyalgia, not examined", (problem("M79.7", onsetDateTime="2020-01-01"),), "chronic",
     {"nociplastic": "unknown"}),
    ("fibromyalgia, examined", (problem("M79.7", onsetDateTime="2020-01-01"),
     form("neuropathic_exam", allodynia_mechanical=True),
     form("pain_history", hypersensitivity=True, fatigue=True)), "chronic", {"nociplastic": "probable"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("resources", "course", "mechanisms"), [each[1:] for each in CHARTS], ids=[each[0] for each in CHARTS]
)
def test_a_chart_is_classified_as_its_papers_say(tmp_path, resources, course, mechanisms):
    found = classified(tmp_path, *resources)
    assert found.time_course == course
    for mechanism, grade in mechanisms.items():
        assert found.mechanisms[mechanism] == grade
