"""The daily dose of an ingredient, by bounds."""

from __future__ import annotations

from typing import Any

import pytest

from tests.reason.tables.charts import HYDROCODONE_APAP_10_325, derived, dose, order, rows_of

COLUMNS = ("ingredient", "status", "mg_per_day_low", "mg_per_day_high")
APAP_500 = "198440"


@pytest.mark.parametrize(
    ("chart", "expected"),
    [
        pytest.param(order(code=APAP_500), [("acetaminophen", "active", 2000, 2000)], id="scheduled"),
        pytest.param(
            order(code=APAP_500, doses=[dose(2, 4, as_needed=True)]),
            [("acetaminophen", "active", 0, 4000)],
            id="as-needed",
        ),
        pytest.param(
            order(code=HYDROCODONE_APAP_10_325),
            [("acetaminophen", "active", 1300, 1300), ("hydrocodone", "active", 40, 40)],
            id="each part of a combination",
        ),
        pytest.param(
            order(code=APAP_500, doses=[]),
            [("acetaminophen", "active", 0, None)],
            id="not readable: 0 and empty",
        ),
        pytest.param(order(code=None), [(None, "active", 0, None)], id="a product that cannot be read"),
        pytest.param(
            order(code="855633", doses=[dose(2, 4, dose_unit="g")]),
            [("diclofenac", "active", 0, None)],
            id="grams of a gel are not grams of the ingredient",
        ),
        pytest.param(
            order(code=APAP_500, status="stopped"),
            [("acetaminophen", "stopped", 2000, 2000)],
            id="what it was",
        ),
    ],
)
def test_milligrams_a_day(chart: Any, expected: list[tuple[Any, ...]]) -> None:
    assert rows_of(derived(chart), "ingredient_dose", *COLUMNS) == expected


def test_a_proposed_order_of_the_same_product_may_replace_an_active_one() -> None:
    draft = order("n", APAP_500, status="proposed", doses=[dose(1, 2)])
    assert rows_of(derived(order(code=APAP_500), draft, draft=["n"]), "ingredient_dose", *COLUMNS) == [
        ("acetaminophen", "active", 0, 2000),
        ("acetaminophen", "proposed", 1000, 1000),
    ]


def test_a_dose_knows_whether_its_ingredient_is_systemic() -> None:
    assert rows_of(derived(order(code=APAP_500)), "ingredient_dose", "systemic") == [(True,)]
    assert rows_of(derived(order(code="855633")), "ingredient_dose", "systemic") == [(False,)]
