"""`lenitive adapt`, `simulate` and `bank` keep their contract on standard input and output."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from lenitive.cli.adapt import command as adapt
from lenitive.cli.bank import command as bank
from lenitive.cli.simulate import command as simulate
from tests.cli.test_commands import fits, lenitive


def lines(run):
    return [json.loads(line) for line in run.stdout.splitlines()]


def test_a_session_is_held_on_standard_input_and_output():
    asked = lines(lenitive("adapt", "demo_activity"))
    assert set(asked[0]) == {"item", "text", "options", "words", "theta", "se", "asked"}
    item = asked[0]["item"]
    run = lenitive("adapt", "demo_activity", "--max-items", "1", given=json.dumps({"item": item, "value": 3}))
    assert run.returncode == 0, run.stderr
    end = lines(run)[-1]
    for line in lines(run):
        fits("adapt", line)
    assert (end["done"], end["reason"], end["order"]) == (True, "max_items", [item])
    assert end["calibrated"] is False


def test_a_wrong_answer_is_said_asked_again_and_remembered_in_the_status():
    run = CliRunner().invoke(adapt, ["demo_activity"], input='{"item": "x"}\nnonsense\n')
    said = [json.loads(line) for line in run.stdout.splitlines()]
    assert ["error" in line for line in said] == [False, True, False, True, False, False]
    for line in said:
        fits("adapt", line)
    assert said[-1]["reason"] == "input_ended"
    assert run.exit_code == 1


def test_a_session_goes_on_from_its_file(tmp_path):
    state = str(tmp_path / "session.json")
    first = json.loads(CliRunner().invoke(adapt, ["demo_activity"]).stdout.splitlines()[0])["item"]
    given = json.dumps({"item": first, "value": 2})
    CliRunner().invoke(adapt, ["demo_activity", "--state", state], input=given)
    again = CliRunner().invoke(adapt, ["demo_activity", "--state", state])
    question = json.loads(again.stdout.splitlines()[0])
    assert question["asked"] == 1
    assert question["item"] != first


def test_replay_gives_order_and_steps_and_exits_one_where_a_line_fails(tmp_path):
    good = {"id": "a", "bank": {"i": {"a": 1, "b": [0]}}, "responses": {"i": 2}}
    path = tmp_path / "lines.jsonl"
    path.write_text(json.dumps(good) + "\n\n{}\n")
    run = CliRunner().invoke(adapt, ["--replay", str(path)])
    first, second = [json.loads(line) for line in run.stdout.splitlines()]
    for line in (first, second):
        fits("adapt", line)
    assert first["order"] == ["i"]
    assert first["steps"][0]["theta"] > 0
    assert "line 3" in second["error"]
    assert run.exit_code == 1


def test_a_simulation_is_reported_in_words_and_as_json():
    words = CliRunner().invoke(simulate, ["demo_activity", "--people", "500"])
    assert "bias" in words.stdout
    report = CliRunner().invoke(
        simulate, ["demo_activity", "--people", "500", "--json", "--most-exposure", "0.6"]
    )
    found = json.loads(report.stdout)
    fits("simulate", found)
    assert found["people"] == 500
    assert {"bias", "rmse", "mean_items", "exposure"} <= set(found)


def test_a_bank_is_brought_in_and_listed(tmp_path, monkeypatch):
    monkeypatch.setenv("LENITIVE_HOME", str(tmp_path))
    path = tmp_path / "walk.csv"
    path.write_text("item,a,b1\nx,1,0\n")
    done = CliRunner().invoke(bank, ["import", str(path), "--licence", "our own"])
    assert done.stdout == "walk: 1 items. Licence noted: our own\n"
    listed = CliRunner().invoke(bank, ["list"]).stdout
    assert "walk: walk; 1 items; calibration not stated; licence: our own" in listed
    assert "NOT calibrated on people" in listed


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["adapt", "no_such_bank"], 1),
        (["simulate", "no_such_bank"], 1),
        (["adapt", "--replay", "no-such-file.jsonl"], 1),
        (["bank", "import", "no-such-file.csv", "--licence", "x"], 1),
        (["simulate", "demo_activity", "--content", "moving"], 1),
        (["adapt"], 2),
        (["bank", "import", "x.csv"], 2),
        (["simulate", "demo_activity", "--select", "luck"], 2),
    ],
)
def test_wrong_input_is_one_line_and_wrong_usage_is_two(words, status):
    run = lenitive(*words)
    assert run.returncode == status
    assert "Traceback" not in run.stderr
    if status == 1:
        assert len(run.stderr.strip().splitlines()) == 1
