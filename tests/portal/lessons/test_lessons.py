"""Lessons: one suggestion, parts, and exercises that are kept, whoever writes on whichever device."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from lenitive.desk.policy import Helper
from lenitive.knowledge.learning.lessons import Lesson
from lenitive.knowledge.portal.course import course
from lenitive.portal.models import LessonPlace, LessonWord, LessonWork

pytestmark = pytest.mark.django_db
THOUGHTS = "/me/lessons/thoughts/"


def page_of(client, url):
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


@pytest.mark.parametrize(
    ("begun", "done", "plan", "following"),
    [
        ([], [], [], "understand_pain"),
        ([], ["understand_pain"], [], "goals"),
        ([], [], ["cbt_i"], "sleep"),
        (["creative"], [], ["cbt_i"], "creative"),
        (["creative", "goals"], [], [], "creative"),
        (["creative"], ["creative"], ["cbt_i"], "sleep"),
        ([], [each.id for each in course().lessons], ["cbt_i"], None),
    ],
)
def test_the_next_lesson_is_what_was_begun_then_of_the_plan_then_by_week(begun, done, plan, following):
    found = course().following(begun, done, plan)
    assert (found.id if found else None) == following


def test_every_exercise_asks_something_in_english_and_spanish():
    for each in course().lessons:
        assert each.fields and each.titles["es"] and each.home["es"] and each.do["es"]
        assert len({field.id for field in each.fields}) == len(each.fields)


@pytest.mark.parametrize("language", ["es", "ar"])
@pytest.mark.parametrize("lesson", [each.id for each in course().lessons])
def test_each_lesson_is_read_in_the_language_of_whoever_reads_it(me, lesson, language):
    """All of it: nothing is said to be English, nothing of the English text is left, nothing cut short."""
    own = course().lesson(lesson)
    told = own.lesson.text_in(language)
    page = page_of(me("ana", language=language), f"/me/lessons/{lesson}/1/")
    assert told.split(". ")[0] in page and told.split(". ")[-1] in page and own.titles[language] in page
    assert own.lesson.text.split(". ")[0] not in page and 'lang="en"' not in page
    assert 0.65 < len(told.split()) / len(own.lesson.text.split()) < 1.3  # Arabic joins words
    assert language in own.do and language in own.home
    assert all(language in field.words for field in own.fields)


def test_where_a_lesson_is_not_written_in_a_language_its_text_is_said_to_be_english(me, monkeypatch):
    told = course().lesson("thoughts").lesson
    assert told.text_in("fr") is None and told.text_in("es-mx") == told.text_in("es") != told.text
    monkeypatch.setattr(Lesson, "text_in", lambda lesson, language: None)
    page = page_of(me("ana", language="ar"), "/me/lessons/thoughts/1/")
    assert 'lang="en" dir="ltr"' in page and told.text.split(". ")[0] in page


@pytest.mark.parametrize(
    ("lesson", "warnings"),
    [
        ("understand_pain", {"es": "pida ayuda de inmediato", "ar": "اطلب المساعدة فورًا"}),
        ("medicines", {"es": "Nunca deje de golpe los opioides", "ar": "لا توقف أبدًا الأفيونات"}),
        ("medicines", {"es": "naloxona", "ar": "النالوكسون"}),
        ("sleep", {"es": "nunca menos de cinco horas y media", "ar": "ولا يقل أبدًا عن خمس ساعات ونصف"}),
        ("sleep", {"es": "apnea del sueño", "ar": "انقطاع النفس النومي"}),
        ("flare_plan", {"es": "quitarse la vida", "ar": "إنهاء حياتك"}),
        ("taping_tools", {"es": "marcapasos", "ar": "منظم ضربات القلب"}),
    ],
)
def test_what_a_lesson_warns_of_is_warned_of_in_every_language(lesson, warnings):
    told = course().lesson(lesson).lesson
    assert all(" ".join(words.split()) in told.text_in(language) for language, words in warnings.items())


def test_the_list_shows_one_suggestion_and_all_lessons_in_order(me):
    page = page_of(me("ana"), "/me/lessons/")
    assert page.count("my-card first") == 1
    assert page.index("How pain works</b>") < page.index("Movement plan") < page.index("Staying well")


def test_an_exercise_begun_on_one_device_goes_on_on_another(me):
    phone, other = me("ana"), me("ana")
    phone.post(f"{THOUGHTS}1/")
    phone.post(f"{THOUGHTS}keep/", {"situation": "A long drive", "was_situation": ""})
    assert other.get(THOUGHTS).url == f"{THOUGHTS}2/"
    assert "A long drive" in page_of(other, f"{THOUGHTS}2/")


def test_a_stale_page_undoes_nothing_that_another_device_wrote_and_changes_its_own_fields(me):
    phone, other = me("ana"), me("ana")
    other.post(f"{THOUGHTS}keep/", {"situation": "New", "was_situation": ""})
    phone.post(f"{THOUGHTS}2/", {"situation": "", "was_situation": "", "other": "Rest", "was_other": ""})
    page = page_of(other, f"{THOUGHTS}2/")
    assert "New</textarea>" in page and "Rest</textarea>" in page


def test_the_same_sent_twice_is_kept_once_and_what_was_written_on_an_earlier_day_stays(me):
    ana = me("ana")
    for value, was in [("Monday", ""), ("Monday", ""), ("Monday, again", "Monday")]:
        ana.post(f"{THOUGHTS}keep/", {"other": value, "was_other": was})
    LessonWork.objects.update(at=timezone.now() - timedelta(days=3))
    ana.post(f"{THOUGHTS}keep/", {"other": "Thursday", "was_other": "Monday, again"})
    assert LessonWork.objects.count() == 3
    page = page_of(ana, f"{THOUGHTS}2/")
    assert "Thursday</textarea>" in page and "<p>Monday, again</p>" in page and "<p>Monday</p>" not in page


def test_the_last_part_ends_the_lesson_and_the_next_one_is_offered(me):
    ana = me("ana")
    for number in (1, 2, 3):
        assert ana.post(f"/me/lessons/understand_pain/{number}/").status_code == 302
    assert LessonPlace.objects.get().done_at is not None
    assert "What matters to you" in page_of(ana, "/me/lessons/").partition("All lessons")[0]
    page_of(ana, "/me/lessons/understand_pain/1/")
    assert LessonPlace.objects.get().done_at is not None


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [("other", "x" * 2001, "longer than 2000"), ("fear_1", "11", "0 to 10"), ("fear_1", "<b>", "0 to 10")],
)
def test_what_cannot_be_kept_is_refused_in_words(me, field, value, words):
    lesson = "thoughts" if field == "other" else "fear_exposure"
    answer = me("ana").post(f"/me/lessons/{lesson}/keep/", {field: value, f"was_{field}": ""})
    assert answer.status_code == 422 and words in answer.json()["words"]
    assert not LessonWork.objects.exists()
    page = me("ana").post(f"/me/lessons/{lesson}/2/", {field: value, f"was_{field}": ""})
    assert page.status_code == 422
    assert value in page.content.decode() or field == "fear_1"


def test_another_person_sees_nothing_of_it_and_whoever_may_only_look_opens_no_exercise(me):
    me("ana").post(f"{THOUGHTS}keep/", {"other": "Mine alone", "was_other": ""})
    assert "Mine alone" not in page_of(me("ben"), f"{THOUGHTS}2/")
    assert me("ana", Helper.READER).get(f"{THOUGHTS}2/").status_code == 404
    assert "Mine alone" in page_of(me("ana", Helper.CARER), f"{THOUGHTS}2/")


def test_a_lesson_or_a_part_that_is_none_is_not_found(me):
    for url in ("/me/lessons/juggling/", "/me/lessons/thoughts/9/", "/me/lessons/thoughts/0/"):
        assert me("ana").get(url).status_code == 404


def test_a_word_from_the_clinic_stands_beside_the_lesson_with_its_name_until_it_is_taken_back(me, signed_in):
    ana, nurse = me("ana"), signed_in("nurse")
    nurse.post("/people/ana/from-home/word/", {"lesson": "thoughts", "text": "<i>Take</i> your time"})
    page = page_of(ana, f"{THOUGHTS}1/")
    assert "&lt;i&gt;Take&lt;/i&gt; your time" in page and LessonWord.objects.get().who in page
    assert "your time" not in page_of(me("ben"), f"{THOUGHTS}1/")
    nurse.post("/people/ana/from-home/word/", {"lesson": "thoughts", "text": ""})
    assert "your time" not in page_of(ana, f"{THOUGHTS}1/")


def test_the_team_sees_which_lessons_were_done(me, signed_in):
    me("ana").post("/me/lessons/understand_pain/3/")
    page = page_of(signed_in("nurse"), "/people/ana/from-home/")
    assert "<b>How pain works</b>" in page and "1 thing is new." in page
