"""Medicines by class, route and status."""

from __future__ import annotations

from typing import Any

import pytest

from tests.reason.tables.charts import OXYCODONE_10, OXYCODONE_ER_10, derived, fill, order, rows_of

LIDOCAINE, DICLOFENAC_GEL, NALOXONE_SPRAY = "6387", "855633", "1725059"


@pytest.mark.parametrize(
    ("chart", "expected"),
    [
        pytest.param(order(), [("opioid", "oxycodone", True, "immediate")], id="by code"),
        pytest.param(
            order(code=OXYCODONE_ER_10),
            [("opioid", "oxycodone", True, "extended_or_long_acting")],
            id="long acting",
        ),
        pytest.param(
            order(code=DICLOFENAC_GEL), [("nsaid", "diclofenac", False, "immediate")], id="a gel is local"
        ),
        pytest.param(
            order(code="3355"), [("nsaid", "diclofenac", None, None)], id="an ingredient with local forms"
        ),
        pytest.param(
            order(code="3355", route="by mouth"),
            [("nsaid", "diclofenac", True, None)],
            id="the route of the order",
        ),
        pytest.param(order(code=None, text="her red pill"), [(None, None, None, None)], id="not readable"),
        pytest.param(
            order(code="99", text="metformin hydrochloride 500 MG Oral Tablet"),
            [("other", "metformin hydrochloride", None, None)],
            id="another medicine",
        ),
        pytest.param(order(status="proposed"), [], id="a draft that nobody signs"),
    ],
)
def test_class_ingredient_route_and_release(chart: Any, expected: list[tuple[Any, ...]]) -> None:
    made = rows_of(derived(chart), "use", "drug_class", "ingredient", "systemic", "release")
    assert made == expected


def test_products_decide_what_is_rescue_naloxone() -> None:
    classes = [row[0] for row in rows_of(derived(order(code=NALOXONE_SPRAY)), "use", "drug_class")]
    assert "naloxone_rescue" in classes
    suboxone = [row[0] for row in rows_of(derived(order(code="351266")), "use", "drug_class")]
    assert "naloxone_rescue" not in suboxone


@pytest.mark.parametrize(
    ("chart", "draft", "status", "course"),
    [
        pytest.param(order(ago=10), [], "active", 10, id="open: to the day asked about"),
        pytest.param(order(ago=10, end=5), [], "completed", 5, id="past its end"),
        pytest.param(order(ago=10, end=-20), [], "active", 30, id="to its written end"),
        pytest.param(order(ago=10, supply_days=28), [], "active", 28, id="at least the supply"),
        pytest.param(order(ago=10, status="stopped"), [], "stopped", None, id="stopped, nobody says when"),
        pytest.param(order(ago=0, status="proposed"), ["o1"], "proposed", None, id="about to be signed"),
        pytest.param(order(ago=10), ["o1"], "proposed", None, id="given with --order"),
    ],
)
def test_status_and_length(chart: Any, draft: list[str], status: str, course: float | None) -> None:
    made = rows_of(derived(chart, draft=draft), "use", "status", "course_days")
    assert made == [(status, course)]


@pytest.mark.parametrize(
    ("chart", "days"),
    [
        pytest.param(order(ago=40, end=13, status="stopped"), 13, id="a written end"),
        pytest.param(order(ago=40, end=13, status="completed"), 13, id="completed"),
        pytest.param(order(ago=40, supply_days=30, status="stopped"), 11, id="the last day with supply"),
        pytest.param(order(ago=40, status="stopped"), None, id="nobody says when"),
        pytest.param(order(ago=40), None, id="it goes on"),
    ],
)
def test_how_long_it_is_over(chart: Any, days: float | None) -> None:
    ((found,),) = rows_of(derived(chart), "use", "days_since_end")
    assert found == pytest.approx(days, abs=1) if days is not None else found is None


def test_naive_at_start_looks_90_days_back() -> None:
    earlier = order("old", ago=200, supply_days=30)
    near, far = order("new", ago=81), order("new", ago=80)
    assert rows_of(derived(earlier, near), "use", "status", "naive_at_start") == [
        ("active", False),
        ("active", True),
    ]
    assert rows_of(derived(earlier, far), "use", "status", "naive_at_start") == [
        ("active", True),
        ("active", True),
    ]


def test_a_dispense_stands_for_itself_only_without_its_order() -> None:
    linked = fill("f", OXYCODONE_10, 5, medication_row="MedicationRequest/o1#1")
    assert len(rows_of(derived(order(), linked), "use", "status")) == 1
    assert rows_of(derived(fill("f", OXYCODONE_10, 5)), "use", "status") == [("active",)]
    assert rows_of(derived(fill("f", OXYCODONE_10, 31)), "use", "status") == [("completed",)]
