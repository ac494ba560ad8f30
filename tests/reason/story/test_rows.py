from __future__ import annotations

from lenitive.reason.story import describe
from tests.reason.story.people import person, scores


def test_a_row_says_what_it_is_and_of_which_day():
    connection = person(
        {
            "condition": [{"row_id": "Condition/a#1", "text": "Sciatica (disorder)", "onset": "2025-03"}],
            "observation": [
                {"row_id": "Observation/e#1", "text": "eGFR", "value_number": 24, "at": "2026-05-12"}
            ],
            "score": scores("peg", "total", d2026_05_01=5.1),
        }
    )
    found = describe(
        connection, ["Condition/a#1", "Observation/e#1", "QuestionnaireResponse/peg-d2026_05_01#total"]
    )
    assert [each.words for rows in found.values() for each in rows] == [
        "Sciatica, Mar 2025",
        "eGFR 24, 12 May 2026",
        "peg total 5.1, 1 May 2026",
    ]
    assert found["Condition/a#1"][0].resource == "Condition/a"


def test_an_id_that_stands_nowhere_is_left_out():
    assert describe(person(), ["Condition/none#1"]) == {}
