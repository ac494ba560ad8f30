"""The official SQL on FHIR tests, by both sources; an expected error must be for the right reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from lenitive.record.plain.support import Unlike
from lenitive.record.sql_on_fhir import ViewError
from tests.record.sql_on_fhir.running import from_file, from_parsed, from_rows
from tests.shared_cases import folder

FOLDER = folder("sql-on-fhir")

# File and title of each test that expects an error -> what the error must say.
REASONS = {
    ("collection", "fail when 'collection' is not true"): "gives more than one value",
    ("constant", "accessing an undefined constant"): '"%wrong_name" is not defined',
    ("constant", "incorrect constant definition"): '"name_use" must have one value, and has 0',
    ("union", "column mismatch"): "the branches of unionAll must have the same columns",
    ("union", "column order mismatch"): "in the same order",
    ("validate", "empty"): 'does not say its "resource"',
    ("validate", "missing resource"): 'does not say its "resource"',
    ("validate", "wrong fhirpath"): "'@' has no meaning here",
    ("validate", "wrong type in forEach"): '"forEach" must be a text, and this is 1',
    ("validate", "where with path resolving to not boolean"): "a condition must be true or false",
    ("view_resource", "resource not specified"): 'does not say its "resource"',
}


def _cases() -> list[Any]:
    found = []
    for path in sorted(FOLDER.glob("*.json")):
        suite = json.loads(path.read_bytes())
        found += [
            pytest.param(path.stem, suite["resources"], test, id=f"{path.stem}: {test['title']}")
            for test in suite["tests"]
        ]
    return found


def _order_free(rows: list[dict[str, Any]]) -> list[str]:
    """Rows as texts that can be sorted; 5.0 and 5 are the same number in JSON."""
    whole = json.loads(
        json.dumps(rows), parse_float=lambda t: int(float(t)) if float(t).is_integer() else float(t)
    )
    return sorted(json.dumps(row, sort_keys=True) for row in whole)


@pytest.mark.parametrize("source", ["rows", "file"])
@pytest.mark.parametrize(("suite", "resources", "test"), _cases())
def test_a_view_gives_what_the_official_tests_say(
    suite: str, resources: list[dict[str, Any]], test: dict[str, Any], source: str, tmp_path: Path
) -> None:
    def run() -> list[dict[str, Any]]:
        if source == "rows":
            return from_rows(test["view"], resources)
        return from_file(test["view"], resources, tmp_path)

    if test.get("expectError"):
        with pytest.raises((ViewError, duckdb.InvalidInputException)) as caught:
            run()
        assert REASONS[suite, test["title"]] in str(caught.value)
        return
    rows = run()
    assert _order_free(rows) == _order_free(test["expect"])
    if "expectColumns" in test and rows:
        assert list(rows[0]) == test["expectColumns"]


# Suites of the official tests that use what only the database does (moments and numbers at a precision).
LEFT_TO_DATABASE = frozenset({"constant_types", "fn_boundary"})


@pytest.mark.parametrize(("suite", "resources", "test"), [c for c in _cases() if "expect" in c.values[2]])
def test_a_view_without_a_database_gives_the_same(
    suite: str, resources: list[dict[str, Any]], test: dict[str, Any]
) -> None:
    try:
        rows = from_parsed(test["view"], resources)
    except (NotImplementedError, Unlike):
        assert suite in LEFT_TO_DATABASE
        return
    assert _order_free(rows) == _order_free(test["expect"])


def test_every_expected_error_has_its_reason_here() -> None:
    expected = {(c.values[0], c.values[2]["title"]) for c in _cases() if c.values[2].get("expectError")}
    assert expected == set(REASONS)
