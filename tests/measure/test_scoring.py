"""What must hold for every instrument, whatever is answered."""

from __future__ import annotations

from dataclasses import replace
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lenitive.errors import AnswerError, KnowledgeError
from lenitive.knowledge import instruments
from lenitive.measure import bands_of, flags, score
from lenitive.measure.plan import plan_for
from lenitive.measure.whole import whole_plan

EVERY = {form.id: form for form in instruments.instruments()}
# Rules in which a higher answer to any item never lowers the score once reversed items are turned.
STEADY = ("sum", "mean", "linear", "percent_of_max", "weighted", "table", "t_table")


@st.composite
def responses(draw: st.DrawFn, *, missing: bool = True):
    """An instrument and one to six allowed responses to it, (responses, items)."""
    form = EVERY[draw(st.sampled_from(sorted(EVERY)))]
    rows = draw(st.integers(1, 6))
    answers = np.empty((rows, len(form.items)))
    for column, item in enumerate(form.items):
        one = _answer(item) if not missing else st.one_of(_answer(item), st.just(np.nan))
        answers[:, column] = draw(st.lists(one, min_size=rows, max_size=rows))
    if form.distinct_hours:
        first, second = (form.position[key] for key in form.distinct_hours)
        same = np.mod(answers[:, first] - answers[:, second], 24) == 0
        answers[same, second] = np.nan
    return form, answers


def _answer(item):
    if item.kind == "date":
        return st.just(np.nan)
    if item.kind == "choice":
        return st.sampled_from([float(place) for place in range(len(item.values))])
    if item.allowed:
        return st.sampled_from(item.allowed)
    return st.floats(item.low, item.high)


def values(found):
    return {key: scores.value for key, scores in found.items()}


@settings(max_examples=200)
@given(responses())
def test_every_score_lies_in_its_range_or_is_withheld_with_a_reason(drawn):
    form, answers = drawn
    for scores in score(form, answers).values():
        assert scores.value.shape == (len(answers),)
        reasons = np.array([reason is not None for reason in scores.reason])
        assert (reasons == scores.withheld).all()
        if scores.scale.low is not None:
            given_ = scores.value[~scores.withheld].astype(float)
            assert ((given_ >= scores.scale.low - 1e-9) & (given_ <= scores.scale.high + 1e-9)).all()


@settings(max_examples=100)
@given(responses(), st.randoms())
def test_the_order_of_responses_does_not_matter(drawn, random):
    form, answers = drawn
    order = list(range(len(answers)))
    random.shuffle(order)
    whole, turned = values(score(form, answers)), values(score(form, answers[order]))
    for scale, found in whole.items():
        assert all(_same(one, other) for one, other in zip(found[order], turned[scale], strict=True))


@settings(max_examples=100)
@given(responses())
def test_a_response_scores_the_same_alone_and_among_others(drawn):
    form, answers = drawn
    whole = values(score(form, answers))
    for row in range(len(answers)):
        for scale, found in values(score(form, answers[row : row + 1])).items():
            assert _same(found[0], whole[scale][row])


def test_almost_every_instrument_is_scored_by_tables():
    by_formula = [form for form in EVERY if whole_plan(plan_for(form)) is None]
    assert len(by_formula) < 20


@settings(max_examples=150)
@given(responses())
def test_the_tables_give_what_the_formula_gives(drawn):
    form, answers = drawn
    by_table = score(form, answers)
    with mock.patch("lenitive.measure.scoring.whole_plan", return_value=None):
        by_formula = score(form, answers)
    for scale, found in by_table.items():
        other = by_formula[scale]
        assert all(_same(a, b) for a, b in zip(found.value, other.value, strict=True))
        assert found.reason.tolist() == other.reason.tolist()


@pytest.mark.parametrize("value", [-1, 6, 256 + 3, 2.5, 3.0001, -0.5, 1e300, np.inf, -np.inf])
@pytest.mark.parametrize("row", [0, 3000])
def test_an_answer_that_a_byte_would_hide_is_refused(value, row):
    answers = np.full((3001, 4), 3.0)
    answers[row, 2] = value
    answers[1, 0] = np.nan
    with pytest.raises(AnswerError, match=f"response {row + 1}: .*'PAININ31' is"):
        score("promis_pi_4a", answers)


def _same(one, other):
    both_withheld = one is None or (isinstance(one, float) and np.isnan(one))
    if both_withheld:
        return other is None or (isinstance(other, float) and np.isnan(other))
    return one == other if isinstance(one, str) else abs(one - other) < 1e-9


STEADY_SCALES = [
    (form.id, scale.id) for form in EVERY.values() for scale in form.scales if scale.rule.kind in STEADY
]


@settings(max_examples=200)
@given(st.sampled_from(STEADY_SCALES), st.data())
def test_one_step_more_on_an_item_never_lowers_the_score_and_never_raises_a_reversed_one(scale, data):
    form, known = EVERY[scale[0]], EVERY[scale[0]].scale(scale[1])
    answers = np.array([[data.draw(_answer(item)) for item in form.items]])
    key = data.draw(st.sampled_from(known.items))
    item = form.item(key)
    if dict(known.recode).get(key) or not item.allowed or item.kind == "choice":
        return
    both = np.repeat(answers, len(item.allowed), axis=0)
    both[:, form.position[key]] = item.allowed
    found = score(form, both)[known.id].value.astype(float)
    weight = dict(zip(known.items, known.rule.weights, strict=True)).get(key, 1) if known.rule.weights else 1
    falls = (key in known.reverse) != (weight < 0)
    table = known.rule.kind == "table" and known.higher == "better"
    steps = np.diff(found) * (-1 if falls or table else 1)
    assert (steps >= -1e-9).all()


REVERSED = [
    (form.id, scale.id, key) for form in EVERY.values() for scale in form.scales for key in scale.reverse
]


@pytest.mark.parametrize(("form", "scale", "key"), REVERSED)
def test_a_reversed_item_counts_its_mirror(form, scale, key):
    known = EVERY[form]
    plain = replace(
        known,
        scales=tuple(
            replace(each, reverse=tuple(k for k in each.reverse if k != key)) for each in known.scales
        ),
    )
    item = known.item(key)
    answers = np.array([[item_.allowed[0] if item_.allowed else item_.low for item_ in known.items]] * 2)
    answers[:, known.position[key]] = [item.low, item.high]
    turned, straight = (score(each, answers)[scale].value for each in (known, plain))
    assert turned.tolist() == pytest.approx(straight[::-1].tolist())


SCALES = [(form.id, scale.id) for form in EVERY.values() for scale in form.scales]


@pytest.mark.parametrize(("form", "scale"), SCALES)
def test_a_score_is_given_at_the_fewest_answers_of_its_rule_and_withheld_one_below(form, scale):
    known = EVERY[form]
    chosen = known.scale(scale)
    if chosen.rule.kind == "custom":
        return
    answers = np.full((2, len(known.items)), np.nan)
    needed = chosen.missing.needed
    for row, count in enumerate((needed, needed - 1)):
        for key in chosen.items[:count]:
            item = known.item(key)
            answers[row, known.position[key]] = item.allowed[-1] if item.allowed else item.low
    found = score(known, answers)[scale]
    assert found.withheld.tolist() == [False, True]
    assert found.reason[0] is None


def test_a_prorated_sum_is_what_it_would_be_had_every_item_been_answered_alike():
    form = EVERY["gad7"]
    prorating = replace(
        form,
        scales=(
            replace(form.scales[0], missing=replace(form.scales[0].missing, needed=5, method="prorate")),
        ),
    )
    found = score(prorating, [[2, 2, 2, 2, 2, np.nan, np.nan]])["total"].value[0]
    assert found == 14


def test_promis_rounds_a_prorated_sum_up_because_its_table_holds_whole_ones():
    form = EVERY["promis_anx_8a"]
    answers = [[2, 2, 2, 2, 3, np.nan, np.nan, np.nan]]  # 11 of 5 items: 17.6 of 8, read at 18
    whole = [[2, 2, 2, 2, 2, 2, 3, 3]]
    assert score(form, answers)["t"].value[0] == score(form, whole)["t"].value[0]


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ([[11, 5, 5]], "response 1: .*'pain' is 11, but its answers go from 0 to 10"),
        ([[5, 5, 5], [5, -1, 5]], "response 2: .*'enjoyment' is -1"),
        ([[5, 2.5, 5]], "'enjoyment' is 2.5, but its answers are whole numbers"),
        ([[5, np.inf, 5]], "'enjoyment' is inf"),
        ([[5, 5]], r"shape \(1, 2\), not \(responses, 3\)"),
        ([5, 5, 5], "shape"),
        ([["a", "b", "c"]], "not numbers"),
        ({"pain": [5], "joy": [5]}, "no item 'joy'"),
        ({"pain": [5], "activity": [5, 6]}, "different lengths"),
        ({"pain": ["five"]}, "'pain' is 'five', but its answers are numbers"),
        ({"pain": [True, False]}, "'pain' is"),
    ],
)
def test_what_the_instrument_does_not_allow_is_refused_by_response_and_item(answers, says):
    with pytest.raises(AnswerError, match=says):
        score("peg", answers)


def test_an_unknown_instrument_is_refused():
    with pytest.raises(KnowledgeError, match="no instrument 'pge'"):
        score("pge", [[1, 2, 3]])


def test_columns_that_are_left_out_were_not_answered():
    found = score("bpi", {"i_activity": [4], "i_mood": [6], "i_walking": [4], "i_work": [6]})
    assert found["interference"].value[0] == 5
    assert found["severity"].reason[0] == "all 4 items are needed, 0 answered"


def test_data_frames_of_pandas_are_taken_by_column():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"pain": [6, 8], "enjoyment": [7, None], "activity": [5, 8]})
    assert score("peg", frame)["total"].value[0] == 6


def test_no_responses_give_no_scores():
    found = score("promis29", np.empty((0, 29)))
    assert all(scores.value.shape == (0,) for scores in found.values())


def test_a_large_array_is_scored_as_its_parts_are():
    rng = np.random.default_rng(0)
    answers = rng.integers(1, 6, (20_000, 29)).astype(float)
    answers[:, 28] = rng.integers(0, 11, 20_000)
    answers[rng.random(answers.shape) < 0.001] = np.nan
    whole = values(score("promis29", answers))
    for rows in (slice(0, 7), slice(9_000, 9_050), slice(19_990, None)):
        for scale, found in values(score("promis29", answers[rows])).items():
            assert np.array_equal(found, whole[scale][rows], equal_nan=True)


WIDTHS = [np.int8, np.uint8, np.int32, np.int64, np.uint64, np.float32, np.float64]


@pytest.mark.parametrize("kind", WIDTHS)
def test_numbers_of_every_width_give_the_same_scores(kind):
    answers = np.array([[3, 4, 5], [0, 10, 2]])
    assert score("peg", answers.astype(kind))["total"].value.tolist() == pytest.approx([4, 4])
    assert score("pcs", np.full((2, 13), 4, dtype=kind).T[:13].T)["total"].value.tolist() == [52, 52]


@pytest.mark.parametrize(
    ("kind", "value"),
    [(np.int8, -1), (np.int8, 11), (np.uint8, 255), (np.int64, -1), (np.int64, 256 + 3), (np.uint64, 2**60)],
)
def test_an_integer_out_of_range_is_refused_at_every_width(kind, value):
    answers = np.full((2000, 3), 3, dtype=kind)
    answers[1500, 1] = value
    with pytest.raises(AnswerError, match=r"response 1501: .*'enjoyment' is"):
        score("peg", answers)


def test_a_value_between_two_bands_belongs_to_the_lower_one():
    scale = EVERY["bpi"].scale("severity")
    assert bands_of(scale, np.array([0, 0.005, 4.995, 5, 10, np.nan])).tolist() == [
        "none",
        "none",
        "mild",
        "moderate",
        "severe",
        None,
    ]


def test_a_flag_needs_no_total():
    answers = np.full((2, 9), np.nan)
    answers[0, 8] = 1
    assert flags("phq9", answers)["self_harm"].tolist() == [True, False]


@pytest.mark.parametrize("form", sorted(EVERY))
def test_every_plan_holds_weights_for_its_own_items_alone(form):
    plan = plan_for(form)
    for linear in plan.linear:
        used = np.flatnonzero(plan.counted[: len(plan.keys), linear.spot])
        recoded = dict(linear.scale.recode)
        assert {plan.keys[column] for column in used} == set(linear.scale.items) - set(recoded)
