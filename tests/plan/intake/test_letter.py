"""The reader of letters: what it proposes, with which words, and what it must never do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lenitive.knowledge.visits.letter_words import letter_words
from lenitive.plan.intake.letter import read_letter
from lenitive.plan.intake.people import read_people


def told(letter, kind=None):
    return {
        (each.what or each.label, each.denied, each.past)
        for each in read_letter(letter)
        if kind in (None, each.kind)
    }


@pytest.mark.parametrize(
    ("sentence", "proposed"),
    [
        ("He has saddle anaesthesia.", ("saddle_numbness", False, False)),
        ("No saddle anaesthesia.", ("saddle_numbness", True, False)),
        ("He denies any saddle anaesthesia or urinary retention.", ("saddle_numbness", True, False)),
        ("Saddle anaesthesia was excluded.", ("saddle_numbness", True, False)),
        ("No fever, but saddle anaesthesia since Monday.", ("saddle_numbness", False, False)),
        ("He is not able to walk; saddle\nanaesthesia is new.", ("saddle_numbness", False, False)),
        ("No known allergies\nSaddle anaesthesia since May", ("saddle_numbness", False, False)),
        ("- no fever\n- saddle anaesthesia", ("saddle_numbness", False, False)),
        (
            "She has been well in herself and denies fever, any saddle\nanaesthesia or weakness.",
            ("saddle_numbness", True, False),
        ),
        (
            "She has been well in herself for some years and denies\nsaddle anaesthesia or weakness.",
            ("saddle_numbness", True, False),
        ),
        ("No relief from gabapentin and now has saddle anaesthesia.", ("saddle_numbness", False, False)),
        ("He does not have saddle anaesthesia.", ("saddle_numbness", True, False)),
        ("She has no new saddle anaesthesia.", ("saddle_numbness", True, False)),
        ("No fever, new saddle anaesthesia.", ("saddle_numbness", False, False)),
        ("No fever, chills or saddle anaesthesia.", ("saddle_numbness", True, False)),
        ("She has suicidal thoughts at night.", ("suicidal_ideation", False, False)),
        ("No suicidal ideation.", ("suicidal_ideation", True, False)),
        ("Known fibromyalgia.", ("fibromyalgia", False, False)),
        ("Takes Lyrica.", ("pregabalin", False, False)),
        ("Amitriptyline was stopped; previously gabapentin.", ("gabapentin", False, True)),
        ("History of opioid overdose.", ("overdose_history", False, True)),
        ("COPD and OSA.", ("sleep_apnoea", False, False)),
    ],
)
def test_what_a_sentence_tells(sentence, proposed):
    assert proposed in told(sentence)


@pytest.mark.parametrize(
    ("letter", "doubt"),
    [
        ("Her mother has fibromyalgia.", "perhaps of somebody else"),
        ("?cauda equina", "perhaps only feared"),
        ("Possible cauda equina syndrome.", "perhaps only feared"),
        ("I am worried about cauda equina.", "perhaps only feared"),
        ("She denies saddle anaesthesia, but has weak legs.", "the sentence turns around"),
    ],
)
def test_a_doubt_is_said(letter, doubt):
    (proposal,) = read_letter(letter)
    assert doubt in proposal.doubts


@pytest.mark.parametrize(
    ("letter", "dose"),
    [
        ("gabapentin 300 mg three times a day, duloxetine 60 mg daily", "300 mg three times a day"),
        ("Oxycodone 10 mg twice daily and ibuprofen", "10 mg twice daily"),
        ("pregabalin: 75 mg bd.\nNothing else", "75 mg bd"),
        ("gabapentin", ""),
        ("tramadol as needed", ""),
        ("fentanyl 12.5 micrograms per hour", "12.5 micrograms per hour"),
    ],
)
def test_the_dose_of_a_medicine_stands_as_it_is_written(letter, dose):
    first = read_letter(letter)[0]
    assert (first.kind, first.dose) == ("medicine", dose)


@pytest.mark.parametrize(
    ("letter", "outcome"),
    [
        ("Acupuncture gave no benefit.", "no_benefit"),
        ("Acupuncture helped a little.", "partial"),
        ("Acupuncture brought good relief.", "benefit"),
        ("Acupuncture was not tolerated.", "harm"),
        ("Acupuncture in 2021.", ""),
        ("Acupuncture gave good relief, then no benefit.", ""),
    ],
)
def test_what_came_of_a_treatment(letter, outcome):
    (proposal,) = read_letter(letter)
    assert (proposal.what, proposal.outcome) == ("acupuncture", outcome)


def test_words_that_are_part_of_others_tell_nothing():
    assert told("The feverfew tea and the Lyricall song were for the gabapentinoid group.") == set()


def test_the_opposite_said_later_is_proposed_as_well():
    assert told("No fever last week. Today fever of 39.", "danger") == {
        ("fever_or_chills", True, False),
        ("fever_or_chills", False, False),
    }


LETTER = """12 November 2026
Re: Mrs Anna van der Novák  DOB: 03/04/1972
Hospital number: H-1234, Tel: +1 555 010 2234

Thank you for seeing this 54 year old lady. Would you kindly advise?

With kind regards,

Dr Peter Hall
Harbour Practice
"""


def test_who_it_is_about_and_who_wrote_it():
    found = {each.kind: each.what for each in read_people(LETTER)}
    assert found == {
        "date": "12 November 2026",
        "name": "Anna van der Novák",
        "birth": "03/04/1972",
        "identifier": "H-1234",
        "phone": "+1 555 010 2234",
        "sex": "female",
        "question": "Would you kindly advise?",
        "referrer": "Dr Peter Hall",
        "practice": "Harbour Practice",
    }


@pytest.mark.parametrize(
    ("letter", "name"),
    [
        ("Patient: Éva Nagy-Szabó, born 1980", "Éva Nagy-Szabó"),
        ("PATIENT NAME: O'Brien DOB 1.2.1960", "O'Brien"),
        ("I saw Mr John Smith today.", "John Smith"),
        ("Dr Hall sends his best.", None),
        ("", None),
    ],
)
def test_the_name(letter, name):
    assert next((each.what for each in read_people(letter) if each.kind == "name"), None) == name


KNOWN = letter_words()
PHRASES = [
    each.removesuffix("*")
    for each in (*KNOWN.dangers, *KNOWN.problems, *list(KNOWN.medicines)[:80], *KNOWN.denied.before)
]
WORDS = st.one_of(
    st.sampled_from(PHRASES),
    st.sampled_from(["Re:", "DOB", "Mrs", "300 mg", "but", "?", ".", "\n", "İ", "ß", "Yours sincerely,"]),
    st.text(max_size=12),
)


@given(st.lists(WORDS, max_size=40).map(" ".join))
def test_every_proposal_points_at_its_own_words_whatever_the_letter(letter):
    for each in (*read_letter(letter), *read_people(letter)):
        assert 0 <= each.start < each.end <= len(letter)
        assert letter[each.start : each.end] == each.words
        assert each.what or each.label


@given(st.sampled_from(PHRASES), st.sampled_from(["denies", "no evidence of", "without"]))
def test_a_phrase_behind_a_denial_is_never_proposed_as_so(phrase, denial):
    for each in read_letter(f"She {denial} {phrase}"):
        assert each.denied


@given(st.text(max_size=300))
def test_reading_twice_gives_the_same(letter):
    assert read_letter(letter) == read_letter(letter)


def test_a_letter_of_two_hundred_pages_is_read_in_time():
    import time

    start = time.process_time()
    read_letter("Thank you for seeing her with low back pain, no fever and gabapentin 300 mg.\n" * 8000)
    assert time.process_time() - start < 5
