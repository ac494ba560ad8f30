"""Our own lists are asked in the language of the person; a published form only in its official words."""

from __future__ import annotations

import re

import pytest

from lenitive.knowledge import instruments
from lenitive.knowledge.asking import asking
from lenitive.knowledge.instruments.own_words import own_words
from lenitive.measure.wording import wording_for


@pytest.fixture(autouse=True)
def no_wording_of_a_site(tmp_path, monkeypatch):
    monkeypatch.setenv("LENITIVE_HOME", str(tmp_path))


@pytest.mark.parametrize("language", ["es", "ar"])
@pytest.mark.parametrize("name", sorted(asking().own_words))
def test_a_list_of_our_own_is_asked_in_the_language_of_the_person(name, language):
    wording = wording_for(name, f"{language}-MX")
    items = instruments.instrument(name).items
    assert wording.language == language and list(wording.items) == [item.key for item in items]
    assert wording.is_ours
    assert not {item.label for item in items} & set(wording.items.values())
    assert len(set(wording.items.values())) == len(items)
    assert wording.title != instruments.instrument(name).name


@pytest.mark.parametrize(("language", "yes", "no"), [("es", "Sí", "No"), ("ar", "نعم", "لا")])
@pytest.mark.parametrize("name", sorted(asking().own_words))
def test_yes_and_no_are_said_in_the_language_of_the_question(name, language, yes, no):
    answers = wording_for(name, language).answers
    for item in instruments.instrument(name).items:
        assert dict(answers[item.key]) == ({1: yes, 0: no} if item.kind == "boolean" else {})
        assert item.kind != "choice" and not item.words, "say its answers too"


@pytest.mark.parametrize("language", ["es", "ar"])
def test_every_list_of_our_own_is_said_and_every_number_of_its_label_with_it(language):
    assert set(own_words()) == asking().own_words
    for name in own_words():
        for item in instruments.instrument(name).items:
            said = re.findall(r"\d+", own_words()[name][language].items[item.key])
            assert set(re.findall(r"\d+", item.label)) <= set(said), item.key


def test_no_published_instrument_gets_words_of_ours():
    assert wording_for("phq9", "es") is None and wording_for("pain_history", "fr") is None
    assert wording_for("pain_history", "../es") is None
