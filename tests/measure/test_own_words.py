"""Our own lists are asked in the language of the person; a published form only in its official words."""

from __future__ import annotations

import pytest

from lenitive.knowledge import instruments
from lenitive.knowledge.asking import asking
from lenitive.knowledge.instruments.own_words import own_words
from lenitive.measure.wording import wording_for


@pytest.fixture(autouse=True)
def no_wording_of_a_site(tmp_path, monkeypatch):
    monkeypatch.setenv("LENITIVE_HOME", str(tmp_path))


@pytest.mark.parametrize("language", ["es", "ar"])
@pytest.mark.parametrize("name", ["pain_history", "social", "work"])
def test_a_list_of_our_own_is_asked_in_the_language_of_the_person(name, language):
    wording = wording_for(name, f"{language}-MX")
    items = instruments.instrument(name).items
    assert wording.language == language and list(wording.items) == [item.key for item in items]
    assert wording.is_ours
    assert not {item.label for item in items} & set(wording.items.values())
    assert len(set(wording.items.values())) == len(items) and not any(wording.answers.values())


def test_no_published_instrument_gets_words_of_ours():
    assert set(own_words()) <= asking().own_words
    assert wording_for("phq9", "es") is None and wording_for("pain_history", "fr") is None
    assert wording_for("pain_history", "../es") is None
