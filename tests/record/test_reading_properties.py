"""What holds for every chart: order never matters, twice is once, and damage stays where it is."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

import pytest
from duckdb import DuckDBPyConnection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lenitive.errors import LenitiveError
from lenitive.record.read import borrowed_record, load_bundle
from tests.record import charts

FEW = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
CHART = [
    charts.person(),
    charts.condition(),
    charts.order(
        dosageInstruction=[
            {
                "text": "1 tablet twice a day",
                "timing": {"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}},
                "doseAndRate": [{"doseQuantity": {"value": 1, "unit": "tablet"}}],
            }
        ],
        dispenseRequest={
            "quantity": {"value": 60, "unit": "tablet"},
            "validityPeriod": {"start": "2026-05-01"},
        },
    ),
    charts.order("m2", dosageInstruction=[{"text": "take 1 tablet every 6 hours as needed for pain"}]),
    charts.observation(),
    charts.observation("o2", effectiveDateTime="2026-05", valueQuantity={"value": 4}),
    {
        "resourceType": "QuestionnaireResponse",
        "id": "q1",
        "status": "completed",
        "subject": charts.SUBJECT,
        "questionnaire": "http://example.org/Questionnaire/peg",
        "authored": "2026-05-04T09:12:00Z",
        "item": [{"linkId": "g", "item": [{"linkId": "pain", "answer": [{"valueInteger": 7}]}]}],
    },
    {
        "resourceType": "Encounter",
        "id": "e1",
        "status": "finished",
        "class": {"code": "AMB"},
        "subject": charts.SUBJECT,
        "period": {"start": "2026-05-04T09:00:00+02:00", "end": "2026-05-04T09:30:00+02:00"},
    },
]


def load(connection: DuckDBPyConnection, resources: list[dict[str, Any]]) -> None:
    load_bundle(connection, json.dumps(charts.bundle(*resources)).encode(), "chart.json", now=charts.NOW)


@pytest.fixture(scope="module")
def whole() -> dict[str, list[tuple[Any, ...]]]:
    with borrowed_record() as connection:
        load(connection, CHART)
        return charts.everything(connection)


@FEW
@given(order=st.permutations(CHART))
def test_the_order_of_entries_does_not_matter(order: list[dict[str, Any]], whole: dict[str, Any]) -> None:
    with borrowed_record() as connection:
        load(connection, order)
        assert charts.everything(connection) == whole


def test_reading_the_same_twice_changes_nothing(whole: dict[str, Any]) -> None:
    with borrowed_record() as connection:
        load(connection, CHART)
        load(connection, CHART)
        assert charts.everything(connection) == whole


def test_a_resource_that_is_read_again_with_other_content_replaces_its_rows(whole: dict[str, Any]) -> None:
    stopped = charts.order(status="stopped")
    with borrowed_record() as connection:
        load(connection, [*CHART[:2], stopped, *CHART[3:]])
        load(connection, CHART)
        assert charts.everything(connection) == whole


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value below a resource's top."""
    keys = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found: list[tuple[Any, ...]] = []
    for key, below in keys:
        found += [(*path, key), *places(below, (*path, key))]
    return found


# A resource of another type or id is another resource.
_NAMES = {("resourceType",), ("id",)}
WRONG: list[Any] = [
    *(None, "", "x", "\x00", "9" * 400, "2026-13-45", 0, -1, 1e300, 2**70, True),
    *([], {}, [[]], [None], {"a": {}}, ["x", 5]),
]


def damaged(resource: dict[str, Any], chosen: random.Random) -> dict[str, Any]:
    """A copy with one value, anywhere below, replaced by one of another kind or taken out."""
    copied = copy.deepcopy(resource)
    path = chosen.choice([one for one in places(copied) if one not in _NAMES])
    holder: Any = copied
    for key in path[:-1]:
        holder = holder[key]
    if chosen.random() < 0.2:
        del holder[path[-1]]
    else:
        holder[path[-1]] = chosen.choice(WRONG)
    return copied


@pytest.mark.parametrize("seed", range(25))
def test_a_damaged_resource_never_changes_the_rows_of_others(seed: int, whole: dict[str, Any]) -> None:
    chosen = random.Random(seed)
    # Not the person, and not the form of which rows of others (answers) are made.
    at = chosen.randrange(1, len(CHART))
    bad = damaged(CHART[at], chosen)
    mine = f"{CHART[at]['resourceType']}/{CHART[at]['id']}#"
    others = {
        table: [row for row in rows if not any(str(cell).startswith(mine) for cell in row[:3])]
        for table, rows in whole.items()
        if table != "note"
    }
    with borrowed_record() as connection:
        load(connection, [*CHART[:at], bad, *CHART[at + 1 :]])
        found = charts.everything(connection, "note")
    made = f"{CHART[at]['resourceType']}/made-"
    for table, rows in others.items():
        left = [row for row in found[table] if not any(str(c).startswith((mine, made)) for c in row[:3])]
        assert left == rows, table


@pytest.mark.parametrize("seed", range(25))
def test_random_damage_to_bytes_gives_rows_or_one_line(seed: int) -> None:
    chosen = random.Random(1000 + seed)
    raw = bytearray(json.dumps(charts.bundle(*[damaged(one, chosen) for one in CHART])).encode())
    for _ in range(chosen.randrange(0, 3)):
        raw[chosen.randrange(len(raw))] = chosen.randrange(256)
    if chosen.random() < 0.2:
        del raw[chosen.randrange(len(raw)) :]
    with borrowed_record() as connection:
        try:
            load_bundle(connection, bytes(raw), "chart.json", now=charts.NOW)
        except LenitiveError as error:
            assert "\n" not in str(error)
            assert not any(charts.everything(connection).values())
