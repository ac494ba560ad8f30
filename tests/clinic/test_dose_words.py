"""The numbers of an instruction in words, as a person would say them."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.utils import translation

from lenitive.clinic.decisions.dose_words import dose_words

WORDS = """
low  high  unit    times_low  times_high  per  needed | words
1    1     tablet  4          4           1    no     | 1 tablet, 4 times a day
1    2     tablet  3          4           1    yes    | 1 to 2 tablets, 3 to 4 times a day, only if needed
2    2     capsule 1          1           1    no     | 2 capsules, once a day
0.5  0.5   tablet  1          1           1    no     | 0.5 tablets, once a day
1    1     patch   1          1           3    no     | 1 patch, once every 3 days
5    5     mg      2          2           1    no     | 5 mg, 2 times a day
10   10    ml      2          2           7    no     | 10 ml, 2 times in 7 days
1    1     -       -          -           -    yes    | 1, only if needed
-    -     tablet  1          1           1    no     | -
"""


def _number(word: str) -> float | None:
    return None if word == "-" else float(word)


@pytest.mark.parametrize("line", WORDS.strip().splitlines()[1:])
def test_a_dose_is_said_as_a_person_would(line):
    drawn, words = (part.strip() for part in line.split("|"))
    low, high, unit, least, most, per, needed = drawn.split()
    row = SimpleNamespace(
        dose_low=_number(low),
        dose_high=_number(high),
        dose_unit=unit if unit != "-" else None,
        times_low=_number(least),
        times_high=_number(most),
        per_days=_number(per),
        as_needed=needed == "yes",
    )
    assert dose_words(row) == words.replace("-", "")


@pytest.mark.parametrize(
    ("language", "words"), [("es", "2 tabletas, 3 veces al día"), ("ar", "2 حبة, 3 مرات في اليوم")]
)
def test_a_dose_is_said_in_the_language_of_the_portal(language, words):
    row = SimpleNamespace(
        dose_low=2, dose_high=2, dose_unit="tablet", times_low=3, times_high=3, per_days=1, as_needed=False
    )
    with translation.override(language):
        assert dose_words(row) == words
