"""The commands keep their contract: exit status, one line for a problem, JSON that fits its schema."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from tests.cli import charts

SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "schemas"


def lenitive(*words: str | Path, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "lenitive", *map(str, words)],
        input=given,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def fits(schema: str, document: object) -> None:
    text = json.loads((SCHEMAS / f"{schema}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(text, format_checker=jsonschema.FormatChecker()).validate(document)


def test_assess_says_the_danger_and_fits_its_schema(tmp_path):
    path = charts.write(tmp_path, charts.bundle(charts.person(), charts.oxycodone(4)))
    run = lenitive("assess", path, "--as-of", charts.AS_OF, "--json")
    assert run.returncode == 0, run.stderr
    summary = json.loads(run.stdout)
    fits("assess", summary)
    assert summary["exposure"]["total_mme"] == pytest.approx(60)
    found = {finding["rule"]: finding for finding in summary["findings"]}
    assert found["cdc22_4"]["status"] == "met"
    assert any(row.startswith("MedicationRequest/oxy") for row in found["cdc22_4"]["evidence"])


def test_assess_in_words_puts_action_first(tmp_path):
    path = charts.write(tmp_path, charts.bundle(charts.person(), charts.oxycodone(4)))
    run = lenitive("assess", path, "--as-of", charts.AS_OF)
    assert run.returncode == 0, run.stderr
    assert run.stdout.index("What needs action") < run.stdout.index("Scores")


def test_mme_fits_its_schema_and_a_missing_dose_is_not_zero(tmp_path):
    undosed = charts.oxycodone(1, "undosed")
    del undosed["dosageInstruction"], undosed["dispenseRequest"]
    path = charts.write(tmp_path, charts.bundle(charts.person(), charts.oxycodone(2), undosed))
    run = lenitive("mme", path, "--as-of", charts.AS_OF, "--json")
    assert run.returncode == 0, run.stderr
    report = json.loads(run.stdout)
    fits("mme", report)
    assert report["total_mme"] is None
    assert report["mme_low"] == pytest.approx(30)
    assert {each["id"]: each["status"] for each in report["orders"]} == {
        "oxy": "counted",
        "undosed": "unknown",
    }


def test_score_scores_the_good_lines_and_tells_of_the_bad_one():
    lines = [
        {"id": 1, "instrument": "peg", "answers": {"pain": 6, "enjoyment": 7, "activity": 8}},
        {"id": 2, "instrument": "peg", "answers": {"pain": 12, "enjoyment": 7, "activity": 8}},
        {"id": 3, "instrument": "no_such_form", "answers": {}},
        {"id": 4, "instrument": "phq9", "answers": {"q9": 1}},
    ]
    run = lenitive("score", given="\n".join(map(json.dumps, lines)))
    assert run.returncode == 1
    out = [json.loads(line) for line in run.stdout.splitlines()]
    for line in out:
        fits("score", line)
    assert [line["id"] for line in out] == [1, 2, 3, 4]
    assert out[0]["scales"]["total"]["value"] == pytest.approx(7)
    assert "error" in out[1]
    assert "error" in out[2]
    assert out[3]["scales"]["total"]["value"] is None
    assert out[3]["flags"] == ["self_harm"]


def test_a_file_of_two_people_is_asked_about_and_never_mixed(tmp_path):
    chart = charts.bundle(
        charts.person(), charts.person("ben"), charts.oxycodone(4), charts.oxycodone(1, "oxy-ben", "ben")
    )
    path = charts.write(tmp_path, chart)
    asked = lenitive("assess", path)
    assert asked.returncode == 1
    assert "ana" in asked.stderr
    assert "--patient" in asked.stderr
    ben = json.loads(lenitive("mme", path, "--patient", "ben", "--as-of", charts.AS_OF, "--json").stdout)
    assert [each["id"] for each in ben["orders"]] == ["oxy-ben"]
    assert ben["total_mme"] == pytest.approx(15)


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["assess", "no-such-file.json"], 1),
        (["mme", "no-such-file.json"], 1),
        (["score", "no-such-file.jsonl"], 1),
        (["import", "no-such-file.json"], 1),
        (["assess"], 2),
        (["mme", "x.json", "--factors", "cdc1999"], 2),
        (["assess", "x.json", "--as-of", "yesterday"], 2),
        (["no-such-command"], 2),
    ],
)
def test_wrong_input_is_one_line_and_wrong_usage_is_two(words, status):
    run = lenitive(*words)
    assert run.returncode == status
    assert "Traceback" not in run.stderr
    if status == 1:
        assert len(run.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("command", ["assess", "import", "mme", "score", "serve"])
def test_every_command_explains_itself(command):
    run = lenitive(command, "--help")
    assert run.returncode == 0
    assert "Usage: lenitive " in run.stdout
