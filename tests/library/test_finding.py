"""Engines that find pages: the list holds pages that open, in both languages, and nothing of the clinic."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def _listed():
    made = Client().get("/learn/sitemap.xml").content.decode()
    return [unescape(each) for each in re.findall(r"<loc>https?://[^/]+(/[^<]*)</loc>", made)]


def test_every_page_of_the_list_opens_and_is_of_the_library():
    listed = _listed()
    assert len(listed) == len(set(listed)) > 400
    assert all(each.startswith("/learn/") for each in listed)
    client = Client()
    for address in listed[:: len(listed) // 60]:
        assert client.get(address).status_code == 200, address


def test_each_page_stands_there_in_both_languages():
    listed = set(_listed())
    bare = {each for each in listed if "?" not in each}
    assert {f"{each}?in=es" for each in bare} == listed - bare


def test_engines_may_read_the_library_alone():
    said = Client().get("/robots.txt").content.decode()
    assert "Allow: /learn/\nDisallow: /\n" in said
    assert "Sitemap: http://testserver/learn/sitemap.xml" in said


@pytest.mark.parametrize("language", ["en", "es"])
def test_each_kind_of_page_says_in_its_language_what_it_is_about(language):
    pages = (
        "questions/acupuncture",
        "guide/kinds",
        "lessons/sleep",
        "treatment/acupuncture",
        "careers/pain_nurse",
    )
    said = set()
    for page in pages:
        text = Client().get(f"/learn/{page}/", {"in": language}).content.decode()
        said.add(re.search(r'<meta name="description" content="([^"]{20,170})"', text)[1])
    assert len(said) == len(pages)
