"""Who a person is, as people write it: partial dates, names of all kinds, and what cannot be."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lenitive.desk.people.forms import PersonForm
from lenitive.desk.people.identity import Identity, birth_range, seal, tidy, unseal, written


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("1972", date(1972, 1, 1), date(1972, 12, 31)),
        ("1972-02", date(1972, 2, 1), date(1972, 2, 29)),
        ("1972-4-3", date(1972, 4, 3), date(1972, 4, 3)),
        ("1972..1974-06", date(1972, 1, 1), date(1974, 6, 30)),
    ],
)
def test_a_birth_date_is_as_exact_as_it_is_written(text, low, high):
    assert birth_range(text) == (low, high)


@pytest.mark.parametrize(
    "text", ["1972-13", "1971-02-29", "72", "3.4.1972", "yesterday", "1974..1972", "0000"]
)
def test_what_is_no_birth_date_is_refused(text):
    with pytest.raises(ValueError, match=r"\w"):
        birth_range(text)


@given(st.dates(), st.dates())
def test_every_range_can_be_written_and_read_again(one, other):
    low, high = min(one, other), max(one, other)
    assert birth_range(written(low, high)) == (low, high)


@given(st.text())
def test_a_tidy_text_stays_as_it_is(text):
    assert tidy(tidy(text)) == tidy(text)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ana \t Silva\n", "Ana Silva"),
        ("Ana\u202e avliS", "Ana avliS"),
        ("Ana\x00Silva", "Ana Silva"),
        ("فاطمة الزهراء", "فاطمة الزهراء"),
        ("ישראל ישראלי", "ישראל ישראלי"),
        ("Zoë 🦊 O’Neill", "Zoë 🦊 O’Neill"),
        ("Zoe\u0308", "Zoë"),
    ],
)
def test_a_name_keeps_its_letters_and_loses_what_turns_the_page(typed, kept):
    assert tidy(typed) == kept


def form(**fields):
    return PersonForm({"name": "Ana Silva", **fields})


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": ""}, "required"),
        ({"name": "🦊🦊"}, "at least one letter"),
        ({"name": "x" * 201}, "at most 200 characters"),
        ({"name": "x" * 1_000_000}, "at most 200 characters"),
        ({"birth": "2999-01-01"}, "still to come"),
        ({"birth": "1800"}, "that old"),
        ({"birth": "2001-02-30"}, "no such day"),
        ({"language": "english please"}, "code of the language"),
        ({"sex": "<script>"}, "valid choice"),
    ],
)
def test_what_cannot_be_is_refused_in_words(fields, words):
    refused = form(**fields)
    assert not refused.is_valid()
    assert words in str(refused.errors)


def test_what_is_too_long_is_said_and_not_cut_off_by_the_browser():
    assert "maxlength" not in str(form()["name"])


def test_a_form_knows_whether_it_wrote_what_it_had_seen():
    ana = Identity("Ana", birth="1972")
    assert unseal(seal(ana)) == ana
    assert unseal(seal(ana)[:-1] + "x") is None
    assert unseal("") is None
