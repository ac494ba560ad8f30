"""Stories of our own, with what should stand first and what must not stand, argued from guidelines."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import pytest
import yaml

from lenitive.clinic.demonstration.bundle import bundle
from lenitive.clinic.demonstration.story import told
from tests.plan.charts import by_treatment, planned_chart

HERE = Path(__file__).parent
AS_OF = date(2026, 6, 1)
CHOSEN = {"fits_now", "consider"}


def _vignettes() -> list[dict[str, Any]]:
    files = sorted(HERE.glob("*.yaml"))
    return [each for file in files for each in yaml.safe_load(file.read_text(encoding="utf-8"))]


VIGNETTES = {each["story"]["id"]: each for each in _vignettes()}


@cache
def options_of(name: str) -> dict[str, dict[str, Any]]:
    chart = bundle(told(VIGNETTES[name]["story"], name), 1, AS_OF)
    return by_treatment(planned_chart(chart, AS_OF))


def test_there_are_at_least_fifteen_and_a_third_say_when_a_procedure_or_an_opioid_is_right() -> None:
    right = yaml.safe_load((HERE / "procedures_and_opioids_that_are_right.yaml").read_text(encoding="utf-8"))
    assert len(VIGNETTES) >= 15
    assert len(right) * 3 >= len(VIGNETTES)


@pytest.mark.parametrize("name", VIGNETTES)
def test_what_guidelines_ask_for_stands(name: str) -> None:
    options = options_of(name)
    for choice in VIGNETTES[name]["fits"]:
        standings = {each: options[each]["standing"] for each in choice.split("|")}
        assert CHOSEN & set(standings.values()), f"{VIGNETTES[name]['title']}: {standings}"


@pytest.mark.parametrize("name", VIGNETTES)
def test_what_guidelines_advise_against_does_not_stand(name: str) -> None:
    options = options_of(name)
    chosen = [each for each in VIGNETTES[name]["must_not"] if options[each]["standing"] in CHOSEN]
    assert not chosen, f"{VIGNETTES[name]['title']}: {chosen}"


@pytest.mark.parametrize("name", [name for name, each in VIGNETTES.items() if "current" in each])
def test_what_is_taken_now_is_never_told_to_stop_at_once(name: str) -> None:
    options = options_of(name)
    for treatment, allowed in VIGNETTES[name]["current"].items():
        assert options[treatment]["current"] in allowed
        assert "suddenly" in orjson.dumps(options[treatment]).decode()


@pytest.mark.parametrize("name", VIGNETTES)
def test_every_vignette_is_argued_from_a_guideline(name: str) -> None:
    assert len(VIGNETTES[name]["argued"]) > 40
