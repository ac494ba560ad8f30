"""`lenitive form` shows a questionnaire as FHIR and takes in its official wording."""

from __future__ import annotations

import json

from click.testing import CliRunner

from lenitive.cli.form import command
from tests.cli.test_commands import lenitive


def test_a_form_is_shown_brought_in_again_and_shown_in_its_language(tmp_path, monkeypatch):
    monkeypatch.setenv("LENITIVE_HOME", str(tmp_path))
    shown = json.loads(CliRunner().invoke(command, ["show", "gad7"]).stdout)
    shown["item"][0]["text"] = "Nervös"
    path = tmp_path / "gad7.json"
    path.write_text(json.dumps(shown))
    done = CliRunner().invoke(
        command, ["import", str(path), "--instrument", "gad7", "--language", "de"], catch_exceptions=False
    )
    assert done.stdout == "gad7 (de): 7 questions.\n"
    official = json.loads(CliRunner().invoke(command, ["show", "gad7", "--language", "de"]).stdout)
    assert official["item"][0]["text"] == "Nervös"
    assert official["experimental"] is False


def test_what_is_not_there_is_said_in_one_line(tmp_path, monkeypatch):
    monkeypatch.setenv("LENITIVE_HOME", str(tmp_path))
    for words in (["show", "gad_7"], ["show", "gad7", "--language", "fr"]):
        run = lenitive("form", *words)
        assert run.returncode == 1
        assert len(run.stderr.strip().splitlines()) == 1
