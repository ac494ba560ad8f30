from __future__ import annotations

import pytest

from tests.reason.tables.drawn import CPT, ICD, LOINC, SNOMED, ago, both, coded, made, problem


def concepts(record, **given):
    """Concept -> (of, status)."""
    return {row["concept"]: (row["of"], row["status"]) for row in made("concept", record, **given)}


def status(concept, record, **given):
    """The status of a concept, or "none" where it has no row."""
    return concepts(record, **given).get(concept, (None, "none"))[1]


@pytest.mark.parametrize(
    ("system", "code", "found"),
    [
        (ICD, "G47.33", True),
        (ICD, "G4733", True),  # without its dot
        (ICD, "g47.33", True),
        ("http://hl7.org/fhir/sid/icd-10", "G47.33", True),
        ("https://hl7.org/fhir/sid/icd-10-cm", "G47.33", True),
        ("urn:oid:2.16.840.1.113883.6.90", "G47.33", True),
        (ICD, "G47.0", False),
        ("http://example.org/ours", "G47.33", False),
        (None, "G47.33", False),
        (SNOMED, "78275009", True),  # by a value set
        ("urn:oid:2.16.840.1.113883.6.96", "78275009", True),
    ],
)
def test_a_code_means_its_concept_however_the_system_is_written(system, code, found):
    assert ("sleep_apnoea" in concepts(problem(system, code))) == found


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"status": "active"}, "active"),
        ({"status": "recurrence"}, "active"),
        ({"status": "relapse"}, "active"),
        ({"status": "resolved"}, "inactive"),
        ({"status": "remission"}, "inactive"),
        ({"status": "inactive"}, "inactive"),
        ({"status": None}, None),
        ({"status": None, "abatement": ago(10)}, "inactive"),
        ({"status": None, "abatement": ago(-10)}, None),  # an end to come
        ({"status": "active", "abatement": ago(10)}, None),  # the chart says two things
        ({"status": "active", "abatement": ago(-10)}, "active"),
        ({"onset": ago(-1)}, None),  # begins after the day asked about
        ({"verification": "refuted"}, "none"),
        ({"verification": "entered-in-error"}, "none"),
        ({"verification": "provisional"}, "active"),
        ({"recorded": ago(-2)}, "none"),  # not written yet
    ],
)
def test_the_status_is_what_the_chart_says_and_empty_where_it_says_nothing(said, expected):
    assert status("copd", problem(ICD, "J44.9", **said)) == expected


@pytest.mark.parametrize(
    ("said", "acute", "subacute", "chronic"),
    [
        ({"onset": ago(30)}, "active", "none", "none"),
        ({"onset": ago(31)}, "none", "active", "none"),
        ({"onset": ago(90)}, "none", "active", "none"),
        ({"onset": ago(91)}, "none", "none", "active"),
        ({"onset": "2026"}, None, None, None),  # any day of this year so far
        ({"onset": "2025"}, "none", "none", "active"),
        ({"recorded": ago(91)}, "none", "none", "active"),  # began at the latest when it was recorded
        ({"recorded": ago(5)}, None, None, None),
        ({}, None, None, None),
    ],
)
def test_pain_is_acute_or_chronic_by_its_onset_and_unknown_without(said, acute, subacute, chronic):
    found = concepts(problem(ICD, "M54.50", **said))
    names = ("low_back_pain_acute", "low_back_pain_subacute", "low_back_pain_chronic")
    assert [found.get(name, (None, "none"))[1] for name in names] == [acute, subacute, chronic]


@pytest.mark.parametrize(("days", "expected"), [(180, "active"), (181, "none")])
def test_a_recent_infarction_is_recent_for_180_days(days, expected):
    assert status("myocardial_infarction_recent", problem(ICD, "I21.4", onset=ago(days))) == expected


def test_a_code_that_is_left_out_wins_over_the_other_codes_of_the_row():
    assert status("opioid_use_disorder", problem(ICD, "F11.20")) == "active"
    assert status("opioid_use_disorder", problem(ICD, "F11.21")) == "none"
    assert status("opioid_use_disorder", problem(SNOMED, "75544000", (ICD, "F11.21"))) == "none"
    assert status("opioid_use_disorder", problem(SNOMED, "191821007")) == "none"  # in remission, by its words
    assert status("sickle_cell_disease", problem(ICD, "D57.3")) == "none"


def test_a_pattern_looks_at_the_last_character_and_a_range_at_every_number():
    assert status("fracture_unhealed", problem(ICD, "S72.001K")) == "active"
    assert status("fracture_unhealed", problem(ICD, "S72.001A")) == "none"


def test_two_codes_of_one_problem_make_one_row():
    rows = made("concept", problem(ICD, "G43.909", (SNOMED, "37796009")))
    assert [row["concept"] for row in rows].count("migraine") == 1


def test_the_category_is_an_encounter_diagnosis_only_when_coded_so():
    for said, expected in (
        ("encounter_diagnosis", "encounter_diagnosis"),
        ("problem_list", "problem_list"),
        ("health_concern", "problem_list"),
        (None, "problem_list"),
    ):
        (row,) = made("concept", problem(ICD, "J44.9", category=said))
        assert row["category"] == expected


def done(code, table="procedure", system=SNOMED, **said):
    row = {"row_id": "x1", "status": "completed", "at": ago(20), "start": ago(20)} | said
    return {table: [row], "coding": [coded(table, "x1", system, code, said.get("field", "code"))]}


@pytest.mark.parametrize(
    ("record", "found"),
    [
        (done("461621000124108"), True),
        (done("461621000124108", status="in_progress"), True),
        (done("461621000124108", status="not_done"), False),
        (done("461621000124108", status="unknown"), False),
        (done("461651000124104", "observation", status="final"), True),  # a finding that it was done
        (done("461651000124104", "observation", status="final", value_boolean=False), False),
        (done("461651000124104", "observation", status="cancelled"), False),
        (done("461621000124108", "service", status="active"), False),  # ordered is not done
        (problem(SNOMED, "461651000124104"), True),
    ],
)
def test_a_review_of_the_monitoring_programme_is_done_when_a_row_says_so(record, found):
    assert concepts(record) == ({"pdmp_review": ("procedure", None)} if found else {})


@pytest.mark.parametrize(
    ("record", "found"),
    [
        (done("385763009", "service", status="active"), True),
        (done("385763009", "service", status="draft"), False),
        (done("306205009", "encounter", status="finished", field="discharge"), True),
        (done("306205009", "encounter", status="planned", field="discharge"), False),
    ],
)
def test_an_order_or_a_discharge_is_enough_for_hospice(record, found):
    assert ("hospice" in concepts(record)) == found


def test_any_urine_drug_test_is_one_that_was_done():
    assert "urine_drug_test" in concepts(done("19295-5", "observation", LOINC, status="final"))
    assert "urine_drug_test" in concepts(done("80307", system=CPT))


@pytest.mark.parametrize(("days", "expected"), [(14, "active"), (15, "none")])
def test_a_bypass_operation_is_recent_for_14_days_and_its_lasting_code_alone_settles_nothing(days, expected):
    assert status("coronary_bypass_recent", done("33533", system=CPT, at=ago(days))) == expected
    assert status("coronary_bypass_recent", problem(ICD, "Z95.1", onset=ago(days))) in (None, "none")


def pressure(concept, value, days=10):
    return {"concept": concept, "value_low": value, "value_high": value, "at": ago(days)}


@pytest.mark.parametrize(
    ("readings", "expected"),
    [
        ([], None),
        ([("systolic_bp", 160.0), ("diastolic_bp", 80.0)], "active"),
        ([("systolic_bp", 159.0), ("diastolic_bp", 99.0)], "inactive"),
        ([("systolic_bp", 120.0), ("diastolic_bp", 100.0)], "active"),
        ([("systolic_bp", 120.0)], None),  # half a reading that is fine settles nothing
        ([("systolic_bp", 170.0)], "active"),
        ([("systolic_bp", 170.0, 181)], None),  # too old
        ([("systolic_bp", 170.0, 180)], "active"),
        ([("systolic_bp", 170.0, 50), ("systolic_bp", 120.0, 5), ("diastolic_bp", 80.0, 5)], "inactive"),
        ([("systolic_bp", None), ("diastolic_bp", 80.0)], None),
    ],
)
def test_hypertension_is_uncontrolled_by_the_latest_reading_and_unknown_without(readings, expected):
    rows = [pressure(*reading) for reading in readings]
    assert status("hypertension_uncontrolled", problem(ICD, "I10"), measurement=rows) == expected


def tried(treatment, outcome, adequate=True):
    return {"treatment": treatment, "outcome": outcome, "adequate": adequate}


@pytest.mark.parametrize(
    ("trials", "expected"),
    [
        ([], None),
        ([tried("gabapentin", "no_benefit"), tried("duloxetine", "harm", None)], "active"),
        ([tried("gabapentin", "no_benefit"), tried("pregabalin", "no_benefit")], None),  # one class
        ([tried("gabapentin", "no_benefit", False), tried("duloxetine", "harm")], None),  # too short
        ([tried("gabapentin", "no_benefit"), tried("duloxetine", "benefit")], None),
    ],
)
def test_neuropathic_pain_is_refractory_after_two_classes_failed(trials, expected):
    record = both(problem(ICD, "B02.29"), {"treatment": trials})
    assert status("refractory_neuropathic_pain", record) == expected


@pytest.mark.parametrize(
    ("score", "days", "end_of_life", "depression"),
    [(4.0, 180, "active", "active"), (3.0, 1, "active", None), (0.0, 1, None, None), (9.0, 181, None, None)],
)
def test_pain_beside_a_code_is_shown_by_a_pain_score(score, days, end_of_life, depression):
    given = {"score": [{"scale": "nrs.total", "value": score, "at": ago(days)}]}
    record = both(problem(ICD, "Z51.5"), problem(ICD, "F32.1", row="c2"))
    assert status("end_of_life_pain", record, **given) == end_of_life
    assert status("depression_with_pain", record, **given) == depression


def test_a_closed_review_of_benefit_and_risk_counts_as_one_done():
    review = {"finding": "cdc22_7", "outcome": "cleared", "at": ago(3)}
    assert concepts({}, review=[review]) == {"opioid_benefit_risk_review": ("procedure", None)}
    assert concepts({}, review=[review | {"outcome": "postponed"}]) == {}
    assert concepts({}, review=[review | {"finding": "cdc22_8"}]) == {}
