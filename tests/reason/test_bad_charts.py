"""A chart that contradicts itself or leaves things out: unknown, what would settle it, a note, no exception.

Each row is a chart, what must be said in the notes, and rules with the status that they must have.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner

from lenitive.cli.assess import command
from lenitive.cli.text import summary_text
from lenitive.measure import score_record
from lenitive.reason.assess import assess
from lenitive.record.read import borrowed_record, load_bundle
from tests.cli import charts

ICD = "http://hl7.org/fhir/sid/icd-10-cm"
LOCAL = "http://hospital.example/codes"
Chart = list[dict[str, Any]]
IBUPROFEN = charts.order("ibu", "310965", "ibuprofen 200 MG Oral Tablet", times=3)


def problem(system: str | None, code: str, words: str = "", **more: Any) -> dict[str, Any]:
    coding = {"code": code} | ({"system": system} if system else {})
    return {
        "resourceType": "Condition",
        "id": "problem",
        "subject": {"reference": "Patient/ana"},
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "code": {"coding": [coding]} | ({"text": words} if words else {}),
        **more,
    }


def egfr(value: float, unit: str, system: str = "http://loinc.org", code: str = "33914-3") -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": "egfr",
        "status": "final",
        "subject": {"reference": "Patient/ana"},
        "effectiveDateTime": "2026-05-20",
        "code": {"coding": [{"system": system, "code": code}], "text": "eGFR"},
        "valueQuantity": {"value": value, "unit": unit},
    }


def changed(resource: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {**resource, **fields}


def with_dose(value: float) -> dict[str, Any]:
    order = charts.oxycodone(4)
    order["dosageInstruction"][0]["doseAndRate"][0]["doseQuantity"]["value"] = value
    return order


def with_period(start: str, end: str) -> dict[str, Any]:
    order = charts.oxycodone(4)
    order["dosageInstruction"][0]["timing"]["repeat"]["boundsPeriod"] = {"start": start, "end": end}
    return order


NOBODY: dict[str, Any] = {"resourceType": "Patient", "id": "ana"}
HEART = problem(ICD, "I50.9")
BAD: dict[str, tuple[Chart, str, dict[str, str]]] = {
    "dead, and an order after it": (
        [charts.person(deceasedDateTime="2026-01-01"), charts.oxycodone(4)],
        "ordered after the death of this person",
        {"cdc22_4": "met"},  # which of the two is wrong is not known, so a danger is not hidden by it
    ),
    "dead before birth": (
        [charts.person(deceasedDateTime="1950-01-01"), IBUPROFEN],
        "the death is dated before the birth",
        {"nsaid_egfr30": "unknown"},
    ),
    "two birth dates": (
        [charts.person(), charts.person(birthDate="1940-01-01"), IBUPROFEN, HEART],
        "copies of this person say 1940-01-01 and 1970-02-03; left empty",
        {"beers_nsaid": "unknown", "beers_nsaid_hf_ckd": "unknown"},
    ),
    "two sexes": (
        [
            charts.person(birthDate="1990-02-03"),
            charts.person(birthDate="1990-02-03", gender="male"),
            IBUPROFEN,
        ],
        "copies of this person say female and male; left empty",
        {"nsaid_pregnancy": "unknown"},
    ),
    "a birth that lies ahead": (
        [charts.person(birthDate="2030-01-01"), IBUPROFEN, HEART],
        "lies in the future",
        {"beers_nsaid_hf_ckd": "unknown"},
    ),
    "a dose below zero": (
        [charts.person(), with_dose(-5)],
        "it is below zero",
        {"cdc22_4": "unknown"},
    ),
    "an order that ends before it begins": (
        [charts.person(), with_period("2026-05-20", "2026-05-01")],
        "its last day is dated before its first",
        {"cdc22_4": "unknown"},
    ),
    "an onset that lies ahead": (
        [charts.person(), IBUPROFEN, changed(HEART, onsetDateTime="2030-01-01")],
        "the onset lies ahead of the day asked about: 2030-01-01",
        {"nsaid_cv": "unknown"},
    ),
    "no sex": (
        [charts.person(birthDate="1990-02-03", gender=None), IBUPROFEN],
        "the sex is not known",
        {"nsaid_pregnancy": "unknown"},
    ),
    "no birth date": (
        [charts.person(birthDate=None), IBUPROFEN, HEART],
        "the birth date is not known",
        {"beers_nsaid_hf_ckd": "unknown"},
    ),
    "nothing but an id": ([NOBODY, IBUPROFEN], "the birth date is not known", {"nsaid_egfr30": "unknown"}),
    "no kidney function": (
        [charts.person(), IBUPROFEN],
        "no kidney function is on record",
        {"nsaid_egfr30": "unknown", "nsaid_egfr60": "unknown"},
    ),
    "a kidney function in a unit of nobody": (
        [charts.person(), IBUPROFEN, egfr(20, "furlong")],
        "its value cannot be used: egfr",
        {"nsaid_egfr30": "unknown"},
    ),
    "a kidney function below zero": (
        [charts.person(), IBUPROFEN, egfr(-20, "mL/min/{1.73_m2}")],
        "its value cannot be used: egfr",
        {"nsaid_egfr30": "unknown"},
    ),
    "a result in a system that nobody knows": (
        [charts.person(), IBUPROFEN, egfr(20, "mL/min", LOCAL, "GFR")],
        f"results coded in {LOCAL} alone, which is not known here: 1",
        {"nsaid_egfr30": "unknown"},
    ),
    "a problem in a system that nobody knows": (
        [charts.person(), IBUPROFEN, problem(LOCAL, "HF1", "Heart failure")],
        "no code of this problem can be read",
        {"nsaid_cv": "unknown", "nsaid_gi": "unknown"},
    ),
    "a problem whose code has no system": (
        [charts.person(), IBUPROFEN, problem(None, "I50.9")],
        "no code of this problem can be read",
        {"nsaid_cv": "unknown"},
    ),
    "a problem in words alone": (
        [charts.person(), IBUPROFEN, changed(HEART, code={"text": "weak heart"})],
        "no code of this problem can be read",
        {"nsaid_cv": "unknown"},
    ),
    "a medicine in a system that nobody knows": (
        [
            charts.person(),
            changed(IBUPROFEN, medicationCodeableConcept={"coding": [{"system": LOCAL, "code": "77"}]}),
        ],
        "this medicine cannot be read",
        {"nsaid_egfr30": "unknown", "cdc22_8": "unknown"},
    ),
}


def told_of(resources: Chart) -> dict[str, Any]:
    """The answer of assess."""
    with borrowed_record() as record:
        load_bundle(record, json.dumps(charts.bundle(*resources)).encode(), "chart")
        score_record(record)
        return assess(record, as_of=date.fromisoformat(charts.AS_OF))


def statuses(told: dict[str, Any]) -> dict[str, str]:
    return {each["rule"]: each["status"] for each in told["findings"]}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_so_or_is_not_there_is_noted_and_leaves_the_rules_unknown(name):
    resources, note, rules = BAD[name]
    told = told_of(resources)
    assert [line for line in told["notes"] if note in line], told["notes"]
    assert {rule: statuses(told)[rule] for rule in rules} == rules
    for each in told["findings"]:
        assert each["status"] != "unknown" or each["settles_by"]
        assert each["reason"]
    text = summary_text(told)
    assert note in text
    for rule in (rule for rule, status in rules.items() if status == "unknown"):
        assert f"({rule})\n      Would settle it: " in text


def test_the_command_says_the_same_in_text_and_as_json(tmp_path):
    resources, note, _ = BAD["a problem in a system that nobody knows"]
    path = charts.write(tmp_path, charts.bundle(*resources))
    for more in ([], ["--json"]):
        words = [str(path), "--as-of", charts.AS_OF, *more]
        said = CliRunner().invoke(command, words, catch_exceptions=False)
        assert said.exit_code == 0
        assert note in said.output


def test_a_whole_chart_has_none_of_these_notes():
    """The counterpart: what is well written is not complained of."""
    told = told_of([charts.person(), IBUPROFEN, HEART, egfr(80, "mL/min/{1.73_m2}")])
    assert told["notes"] == []
    assert statuses(told)["nsaid_egfr30"] == "not_met"


def test_a_code_that_can_be_read_beside_one_that_cannot_is_enough():
    both = changed(
        HEART, code={"coding": [{"system": LOCAL, "code": "HF1"}, {"system": ICD, "code": "I50.9"}]}
    )
    told = told_of([charts.person(), IBUPROFEN, both])
    assert not [note for note in told["notes"] if "no code of this problem" in note]
    assert statuses(told)["nsaid_cv"] == "met"


def test_a_copy_that_was_changed_later_is_an_update_and_no_contradiction():
    first = charts.person(meta={"lastUpdated": "2026-01-01T00:00:00Z"})
    later = charts.person(birthDate="1940-01-01", meta={"lastUpdated": "2026-02-01T00:00:00Z"})
    told = told_of([first, later, IBUPROFEN, HEART])
    assert not [note for note in told["notes"] if "left empty" in note]
    assert statuses(told)["beers_nsaid_hf_ckd"] == "met"
