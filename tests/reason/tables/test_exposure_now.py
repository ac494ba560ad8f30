"""Opioids now: what counts in the low, what only in the high, and what makes the high unknown."""

from __future__ import annotations

from typing import Any

import pytest

from tests.reason.tables.charts import (
    FENTANYL_PATCH_75,
    HYDROCODONE_APAP_10_325,
    METHADONE_10,
    OXYCODONE_5,
    OXYCODONE_10,
    OXYCODONE_ER_10,
    Chart,
    Row,
    bounds,
    day,
    derived,
    dose,
    fill,
    now,
    order,
)

TRAMADOL_50, BUPRENORPHINE_8, NAPROXEN_500, TWO_SALTS = "835603", "351265", "198014", "637540"
PRN = dose(as_needed=True)


def patch(every: float, **more: object) -> dict[str, object]:
    return dose(1, 1, every, dose_unit="patch", **more)


@pytest.mark.parametrize(
    ("chart", "low", "high"),
    [
        pytest.param(order(), 60, 60, id="scheduled: 10 mg x 4 x 1.5 in both bounds"),
        pytest.param(order(doses=[PRN]), 0, 60, id="as-needed: none to its maximum"),
        pytest.param(
            order(doses=[dose(as_needed=True, max_per_day=2)]), 0, 30, id="never over the written maximum"
        ),
        pytest.param(order(doses=[dose(dose_low=1, dose_high=2)]), 60, 120, id="a range of the dose"),
        pytest.param(order(doses=[dose(times_low=2, times_high=4)]), 30, 60, id="a range of the times"),
        pytest.param(order(doses=[dose(10, dose_unit="mg")]), 60, 60, id="a dose in mg"),
        pytest.param(order(code=HYDROCODONE_APAP_10_325), 40, 40, id="a combination: its opioid alone"),
        pytest.param(order(code=TWO_SALTS), 29.28, 29.28, id="two salts are added: 4.88 mg x 4 x 1.5"),
        pytest.param(order(code=METHADONE_10), 188, 188, id="methadone: 4.7 at every dose"),
        pytest.param(order(code=TRAMADOL_50), 40, 40, id="tramadol: 0.2"),
        pytest.param(order(code=BUPRENORPHINE_8), 0, 0, id="buprenorphine is not added"),
        pytest.param(order(code=NAPROXEN_500), 0, 0, id="no opioid"),
        pytest.param(order(code=FENTANYL_PATCH_75, doses=[patch(3)]), 180, 180, id="a patch each 3 days"),
        pytest.param(
            order(code=FENTANYL_PATCH_75, doses=[patch(1)]), 180, 540, id="a patch a day: rate and average"
        ),
        pytest.param(order(code=FENTANYL_PATCH_75, doses=[patch(12)]), 45, 180, id="a patch in 12 days"),
        pytest.param(
            order(code=FENTANYL_PATCH_75, doses=[patch(3, as_needed=True)]), 0, 180, id="a patch if needed"
        ),
        pytest.param(order(doses=[]), 0, None, id="no instruction is unknown, never once a day"),
        pytest.param(order(doses=[dose(times=None)]), 0, None, id="no times a day is unknown"),
        pytest.param(order(doses=[dose(None)]), 0, None, id="no dose is unknown"),
        pytest.param(order(doses=[dose(dose_unit="ml")]), 0, None, id="millilitres of a tablet"),
        pytest.param(order(doses=[dose(dose_unit="injection")]), 0, None, id="a unit that we do not know"),
        pytest.param(
            order(code=HYDROCODONE_APAP_10_325, doses=[dose(10, dose_unit="mg")]),
            0,
            None,
            id="mg of which of two",
        ),
        pytest.param(
            order(code=FENTANYL_PATCH_75, doses=[dose(75, 1, 3, dose_unit="ug")]),
            0,
            None,
            id="mcg of a patch: no rate",
        ),
        pytest.param(order(code=None, text="Percocet"), 0, None, id="a brand: an opioid without strength"),
        pytest.param(order(code=None, text="her red pill"), 0, None, id="a product that cannot be read"),
        pytest.param(order(code="99", system="urn:local"), 0, None, id="a code of another system"),
        pytest.param(
            order(code="99", text="metformin hydrochloride 500 MG Oral Tablet"),
            0,
            0,
            id="another RxNorm medicine",
        ),
        pytest.param(
            order(code=None, text="oxycodone tablet", doses=[dose(10, dose_unit="mg")]),
            60,
            60,
            id="words and mg",
        ),
        pytest.param(
            order(code=f"{OXYCODONE_10} {OXYCODONE_5}"), 0, None, id="two codes that disagree on the strength"
        ),
        pytest.param(
            order(code=f"{OXYCODONE_10} {OXYCODONE_5}", doses=[dose(10, dose_unit="mg")]),
            60,
            60,
            id="but mg say it",
        ),
        pytest.param(order(ago=None), 60, 60, id="an active order without a date"),
        pytest.param(order(kind="statement"), 60, 60, id="a statement counts"),
        pytest.param(order(category="inpatient"), 60, 60, id="an order in hospital"),
        pytest.param(order(supply_days=30), 60, 60, id="within its supply"),
        pytest.param(order(supply_days=10), 0, 60, id="the supply ran out yesterday: in the high only"),
        pytest.param(order(supply_days=11), 60, 60, id="the last day of the supply"),
        pytest.param(order(supply_days=5, end=-5), 60, 60, id="a written end is the period"),
        pytest.param(order(end=0), 60, 60, id="the last day of the period"),
        pytest.param(order(ago=-3), 0, 60, id="to begin in three days"),
    ],
)
def test_bounds_of_one_order(chart: Chart, low: float, high: float | None) -> None:
    assert bounds(chart) == (low, high)


@pytest.mark.parametrize("status", ["stopped", "on_hold", "completed"])
def test_what_is_over_is_none_and_the_list_is_not_held(status: str) -> None:
    assert bounds(order(status=status)) == (0, None)
    assert bounds(order(status=status), order("o2", NAPROXEN_500)) == (0, 0)


@pytest.mark.parametrize(
    "chart",
    [order(status="unknown"), order(status="completed", supply_days=30)],
    ids=["unknown", "supply left"],
)
def test_what_may_still_be_taken_stands_in_the_high_only(chart: Chart) -> None:
    assert bounds(chart, order("o2", NAPROXEN_500)) == (0, 60)


def test_an_empty_chart_is_unknown_and_a_list_said_to_be_empty_is_none() -> None:
    assert bounds() == (0, None)
    known = {"collected": [{"row_id": "c", "domain": "medicines", "source": "none known"}]}
    assert bounds(known) == (0, 0)


def test_an_order_past_its_written_end_is_none() -> None:
    assert bounds(order(end=1), order("o2", NAPROXEN_500)) == (0, 0)


def test_an_unreadable_order_never_hides_a_known_danger() -> None:
    assert bounds(order(), order("o2", None, text="her red pill")) == (60, None)


@pytest.mark.parametrize(
    ("doses", "low", "high"),
    [
        pytest.param([dose(2, 1), dose(1, 1)], 15, 45, id="without dates: parts or steps"),
        pytest.param(
            [dose(2, 1, sequence=1), dose(1, 1, sequence=1)], 45, 45, id="one number: taken together"
        ),
        pytest.param(
            [dose(2, 1, start_low="2026-05-01", end_high="2026-05-20"), dose(1, 1, start_low="2026-05-21")],
            *(15, 15),
            id="a taper: the step of today",
        ),
        pytest.param([dose(1, 2), PRN], 0, 90, id="scheduled and as-needed in one order, without dates"),
    ],
)
def test_several_instructions(doses: list[Row], low: float, high: float) -> None:
    assert bounds(order(doses=doses)) == (low, high)


def test_orders_of_different_products_are_added() -> None:
    assert bounds(order(), order("o2", OXYCODONE_ER_10, doses=[dose(times=2)])) == (90, 90)


def test_a_renewal_of_the_same_product_is_not_taken_twice() -> None:
    older = order("old", ago=29, supply_days=30, doses=[dose(times=3)])
    assert bounds(older, order("new", ago=1, supply_days=30)) == (45, 60)


def test_scheduled_and_as_needed_orders_of_one_product_are_added() -> None:
    assert bounds(order("a", ago=20), order("b", ago=5, doses=[PRN])) == (60, 120)


def test_a_draft_is_added_and_the_same_product_may_be_replaced() -> None:
    draft = order("new", ago=0, status="proposed", doses=[dose(times=2)])
    assert bounds(order(), draft) == (60, 60)
    assert bounds(order(), draft, draft=["new"]) == (30, 90)
    other = order("new", OXYCODONE_ER_10, ago=0, status="proposed", doses=[dose(times=2)])
    assert bounds(order(), other, draft=["new"]) == (90, 90)


def test_a_dispense_counts_once_with_its_order_and_alone_by_quantity_over_days() -> None:
    filled = fill("f", OXYCODONE_10, 5, 30, medication_row="MedicationRequest/o1#1", quantity=120)
    assert bounds(order(ago=10), filled) == (60, 60)
    assert bounds(order("n", NAPROXEN_500), fill("f", OXYCODONE_10, 5, 30, quantity=90)) == (45, 45)
    assert bounds(order("n", NAPROXEN_500), fill("f", OXYCODONE_10, 31, 30, quantity=90)) == (0, 0)


HISTORY = ("days_of_use_low", "days_of_use_high", "days_since_last_use", "days_since_start", "naive_90d")


@pytest.mark.parametrize(
    ("charts", "expected"),
    [
        pytest.param([], (0, None, None, None, True), id="an empty record"),
        pytest.param([order(ago=10)], (11, 11, 0, 10, False), id="open since ten days"),
        pytest.param([order(ago=0)], (1, 1, 0, 0, True), id="begun today"),
        pytest.param([order(ago=200, supply_days=30)], (30, 30, 171, None, True), id="long ago"),
        pytest.param(
            [order("a", ago=90, supply_days=30), order("b", ago=30, supply_days=20)],
            *((50, 50, 11, None, False),),
            id="a gap of 30 days is bridged",
        ),
        pytest.param(
            [order("a", ago=91, supply_days=30), order("b", ago=30, supply_days=20)],
            *((20, 20, 11, None, False),),
            id="a gap of 31 days is not",
        ),
        pytest.param(
            [order("a", ago=59, supply_days=30), order("b", ago=40, supply_days=30)],
            *((60, 60, 0, 59, False),),
            id="what was left is carried over",
        ),
        pytest.param(
            [order("a", ago=9), order("b", OXYCODONE_ER_10, ago=9)],
            (10, 10, 0, 9, False),
            id="no day counts twice",
        ),
        pytest.param([order(ago=None)], (1, None, 0, 0, None), id="an order without a date"),
    ],
)
def test_runs_of_use(charts: list[Chart], expected: tuple[Any, ...]) -> None:
    assert now(derived(*charts), *HISTORY) == expected


def test_naive_is_unknown_when_something_of_that_time_cannot_be_read() -> None:
    assert now(derived(order(code=None, text="her red pill")), "naive_90d") == (None,)


@pytest.mark.parametrize(
    ("charts", "low", "high"),
    [
        pytest.param([order(ago=100)], 0, 0, id="as before"),
        pytest.param(
            [order("a", ago=100, end=10), order("b", ago=9, doses=[dose(times=2)])], -50, -50, id="halved"
        ),
        pytest.param([order(ago=100, doses=[PRN])], 0, 0, id="an as-needed order alone is no change"),
        pytest.param([order(ago=5)], 0, None, id="a rise from none has no percentage"),
        pytest.param([order("n", NAPROXEN_500)], 0, 0, id="none then and none now"),
        pytest.param([order(ago=100, end=5), order("n", NAPROXEN_500)], -100, -100, id="gone"),
    ],
)
def test_change_in_30_days(charts: list[Chart], low: float, high: float | None) -> None:
    columns = ("mme_change_percent_30d_low", "mme_change_percent_30d_high")
    assert now(derived(*charts), *columns) == (low, high)


def test_the_last_rise_and_a_review_since() -> None:
    charts = [order("a", ago=100), order("b", OXYCODONE_ER_10, ago=40)]
    columns = ("days_since_start", "days_since_start_or_increase", "reviewed_since_change")
    assert now(derived(*charts), *columns) == (100, 40, False)
    review = {"concept": "opioid_benefit_risk_review", "of": "procedure", "at_low": day(31)}
    assert now(derived(*charts, concepts=[review]), *columns) == (100, 40, True)
    before = review | {"at_low": day(61)}
    assert now(derived(*charts, concepts=[before]), *columns) == (100, 40, False)


def test_a_late_refill_is_no_rise() -> None:
    charts = [order("a", ago=60, supply_days=30), order("b", ago=25, supply_days=30)]
    assert now(derived(*charts), "days_since_start_or_increase") == (60,)


def test_days_covered_in_windows() -> None:
    columns = ("days_covered_10d", "least_days_covered_in_3_months")
    assert now(derived(order(ago=100)), *columns) == (10, 30)
    assert now(derived(order(ago=4)), *columns) == (4, 0)
    assert now(derived(order(ago=69, supply_days=70)), *columns) == (10, 9)


def test_early_refills_and_prescribers() -> None:
    charts = [
        fill("f1", OXYCODONE_10, 60, 30, quantity=90),
        fill("f2", OXYCODONE_10, 33, 30, quantity=90),
        fill("f3", OXYCODONE_10, 5, 30, quantity=90),
    ]
    assert now(derived(*charts), "early_refills_90d") == (1,), "three days early counts, two do not"
    who = [order(str(n), ago=10 * n, requester=f"Practitioner/{n % 2}") for n in range(1, 5)]
    assert now(derived(*who, order("old", ago=181, requester="Practitioner/9")), "prescribers_180d") == (2,)
