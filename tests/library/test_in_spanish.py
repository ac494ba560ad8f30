"""Every page of the library is whole in Spanish: labels, texts, links; what is English is marked as such."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from lenitive.knowledge.learning.careers import careers, certificates, claims, starts
from lenitive.knowledge.learning.courses import courses, own_courses
from lenitive.knowledge.learning.lessons import lessons
from lenitive.knowledge.treatments import indications, titles
from lenitive.learn.catalogue.bringing import bring_in
from tests.library.test_pages import MISSING, PAGES

pytestmark = pytest.mark.django_db

VOID = frozenset(
    ("area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
SEEN = ("aria-label", "title", "placeholder", "alt", "value")
# Words that English has in nearly every sentence and Spanish in none; names of bodies and journals are left.
ENGLISH = re.compile(
    r"\b(the|and|is|are|it|with|this|that|what|your|you|not|from|how|which|each|for|of)\b", re.IGNORECASE
)
NAMES = re.compile(
    r"American (Society|Board|Academy|Nurses)[\w ]*|(Lenitive's|Academy of) [\w ]+|Pain Educator|English"
    r"|Physical Medicine and Rehabilitation|Doctor of Physical Therapy|Spine 2019|"
    + "|".join(re.escape(each.name) for each in courses())
)


class Words(HTMLParser):
    """The words of a page that are said to be in its language, and its addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.said: list[str] = []
        self.links: list[dict[str, str]] = []

    @property
    def lang(self) -> str:
        return self.open[-1][1] if self.open else ""

    def handle_starttag(self, tag, attrs):
        given = {key: value or "" for key, value in attrs}
        lang = given.get("lang") or self.lang
        if tag not in VOID:
            self.open.append((tag, lang))
        if tag == "a":
            self.links.append(given)
        if lang == "es":
            self.said += [given[name] for name in SEEN if name != "value" and name in given]
            self.said += [v for k, v in given.items() if k.startswith("data-") and " " in v]

    def handle_endtag(self, tag):
        while tag not in VOID and self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        inside = {tag for tag, _lang in self.open}
        if data.strip() and self.lang == "es" and not inside & {"script", "style"}:
            self.said.append(data.strip())


def read(page: str) -> Words:
    words = Words()
    words.feed(page)
    return words


def in_spanish(page: str) -> str:
    return f"{page}{'&' if '?' in page else '?'}in=es" if "in=es" not in page else page


WHOLE = sorted(
    {in_spanish(page) for page in PAGES if "q=" not in page}
    | {f"/learn/lessons/{each.id}/?in=es" for each in lessons()}
    | {f"/learn/do/{each.id}/?in=es" for each in own_courses()}
    | {f"/learn/careers/{each.id}/?in=es" for each in careers()}
    | {f"/learn/careers/?now={each.id}&in=es" for each in starts()}
    | {"/learn/courses/?q=espalda&in=es", "/learn/ask/?q=compare+los+tres+cursos&in=es"}
    | {"/learn/ask/?q=¿qué+es+el+dolor+crónico?&in=es", "/learn/courses/?hours=10&sort=price&in=es"}
)


@pytest.mark.parametrize("page", WHOLE)
def test_nothing_on_a_spanish_page_is_in_english_unless_it_is_marked(page):
    response = Client().get(page)
    assert response.status_code == 200
    said = read(response.content.decode()).said
    assert len(said) > 12
    assert [each for each in said if ENGLISH.search(NAMES.sub("", each))] == []


@pytest.mark.parametrize("page", WHOLE)
def test_page_header_and_labels_say_the_same_language(page):
    response = Client(headers={"accept-language": "en"}).get(page)
    text = response.content.decode()
    assert response.headers["Content-Language"] == "es"
    assert '<html lang="es"' in text
    assert "Preguntar" in text
    assert response.context["language"] == "es"


@pytest.mark.parametrize("page", WHOLE)
def test_every_link_in_the_library_keeps_the_language_that_the_address_chose(page):
    text = Client().get(page).content.decode()
    links = [each["href"] for each in read(text).links if "hreflang" not in each]
    ours = [each for each in links if urlsplit(each).path.startswith("/learn/")]
    assert len(ours) > 6
    assert [each for each in ours if parse_qs(urlsplit(each).query).get("in") != ["es"]] == []
    assert text.count("<form") == text.count('<input type="hidden" name="in" value="es" />')


@pytest.mark.parametrize("page", [each for each in PAGES if "in=es" not in each])
def test_every_page_leads_to_itself_in_the_other_language(page):
    text = Client().get(page).content.decode()
    switch = {each["hreflang"]: each["href"] for each in read(text).links if "hreflang" in each}
    asked = parse_qs(urlsplit(page).query)
    assert {language: parse_qs(href[1:]) for language, href in switch.items()} == {
        language: {**asked, "in": [language]} for language in ("en", "es")
    }
    there = dict(re.findall(r'rel="alternate" hreflang="([\w-]+)" href="([^"]+)"', text))
    assert set(there) == {"en", "es", "x-default"}
    assert all(urlsplit(each).path == urlsplit(page).path for each in there.values())


@pytest.mark.parametrize(
    ("asked", "browser", "cookie", "spoken"),
    [
        ("", "es-MX,es;q=0.9,en;q=0.5", "", "es"),
        ("", "de,fr", "", "en"),
        ("", "en", "es", "es"),
        ("", "ar", "ar", "en"),
        ("?in=en", "es", "es", "en"),
        ("?in=es", "en", "en", "es"),
        ("?in=ar", "es", "", "es"),
        ("?in=%3Cb%3E", "en", "", "en"),
    ],
)
def test_the_address_decides_then_the_cookie_then_the_browser(asked, browser, cookie, spoken):
    client = Client(headers={"accept-language": browser})
    if cookie:
        client.cookies["django_language"] = cookie
    response = client.get(f"/learn/lessons/sleep/{asked}")
    assert response.headers["Content-Language"] == spoken
    assert f'<html lang="{spoken}"' in response.content.decode()
    assert not response.cookies


def test_the_address_decides_in_the_library_alone():
    assert Client().get("/me/?in=es", follow=True).headers["Content-Language"] == "en"


def test_the_course_of_another_catalogue_keeps_its_language_and_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("LENITIVE_HOME", str(tmp_path))
    catalogue = tmp_path / "baking.csv"
    catalogue.write_text(
        "name,subject,teaches,level,language\n"
        "Baking from Zero,baking,how to knead,beginner,en\nPan para todos,baking,amasar,beginner,es\n"
    )
    bring_in(catalogue)
    english = Client().get("/learn/courses/baking.baking_from_zero/?in=es").content.decode()
    assert '<h1 lang="en">Baking from Zero</h1>' in english
    assert '<dd lang="en">how to knead</dd>' in english
    assert "principiante" in english
    spanish = "/learn/courses/baking.pan_para_todos/"
    assert "<h1>Pan para todos</h1>" in Client().get(f"{spanish}?in=es").content.decode()
    assert '<h1 lang="es">Pan para todos</h1>' in Client().get(f"{spanish}?in=en").content.decode()


@pytest.mark.parametrize("asked", ["¿qué es la fibromialgia?", "compare los tres cursos"])
def test_what_stands_round_an_answer_is_in_the_language_of_the_answer(asked):
    text = Client().get("/learn/ask/", {"q": asked}).content.decode()
    assert "De dónde viene esto" in text
    streamed = b"".join(Client().get("/learn/ask/stream/", {"q": asked}).streaming_content).decode()
    assert "De dónde viene esto" in streamed
    assert "Where this comes from" not in streamed


def test_every_lesson_path_claim_and_condition_has_words_of_its_own_in_spanish():
    for english, spanish in zip(lessons(), lessons("es"), strict=True):
        assert english.id == spanish.id
        assert all(
            getattr(english, part) != getattr(spanish, part)
            for part in ("title", "text", "objectives", "activity", "practice")
        )
    for english, spanish in zip(careers(), careers("es"), strict=True):
        assert (english.id, [p.middle for p in english.pay]) == (spanish.id, [p.middle for p in spanish.pay])
        assert english.does != spanish.does
    assert all(a.correct != b.correct for a, b in zip(claims(), claims("es"), strict=True))
    assert all(a.whom != b.whom for a, b in zip(certificates(), certificates("es"), strict=True))
    assert set(titles("es")) == {each.id for each in indications()}


@pytest.mark.parametrize("course", own_courses("es"), ids=lambda course: course.id)
def test_a_course_of_our_own_counts_in_spanish_what_it_counts_in_english(course):
    """Centimetres, minutes, times and points stay: every numeral of a step is in both."""
    english = next(each for each in own_courses() if each.id == course.id)
    for one, other in zip(english.steps, course.steps, strict=True):
        assert re.findall(r"\d+", one.text) == re.findall(r"\d+", other.text), one.id
        assert (one.id, one.minutes) == (other.id, other.minutes)


def test_numbers_are_written_in_one_way_in_both_languages():
    """As in the US and Mexico: the pay of a year is no tenth of a dollar to anyone."""
    for language in ("en", "es"):
        pay = Client().get("/learn/careers/physical_therapist/", {"in": language}).content.decode()
        assert "101,020" in pay
        found = Client().get("/learn/courses/", {"q": "kinesiology", "in": language}).content.decode()
        assert "9.2" in found
        assert "9,2" not in found


@pytest.mark.parametrize("page", MISSING)
def test_what_is_not_there_is_said_in_spanish_and_leads_on(page):
    response = Client().get(f"/learn/{page}/?in=es")
    text = response.content.decode()
    assert response.status_code == 404
    assert "No está en la biblioteca" in text
    assert "noindex" in text
    assert [each for each in read(text).said if ENGLISH.search(NAMES.sub("", each))] == []
