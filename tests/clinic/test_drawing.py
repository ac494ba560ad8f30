from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from lenitive.clinic.drawing import NARROW, WIDE, draw
from lenitive.clinic.gauge import gauge
from lenitive.clinic.steps import draw_steps
from lenitive.reason.story import since_last_time, timeline
from lenitive.reason.story.opioids import Step
from tests.reason.story.people import TODAY, person, scores
from tests.reason.story.test_timeline import dose, opioid, order


def drawn(layout, **record):
    derived = {
        "ingredient_dose": [dose("MedicationRequest/a#1", 20, 20)],
        "use": [opioid("MedicationRequest/a#1")],
    }
    return draw(timeline(person(record, derived), TODAY), layout, kind="wide")


@pytest.mark.parametrize("layout", [WIDE, NARROW])
def test_better_is_up_whichever_way_the_numbers_run(layout):
    worse_is_high = drawn(layout, score=scores("bpi", "interference", d2026_01_01=8, d2026_05_01=3))
    better_is_high = drawn(layout, score=scores("promis29", "pf", se=2, d2026_01_01=30, d2026_05_01=50))
    for drawing in (worse_is_high, better_is_high):
        first, last = (float(dot.y) for dot in drawing.lines[0].dots)
        assert last < first


@pytest.mark.parametrize("layout", [WIDE, NARROW])
def test_everything_stands_within_the_drawing(layout):
    rows = [order("MedicationRequest/a#1", "2015-01-01")]
    drawing = drawn(
        layout,
        medication=rows,
        score=[
            *scores("bpi", "interference", d2026_01_01=0, d2026_05_01=10),
            *scores("bpi", "severity", d2026_05_01=10),
        ],
    )
    _x, _y, width, height = (float(number) for number in drawing.box.split())
    for line in drawing.lines:
        assert all(0 <= float(dot.x) <= width and 0 <= float(dot.y) <= height for dot in line.dots)
    for block in drawing.rows[0].blocks:
        assert float(block.x) >= float(drawing.left)
        assert float(block.x) + float(block.width) <= width
        assert float(block.y) + float(block.height) <= height


def test_a_value_beyond_the_end_of_a_t_scale_stays_in_the_plot():
    drawing = drawn(WIDE, score=scores("promis29", "pf", se=2, d2026_01_01=10, d2026_05_01=90))
    assert all(WIDE.top <= float(dot.y) <= WIDE.top + WIDE.plot for dot in drawing.lines[0].dots)


def test_two_end_values_do_not_lie_on_each_other():
    drawing = drawn(
        WIDE, score=[*scores("bpi", "interference", d2026_05_01=5), *scores("bpi", "severity", d2026_05_01=5)]
    )
    first, second = (float(line.end_y) for line in drawing.lines)
    assert abs(first - second) >= 13


def test_labels_of_one_lane_do_not_overlap():
    images = [
        {"row_id": f"DiagnosticReport/{n}#1", "text": "MRI of the lumbar spine", "at": f"2026-0{n}-01"}
        for n in (2, 4, 5)
    ]
    drawing = drawn(NARROW, imaging=images)
    spans = []
    for label in drawing.rows[0].labels:
        width = len(label.text) * NARROW.letter
        start = float(label.x) - (width if label.anchor == "end" else 0)
        spans.append((start, start + width))
    spans.sort()
    assert all(end <= start for (_start, end), (start, _end) in pairwise(spans))


def test_an_axis_without_scores_has_lanes_only():
    drawing = drawn(WIDE, medication=[order("MedicationRequest/a#1", "2026-01-01")])
    assert (drawing.lines, drawing.levels, drawing.shade) == ((), (), None)
    assert len(drawing.rows) == 1


def test_one_day_of_story_draws_without_error():
    line = replace(timeline(person(), TODAY), start=TODAY)
    assert draw(line, WIDE, kind="wide").rows == ()


def test_the_worst_band_is_shaded_where_the_scale_has_bands():
    drawing = drawn(WIDE, score=scores("bpi", "severity", d2026_05_01=5))
    assert drawing.shade.words == "severe"
    assert float(drawing.shade.y) + float(drawing.shade.height) == WIDE.top + WIDE.plot


def test_a_gauge_puts_better_right_and_the_band_around_the_first_score():
    (change,) = since_last_time(
        person({"score": scores("bpi", "interference", d2026_01_01=8, d2026_05_01=3)}), TODAY
    )
    made = gauge(change)
    assert float(made.before_x) < float(made.now_x)
    assert float(made.band_x) < float(made.before_x) < float(made.band_x) + float(made.band_width)
    assert (made.worst, made.best) == ("10", "0")


def test_steps_show_as_needed_above_scheduled_and_the_unreadable_to_the_top():
    days = [
        Step(TODAY.replace(day=1, month=2), TODAY.replace(month=2, day=28), 30, 60),
        Step(TODAY.replace(day=1, month=3), TODAY, 30, None),
    ]
    made = draw_steps(days, TODAY.replace(month=1), TODAY)
    assert [block.kind for block in made.blocks] == ["scheduled", "as-needed", "scheduled", "unknown"]
    assert made.rows[1][1] == "at least 30 MME, the rest is not known"


def test_no_opioid_in_the_window_draws_no_steps():
    old = Step(TODAY.replace(year=2020), TODAY.replace(year=2020), 30, 30)
    assert draw_steps([old], TODAY.replace(month=1), TODAY) is None
