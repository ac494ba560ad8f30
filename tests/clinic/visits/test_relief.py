"""Relief from a diary of numbers: drawn tables, and what must always hold."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from lenitive.clinic.visits.relief import relief_of
from lenitive.knowledge.visits.relief import relief_diary
from tests.plan.drawing import cases


def drawn(text):
    """`30:1 60:2` : pain 1 after 30 minutes, 2 after an hour."""
    return {int(each.split(":")[0]): float(each.split(":")[1]) for each in text.split()}


@cases("""
  before | readings                     | percent | hours | level
  8      |                              |         |       |
         | 30:1                         |         |       |          # the pain before is not known
  0      | 30:0                         |         |       |          # nothing to relieve
  8      | 30:8 60:9                    | 0       | 0.5   | 0        # as bad or worse
  5      | 30:1 60:1                    | 80      | 0.5   | 80       # 4 of 5
  8      | 30:1 60:1 120:1 240:4        | 87      | 1.5   | 80       # whole percent, rounded down
  8      | 30:1 60:6 120:1 240:1        | 87      | 2     | 80       # the longest run with the best number
  8      | 60:1                         | 87      |       | 80       # one number: how long is not known
  8      | 30:2 60:2                    | 75      | 0.5   | 75
  8      | 30:3 60:4 120:4              | 62      | 1.5   | 50
  8      | 30:6 60:6                    | 25      | 0.5   | 25       # under every level: at the best itself
  10     | 30:0 60:2 120:3              | 100     | 0.5   | 80       # told at 80, though the best was more
  8      | 30:1 480:1                   | 87      | 7.5   | 80       # in between nobody asked
""")
def test_relief_is_told_as_it_was_seen(before, readings, percent, hours, level):
    made = relief_of(float(before) if before else None, drawn(readings))
    wanted = [float(each) if each else None for each in (percent, hours, level)]
    assert [made.percent, made.hours, made.level] == wanted


READINGS = some.dictionaries(some.sampled_from(list(relief_diary().times)), some.integers(0, 10).map(float))


@given(some.integers(1, 10).map(float), READINGS)
def test_relief_stays_within_what_was_seen(before, readings):
    made = relief_of(before, readings)
    assert set(made.missing) == set(relief_diary().times) - set(readings)
    if made.percent is None:
        assert not readings
        return
    assert 0 <= made.percent <= 100
    assert made.level <= made.percent
    if made.hours is not None:
        assert 0 < made.hours <= (max(readings) - min(readings)) / 60
    assert made == relief_of(before, dict(reversed(readings.items())))


@given(some.integers(1, 10).map(float), READINGS)
def test_less_pain_at_every_time_is_never_less_relief(before, readings):
    milder = {minutes: max(pain - 1, 0) for minutes, pain in readings.items()}
    made, better = relief_of(before, readings), relief_of(before, milder)
    assert (made.percent or 0) <= (better.percent or 0)
