"""Worked examples of rules that no table expresses, counted by hand from each publication's text."""

from __future__ import annotations

import math

import numpy as np
import pytest

from lenitive.knowledge import instruments
from lenitive.measure import bands_of, score
from lenitive.measure.adaptive import Rules
from lenitive.measure.irt import Bank, GradedItem, expected_a_posteriori, information
from lenitive.measure.session import Session
from tests.measure.banks_for_tests import bank_of

NAN = float("nan")


def one(instrument, scale, **answers):
    """The score of one response in which every item not named has its lowest answer."""
    form = instruments.instrument(instrument)
    columns = {
        item.key: [0.0 if item.kind == "choice" else item.low] for item in form.items if item.kind != "date"
    }
    columns.update({key: [value] for key, value in answers.items()})
    return float(score(instrument, columns)[scale].value[0])


def band(instrument, scale, value):
    return bands_of(instruments.instrument(instrument).scale(scale), np.array([value]))[0]


SITES = [
    item.key for item in instruments.instrument("fm2016").items[:19]
]  # the 19 places, in the file's order


@pytest.mark.parametrize(
    ("sites", "fatigue", "unrefreshed", "cognitive", "months", "met"),
    [
        # Wolfe 2016: WPI 7 or more and SSS 5 or more, in 4 of 5 regions, for 3 months.
        (["shoulder_l", "shoulder_r", "hip_l", "hip_r", "neck", "jaw_l", "jaw_r"], 3, 2, 0, 1, 1),
        (["shoulder_l", "shoulder_r", "hip_l", "hip_r", "neck", "jaw_l", "jaw_r"], 3, 1, 0, 1, 0),  # SSS 4
        (["shoulder_l", "shoulder_r", "hip_l", "hip_r", "neck", "jaw_l", "jaw_r"], 3, 2, 0, 0, 0),  # too new
        # WPI 4 to 6 needs SSS 9 or more.
        (["shoulder_l", "shoulder_r", "hip_l", "hip_r"], 3, 3, 3, 1, 1),
        (["shoulder_l", "shoulder_r", "hip_l", "hip_r"], 3, 3, 2, 1, 0),
        (["shoulder_l", "shoulder_r", "hip_l"], 3, 3, 3, 1, 0),  # WPI 3
        # Seven places in three regions are not generalised: chest, belly and jaw are in no region.
        (["shoulder_l", "upper_arm_l", "shoulder_r", "neck", "chest", "abdomen", "jaw_l"], 3, 3, 3, 1, 0),
    ],
)
def test_fibromyalgia_2016(sites, fatigue, unrefreshed, cognitive, months, met):
    marked = dict.fromkeys(sites, 1)
    found = one(
        "fm2016",
        "criteria",
        **marked,
        fatigue=fatigue,
        unrefreshed=unrefreshed,
        cognitive=cognitive,
        three_months=months,
    )
    assert found == met


def test_fibromyalgia_severity_is_the_sum_of_index_and_symptoms():
    marked = dict.fromkeys(SITES, 1)
    assert one("fm2016", "fs", **marked, fatigue=3, unrefreshed=3, cognitive=3, headache=1) == 29


@pytest.mark.parametrize(
    ("freq", "limit", "peg", "grade"),
    [
        # Von Korff 2020: 0 never, 1 some days, 2 most days, 3 every day.
        (1, 3, (10, 10, 10), 0),  # pain on some days only is not chronic
        (2, 2, (0, 0, 0), 3),  # life limited on most days: high impact, whatever the PEG
        (2, 1, (4, 4, 4), 2),  # PEG sum 12
        (3, 1, (4, 4, 3), 1),
        (2, 0, (0, 0, 0), 1),
    ],
)
def test_graded_chronic_pain_scale_revised(freq, limit, peg, grade):
    pain, enjoyment, activity = peg
    found = one("gcps_r", "grade", freq=freq, limit=limit, pain=pain, enjoyment=enjoyment, activity=activity)
    assert found == grade


@pytest.mark.parametrize(
    ("physical", "psychosocial", "bothersome", "risk"),
    [
        # Hill 2008: total 3 or less is low; then 4 or more of the five psychosocial items is high.
        (3, 0, 0, 0),
        (2, 1, 2, 0),  # moderately bothered does not count
        (3, 0, 3, 1),
        (0, 4, 0, 2),
        (1, 3, 2, 1),
        (1, 3, 3, 2),
        (4, 4, 4, 2),
    ],
)
def test_start_back_in_two_steps(physical, psychosocial, bothersome, risk):
    answers = {f"q{n}": 1 for n in range(1, physical + 1)} | {f"q{n}": 1 for n in range(5, 5 + psychosocial)}
    assert one("startback", "risk", **answers, q9=bothersome) == risk


@pytest.mark.parametrize(
    ("course", "radiates", "score_", "label"),
    [
        # Freynhagen 2006: pattern 2 takes a point off, 3 and 4 add one, radiating pain adds two.
        (1, 0, 14, "unclear"),
        (2, 0, 13, "unclear"),
        (3, 0, 15, "unclear"),
        (4, 1, 17, "unclear"),
        (2, 1, 15, "unclear"),
    ],
)
def test_paindetect_pattern_and_radiation(course, radiates, score_, label):
    found = one("paindetect", "total", **{f"q{n}": 2 for n in range(1, 8)}, course=course, radiates=radiates)
    assert found == score_
    assert band("paindetect", "total", found) == label


def test_paindetect_cut_offs():
    assert [band("paindetect", "total", value) for value in (-1, 12, 13, 18, 19, 38)] == [
        "unlikely",
        "unlikely",
        "unclear",
        "unclear",
        "likely",
        "likely",
    ]


@pytest.mark.parametrize(
    ("days", "total", "grade"),
    [
        ((1, 1, 1, 1, 1), 5, "I little"),
        ((2, 1, 1, 1, 1), 6, "II mild"),
        ((5, 2, 2, 1, 1), 11, "III moderate"),
        ((20, 1, 0, 0, 0), 21, "IV severe"),
    ],
)
def test_midas_adds_five_kinds_of_days_and_not_the_other_two(days, total, grade):
    found = one("midas", "total", **{f"q{n}": day for n, day in enumerate(days, start=1)}, a=90, b=10)
    assert found == total
    assert band("midas", "total", found) == grade


@pytest.mark.parametrize(
    ("sex", "answers", "points"),
    [
        # Webster 2005, table: women and men.
        (0, {"fam_alcohol": 1}, 1),
        (1, {"fam_alcohol": 1}, 3),
        (0, {"fam_illegal": 1}, 2),
        (1, {"fam_illegal": 1}, 3),
        (0, {"abuse": 1}, 3),
        (1, {"abuse": 1}, 0),
        (1, {"own_rx": 1, "age_16_45": 1, "depression": 1}, 7),
    ],
)
def test_opioid_risk_tool_weights_differ_by_sex(sex, answers, points):
    assert one("ort", "total", **answers, sex=sex) == points


@pytest.mark.parametrize(("exposure", "symptoms", "points"), [(0, 5, 0), (1, 5, 5), (1, 0, 0)])
def test_without_exposure_the_ptsd_screen_is_zero(exposure, symptoms, points):
    answers = {f"s{n}": int(n <= symptoms) for n in range(1, 6)}
    assert one("pc_ptsd5", "total", **answers, exposure=exposure) == points


SLEPT_WELL = {"bed_hour": 23, "rise_hour": 7, "sleep_hours": 8, "latency_min": 10}


@pytest.mark.parametrize(
    ("change", "total"),
    [
        # Buysse 1989: seven components of 0 to 3.
        ({}, 0),
        ({"latency_min": 16}, 1),
        ({"latency_min": 31, "q5a": 1}, 2),
        ({"latency_min": 61, "q5a": 3}, 3),
        ({"sleep_hours": 6.9}, 1),  # duration 1; efficiency 86 %
        ({"sleep_hours": 6.7}, 2),  # duration 1; efficiency 84 %
        ({"bed_hour": 22, "rise_hour": 8, "sleep_hours": 8.45}, 1),  # 84.5 % is below 85 % and no gap
        ({"q5b": 3, "q5c": 3, "q5d": 3, "q5e": 1}, 2),  # ten points of disturbance
        ({"q5j": NAN}, 0),  # "other reason" may stay empty
        ({"q7": 1}, 1),
        ({"q7": 3, "q8": 3}, 3),
        ({"q9": 3, "q6": 3}, 6),
        ({"q6": NAN}, NAN),
    ],
)
def test_pittsburgh_sleep_quality(change, total):
    found = one("psqi", "total", **(SLEPT_WELL | change))
    assert found == total or (math.isnan(found) and math.isnan(total))


def test_fibromyalgia_impact_weights_its_three_parts():
    answers = {f"f{n}": 10 for n in range(1, 10)} | {"o1": 5, "o2": 5} | {f"s{n}": 4 for n in range(1, 11)}
    assert one("fiqr", "total", **answers) == 90 / 3 + 10 + 40 / 2


def test_an_eq5d_profile_keeps_the_five_levels():
    levels = {"mobility": [2], "self_care": [1], "usual": [2], "pain": [3], "anxiety": [2]}
    assert score("eq5d5l", levels)["profile"].value[0] == "21232"


@pytest.mark.parametrize(
    ("instrument", "raw", "t", "se"),
    [
        # PROMIS raw-to-T tables as published: ends and middle.
        ("promis_pi_4a", 4, 41.6, 6.1),
        ("promis_pi_4a", 12, 61.2, 1.8),
        ("promis_pi_4a", 20, 75.6, 3.7),
        ("promis_pf_4a", 4, 22.5, 4.0),
        ("promis_pf_4a", 20, 57.0, 6.6),
        ("promis_dep_4a", 12, 62.2, 2.3),
        ("promis_anx_4a", 12, 63.4, 2.6),
    ],
)
def test_promis_tables(instrument, raw, t, se):
    answers = np.full((1, 4), raw // 4)
    found = score(instrument, answers)["t"]
    assert (found.value[0], found.se[0]) == (t, se)


def test_pattern_scores_are_those_of_a_program_without_arrays():
    """The same model written out again, one number at a time, from Samejima's and Bock and Mislevy's text."""
    bank = bank_of(12, seed=11)
    answers = np.array([[1, 5, 2, 3, 3, 4, 1, 2, 5, 4, 3, 2]], dtype=float)
    total = first = second = 0.0
    for step in range(81):
        theta = -4 + step * 0.1
        weight = math.exp(-theta * theta / 2)
        for item, answer in zip(bank.items, answers[0], strict=True):
            above = [1.0, *(1 / (1 + math.exp(-item.a * (theta - b))) for b in item.b), 0.0]
            weight *= above[int(answer) - 1] - above[int(answer)]
        total, first, second = total + weight, first + weight * theta, second + weight * theta * theta
    mean = first / total
    theta_, se = expected_a_posteriori(bank, answers)
    assert theta_[0] == pytest.approx(mean, abs=1e-9)
    assert se[0] == pytest.approx(math.sqrt(second / total - mean * mean), abs=1e-9)


# Six items, answers counted from 1, through nextItem, eapEst and eapSem of the R package catR 3.17 (R 4.2.2).
CATR_BANK = Bank(
    (
        GradedItem("1", 1.2, (-1.5, -0.5, 0.4, 1.3)),
        GradedItem("2", 2.5, (-0.8, 0.1, 0.9, 1.8)),
        GradedItem("3", 0.9, (-2.0, -0.7, 0.6, 2.1)),
        GradedItem("4", 3.1, (0.2, 0.8, 1.5, 2.2)),
        GradedItem("5", 1.8, (-1.1, -0.2, 0.3, 1.0)),
        GradedItem("6", 2.2, (-0.3, 0.4, 1.1, 1.9)),
    )
)
CATR_ANSWERS = {"1": 3, "2": 4, "3": 2, "4": 1, "5": 5, "6": 3}


@pytest.mark.parametrize(
    ("select", "steps"),
    [
        (
            "information",
            [
                ("4", -0.600596, 0.738933),
                ("2", 0.234358, 0.526383),
                ("6", 0.408432, 0.419549),
                ("5", 0.610987, 0.389267),
                ("1", 0.554574, 0.372989),
            ],
        ),
        (
            "variance",
            [
                ("2", 0.875228, 0.610808),
                ("4", 0.234358, 0.526383),
                ("6", 0.408432, 0.419549),
                ("5", 0.610987, 0.389267),
                ("1", 0.554574, 0.372989),
            ],
        ),
    ],
)
def test_adaptive_sessions_are_those_of_catr(select, steps):
    session = Session(CATR_BANK, Rules(select=select, max_items=5, se=None))
    while session.item is not None:
        session.answer(session.item, CATR_ANSWERS[session.item])
    for step, (item, theta, se) in zip(session.steps, steps, strict=True):
        assert step.item == item
        # catR adds the points up by trapezoids, which moves the third decimal of a short row of answers.
        assert (step.theta, step.se) == pytest.approx((theta, se), abs=2e-4)


def test_information_is_that_of_catr():
    found = information(CATR_BANK, np.array([0.5]))[:, 0]
    assert found == pytest.approx([0.453672, 1.825749, 0.255232, 2.824295, 1.012088, 1.492064], abs=1e-6)
