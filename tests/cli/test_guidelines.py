"""What a site switched off is in no command that judges people, and named in the version of knowledge."""

from __future__ import annotations

import json
from datetime import date

import pytest
from pyarrow import parquet

from lenitive.cli.text import summary_text
from lenitive.errors import InputError
from lenitive.measure import score_record
from lenitive.reason.assess import assess
from lenitive.reason.population import evaluate_population
from lenitive.record.read import borrowed_record, load_bundle
from tests.cli import charts

DAY = date.fromisoformat(charts.AS_OF)
CHART = charts.bundle(charts.person(), charts.oxycodone(4))


@pytest.fixture
def without_cdc(tmp_path, monkeypatch):
    path = tmp_path / "guidelines.yaml"
    path.write_text("switched_off:\n  cdc22: We follow VA/DoD 2022.\n", encoding="utf-8")
    monkeypatch.setenv("LENITIVE_GUIDELINES", str(path))


def told():
    with borrowed_record() as record:
        load_bundle(record, json.dumps(CHART).encode(), "chart")
        score_record(record)
        return assess(record, as_of=DAY)


def test_an_assessment_says_what_was_off(without_cdc):
    summary = told()
    assert summary["knowledge"].endswith(" without cdc22")
    assert "without cdc22" in summary_text(summary)
    rules = {each["rule"] for each in summary["findings"]}
    assert "cdc22_4" not in rules
    assert {"vadod22_no_benzo", "red_cauda_equina", "yellow_suicidality"} <= rules


def test_an_evaluation_says_what_was_off_and_is_not_continued_with_it_on(tmp_path, without_cdc, monkeypatch):
    source, out = charts.write(tmp_path, CHART), tmp_path / "out"
    evaluate_population(source, out, as_of=DAY, tables=["finding"])
    rows = parquet.read_table(out / "finding")
    assert set(rows["knowledge"].to_pylist()) == {told()["knowledge"]}
    assert not {rule for rule in rows["rule"].to_pylist() if rule.startswith("cdc22_") and rule[6:].isdigit()}
    assert set(rows["rule"].to_pylist()) == {each["rule"] for each in told()["findings"]}
    monkeypatch.delenv("LENITIVE_GUIDELINES")
    with pytest.raises(InputError, match="another evaluation"):
        evaluate_population(source, out, as_of=DAY, tables=["finding"])
