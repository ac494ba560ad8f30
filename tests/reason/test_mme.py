"""The MME report: each order's arithmetic, and what always holds."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lenitive.reason.mme import mme
from tests.reason.tables.charts import (
    AS_OF,
    FENTANYL_PATCH_75,
    METHADONE_10,
    OXYCODONE_5,
    OXYCODONE_10,
    Chart,
    derived,
    dose,
    now,
    order,
)

BUPRENORPHINE_8, NAPROXEN_500 = "351265", "198014"


def report(*charts: Chart, factors: str = "cdc2022") -> dict[str, Any]:
    return mme(derived(*charts), patient_id="p", as_of=AS_OF, factors=factors)


@pytest.mark.parametrize(
    ("chart", "status", "reason"),
    [
        (order(), "counted", "10 mg x 4 a day x 1.5 = 60"),
        (order(doses=[dose(as_needed=True)]), "counted", "up to 10 mg x 4 a day x 1.5 = 60"),
        (
            order(code=FENTANYL_PATCH_75, doses=[dose(1, 1, 1, dose_unit="patch")]),
            "counted",
            "75 mcg/h x 2.4 = 180, by the rate of the patch; by the average of patches a day it would be "
            "540, so look at the interval",
        ),
        (
            order(code=BUPRENORPHINE_8),
            "not_counted",
            "no factor for buprenorphine in CDC 2022: a partial agonist at the mu receptor; not to be "
            "converted or added to the total",
        ),
        (order(code=NAPROXEN_500), "not_counted", "not an opioid"),
        (order(code=None, text="her red pill"), "unknown", "the product cannot be read: her red pill"),
        (order(status="stopped"), "not_counted", "it was stopped (10 mg x 4 a day x 1.5 = 60)"),
    ],
)
def test_every_order_says_how_it_counts(chart: Chart, status: str, reason: str) -> None:
    made = report(chart)["orders"][0]
    assert (made["status"], made["reason"]) == (status, reason)


def test_a_total_with_an_unknown_order_is_null_and_keeps_its_low() -> None:
    made = report(order(), order("o2", None, text="her red pill"))
    assert (made["total_mme"], made["mme_low"], made["mme_high"]) == (None, 60, None)


def test_the_total_is_the_written_maximum() -> None:
    made = report(order(doses=[dose(as_needed=True)]))
    assert (made["total_mme"], made["mme_low"], made["mme_high"]) == (60, 0, 60)


@pytest.mark.parametrize(
    ("tablets", "factor"),
    [(2, 4), (2.05, 8), (4, 8), (4.01, 10), (6, 10), (6.1, 12)],
)
def test_methadone_2016_goes_by_band_without_gaps(tablets: float, factor: float) -> None:
    made = report(order(code=METHADONE_10, doses=[dose(tablets, 1)]), factors="cdc2016")
    assert made["total_mme"] == pytest.approx(10 * tablets * factor)


def test_methadone_2016_goes_by_the_total_of_the_day_and_not_by_order() -> None:
    charts = [
        order("a", METHADONE_10, doses=[dose(2, 1)]),
        order("b", "864706 991149", doses=[dose(20, 1, dose_unit="mg")]),
    ]
    made = report(*charts, factors="cdc2016")
    assert [each["factor"] for each in made["orders"]] == [8, 8]
    assert made["total_mme"] == 320


def test_the_2022_bounds_are_those_of_exposure_now() -> None:
    charts = [order(doses=[dose(as_needed=True)]), order("o2", METHADONE_10)]
    made = report(*charts)
    assert (made["mme_low"], made["mme_high"]) == now(derived(*charts), "mme_low", "mme_high")


DOSES = st.builds(
    dose,
    st.sampled_from([None, 0.5, 1.0, 3.0]),
    st.sampled_from([None, 1.0, 4.0]),
    st.sampled_from([1.0, 3.0]),
    as_needed=st.booleans(),
    dose_unit=st.sampled_from(["tablet", "mg", "ml", None]),
)
ORDERS = st.builds(
    lambda **given: given,
    code=st.sampled_from([OXYCODONE_10, OXYCODONE_5, METHADONE_10, FENTANYL_PATCH_75, NAPROXEN_500, None]),
    ago=st.sampled_from([None, -2, 0, 5, 40]),
    status=st.sampled_from(["active", "active", "completed", "stopped", "unknown"]),
    supply_days=st.sampled_from([None, 10.0, 30.0]),
    doses=st.lists(DOSES, max_size=2),
)
_FEW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _charts(orders: list[dict[str, Any]]) -> list[Chart]:
    return [order(f"o{n}", text="her red pill", **each) for n, each in enumerate(orders)]


def _bounds(charts: list[Chart]) -> tuple[float, float | None]:
    low, high = now(derived(*charts), "mme_low", "mme_high")
    return low, high


@_FEW
@given(st.lists(ORDERS, min_size=1, max_size=4))
def test_order_of_rows_is_irrelevant_and_low_is_at_most_high(orders: list[dict[str, Any]]) -> None:
    charts = _charts(orders)
    low, high = _bounds(charts)
    assert (low, high) == _bounds(charts[::-1])
    assert low >= 0
    assert high is None or low <= high


@_FEW
@given(st.lists(ORDERS, min_size=1, max_size=3), ORDERS)
def test_one_more_order_never_lowers_the_high(orders: list[dict[str, Any]], more: dict[str, Any]) -> None:
    held = order("held", NAPROXEN_500)
    before = _bounds([held, *_charts(orders)])[1]
    after = _bounds([held, *_charts([*orders, more])])[1]
    assert after is None or (before is not None and after >= before)


@_FEW
@given(st.lists(ORDERS, min_size=1, max_size=3))
def test_an_unreadable_order_never_lowers_the_low(orders: list[dict[str, Any]]) -> None:
    charts = _charts(orders)
    assert _bounds([*charts, order("x", None, text="a pill"), order("y", doses=[])])[0] >= _bounds(charts)[0]
