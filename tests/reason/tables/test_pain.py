"""Since when it hurts, how far, and whether it follows a nerve: drawn from what charts and people write."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from lenitive.reason.tables import ask, evaluate, load_knowledge, put_derived
from lenitive.record.schema import create_statements
from tests.reason.tables.engines import assert_same_in_memory

AS_OF = date(2026, 6, 1)


@pytest.fixture(scope="module")
def database():
    made = duckdb.connect(config={"threads": 1})
    for statement in create_statements():
        made.execute(statement)
    load_knowledge(made)
    ask(made, AS_OF)
    yield made
    made.close()


@pytest.fixture
def chart(database):
    for table in ("condition", "answer", "region"):
        database.execute(f'TRUNCATE "{table}"')
    for table in ("concept", "answer", "score"):
        put_derived(database, table)
    return database


def problem(chart, concept="low_back_pain", onset=None, recorded="2026-05-20", status="active"):
    """A problem with an onset (one day, or low..high), or with a recording date alone."""
    low, _, high = (onset or recorded).partition("..")
    chart.execute(
        "INSERT INTO condition (patient_id, row_id, onset_low, onset_high) VALUES ('ana', 'c1', ?, ?)",
        [low, high or low] if onset else [None, None],
    )
    dates = {"at_low": date.fromisoformat(low), "at_high": date.fromisoformat(high or low)}
    row = {"patient_id": "ana", "row_ids": ["c1"], "concept": concept, "of": "condition", "status": status}
    put_derived(chart, "concept", [{**row, **dates}])


def said(chart, item, *, text=None, number=None, at="2026-06-01", row="a1"):
    chart.execute(
        "INSERT INTO answer (patient_id, row_id, response_row, instrument, item, value_text, value_number, "
        "at_low, at_high) VALUES ('ana', ?, 'r', 'pain_history', ?, ?, ?, ?, ?)",
        [row, item, text, number, at, at],
    )


def scored(chart, *rows):
    put_derived(
        chart,
        "score",
        [
            {"patient_id": "ana", "row_ids": [f"s{n}"], "scale": scale, "value": value,
             "at_low": date.fromisoformat(at), "at_high": date.fromisoformat(at)}
            for n, (scale, value, at) in enumerate(rows)
        ],
    )  # fmt: skip


def days(chart):
    evaluate(chart, ["pain"])
    assert_same_in_memory(chart, AS_OF, ["pain"])
    query = "SELECT days_low, days_high FROM derived_pain WHERE fact = 'time'"
    return chart.execute(query).fetchone()


@pytest.mark.parametrize(
    ("onset", "expected"),
    [
        ("2026-05-02", (30, 30)),
        ("2026-05-01", (31, 31)),
        ("2026-03-02", (91, 91)),
        ("2026-03-01..2026-03-31", (62, 92)),  # "March 2026"
        ("2025-01-01..2025-12-31", (152, 516)),  # "2025"
        ("2026-06-01", (0, 0)),
        ("2026-07-01", None),  # an onset in the future says nothing
        (None, (12, None)),  # recorded 12 days ago; it may be older
    ],
)
def test_an_onset_is_a_range_of_days(chart, onset, expected):
    problem(chart, onset=onset)
    assert days(chart) == expected


def test_a_resolved_problem_says_nothing_about_pain_now(chart):
    problem(chart, onset="2020-01-01", status="inactive")
    assert days(chart) is None


def test_a_problem_that_does_not_hurt_says_nothing(chart):
    problem(chart, concept="asthma", onset="2020-01-01")
    assert days(chart) is None


@pytest.mark.parametrize(("onset", "expected"), [("2026-03-03", (90, 90)), ("2026-03-02", None)])
def test_an_injury_counts_for_three_months(chart, onset, expected):
    problem(chart, concept="injury", onset=onset)
    assert days(chart) == expected


def test_a_diagnosis_that_says_chronic_is_more_than_three_months_old(chart):
    problem(chart, concept="chronic_pain", onset="2026-05-20")
    assert days(chart) == (91, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-05-12", (20, 20)),
        ("2026-05", (1, 31)),
        ("2025", (152, 516)),
        ("long ago", None),
        ("2027", None),
    ],
)
def test_the_date_that_a_person_says_may_be_partial(chart, text, expected):
    said(chart, "onset_date", text=text)
    assert days(chart) == expected


def test_a_newer_answer_corrects_an_older_one(chart):
    said(chart, "onset_date", text="2020", at="2026-01-01", row="old")
    said(chart, "onset_date", text="2026-05-12", at="2026-05-30", row="new")
    assert days(chart) == (20, 20)


def test_months_of_pain_grow_with_the_days_since_the_answer(chart):
    said(chart, "duration", number=3, at="2026-05-22")
    assert days(chart) == (91 + 10, 121 + 10)


def test_pain_scores_show_the_least_age_and_no_more(chart):
    scored(chart, ("peg.total", 6, "2026-01-01"), ("peg.total", 5, "2026-05-30"))
    assert days(chart) == (151, None)


def test_a_score_of_no_pain_begins_a_new_run(chart):
    scored(
        chart, ("nrs.total", 6, "2026-01-01"), ("nrs.total", 0, "2026-04-01"), ("nrs.total", 5, "2026-05-30")
    )
    assert days(chart) == (2, None)


def test_stale_scores_say_nothing_about_now(chart):
    scored(chart, ("nrs.total", 6, "2025-01-01"))
    assert days(chart) is None


def test_a_score_after_the_onset_leaves_the_onset_as_it_is(chart):
    problem(chart, onset="2026-05-25")
    scored(chart, ("nrs.total", 6, "2026-05-31"))
    assert days(chart) == (7, 7)


def test_pain_scored_before_every_onset_may_be_older_still(chart):
    problem(chart, onset="2026-05-25")
    scored(chart, ("nrs.total", 6, "2026-02-01"), ("nrs.total", 6, "2026-05-31"))
    assert days(chart) == (120, None)


def body_map(chart, *regions, at="2026-05-30"):
    for region in regions:
        chart.execute(
            "INSERT INTO region (patient_id, row_id, region, at_low, at_high) VALUES ('ana', ?, ?, ?, ?)",
            [f"{region}/{at}", region, at, at],
        )


def map_of(chart):
    evaluate(chart, ["pain"])
    assert_same_in_memory(chart, AS_OF, ["pain"])
    query = "SELECT areas, quarters, in_territory FROM derived_pain WHERE fact = 'map'"
    return chart.execute(query).fetchone()


def test_the_body_map_counts_areas_and_parts_of_the_body(chart):
    body_map(
        chart, "f-left-shin", "b-left-heel", "f-right-forearm", "b-low-spine", "f-left-jaw", "f-left-face"
    )
    # Shin and heel are one lower leg; the jaw is an area but no part; the face is neither.
    assert map_of(chart) == (4, 3, 0)


def test_only_the_newest_map_counts(chart):
    body_map(chart, "f-left-shin", "f-right-shin", at="2026-01-01")
    body_map(chart, "b-low-spine", at="2026-05-30")
    assert map_of(chart) == (1, 1, 0)


def test_a_place_marked_with_zero_does_not_hurt(chart):
    body_map(chart, "f-left-shin", "b-low-spine")
    chart.execute("UPDATE region SET intensity = 0 WHERE region = 'b-low-spine'")
    assert map_of(chart) == (1, 1, 0)
    chart.execute("UPDATE region SET intensity = 0")
    assert map_of(chart) == (0, 0, 0)


@pytest.mark.parametrize(
    ("concept", "inside"), [("neuropathy", 2), ("trigeminal_neuralgia", 0), ("low_back_pain", 0)]
)
def test_regions_in_the_territory_of_a_nerve_on_record_are_counted(chart, concept, inside):
    problem(chart, concept=concept, onset="2025-01-01")
    body_map(chart, "f-left-foot", "f-right-foot", "b-low-spine")
    assert map_of(chart)[2] == inside
