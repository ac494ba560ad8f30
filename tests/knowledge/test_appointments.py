"""Kinds of appointment as they are shipped, and how a wrong file is refused."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

import pytest
from django.utils.translation import get_language_info

from lenitive.errors import KnowledgeError
from lenitive.knowledge.visits.appointments import appointments, parse_appointments

TEXT = files("lenitive.knowledge.visits").joinpath("appointments.yaml").read_text("utf-8")


def test_every_kind_has_a_source_and_says_whether_it_was_verified():
    for each in (
        *appointments().kinds.values(),
        *appointments().intervals.values(),
        *appointments().sets.values(),
    ):
        assert each.source
        assert isinstance(each.verified, bool)


def test_every_role_of_every_kind_is_one_of_the_desk():
    from lenitive.desk.models import Role

    for kind in appointments().kinds.values():
        assert kind.roles <= set(Role.values), kind.id
        assert kind.needs, kind.id


def test_the_kinds_that_visits_are_written_for_are_there():
    wanted = {"initial_evaluation", "follow_up", "procedure", "medicine_review", "therapy", "psychology"}
    assert wanted | {"programme_review", "telehealth", "group"} <= set(appointments().kinds)


@pytest.mark.parametrize(
    ("after", "windows"),
    [
        ("block", [(date(2027, 1, 13), date(2027, 1, 17))]),
        ("opioid_start", [(date(2027, 1, 8), date(2027, 1, 29)), (date(2027, 3, 19), date(2027, 3, 26))]),
    ],
)
def test_the_next_date_is_advised_from_what_it_follows(after, windows):
    assert list(appointments().intervals[after].windows(date(2027, 1, 1))) == windows


def test_reminders_fill_in_the_same_things_in_every_language_and_each_is_a_language():
    fields = {"name": "N", "clinic": "C", "day": "D", "time": "T", "minutes": "M"}
    for language, said in appointments().words.items():
        assert get_language_info(language)
        for way in ("in_person", "phone", "video"):
            told = said.text.format(**fields, how=said.how[way].format(clinic="C"))
            assert all(each in told for each in fields.values()), language


@pytest.mark.parametrize(
    ("was", "becomes", "words"),
    [
        ("asks: initial\n", "asks: nothing\n", "no set of questionnaires 'nothing'"),
        ("rooms: [procedure]", "rooms: [cellar]", "a kind of room is none"),
        ("ways: [video, phone]", "ways: [owl]", "a way or for how many people is none"),
        ("{usual: 20, least: 15, most: 30}", "{usual: 21, least: 15, most: 30}", "not on the raster"),
        ("{usual: 20, least: 15, most: 30}", "{usual: 40, least: 15, most: 30}", "not in order"),
        ("instruments: [nrs]", "instruments: [owls]", "owls"),
        ("kind: programme_review", "kind: dance", "no kind of appointment 'dance'"),
        ("days: [[12, 16]]", "days: [[16, 12]]", "the last day comes before the first"),
        ("raster_minutes: 5\n", "", "raster_minutes"),
    ],
)
def test_a_wrong_file_is_refused_in_words(was, becomes, words):
    assert was in TEXT
    with pytest.raises(KnowledgeError, match=words):
        parse_appointments(TEXT.replace(was, becomes, 1))
