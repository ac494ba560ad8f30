"""Times of the clock on the wall on the days when it is moved, over all kinds of zones."""

# ruff: noqa: DTZ001  wall times have no zone: that is what is tested
from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lenitive.clinic.appointments.wall import TwiceThere, agreed, instants, kept, nearest, of_instant
from lenitive.errors import InputError

# With changes of an hour and of half an hour, at midnight, with winter as the moved time, and without any;
# Samoa left out a whole day once.
ZONES = [
    "UTC",
    "Europe/Lisbon",
    "Europe/Berlin",
    "Europe/Dublin",
    "America/New_York",
    "America/St_Johns",
    "America/Sao_Paulo",
    "America/Havana",
    "Africa/Casablanca",
    "Asia/Kathmandu",
    "Asia/Tehran",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Pacific/Apia",
]
walls = st.datetimes(datetime(2005, 1, 1), datetime(2037, 12, 31)).map(
    lambda each: each.replace(second=0, microsecond=0, fold=0)
)
moments = st.datetimes(datetime(2005, 1, 1), datetime(2037, 12, 31), timezones=st.just(UTC)).map(
    lambda each: each.replace(second=0, microsecond=0)
)
zones = st.sampled_from(ZONES)


@st.composite
def around_a_change(draw):
    """A wall time within hours of a change of a zone's clock, where there is one that year."""
    name = draw(zones)
    zone, day = ZoneInfo(name), datetime(draw(st.integers(2005, 2037)), 1, 1, tzinfo=UTC)
    hours = [day + timedelta(hours=each) for each in range(24 * 365)]
    changes = [
        hour
        for hour, after in zip(hours[::6], hours[6::6], strict=False)
        if hour.astimezone(zone).utcoffset() != after.astimezone(zone).utcoffset()
    ]
    base = draw(st.sampled_from(changes)) if changes else draw(st.sampled_from(hours))
    local = base.astimezone(zone).replace(tzinfo=None, fold=0)
    return local + timedelta(minutes=draw(st.integers(-180, 12 * 60))), name


@given(around_a_change() | st.tuples(walls, zones))
def test_a_wall_time_names_none_one_or_two_instants_and_each_shows_it(chosen):
    local, zone = chosen
    found = instants(local, zone)
    assert len(found) <= 2
    for each in found:
        assert each.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0) == local


@given(moments, zones)
def test_every_instant_is_found_again_by_what_the_clock_shows(moment, zone):
    wall = of_instant(moment, zone)
    assert wall.instant == moment
    assert moment in instants(wall.local, zone)
    assert kept(wall.text, zone, wall.fold).instant == moment


@given(around_a_change())
def test_what_is_agreed_is_one_of_the_instants_and_everything_else_is_refused_or_asked(chosen):
    local, zone = chosen
    found = instants(local, zone)
    if len(found) == 1:
        assert agreed(local, zone).instant == found[0]
        return
    with pytest.raises(InputError) as refused:
        agreed(local, zone)
    if found:
        assert isinstance(refused.value, TwiceThere)
        assert refused.value.instants == found
        assert [agreed(local, zone, which).instant for which in (0, 1)] == list(found)
    else:
        assert not isinstance(refused.value, TwiceThere)
        for which in (0, 1):
            with pytest.raises(InputError):
                agreed(local, zone, which)


@given(st.dates(date(2005, 1, 1), date(2037, 12, 31)), st.times(), zones)
def test_hours_of_work_have_an_instant_on_every_day(day, at, zone):
    at = at.replace(second=0, microsecond=0, fold=0)
    shown = nearest(day, at, zone).astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
    assert shown == datetime.combine(day, at) or not instants(datetime.combine(day, at), zone)


@pytest.mark.parametrize(
    ("zone", "local", "told"),
    [
        (
            "Europe/Berlin",
            datetime(2027, 3, 28, 2, 30),
            "there is no 02:30: the clocks go forward from 02:00 to 03:00",
        ),
        ("America/New_York", datetime(2027, 3, 14, 2, 0), "from 02:00 to 03:00"),
        ("Australia/Lord_Howe", datetime(2026, 10, 4, 2, 15), "from 02:00 to 02:30"),
        ("Pacific/Apia", datetime(2011, 12, 30, 10, 0), "from Friday 30 December 2011 00:00 to Saturday 31"),
    ],
)
def test_a_time_that_the_clock_leaves_out_is_refused_with_the_jump_in_words(zone, local, told):
    with pytest.raises(InputError, match=told):
        agreed(local, zone)


def test_a_time_that_comes_twice_is_asked_about():
    autumn = datetime(2026, 10, 25, 2, 30)
    with pytest.raises(TwiceThere, match="02:30 comes twice") as asked:
        agreed(autumn, "Europe/Berlin")
    assert [each.hour for each in asked.value.instants] == [0, 1]
    assert agreed(autumn, "Europe/Berlin", 1).instant == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_a_zone_that_is_none_is_refused():
    with pytest.raises(InputError, match="no time zone Mars/Base"):
        agreed(datetime(2027, 1, 1, 9), "Mars/Base")


def test_hours_that_begin_in_the_gap_begin_after_it():
    assert nearest(date(2027, 3, 28), time(2, 30), "Europe/Berlin") == datetime(
        2027, 3, 28, 1, 30, tzinfo=UTC
    )
