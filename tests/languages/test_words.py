"""What speaks other languages has every sentence in them, and the site reads what the translators wrote."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from django.conf import settings

from lenitive.knowledge.documents import document
from lenitive.knowledge.plain import plain_treatments, plain_words
from lenitive.measure.body_map import regions

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
import words

SPOKEN = [(app, language) for app in words.apps() for language in words.languages(app)]
POSITIONAL = re.compile(r"(?<!%)%[sdg]")
PLACES = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|<[^>]+>")


def speaking(part, path=""):
    """Everything in a document that is said in more than one language, with where it stands."""
    if isinstance(part, dict):
        if isinstance(part.get("es"), str):
            yield path, part
        for key, each in part.items():
            yield from speaking(each, f"{path}/{key}")
    elif isinstance(part, list):
        for at, each in enumerate(part):
            yield from speaking(each, f"{path}/{at}")


def name(value):
    return value.name if isinstance(value, Path) else value


def test_the_portal_and_the_library_speak_what_the_settings_say():
    spoken = {f"/{dict(portal='me', library='learn')[app.name]}/": set() for app, _language in SPOKEN}
    for app, language in SPOKEN:
        spoken[f"/{dict(portal='me', library='learn')[app.name]}/"].add(language)
    assert spoken == {start: set(each) - {"en"} for start, each in settings.SPOKEN.items()}


@pytest.mark.parametrize(("app", "language"), SPOKEN, ids=name)
def test_no_sentence_is_left_in_english(app, language):
    assert words.missing(words.catalog_of(app, language)) == []


@pytest.mark.parametrize("language", ["es", "ar"])
@pytest.mark.parametrize("path", sorted((words.SOURCE / "knowledge" / "portal").glob("*.yaml")), ids=name)
def test_what_is_known_of_the_portal_is_said_in_every_language(path, language):
    """All but the names of crisis lines, which are called what they are called."""
    lacking = [where for where, each in speaking(document(path.read_text())) if not each.get(language)]
    assert [where for where in lacking if not re.fullmatch(r"/countries/\w+/names", where)] == []


@pytest.mark.parametrize("language", ["es", "ar"])
def test_every_treatment_and_every_plan_is_said_in_every_language(language):
    """Each text is there, is not the English one, and keeps what is filled in."""
    english, said = plain_treatments(), plain_treatments(language)
    assert list(said) == list(english)
    for treatment, told in said.items():
        assert told.name and told.what != english[treatment].what and told.how != english[treatment].how
    plan, own = list(plain_words().sentences()), list(plain_words(language).sentences())
    assert len(own) == len(plan) and len(plain_words(language).months) == 12
    for before, after in zip(plan, own, strict=True):
        assert after and after != before and PLACES.findall(after) == PLACES.findall(before)


@pytest.mark.parametrize("language", ["es", "ar"])
def test_every_place_of_the_body_has_a_name_of_its_own_in_every_language(language):
    said = regions().labels_in(language)
    assert all(said) and len(set(said)) == len(regions().ids) and not set(said) & set(regions().labels)


@pytest.mark.parametrize(
    ("language", "left", "right"), [("es", r"izquierd[ao]", r"derech[ao]"), ("ar", "اليسرى", "اليمنى")]
)
def test_left_stays_left_in_every_language(language, left, right):
    for side, label in zip(regions().side, regions().labels_in(language), strict=True):
        assert bool(re.search(left, label)) == (side == "left"), label
        assert bool(re.search(right, label)) == (side == "right"), label


@pytest.mark.parametrize(
    ("language", "slowly", "suddenly"),
    [("es", "de golpe", r"nunca se (deja|dejan|corta)"), ("ar", "دفعة واحدة", r"(لا|ولا) (يُوقَف|تُوقَف) أبدًا")],
)
def test_what_must_not_end_at_once_is_said_so_wherever_it_is_said_in_english(language, slowly, suddenly):
    told = plain_treatments(language)
    for treatment, english in plain_treatments().items():
        if "never ended all at once" in english.how:
            assert slowly in told[treatment].how, treatment
            assert re.search(suddenly, told[treatment].how, re.IGNORECASE), treatment


@pytest.mark.parametrize(("app", "language"), SPOKEN, ids=name)
def test_a_translation_keeps_what_is_filled_in(app, language):
    wrong = []
    for message in words.catalog_of(app, language):
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        held = set(PLACES.findall(ids[-1]))
        wrong += [each for each in strings if message.id and each and not set(PLACES.findall(each)) <= held]
    assert wrong == []


@pytest.mark.parametrize(("app", "language"), SPOKEN, ids=name)
def test_what_is_filled_in_by_its_place_stands_in_every_form(app, language):
    """A form may say "one day" for a number with a name; one without a name breaks the page if left out."""
    for message in words.catalog_of(app, language):
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        held = POSITIONAL.findall(ids[-1])
        assert all(POSITIONAL.findall(each) == held for each in strings if message.id and each), ids


@pytest.mark.parametrize(("app", "language"), SPOKEN, ids=name)
def test_a_single_sentence_loses_nothing_that_is_filled_in(app, language):
    for message in words.catalog_of(app, language):
        if message.id and isinstance(message.id, str) and message.string:
            assert sorted(PLACES.findall(message.string)) == sorted(PLACES.findall(message.id)), message.id


@pytest.mark.parametrize(("app", "language"), SPOKEN, ids=name)
def test_the_files_are_those_that_the_tool_makes(app, language):
    """`make words` was run: no sentence is missing from the file, none is left over; the site reads it."""
    catalog, path = words.catalog_of(app, language), words.po_file(app, language)
    assert path.read_bytes() == words.po_bytes(catalog)
    assert path.with_suffix(".mo").read_bytes() == words.mo_bytes(catalog)
