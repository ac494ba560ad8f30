"""The guide: whole in both languages, easy to read, drawn for everyone, and found by its words."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client

from lenitive.knowledge.learning.guide import glossary, guide
from lenitive.plan.reading_level import reading_level

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("page", guide(), ids=lambda page: page.id)
def test_a_page_is_readable_at_grade_eight(page):
    said = page.said["en"]
    parts = [text for part in said.parts for text in (part.text, *part.points)]
    assert reading_level([said.answer, *parts]).grade <= 8


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("page", guide(), ids=lambda page: page.id)
def test_a_page_answers_first_and_names_its_source_and_date(page, language):
    text = Client().get(f"/learn/guide/{page.id}/", {"in": language}).content.decode()
    said = page.said[language]
    places = [text.index(f">{words}<") for words in (said.title, said.parts[0].title)]
    assert places[0] < text.index(said.asks) < places[1]
    assert page.dated in text


@pytest.mark.parametrize("page", guide(), ids=lambda page: page.id)
def test_every_drawing_says_what_it_shows_and_has_no_small_print(page):
    text = Client().get(f"/learn/guide/{page.id}/").content.decode()
    drawings = re.findall(r"<svg.*?</svg>", text, re.DOTALL)
    assert len(drawings) == sum(bool(part.picture) for part in page.said["en"].parts)
    for drawing in drawings:
        assert re.search(r"<title[^>]*>\w", drawing)
        assert re.search(r"<desc[^>]*>\w", drawing)


@pytest.mark.parametrize("asked", ["nerve burns", "NERVE"])
def test_the_guide_is_found_by_its_words(asked):
    found = [each["id"] for each in Client().get("/learn/guide/", {"q": asked}).context["pages"]]
    assert "kinds" in found
    assert "visit" not in found


def test_a_word_that_the_guide_lacks_leads_to_the_assistant():
    assert "/learn/ask/?q=quantum" in Client().get("/learn/guide/", {"q": "quantum"}).content.decode()


def test_the_evidence_by_condition_is_one_step_away():
    assert "/learn/treatments/low_back_pain_chronic/" in (
        Client().get("/learn/guide/treatments/").content.decode()
    )


def test_search_engines_read_a_page_as_schema_org():
    page = Client().get("/learn/guide/kinds/").content.decode()
    data = json.loads(re.findall(r'ld\+json"[^>]*>(.*?)</script>', page, re.DOTALL)[0])
    assert data["@type"] == "MedicalWebPage"
    assert data["lastReviewed"] == next(each.dated for each in guide() if each.id == "kinds")


def test_every_word_of_the_glossary_is_on_its_page():
    page = Client().get("/learn/guide/words/", {"in": "es"}).content.decode()
    assert all(each.said["es"][0] in page for each in glossary())
