"""The knowledge of referrals: sources, codes that mean their concept, words that are easy to read."""

from __future__ import annotations

import copy
from importlib.resources import files

import pytest

from lenitive.errors import KnowledgeError
from lenitive.knowledge.codes_of_concepts import code_key, concept_rows, stem_of
from lenitive.knowledge.documents import document
from lenitive.knowledge.tables import knowledge_columns
from lenitive.knowledge.visits.letter_words import ICD, letter_words
from lenitive.knowledge.visits.referrals import URGENCIES, read_referrals, referrals
from lenitive.knowledge.visits.while_waiting import while_waiting
from lenitive.plan.reading_level import reading_level

GRADE = 8


def raw():
    return copy.deepcopy(
        document(files("lenitive.knowledge.visits").joinpath("referrals.yaml").read_text(encoding="utf-8"))
    )


def test_everything_says_where_it_is_from():
    known = referrals()
    for each in (known.rule, *known.urgencies.values(), *known.records.values(), *while_waiting().parts):
        assert each.source
        assert isinstance(each.verified, bool)


def test_the_rule_excepts_self_pay_and_some_plans():
    needed = {each.id: each.needed for each in referrals().rule.ways.values()}
    assert needed == {"insurance": True, "plan_without": False, "self_pay": False, "unknown": None}


def test_a_graver_urgency_is_seen_and_looked_at_sooner():
    times = [(each.days, each.triage_days) for each in referrals().urgencies.values()]
    assert times == sorted(times)
    assert times[0] == (0, 0)


def test_a_late_referral_never_climbs_down():
    for each in referrals().urgencies.values():
        reached = [URGENCIES.index(each.late(days)) for days in range(400)]
        assert reached == sorted(reached, reverse=True)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda raw: raw["decisions"]["accept"].update(state="nowhere"), "leads to 'nowhere'"),
        (lambda raw: raw["urgencies"].pop("soon"), "the urgencies are"),
        (lambda raw: raw["urgencies"]["soon"].update(climbs=[{"urgency": "x", "days_late": 1}]), "climb"),
        (lambda raw: raw["records"]["imaging"].update(there={"table": "moon"}), "is there by"),
    ],
)
def test_what_cannot_be_is_refused_by_name(change, words):
    found = raw()
    change(found)
    with pytest.raises(KnowledgeError, match=words):
        read_referrals(found)


def test_the_code_of_each_problem_of_a_letter_means_its_concept():
    rows = concept_rows().to_pylist()
    for problem in set(letter_words().problems.values()):
        key = code_key(problem.code)
        stem = f"icd10 {stem_of('icd10', key)}"
        fits = [row for row in rows if row["stem"] == stem and key.startswith(row["pattern"].rstrip("%"))]
        meant = {row["concept"] for row in fits if not row["excludes"]}
        not_meant = {row["concept"] for row in fits if row["excludes"]}
        assert problem.concept in meant - not_meant, (problem, ICD)


def test_the_treatments_of_a_letter_are_treatments_of_knowledge():
    known = {treatment for (treatment,) in knowledge_columns("treatment", "treatment")}
    assert set(letter_words().treatments.values()) - {""} <= known


def test_the_sheet_for_the_time_of_waiting_is_easy_to_read():
    sheet = while_waiting()
    assert reading_level(sheet.sentences()).grade <= GRADE
    for part in sheet.parts:
        assert reading_level(part.items).grade <= GRADE, part.id


def test_the_sheet_tells_of_dangers_first_and_what_to_do():
    first = while_waiting().parts[0]
    assert first.loud
    assert "Call 911" in first.after
