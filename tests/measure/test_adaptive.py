"""Adaptive tests: the order of items, when they stop, and that a session can be put away."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lenitive.errors import AnswerError
from lenitive.measure.adaptive import REASONS, Rules, Sessions, run
from lenitive.measure.irt import Bank, chances, expected_a_posteriori, information, moments
from lenitive.measure.replay import replay_lines
from lenitive.measure.selection import Selector
from lenitive.measure.session import Session
from lenitive.measure.simulate import answerer, exposure_for, exposure_rates, simulate
from tests import shared_cases
from tests.measure.banks_for_tests import bank_of, banks

BANK = bank_of(40)
EVERY_RULE = [
    Rules(),
    Rules(select="variance"),
    Rules(content=(("moving", 1.0), ("home", 1.0), ("rest", 2.0))),
    Rules(random_of=4),
    Rules(exposure=tuple((key, 0.4) for key in BANK.keys)),
    Rules(se=None, theta_change=0.05, max_items=20),
]


def answers_of(bank, theta, seed=0):
    """Fixed answers of people to every item, (people, items)."""
    rng = np.random.default_rng(seed)
    found = np.empty((len(theta), len(bank.items)))
    for place in range(len(bank.items)):
        found[:, place] = answerer(bank, theta, rng)(
            np.arange(len(theta)), np.full(len(theta), place, dtype=np.intp)
        )
    return found


THETA = np.random.default_rng(4).normal(size=300)
KNOWN = answers_of(BANK, THETA)


def known(rows, items):
    return KNOWN[rows, items]


def test_every_vector_of_others_is_reproduced_item_by_item():
    path = shared_cases.folder("measure") / "grm_cat.jsonl"
    lines = path.read_bytes().splitlines()
    for text, (found, is_fine) in zip(lines, replay_lines(lines), strict=True):
        line, result = json.loads(text), json.loads(found)
        assert is_fine
        assert result["order"] == line["expected"]["order"]
        for step, expected in zip(result["steps"], line["expected"]["steps"], strict=True):
            assert step["theta"] == pytest.approx(expected["theta"], abs=1e-4)
            assert step["se"] == pytest.approx(expected["se"], abs=1e-4)


@pytest.mark.parametrize("rules", EVERY_RULE[:3] + EVERY_RULE[5:])
def test_sessions_in_step_are_the_sessions_one_at_a_time(rules):
    together = run(BANK, rules, known, 25)
    for person in range(25):
        alone = Session(BANK, rules)
        while alone.item is not None:
            alone.answer(alone.item, int(KNOWN[person, BANK.place(alone.item)]))
        order = [BANK.keys[place] for place in together.items[person] if place >= 0]
        assert [step.item for step in alone.steps] == order
        assert alone.reason == REASONS[together.reason[person]]
        assert alone.result == pytest.approx((together.theta[person], together.se[person]), abs=1e-9)


def test_the_ranking_made_in_advance_chooses_as_the_exact_comparison_does():
    rng = np.random.default_rng(2)
    theta = rng.uniform(-3.9, 3.9, 20_000)
    state = Sessions.start(BANK, Rules(), len(theta), start_theta=theta)
    state.open = rng.random(state.open.shape) < 0.8
    ranked = Selector(BANK, many=True).choose(state, None)
    assert (ranked == Selector(BANK).choose(state, None)).all()


def test_the_most_informative_open_item_is_asked():
    theta = np.array([-1.0, 0.3, 2.0])
    state = Sessions.start(BANK, Rules(), 3, start_theta=theta)
    best = information(BANK, theta).argmax(axis=0)
    assert (Selector(BANK).choose(state, None) == best).all()


def test_least_expected_posterior_variance_is_what_brute_force_finds():
    bank = bank_of(6, seed=5)
    state = Sessions.start(bank, Rules(select="variance"), 1)
    state.learn(np.array([0]), np.array([4.0]))
    taken = Selector(bank).variance_taken(state.weights)[0]
    weights = state.weights[0] / state.weights[0].sum()
    for place in range(6):
        expected = 0.0
        for category in range(5):
            after = weights * bank.chance[place, category]
            _, sd = moments(bank.theta, np.log(after)[None, :])
            expected += after.sum() * sd[0] ** 2
        assert state.se[0] ** 2 - taken[place] == pytest.approx(expected)


@settings(max_examples=40)
@given(banks(), st.data())
def test_when_all_items_are_asked_the_result_is_that_of_the_fixed_form(bank, data):
    answers = np.array([[data.draw(st.integers(1, int(most))) for most in bank.categories]], dtype=float)
    rules = Rules(max_items=len(bank.items), min_items=len(bank.items), se=None)
    found = run(bank, rules, lambda rows, items: answers[rows, items], 1)
    theta, se = expected_a_posteriori(bank, answers)
    assert sorted(found.items[0].tolist()) == list(range(len(bank.items)))
    assert (found.theta[0], found.se[0]) == pytest.approx((theta[0], se[0]), abs=1e-9)


@pytest.mark.parametrize("rules", EVERY_RULE)
def test_no_session_asks_an_item_twice_or_more_than_the_rules_allow(rules):
    found = run(BANK, rules, known, len(KNOWN))
    assert (found.asked <= rules.max_items).all()
    assert (found.asked >= rules.min_items).all()
    for items in found.items:
        asked = items[items >= 0]
        assert len(set(asked.tolist())) == len(asked)
    assert (found.reason > 0).all()


@pytest.mark.parametrize(
    ("rules", "reason", "holds"),
    [
        (Rules(se=0.3, max_items=40), "se", lambda f, at: f.se[at] <= 0.3),
        (
            Rules(se=None, theta_change=0.05, max_items=40),
            "theta_change",
            lambda f, at: np.abs(np.diff(f.thetas[at][: f.asked[at]])[-1]) < 0.05,
        ),
        (Rules(se=None, max_items=7), "max_items", lambda f, at: f.asked[at] == 7),
        (Rules(se=None, max_items=50), "no_items", lambda f, at: f.asked[at] == 40),
    ],
)
def test_a_session_stops_for_the_reason_it_gives(rules, reason, holds):
    found = run(BANK, rules, known, 100, steps=True)
    stopped = np.flatnonzero(found.reason == REASONS.index(reason))
    assert stopped.size > 90
    assert all(holds(found, at) for at in stopped)


def test_the_fewest_items_are_asked_whatever_the_error():
    assert (run(BANK, Rules(se=0.9, min_items=6), known, 50).asked == 6).all()


def test_content_is_balanced_to_the_shares_asked_for():
    rules = Rules(max_items=12, se=None, content=(("moving", 2.0), ("home", 1.0), ("rest", 1.0)))
    found = run(BANK, rules, known, 50)
    areas = np.array([item.area for item in BANK.items])[found.items]
    assert ((areas == "moving").sum(axis=1) == 6).all()
    assert ((areas == "home").sum(axis=1) == 3).all()


def test_an_area_that_is_used_up_gives_way():
    rules = Rules(max_items=30, se=None, content=(("moving", 1.0),))
    assert (run(BANK, rules, known, 5).asked == 30).all()


def test_an_area_that_the_bank_lacks_is_refused():
    with pytest.raises(AnswerError, match="no area 'mood'"):
        run(BANK, Rules(content=(("mood", 1.0),)), known, 5)


def test_exposure_is_held_near_the_limit_and_precision_pays_little():
    rules = Rules(max_items=8, min_items=8, se=None)
    free = simulate(BANK, rules, people=2000)
    limits = exposure_for(BANK, rules, 0.5, people=2000)
    held = simulate(BANK, Rules(max_items=8, min_items=8, se=None, exposure=limits), people=4000, seed=9)
    assert max(free.exposure.values()) > 0.9
    assert max(held.exposure.values()) < 0.56
    assert held.rmse < free.rmse * 1.4


def test_choosing_among_the_best_spreads_the_items():
    shares = [
        exposure_rates(BANK, run(BANK, Rules(random_of=few), known, len(KNOWN))).max() for few in (1, 5)
    ]
    assert shares[0] == 1
    assert shares[1] < 0.6


def test_simulated_people_are_measured_without_bias_and_within_their_errors():
    found = simulate(BANK, Rules(), people=20_000)
    assert abs(found.bias) < 0.01
    assert found.rmse == pytest.approx(found.mean_se, rel=0.05)
    assert found.covered == pytest.approx(0.95, abs=0.01)


def test_the_same_seed_gives_the_same_people():
    assert simulate(BANK, Rules(), people=500, seed=3) == simulate(BANK, Rules(), people=500, seed=3)


def test_a_test_starts_from_the_last_result_and_ends_where_the_answers_lead():
    first = Session(BANK, start_theta=2.0)
    place = information(BANK, np.array([2.0]))[:, 0].argmax()
    assert first.item == BANK.keys[place]
    assert first.result[0] == 0
    first.answer(first.item, 1)
    answers = np.full((1, 40), np.nan)
    answers[0, place] = 1
    assert first.result[0] == pytest.approx(expected_a_posteriori(BANK, answers)[0][0])


@pytest.mark.parametrize("rules", EVERY_RULE)
def test_a_session_put_away_goes_on_elsewhere_as_if_nothing_happened(rules):
    here = Session(BANK, rules, seed=7)
    whole = Session(BANK, rules, seed=7)
    while whole.item is not None:
        there = Session.resume(BANK, json.loads(json.dumps(here.state())))
        assert (there.item, there.result, there.asked) == (whole.item, whole.result, whole.asked)
        for session in (there, whole):
            session.answer(session.item, 3)
        here = there
    assert here.item is None
    assert here.reason == whole.reason


def test_a_skipped_item_is_not_asked_again_and_adds_nothing():
    session = Session(BANK)
    skipped = session.item
    session.answer(skipped, None)
    assert session.asked == 0
    assert session.result[0] == 0
    while session.item is not None:
        assert session.item != skipped
        session.answer(session.item, 2)


def test_when_everything_is_skipped_the_session_ends():
    session = Session(bank_of(5))
    while session.item is not None:
        session.answer(session.item, None)
    assert (session.reason, session.asked) == ("no_items", 0)


def over():
    session = Session(bank_of(1), Rules(min_items=1))
    session.answer("i0", 1)
    return session


@pytest.mark.parametrize(
    ("session", "item", "value", "says"),
    [
        (lambda: Session(BANK), "i999", 3, "is not asked now"),
        (lambda: Session(bank_of(1)), "i0", 6, "its answers are 1 to 5"),
        (lambda: Session(bank_of(1)), "i0", 2.5, "its answers are 1 to 5"),
        (lambda: Session(bank_of(1)), "i0", True, "its answers are 1 to 5"),
        (lambda: Session(bank_of(1)), "i0", "3", "its answers are 1 to 5"),
        (over, "i0", 3, "the session is over"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused_and_changes_nothing(session, item, value, says):
    held = session()
    before = held.state()
    with pytest.raises(AnswerError, match=says):
        held.answer(item, value)
    assert held.state() == before


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"bank": ["x"]}, "another bank"),
        ({"rules": {"colour": 1}}, "no rule 'colour'"),
        ({"answers": [["i0"]]}, "no session"),
        ({"theta": 3.0}, "parameters have changed"),
    ],
)
def test_a_state_that_does_not_belong_to_the_bank_is_refused(change, says):
    session = Session(BANK)
    session.answer(session.item, 3)
    with pytest.raises(AnswerError, match=says):
        Session.resume(BANK, {**session.state(), **change})


@pytest.mark.parametrize(
    "rules",
    [
        {"select": "luck"},
        {"min_items": 5, "max_items": 4},
        {"min_items": 0},
        {"random_of": 0},
        {"se": -1},
        {"theta_change": 0},
        {"content": (("moving", -1),)},
        {"exposure": (("i0", 0.0),)},
    ],
)
def test_rules_that_no_test_could_follow_are_refused(rules):
    with pytest.raises(AnswerError, match="the test cannot run"):
        Rules(**rules)


def test_a_long_row_of_unlikely_answers_does_not_lose_the_beliefs():
    items = tuple(item.__class__(item.key, 5.0, item.b) for item in bank_of(200).items)
    bank = Bank(items)
    answers = np.where(np.arange(200) % 2, 5.0, 1.0)[None, :]
    rules = Rules(max_items=200, min_items=200, se=None)
    found = run(bank, rules, lambda rows, asked: answers[rows, asked], 1)
    theta, se = expected_a_posteriori(bank, answers)
    assert (found.theta[0], found.se[0]) == pytest.approx((theta[0], se[0]), abs=1e-9)
    assert chances(bank, theta).min() < 1e-3


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b"{", "not JSON"),
        (b'{"id": "x"}', "responses"),
        (b'{"id": "x", "responses": {}}', "bank"),
        (b'{"id":"x","bank":{"i":{"a":1,"b":[0]}},"responses":{"j":1}}', "no item 'j'"),
        (b'{"id":"x","bank":{"i":{"a":1,"b":[0]}},"responses":{"i":3}}', "its answers are 1 to 2"),
        (b'{"id":"x","bank":{"i":{"a":-1,"b":[0]}},"responses":{"i":1}}', "positive slope"),
        (b'{"id":"x","bank":{"i":{"a":1,"b":[0]}},"responses":{"i":1},"select":"luck"}', "select is 'luck'"),
        (b'{"id":"x","bank":{"i":{"a":1,"b":[0]}},"responses":{"i":1},"select":[]}', "select is []"),
        (b'{"id":"x","bank":{"i":{"a":1,"b":[0]}},"responses":{"i":1},"stop":{"mood":1}}', "stop is"),
        (b'{"id":"x","bank":{"i":{"a":1,"b":[0]}},"responses":{"i":1},"start_theta":"a"}', "not a number"),
    ],
)
def test_a_line_that_cannot_be_replayed_gives_its_error(line, says):
    ((found, is_fine),) = replay_lines([line])
    assert not is_fine
    assert says in json.loads(found)["error"]


@given(st.permutations(range(10)), st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_answers_in_any_order_give_the_result_of_their_pattern(order, seed):
    given_ = answers_of(BANK, np.array([0.4]), seed)[0]
    session = Session(BANK, Rules(max_items=40, se=None))
    for place in order:
        session.learn(BANK.keys[place], int(given_[place]))
    pattern = np.full((1, len(BANK.items)), np.nan)
    pattern[0, :10] = given_[:10]
    theta, se = expected_a_posteriori(BANK, pattern)
    assert session.result == pytest.approx((theta[0], se[0]), abs=1e-9)


def test_an_item_is_learned_once_and_an_unknown_one_never():
    session = Session(BANK)
    session.learn(BANK.keys[5], 3)
    with pytest.raises(AnswerError, match="answered already"):
        session.learn(BANK.keys[5], 3)
    with pytest.raises(AnswerError, match="no item"):
        session.learn("other", 3)


def test_how_many_items_are_left_is_foreseen_to_within_two_for_most_people():
    off = []
    for person in range(60):
        session = Session(BANK)
        foreseen = []
        while session.item:
            foreseen.append(session.left)
            session.answer(session.item, int(KNOWN[person, BANK.place(session.item)]))
        assert session.left == 0
        off += [abs(left - (session.asked - asked)) for asked, left in enumerate(foreseen)]
        assert all(1 <= left <= session.rules.max_items - asked for asked, left in enumerate(foreseen))
    assert np.mean(np.array(off) <= 2) > 0.8
