from __future__ import annotations

import pytest

from lenitive.errors import KnowledgeError
from lenitive.knowledge import codes_of_concepts, limits, units
from lenitive.knowledge.instruments import instruments
from lenitive.knowledge.tables import knowledge_tables


def rows(name):
    return knowledge_tables()[name].to_pylist()


@pytest.mark.parametrize(
    ("code", "key"), [("M54.50", "M5450"), (" g89.4 ", "G894"), ("2160-0", "2160-0"), ("J7336", "J7336")]
)
def test_a_code_has_one_form(code, key):
    assert codes_of_concepts.code_key(code) == key


@pytest.mark.parametrize(
    "uri",
    [
        *("http://snomed.info/sct", "https://snomed.info/sct", "http://snomed.info/sct/"),
        *("urn:oid:2.16.840.1.113883.6.96", "HTTP://SNOMED.INFO/SCT"),
    ],
)
def test_a_code_system_has_one_short_name(uri):
    assert codes_of_concepts.system_key(uri) == "snomed"


def test_a_code_system_that_is_not_listed_is_refused_with_what_to_do():
    with pytest.raises(KnowledgeError, match=r"systems\.csv"):
        codes_of_concepts.system_key("http://example.org")


def test_no_name_of_a_code_system_means_two():
    named = [row["uri"] for row in rows("code_system")]
    assert len(named) == len(set(named))


def test_every_stem_begins_its_pattern_and_has_the_length_that_charts_are_cut_to():
    lengths = {row["system"]: row["stem_length"] for row in rows("code_system")}
    for row in rows("concept_of_code"):
        system, stem = row["stem"].split(" ")
        assert row["pattern"].startswith(stem)
        assert len(stem) == min(lengths[system], len(row["pattern"].rstrip("%")))


def test_the_limits_of_acute_subacute_and_chronic_back_pain_leave_no_day_out():
    limits_of = {
        row["concept"]: (row["onset_min_days"], row["onset_max_days"])
        for row in rows("concept_of_code")
        if row["concept"].startswith("low_back_pain_") and row["stem"] == "icd10 M54"
    }
    assert limits_of["low_back_pain_acute"][1] + 1 == limits_of["low_back_pain_subacute"][0] == 31
    assert limits_of["low_back_pain_subacute"][1] + 1 == limits_of["low_back_pain_chronic"][0] == 91


def test_a_range_of_codes_is_every_number_of_it():
    found = {row["pattern"] for row in rows("concept_of_code") if row["concept"] == "coronary_bypass_recent"}
    assert {"33510", "33516", "33523", "33533", "33536"} <= found
    assert "33509" not in found and "33537" not in found


def test_codes_whose_words_are_left_out_exclude():
    excluded = {row["pattern"] for row in rows("concept_of_code") if row["excludes"]}
    assert {"191821007", "F1121%"} <= excluded


def test_every_unit_belongs_to_a_concept_with_possible_values():
    for row in rows("unit"):
        assert row["low"] < row["high"] and row["factor"] > 0
    assert {row["concept"] for row in rows("measured_code")} - {"pregnancy_status"} <= {
        row["concept"] for row in rows("unit")
    }


@pytest.mark.parametrize(("unit", "key"), [("mL/min/{1.73_m2}", "ml/min/1.73m2"), ("mm Hg", "mmhg")])
def test_a_unit_has_one_form(unit, key):
    assert units.unit_key(unit) == key


def test_every_urine_test_is_judged_in_a_known_way():
    judged = {row["key"] for row in rows("urine_judged")}
    assert {row["key"] for row in rows("urine_code")} <= judged
    by_medicine = {row["key"] for row in rows("urine_judged") if row["judged"] == "by_medicine"}
    assert {row["key"] for row in rows("urine_explained_by")} == by_medicine


def test_every_treatment_and_pain_score_that_is_named_exists():
    treatments = {row["treatment"] for row in rows("treatment")}
    for name in ("treatment_of_code", "treatment_of_ingredient", "treatment_name", "first_line"):
        assert {row["treatment"] for row in rows(name)} <= treatments, name
    scales = {f"{form.id}.{scale.id}" for form in instruments() for scale in form.scales}
    assert {row["scale"] for row in rows("pain_score")} <= scales


def test_a_limit_that_does_not_exist_is_refused_with_those_that_do():
    with pytest.raises(KnowledgeError, match="pregnancy_last_week"):
        limits.limit("nothing")
