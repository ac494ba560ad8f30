"""Two texts that grew out of a third become one: drawn cases, and what always holds."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lenitive.clinic.evaluation.words import merged, words_of

# base, what was there first, what came second, what came of it, whether both changed one place
CASES = [
    ("pain at night", "burning pain at night", "pain at night since May",
     "burning pain at night since May", False),
    ("pain at night", "pain at night", "pain in the morning", "pain in the morning", False),
    ("walks 5 mg", "walks 10 mg", "walks 7 mg", "walks 10 7 mg", True),
    ("dose 2.5 mg", "dose 3.5 mg", "dose 2.5 mg daily", "dose 3.5 mg daily", False),
    ("a b c", "", "a b new c", "new", False),
    ("", "one two", "three", "one two three", True),
    ("", "one", "one two", "one two", False),
    ("left knee", "right knee", "right knee", "right knee", False),
    ("pain", "pain now", "pain\nand then", "pain now\nand then", True),
    ("one.\n\ntwo.", "one.\n\ntwo, more.", "one, too.\n\ntwo.", "one, too.\n\ntwo, more.", False),
    ("痛い", "痛いです", "とても痛い", "とても痛いです", False),
]  # fmt: skip


@pytest.mark.parametrize(("base", "first", "second", "made", "met"), CASES)
def test_two_texts_become_one(base, first, second, made, met):
    found = merged(base, first, second)
    assert (found.text, found.met) == (made, met)


WORDS = st.lists(
    st.sampled_from(["pain", "at", "night", "the", "left", "leg", "2.5", "mg", "痛"]), max_size=9
)
SPACED = st.builds(" ".join, WORDS)


@given(SPACED, SPACED, SPACED)
def test_no_word_that_somebody_put_in_is_lost_and_none_comes_from_nowhere(base, first, second):
    made = Counter(words_of(merged(base, first, second).text))
    for text in (first, second):
        put_in = Counter(words_of(text)) - Counter(words_of(base))
        assert not set(put_in) - set(made)
    assert set(made) <= set(words_of(first)) | set(words_of(second))


@given(SPACED, SPACED)
def test_what_both_left_stays_and_who_changed_nothing_changes_nothing(base, other):
    assert merged(base, other, base).text == other
    assert merged(base, base, other).text == other
    assert merged(base, other, other).text == other
    both = set(words_of(base)) & set(words_of(other))
    assert both <= set(words_of(merged(base, other, base + " end").text))
