"""Instructions as they are written become doses as they are meant; what is not written is not known.

Drawn tables: the instruction, then dose low and high, unit, times low and high, per how many days, as needed.
A day has 24 hours and a month 365.25 / 12 days. `-` means not known.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from tests.record import charts

QUERY = """
SELECT dose_low, dose_high, dose_unit, times_low, times_high, per_days, as_needed, basis
FROM dosage ORDER BY row_id
"""
MONTH = 365.25 / 12
ONE_TABLET = [{"doseQuantity": {"value": 1, "unit": "tablet"}}]


def repeat(**timing: Any) -> dict[str, Any]:
    return {"timing": {"repeat": timing}}


def of(dose: dict[str, Any], **timing: Any) -> dict[str, Any]:
    return {"doseAndRate": [dose], **({"timing": {"repeat": timing}} if timing else {})}


def quantity(value: float, unit: str = "tablet") -> dict[str, Any]:
    return {"doseQuantity": {"value": value, "unit": unit}}


def dose_range(low: float | None, high: float | None) -> dict[str, Any]:
    ends = {"low": low, "high": high}
    return {"doseRange": {k: {"value": v, "unit": "tablet"} for k, v in ends.items() if v is not None}}


STRUCTURED: list[tuple[str, dict[str, Any], tuple[Any, ...]]] = [
    ("twice a day", of(quantity(1), frequency=2, period=1, periodUnit="d"), (1, 1, "tablet", 2, 2, 1, None)),
    (
        "every 6 hours",
        of(quantity(1), frequency=1, period=6, periodUnit="h"),
        (1, 1, "tablet", 1, 1, 0.25, None),
    ),
    (
        "every 90 minutes",
        of(quantity(1), frequency=1, period=90, periodUnit="min"),
        (1, 1, "tablet", 1, 1, 0.0625, None),
    ),
    ("once a week", of(quantity(1), frequency=1, period=1, periodUnit="wk"), (1, 1, "tablet", 1, 1, 7, None)),
    (
        "every 3 days",
        of(quantity(1, "patch"), frequency=1, period=3, periodUnit="d"),
        (1, 1, "patch", 1, 1, 3, None),
    ),
    (
        "every 72 hours",
        of(quantity(1, "{patch}"), frequency=1, period=72, periodUnit="h"),
        (1, 1, "patch", 1, 1, 3, None),
    ),
    (
        "once a month",
        of(quantity(1), frequency=1, period=1, periodUnit="mo"),
        (1, 1, "tablet", 1, 1, MONTH, None),
    ),
    (
        "2 to 3 times a day",
        of(quantity(1), frequency=2, frequencyMax=3, period=1, periodUnit="d"),
        (1, 1, "tablet", 2, 3, 1, None),
    ),
    (
        "every 4 to 6 hours",
        of(quantity(1), frequency=1, period=4, periodMax=6, periodUnit="h"),
        (1, 1, "tablet", 4, 6, 1, None),
    ),
    (
        "period with no frequency is once",
        of(quantity(1), period=8, periodUnit="h"),
        (1, 1, "tablet", 1, 1, 1 / 3, None),
    ),
    ("at 8 and 20", of(quantity(1), timeOfDay=["08:00:00", "20:00:00"]), (1, 1, "tablet", 2, 2, 1, None)),
    ("morning and bedtime", of(quantity(1), when=["MORN", "HS"]), (1, 1, "tablet", 2, 2, 1, None)),
    ("with meals says no number", of(quantity(1), when=["C"]), (1, 1, "tablet", None, None, None, None)),
    ("Monday and Thursday", of(quantity(1), dayOfWeek=["mon", "thu"]), (1, 1, "tablet", 2, 2, 7, None)),
    (
        "twice a day on 3 days",
        of(quantity(1), frequency=2, period=1, periodUnit="d", dayOfWeek=["mon", "wed", "fri"]),
        (1, 1, "tablet", 6, 6, 7, None),
    ),
    ("frequency with no period", of(quantity(1), frequency=2), (1, 1, "tablet", None, None, None, None)),
    ("no timing at all", of(quantity(1)), (1, 1, "tablet", None, None, None, None)),
    ("timing and no dose", repeat(frequency=2, period=1, periodUnit="d"), (None, None, None, 2, 2, 1, None)),
    (
        "1 to 2 tablets",
        of(dose_range(1, 2), frequency=4, period=1, periodUnit="d"),
        (1, 2, "tablet", 4, 4, 1, None),
    ),
    (
        "up to 2 tablets",
        of(dose_range(None, 2), frequency=4, period=1, periodUnit="d"),
        (None, 2, "tablet", 4, 4, 1, None),
    ),
    (
        "as needed, said so",
        {**of(quantity(1), frequency=4, period=1, periodUnit="d"), "asNeededBoolean": True},
        (1, 1, "tablet", 4, 4, 1, True),
    ),
    (
        "not as needed, said so",
        {**of(quantity(1), frequency=4, period=1, periodUnit="d"), "asNeededBoolean": False},
        (1, 1, "tablet", 4, 4, 1, False),
    ),
    (
        "as needed for pain",
        {
            **of(quantity(1), frequency=4, period=1, periodUnit="d"),
            "asNeededCodeableConcept": {"text": "pain"},
        },
        (1, 1, "tablet", 4, 4, 1, True),
    ),
    ("as needed alone is no dose", {"asNeededBoolean": True}, (None, None, None, None, None, None, True)),
    (
        "a code",
        {"doseAndRate": ONE_TABLET, "timing": {"code": {"coding": [{"code": "BID"}]}}},
        (1, 1, "tablet", 2, 2, 1, None),
    ),
    (
        "a code as text",
        {"doseAndRate": ONE_TABLET, "timing": {"code": {"text": "q8h"}}},
        (1, 1, "tablet", 3, 3, 1, None),
    ),
    (
        "a code that is not known",
        {"doseAndRate": ONE_TABLET, "timing": {"code": {"text": "XYZ"}}},
        (1, 1, "tablet", None, None, None, None),
    ),
    ("a rate", of({"rateQuantity": {"value": 2, "unit": "mg/h"}}), (2, 2, "mg", 1, 1, 1 / 24, None)),
    (
        "a rate in micrograms",
        of({"rateQuantity": {"value": 25, "code": "ug/h"}}),
        (25, 25, "ug", 1, 1, 1 / 24, None),
    ),
    (
        "micrograms in any spelling",
        of(quantity(50, "mcg"), frequency=1, period=1, periodUnit="d"),
        (50, 50, "ug", 1, 1, 1, None),
    ),
    (
        "half a tablet",
        of(quantity(0.5), frequency=2, period=1, periodUnit="d"),
        (0.5, 0.5, "tablet", 2, 2, 1, None),
    ),
]


@pytest.mark.parametrize(
    ("instruction", "expected"), [row[1:] for row in STRUCTURED], ids=[row[0] for row in STRUCTURED]
)
def test_a_structured_instruction(instruction: dict[str, Any], expected: tuple[Any, ...]) -> None:
    with charts.read(charts.person(), charts.order(dosageInstruction=[instruction])) as (connection, _):
        (row,) = connection.execute(QUERY).fetchall()
    *numbers, basis = row
    assert numbers == [pytest.approx(one) if isinstance(one, float) else one for one in expected]
    assert basis == "structured"


FREE = """
  take 1 tablet by mouth twice daily                        | 1   1   tablet 2    2  1    -
  Take 1-2 tablets every 6 hours as needed for pain         | 1   2   tablet 1    1  0.25 yes
  TAKE ONE TABLET BY MOUTH EVERY 4-6 HOURS AS NEEDED        | 1   1   tablet 4    6  1    yes
  1 tab PO TID                                              | 1   1   tablet 3    3  1    -
  1 tab po qhs                                              | 1   1   tablet 1    1  1    -
  apply 1 patch every 72 hours                              | 1   1   patch  1    1  3    -
  Take two capsules three times a day                       | 2   2   capsule 3   3  1    -
  take 5 ml every 8 hours                                   | 5   5   ml     1    1  0.3333333 -
  Take 10 mg by mouth every 12 hours                        | 10  10  mg     1    1  0.5  -
  take half tablet daily                                    | 0.5 0.5 tablet 1    1  1    -
  one tablet every other day                                | 1   1   tablet 1    1  2    -
  1 tablet once weekly                                      | 1   1   tablet 1    1  7    -
  Take 1 tablet up to 4 times a day as needed               | 1   1   tablet 0    4  1    yes
  take as directed                                          | -   -   -      -    -  -    -
  use as per protocol                                       | -   -   -      -    -  -    -
  take 1 tablet in the morning and 2 tablets at night       | -   -   -      -    -  -    -
  Take 2 tablets daily for 3 days then 1 tablet daily       | -   -   -      -    -  -    -
  increase by 1 tablet every week                           | -   -   -      -    -  -    -
  take 1 tablet                                             | 1   1   tablet -    -  -    -
  take tablets twice a day                                  | -   -   -      -    -  -    -
  prendre un comprimé deux fois par jour                    | -   -   -      -    -  -    -
  take 1 tablet every 0 hours                               | -   -   -      -    -  -    -
"""


def drawn(table: str) -> list[tuple[str, list[Any]]]:
    rows = []
    for line in table.strip().splitlines():
        words, _, cells = line.partition("|")
        rows.append((words.strip(), [_cell(cell) for cell in cells.split()]))
    return rows


def _cell(cell: str) -> Any:
    if cell in ("-", "yes"):
        return None if cell == "-" else True
    return float(cell) if cell[0].isdigit() else cell


@pytest.mark.parametrize(("words", "expected"), drawn(FREE))
def test_free_text_is_a_marked_fallback(words: str, expected: list[Any]) -> None:
    with charts.read(charts.person(), charts.order(dosageInstruction=[{"text": words}])) as (connection, _):
        (row,) = connection.execute(QUERY).fetchall()
        said = connection.execute("SELECT text FROM dosage").fetchone()
    assert said == (words,)
    assert row[-1] == "text"
    assert list(row[:-1]) == [
        pytest.approx(one, abs=1e-6) if isinstance(one, float) else one for one in expected
    ]


def test_structure_wins_over_text() -> None:
    instruction = of(quantity(1), frequency=2, period=1, periodUnit="d") | {
        "text": "take 4 tablets three times a day"
    }
    with charts.read(charts.person(), charts.order(dosageInstruction=[instruction])) as (connection, _):
        assert connection.execute(QUERY).fetchall() == [(1, 1, "tablet", 2, 2, 1, None, "structured")]


def test_no_instruction_and_no_supply_is_no_dose() -> None:
    with charts.read(charts.person(), charts.order()) as (connection, _):
        assert connection.execute("SELECT count(*) FROM dosage").fetchone() == (0,)


SUPPLY = {
    "quantity": {"value": 60, "unit": "tablet"},
    "expectedSupplyDuration": {"value": 30, "unit": "days", "code": "d"},
}


@pytest.mark.parametrize("instruction", [None, {"text": "take as directed"}, of(quantity(1))])
def test_supply_over_days_speaks_where_no_instruction_is_whole(instruction: dict[str, Any] | None) -> None:
    more = {"dispenseRequest": SUPPLY} | ({"dosageInstruction": [instruction]} if instruction else {})
    with charts.read(charts.person(), charts.order(**more)) as (connection, _):
        rows = connection.execute(QUERY).fetchall()
    assert rows == [(2, 2, "tablet", 1, 1, 1, None, "supply")]


@pytest.mark.parametrize(
    "supply",
    [
        {"quantity": {"value": 60, "unit": "tablet"}},
        {"expectedSupplyDuration": {"value": 30, "unit": "days"}},
        {"quantity": {"value": 60}, "expectedSupplyDuration": {"value": 0, "unit": "days"}},
        {"quantity": {"value": 60}, "expectedSupplyDuration": {"value": 30}},
        {"quantity": {"value": 60}, "expectedSupplyDuration": {"value": 30, "unit": "moons"}},
    ],
)
def test_half_a_supply_says_nothing(supply: dict[str, Any]) -> None:
    with charts.read(charts.person(), charts.order(dispenseRequest=supply)) as (connection, _):
        assert connection.execute("SELECT count(*) FROM dosage").fetchone() == (0,)


def test_a_whole_instruction_silences_the_supply() -> None:
    more = {
        "dispenseRequest": SUPPLY,
        "dosageInstruction": [of(quantity(1), frequency=3, period=1, periodUnit="d")],
    }
    with charts.read(charts.person(), charts.order(**more)) as (connection, _):
        assert connection.execute(QUERY).fetchall() == [(1, 1, "tablet", 3, 3, 1, None, "structured")]


def test_several_instructions_stay_several() -> None:
    morning = of(quantity(1), frequency=1, period=1, periodUnit="d", when=["MORN"])
    night = of(quantity(2), frequency=1, period=1, periodUnit="d", when=["HS"])
    with charts.read(charts.person(), charts.order(dosageInstruction=[morning, night])) as (connection, _):
        rows = connection.execute(
            "SELECT sequence, dose_high, times_high FROM dosage ORDER BY sequence"
        ).fetchall()
    assert rows == [(1, 1, 1), (2, 2, 1)]


def step(number: int, tablets: float, days: int | None) -> dict[str, Any]:
    timing: dict[str, Any] = {"frequency": 2, "period": 1, "periodUnit": "d"}
    if days:
        timing["boundsDuration"] = {"value": days, "unit": "days", "code": "d"}
    return {"sequence": number, **of(quantity(tablets), **timing)}


def test_taper_steps_follow_each_other() -> None:
    steps = [step(1, 4, 7), step(2, 3, 7), step(3, 2, 14)]
    with charts.read(charts.person(), charts.order(dosageInstruction=steps)) as (connection, _):
        rows = connection.execute(
            "SELECT dose_high, start_low, end_high FROM dosage ORDER BY sequence"
        ).fetchall()
        whole = connection.execute("SELECT start_low, end_high FROM medication").fetchone()
    assert rows == [
        (4, date(2026, 5, 1), date(2026, 5, 7)),
        (3, date(2026, 5, 8), date(2026, 5, 14)),
        (2, date(2026, 5, 15), date(2026, 5, 28)),
    ]
    assert whole == (date(2026, 5, 1), date(2026, 5, 28))


def test_a_step_after_one_of_unknown_length_has_no_start() -> None:
    with charts.read(charts.person(), charts.order(dosageInstruction=[step(1, 4, None), step(2, 3, 7)])) as (
        c,
        _,
    ):
        rows = c.execute("SELECT start_low FROM dosage WHERE sequence = 2").fetchall()
    assert rows == [(None,)]


def test_bounds_give_start_and_end() -> None:
    timing = {
        "frequency": 1,
        "period": 1,
        "periodUnit": "d",
        "boundsPeriod": {"start": "2026-05", "end": "2026-06-03"},
    }
    with charts.read(charts.person(), charts.order(dosageInstruction=[of(quantity(1), **timing)])) as (
        connection,
        _,
    ):
        row = connection.execute("SELECT start_low, start_high, end_low, end_high FROM dosage").fetchone()
    assert row == (date(2026, 5, 1), date(2026, 5, 31), date(2026, 6, 3), date(2026, 6, 3))


def test_the_most_a_day_is_kept() -> None:
    most = {
        "numerator": {"value": 8, "unit": "tablet"},
        "denominator": {"value": 1, "unit": "day", "code": "d"},
    }
    instruction = of(dose_range(1, 2), frequency=1, period=4, periodUnit="h") | {"maxDosePerPeriod": most}
    with charts.read(charts.person(), charts.order(dosageInstruction=[instruction])) as (connection, _):
        assert connection.execute("SELECT max_per_day FROM dosage").fetchone() == (8,)


def test_a_statement_reads_its_dosage_as_an_order_does() -> None:
    statement = {
        "resourceType": "MedicationStatement",
        "id": "s1",
        "status": "active",
        "subject": charts.SUBJECT,
        "medicationCodeableConcept": charts.OXYCODONE,
        "dosage": [of(quantity(1), frequency=2, period=1, periodUnit="d")],
    }
    with charts.read(charts.person(), statement) as (connection, _):
        assert connection.execute(QUERY).fetchall() == [(1, 1, "tablet", 2, 2, 1, None, "structured")]


@pytest.mark.parametrize("place", ["contained", "bundle"])
def test_a_product_that_is_pointed_to_gives_text_form_and_codes(place: str) -> None:
    product = {"resourceType": "Medication", "id": "p", "code": charts.OXYCODONE, "form": {"text": "tablet"}}
    order = charts.order(medicationReference={"reference": "#p" if place == "contained" else "Medication/p"})
    del order["medicationCodeableConcept"]
    others = [product] if place == "bundle" else []
    order |= {} if others else {"contained": [product]}
    with charts.read(charts.person(), *others, json.loads(json.dumps(order))) as (connection, notes):
        row = connection.execute("SELECT text, form FROM medication").fetchone()
        codes = connection.execute(
            "SELECT code FROM coding WHERE of_row = 'MedicationRequest/m1#1'"
        ).fetchall()
    assert notes == []
    assert row == ("oxycodone hydrochloride 5 MG Oral Tablet", "tablet")
    assert codes == [("1049621",)]
