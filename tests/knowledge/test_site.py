"""A site switches guidelines off by a file, in one line of complaint where that would hide a danger."""

from __future__ import annotations

import pytest

from lenitive.errors import ConfigurationError, KnowledgeError
from lenitive.knowledge.rules import guideline_sets, parse_sets, rules
from lenitive.knowledge.rules.site import (
    SETTING,
    Choice,
    chosen_rule,
    chosen_rules,
    knowledge_version,
    may_be_switched_off,
    reviewed_words,
    site_choice,
)
from lenitive.reason.engine.program import program


@pytest.fixture
def choose(tmp_path, monkeypatch):
    """Name a file with this text as the choice of the site."""

    def put(text: str) -> str:
        path = tmp_path / f"guidelines{len(list(tmp_path.iterdir()))}.yaml"
        path.write_text(text, encoding="utf-8")
        monkeypatch.setenv(SETTING, str(path))
        return str(path)

    return put


def test_without_a_file_every_set_is_on(monkeypatch):
    monkeypatch.delenv(SETTING, raising=False)
    assert site_choice() == Choice()
    assert chosen_rules() == rules()
    assert "without" not in knowledge_version()


def test_a_set_that_is_off_is_in_no_rule_no_program_and_named_in_the_version(choose):
    choose("switched_off:\n  bmj25: Our own pathway.\n  ng193: Not our country.\n")
    assert {rule.set for rule in rules()} - {rule.set for rule in chosen_rules()} == {"bmj25", "ng193"}
    assert {each.rule.set for each in program().judgements}.isdisjoint({"bmj25", "ng193"})
    assert knowledge_version().endswith(" without bmj25, ng193")


def test_a_choice_has_one_program_and_another_choice_another(choose, monkeypatch):
    every = program()
    choose("switched_off:\n  bmj25: Our own pathway.\n")
    fewer = program()
    assert fewer is program()
    assert len(fewer.judgements) == len(every.judgements) - 1
    monkeypatch.delenv(SETTING)
    assert program() is every


def test_a_veterans_site_can_follow_its_own_guideline_in_the_place_of_cdc(choose):
    choose("switched_off:\n  cdc22: We follow VA/DoD 2022.\n")
    ids = {rule.id for rule in chosen_rules()}
    assert "vadod22_no_initiation" in ids
    assert "cdc22_general_exclusions" in ids  # for whom VA/DoD speaks is said by it


@pytest.mark.parametrize("name", ["red_flag", "suicide", "hepatic"])
def test_a_set_that_holds_a_danger_stays_on(choose, name):
    choose(f"switched_off:\n  {name}: Too many alerts.\n")
    with pytest.raises(ConfigurationError, match=f"{name} cannot be switched off: it holds findings"):
        site_choice()


def test_every_rule_of_an_emergency_is_in_a_set_that_stays_on():
    grave = {rule.set for rule in rules() if rule.urgency in ("emergency", "urgent")}
    assert {each.id for each in guideline_sets() if not may_be_switched_off(each.id)} == grave
    assert "yellow_suicidality" in {rule.id for rule in rules() if rule.set in grave}


def test_a_set_that_others_need_is_refused_and_they_are_named(choose):
    place = choose("switched_off:\n  opioid: Not wanted.\n")
    with pytest.raises(ConfigurationError) as caught:
        site_choice()
    line = str(caught.value)
    assert line.startswith(
        f"{place}: opioid cannot be switched off alone: its opioid_misuse_signs is needed by "
    )
    assert "hhs19_consider_taper" in line
    assert "\n" not in line


def test_a_set_and_what_needs_it_can_go_together(choose):
    choose("switched_off:\n  opioid: Not wanted.\n  hhs19: Not wanted.\n")
    assert {rule.set for rule in chosen_rules()}.isdisjoint({"opioid", "hhs19"})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("switched_off:\n  bmj: x\n", "names 'bmj', which is no set"),
        ("switched_off:\n  bmj25:\n", "says nothing of bmj25"),
        ("switched_off:\n  bmj25: ' '\n", "Write why, in a sentence"),
        ("switched_off: [bmj25]\n", "switched_off is"),
        ("off:\n  bmj25: x\n", "unknown key"),
        ("- bmj25\n", "the file is"),
        ("switched_off: {\n", "line 2: this is not YAML"),
        ("reviewed:\n  bmj25: 2026\n", "Write the version"),
    ],
)
def test_a_file_that_cannot_be_followed_is_one_line_that_names_it(choose, text, says):
    place = choose(text)
    with pytest.raises(ConfigurationError) as caught:
        site_choice()
    assert says in str(caught.value)
    assert place in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_is_said(monkeypatch, tmp_path):
    monkeypatch.setenv(SETTING, str(tmp_path / "none.yaml"))
    with pytest.raises(ConfigurationError, match=SETTING):
        site_choice()


def test_an_empty_file_switches_nothing_off(choose):
    choose("")
    assert site_choice() == Choice()


def test_a_rule_that_is_off_says_so_with_the_reason_of_the_site(choose):
    choose("switched_off:\n  bmj25: Our own pathway.\n")
    with pytest.raises(KnowledgeError, match=r"switched off here with the set bmj25 \(Our own pathway"):
        chosen_rule("bmj25_interventional_spine")
    assert chosen_rule("cdc22_4").id == "cdc22_4"


def test_the_version_that_a_site_reviewed_is_held_against_the_one_that_is_shipped(choose):
    choose("reviewed:\n  cdc22: '2020-01'\n  bmj25: '2026-11'\n")
    assert reviewed_words("cdc22", site_choice()) == "; version 2020-01 was reviewed here, NOT this one"
    assert reviewed_words("bmj25", site_choice()) == ", reviewed here"
    assert reviewed_words("ng193", site_choice()) == ""


def test_two_files_of_one_set_are_refused():
    head = "set: a\ntitle: A\nversion: '1'\nstatus: draft\nrules: []\n"
    with pytest.raises(KnowledgeError, match=r"two.yaml: the set a stands twice"):
        parse_sets([("one.yaml", head), ("two.yaml", head)])
