"""Opioids by day, and the assumptions about early refills and newer orders."""

from __future__ import annotations

from tests.reason.tables.charts import OXYCODONE_10, OXYCODONE_ER_10, day, derived, dose, order, rows_of

DAYS = ("day", "mme_low", "mme_high")


def test_every_day_of_an_order_is_a_row_up_to_the_day_asked_about() -> None:
    assert rows_of(derived(order(ago=2)), "exposure", *DAYS) == [(day(n), 60, 60) for n in (2, 1, 0)]


def test_a_day_holds_the_sum_of_products_and_an_unknown_dose_only_hides_the_high() -> None:
    charts = [order("a", ago=1), order("b", OXYCODONE_ER_10, ago=0, doses=[])]
    assert rows_of(derived(*charts), "exposure", *DAYS) == [(day(1), 60, 60), (day(0), 60, None)]


def test_an_early_refill_is_carried_over_and_not_added() -> None:
    charts = [order("a", ago=4, supply_days=3), order("b", ago=3, supply_days=3)]
    made = rows_of(derived(*charts), "exposure", *DAYS)
    assert made == [(day(n), 60, 60) for n in (4, 3, 2, 1, 0)]


def test_a_newer_order_takes_the_place_of_an_open_one() -> None:
    charts = [order("a", ago=2), order("b", ago=1, doses=[dose(times=2)])]
    made = rows_of(derived(*charts), "exposure", *DAYS)
    assert made == [(day(2), 60, 60), (day(1), 30, 30), (day(0), 30, 30)]


def test_a_taper_changes_the_dose_on_its_days() -> None:
    steps = [
        dose(2, 1, start_low=day(2), end_high=day(2)),
        dose(1, 1, start_low=day(1)),
    ]
    made = rows_of(derived(order(ago=2, doses=steps)), "exposure", *DAYS)
    assert made == [(day(2), 30, 30), (day(1), 15, 15), (day(0), 15, 15)]


def test_what_is_not_on_the_list_of_opioids_or_not_dated_covers_no_day() -> None:
    assert rows_of(derived(order(code="198014")), "exposure", *DAYS) == []
    assert rows_of(derived(order(ago=None, status="stopped")), "exposure", *DAYS) == []
    assert rows_of(derived(order(ago=-5)), "exposure", *DAYS) == []


def test_a_draft_covers_no_day() -> None:
    draft = order("n", OXYCODONE_10, ago=0, status="proposed")
    assert rows_of(derived(draft, draft=["n"]), "exposure", *DAYS) == []
