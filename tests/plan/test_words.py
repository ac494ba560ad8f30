"""Plain words for the person: all treatments, easy to read, and never read as "stop your medicine"."""

from __future__ import annotations

import re
from datetime import date
from itertools import product

import pytest

from lenitive.cli import options
from lenitive.knowledge.plain import plain_treatment, plain_treatments, plain_words
from lenitive.knowledge.treatments import treatments
from lenitive.measure import score_record
from lenitive.plan.assess import plan
from lenitive.plan.reading_level import reading_level, syllables
from lenitive.plan.standing import STANDINGS
from lenitive.plan.words import plain_option, plain_plan
from lenitive.reason.judgement import judge_person
from tests.cli.charts import bundle, order, oxycodone, person, write

AS_OF = date(2026, 6, 1)
CURRENT = (None, "continue", "review", "stop_slowly")
HARDEST = 8.0

# What would be read as "stop": each is looked for in everything that can be said to a person.
FORBIDDEN = [
    r"\b(stop|quit|cease|discontinue|drop|skip|avoid|leave out|throw (out|away))\b[^.]*"
    r"\b(taking|medicines?|pills?|tablets?|patch(es)?|doses?|opioids?|it|this|them)\b",
    r"\b(don't|do not|never|no longer) (take|use)\b",
    r"\bcome off\b",
    r"\b(cut|halve|lower|reduce|raise|double|change) (it|this|them|((your|the) )?(dose|medicine|pills?))\b",
    r"\byou (must|have to) (stop|end|give up)\b",
    r"\bno need (for|to take) (your )?(medicine|pills?)\b",
]


def everything_said() -> list[tuple[str, str]]:
    """Every text for every treatment, standing and course, with where it stands."""
    said = [(f"words: {text[:30]}", text) for text in plain_words().sentences()]
    for name in plain_treatments():
        for standing, current, slow in product(STANDINGS, CURRENT, (False, True)):
            if slow and current is None:
                continue
            option = plain_option(name, standing, current, never_suddenly=slow)
            text = " ".join([option.name + ".", option.what, option.how, option.stands])
            said.append((f"{name}, {standing}, {current}", text))
    return said


def test_every_treatment_has_plain_words_and_no_others_have():
    assert set(plain_treatments()) == {each.id for each in treatments()}


def test_nothing_that_can_be_said_reads_as_stop_your_medicine():
    for where, text in everything_said():
        for pattern in FORBIDDEN:
            found = re.search(pattern, text, re.IGNORECASE)
            assert found is None, f"{where}: {found and found.group(0)!r}"


@pytest.mark.parametrize(
    "text",
    [
        "Stop taking your pills.",
        "You should stop this medicine.",
        "Do not take it any more.",
        "Skip a dose when you feel well.",
        "Reduce your dose.",
        "You must give up opioids.",
        "Come off it.",
    ],
)
def test_the_patterns_find_what_they_are_for(text):
    assert any(re.search(pattern, text, re.IGNORECASE) for pattern in FORBIDDEN)


@pytest.mark.parametrize(("standing", "current"), list(product(STANDINGS, CURRENT[1:])))
def test_what_is_taken_now_is_kept_as_agreed_whatever_its_standing(standing, current):
    said = plain_option("opioid_er", standing, current, never_suddenly=True).stands
    assert re.search(r"keep (on|taking)", said, re.IGNORECASE)
    assert "before you run out" in said
    assert plain_words().standings[standing] not in said


def test_every_text_is_of_grade_8_at_most_and_all_together_of_grade_6_at_most():
    texts = []
    for name in plain_treatments():
        said = plain_treatment(name)
        texts += [said.what, said.how]
        assert reading_level([said.what, said.how]).grade <= HARDEST, name
    words = [text for text in plain_words().sentences() if text.count(" ") > 4]
    for text in words:
        assert reading_level(text).grade <= HARDEST, text
    assert reading_level([*texts, *words]).grade <= 6


def test_the_level_of_a_published_sentence_is_the_published_one():
    # 13 words and 24 syllables give a reading ease of 37.5, 16 and 23 one of 69: the two examples of the
    # article on these tests in Wikipedia; six words of one syllable give -1.45.
    hard = reading_level("The Australian platypus is seemingly a hybrid of a mammal and reptilian creature.")
    assert (hard.sentences, hard.words, hard.syllables) == (1, 13, 24)
    assert 206.835 - 1.015 * 13 - 84.6 * hard.syllables / 13 == pytest.approx(37.5, abs=0.05)
    easy = reading_level(
        "This sentence, taken as a reading passage unto itself, is being used to prove a point."
    )
    assert (easy.words, easy.syllables) == (16, 23)
    assert 206.835 - 1.015 * 16 - 84.6 * easy.syllables / 16 == pytest.approx(69, abs=0.5)
    assert reading_level("The cat sat on the mat.").grade == pytest.approx(-1.45)


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("pain", 1), ("medicine", 3), ("exercise", 3), ("called", 1), ("wanted", 2), ("table", 2),
        ("people", 2), ("movement", 2), ("specialist", 3), ("radiation", 4), ("studies", 2),
        ("opioid", 3), ("closely", 2),
        ("quiet", 2), ("being", 2), ("something", 2), ("patches", 2), ("makes", 1), ("the", 1),
    ],
)  # fmt: skip
def test_syllables_are_those_of_a_dictionary(word, count):
    assert syllables(word) == count


def test_without_words_the_level_is_nothing():
    assert reading_level("12 % 34") == reading_level([])


@pytest.fixture
def planned(tmp_path):
    def make(*resources):
        connection, who = options.open_chart(write(tmp_path, bundle(person(), *resources)), None)
        score_record(connection)
        judge_person(connection, patient_id=who, as_of=AS_OF)
        return plan(connection, patient_id=who, as_of=AS_OF)

    return make


def test_the_plan_of_a_person_keeps_what_must_not_end_suddenly(planned):
    made = planned(oxycodone(6), order("dia", "197591", "diazepam 5 MG Oral Tablet", times=2))
    told = plain_plan(made.combination, (), AS_OF)
    kept = [section for section in told.sections if section.id in ("keep", "review", "slowly")]
    taken = [option for section in kept for option in section.options]
    assert {"opioid_ir", "benzodiazepine"} <= {option.treatment for option in taken}
    for option in taken:
        assert re.search(r"keep (on|taking)", option.stands, re.IGNORECASE), option.treatment
    assert told.ask_goals
    lines = [told.intro, told.ask_goals, *told.bad_day, *told.look_back, *told.help, told.questions]
    for section in told.sections:
        for option in section.options:
            lines += [option.what, option.how, option.stands]
    assert reading_level(lines).grade <= HARDEST


SUICIDAL = {"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "R45.851", "display": "Suicidal ideations"}


def test_an_emergency_comes_before_everything_and_is_said_without_its_name(planned):
    alarm = {
        "resourceType": "Condition",
        "id": "c1",
        "subject": {"reference": "Patient/ana"},
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "code": {
            "coding": [
                {
                    "system": "http://hl7.org/fhir/sid/icd-10-cm",
                    "code": "R45.851",
                    "display": "Suicidal ideations",
                }
            ]
        },
    }
    made = planned(oxycodone(6), alarm)
    told = plain_plan(made.combination, (), AS_OF)
    assert made.combination.emergencies
    assert told.alarm == plain_words().alarm
    assert "988" in " ".join(told.help)


def test_every_treatment_and_every_sentence_stands_in_spanish_too():
    english, spanish = plain_treatments(), plain_treatments("es")
    assert set(spanish) == set(english)
    # A brand or a loan word may be the same in both; a whole sentence may not.
    same = [name for name in english if spanish[name].what == english[name].what]
    assert same == []
    told = set(plain_words("es").sentences())
    assert told & set(plain_words().sentences()) == set()
    assert len(list(plain_words("es").sentences())) == len(list(plain_words().sentences()))
