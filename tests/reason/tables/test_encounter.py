from __future__ import annotations

import pytest

from tests.reason.tables.drawn import CPT, ICD, ago, both, coded, made

NUCC = "http://nucc.org/provider-taxonomy"


def visit(row="e1", **said):
    return {"encounter": [{"row_id": row, "status": "finished", "start": ago(5)} | said]}


def code(system, code_, field="code", row="e1"):
    return {"coding": [coded("encounter", row, system, code_, field)]}


def kinds(*records):
    return sorted((row["kind"], row["reason"]) for row in made("encounter", both(*records)))


@pytest.mark.parametrize(
    ("setting", "kind"),
    [
        *(("ambulatory", "office_visit"), ("virtual", "telehealth"), ("inpatient", "inpatient")),
        *(("emergency", None), ("other", None), (None, None)),
    ],
)
def test_the_setting_gives_the_kind(setting, kind):
    assert kinds(visit(setting=setting)) == ([(kind, None)] if kind else [])


def test_a_code_gives_the_kind_as_well_and_twice_is_once():
    assert kinds(visit(), code(CPT, "99213")) == [("office_visit", None)]
    assert kinds(visit(setting="ambulatory"), code(CPT, "99213")) == [("office_visit", None)]
    oncology = code(NUCC, "207RX0202X", "specialty")
    found = kinds(visit(setting="ambulatory"), oncology)
    assert found == [("office_visit", None), ("oncology_visit", None)]


@pytest.mark.parametrize(
    ("status", "counts"),
    [("finished", True), ("in_progress", True), ("unknown", True), ("planned", False), ("cancelled", False)],
)
def test_a_visit_that_did_not_happen_is_none(status, counts):
    assert bool(kinds(visit(setting="ambulatory", status=status))) == counts


def test_the_reasons_are_those_coded_and_the_problems_recorded_at_the_visit_each_once():
    record = both(
        visit(setting="ambulatory"),
        code(ICD, "C50.911", "reason"),
        {"condition": [{"row_id": "c1", "encounter": "e1"}, {"row_id": "c2", "encounter": "e9"}]},
    )
    concept = [
        {"concept": "active_malignancy", "of": "condition", "row_ids": ["c1"]},
        {"concept": "migraine", "of": "condition", "row_ids": ["c1"]},
        {"concept": "copd", "of": "condition", "row_ids": ["c2"]},
    ]
    reasons = [row["reason"] for row in made("encounter", record, concept=concept)]
    assert reasons.count("active_malignancy") == 1
    assert "migraine" in reasons and "copd" not in reasons


def test_the_day_is_the_start_and_a_later_visit_has_not_happened():
    (row,) = made("encounter", visit(setting="ambulatory"))
    assert (str(row["at_low"]), row["row_ids"]) == (ago(5), ["e1"])
    assert kinds(visit(setting="ambulatory", start=ago(-2))) == []
