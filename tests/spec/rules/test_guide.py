"""The guide's rule and cases are run as they stand in docs/rules.md."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

from lenitive.knowledge.rules import parse_rules
from lenitive.knowledge.rules.site import read_choice
from tests.spec.rules.drawn import read_cases, status
from tests.spec.rules.mutants import mutants, of_rule

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "rules.md"
HEAD = "set: interaction\ntitle: Interactions\nversion: 2026-11\nstatus: draft\nrules:\n"


def block(kind: str) -> str:
    found = re.search(rf"```{kind}\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return found.group(1)


def test_the_guides_file_of_a_site_can_be_followed(tmp_path):
    found = re.search(r"    switched_off:\n(?:    .*\n)+", GUIDE.read_text(encoding="utf-8"))
    assert found is not None
    path = tmp_path / "guidelines.yaml"
    path.write_text(textwrap.dedent(found.group(0)), encoding="utf-8")
    choice = read_choice(str(path))
    assert choice.off == {"cdc22", "bmj25"}
    assert choice.reviewed == {"vadod22": "2026-11"}


def test_the_guides_rule_passes_the_guides_cases_and_every_change_of_it_fails_one(tmp_path):
    (rule,) = parse_rules([("guide.yaml", HEAD + block("yaml"))])
    path = tmp_path / "guide.cases"
    path.write_text(block(""), encoding="utf-8")
    cases = read_cases(path)
    assert len(cases) > 20
    assert [case for case in cases if status(of_rule(rule), case) != case.status] == []
    unnoticed = [
        mutant.name
        for mutant in mutants(rule)
        if all(status(of_rule(mutant.rule), case) == case.status for case in cases)
    ]
    assert unnoticed == []
