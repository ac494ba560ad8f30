"""`lenitive rules`: list, show, explain."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from lenitive.cli.rules import command
from lenitive.errors import KnowledgeError
from lenitive.knowledge.rules import rules
from tests.cli import charts


def run(*words: str) -> str:
    made = CliRunner().invoke(command, [str(word) for word in words], catch_exceptions=False)
    assert made.exit_code == 0, made.output
    return made.output


def test_every_rule_is_listed_under_its_set_with_its_urgency():
    rows = [each for each in json.loads(run("list", "--json")) if each["kind"] == "rule"]
    assert len(rows) == len(rules())
    assert all(each["on"] and each["version"] for each in rows)
    assert {each["urgency"] for each in rows} == {"emergency", "urgent", "soon", "routine"}
    lines = run("list").splitlines()
    head = next(n for n, line in enumerate(lines) if line.endswith("(cdc22), version 2026-11: on"))
    assert lines[head + 1].split()[:2] == ["cdc22_1", "routine"]


def test_the_criteria_and_grades_of_the_classification_are_listed_apart():
    kinds = {each["rule"]: each["kind"] for each in json.loads(run("list", "--json"))}
    assert kinds["neuropathic.lesion"] == "criterion"
    assert kinds["neuropathic.probable"] == "grade"
    text = run("list")
    assert text.index("What drives the pain") < text.index("neuropathic.probable")


def test_a_set_that_a_site_switched_off_is_listed_as_off_with_the_reason(tmp_path, monkeypatch):
    path = tmp_path / "guidelines.yaml"
    path.write_text("switched_off:\n  bmj25: Our own pathway.\n", encoding="utf-8")
    monkeypatch.setenv("LENITIVE_GUIDELINES", str(path))
    assert "(bmj25), version 2026-11: OFF here. Our own pathway." in run("list")
    row = next(each for each in json.loads(run("list", "--json")) if each["set"] == "bmj25")
    assert row["on"] is False
    assert "OFF here" in run("show", "bmj25_interventional_spine")
    chart = charts.write(tmp_path, charts.bundle(charts.person()))
    with pytest.raises(KnowledgeError, match="switched off here"):
        run("explain", chart, "bmj25_interventional_spine")


def test_a_rule_on_which_sources_disagree_shows_both_sides():
    text = run("show", "acp17_chronic_nondrug")
    assert "Sources disagree: Biofeedback" in text
    assert "American College of Physicians, 2017 [this rule]" in text
    assert "Do not offer it for chronic primary pain." in text
    told = json.loads(run("show", "acp17_chronic_nondrug", "--json"))
    assert [side["who"] for side in told["disagreements"][0]["sides"]][1] == "NICE NG193, 2021"


def test_a_grade_is_shown_by_its_criteria_and_each_criterion_by_its_conditions():
    text = run("show", "neuropathic.probable")
    assert "- Sensory signs lie in the same territory on examination:" in text
    assert "sensory signs: value at least 1" in text
    assert "Finnerup" in text
    assert "For whom" not in text


def test_a_grade_is_explained_for_a_person_with_the_rows_of_each_criterion(tmp_path):
    sciatica = {
        "resourceType": "Condition",
        "id": "sciatica",
        "subject": {"reference": "Patient/ana"},
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "M54.31"}]},
    }
    path = charts.write(tmp_path, charts.bundle(charts.person(), sciatica))
    told = json.loads(run("explain", path, "neuropathic.probable", "--as-of", charts.AS_OF, "--json"))
    assert told["status"] == "unknown"
    lesion, place, signs = told["when"]["children"]
    assert (lesion["truth"], lesion["evidence"]) == ("met", ["Condition/sciatica#1"])
    assert (place["truth"], signs["truth"]) == ("met", "unknown")
    assert (lesion["decides"], signs["decides"]) == (False, True)
    assert "touch, pinprick" in told["settles_by"]
    text = run("explain", path, "neuropathic.possible", "--as-of", charts.AS_OF)
    assert text.startswith("Neuropathic pain: Possible (neuropathic.possible)\nStatus: met. Because: ")
    one = json.loads(run("explain", path, "neuropathic.lesion", "--as-of", charts.AS_OF, "--json"))
    assert one["status"] == "met"


def test_a_rule_is_shown_in_words_with_its_source():
    text = run("show", "nsaid_egfr30")
    assert "latest eGFR: value under 30" in text
    assert "Kidney360" in text


def test_a_rule_is_explained_for_a_person_with_rows(tmp_path):
    path = charts.write(tmp_path, charts.bundle(charts.person(), charts.oxycodone(4)))
    told = json.loads(run("explain", path, "cdc22_4", "--as-of", charts.AS_OF, "--json"))
    assert told["status"] == "met"
    assert any(row.startswith("MedicationRequest/oxy") for row in told["when"]["children"][0]["evidence"])
    assert "[yes]" in run("explain", path, "cdc22_4", "--as-of", charts.AS_OF)


def test_a_rule_that_is_not_there_is_a_problem_with_the_input():
    with pytest.raises(KnowledgeError, match="no_such_rule"):
        run("show", "no_such_rule")
