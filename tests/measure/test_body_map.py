"""What a body map says: widespread pain, generalised pain, sides, and how pain moves."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lenitive.errors import AnswerError
from lenitive.measure import score
from lenitive.measure.body_map import BodyMaps, Mark, regions, spread

ONE_A_GROUP = ["f-left-shoulder", "f-right-shoulder", "f-left-thigh", "f-right-thigh", "f-neck"]


def map_of(*ids, **intensity):
    return BodyMaps.of([Mark(0, region, intensity.get("all")) for region in ids], maps=1)


def test_the_map_has_seventy_four_regions_in_nineteen_areas_and_five_groups():
    known = regions()
    assert (len(known.ids), len(known.areas), len(known.groups)) == (74, 19, 5)


@pytest.mark.parametrize(
    ("ids", "index", "groups", "generalised"),
    [
        ([], 0, 0, False),
        (["f-left-shoulder", "b-left-shoulder"], 1, 1, False),  # front and back are one area
        (ONE_A_GROUP[:3], 3, 3, False),
        (ONE_A_GROUP[:4], 4, 4, True),
        (ONE_A_GROUP, 5, 5, True),
        (["f-left-jaw", "f-left-chest", "f-left-upper-belly"], 3, 0, False),  # count in no group
        (["f-left-head", "f-genital"], 0, 0, False),
    ],
)
def test_widespread_and_generalised_pain_follow_the_2016_criteria(ids, index, groups, generalised):
    maps = map_of(*ids)
    assert maps.widespread_pain_index()[0] == index
    assert maps.groups[0] == groups
    assert bool(maps.generalised[0]) == generalised


def test_places_that_we_count_with_a_neighbour_can_be_left_out():
    maps = map_of("f-left-elbow", "f-right-forearm")
    assert maps.widespread_pain_index()[0] == 2
    assert maps.widespread_pain_index(criteria_only=True)[0] == 1


def test_the_map_answers_the_sites_of_the_fibromyalgia_questionnaire():
    maps = map_of(*regions().ids)
    sites = maps.fibromyalgia_sites()
    assert len(sites) == 19
    assert score("fm2016", {item: list(values) for item, values in sites.items()})["wpi"].value[0] == 19


def test_sides_are_the_persons_own():
    assert map_of("f-left-thigh", "b-left-shoulder").side_dominance[0] == -1
    assert map_of("f-left-thigh", "f-right-thigh").side_dominance[0] == 0
    assert map_of("f-right-thigh").side_dominance[0] == 1
    assert np.isnan(map_of("f-neck").side_dominance[0])


def test_the_worst_mark_of_a_region_counts_and_zero_is_no_pain():
    marks = [Mark(0, "f-neck", 3, "burning"), Mark(0, "f-neck", 6, "stabbing"), Mark(0, "f-left-thigh", 0)]
    maps = BodyMaps.of(marks, maps=2)
    assert maps.worst.tolist()[0] == 6
    assert np.isnan(maps.worst[1])
    assert maps.marked.sum() == 1
    assert sorted(maps.quality) == ["burning", "stabbing"]


def test_marks_of_many_people_are_read_as_columns():
    numbers, region = [0, 0, 1, 1], ["f-neck", "f-left-thigh", "f-neck", "f-neck"]
    maps = BodyMaps.from_columns(numbers, region, [5, 0, np.nan, 7], ["", "", "hot sharp", "hot"], maps=3)
    assert maps.marked.sum(axis=1).tolist() == [1, 1, 0]
    assert maps.worst[:2].tolist() == [5, 7]
    assert {word: where.sum() for word, where in maps.quality.items()} == {"hot": 1, "sharp": 1}


def test_spread_tells_new_gone_and_kept_regions_and_groups():
    before = BodyMaps.of([Mark(0, "f-neck", 5), Mark(0, "f-left-thigh", 4)], maps=2)
    after = BodyMaps.of([Mark(0, "f-neck", 3), Mark(0, "f-right-thigh", 4)], maps=2)
    found = spread(before, after)
    ids = np.array(regions().ids)
    assert ids[found.new[0]].tolist() == ["f-right-thigh"]
    assert ids[found.gone[0]].tolist() == ["f-left-thigh"]
    assert ids[found.kept[0]].tolist() == ids[found.easier[0]].tolist() == ["f-neck"]
    assert found.new_groups.tolist() == [1, 0]
    assert found.overlap[0] == pytest.approx(1 / 3)
    assert np.isnan(found.overlap[1])


@pytest.mark.parametrize(
    ("mark", "says"),
    [(Mark(0, "f-tail"), "no region 'f-tail'"), (Mark(0, "f-neck", 11), "is 11, but it goes from 0 to 10")],
)
def test_what_the_map_cannot_hold_is_refused(mark, says):
    with pytest.raises(AnswerError, match=says):
        BodyMaps.of([mark], maps=1)


def test_maps_of_different_people_are_not_compared():
    with pytest.raises(AnswerError, match="2 maps cannot be set against 1"):
        spread(BodyMaps.of([], maps=2), BodyMaps.of([], maps=1))


MARKED = st.lists(st.sampled_from(regions().ids))


@given(MARKED, st.sampled_from(regions().ids))
def test_one_more_region_never_makes_pain_less_widespread(ids, more):
    less, wider = map_of(*ids), map_of(*ids, more)
    assert less.widespread_pain_index()[0] <= wider.widespread_pain_index()[0] <= 19
    assert less.groups[0] <= wider.groups[0] <= 5
    assert less.extent[0] <= wider.extent[0] <= 1


@given(MARKED, MARKED)
def test_what_is_new_one_way_is_gone_the_other(one, other):
    there, back = spread(map_of(*one), map_of(*other)), spread(map_of(*other), map_of(*one))
    assert (there.new == back.gone).all()
    assert (there.kept == back.kept).all()
