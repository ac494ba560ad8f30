from __future__ import annotations

import pytest

from tests.reason.tables.drawn import CPT, SNOMED, ago, coded, made


def trials(record=None, medicine=()):
    rows = made("trial", record, medicine=medicine)
    return sorted((row["treatment"], row["modality"], row["status"], row["outcome"]) for row in rows)


def done(text, status="completed", **more):
    return {"row_id": "x1", "text": text, "status": status, "at": "2026-03-01", **more}


def code(system, value, table="procedure"):
    return coded(table, "x1", system, value)


def medicine(ingredient, **more):
    given = {"of_row": "m1", "order_row": "m1", "kind": "order", "status": "active", "from_day": -30.0}
    return {**given, "row_ids": ["m1"], "ingredient": ingredient, "route_group": "oral", **more}


def test_a_code_that_means_one_treatment_counts_whatever_the_words():
    record = {"procedure": [done("something")], "coding": [code(SNOMED, "228557008")]}
    assert trials(record) == [("cbt", "psychological", "ended", None)]


def test_a_code_that_may_mean_several_counts_for_none_of_them():
    record = {"procedure": [done("Physical therapy")], "coding": [code(SNOMED, "91251008")]}
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
        (medicine("duloxetine", end_day=-3.0), [("duloxetine", "ended")]),
        (medicine("diclofenac"), [("nsaid_oral_nonselective", "current")]),
        (medicine("diclofenac", route_group="topical"), [("nsaid_topical", "current")]),
        (medicine("oxycodone"), [("opioid_ir", "current")]),
        (medicine("oxycodone", release="extended_or_long_acting"), [("opioid_er", "current")]),
        (medicine("oxycodone", route_group="transdermal"), []),
        (medicine("duloxetine", route_group=None), [("duloxetine", "current")]),
        (medicine("duloxetine", end_day=0.0), [("duloxetine", "current")]),
        (medicine("duloxetine", status="on_hold"), [("duloxetine", "current")]),
        (medicine("duloxetine", status="proposed"), []),
        (medicine("duloxetine", kind="fill"), [("duloxetine", "current")]),
        (medicine("metformin"), []),
        (medicine(None), []),
        (medicine("duloxetine", from_day=3.0), []),
        (medicine("duloxetine", kind="fill", order_row="m0"), []),
    ],
)
def test_a_medicine_is_tried_by_ingredient_route_and_release(row, found):
    assert [(treatment, status) for treatment, _m, status, _o in trials(medicine=[row])] == found


@pytest.mark.parametrize(
    ("status", "found"), [("active", ["current"]), ("completed", ["ended"]), ("draft", [])]
)
def test_an_order_for_a_treatment_counts_from_when_it_is_active(status, found):
    record = {"service": [done("something", status)], "coding": [code(CPT, "97814", "service")]}
    assert [row[2] for row in trials(record)] == found


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({}, "current"),
        ({"end": ago(0)}, "ended"),
        ({"end": ago(-1)}, "current"),
        ({"end": "2026"}, "current"),
    ],
)
def test_what_was_told_goes_on_until_its_end(said, status):
    assert trials({"treatment": [{"treatment": "yoga", "start": "2026-01"} | said]})[0][2] == status
