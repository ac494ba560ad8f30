"""The pathways name only what exists, and say who does what when."""

from __future__ import annotations

import pytest

from lenitive.errors import KnowledgeError
from lenitive.knowledge.pathways import PATHWAYS, pathway, pathways, read_pathways, shipped
from lenitive.knowledge.treatments import treatment


def test_there_is_a_pathway_for_each_kind_of_pain():
    assert tuple(each.id for each in pathways()) == PATHWAYS == ("acute", "chronic", "cancer", "palliative")


@pytest.mark.parametrize("each", pathways(), ids=lambda each: each.id)
def test_every_step_says_who_does_what_and_where_that_comes_from(each):
    assert len({step.id for step in each.steps}) == len(each.steps)
    for step in each.steps:
        assert all((step.title, step.who, step.when, step.source))
        assert step.do
        assert step.verified_scope or not step.verified


def test_a_pathway_begins_with_what_is_unsafe():
    assert pathway("acute").steps[0].id == "safe_first"
    assert pathway("chronic").steps[0].id == "safe_first"
    assert pathway("cancer").steps[0].emergency


def test_an_acute_pain_has_a_day_to_look_again_and_a_day_when_it_is_late():
    expected = pathway("acute").expected_recovery
    assert {each.indication for each in expected} >= {"low_back_pain_acute", "postoperative_pain"}
    assert all(0 < each.review_days < each.late_days for each in expected)


def test_chronic_pain_begins_with_movement_and_mind_before_procedures():
    order = [step.id for step in pathway("chronic").steps]
    assert order.index("move") < order.index("mind") < order.index("medicines") < order.index("procedures")
    early = [step for step in pathway("chronic").steps if step.id in ("move", "mind")]
    assert not any(treatment(name).invasive for step in early for name in step.treatments)


def test_an_unknown_pathway_is_one_clear_line():
    with pytest.raises(KnowledgeError, match="there is no pathway 'wellness'"):
        pathway("wellness")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("pathway: acute", "pathway: chronic", "'chronic'"),
        ("  who: any clinician", "  whom: any clinician", "lacks who"),
        ("treatments: [daily_movement,", "treatments: [bed_rest,", "treatment 'bed_rest'"),
        ("scales: [peg,", "scales: [mood_ring,", "instrument 'mood_ring'"),
        ("rules: [cdc22_1]", "rules: [cdc99]", "rule 'cdc99'"),
        ("indication: renal_colic", "indication: gout", "indication 'gout'"),
        ("review_days: 14", "review_days: soon", "soon"),
    ],
)
def test_what_is_not_declared_is_refused_with_its_file_and_line(old, new, told):
    texts = shipped()
    assert old in texts["acute"]
    with pytest.raises(KnowledgeError, match=told) as refused:
        read_pathways({**texts, "acute": texts["acute"].replace(old, new, 1)})
    assert "knowledge/pathways/acute.yaml line " in str(refused.value)
