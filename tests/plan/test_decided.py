"""What the reviews of a record say was decided about treatments, and what the plan makes of it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from lenitive.measure import score_record
from lenitive.plan.assess import assess
from lenitive.plan.decided import about, decided
from lenitive.record import read
from tests.plan.charts import AS_OF, person, problem
from tests.plan.drawing import cases


@pytest.fixture
def assessed():
    """The summary of somebody with chronic low back pain whose record holds these reviews."""

    def of(*reviews, of_person="ana"):
        chart = {"resourceType": "Bundle", "type": "collection"}
        entry = [{"resource": each} for each in (person(), problem("M54.50"), problem("G89.4"))]
        with read.borrowed_record() as record:
            read.load_bundle(record, json.dumps({**chart, "entry": entry}).encode(), "chart")
            score_record(record)
            for number, (finding, outcome, day, at) in enumerate(reviews):
                row = [of_person, f"review/{number}#1", finding, "Dr Ito", outcome, "why", day, day, at]
                record.execute(f"INSERT INTO review VALUES ({', '.join('?' * len(row))})", row)
            made = decided(record, "ana", AS_OF)
            return assess(record, as_of=AS_OF), made

    return of


def proposed(summary):
    return {name for part in summary["combination"]["parts"] for name in part["start"]}


def option_of(summary, treatment):
    return next(each for each in summary["options"] if each["treatment"] == treatment)


@cases("""
  first               | second               | holds
  declined 2026-05-01 |                      | declined
  declined 2026-05-01 | accepted 2026-05-02  | accepted   # a later word takes the place of an earlier one
  accepted 2026-05-02 | declined 2026-05-01  | accepted   # whichever row stands first
  declined            | accepted 2026-05-01  | accepted   # without a day it is the oldest
  declined 2026-06-02 |                      | nothing    # after the day that is asked about
  cleared 2026-05-01  |                      | nothing    # no word about a treatment
""")
def test_the_latest_word_on_a_treatment_holds(assessed, first, second, holds):
    def row(said):
        outcome, _space, day = said.partition(" ")
        return (about("aerobic_exercise"), outcome, date.fromisoformat(day) if day else None, None)

    _summary, made = assessed(*(row(each) for each in (first, second) if each))
    found = made.get("aerobic_exercise")
    assert (found.answer if found else "nothing") == holds


def test_of_two_words_of_one_day_the_later_instant_holds(assessed):
    day, name = date(2026, 5, 1), about("aerobic_exercise")
    words = [
        (name, "declined", day, datetime(2026, 5, 1, 15, tzinfo=UTC)),
        (name, "accepted", day, datetime(2026, 5, 1, 9, tzinfo=UTC)),
    ]
    for rows in (words, words[::-1]):
        assert assessed(*rows)[1]["aerobic_exercise"].answer == "declined"


def test_what_was_declined_is_proposed_no_more_and_says_who_said_so(assessed):
    before, _ = assessed()
    first = next(part["start"][0] for part in before["combination"]["parts"] if part["part"] == "movement")
    after, _ = assessed((about(first), "declined", date(2026, 5, 1), None))
    assert first in proposed(before)
    assert first not in proposed(after)
    assert option_of(after, first)["decided"] == {
        "answer": "declined", "on": "2026-05-01", "by": "Dr Ito", "why": "why", "row": "review/0#1"
    }  # fmt: skip
    assert option_of(after, first)["standing"] == option_of(before, first)["standing"]


def test_what_was_accepted_is_said_and_changes_nothing_else(assessed):
    before, _ = assessed()
    after, _ = assessed((about("cbt"), "accepted", date(2026, 5, 1), None))
    assert option_of(after, "cbt").pop("decided")["answer"] == "accepted"
    assert option_of(before, "cbt").pop("decided") is None
    assert before == after


def test_a_word_about_somebody_else_counts_for_nobody_here(assessed):
    day = date(2026, 5, 1)
    summary, made = assessed((about("cbt"), "declined", day, None), of_person="ben")
    assert made == {}
    assert option_of(summary, "cbt")["decided"] is None
