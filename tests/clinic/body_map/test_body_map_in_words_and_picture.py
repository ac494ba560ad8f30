from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.template.loader import render_to_string

from lenitive.clinic.body_map.figure import part_of, parts, views
from lenitive.clinic.body_map.maps import Marked
from lenitive.clinic.body_map.picture import label_of, picture
from lenitive.clinic.body_map.words import moved, side_words, told
from lenitive.measure.body_map import BodyMaps, Mark, regions, severity


def _marked(*marks: Mark) -> Marked:
    return Marked(datetime(2026, 5, 3, tzinfo=UTC), marks, ())


def _drawn(*marks: Mark) -> str:
    return "".join(
        render_to_string("clinic/_body_map_figure.html", {"side": side, "day": "3 May 2026", "prefix": "now"})
        for side in picture(marks).sides
    )


def test_the_figure_draws_each_region_of_the_knowledge_once_and_lists_it_under_one_part():
    drawn = [path.region for view in views() for path in view.paths]
    assert sorted(drawn) == sorted(regions().ids)
    assert set(part_of()) == set(regions().ids)
    assert set(part_of().values()) == set(parts())


@pytest.mark.parametrize("region", regions().ids)
def test_every_marked_region_has_its_number_in_the_picture_and_its_name_in_words(region):
    drawn = _drawn(Mark(0, region, 6.0, "burning"))
    assert f"{label_of(region)}: 6/10, moderate, burning" in drawn
    assert drawn.count('class="number level-2"') == 1
    assert drawn.count('class="region level-2"') == 1
    assert drawn.count('class="region level-0"') == len(regions().ids) - 1


def test_the_picture_names_both_sides_as_the_persons_own_and_holds_no_style_or_script():
    drawn = _drawn(Mark(0, "f-left-knee", 8.0))
    front, back = drawn.split("</svg>")[:2]
    assert front.index("your right") < front.index("your left")
    assert back.index("your left") < back.index("your right")
    assert drawn.count('role="img"') == 2
    assert "style" not in drawn
    assert "<script" not in drawn


def test_a_mark_of_nought_does_not_hurt_and_one_without_a_number_says_so():
    lines = picture([Mark(0, "f-left-knee", 0.0), Mark(0, "f-right-knee")]).lines
    assert [(line.region, line.number, line.words) for line in lines] == [
        ("f-right-knee", "?", "hurts; how much was not said")
    ]


@pytest.mark.parametrize(
    ("intensity", "word"),
    [(None, ""), (0, "none"), (0.5, "mild"), (3, "mild"), (4, "moderate"), (6, "moderate"), (7, "severe")],
)
def test_an_intensity_is_called_by_the_steps_of_knowledge(intensity, word):
    assert severity(intensity) == word


def test_then_and_now_tell_what_is_new_gone_and_the_same():
    before = _marked(Mark(0, "f-left-knee", 6), Mark(0, "f-right-knee", 3), Mark(0, "f-left-shin", 4))
    after = _marked(Mark(0, "f-left-knee", 4), Mark(0, "f-left-shin", 4), Mark(0, "f-neck", 2))
    change = moved(before, after)
    assert change.sentence == (
        "1 place is new, 1 is gone, 2 are the same."
        " The pain has reached a part of the body that did not hurt."
    )
    assert dict(change.places) == {
        "New": ("Front of neck",),
        "Gone": ("Right knee, front",),
        "Same place, less pain": ("Left knee, front",),
        "Same place, as before": ("Left shin",),
    }


def test_two_maps_alike_say_that_nothing_moved():
    change = moved(_marked(Mark(0, "f-neck", 2)), _marked(Mark(0, "f-neck", 2)))
    assert change.sentence == "No place is new, none is gone, 1 is the same."


@pytest.mark.parametrize(
    ("marked", "words"),
    [
        (["f-left-knee"], "only your left"),
        (["f-right-knee", "b-right-calf"], "only your right"),
        (["f-left-knee", "f-right-knee"], "both sides alike (1 each)"),
        (["f-left-knee", "f-right-knee", "b-right-calf"], "more on your right (2 right, 1 left)"),
        (["f-neck"], "neither side; only the middle"),
        ([], "nothing hurts"),
    ],
)
def test_the_side_is_the_persons_own(marked, words):
    assert side_words(BodyMaps.of([Mark(0, name, 5) for name in marked], maps=1)) == words


def test_the_counts_are_those_of_the_criteria():
    four_groups = ["f-neck", "f-left-upper-arm", "f-right-upper-arm", "f-left-thigh", "f-left-head"]
    facts = dict(told(_marked(*(Mark(0, name, 5) for name in four_groups))).facts)
    assert facts["Places that hurt"] == "5 of 74"
    assert facts["Widespread pain index"] == "4 of 19 areas"
    assert facts["Generalised pain (2016 criteria)"] == "yes: 4 of 5 parts of the body"
