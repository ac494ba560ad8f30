"""A Spanish question about courses is answered in Spanish; what another catalogue says stays as it came."""

from __future__ import annotations

from pathlib import Path

import pytest

from lenitive.errors import KnowledgeError
from lenitive.knowledge.learning import translated
from lenitive.knowledge.learning.course_words import course_words
from lenitive.knowledge.learning.courses import courses, told
from lenitive.learn.ask import ask
from lenitive.learn.catalogue.bringing import bring_in

ENGLISH = (
    "it is",
    "its level",
    "It teaches",
    "Mind:",
    "Not known",
    "Another",
    "rated",
    "beginner",
    "not known",
)


@pytest.mark.parametrize(
    ("question", "kind", "first"),
    [
        ("¿cuál es el mejor curso para principiantes?", "course", "kinesiology_taping_self"),
        ("¿qué curso me enseña a vendar la rodilla?", "course", "kinesiology_taping_self"),
        ("busco un curso para la espalda", "course", "prevent_back_pain_five_steps"),
        ("un curso de arte para el estrés", "course", "stress_buster_watercolour"),
        ("compare los tres cursos", "compare", "kinesiology_taping_self"),
    ],
)
def test_a_course_is_found_and_told_in_spanish(question, kind, first):
    reply = ask(question)
    assert (reply.kind, reply.language, reply.ranked[0]) == (kind, "es", first)
    told_in_table = " ".join(" ".join((what, *values)) for what, values in reply.table)
    assert not [each for each in ENGLISH if each in f"{reply.answer} {told_in_table}"]
    assert "de 10" in reply.answer
    assert len(reply.answer.split()) <= 150


def test_a_course_of_another_catalogue_keeps_its_words_and_has_spanish_ones_around_them(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("LENITIVE_HOME", str(tmp_path))
    bring_in(Path(__file__).with_name("programming.csv"))
    reply = ask("¿cuál es el mejor curso de python para principiantes?")
    assert reply.answer.startswith("Python from Zero [1]: trata de")
    assert "su nivel es principiante" in reply.answer


def test_every_note_on_our_courses_is_told_in_spanish_and_their_names_stay():
    for english, spanish in zip(courses(), courses("es"), strict=True):
        assert (english.name, english.rating, english.source) == (
            spanish.name,
            spanish.rating,
            spanish.source,
        )
        assert english.teaches != spanish.teaches
        assert english.safety != spanish.safety
        assert told(english, "es") == spanish
        assert told(english, "en") is english


def test_a_language_of_nobody_gets_the_english_words():
    assert course_words("de") == course_words("en")


ENTRIES = [
    {"id": "a", "title": "A", "steps": [{"id": "s", "text": "T"}], "list": ["x", "y"], "empty": "", "n": 1}
]
SPANISH = {"a": {"title": "Á", "steps": {"s": {"text": "Té"}}, "list": ["equis", "ye"]}}


def _read(spanish):
    return lambda name: {"all": ENTRIES if name == "f.yaml" else spanish}


def test_words_of_a_language_take_the_place_of_the_english_ones_and_nothing_else_does(monkeypatch):
    monkeypatch.setattr(translated, "read", _read(SPANISH))
    said = translated.entries("f", "all", "es", ("title", "steps", "text", "list", "empty"))
    expected = {"title": "Á", "steps": [{"id": "s", "text": "Té"}], "list": ["equis", "ye"]}
    assert said == [{**ENTRIES[0], **expected}]
    assert ENTRIES[0]["title"] == "A"


@pytest.mark.parametrize(
    "spanish",
    [
        {},
        {**SPANISH, "b": {}},
        {"a": {**SPANISH["a"], "title": " "}},
        {"a": {**SPANISH["a"], "title": None}},
        {"a": {**SPANISH["a"], "list": ["equis"]}},
        {"a": {**SPANISH["a"], "empty": "algo"}},
        {"a": {**SPANISH["a"], "n": 2}},
        {"a": {**SPANISH["a"], "steps": {"other": {"text": "Té"}}}},
        {"a": {key: value for key, value in SPANISH["a"].items() if key != "steps"}},
        ["Á"],
    ],
)
def test_a_language_that_says_less_or_more_than_english_is_refused(monkeypatch, spanish):
    monkeypatch.setattr(translated, "read", _read(spanish))
    with pytest.raises(KnowledgeError):
        translated.entries("f", "all", "es", ("title", "steps", "text", "list", "empty"))
