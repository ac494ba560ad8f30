"""Every instrument is a FHIR Questionnaire, and official wording loads only where it fits exactly."""

from __future__ import annotations

import copy
import json
import re

import numpy as np
import pytest

from lenitive.errors import InputError
from lenitive.knowledge import instruments
from lenitive.measure import score
from lenitive.measure.forms import expression_of, questionnaire
from lenitive.measure.plan import plan_for
from lenitive.measure.wording import keep_wording, languages, read_wording, wording_for

EVERY = list(instruments.instruments())
TYPES = {"choice", "integer", "decimal", "boolean", "date", "string"}


@pytest.mark.parametrize("form", EVERY, ids=lambda form: form.id)
def test_every_instrument_is_a_questionnaire_that_reads_back_as_its_own_wording(form):
    made = json.loads(json.dumps(questionnaire(form)))
    links = [item["linkId"] for item in made["item"]]
    assert len(set(links)) == len(links)
    assert all(item["type"] in TYPES and item["text"] for item in made["item"])
    assert made["url"].endswith(f"/{form.id}")
    assert re.fullmatch(r"[A-Za-z0-9.-]{1,64}", made["id"])
    wording = read_wording(form, made, language="en")
    assert wording.items == {item.key: item.label for item in form.items}


def test_our_labels_are_called_experimental_and_say_that_they_are_ours():
    made = questionnaire("pcs")
    assert made["experimental"] is True
    assert "not the wording" in made["description"]


def test_answers_carry_their_points_and_our_words():
    item = questionnaire("phq9")["item"][0]
    options = [option["valueCoding"] for option in item["answerOption"]]
    assert [option["display"] for option in options][:2] == ["not at all", "several days"]
    assert [option["extension"][0]["valueDecimal"] for option in options] == [0, 1, 2, 3]


def test_a_long_rating_is_a_number_with_its_ends():
    item = questionnaire("bpi")["item"][0]
    assert item["type"] == "integer"
    assert [extension["valueInteger"] for extension in item["extension"]] == [0, 10]


EXPRESSED = [(form, scale) for form in EVERY for scale in form.scales if expression_of(form, scale)]


def test_most_scales_can_be_computed_by_a_form_filler():
    assert len(EXPRESSED) > 80


@pytest.mark.parametrize(("form", "scale"), EXPRESSED, ids=lambda part: getattr(part, "id", ""))
def test_the_expression_gives_the_score_that_the_scorer_gives(form, scale):
    rng = np.random.default_rng(5)
    limits = plan_for(form).limits
    for _ in range(5):
        answers = np.floor(rng.uniform(limits.low, limits.high + 1))
        for column, values in limits.listed:
            answers[column] = rng.choice(values)
        expression = expression_of(form, scale)
        for item, answer in zip(form.items, answers, strict=True):
            path = rf"%resource\.item\.where\(linkId = '{re.escape(item.key)}'\)\.answer\.value"
            expression = re.sub(rf"iif\({path}, 1, 0\)", f"{answer:g}", expression)
            expression = re.sub(path + r"(\.ordinal\(\))?", f"{answer:g}", expression)
        expression, places = re.sub(r"\.round\(\d+\)$", "", expression), scale.decimals
        assert re.fullmatch(r"[-+*/(). 0-9]+", expression), expression
        value = eval(expression)  # noqa: S307 - nothing but digits and operators is left
        found = score(form, answers[None, :])[scale.id].value[0]
        assert found == pytest.approx(value, abs=1e-9 if places is None else 0.5 * 10**-places + 1e-9)


@pytest.fixture
def official():
    """A made-up official form of the PEG in German, with its own linkIds and no LOINC codes."""
    form = copy.deepcopy(questionnaire("peg"))
    form.update(language="de", url="https://example.org/peg-de", version="2", title="PEG")
    for item in form["item"]:
        item["text"] = f"Wie sehr: {item['text']}?"
    return form


def test_official_wording_is_used_and_scoring_stays_the_same(official):
    wording = read_wording("peg", official)
    assert (wording.language, wording.source) == ("de", "https://example.org/peg-de|2")
    made = questionnaire("peg", wording)
    assert made["experimental"] is False
    assert made["language"] == "de"
    assert made["item"][0]["text"].startswith("Wie sehr")
    assert [item["linkId"] for item in made["item"]] == [
        item["linkId"] for item in questionnaire("peg")["item"]
    ]


def test_questions_are_matched_by_loinc_whatever_their_link_ids_are():
    form = copy.deepcopy(questionnaire("phq9"))
    form["language"] = "en"
    for number, item in enumerate(form["item"]):
        if "code" in item and not item.get("readOnly"):
            item["linkId"] = f"/frage/{number}"
    wording = read_wording("phq9", form)
    assert wording.link_ids["q1"] == "/frage/0"
    assert wording.answers["q1"][3] == (3, "nearly every day")


def test_questions_inside_groups_are_found(official):
    official["item"] = [{"linkId": "g", "type": "group", "text": "PEG", "item": official["item"]}]
    assert set(read_wording("peg", official).items) == {"pain", "enjoyment", "activity"}


def remove(form):
    del form["item"][1]


def add(form):
    form["item"].append({"linkId": "mood", "type": "integer", "text": "Mood?"})


def twice(form):
    form["item"].append(form["item"][0])


def other_end(form):
    form["item"][0]["extension"][1]["valueInteger"] = 100


def silent(form):
    form["item"][0]["text"] = " "


def no_language(form):
    form["language"] = ""


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (remove, "item 'enjoyment' is not in it"),
        (add, "question 'mood' is no item of"),
        (twice, "two questions are item 'pain'"),
        (other_end, "'pain' ends at 100, but the instrument's ends at 10"),
        (silent, "question 'pain' has no text"),
        (no_language, "its language is ''"),
    ],
)
def test_a_form_that_is_another_form_is_refused(official, damage, says):
    damage(official)
    with pytest.raises(InputError, match=says):
        read_wording("peg", official, where="peg.json")


def drop_points(option):
    option["valueCoding"] = {"code": "LA1", "display": "often"}


def other_points(option):
    option["valueCoding"]["extension"] = [{**option["valueCoding"]["extension"][0], "valueDecimal": 7}]


def two_points(option):
    option["valueCoding"]["extension"][1]["valueDecimal"] = 7


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (drop_points, "the answer 'often' to 'q1' does not say its points"),
        (other_points, "the answers to 'q1' count 7, 1, 2, 3, but the instrument's count 0, 1, 2, 3"),
        (two_points, "says two different points"),
    ],
)
def test_answers_that_count_otherwise_are_refused(damage, says):
    form = copy.deepcopy(questionnaire("phq9"))
    damage(form["item"][0]["answerOption"][0])
    with pytest.raises(InputError, match=says):
        read_wording("phq9", form, language="en")


def test_a_code_on_the_wrong_question_is_refused():
    form = copy.deepcopy(questionnaire("phq9"))
    first, second = form["item"][:2]
    first["code"], second["code"] = second["code"], first["code"]
    with pytest.raises(InputError, match="'q1' has the LOINC code of item 'q2'"):
        read_wording("phq9", form, language="en")


def test_a_site_keeps_its_wording_for_each_language(official, tmp_path, monkeypatch):
    monkeypatch.setenv("LENITIVE_HOME", str(tmp_path / "home"))
    path = tmp_path / "peg.json"
    path.write_text(json.dumps(official))
    kept = keep_wording(path, "peg")
    assert wording_for("peg", "de") == kept
    assert wording_for("peg", "de-CH") == kept
    assert wording_for("peg", "fr") is None
    assert wording_for("../peg", "de") is None
    assert languages("peg") == ["de"]


@pytest.mark.parametrize("text", ["{", "[]", '{"resourceType": "Patient"}'])
def test_a_file_that_is_no_questionnaire_is_refused(text, tmp_path):
    path = tmp_path / "x.json"
    path.write_text(text)
    with pytest.raises(InputError):
        keep_wording(path, "peg", language="en")
