"""People are found by what one remembers, with a typing error too, and only those whom one may see."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from lenitive.desk.access import visible_people
from lenitive.desk.models import Patient, SearchSlip, SearchWord
from lenitive.desk.search import distance, found, learn, near_words, slips_of, suggested, terms_of, words_of
from lenitive.desk.written_dates import days_in


@pytest.fixture
def people(db):
    rows = {
        "lind": ("Rosa Lindqvist", "D-1001", "1972-09-08"),
        "kowal": ("Małgorzata Kowalczyk", "D-1002", "1950-04-03"),
        "ruiz": ("Cléo Marchand-Ruiz", "D-1003", "1990-12-31"),
        "ana": ("Ana Silva", "19720403", "1980-01-02"),
        "ito": ("Aki Ito", "7", "1972-04-03"),
    }
    for patient_id, (name, number, born) in rows.items():
        Patient.objects.create(
            patient_id=patient_id,
            row_id=f"Patient/{patient_id}#1",
            name=name,
            identifier=number,
            birth_date_low=born,
            birth_date_high=born,
        )
        words = words_of(f"{name} {number} {born}")
        SearchWord.objects.bulk_create(SearchWord(word=word, patient_id=patient_id) for word in words)
    learn()


SEARCHES = [
    ("lindqvist", {"lind"}),
    ("LINDQ", {"lind"}),
    ("rosa lind", {"lind"}),
    ("lind rosa", {"lind"}),
    ("lindqist", {"lind"}),  # a letter missing
    ("lindqqvist", {"lind"}),  # one too many
    ("lindqwist", {"lind"}),  # another one
    ("lnidqvist", {"lind"}),  # two swapped
    ("lindwq", {"lind"}),  # while typing, with an error
    ("lindqwisst", {"lind"}),  # two errors in a long word, one of them among its first letters
    ("rosa lnidqvist", {"lind"}),
    ("kowalczyk", {"kowal"}),
    ("kovalczyk", {"kowal"}),
    ("ruiz", {"ruiz"}),
    ("cleo", {"ruiz"}),
    ("marchand ruis", {"ruiz"}),
    ("anna", {"ana"}),
    ("d-1002", {"kowal"}),
    ("1972-04-03", {"ito"}),
    ("3.4.1972", {"ito"}),
    ("03/04/1972", {"ito"}),
    ("4/3/1972", {"ito"}),
    ("3.4.72", {"ito"}),
    ("3 April 1972", {"ito"}),
    ("3rd apr 1972", {"ito"}),
    ("April 3, 1972", {"ito"}),
    ("19720403", {"ito", "ana"}),  # a birth date, and a record number
    ("04/1972", {"ito"}),
    ("1972", {"lind", "ito", "ana"}),
    ("ito 1972", {"ito"}),
    ("ito 3.4.1972", {"ito"}),
    ("silva 3.4.1972", set()),
    ("lindqvist silva", set()),
    ("qqqqq", set()),
    ("!!!", {"lind", "kowal", "ruiz", "ana", "ito"}),
]


@pytest.mark.parametrize(("search", "who"), SEARCHES)
def test_the_list_finds(people, search, who):
    assert set(found(Patient.objects.all(), search).values_list("patient_id", flat=True)) == who


@pytest.mark.parametrize(("search", "who"), [each for each in SEARCHES if each[0] != "!!!"])
def test_the_same_is_suggested_while_typing(people, search, who):
    assert {row.patient_id for row in suggested(Patient.objects.all(), search, 8)} == who


def test_the_nearest_word_comes_first(people):
    Patient.objects.create(patient_id="x", row_id="Patient/x#1", name="Lind Old")
    SearchWord.objects.create(word="lind", patient_id="x")
    learn()
    assert [row.patient_id for row in suggested(Patient.objects.all(), "lind", 8)] == ["x", "lind"]


def test_only_people_whom_one_may_see_are_found(people, staff, cares_for):
    cares_for("nurse", "lind")
    assert suggested(visible_people(staff("physician")), "lindqvist", 8) == []
    assert [row.patient_id for row in suggested(visible_people(staff("nurse")), "lindqist", 8)] == ["lind"]
    assert not found(visible_people(staff("physician")), "lindqist").exists()


def test_words_are_learned_once(people):
    before = SearchSlip.objects.count()
    assert before > 0
    assert learn() == 0
    assert learn(["lindqvist", "new", "1972"]) == 1
    assert learn(["new"]) == 0
    assert SearchSlip.objects.count() > before


@pytest.mark.parametrize(
    "search", ["", " ", "\x00", "%", "_", "'; DROP TABLE", "a" * 5000, "99.99.9999", "🦊", "אבג"]
)
def test_odd_searches_break_nothing(people, search):
    list(found(Patient.objects.all(), search))
    suggested(Patient.objects.all(), search.replace("\x00", ""), 8)


def test_a_suggestion_costs_a_bounded_number_of_queries(people):
    with CaptureQueriesContext(connection) as queries:
        suggested(Patient.objects.all(), "rosa lnidqvist 3.4.1972", 8)
    assert len(queries) <= 12


@pytest.mark.parametrize("text", ["31.2.1972", "1972-13-01", "2026-02-30", "12345678"])
def test_what_is_no_day_stays_a_word(text):
    assert days_in(text) == ([], text)


_LETTERS = st.text("abcdefghijklmnop", min_size=5, max_size=12)


@given(word=_LETTERS, place=st.integers(0, 7), letter=st.sampled_from("abcxyz"), how=st.sampled_from("dirs"))
def test_one_wrong_letter_among_the_first_eight_always_meets_the_word(word, place, letter, how):
    place = min(place, len(word) - 2)
    wrong = {
        "d": word[:place] + word[place + 1 :],
        "i": word[:place] + letter + word[place:],
        "r": word[:place] + letter + word[place + 1 :],
        "s": word[:place] + word[place + 1] + word[place] + word[place + 2 :],
    }[how]
    keys = {wrong[:8], *(wrong[:8][:n] + wrong[:8][n + 1 :] for n in range(min(len(wrong), 8)))}
    assert keys & slips_of(word), (word, wrong)
    assert distance(wrong, word) <= 1


def test_a_name_of_three_letters_is_found_by_four(people):
    assert near_words("anna") == ["ana"]


def test_no_more_than_six_things_are_asked(people):
    assert len(terms_of("a b c d e f g h i")) == 6
