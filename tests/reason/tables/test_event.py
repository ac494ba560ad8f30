"""What is about to happen."""

from __future__ import annotations

from typing import Any

import pytest

from tests.reason.tables.charts import OXYCODONE_10, OXYCODONE_ER_10, derived, dose, order, rows_of

NAPROXEN_500 = "198014"
CPT = "http://www.ama-assn.org/go/cpt"


def kinds(*charts: Any, draft: tuple[str, ...] = ("n",)) -> list[str]:
    return [row[0] for row in rows_of(derived(*charts, draft=draft), "event", "kind")]


def draft(code: str = OXYCODONE_10, **more: Any) -> Any:
    return order("n", code, ago=0, status=more.pop("status", "proposed"), **more)


def test_nothing_is_about_to_happen_without_a_draft() -> None:
    assert kinds(order(), draft(), draft=()) == []


def test_a_draft_of_an_opioid_is_an_order_of_a_medicine_too() -> None:
    assert kinds(draft()) == ["medication_order", "opioid_order"]
    assert kinds(draft(NAPROXEN_500)) == ["medication_order"]


def test_a_draft_that_cannot_be_read_is_an_order_of_something() -> None:
    made = rows_of(derived(order("n", None, status="proposed"), draft=["n"]), "event", "kind", "drug_class")
    assert made == [("medication_order", None)]


@pytest.mark.parametrize(
    ("more", "days"),
    [
        pytest.param(
            {"supply_days": 7, "quantity": 120, "validity_days": 90}, 7, id="expected supply decides"
        ),
        pytest.param({"quantity": 120, "validity_days": 90}, 30, id="else quantity by daily dose"),
        pytest.param({"quantity": 120, "quantity_unit": "ml", "validity_days": 90}, 90, id="else validity"),
        pytest.param({"quantity": 120, "doses": [], "validity_days": 90}, 90, id="a quantity without a dose"),
        pytest.param({}, None, id="none is written"),
    ],
)
def test_one_field_decides_for_how_long(more: dict[str, Any], days: float | None) -> None:
    made = rows_of(derived(draft(**more), draft=["n"]), "event", "kind", "supply_days")
    assert made == [("medication_order", days), ("opioid_order", days)]


@pytest.mark.parametrize(
    ("category", "setting"),
    [("inpatient", "inpatient"), ("community", "outpatient"), ("outpatient", "outpatient"), (None, None)],
)
def test_the_category_says_where(category: str | None, setting: str | None) -> None:
    made = derived(draft(NAPROXEN_500, category=category), draft=["n"])
    assert rows_of(made, "event", "setting") == [(setting,)]


@pytest.mark.parametrize(
    ("charts", "changed"),
    [
        pytest.param([order(), draft(doses=[dose(times=2)])], True, id="less of the same product"),
        pytest.param([order(), draft()], False, id="a renewal"),
        pytest.param([order(), draft(OXYCODONE_ER_10)], True, id="another product on top"),
        pytest.param([draft()], False, id="none on the list"),
        pytest.param([order(status="stopped"), draft(doses=[dose(times=2)])], False, id="stopped before"),
        pytest.param([order(), draft(doses=[])], False, id="a dose that cannot be read"),
    ],
)
def test_another_daily_dose_of_an_opioid_on_the_list(charts: list[Any], changed: bool) -> None:
    assert ("opioid_dose_change" in kinds(*charts)) is changed


def test_an_opioid_order_about_to_be_signed_as_stopped_is_a_stop() -> None:
    assert kinds(draft(status="stopped")) == ["opioid_stop"]
    assert kinds(draft(NAPROXEN_500, status="stopped")) == []


def _service(**more: Any) -> dict[str, Any]:
    row = {"row_id": "MedicationRequest/n#1", "status": "active", "intent": "order"} | more
    code = {"row_id": "x", "of_table": "service", "of_row": row["row_id"], "field": "code"}
    return {"service": [row], "coding": [code | {"system": CPT, "code": "62323"}]}


def test_a_proposed_procedure_and_its_treatment() -> None:
    proposed = rows_of(derived(_service(intent="proposal")), "event", "kind", "treatment", "modality")
    assert proposed == [("procedure_proposed", "esi_lumbar", "interventional")]
    assert kinds(_service()) == ["procedure_proposed"], "an order that is about to be signed"
    assert kinds(_service(), draft=()) == [], "an order that was signed before"
