from __future__ import annotations

import pytest

from lenitive.reason.tables import evaluate, put_derived
from tests.reason.story.people import person

SNOMED, CPT = "http://snomed.info/sct", "http://www.ama-assn.org/go/cpt"


def trials(record=None, medicine=()):
    connection = person(record or {})
    rows = [{"patient_id": "p", **row} for row in medicine]
    put_derived(connection, "medicine", rows)
    evaluate(connection, ["trial"])
    columns = "treatment, modality, status, outcome"
    return sorted(connection.execute(f"SELECT {columns} FROM derived_trial").fetchall())


def done(text, status="completed", **more):
    return {"row_id": "Procedure/a#1", "text": text, "status": status, "at": "2026-03-01", **more}


def coded(system, code):
    return {
        "of_table": "procedure",
        "of_row": "Procedure/a#1",
        "field": "code",
        "system": system,
        "code": code,
    }


def medicine(ingredient, **more):
    given = {"of_row": "MedicationRequest/m#1", "kind": "order", "status": "active", "from_day": -30}
    return {
        **given,
        "row_ids": ["MedicationRequest/m#1"],
        "ingredient": ingredient,
        "route_group": "oral",
        **more,
    }


def test_a_code_that_means_one_treatment_counts_whatever_the_words():
    record = {"procedure": [done("something")], "coding": [coded(SNOMED, "228557008")]}
    assert trials(record) == [("cbt", "psychological", "ended", None)]


def test_a_code_that_may_mean_several_counts_for_none_of_them():
    record = {"procedure": [done("Physical therapy")], "coding": [coded(SNOMED, "91251008")]}
    assert trials(record) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Graded activity, 20 of 24 sessions", ["graded_activity"]),
        ("Pain psychology (CBT), 8 sessions", ["cbt"]),
        ("an act of kindness", []),
        ("Appendectomy", []),
    ],
)
def test_without_a_code_the_name_of_the_treatment_counts(text, found):
    assert [row[0] for row in trials({"procedure": [done(text)]})] == found


@pytest.mark.parametrize(
    ("status", "found"),
    [("completed", ["ended"]), ("in_progress", ["current"]), ("not_done", []), ("unknown", [])],
)
def test_what_was_not_done_was_not_tried(status, found):
    assert [row[2] for row in trials({"procedure": [done("Graded activity", status)]})] == found


def test_what_was_told_keeps_its_outcome():
    told = {
        "treatment": "graded_activity",
        "start": "2026-01",
        "outcome": "benefit",
        "stopped_because": "done",
    }
    assert trials({"treatment": [told]}) == [("graded_activity", "rehabilitation", "ended", "benefit")]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (medicine("duloxetine"), [("duloxetine", "current")]),
        (medicine("duloxetine", status="stopped"), [("duloxetine", "ended")]),
        (medicine("duloxetine", end_day=-3), [("duloxetine", "ended")]),
        (medicine("diclofenac"), [("nsaid_oral_nonselective", "current")]),
        (medicine("diclofenac", route_group="topical"), [("nsaid_topical", "current")]),
        (medicine("oxycodone"), [("opioid_ir", "current")]),
        (medicine("oxycodone", release="extended_or_long_acting"), [("opioid_er", "current")]),
        (medicine("metformin"), []),
        (medicine(None), []),
        (medicine("duloxetine", from_day=3), []),
        (medicine("duloxetine", kind="fill"), []),
    ],
)
def test_a_medicine_is_tried_by_ingredient_route_and_release(row, found):
    assert [(treatment, status) for treatment, _m, status, _o in trials(medicine=[row])] == found
