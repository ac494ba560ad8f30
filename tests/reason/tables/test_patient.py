from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reason.tables.drawn import made, one


def person(*rows, as_of=date(2026, 6, 1)):
    how = {"record": {"patient": list(rows)}, "as_of": as_of}
    return one("patient", "age_years_low", "age_years_high", "sex", **how)


@pytest.mark.parametrize(
    ("born", "ages"),
    [
        ("1961-06-01", (65, 65)),  # the birthday itself
        ("1961-06-02", (64, 64)),
        ("1961-06", (64, 65)),
        ("1961", (64, 65)),
        ("2026-06-01", (0, 0)),
        ("2026-06-02", (None, None)),  # born after the day asked about
        ("2026", (0, 0)),
        ("2027", (None, None)),
        (None, (None, None)),
    ],
)
def test_age_is_in_whole_years_with_bounds_from_a_partial_date(born, ages):
    assert person({"birth_date": born, "sex": "female"}) == (*ages, "female")


def test_who_was_born_on_a_leap_day_has_the_birthday_on_the_first_of_march():
    assert person({"birth_date": "2000-02-29"}, as_of=date(2026, 2, 28))[0] == 25
    assert person({"birth_date": "2000-02-29"}, as_of=date(2026, 3, 1))[0] == 26


def test_two_birth_dates_widen_the_age_and_two_sexes_leave_it_empty():
    first, second = {"birth_date": "1961-06-01", "sex": "male"}, {"birth_date": "1970-01-01", "sex": "female"}
    assert person(first, second) == (56, 65, None)
    assert person(second, first) == (56, 65, None)
    assert len(made("patient", {"patient": [first, second]})) == 1


def test_sex_that_is_not_known_is_empty():
    assert person({"birth_date": "1961-06-01"})[2] is None


@settings(deadline=None, max_examples=40)
@given(st.dates(date(1900, 1, 1), date(2026, 6, 1)))
def test_the_age_is_the_number_of_birthdays_had(born):
    birthdays = sum((year, born.month, born.day) <= (2026, 6, 1) for year in range(born.year + 1, 2027))
    assert person({"birth_date": born.isoformat()})[0] == birthdays
