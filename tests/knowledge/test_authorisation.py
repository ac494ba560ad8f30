"""The policies of insurers as they are shipped, and how a wrong file is refused."""

from __future__ import annotations

import pytest

from lenitive.errors import InputError, KnowledgeError
from lenitive.knowledge.authorisation import policies, policy_for, procedures
from lenitive.knowledge.authorisation.parse import parse_policies
from lenitive.knowledge.authorisation.settings import authorisation_language, settings
from lenitive.knowledge.authorisation.wording import found, named_in
from lenitive.knowledge.rules import known_ids

SHARED = """criteria:
- {id: asked, need: x, when: {table: score, where: {scale: nrs.total}, absent: 'no'}, get: y, wanted: z}
"""
POLICY = """policies:
- id: one
  payer: one
  title: One
  procedures: [esi_lumbar]
  referral_needed: true
  criteria: [asked]
  repeat: []
  limits: []
  documentation: []
  not_covered: []
  source: ours
  verified: false
"""


def read(policy: str = POLICY, shared: str = SHARED):
    known = known_ids() | {"entry": frozenset(settings().entries)}
    return parse_policies(("shared", shared), [("file", policy)], authorisation_language(), known, "1")


def test_every_policy_has_a_source_and_says_whether_it_was_verified():
    made = policies()
    assert len(made) == 18
    assert all(each.source and each.criteria and each.version for each in made)
    assert all(each.verified_scope for each in made if each.verified)


def test_every_procedure_that_a_policy_names_finds_it():
    for each in policies():
        for procedure in each.procedures:
            if procedure != "any":
                assert policy_for(procedure, each.id) is each
    assert len(procedures()) == 15


def test_the_default_policy_is_one_of_them():
    assert settings().default_policy in {each.id for each in policies()}


def test_every_criterion_says_how_to_get_what_is_missing():
    assert all(one.get and one.need and one.wanted for each in policies() for one in each.criteria)


def test_a_policy_is_read():
    (made,) = read()
    assert [each.id for each in made.criteria] == ["one.asked"]


@pytest.mark.parametrize(
    ("wrong", "right", "says"),
    [
        ("esi_lumbr", "esi_lumbar", r"file line 2: there is no treatment 'esi_lumbr'"),
        ("[askd]", "[asked]", r"file line 2: there is no shared criterion 'askd'"),
        ("verified: maybe", "verified: false", r"file line 2: verified is 'maybe'"),
        ("sorce: ours", "source: ours", r"file line 2: the policy one lacks source"),
        ("limits: [{id: x, most: 2}]", "limits: []", "a limit that is not counted needs words"),
        ("limits: [{id: x, of: [esi_lumbar]}]", "limits: []", "needs most or gap_days"),
        ("limits: [{id: x, of: [esi_lumbar], most: 2, per: arm}]", "limits: []", "per is 'arm'"),
        ("limits: [{id: x, of: [esi_lumbar], most: two}]", "limits: []", "most is 'two'"),
        ("limits: [{id: x, words: y, for: [yoga]}]", "limits: []", "yoga is no procedure of this policy"),
    ],
)
def test_a_wrong_policy_is_refused_with_its_line(wrong, right, says):
    with pytest.raises(KnowledgeError, match=says):
        read(POLICY.replace(right, wrong))


@pytest.mark.parametrize(
    ("wrong", "right", "says"),
    [
        ("nrs.totl", "nrs.total", "shared line 2: there is no scale 'nrs.totl'"),
        ("table: scores", "table: score", "shared line 2: there is no table 'scores'"),
        ("absent: nothing", "absent: 'no'", "shared line 2: absent is 'nothing'"),
        ("gets: y", "get: y", "lacks get"),
    ],
)
def test_a_wrong_criterion_is_refused_with_its_line(wrong, right, says):
    with pytest.raises(KnowledgeError, match=says):
        read(shared=SHARED.replace(right, wrong))


def test_a_criterion_without_a_test_is_refused():
    with pytest.raises(KnowledgeError, match="neither when nor manual"):
        read(POLICY.replace("[asked]", "[{id: x, need: y, get: z, wanted: w}]"))


def test_a_policy_stands_once():
    with pytest.raises(KnowledgeError, match="stands twice"):
        read(POLICY + POLICY.removeprefix("policies:\n"))


def test_a_criterion_stands_once_in_a_policy():
    with pytest.raises(KnowledgeError, match=r"one\.asked stands twice"):
        read(POLICY.replace("[asked]", "[asked, asked]"))


@pytest.mark.parametrize(
    ("text", "outcomes"),
    [
        ("No lasting benefit", ("no_benefit",)),
        ("stopped: side effects (dizzy)", ("not_tolerated",)),
        ("Unsuccessful (qualifier value)", ("no_benefit",)),
        ("not resolved", ()),
        ("Successful", ("benefit",)),
        ("", ()),
    ],
)
def test_results_are_found_as_whole_words_and_not_after_not(text, outcomes):
    assert found("outcome", text) == outcomes


@pytest.mark.parametrize(
    ("text", "treatments"),
    [
        ("Left L4-L5 medial branch block", {"mbb_diagnostic"}),
        ("Epidural injection of steroid", {"esi_lumbar", "esi_cervical"}),
        ("Spinal cord stimulation trial, 5 days", {"scs_trial"}),
        ("Appendectomy", set()),
    ],
)
def test_procedures_are_found_by_name(text, treatments):
    assert named_in(text) == treatments


def test_near_names_are_told():
    with pytest.raises(InputError, match="medicare"):
        policy_for("esi_lumbar", "medicaire")
