"""What somebody sends for a field: merged, counted once, corrected after signing with a trace."""

from __future__ import annotations

import pytest

from lenitive.clinic.evaluation.edits import SignedError, newest
from lenitive.clinic.evaluation.opening import mark_signed, open_for
from lenitive.errors import InputError

pytestmark = pytest.mark.django_db
TEXT = "sleep.remarks"


def test_the_same_edit_twice_counts_once(says, evaluation):
    first = says("nurse", TEXT, "wakes at four", key="a" * 32)
    again = says("nurse", TEXT, "wakes at four", key="a" * 32)
    assert (first.is_new, again.is_new) == (True, False)
    assert (again.number, again.text, again.base_sent) == (first.number, "wakes at four", "1s")
    assert evaluation.edits.count() == 1


def test_two_who_type_on_the_same_text_both_find_all_of_it(says):
    says("nurse", TEXT, "wakes at four")
    says("nurse", TEXT, "wakes at four, every night", base="1s")
    kept = says("physician", TEXT, "often wakes at four", base="1m")
    assert kept.text == "often wakes at four, every night"
    assert kept.base_sent == "3s"
    assert says("physician", TEXT, "very often wakes at four", base="3s").text == (
        "very often wakes at four, every night"
    )


def test_who_typed_in_the_same_place_is_named(says):
    says("nurse", TEXT, "wakes")
    says("nurse", TEXT, "wakes early", base="1s")
    kept = says("physician", TEXT, "wakes late", base="1m")
    assert (kept.text, kept.met) == ("wakes early late", "The nurse")


def test_a_deletion_does_not_take_what_another_typed_into_it(says):
    says("nurse", TEXT, "wakes at four")
    says("nurse", TEXT, "", base="1s")
    assert says("physician", TEXT, "wakes with cramps at four", base="1m").text.split() == ["with", "cramps"]


def test_a_key_that_comes_back_with_more_text_goes_on_from_what_was_sent(says, evaluation):
    says("nurse", TEXT, "wakes", key="b" * 32)
    kept = says("nurse", TEXT, "wakes at four", key="b" * 32)
    assert (kept.text, kept.is_new) == ("wakes at four", True)
    assert not says("nurse", TEXT, "wakes at four", key="b" * 32).is_new
    assert evaluation.edits.count() == 2


def test_a_base_that_is_lost_loses_no_word(says):
    says("nurse", TEXT, "wakes at four")
    kept = says("physician", TEXT, "snores", base="99m")
    assert sorted(kept.text.split()) == ["at", "four", "snores", "wakes"]


def test_who_sends_what_stands_there_goes_on_from_it(says):
    says("nurse", TEXT, "wakes")
    assert says("physician", TEXT, "wakes").base_sent == "1m"


def test_of_a_value_the_last_writer_wins_and_hears_whose_it_was(says, evaluation):
    says("nurse", "social.lives_alone", "yes")
    kept = says("physician", "social.lives_alone", "no", seen=0)
    assert (kept.text, kept.was, kept.met) == ("no", "yes", "The nurse")
    assert says("nurse", "social.lives_alone", "yes", seen=2).met == ""
    assert [edit.sent for edit in evaluation.edits.order_by("number")] == ["yes", "no", "yes"]


@pytest.mark.parametrize(
    ("field", "sent", "kept"),
    [
        ("function.six_minute_walk", "412,5", "412.5"),
        ("function.six_minute_walk", " ", ""),
        ("pain_history.onset_date", "2021-3", "2021-03"),
        ("pain_history.onset_date", "2021", "2021"),
    ],
)
def test_a_value_is_kept_in_one_form(says, field, sent, kept):
    assert says("nurse", field, sent).text == kept


@pytest.mark.parametrize(
    ("field", "sent"),
    [
        ("function.six_minute_walk", "5000"),
        ("function.six_minute_walk", "nan"),
        ("function.six_minute_walk", "far"),
        ("pain_history.onset_date", "2021-13"),
        ("pain_history.onset_date", "2021-02-30"),
        ("social.lives_alone", "perhaps"),
        ("pain_history.day_pattern", "noon"),
        ("sleep.remarks", "x" * 50_001),
        ("no such field", "x"),
    ],
)
def test_what_a_field_cannot_hold_is_refused_in_words_and_leaves_nothing(says, evaluation, field, sent):
    with pytest.raises(InputError) as refused:
        says("nurse", field, sent)
    assert refused.value.do
    assert evaluation.edits.count() == 0


def test_a_field_of_an_earlier_version_is_kept_as_a_text(says, evaluation):
    assert says("nurse", "sleep.dreams", "of falling").text == "of falling"
    assert newest(evaluation.pk)["sleep.dreams"].text == "of falling"


def test_after_signing_a_field_is_corrected_with_a_reason_and_a_trace(says, evaluation, staff):
    says("physician", TEXT, "cramps in the left calf")
    mark_signed(evaluation.pk, staff("physician"))
    with pytest.raises(SignedError):
        says("physician", TEXT, "cramps in the right calf", base="1s")
    says("physician", TEXT, "cramps in the right calf", base="1s", reason="wrong side")
    edits = list(evaluation.edits.order_by("number"))
    assert [(edit.sent, edit.reason) for edit in edits] == [
        ("cramps in the left calf", ""),
        ("cramps in the right calf", "wrong side"),
    ]


def test_an_edit_that_arrived_before_signing_is_told_so_when_it_comes_again(says, evaluation, staff):
    says("nurse", TEXT, "wakes", key="c" * 32)
    mark_signed(evaluation.pk, staff("physician"))
    assert says("nurse", TEXT, "wakes", key="c" * 32).text == "wakes"


def test_one_evaluation_is_open_at_a_time(evaluation, staff):
    assert open_for(staff("nurse"), "ana", reason="again").pk == evaluation.pk
    mark_signed(evaluation.pk, staff("physician"))
    assert open_for(staff("nurse"), "ana", reason="years later").pk != evaluation.pk
