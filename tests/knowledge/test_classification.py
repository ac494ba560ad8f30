"""The classification's files name only what exists, say their source, and refuse what they do not know."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest

from lenitive.errors import KnowledgeError
from lenitive.knowledge.classification import subject, subjects
from lenitive.knowledge.classification.parse import parse_subjects
from lenitive.knowledge.rules import known_ids
from lenitive.knowledge.rules.language import language
from lenitive.knowledge.tables import knowledge_tables

FILE = """
subject: ache
kind: condition
title: Ache
meaning: An ache
version: 1
status: draft
source: a book
verified: false
criteria:
- id: old
  side: step
  title: It is old
  when: {table: pain, where: {fact: time}, take: {latest: {days: {'>=': 91}}}, absent: unknown}
  ask: Since when?
- id: hurts
  side: step
  title: It hurts
  when: {all: [{criterion: old}]}
  ask: Does it hurt?
grades:
- id: sure
  title: Sure
  when: {criterion: hurts}
"""


def read(text):
    return parse_subjects([("ache.yaml", text)], language(), known_ids())


def test_the_file_reads_as_it_is():
    (made,) = read(FILE)
    assert [one.id for one in made.criteria] == ["ache.old", "ache.hurts"]
    assert made.grades[0].tree.criteria == {"ache.hurts"}
    assert made.criteria[0].source == "a book"


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ("status: draft", "status: draft\nmood: good", 2, "mood"),
        ("  ask: Since when?", "  ask: Since when?\n  colour: red", 11, "colour"),
        ("side: step", "side: left", 11, "left"),
        ("kind: condition", "kind: mood", 2, "mood"),
        ("table: pain", "table: pains", 14, "pains"),
        ("days:", "weeks:", 14, "weeks"),
        ("{criterion: old}", "{criterion: new}", 19, "ache.new"),
        ("{criterion: old}", "{criterion: hurts}", 19, "needs itself"),
        ("  ask: Since when?", "  ask: Since when?\n  item: peg.nothing", 11, "peg.nothing"),
        ("- id: hurts", "- id: old", 16, "twice"),
        ("verified: false", "verified: maybe", 2, "maybe"),
        ("- id: sure", "- id: old", 22, "a criterion and a grade"),
        ("when: {criterion: hurts}", "when: {table: pain, absent: unknown}", 24, "criteria alone"),
    ],
)
def test_a_file_that_says_something_unknown_is_refused_with_its_line(old, new, line, told):
    with pytest.raises(KnowledgeError) as refused:
        read(FILE.replace(old, new, 1))
    assert told in str(refused.value)
    assert f"ache.yaml line {line}" in str(refused.value)


def test_every_subject_criterion_and_grade_has_a_source_and_says_whether_it_was_read():
    for each in subjects():
        assert each.source
        for entry in (*each.criteria, *each.grades):
            assert entry.source
            assert isinstance(entry.verified, bool)


def test_every_criterion_asks_a_question():
    assert all(one.ask and one.title for each in subjects() for one in each.criteria)


def test_the_steps_of_the_neuropathic_grading_build_on_each_other():
    possible, probable, definite = (grade.tree.criteria for grade in subject("neuropathic").grades)
    assert possible < probable < definite


def test_screening_scores_are_in_no_tree_of_a_grade():
    for name, screen in (
        ("neuropathic", "neuropathic.screen"),
        ("nociplastic", "nociplastic.sensitisation_score"),
    ):
        assert all(screen not in grade.tree.criteria for grade in subject(name).grades)


@pytest.mark.parametrize(
    ("table", "column", "kind"), [("pain_concept", "concept", "concept"), ("territory", "concept", "concept")]
)
def test_the_tables_of_pain_name_concepts_that_exist(table, column, kind):
    assert set(knowledge_tables()[table][column].to_pylist()) <= known_ids()[kind]


def test_the_signs_of_pain_are_items_and_scales_that_exist():
    for row in knowledge_tables()["pain_sign"].to_pylist():
        assert row["id"] in known_ids()["item" if row["kind"] == "item" else "scale"]


def test_the_body_map_has_74_regions_19_areas_and_five_parts():
    rows = knowledge_tables()["body_region"].to_pylist()
    assert len(rows) == 74
    assert len({row["wpi_area"] for row in rows} - {None}) == 19
    counted = [row for row in rows if row["counts_for_generalised"] == "yes"]
    assert len({row["region_group"] for row in counted}) == 5
    for place in ("jaw", "chest", "belly"):
        assert not [row for row in counted if place in row["label"].lower()]


def test_territories_are_regions_of_the_body_map():
    regions = set(knowledge_tables()["body_region"]["id"].to_pylist())
    assert set(knowledge_tables()["territory"]["region"].to_pylist()) <= regions


def test_every_row_of_the_pain_tables_has_a_source():
    for name in ("pain_concepts", "pain_signs", "territories"):
        text = files("lenitive.knowledge.classification").joinpath(f"{name}.csv").read_text(encoding="utf-8")
        assert all(
            row["source"] and row["verified"] in ("true", "false")
            for row in csv.DictReader(text.splitlines())
        )
