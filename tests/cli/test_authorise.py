"""`lenitive authorise`: the checklist as text and JSON, the list, one clear line for what is not there."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from lenitive.cli.authorise import command
from lenitive.errors import InputError
from tests.cli import charts
from tests.plan.authorisation_charts import bundle, pain, peg, person, problem, procedure, therapy

SCHEMA = Path("docs/schemas/authorise.schema.json")
AS_OF = ("--as-of", "2026-06-01")


def run(*words: object) -> str:
    made = CliRunner().invoke(command, [str(word) for word in words], catch_exceptions=False)
    assert made.exit_code == 0, made.output
    return made.output


@pytest.fixture
def chart(tmp_path: Path) -> Path:
    resources = [
        problem("back", "M54.50", "Low back pain", "2024-03-01"),
        pain(),
        peg(),
        *therapy("pt", 120, 60),
        procedure("esi", "Lumbar epidural steroid injection", "2026-03-03", outcome="40% relief for 2 weeks"),
    ]
    return charts.write(tmp_path, bundle(person(), *resources))


@pytest.mark.parametrize("policy", ["medicare", "evicore", "bcbs_ma_esi", "generic_commercial", "self_pay"])
def test_the_json_keeps_to_its_schema(chart, policy):
    told = json.loads(run(chart, "esi_lumbar", "--policy", policy, *AS_OF, "--json"))
    jsonschema.validate(told, json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert told["asked"] == len(told["criteria"])
    assert told["met"] == sum(each["status"] == "met" for each in told["criteria"])


def test_the_text_says_the_standing_what_is_missing_and_how_to_get_it(chart):
    text = run(chart, "esi_lumbar", "--policy", "medicare_esi", *AS_OF)
    assert "Not ready (3 of 7 met)" in text
    assert "How to get it: examine, and if it is so, write the diagnosis" in text
    assert "does not mean that the procedure helps" in text
    assert "[met] pain for 4 weeks or more" in text
    assert "no promise of cover" in text


def test_without_a_policy_it_is_what_insurers_usually_ask_for(chart):
    assert json.loads(run(chart, "esi_lumbar", *AS_OF, "--json"))["policy"]["id"] == "generic_commercial"


def test_the_list_holds_every_policy_with_its_procedures():
    assert "medicare_facet" in run("--list")
    listed = json.loads(run("--list", "--json"))
    assert {"policy", "payer", "title", "procedures"} == set(listed[0])


def test_a_chart_and_a_procedure_are_needed(chart):
    made = CliRunner().invoke(command, [str(chart)])
    assert made.exit_code == 2
    assert "--list" in made.output


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("esi_lumber",), "Near it: esi_lumbar"),
        (("esi_lumbar", "--policy", "blue"), "there is no policy 'blue'"),
        (("esi_lumbar", "--place", "here"), "names no region"),
        (("esi_lumbar", "--patient", "ben"), "ben is not in it"),
    ],
)
def test_what_is_not_there_is_one_line(chart, words, says):
    with pytest.raises(InputError, match=says):
        run(chart, *words)
