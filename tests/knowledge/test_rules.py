"""The rules load, every id in them resolves, and the loader says file and line of what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from lenitive.errors import KnowledgeError
from lenitive.knowledge.rules import known_ids, model, parse_rules, rules
from lenitive.knowledge.rules.language import language
from lenitive.knowledge.rules.model import Leaf, leaves
from lenitive.knowledge.tables import knowledge_tables

RULE = """\
set: trial
title: A trial set
version: 2026-11
status: draft
rules:
- id: some_rule
  layer: 1
  title: Some rule
  applies_to: {age_min: 18}
  urgency: soon
  when: {table: use, where: {drug_class: opioid}, absent: unknown}
  action: Do something.
  settles_by: the list
  strength: strong
  source: A paper
  verified: false
"""


def refused(text: str) -> str:
    with pytest.raises(KnowledgeError) as caught:
        parse_rules([("some.yaml", text)])
    return str(caught.value)


def test_no_rule_of_the_ninety_is_lost_and_each_has_its_source():
    assert len(rules()) >= 90
    assert all(rule.source and rule.action and rule.settles_by for rule in rules())


def test_the_ids_of_every_kind_that_a_field_declares_are_known():
    kinds = {field.ids for table in language().tables.values() for field in table.fields if field.ids}
    assert kinds - {"rule"} <= set(known_ids())
    assert all(known_ids()[kind] for kind in kinds - {"rule"})


def named_ids() -> list[tuple[str, str, str]]:
    """(rule, kind of id, id) of everything that a rule names."""
    made = []
    for rule in rules():
        made += [(rule.id, "rule", name) for name in rule.applies_to.excludes]
        for leaf in leaves(rule.when):
            taken = leaf.take.tests if leaf.take.kind == "latest" else ()
            for test in (*leaf.where, *taken):
                made += [(rule.id, kind, value) for kind, value in _ids(leaf, test)]
    return made


def _ids(leaf: Leaf, test: model.Test) -> list[tuple[str, str]]:
    field = language().tables[leaf.table].field(test.field)
    if field is None or not field.ids:
        return []
    values = (*test.one_of, *(value for _, value in test.bounds))
    return [(field.ids, str(value)) for value in values]


def test_every_id_in_a_rule_resolves():
    known = {**known_ids(), "rule": frozenset(rule.id for rule in rules())}
    assert [each for each in named_ids() if each[2] not in known[each[1]]] == []
    assert len(named_ids()) > 350


def test_every_treatment_that_has_codes_is_a_treatment():
    tables = knowledge_tables()
    coded = set(tables["treatment_code"]["treatment"].to_pylist())
    assert coded <= known_ids()["treatment"]


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("drug_class: opioid", "drug_class: opiod", "line 11"),
        ("drug_class: opioid", "drugclass: opioid", "no field 'drugclass'"),
        ("table: use", "table: uses", "no table 'uses'"),
        ("table: use", "table: held", "no table 'held'"),
        ("absent: unknown", "absent: perhaps", "absent"),
        ("absent: unknown}", "absent: unknown, fresh_days: 5}", "fresh_days stands without latest"),
        ("absent: unknown}", "absent: unknown, window_days: 5, between: [1, 2]}", "together"),
        ("{drug_class: opioid}", "{course_days: {'=>': 5}}", "no operator"),
        ("{drug_class: opioid}", "{course_days: many}", "not what course_days holds"),
        ("{drug_class: opioid}", "{status: taken}", "never 'taken'"),
        ("{drug_class: opioid}", "{systemic: 1}", "not what systemic holds"),
        ("urgency: soon", "urgency: whenever", "urgency"),
        ("  action: Do something.\n", "", "lacks action"),
        ("verified: false", "verified: 'no'", "verified"),
        ("verified: false", "verified: false\n  colour: red", "unknown keys: colour"),
        ("{age_min: 18}", "{age_min: 18, excludes: [no_such_rule]}", "no rule 'no_such_rule'"),
        ("when: {table", "when: {some: [], table", "unknown keys"),
        ("layer: 1", "layer: 1\n  layer: 2", "stands twice"),
        ("set: trial", "set: [", "line"),
        ("layer: 1", "layer: first", "layer"),
        ("age_min: 18", "age_min: adult", "age_min"),
        ("{drug_class: opioid}", "{course_days: [5, 6]}", "course_days"),
    ],
)
def test_a_rule_that_names_what_does_not_exist_is_refused_with_file_and_line(before, after, says):
    assert before in RULE
    message = refused(RULE.replace(before, after, 1))
    assert says in message
    assert "some.yaml" in message
    assert "line " in message


def test_two_rules_of_one_id_are_refused():
    second = RULE[RULE.index("- id") :]
    assert "stands twice" in refused(RULE + second)


def test_a_rule_must_stand_above_the_rules_it_names():
    text = RULE.replace("{age_min: 18}", "{excludes: [some_rule]}")
    assert "layer" in refused(text)


def test_the_files_of_rules_are_all_read():
    folder = Path(__file__).resolve().parents[2] / "src" / "lenitive" / "knowledge" / "rules"
    sets = {path.stem for path in folder.glob("*.yaml")} - {"language"}
    assert {rule.place.split("/")[-1].split(".yaml")[0] for rule in rules()} == sets
