"""The recommendations of others' cases, and the findings of the stories: read in place, judged end to end."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lenitive.measure import score_record
from lenitive.reason.assess import assess
from lenitive.record import read
from tests import shared_cases

OPIOID = shared_cases.folder("opioid")
STORIES = shared_cases.folder("vignettes")
# The cases' own README accepts both answers: its medicine is known by display only.
EITHER = frozenset({"rec-r4-rec-10-patient-view-no-screenings-by-reference"})


def recommendations() -> list[Path]:
    return sorted(OPIOID.glob("rec-*.json"))


def summary(chart: dict[str, Any], as_of: str, orders: list[str]) -> dict[str, Any]:
    with read.borrowed_record() as connection:
        read.load_bundle(connection, json.dumps(chart).encode(), "case")
        score_record(connection)
        return assess(connection, as_of=date.fromisoformat(as_of), orders=orders)


@pytest.mark.parametrize("path", recommendations(), ids=lambda path: path.stem)
def test_a_recommendation_speaks_when_its_authors_say_so(path: Path):
    case = json.loads(path.read_text(encoding="utf-8"))
    request, expected = case["request"], case["expected"]
    orders = [] if request["hook"] == "patient-view" else request["draft_orders"]
    made = summary(case["bundle"], case["as_of"], orders)
    found = {finding["rule"]: finding for finding in made["findings"]}
    rules = [f"cdc22_{number}" for number in str(expected["recommendation"]).split("-")]
    fires = any(found[rule]["status"] == "met" for rule in rules)
    said = {rule: (found[rule]["status"], found[rule]["reason"]) for rule in rules}
    assert path.stem in EITHER or fires == expected["fires"], said


@pytest.mark.parametrize("path", sorted(STORIES.glob("v*.json")), ids=lambda path: path.stem)
def test_a_story_has_the_findings_that_must_come_out(path: Path):
    case = json.loads(path.read_text(encoding="utf-8"))
    made = summary(case["bundle"], case["as_of"], case.get("orders", []))
    found = {finding["rule"]: finding for finding in made["findings"]}
    wrong = {}
    for names, wanted in case["expected"]["findings"].items():
        allowed = [wanted] if isinstance(wanted, str) else wanted
        got = {name: found[name]["status"] for name in names.split("|")}
        if not set(got.values()) & set(allowed):
            wrong[names] = (allowed, got, [found[name]["reason"] for name in got])
    assert not wrong
