"""The scoring rules that no table of facts expresses: one small function each.

An instrument's file names its function. Every function takes `answer`, which gives the answers to one item
as an array (responses,), NaN where not answered, and returns the score of every response, NaN where it
cannot be given.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from lenitive.measure.arrays import BoolArray, FloatArray, TextArray

Answer: TypeAlias = Callable[[str], FloatArray]
NamedRule: TypeAlias = Callable[[Answer], "FloatArray | TextArray"]

# Fibromyalgia 2016 (Wolfe 2016, Semin Arthritis Rheum 46:319): generalised pain is pain in 4 of these 5.
_FM_REGIONS = (
    ("shoulder_l", "upper_arm_l", "lower_arm_l"),
    ("shoulder_r", "upper_arm_r", "lower_arm_r"),
    ("hip_l", "upper_leg_l", "lower_leg_l"),
    ("hip_r", "upper_leg_r", "lower_leg_r"),
    ("neck", "upper_back", "lower_back"),
)
# Jaw, chest and abdomen count in the widespread pain index and in no region.
_FM_OTHER_SITES = ("jaw_l", "jaw_r", "chest", "abdomen")
_FM_SYMPTOMS = ("fatigue", "unrefreshed", "cognitive", "headache", "abdominal", "depression")

# Opioid Risk Tool (Webster 2005, Pain Med 6:432): item to points for women and for men.
_ORT_POINTS = {
    "fam_alcohol": (1, 3),
    "fam_illegal": (2, 3),
    "fam_rx": (4, 4),
    "own_alcohol": (3, 3),
    "own_illegal": (4, 4),
    "own_rx": (5, 5),
    "age_16_45": (1, 1),
    "abuse": (3, 0),
    "psych": (2, 2),
    "depression": (1, 1),
}


def fm_regions(answer: Answer) -> FloatArray:
    """How many of the five regions hold a painful site."""
    return _added([_greatest(answer, region) for region in _FM_REGIONS])


def fm_criteria(answer: Answer) -> FloatArray:
    """1 where the 2016 fibromyalgia criteria are met, else 0."""
    sites = [site for region in _FM_REGIONS for site in region]
    wpi = _sum(answer, (*sites, *_FM_OTHER_SITES))
    severity = _sum(answer, _FM_SYMPTOMS)
    regions, long_enough = fm_regions(answer), answer("three_months")
    severe = ((wpi >= 7) & (severity >= 5)) | ((wpi >= 4) & (wpi <= 6) & (severity >= 9))
    met = (long_enough == 1) & (regions >= 4) & severe
    return _known(met, wpi, severity, regions, long_enough)


def gcps_r(answer: Answer) -> FloatArray:
    """Grade 0 no chronic pain, 1 mild, 2 bothersome, 3 high impact (Von Korff 2020, Pain 161:651)."""
    days, limited = answer("freq"), answer("limit")
    peg_sum = _sum(answer, ("pain", "enjoyment", "activity"))
    grade = np.select([days <= 1, limited >= 2, peg_sum >= 12], [0.0, 3.0, 2.0], 1.0)
    return _known(grade, days, limited, peg_sum)


def paindetect(answer: Answer) -> FloatArray:
    """Seven symptoms, the course pattern (0, -1, 1, 1 points) and 2 for radiation (Freynhagen 2006)."""
    course = answer("course")
    pattern: FloatArray = np.select([course == 1, course == 2, course >= 3], [0.0, -1.0, 1.0], np.nan)
    return _sum(answer, [f"q{n}" for n in range(1, 8)]) + pattern + 2 * answer("radiates")


def startback(answer: Answer) -> FloatArray:
    """Risk 0 low, 1 medium, 2 high, in two steps: the total, then its psychosocial items (Hill 2008)."""
    bothersome = _known(answer("q9") >= 3, answer("q9"))
    psychosocial = _sum(answer, ("q5", "q6", "q7", "q8")) + bothersome
    total = _sum(answer, ("q1", "q2", "q3", "q4")) + psychosocial
    return _known(np.select([total <= 3, psychosocial >= 4], [0.0, 2.0], 1.0), total)


def pc_ptsd5(answer: Answer) -> FloatArray:
    """0 without exposure, whatever else was answered; otherwise the five symptoms (Prins 2016)."""
    exposure = answer("exposure")
    symptoms = _sum(answer, [f"s{n}" for n in range(1, 6)])
    return np.where(exposure == 0, 0.0, np.where(exposure == 1, symptoms, np.nan))


def fiqr(answer: Answer) -> FloatArray:
    """Function / 3 + overall + symptoms / 2 (Bennett 2009, Arthritis Res Ther 11:R120)."""
    function = _sum(answer, [f"f{n}" for n in range(1, 10)])
    symptoms = _sum(answer, [f"s{n}" for n in range(1, 11)])
    return function / 3 + _sum(answer, ("o1", "o2")) + symptoms / 2


def psqi(answer: Answer) -> FloatArray:
    """Sum of the seven components (Buysse 1989); only "other reason" may be unanswered, and counts 0.

    Sleep efficiency is banded on the exact percentage: 84.5 % is below 85 % and above 75 %.
    """
    in_bed = np.mod(answer("rise_hour") - answer("bed_hour"), 24)
    efficiency = 100 * answer("sleep_hours") / np.where(in_bed == 0, np.nan, in_bed)
    latency = _steps(answer("latency_min"), above=(15, 30, 60)) + answer("q5a")
    disturbed = _sum(answer, [f"q5{letter}" for letter in "bcdefghi"]) + np.nan_to_num(answer("q5j"))
    components = [
        answer("q9"),
        _steps(latency, above=(0, 2, 4)),
        3 - _steps(answer("sleep_hours"), above=(7,)) - _steps(answer("sleep_hours"), reaching=(5, 6)),
        3 - _steps(efficiency, reaching=(65, 75, 85)),
        _steps(disturbed, above=(0, 9, 18)),
        answer("q6"),
        _steps(answer("q7") + answer("q8"), above=(0, 2, 4)),
    ]
    return _added(components)


def ort(answer: Answer) -> FloatArray:
    """The 2005 tool, whose weights differ by sex; `sex` is 0 for female and 1 for male."""
    sex = answer("sex")
    weighted = [
        answer(item) * np.where(sex == 1, male, female) for item, (female, male) in _ORT_POINTS.items()
    ]
    return _known(_added(weighted), sex)


def eq5d_profile(answer: Answer) -> TextArray:
    """The five levels joined, such as "21232"; None where one is not answered."""
    levels = [answer(item) for item in ("mobility", "self_care", "usual", "pain", "anxiety")]
    number = _added([level * 10.0 ** (4 - place) for place, level in enumerate(levels)])
    profile = np.full(number.shape, None, dtype=object)
    known = np.isfinite(number)
    profile[known] = [str(int(value)) for value in number[known]]
    return profile


NAMED_RULES: dict[str, NamedRule] = {
    rule.__name__: rule
    for rule in (
        *(fm_regions, fm_criteria, gcps_r, paindetect, startback),
        *(pc_ptsd5, fiqr, psqi, ort, eq5d_profile),
    )
}


def _sum(answer: Answer, items: list[str] | tuple[str, ...]) -> FloatArray:
    return _added([answer(item) for item in items])


def _greatest(answer: Answer, items: tuple[str, ...]) -> FloatArray:
    greatest: FloatArray = np.maximum.reduce([answer(item) for item in items])
    return greatest


def _added(parts: list[FloatArray]) -> FloatArray:
    total = parts[0].astype(np.float64)
    for part in parts[1:]:
        total = total + part
    return total


def _known(result: FloatArray | BoolArray, *needed: FloatArray) -> FloatArray:
    """The result where every needed value is known, else NaN."""
    known = np.logical_and.reduce([np.isfinite(value) for value in needed])
    return np.where(known, result, np.nan)


def _steps(
    values: FloatArray, *, above: tuple[float, ...] = (), reaching: tuple[float, ...] = ()
) -> FloatArray:
    """How many of the marks a value stands above, or reaches; NaN for NaN."""
    passed = [values > mark for mark in above] + [values >= mark for mark in reaching]
    return _known(np.add.reduce([step.astype(np.float64) for step in passed]), values)
