"""Cases of others with a day's total, read in place; what a published table reproduces must come out."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from lenitive.reason.mme import mme
from lenitive.record.read import load_bundle, open_record
from tests.shared_cases import folder

_CASES = [json.loads(path.read_text()) for path in sorted(folder("opioid").glob("mme-*.json"))]
_SETS = {"2016": "cdc2016", "2022": "cdc2022"}


def _report(case: dict[str, Any], factors: str) -> dict[str, Any]:
    connection = open_record()
    load_bundle(connection, json.dumps(case["bundle"]).encode(), case["id"])
    person = connection.execute("SELECT patient_id FROM patient").fetchall()[0][0]
    return mme(connection, patient_id=person, as_of=date.fromisoformat(case["as_of"]), factors=factors)


@pytest.mark.parametrize(
    ("case", "table"),
    [
        pytest.param(case, table, id=f"{case['id']}-{table}")
        for case in _CASES
        for table in case["expected"]["reproduced_by"]
    ],
)
def test_a_total_that_a_published_table_reproduces_comes_out(case: dict[str, Any], table: str) -> None:
    expected = case["expected"]
    report = _report(case, _SETS[table])
    assert report["total_mme"] == pytest.approx(expected["total_mme_per_day"], abs=expected["tolerance"])
    orders = {order["id"]: order for order in report["orders"]}
    for wanted in expected.get("orders", []):
        if wanted.get("not_an_opioid"):
            assert orders[wanted["order"]]["status"] == "not_counted"
        else:
            made = orders[wanted["order"]]["mme"]
            assert made == pytest.approx(wanted["mme_per_day"], abs=expected["tolerance"])


@pytest.mark.parametrize(
    "case",
    [pytest.param(case, id=case["id"]) for case in _CASES if not case["expected"]["reproduced_by"]],
)
def test_where_the_2022_table_has_no_factor_the_order_says_so(case: dict[str, Any]) -> None:
    report = _report(case, "cdc2022")
    order = report["orders"][0]
    assert order["status"] in ("not_counted", "unknown")
    assert order["mme"] is None
    assert "no factor for" in order["reason"]
    if "unknown_because" in case["expected"]:
        assert report["total_mme"] is None
