"""The invented people: enough of them, different on purpose, made only of what knowledge knows."""

from __future__ import annotations

import json
from datetime import date, timedelta

import numpy as np
import pytest

from lenitive.clinic.demonstration import bundle, bundles, stories
from lenitive.clinic.demonstration.answers import answers_for
from lenitive.clinic.demonstration.story import codes
from lenitive.knowledge.instruments import instrument
from lenitive.knowledge.tables import knowledge_tables
from lenitive.measure import score

TODAY = date(2026, 6, 1)


def test_there_are_at_least_forty_people_each_with_another_story():
    told = stories()
    assert len(told) >= 40
    assert len({story.about for story in told}) == len(told)
    assert any(story.age < 18 for story in told)
    assert any(not story.sex for story in told)


def test_the_same_day_gives_the_same_charts():
    assert json.dumps(bundles(TODAY)) == json.dumps(bundles(TODAY))


def test_dates_move_with_today():
    story = stories()[0]
    earlier, later = (json.dumps(bundle(story, 1, TODAY + timedelta(days=d))) for d in (0, 100))
    onset = min(problem.since for problem in story.problems if problem.since)
    assert (TODAY - timedelta(days=onset)).isoformat() in earlier
    assert (TODAY + timedelta(days=100 - onset)).isoformat() in later


def test_every_medicine_is_a_product_or_ingredient_that_knowledge_can_read():
    tables = knowledge_tables()
    known = set(tables["product_ingredient"]["code"].to_pylist())
    known |= set(tables["drug_class"]["product_code"].to_pylist())
    assert [name for name, (code, _) in codes()["medicines"].items() if code not in known] == []


def test_every_person_is_marked_as_invented():
    for chart in bundles(TODAY):
        person = chart["entry"][0]["resource"]
        assert person["meta"]["tag"][0]["code"] == "HTEST"


@pytest.mark.parametrize("story", stories(), ids=lambda story: story.id)
def test_drawn_answers_give_the_scores_of_the_story(story):
    random = np.random.default_rng(1)
    for form in story.forms:
        shape = instrument(form.form)
        for scale, wanted in form.scales.items():
            for value in (each for each in wanted if each is not None):
                drawn = answers_for(shape, {scale: value}, random)
                row = np.array([[drawn.get(item.key, np.nan) for item in shape.items]])
                got = score(form.form, row)[scale].value[0]
                step = _step(form.form, scale)
                assert abs(got - value) <= step, f"{form.form}.{scale}: {got}, not {value}"


def _step(form: str, scale: str) -> float:
    """Half the distance between two neighbouring scores: nearer than that whole answers cannot come."""
    shape = instrument(form)
    rule, items = shape.scale(scale).rule, len(shape.scale(scale).items)
    steps = {"mean": 0.5 / items, "percent_of_max": 1.01, "t_table": 1.6, "sum": 0.5}
    return steps[rule.kind] + 0.01
