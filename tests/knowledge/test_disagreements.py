"""Where sources disagree: every id exists, each topic has two sides, and each side its source."""

from __future__ import annotations

import pytest

from lenitive.errors import KnowledgeError
from lenitive.knowledge.disagreements import (
    disagreements,
    disagreements_of_rule,
    disagreements_of_treatment,
    parse_disagreements,
)

TEXT = """\
version: 2026-11
status: draft
disagreements:
- id: one
  topic: A topic
  treatments: [tens]
  sides:
  - who: Some
    says: Yes.
    rules: [cdc22_2]
    source: A paper
    verified: true
  - who: Others
    says: No.
    source: Another paper
    verified: false
  here: Both are shown.
"""


def test_every_topic_has_sides_with_sources_and_is_found_by_what_it_is_about():
    assert len(disagreements()) >= 10
    for each in disagreements():
        assert len(each.sides) >= 2
        assert all(side.says and side.source and side.who for side in each.sides)
        assert each.here
        for side in each.sides:
            assert all(each in disagreements_of_rule(name) for name in side.rules)
        assert all(each in disagreements_of_treatment(name) for name in each.treatments)


def test_a_side_that_stands_on_rules_has_the_source_of_one_of_them():
    """So that the two cannot drift apart: author or title of the source is that of the rule."""
    from lenitive.knowledge.rules import rule

    for each in disagreements():
        for side in each.sides:
            for name in side.rules:
                assert (
                    side.source.split(",")[0].split(" (")[0] == rule(name).source.split(",")[0].split(" (")[0]
                )


def test_a_side_is_verified_only_where_the_rule_it_stands_on_is():
    from lenitive.knowledge.rules import rule

    for each in disagreements():
        for side in each.sides:
            assert not side.verified or all(rule(name).verified for name in side.rules)


def test_a_rule_without_a_disagreement_has_none():
    assert disagreements_of_rule("red_cauda_equina") == ()
    assert disagreements_of_treatment("hypnosis") == ()


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("cdc22_2", "cdc22_99", "no rule 'cdc22_99'"),
        ("[tens]", "[tenz]", "no treatment 'tenz'"),
        ("verified: false", "verified: perhaps", "verified"),
        ("    says: No.\n", "", "lacks says"),
        ("  here: Both are shown.\n", "", "lacks here"),
        ("  here:", "  colour: red\n  here:", "unknown keys: colour"),
        (TEXT[TEXT.index("  - who: Others") : TEXT.index("  here")], "", "has 1 side"),
        ("  treatments: [tens]\n", "  treatments: []\n", ""),
    ],
)
def test_what_does_not_exist_is_refused_with_file_and_line(before, after, says):
    assert before in TEXT
    text = TEXT.replace(before, after, 1)
    if not says:
        assert parse_disagreements("some.yaml", text)[0].treatments == ()
        return
    with pytest.raises(KnowledgeError) as caught:
        parse_disagreements("some.yaml", text)
    assert says in str(caught.value)
    assert "some.yaml line " in str(caught.value)


def test_a_topic_about_nothing_and_one_that_stands_twice_are_refused():
    with pytest.raises(KnowledgeError, match="names no rule and no treatment"):
        parse_disagreements(
            "some.yaml", TEXT.replace("  treatments: [tens]\n", "").replace("    rules: [cdc22_2]\n", "")
        )
    with pytest.raises(KnowledgeError, match="stands twice"):
        parse_disagreements("some.yaml", TEXT + TEXT[TEXT.index("- id: one") :])
