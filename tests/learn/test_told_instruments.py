"""Questionnaires told to people: what each is about, from its own knowledge, and found by its other names."""

from __future__ import annotations

import pytest

from lenitive.knowledge.instruments import instrument, instruments
from lenitive.knowledge.learning.instrument_words import instrument_words
from lenitive.learn.ask import ask
from lenitive.learn.told_instrument import about, told


def test_every_questionnaire_can_be_told_in_both_languages():
    for each in instruments():
        for language in ("en", "es"):
            said = told(each, language)
            assert each.name in said
            assert "{" not in said
            assert len(said.split()) < 110
            assert about(each.domain, language) in said


def test_a_score_is_told_as_its_knowledge_has_it():
    said = told(instrument("phq9"), "en")
    assert "about the last 14 days" in said
    assert "from 0 to 27" in said
    assert "10 to 14 moderate" in said
    assert told(instrument("odi"), "en").startswith(
        "Oswestry Disability Index 2.1a asks about how far pain limits daily activities (disability): the low"
    )


def test_a_cut_off_is_told_by_its_sign():
    """PSQI above 5 (not from 5 on), PSEQ-2 up to 5, DN4 from 4 on: as their knowledge has them."""
    assert "Above 5: poor sleeper." in told(instrument("psqi"), "en")
    assert "Up to 5: low." in told(instrument("pseq2"), "en")
    assert "From 4 on: neuropathic pain likely." in told(instrument("dn4"), "en")


def test_names_and_domains_are_those_of_the_instruments():
    known = instrument_words()
    assert set(known.names) <= {each.id for each in instruments()}
    assert {domain for each in instruments() for domain in each.domain} == set(known.domains)


@pytest.mark.parametrize(
    ("question", "among", "word"),
    [
        ("what's DN4", "instrument.dn4", "neuropathic"),
        ("what does the Oswestry measure", "instrument.odi", "disability"),
        ("what does a PCS score mean", "instrument.pcs", "Catastrophizing"),
        ("what is the pittsburgh sleep quality index", "instrument.psqi", "sleep"),
        ("¿qué es el DN4?", "instrument.dn4", "neuropático"),
        ("¿qué mide la PSEQ?", "instrument.pseq", "confianza"),
    ],
)
def test_a_question_about_a_questionnaire_is_answered_by_it(question, among, word):
    reply = ask(question)
    assert reply.kind == "answer"
    assert among in reply.ranked[:3]
    assert word in reply.answer
