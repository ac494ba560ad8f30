"""Whole people: the shared stories, read in place, and some of our own through the same reader."""

from __future__ import annotations

import json
from datetime import date

import pytest

from lenitive.measure import score_record
from lenitive.reason.classify import classify
from lenitive.reason.tables import ask, evaluate
from lenitive.record.read import load, open_record
from tests.shared_cases import folder

STORIES = sorted(folder("vignettes").glob("v*.json"))


def classified(path, bundle, as_of):
    path.write_text(json.dumps(bundle))
    connection = open_record()
    load(connection, [path], keep_going=True)
    score_record(connection)
    ask(connection, as_of)
    evaluate(connection)
    return classify(connection, as_of)


@pytest.mark.parametrize("story", STORIES, ids=lambda path: path.stem)
def test_a_story_has_the_course_and_mechanisms_it_must_have(story, tmp_path):
    told = json.loads(story.read_text())
    found = classified(tmp_path / "chart.json", told["bundle"], date.fromisoformat(told["as_of"]))
    expected = told["expected"]
    assert found.time_course == (expected["time_course"] or found.time_course)
    for mechanism, allowed in expected["mechanisms"].items():
        assert found.mechanisms[mechanism] in allowed, mechanism
