"""`lenitive rules`: list, show, explain."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from lenitive.cli.rules import command
from lenitive.errors import KnowledgeError
from tests.cli import charts


def run(*words: str) -> str:
    made = CliRunner().invoke(command, [str(word) for word in words], catch_exceptions=False)
    assert made.exit_code == 0, made.output
    return made.output


def test_every_rule_is_listed_with_its_urgency():
    assert len(run("list").splitlines()) == 90
    assert {each["urgency"] for each in json.loads(run("list", "--json"))} == {
        "emergency",
        "urgent",
        "soon",
        "routine",
    }


def test_a_rule_is_shown_in_words_with_its_source():
    text = run("show", "nsaid_egfr30")
    assert "latest eGFR: value under 30" in text
    assert "Kidney360" in text


def test_a_rule_is_explained_for_a_person_with_rows(tmp_path):
    path = charts.write(tmp_path, charts.bundle(charts.person(), charts.oxycodone(4)))
    told = json.loads(run("explain", path, "cdc22_4", "--as-of", charts.AS_OF, "--json"))
    assert told["status"] == "met"
    assert any(row.startswith("MedicationRequest/oxy") for row in told["when"]["children"][0]["evidence"])
    assert "[yes]" in run("explain", path, "cdc22_4", "--as-of", charts.AS_OF)


def test_a_rule_that_is_not_there_is_a_problem_with_the_input():
    with pytest.raises(KnowledgeError, match="no_such_rule"):
        run("show", "no_such_rule")
