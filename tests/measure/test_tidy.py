"""Scores and changes come out as tidy tables too."""

from __future__ import annotations

from lenitive.measure import change_table, compare, score, score_table


def test_scores_are_one_row_a_response_and_scale():
    table = score_table(
        score("bpi", {"i_activity": [4, None], "i_mood": [4, 2], "i_sleep": [4, 2], "i_work": [4, 2]})
    )
    rows = {(row["response"], row["scale"]): row for row in table.to_pylist()}
    assert len(rows) == 4
    assert rows[0, "interference"]["value"] == 4
    assert rows[1, "interference"]["value"] is None
    assert rows[1, "interference"]["reason"] == "at least 4 of 7 items are needed, 3 answered"


def test_a_profile_of_levels_stands_in_its_own_column():
    levels = {"mobility": [2], "self_care": [1], "usual": [2], "pain": [3], "anxiety": [2], "vas": [50]}
    rows = {row["scale"]: row for row in score_table(score("eq5d5l", levels)).to_pylist()}
    assert (rows["profile"]["text"], rows["profile"]["value"]) == ("21232", None)
    assert rows["vas"]["value"] == 50


def test_a_data_frame_is_one_step_away():
    frame = score_table(score("nrs", {"pain": [3, 7]})).to_pandas()
    assert frame["band"].tolist() == ["mild", "severe"]


def test_changes_are_one_row_a_person_and_scale_with_their_sentence():
    table = change_table([compare("peg", [6, 5], [3, 5]), compare("nrs", [8, 5], [4, 5])])
    rows = table.to_pylist()
    assert [(row["person"], row["instrument"]) for row in rows] == [
        (0, "peg"),
        (1, "peg"),
        (0, "nrs"),
        (1, "nrs"),
    ]
    assert rows[0]["verdict"] == "improved_much"
    assert round(rows[0]["needed"], 6) == 1.8
    assert rows[0]["sentence"].startswith("Much better")
