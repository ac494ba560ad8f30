"""A question in the portal: dangers first, one's own record only where it was allowed, nothing kept."""

from __future__ import annotations

import pytest

from lenitive.desk.models import RECORD, AuditEvent
from lenitive.desk.policy import Helper
from lenitive.knowledge.portal.own_questions import own_questions
from lenitive.portal.questions.topics import topics_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("question", "topics"),
    [
        ("When is my next appointment?", ["visits"]),
        ("what medicines do I take", ["medicines"]),
        ("Am I allergic to anything?", ["allergies"]),
        ("what is in my plan", ["plan"]),
        ("am I getting better?", ["progress"]),
        ("which lesson is next for me", ["lessons"]),
        ("who is my doctor", ["team"]),
        ("¿Cuándo es mi próxima cita?", ["visits"]),
        ("¿qué medicinas tomo?", ["medicines"]),
        ("متى موعدي؟", ["visits"]),
        ("متى الموعد القادم؟", ["visits"]),
        ("ما هي أدويتي؟", ["medicines"]),
        ("does acupuncture work", []),
        ("what are the risks of opioid medicines", []),
        ("which pills are opioids", []),
    ],
)
def test_a_question_names_topics_of_ones_own_record_only_where_it_is_about_oneself(question, topics):
    assert topics_of(question) == topics


def _ask(client, asked, **more):
    return client.post("/me/questions/", {"q": asked, **more})


def test_the_record_is_left_alone_unless_it_was_allowed(me):
    client = me("ana")
    page = _ask(client, "what medicines do I take")
    assert page.context["found"] == []
    events = AuditEvent.objects.filter(what__contains="what the record holds")
    assert not events.exists()
    page = _ask(client, "what medicines do I take", own="yes")
    assert [each.title for each in page.context["found"]] == ["My medicines"]
    assert events.get().patient_id == "ana"


def test_what_is_found_is_of_the_person_whose_page_is_open(me):
    ana, ben = me("ana"), me("ben")
    RECORD["goal"].objects.create(patient_id="ben", row_id="Goal/b#1", text="Swim again", status="active")
    assert "Swim again" in _ask(ben, "what are my goals", own="yes").context["found"][0].lines
    assert "Swim again" not in _ask(ana, "what are my goals", own="yes").content.decode()


def test_each_topic_says_something_also_where_the_record_is_empty(me):
    every = "my visit, my medicine, my allergy, my plan, my progress, my goal, my lesson, today, my team"
    found = _ask(me("ana"), every, own="yes").context["found"]
    assert len(found) == len(own_questions().topics)
    assert all(each.title and each.lines and each.url for each in found)


def test_a_danger_comes_before_everything_and_the_record_is_not_opened(me):
    page = _ask(me("ana"), "what medicines do I take, I want to die", own="yes")
    text = page.content.decode()
    assert "found" not in page.context
    assert text.index('class="alarm"') < text.index("<form")
    assert "/me/now/?kind=self_harm" in text
    assert not AuditEvent.objects.filter(what__contains="what the record holds").exists()


def test_a_question_about_ones_own_treatment_leads_to_the_team(me):
    page = _ask(me("ana"), "can I double my duloxetine tonight")
    assert page.context["reply"].kind == "personal"
    assert "/me/team/" in page.content.decode()


def test_a_reader_sees_the_same_and_is_not_offered_what_they_may_not_do(me):
    page = _ask(me("ana", Helper.READER), "can I double my duloxetine tonight")
    assert page.status_code == 200
    assert page.context["may_ask"] is False


def test_the_library_answers_with_its_sources_and_the_last_question_comes_along(me):
    client = me("ana")
    page = _ask(client, "does acupuncture work")
    assert "Vickers" in page.content.decode()
    assert "/learn/questions/acupuncture/" in page.content.decode()
    page = _ask(client, "and in the knee?", before="does acupuncture work")
    assert page.context["before"] == ["does acupuncture work", "and in the knee?"]


def test_where_the_record_answers_the_library_does_not_say_that_it_does_not_know(me):
    page = _ask(me("ana"), "who is my nurse", own="yes")
    assert page.context["found"]
    if page.context["reply"]:
        assert page.context["reply"].kind != "refuse"


@pytest.mark.parametrize("asked", ["", "   ", "x" * 5000, "<script>alert(1)</script>", "\x00"])
def test_bad_questions_give_a_page(me, asked):
    page = _ask(me("ana"), asked, own="yes")
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()


def test_what_is_asked_is_kept_nowhere(me):
    _ask(me("ana"), "zebra question of mine about appointments", own="yes")
    assert not AuditEvent.objects.filter(what__icontains="zebra").exists()


def test_nobody_who_is_not_in_gets_there(client):
    assert client.get("/me/questions/").status_code == 302
    assert client.post("/me/questions/", {"q": "my plan", "own": "yes"}).status_code == 302
