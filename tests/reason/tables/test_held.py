"""Which lists are held."""

from __future__ import annotations

from typing import Any

import pytest

from tests.reason.tables.charts import day, derived, order, rows_of


def problem(status: str | None, **more: Any) -> dict[str, list[dict[str, Any]]]:
    return {"condition": [{"row_id": "Condition/c#1", "status": status} | more]}


def allergy(status: str | None, **more: Any) -> dict[str, list[dict[str, Any]]]:
    return {"allergy": [{"row_id": "AllergyIntolerance/a#1", "status": status} | more]}


def said(domain: str, **more: Any) -> dict[str, list[dict[str, Any]]]:
    return {"collected": [{"row_id": "l", "domain": domain, "source": "none known"} | more]}


@pytest.mark.parametrize(
    ("chart", "domains"),
    [
        pytest.param({}, [], id="an empty chart"),
        pytest.param(order(), ["medicines"], id="a current order"),
        pytest.param(order(code=None), ["medicines"], id="a current order that cannot be read"),
        pytest.param(order(end=0), ["medicines"], id="on its last day"),
        pytest.param(order(end=1), [], id="past its end"),
        pytest.param(order(status="completed"), [], id="over"),
        pytest.param(order(status="proposed"), [], id="a draft"),
        pytest.param(problem("active"), ["problems"], id="an active problem"),
        pytest.param(problem("relapse"), ["problems"], id="a relapse"),
        pytest.param(problem("resolved"), [], id="resolved"),
        pytest.param(problem(None), [], id="nothing said of it"),
        pytest.param(problem("active", abatement_high=day(1)), [], id="active and ended"),
        pytest.param(problem("active", verification="refuted"), [], id="refuted"),
        pytest.param(said("medicines"), ["medicines"], id="none known"),
        pytest.param(said("problems", end_high=day(1)), [], id="none known, until yesterday"),
        pytest.param(said("allergies"), ["allergies"], id="no known allergies"),
        pytest.param(allergy("active"), ["allergies"], id="an allergy"),
        pytest.param(allergy(None), ["allergies"], id="an allergy without a status"),
        pytest.param(allergy("resolved"), [], id="an allergy that is over"),
        pytest.param(allergy("active", verification="refuted"), [], id="a refuted allergy"),
        pytest.param(said("procedures"), [], id="another list"),
    ],
)
def test_a_list_is_held_by_a_current_entry_or_by_none_known(chart: Any, domains: list[str]) -> None:
    assert [row[0] for row in rows_of(derived(chart), "held", "domain")] == domains


def test_an_order_that_is_about_to_be_signed_holds_no_list() -> None:
    assert rows_of(derived(order("n"), draft=["n"]), "held", "domain") == []
