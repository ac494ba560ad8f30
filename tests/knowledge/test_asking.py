from __future__ import annotations

import pytest

from lenitive.errors import KnowledgeError
from lenitive.knowledge import asking as module
from lenitive.knowledge import instruments
from lenitive.knowledge.asking import asking


def test_every_short_form_is_shorter_and_measures_something_that_the_long_one_measures():
    for long, entry in asking().short_forms.items():
        whole, part = instruments.instrument(long), instruments.instrument(entry.short)
        assert len(part.items) < len(whole.items)
        shared = {scale.measures for scale in whole.scales} & {scale.measures for scale in part.scales}
        assert shared or set(whole.domain) & set(part.domain), long


def test_no_short_form_leaves_out_a_question_that_raises_a_flag():
    for long, entry in asking().short_forms.items():
        flags = {flag.id for flag in instruments.instrument(long).flags}
        assert flags <= {flag.id for flag in instruments.instrument(entry.short).flags}


def test_a_form_has_a_short_one_or_a_reason_for_none_and_not_both():
    assert not asking().short_forms.keys() & asking().no_short_form.keys()


def test_what_is_said_at_once_belongs_to_a_flag_that_exists_and_thoughts_of_death_are_among_them():
    known = {flag.id for form in instruments.instruments() for flag in form.flags}
    assert asking().said_at_once.keys() <= known
    assert "988" in " ".join(asking().said_at_once["self_harm"].says)


def test_lists_of_our_own_are_those_whose_licence_says_so():
    for name in asking().own_words:
        assert instruments.instrument(name).licence.note.startswith("our own")


def test_a_short_form_that_is_no_shorter_is_refused():
    with pytest.raises(KnowledgeError, match="phq9 is no shorter than phq2"):
        module._refuse_no_shorter("phq2", "phq9")


@pytest.mark.parametrize(("questions", "minutes"), [(0, 1), (3, 1), (9, 2), (60, 10)])
def test_minutes_are_whole_and_at_least_one(questions, minutes):
    assert asking().minutes(questions) == minutes
