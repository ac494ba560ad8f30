"""Filled forms of a record become score rows; what arrived from elsewhere stays."""

from __future__ import annotations

import duckdb
import pytest

from lenitive.measure import score_record
from lenitive.record.schema import create_statements


@pytest.fixture
def record():
    connection = duckdb.connect()
    for statement in create_statements():
        connection.execute(statement)
    return connection


def respond(record, row, instrument, answers, *, patient="ana", status="completed"):
    record.execute(
        "INSERT INTO response BY NAME SELECT ? AS patient_id, ? AS row_id, ? AS instrument, "
        "'label' AS wording, 'patient' AS answered_by, ? AS status, DATE '2026-05-01' AS at_low, "
        "DATE '2026-05-01' AS at_high",
        [patient, row, instrument, status],
    )
    for number, (item, value) in enumerate(answers):
        record.execute(
            "INSERT INTO answer BY NAME SELECT ? AS patient_id, ? AS row_id, ? AS response_row, "
            "? AS instrument, ? AS item, ? AS value_number, ? AS value_text",
            [
                patient,
                f"{row}/{number}",
                row,
                instrument,
                item,
                value if isinstance(value, int | float) else None,
                value if isinstance(value, str) else None,
            ],
        )


def scores(record):
    rows = record.execute(
        "SELECT row_id, scale, value_number, band, flags, reason, origin FROM score ORDER BY row_id, scale"
    ).fetchall()
    return {(row[0], row[1]): row[2:] for row in rows}


PHQ9 = [(f"q{n}", 1) for n in range(1, 9)]


def test_a_form_becomes_one_row_for_each_scale_with_band_and_flags(record):
    respond(record, "QuestionnaireResponse/1#1", "phq9", [*PHQ9, ("q9", 2)])
    score_record(record)
    assert scores(record) == {
        ("QuestionnaireResponse/1#1", "total"): (10, "moderate", "self_harm", None, "computed")
    }


def test_a_danger_is_flagged_even_where_the_total_is_withheld(record):
    respond(record, "QuestionnaireResponse/1#1", "phq9", [("q9", 1)])
    score_record(record)
    (value, band, flags, reason, _) = scores(record)["QuestionnaireResponse/1#1", "total"]
    assert (value, band, flags) == (None, None, "self_harm")
    assert "1 answered" in reason


def test_a_promis_score_brings_its_error(record):
    items = ["PAININ9", "PAININ22", "PAININ31", "PAININ34"]
    respond(record, "r#1", "promis_pi_4a", [(item, 3) for item in items])
    score_record(record)
    value, se = record.execute("SELECT value_number, se FROM score").fetchone()
    assert (value, se) == (61.2, 1.8)


def test_an_answer_out_of_range_gives_no_score_and_says_why(record):
    respond(record, "r#1", "peg", [("pain", 12), ("enjoyment", 3), ("activity", 3)])
    score_record(record)
    (value, _, _, reason, _) = scores(record)["r#1", "total"]
    assert value is None
    assert "'pain' is 12" in reason


def test_an_item_answered_twice_and_differently_gives_no_score(record):
    respond(record, "r#1", "peg", [("pain", 2), ("pain", 3), ("enjoyment", 3), ("activity", 3)])
    score_record(record)
    assert "answered twice" in scores(record)["r#1", "total"][3]


def test_a_form_entered_in_error_is_no_form(record):
    respond(record, "r#1", "nrs", [("pain", 5)], status="entered-in-error")
    score_record(record)
    assert scores(record) == {}


def test_a_score_that_arrived_is_kept_and_gets_its_band(record):
    record.execute(
        "INSERT INTO score BY NAME SELECT 'ana' AS patient_id, 'Observation/9#1' AS row_id, "
        "'phq9' AS instrument, 'total' AS scale, 17 AS value_number, 'observation' AS origin"
    )
    respond(record, "r#1", "nrs", [("pain", 5)])
    score_record(record)
    found = scores(record)
    assert found["Observation/9#1", "total"][:2] == (17, "moderately severe")
    assert found["r#1", "total"][0] == 5


def test_a_score_that_the_scale_cannot_give_is_withheld_with_its_reason(record):
    record.execute(
        "INSERT INTO score BY NAME SELECT 'ana' AS patient_id, 'Observation/9#1' AS row_id, "
        "'nrs' AS instrument, 'total' AS scale, 72 AS value_number, 'observation' AS origin"
    )
    score_record(record)
    value, band, _, reason, origin = scores(record)["Observation/9#1", "total"]
    assert (value, band, origin) == (None, None, "observation")
    assert reason == "the value 72 lies outside the scale, which goes from 0 to 10"


def test_scoring_twice_changes_nothing(record):
    respond(record, "r#1", "bpi", [("worst", 5), ("least", 1), ("average", 4), ("now", 2)])
    score_record(record)
    before = record.execute("SELECT * FROM score ORDER BY row_id").fetchall()
    score_record(record)
    assert record.execute("SELECT * FROM score ORDER BY row_id").fetchall() == before
    assert len(before) == 2


def test_forms_of_many_people_keep_to_their_people(record):
    respond(record, "r1#1", "nrs", [("pain", 5)], patient="ana")
    respond(record, "r2#1", "nrs", [("pain", 7)], patient="ben")
    respond(record, "r3#1", "gad7", [(f"q{n}", 1) for n in range(1, 8)], patient="ben")
    score_record(record)
    rows = record.execute("SELECT patient_id, instrument, value_number FROM score ORDER BY ALL").fetchall()
    assert rows == [("ana", "nrs", 5), ("ben", "gad7", 7), ("ben", "nrs", 7)]
