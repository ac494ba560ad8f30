"""Medicines against clotting before a procedure: drawn tables, and the record behind them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from lenitive.clinic.plan.made import judged
from lenitive.clinic.visits.holds import Taken, judge, taken
from lenitive.desk import store
from lenitive.knowledge.treatments import antithrombotic_holds
from tests.plan.drawing import cases

DAY = date(2026, 6, 1)


@cases("""
  ingredient  | procedure      | days | state
  apixaban    | esi_lumbar     | 3    | held
  apixaban    | esi_lumbar     | 2    | not_held
  apixaban    | esi_lumbar     |      | unknown     # nobody said when it was last taken
  apixaban    | esi_lumbar     | -1   | unknown     # a day after the procedure
  apixaban    |                | 9    | unknown     # no procedure, so no risk
  apixaban    | mbb_diagnostic | 0    | low_risk
  warfarin    | esi_lumbar     | 4    | not_held
  warfarin    | esi_lumbar     | 5    | decide      # and the INR must be normal
  prasugrel   | scs_trial      | 6    | not_held
  prasugrel   | scs_trial      | 8    | decide      # 7 to 10 days
  prasugrel   | scs_trial      | 10   | held
  clopidogrel | esi_cervical   | 7    | held
  enoxaparin  | esi_lumbar     | 1    | decide      # hours by the dose, not days
  aspirin     | scs_trial      | 7    | decide      # for prevention, or after an event
  aspirin     | esi_lumbar     | 0    | decide      # weigh for the person
  argatroban  | esi_lumbar     | 9    | unknown     # no hold stands in our knowledge
  apixaban    | rtms_motor_cortex | 0 | unknown     # its risk of bleeding is not known
""")
def test_a_hold_is_judged_by_days_and_what_is_no_number_of_days_is_decided(
    ingredient, procedure, days, state
):
    last = DAY - timedelta(days=int(days)) if days else None
    assert judge(Taken(ingredient, "row"), procedure, last, DAY).state == state


NAMES = [each.ingredient for each in antithrombotic_holds().holds]


@given(
    some.sampled_from(NAMES),
    some.sampled_from(["esi_lumbar", "scs_trial", "mbb_diagnostic"]),
    some.integers(0, 40),
)
def test_a_longer_hold_is_never_worse(ingredient, procedure, days):
    order = {"not_held": 0, "unknown": 0, "decide": 1, "held": 2, "low_risk": 2}
    states = [
        judge(Taken(ingredient, "row"), procedure, DAY - timedelta(days=each), DAY).state
        for each in (days, days + 1)
    ]
    assert order[states[0]] <= order[states[1]]
    assert states[0] != "unknown"


@pytest.fixture
def on_apixaban(chart_of):
    medicine = {
        "resourceType": "MedicationRequest",
        "id": "apixaban",
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": {"text": "apixaban 5 mg oral tablet"},
        "authoredOn": "2026-01-01",
    }
    chart_of(medicine, {**medicine, "id": "other", "medicationCodeableConcept": {"text": "gabapentin"}})


def test_the_record_names_what_is_taken(on_apixaban):
    with store.person("p") as record:
        judged(record, "p", DAY)
        assert taken(record) == (Taken("apixaban", "MedicationRequest/apixaban#1"),)


def test_what_was_not_left_out_stops_the_procedure_until_somebody_decides(on_apixaban, staff):
    from lenitive.clinic.visits.filling import HeldBack, keep
    from tests.clinic.visits.test_filling import BLOCK, fill, opened, sent

    ito = staff("physician")
    visit = opened("p", ito)
    start = {key: BLOCK[key] for key in ("reason", "pain_before", "consent", "consent_by")}
    fill(visit, {"procedure": "esi_lumbar", **start}, ito)
    with pytest.raises(HeldBack, match="Nobody has said when it was last taken"):
        keep(visit.pk, sent({"in_the_room": "Dr Ito"}), ito)
    fill(visit, {"holds:apixaban": (visit.day - timedelta(days=1)).isoformat()}, ito)
    with pytest.raises(HeldBack, match="1 day without it"):
        keep(visit.pk, sent({"in_the_room": "Dr Ito"}), ito)
    fill(visit, {"holds:apixaban": (visit.day - timedelta(days=3)).isoformat()}, ito)
    fill(visit, {"in_the_room": "Dr Ito"}, ito)
    fill(visit, {"holds:apixaban": (visit.day - timedelta(days=1)).isoformat()}, ito)
    fill(visit, {"hold_decided": "cardiologist agrees, low dose"}, ito)
    fill(visit, {"in_the_room": "Dr Ito, Marit Olsen"}, ito)
