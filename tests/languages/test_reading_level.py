"""Every text of the portal is plain: measured, in English and in Spanish, whenever the tests run."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lenitive.knowledge.documents import document
from lenitive.knowledge.instruments.own_words import own_words
from lenitive.knowledge.learning.careers import careers, starts
from lenitive.knowledge.learning.courses import own_courses
from lenitive.knowledge.learning.guide import guide
from lenitive.knowledge.learning.lessons import lessons
from lenitive.knowledge.plain import plain_treatments, plain_words
from lenitive.plan.reading_level import reading_level
from tests.languages.legibility import ease, syllables

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
import words

KNOWLEDGE = words.SOURCE / "knowledge"
FILES = sorted((KNOWLEDGE / "portal").glob("*.yaml"))
FILLED = re.compile(r"%\(\w+\)[sd]|%%?[sd]|\{\w*\}|<[^>]+>")
# A name or a button has no grade: what is measured is what is read, from five words on.
FEWEST, LONG, LONGEST_SENTENCE = 5, 25, 30
WHOLE, EACH = 6, 8
# INFLESZ: from 65 on quite easy, from 55 on normal.
EASY, NORMAL = 65, 55


def collections(language: str) -> Iterator[tuple[str, list[str]]]:
    """Every collection of texts by its name: the sentences of pages, and each file of words."""
    yield "pages", list(sentences(language))
    for path in FILES:
        yield path.stem, [each for each in spoken(document(path.read_text()), language) if reads(each)]
    yield "lessons", [text for each in lessons() if (text := each.text_in(language))]
    if language == "es":  # in English their grade is held where they are written
        yield "own lists", [each for name in own_words() for each in own_words()[name]["es"].items.values()]
        yield from in_library()
    said = plain_treatments(language).values()
    yield "treatments", [text for each in said for text in (each.what, each.how)]
    yield "plans", [each for each in plain_words(language).sentences() if reads(each)]


def in_library() -> Iterator[tuple[str, list[str]]]:
    """What the library says in Spanish, beside its lessons' texts."""
    yield "library pages", list(sentences("es", "library"))
    steps = [step for each in own_courses("es") for step in each.steps]
    yield "own courses", [text for step in steps for text in (step.text, step.check)]
    tasks = [text for each in lessons("es") for text in (*each.objectives, each.activity, each.practice)]
    yield "tasks of lessons", [each for each in tasks if reads(each)]
    yield "guide", [part.text for each in guide() for part in each.said["es"].parts]
    work = [text for each in careers("es") for text in each.does]
    left = [text for each in starts("es") for near in each.paths for text in near.left]
    yield "careers", [each for each in (*work, *left) if reads(each)]


def sentences(language: str, app: str = "portal") -> Iterator[str]:
    for message in words.catalog_of(words.SOURCE / app, "es"):
        said = message.id if language == "en" else message.string
        for each in said if isinstance(said, tuple) else (said,):
            if message.id and reads(each):
                yield FILLED.sub(" ", each)


def spoken(part: object, language: str) -> Iterator[str]:
    """The words in a language, wherever they stand in a document."""
    if isinstance(part, dict):
        if isinstance(part.get(language), str) and "en" in part:
            yield FILLED.sub(" ", part[language])
        for each in part.values():
            yield from spoken(each, language)
    elif isinstance(part, list):
        for each in part:
            yield from spoken(each, language)


def reads(text: str) -> bool:
    return len(text.split()) >= FEWEST


ENGLISH, SPANISH = dict(collections("en")), dict(collections("es"))


@pytest.mark.parametrize("name", [name for name, texts in ENGLISH.items() if texts])
def test_each_collection_is_of_grade_6_at_most_and_each_long_text_of_grade_8(name):
    assert reading_level(ENGLISH[name]).grade <= WHOLE
    hard = [each for each in ENGLISH[name] if len(each.split()) > LONG and reading_level(each).grade > EACH]
    assert hard == []


@pytest.mark.parametrize("name", [name for name, texts in SPANISH.items() if texts])
def test_each_collection_is_quite_easy_in_spanish_and_each_long_text_normal(name):
    assert ease(SPANISH[name]) >= EASY
    assert [each for each in SPANISH[name] if len(each.split()) > LONG and ease(each) < NORMAL] == []


@pytest.mark.parametrize("texts", [ENGLISH, SPANISH], ids=["en", "es"])
def test_no_sentence_is_longer_than_one_keeps_in_mind(texts):
    each = [part for said in texts.values() for text in said for part in re.split(r"[.?!:;]\s", text)]
    assert [part for part in each if len(part.split()) > LONGEST_SENTENCE] == []


def test_everything_that_people_read_is_measured():
    """The count grows with the portal; a reader that finds nothing would pass everything."""
    assert len(ENGLISH["pages"]) > 300 and len(SPANISH["pages"]) > 300
    assert len(SPANISH["lessons"]) == len(ENGLISH["lessons"]) == len(lessons())
    for name in ("course", "emergency", "flare", "pacing", "sleep", "medicines", "treatments", "lessons"):
        assert ENGLISH[name] and SPANISH[name], name


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("dolor", 2), ("usted", 2), ("cuidado", 3), ("ayuda", 3), ("día", 2), ("aunque", 2), ("siguiente", 3),
        ("pingüino", 3), ("leer", 2), ("muy", 1), ("y", 1), ("medicina", 4), ("bien", 1), ("hoy", 1),
        ("respiración", 4), ("ahí", 2),
    ],
)  # fmt: skip
def test_spanish_syllables_are_those_of_a_dictionary(word, count):
    assert syllables(word) == count


def test_a_hard_text_is_found_hard():
    assert reading_level("Psychological interventions demonstrate considerable heterogeneity.").grade > EACH
    hard = "La administración simultánea de antiinflamatorios incrementa considerablemente la toxicidad."
    assert ease(hard) < NORMAL < EASY < ease("Pare. Respire despacio. Mueva un poco la pierna.")
