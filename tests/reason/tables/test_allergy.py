"""Entries of the allergy list by ingredient and class."""

from __future__ import annotations

import pytest

from tests.reason.tables.drawn import SNOMED, ago, coded, made

RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
IBUPROFEN = coded("allergy", "a1", RXNORM, "5640")


def found(*codes, **entry):
    record = {"allergy": [{"row_id": "a1", "status": "active", "text": None} | entry], "coding": codes}
    return sorted({(row["ingredient"], row["drug_class"]) for row in made("allergy", record)}, key=str)


def ingredients(*codes, **entry):
    return sorted({ingredient for ingredient, _ in found(*codes, **entry)}, key=str)


def test_a_code_of_rxnorm_names_the_ingredient_and_its_class():
    assert found(IBUPROFEN, text="x") == [("ibuprofen", "nsaid")]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Ibuprofen 400 mg", "ibuprofen"),
        ("Advil", "ibuprofen"),
        ("hives after IBUPROFEN", "ibuprofen"),
        ("Penicillin V", "other"),
    ],
)
def test_without_a_code_the_words_count(text, named):
    assert named in ingredients(text=text)


def test_the_words_beside_a_code_that_we_do_not_know_count():
    display = coded("allergy", "a1", SNOMED, "387207008") | {"display": "Ibuprofen (substance)"}
    assert found(display) == [("ibuprofen", "nsaid")]


def test_a_class_in_words_is_each_of_its_ingredients():
    named = ingredients(text="NSAIDs")
    assert {"ibuprofen", "naproxen", "celecoxib"} <= set(named)
    assert None not in named


@pytest.mark.parametrize(
    ("text", "substance"),
    [
        ("Sulfa drugs", "sulfonamide"),
        ("IV contrast", "contrast_medium"),
        ("Adhesive tape", "adhesive"),
        ("local anaesthetics", "local_anaesthetic"),
        ("ibuprofen", "other"),
    ],
)
def test_words_name_a_group_of_substances(text, substance):
    rows = made("allergy", {"allergy": [{"row_id": "a1", "status": "active", "text": text}]})
    assert {row["substance"] for row in rows} == {substance}
    assert None not in {row["ingredient"] for row in rows}


def test_an_entry_without_code_or_words_is_not_readable():
    assert found() == [(None, None)]


@pytest.mark.parametrize(
    "entry",
    [
        {"status": "inactive"},
        {"status": "resolved"},
        {"verification": "refuted"},
        {"verification": "entered-in-error"},
        {"category": "food"},
        {"category": "environment"},
        {"recorded": ago(-30)},
    ],
)
def test_what_does_not_hold_or_is_no_medicine_is_left_out(entry):
    assert found(IBUPROFEN, **entry) == []


@pytest.mark.parametrize("entry", [{"status": None}, {"category": "medication"}, {"recorded": ago(900)}])
def test_an_entry_holds_until_it_is_closed(entry):
    assert found(IBUPROFEN, **entry) == [("ibuprofen", "nsaid")]
