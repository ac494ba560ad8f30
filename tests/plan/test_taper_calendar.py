"""Calendars worked out by hand, and what must hold for every calendar."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lenitive.knowledge.taper import strengths, taper_knowledge
from lenitive.plan.taper import Medicine, Step, TaperRefused, Wish
from lenitive.plan.taper.checks import checks
from lenitive.plan.taper.pace import Speed, speed_of
from lenitive.plan.taper.planner import calendar

START = date(2026, 6, 1)
OPIOID = taper_knowledge("opioid")
TABLET, SLOW, PATCH = "Oral Tablet", "Extended Release Oral Tablet", "Transdermal System"


def medicine(
    ingredient: str,
    dose: float,
    *have: float,
    times: int,
    form: str = TABLET,
    unit: str = "mg",
    ingredients: str = "",
) -> Medicine:
    """What a person takes: a dose a day made of pieces of these strengths."""
    pieces = max(times, round(dose / max(have))) if unit == "mg" else 1
    return Medicine(
        ingredient, ingredients or ingredient, ingredient, dose, unit, form, have, times, pieces, None, ("a",)
    )


def plan(taken: Medicine, wish: Wish, family: str = "opioid", days_of_use: float = 100) -> tuple[Step, ...]:
    """The steps of a calendar that starts on 1 June 2026."""
    known = taper_knowledge(family)
    speed = _speed(wish, family, days_of_use)
    return calendar(taken, wish, speed, known, START)[0]


def _speed(wish: Wish, family: str = "opioid", days_of_use: float = 100) -> Speed:
    known = taper_knowledge(family)
    return speed_of(
        wish,
        known.pace(days_of_use),
        known.danger,
        least_percent=known.least_percent,
        most_weeks=known.most_weeks_between,
    )


def drawn(steps: tuple[Step, ...]) -> list[tuple[int, float]]:
    """(Week from the start, dose) of each step."""
    return [((step.start - START).days // 7, step.dose) for step in steps]


# Each row worked out by hand from the rule: a step is at most the wished percent of the first dose; pieces
# too coarse for that wait until the line of the pace has reached the next lower dose.
CALENDARS = {
    "oxycodone 60 mg as 6 x 10 mg: 10% is 6 mg, the pieces go by 5": (
        medicine("oxycodone", 60, 10, times=6),
        Wish(),
        [(week, 55.0 - 5 * week / 4) for week in range(0, 48, 4)],
    ),
    "oxycodone 100 mg as 5 x 20 mg, 20%: every step is one whole tablet": (
        medicine("oxycodone", 100, 20, times=5),
        Wish(percent=20),
        [(0, 80), (4, 60), (8, 40), (12, 20), (16, 0)],
    ),
    "slow morphine 120 mg as 2 x 60 mg: 15 mg pieces are 12.5%, so 10% waits once": (
        medicine("morphine", 120, 60, times=2, form=SLOW),
        Wish(),
        # the line: 108, 96, 84, 72, 60, 48, 36, 24, 12, 0; each next lower dose waits until the line is there
        [(4, 105), (8, 90), (12, 75), (16, 60), (24, 45), (28, 30), (32, 15), (36, 0)],
    ),
    "to a lower dose: it ends there and not under it": (
        medicine("oxycodone", 60, 10, times=6),
        Wish(to=45),
        [(0, 55), (4, 50), (8, 45)],
    ),
    "a goal between two doses ends at the one above": (
        medicine("oxycodone", 60, 10, times=6),
        Wish(to=43),
        [(0, 55), (4, 50), (8, 45)],
    ),
    "a pause of 4 weeks after step 2": (
        medicine("oxycodone", 60, 10, times=6),
        Wish(to=45, pauses={2: 4}),
        [(0, 55), (4, 50), (12, 45)],
    ),
    "fentanyl 100 mcg/h, patches of 87.5, 75, 62.5, 50 are 12.5 apart": (
        medicine("fentanyl", 100, 100, times=1, form=PATCH, unit="mcg/h"),
        Wish(percent=15, to=50),
        [(0, 87.5), (4, 75), (8, 62.5), (12, 50)],
    ),
}


@pytest.mark.parametrize("name", CALENDARS)
def test_a_calendar_is_the_one_worked_out_by_hand(name):
    taken, wish, expected = CALENDARS[name]
    assert drawn(plan(taken, wish)) == expected


def test_after_a_year_of_use_the_steps_are_5_percent():
    steps = plan(medicine("oxycodone", 100, 20, times=5), Wish(to=80), days_of_use=400)
    assert drawn(steps) == [(0, 95), (4, 90), (8, 85), (12, 80)]


def test_a_length_of_use_that_is_not_known_takes_the_slower_limit():
    assert OPIOID.pace(None).limit.percent == 10
    assert OPIOID.pace(364).limit.percent == 20


def test_small_pieces_are_one_for_each_time_of_the_day_and_as_equal_as_they_can_be():
    steps = plan(medicine("oxycodone", 60, 10, times=6), Wish())
    said = [[(piece.count, piece.strength) for piece in step.pieces] for step in steps]
    assert said[0] == [(5, 10), (1, 5)]
    assert said[5] == [(6, 5)]
    assert said[-2] == [(1, 5)]
    assert said[-1] == []


def test_the_doses_of_a_day_are_as_equal_as_pieces_allow():
    steps = plan(medicine("morphine", 120, 60, times=2, form=SLOW), Wish())
    assert [step.doses for step in steps][:4] == [(60, 45), (45, 45), (45, 30), (30, 30)]


def test_slow_pieces_too_coarse_for_long_use_are_filled_up_with_quick_ones_and_it_is_said():
    # After a year the limit is 10% of 60 mg: 6 mg; slow morphine has 15 mg pieces, quick tablets too.
    taken = medicine("morphine", 60, 30, times=2, form=SLOW)
    steps, said = calendar(taken, Wish(), _speed(Wish(), days_of_use=400), OPIOID, START)
    assert "liquid of 2 mg in 1 mL" in said[0]
    assert steps[0].dose == 57
    assert any(piece.form == "mL" for piece in steps[0].pieces)


def test_the_smallest_dose_may_be_taken_every_second_day_at_the_end():
    taken = medicine("oxycodone", 25, 5, times=5)
    steps = calendar(taken, Wish(percent=10), _speed(Wish(percent=10)), OPIOID, START)[0]
    assert [(step.dose, step.every_days) for step in steps[-3:]] == [(5, 1), (2.5, 2), (0, 1)]


@pytest.mark.parametrize(
    ("wish", "days", "line"),
    [
        (Wish(percent=25), 100, "25% every 4 weeks is faster than the limit of 20% every 4 weeks"),
        (Wish(percent=10, every_weeks=1), 100, "faster than the limit of 20%"),
        (Wish(percent=15), 400, "faster than the limit of 10% every 4 weeks (after a year or more of use"),
        (Wish(percent=0), 100, "a step of 0% cannot be planned"),
        (Wish(percent=-5), 100, "cannot be planned"),
        (Wish(every_weeks=0), 100, "cannot be planned"),
        (Wish(percent=50, every_weeks=1, danger="overdose last night"), 100, "care in hospital"),
    ],
)
def test_a_faster_wish_is_refused_in_one_line_that_names_the_limit(wish, days, line):
    with pytest.raises(TaperRefused) as refused:
        _speed(wish, days_of_use=days)
    assert line in str(refused.value)
    assert "\n" not in str(refused.value)


def test_an_immediate_danger_in_words_allows_a_faster_pace_and_blank_words_do_not():
    assert _speed(Wish(percent=20, every_weeks=1, danger="breathing stopped twice")).limit.weeks == 1
    with pytest.raises(TaperRefused):
        _speed(Wish(percent=20, every_weeks=1, danger="   "))


@pytest.mark.parametrize(
    ("taken", "wish", "line"),
    [
        (medicine("fentanyl", 50, 50, times=1, form=PATCH, unit="mcg/h"), Wish(), "25% of the dose before"),
        (medicine("oxycodone", 60, 10, times=6), Wish(to=60), "does not lower oxycodone"),
        (medicine("oxycodone", 60, 10, times=6), Wish(to=-1), "does not lower"),
        (medicine("oxycodone", 60, 10, times=6, form=""), Wish(), "strengths of oxycodone are not known"),
        (medicine("oxycodone", 60, 10, times=6), Wish(pauses={12: 4}), "a pause is asked for at step 12"),
        (medicine("oxycodone", 60, 10, times=6), Wish(pauses={1: -4}), "a pause of -4 weeks"),
    ],
)
def test_an_impossible_taper_is_refused_in_one_line(taken, wish, line):
    with pytest.raises(TaperRefused, match=re.escape(line)) as refused:
        plan(taken, wish)
    assert "\n" not in str(refused.value)


def test_a_benzodiazepine_has_its_own_pace_and_slows_at_the_end():
    steps = plan(medicine("diazepam", 20, 5, times=2, form=TABLET), Wish(), family="benzodiazepine")
    weeks = [week for week, _ in drawn(steps)]
    gaps = [later - earlier for earlier, later in pairwise(weeks)]
    assert all(gap >= 2 for gap in gaps)
    assert gaps[-1] >= 4
    assert steps[-1].dose == 0


def test_everybody_is_seen_before_each_step_and_at_least_every_four_weeks_and_called_a_week_after():
    steps = plan(medicine("oxycodone", 60, 10, times=6), Wish(pauses={1: 8}))
    made = checks(steps, OPIOID.follow_up)
    visits = [check.day for check in made if check.kind == "visit"]
    calls = {check.day for check in made if check.kind == "contact"}
    assert {step.start for step in steps} <= set(visits)
    during = [day for day in visits if day <= steps[-1].start]
    gaps = [(later - earlier).days for earlier, later in pairwise(during)]
    assert max(gaps) <= 28
    assert {step.start + timedelta(days=7) for step in steps} <= calls | set(visits)
    assert START + timedelta(days=7) in calls


TAKEN = st.sampled_from(
    [
        ("oxycodone", TABLET, (5.0, 10.0, 15.0)),
        ("oxycodone", SLOW, (10.0, 20.0, 40.0)),
        ("morphine", SLOW, (15.0, 30.0, 60.0)),
        ("morphine", TABLET, (15.0, 30.0)),
        ("hydromorphone", TABLET, (2.0, 4.0)),
        ("tramadol", TABLET, (50.0, 100.0)),
        ("tapentadol", SLOW, (50.0, 100.0)),
        ("methadone", TABLET, (5.0, 10.0)),
    ]
)


@st.composite
def tapers(draw):
    """A person's medicine and a wish within the limit."""
    ingredient, form, have = draw(TAKEN)
    strength, times = draw(st.sampled_from(have)), draw(st.integers(1, 6))
    dose = strength * times
    days = draw(st.sampled_from([30, 400]))
    most = OPIOID.pace(days).limit.percent
    every = draw(st.integers(1, 8))
    together = -(-OPIOID.pace(days).limit.weeks // every)
    percent = draw(st.floats(1, most / together))
    pauses = draw(st.dictionaries(st.integers(1, 3), st.integers(0, 12), max_size=2))
    to = draw(st.sampled_from([0.0, 0.3, 0.5])) * dose
    return (
        medicine(ingredient, dose, strength, times=times, form=form),
        Wish(percent, every, to, None, pauses),
        days,
    )


@settings(max_examples=150, deadline=None)
@given(tapers())
def test_doses_never_rise_no_window_passes_the_limit_and_pieces_add_up(case):
    taken, wish, days = case
    speed = _speed(wish, days_of_use=days)
    plain = Wish(wish.percent, wish.every_weeks, wish.to)
    try:
        steps = calendar(taken, plain, speed, OPIOID, START)[0]
    except TaperRefused as refused:
        assert "cannot be divided" in str(refused) or "it would last" in str(refused)
        return
    doses = [taken.dose, *(step.dose for step in steps)]
    assert all(later < earlier for earlier, later in pairwise(doses))
    _within_the_limit(taken, steps, speed)
    for step in steps:
        _adds_up(step, taken)
    assert steps[-1].dose >= wish.to - 1e-6
    assert steps[-1].end is None
    _pauses_only_lengthen(taken, wish, speed, steps)


def _within_the_limit(taken: Medicine, steps: tuple[Step, ...], speed: Speed) -> None:
    window = timedelta(weeks=speed.limit.weeks)
    for last in steps:
        inside = [step.less for step in steps if last.start - window < step.start <= last.start]
        assert sum(inside) <= speed.limit.percent + 0.01
    by_the_line = [step for step in steps if step.dose > 0]
    for step in by_the_line:
        falls = (step.start - START).days // 7 // speed.every_weeks + 1
        assert step.dose >= taken.dose * (1 - falls * speed.percent / 100) - 1e-3


def _adds_up(step: Step, taken: Medicine) -> None:
    made = sum(piece.count * piece.strength for piece in step.pieces) / step.every_days
    assert made == pytest.approx(step.dose, abs=1e-3)
    assert sum(step.doses) / step.every_days == pytest.approx(step.dose, abs=1e-3)
    assert len(step.doses) <= taken.times
    known = set(strengths().pieces[taken.ingredient].get(taken.form, ())) | set(taken.strengths)
    known |= set(strengths().pieces[taken.ingredient][TABLET])
    for piece in step.pieces:
        if piece.form == "mL":
            assert piece.strength == strengths().liquids[taken.ingredient]
            assert (piece.count / strengths().liquid_step_ml) == pytest.approx(
                round(piece.count / strengths().liquid_step_ml), abs=1e-6
            )
        else:
            assert piece.strength in known
            assert piece.count == int(piece.count)


def _pauses_only_lengthen(taken: Medicine, wish: Wish, speed: Speed, steps: tuple[Step, ...]) -> None:
    try:
        paused = calendar(taken, wish, speed, OPIOID, START)[0]
    except TaperRefused as refused:
        assert "a pause is asked for" in str(refused)
        return
    assert [step.dose for step in paused] == [step.dose for step in steps]
    assert all(later.start >= step.start for step, later in zip(steps, paused, strict=True))
