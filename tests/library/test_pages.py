"""The public library: every page opens to anyone, says its sources, and is light."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from django.test import Client

from lenitive.knowledge.learning.questions import questions

pytestmark = pytest.mark.django_db

PAGES = [
    "/learn/",
    "/learn/?in=es",
    "/learn/guide/",
    "/learn/guide/?q=nerve",
    "/learn/guide/words/",
    "/learn/guide/what/",
    "/learn/guide/kinds/?in=es",
    "/learn/guide/skills/",
    "/learn/guide/visit/",
    "/learn/guide/treatments/",
    "/learn/ask/",
    "/learn/ask/?q=does+acupuncture+work",
    "/learn/ask/?q=I+want+to+die",
    "/learn/ask/?q=compare+all+three+courses",
    "/learn/questions/",
    "/learn/questions/?in=es",
    "/learn/questions/naloxone/",
    "/learn/questions/naloxone/?in=es",
    "/learn/lessons/sleep/",
    "/learn/true-or-not/",
    "/learn/treatments/",
    "/learn/treatments/low_back_pain_chronic/",
    "/learn/treatment/acupuncture/",
    "/learn/courses/",
    "/learn/courses/?q=back",
    "/learn/courses/?q=quantum",
    "/learn/courses/kinesiology_taping_self/",
    "/learn/courses/compare/?id=kinesiology_taping_self&id=stress_buster_watercolour",
    "/learn/courses/compare/",
    "/learn/do/own_stress_buster_watercolour/",
    "/learn/careers/",
    "/learn/careers/?now=psychologist",
    "/learn/careers/pain_psychologist/",
]
MISSING = (
    "guide/x",
    "questions/x",
    "lessons/x",
    "treatments/x",
    "treatment/x",
    "courses/x",
    "do/x",
    "careers/x",
)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_to_anyone_and_names_who_to_call(page):
    response = Client().get(page)
    assert response.status_code == 200
    assert "988" in response.content.decode()
    assert "noindex" not in response.content.decode()


@pytest.mark.parametrize("page", MISSING)
def test_what_is_not_there_is_said_to_be_so(page):
    assert Client().get(f"/learn/{page}/").status_code == 404


def test_a_page_is_for_reading_only():
    assert Client().post("/learn/ask/", {"q": "x"}).status_code == 405


def test_an_answer_names_its_sources_and_leads_to_them():
    page = Client().get("/learn/ask/", {"q": "does acupuncture work"}).content.decode()
    assert "Vickers" in page
    assert "/learn/questions/acupuncture/" in page


def test_the_questions_before_come_along_and_nothing_is_stored():
    from django.contrib.sessions.models import Session

    page = Client().get("/learn/ask/", {"q": "does it help?", "before": "what is spinal cord stimulation"})
    assert page.context["reply"].kind == "answer"
    assert 'name="before" value="what is spinal cord stimulation"' in page.content.decode()
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</title><b>"]
)
def test_what_somebody_writes_is_never_run(text):
    page = Client().get("/learn/ask/", {"q": text, "before": text}).content.decode()
    assert text not in page
    assert text not in Client().get("/learn/courses/", {"q": text}).content.decode()


def test_search_engines_read_the_questions_as_schema_org():
    page = Client().get("/learn/questions/").content.decode()
    data = json.loads(unescape(re.findall(r'ld\+json"[^>]*>(.*?)</script>', page, re.DOTALL)[0]))
    assert data["@type"] == "FAQPage"
    assert len(data["mainEntity"]) == len(questions())


def test_what_we_have_not_verified_is_marked():
    open_one = next(each for each in questions() if not each.verified)
    assert "not yet verified" in Client().get(f"/learn/questions/{open_one.id}/").content.decode()
