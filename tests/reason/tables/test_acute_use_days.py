from __future__ import annotations

import pytest

from tests.reason.tables.drawn import AS_OF, ago, made

STRONG, SIMPLE = "triptan_ergot_opioid_combination", "simple_analgesic"


def form(**items):
    row = {"response_row": "r1", "instrument": "headache_days", "at": ago(4)}
    return {"answer": [row | {"item": item, "value_number": value} for item, value in items.items()]}


def days(record=None, **given):
    found = made("acute_use_days", record, **given)
    return {row["group"]: row["days_per_month"] for row in found}


@pytest.mark.parametrize(("filled", "factor"), [(28, 30 / 28), (21, 30 / 21)])
def test_a_form_is_scaled_to_30_days(filled, factor):
    found = days(form(triptan_days=7, simple_days=14, diary_days=filled))
    assert found == {STRONG: pytest.approx(7 * factor), SIMPLE: pytest.approx(14 * factor)}


def test_too_few_filled_days_and_items_left_out_are_unknown():
    assert days(form(triptan_days=7, simple_days=14, diary_days=20)) == {STRONG: None, SIMPLE: None}
    assert days(form(triptan_days=7, diary_days=28))[SIMPLE] is None


def medicine(drug_class, ingredient, status="active", low=1.0, systemic=True):
    use = {"drug_class": drug_class, "ingredient": ingredient, "status": status, "systemic": systemic}
    dose = {"ingredient": ingredient, "status": status, "mg_per_day_low": low, "mg_per_day_high": 1.0}
    return {"use": [use], "ingredient_dose": [dose]}


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (medicine("triptan", "sumatriptan"), {STRONG: 30.0}),
        (medicine("opioid", "codeine"), {STRONG: 30.0}),
        (medicine("nsaid", "naproxen"), {SIMPLE: 30.0}),
        (medicine("nsaid", "naproxen", low=0.0), {}),  # only if needed: how often is not written
        (medicine("nsaid", "naproxen", status="stopped"), {}),
        (medicine("nsaid", "diclofenac", systemic=False), {}),
        (medicine("ssri", "sertraline"), {}),
    ],
)
def test_an_order_counts_when_it_is_taken_every_day(given, found):
    assert days(**given) == found
    for row in made("acute_use_days", **given):
        assert row["at_high"] == AS_OF
