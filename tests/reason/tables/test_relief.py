"""Relief after a procedure is of what was done in the days before it."""

from __future__ import annotations

import pytest

from tests.reason.tables.drawn import ago, made


def found(
    days_after, *, treatment="mbb_diagnostic", modality="interventional", scale="procedure_relief.percent"
):
    given = {
        "score": [{"scale": scale, "value": 80.0, "at": ago(100 - days_after), "row_ids": ["s1"]}],
        "trial": [{"treatment": treatment, "modality": modality, "at": ago(100), "row_ids": ["t1"]}],
    }
    return [(row["treatment"], row["percent"], row["row_ids"]) for row in made("relief", **given)]


@pytest.mark.parametrize(("days_after", "counts"), [(-1, False), (0, True), (30, True), (31, False)])
def test_a_form_is_of_the_procedures_of_the_thirty_days_before_it(days_after, counts):
    assert found(days_after) == ([("mbb_diagnostic", 80.0, ["s1", "t1"])] if counts else [])


def test_only_relief_after_a_procedure_counts():
    assert found(1, modality="rehabilitation") == []
    assert found(1, scale="nrs.total") == []


def test_a_form_after_two_procedures_is_of_both():
    done = [
        {"treatment": name, "modality": "interventional", "at": ago(100), "row_ids": [name]}
        for name in ("mbb_diagnostic", "esi_lumbar")
    ]
    forms = [{"scale": "procedure_relief.percent", "value": 40.0, "at": ago(99)}]
    assert [row["treatment"] for row in made("relief", score=forms, trial=done)] == [
        "esi_lumbar",
        "mbb_diagnostic",
    ]
