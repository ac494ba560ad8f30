"""Courses are found by meaning too, what no course is about is not, and wishes narrow what is found."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lenitive.learn import meaning
from lenitive.learn.ask import ask
from lenitive.learn.catalogue import likeness
from lenitive.learn.catalogue.finding import find
from lenitive.learn.catalogue.kept import Catalogue
from lenitive.learn.catalogue.narrowing import ANY, Narrowed
from lenitive.learn.catalogue.prices import Price, order, price_of
from lenitive.learn.catalogue.reading import read_courses
from lenitive.learn.catalogue.wishing import wished
from tests.learn.courses import HERE, asked, catalogue, right

needs_model = pytest.mark.skipif(not meaning.is_here(), reason="the extra `semantic` is not installed")
PROGRAMMING, EVENING = "programming.csv", "evening_school.csv"


@pytest.fixture(scope="module")
def programming():
    return catalogue(PROGRAMMING)


@pytest.fixture(scope="module")
def evening():
    return catalogue(EVENING)


@needs_model
@pytest.mark.parametrize(
    ("file", "kind", "at_least"),
    [
        (PROGRAMMING, "words", 30),
        (PROGRAMMING, "meaning", 25),
        (PROGRAMMING, "nothing", 20),
        (EVENING, "evening", 14),
        (EVENING, "evening_nothing", 14),
    ],
)
def test_of_our_questions_so_many_have_the_right_course_first(file, kind, at_least, request):
    of = request.getfixturevalue("programming" if file == PROGRAMMING else "evening")
    assert right(of, asked(kind)) >= at_least


@needs_model
def test_meaning_finds_what_words_alone_do_not(programming):
    questions = asked("meaning")
    by_words = right(catalogue(PROGRAMMING, by_meaning=False), questions)
    assert right(programming, questions) >= by_words + 15


@needs_model
@pytest.mark.parametrize(
    ("question", "course"),
    [
        ("something to calm me down with paint", "stress_buster_watercolour"),
        ("sticky bandages for my knee", "kinesiology_taping_self"),
        ("ubuntu command line", "programming.linux_for_everyone"),
    ],
)
def test_a_course_is_found_in_other_words_than_its_own(programming, question, course):
    assert find(programming, question)[0].course.id == course


@needs_model
def test_many_courses_at_once_are_read_by_their_words(monkeypatch):
    monkeypatch.setattr(likeness, "_READ_WHOLE", 3)
    read, _ = read_courses(HERE / EVENING)
    of = Catalogue.made(read)
    assert right(of, asked("evening")) >= 12
    assert right(of, asked("evening_nothing")) >= 14


def test_a_second_import_reads_the_meaning_of_what_is_new_alone(tmp_path, monkeypatch):
    read, _ = read_courses(HERE / EVENING)
    Catalogue.made(read[:6], tmp_path / "old.sqlite").close()
    seen = []
    monkeypatch.setattr("lenitive.learn.catalogue.kept.made_of", lambda of: seen.extend(of))
    Catalogue.grown(tmp_path / "old.sqlite", read[6:8], tmp_path / "new.sqlite")
    assert {each.id for each in seen} == {each.id for each in read[6:8]}


@pytest.mark.parametrize(
    ("question", "narrowed", "sort", "rest"),
    [
        ("advanced machine learning under 10 hours", Narrowed(hours=10), "fit", "advanced machine learning"),
        ("free course for nurses", Narrowed(cost="free"), "fit", "course for nurses"),
        ("something short about sleep", ANY, "hours", "something about sleep"),
        ("cheapest python", ANY, "price", "python"),
        ("best rated sql", ANY, "rating", "sql"),
        ("python in Spanish", Narrowed(language="es"), "fit", "python"),
        ("curso gratis de pan en español", Narrowed(cost="free", language="es"), "fit", "curso de pan"),
        ("online yoga with a certificate", Narrowed(format="online", certificate="yes"), "fit", "yoga"),
        ("bread for less than $50", Narrowed(most=50, unit="USD"), "fit", "bread for"),
        ("under 20 euros baking", Narrowed(most=20, unit="EUR"), "fit", "baking"),
        ("an hour or less of yoga", Narrowed(hours=1), "fit", "of yoga"),
        ("git in 90 minutes", Narrowed(hours=1.5), "fit", "git"),
    ],
)
def test_what_a_question_asks_besides_its_subject_is_understood(question, narrowed, sort, rest):
    wish = wished(question)
    assert (wish.narrowed, wish.sort, wish.rest) == (narrowed, sort, rest)


@pytest.mark.parametrize(
    "question",
    ["sugar-free baking", "pain free movement", "online marketing", "short story writing", "Spanish course",
     "free weights", "course for 12 year olds", "more than 20 hours of rust", "python 3"],
)  # fmt: skip
def test_what_only_looks_like_a_wish_is_the_subject(question):
    assert wished(question).narrowed == ANY
    assert wished(question).sort == "fit"


@pytest.mark.parametrize(
    ("question", "first", "reason"),
    [
        ("something short about sleep", "Better Sleep in Six Evenings", "it takes 6 hours"),
        ("free course for nurses", "Pain Assessment for Nurses", "it is free"),
        ("cheapest cooking", "Bread at Home", "it is free"),
        ("best rated cooking course", "Pasta from Scratch", "it is rated 4.9 of 5"),
        ("in Spanish", "Dolor crónico: primeros pasos", "it is in Spanish"),
        ("physiotherapy under 20 hours with a certificate", "Dry Needling", "it takes 16 hours"),
        ("cooking under $50", "Pasta from Scratch", "it costs $40"),
        ("online physiotherapy", "Moving after a Hip Replacement", "it is held online"),
    ],
)
def test_a_wish_narrows_what_is_found_and_is_told_as_a_reason(evening, question, first, reason):
    found = find(evening, question)
    assert found[0].course.name == first
    assert reason in found[0].reasons


def test_where_no_course_is_all_that_is_asked_the_others_come_with_a_word_on_it(evening):
    (first, *_) = find(evening, "dry needling under 2 hours")
    assert first.course.name == "Dry Needling"
    assert first.reasons[0] == "no course on this is known to be all that you ask"
    assert "it takes 16 hours" in first.reasons


def test_what_a_course_does_not_say_is_never_taken_for_what_is_asked(evening):
    names = [each.course.name for each in find(evening, "cooking under 10 hours", 10)]
    assert "Vegan Dinners" not in names  # four weeks say nothing of hours
    assert evening.silent(Narrowed(hours=10)) == 1
    assert evening.in_other_money(Narrowed(most=50, unit="USD")) == 5


@pytest.mark.parametrize(
    ("written", "price"),
    [
        ("US$ 49", Price(49, "USD")),
        ("from £20", Price(20, "GBP")),
        ("€10-20", Price(10, "EUR")),
        ("$39/month", Price(39, "USD a month")),
        ("Free trial, then $39/month", Price(39, "USD a month")),
        ("0", Price(0)),
        ("0.00 USD", Price(0)),
        ("C$ 30", Price(30, "CAD")),
        ("1 200 €", Price(1200, "EUR")),
        ("49 euros", Price(49, "EUR")),
        ("not stated", None),
    ],
)
def test_a_price_has_an_amount_and_what_it_may_be_compared_in(written, price):
    assert price_of(written) == price


def test_prices_are_sorted_within_one_currency_and_the_most_common_one_comes_first(evening):
    assert evening.units() == ("EUR", "GBP", "USD", "USD a month")
    prices = [each.price for each in evening.best(20, sort="price")]
    assert sorted(prices[:5]) == ["free", "free", "free", "free", "gratis"]
    assert prices[5:] == ["15 €", "49 EUR", "£180", "£220", "$40", "60 USD", "US$ 25/month"]
    assert [order(each, evening.units()) for each in prices] == sorted(
        order(each, evening.units()) for each in prices
    )


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("knife skills under 2 hours", "course"),
        ("pasta from scratch", "course"),
        ("the cheapest", "course"),
        ("python snake bite", "refuse"),
        ("what is the time", "refuse"),
        ("who won the football game", "refuse"),
        ("linux laptop price", "refuse"),
    ],
)
def test_what_the_library_has_nothing_on_is_answered_by_a_course_that_is_named_whole(question, kind):
    assert ask(question, catalogue=catalogue(PROGRAMMING, EVENING)).kind == kind


_PARTS = st.sampled_from(
    [
        *(
            "under",
            "at most",
            "10",
            "1,200",
            "½",
            "hours",
            "h",
            "minutes",
            "$",
            "€",
            "usd",
            "free",
            "in",
            "0",
        ),
        *(
            "spanish",
            "with",
            "a",
            "certificate",
            "online",
            "cheapest",
            "short",
            "course",
            ",",
            "half an",
            "-",
        ),
    ]
)


@settings(max_examples=200, deadline=None)
@given(parts=st.lists(_PARTS, max_size=12))
def test_whatever_a_question_is_made_of_its_wishes_are_read(parts):
    narrowed = wished(" ".join(parts)).narrowed
    assert narrowed.hours is None or narrowed.hours >= 0
    assert narrowed.most is None or narrowed.most >= 0


@pytest.mark.parametrize("word", ["a ", "under ", "10 ", "$1", "free ", "in ", "half an ", "with a "])
def test_a_long_question_is_read_in_good_time(word):
    begun = time.process_time()
    wished(word * 1_000)
    assert time.process_time() - begun < 1
