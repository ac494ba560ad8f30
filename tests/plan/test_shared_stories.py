"""The options of the shared stories: what must fit does, and what must not does not."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from tests import shared_cases
from tests.plan.charts import by_treatment, planned_chart

STORIES = shared_cases.folder("vignettes")
OFFERED = ("fits_now", "consider")


@pytest.mark.parametrize("path", sorted(STORIES.glob("v*.json")), ids=lambda path: path.stem)
def test_a_story_has_the_options_that_it_asks_for(path: Path):
    story = json.loads(path.read_text(encoding="utf-8"))
    as_of = date.fromisoformat(story["as_of"])
    options = by_treatment(planned_chart(story["bundle"], as_of, orders=story.get("orders", [])))
    for either in story["expected"]["fits"]:
        stands = {name: options[name]["standing"] for name in either.split("|")}
        assert set(stands.values()) & set(OFFERED), stands
    refused = {name: options[name]["standing"] for name in story["expected"]["not"]}
    assert not set(refused.values()) & set(OFFERED), refused
