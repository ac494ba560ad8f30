"""From a chart to a taper: what is taken, whether now is the time, and every refusal as one line."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import jsonschema
import orjson
import pytest
from click.testing import CliRunner

from lenitive.cli import options
from lenitive.cli.taper import command
from lenitive.errors import InputError, LenitiveError
from lenitive.measure import score_record
from lenitive.plan.taper import TaperRefused, Wish, plan_taper, taper_text
from tests.cli.charts import bundle, order, oxycodone, person, write

AS_OF = date(2026, 6, 1)
DIAZEPAM = ("197591", "diazepam 5 MG Oral Tablet")


@pytest.fixture
def planned(tmp_path):
    """A function from the resources of a chart, and a wish, to the taper."""

    def make(*resources, wish=None, as_of=AS_OF):
        path = write(tmp_path, bundle(*resources))
        connection, who = options.open_chart(path, None)
        score_record(connection)
        return plan_taper(connection, patient_id=who, as_of=as_of, wish=wish)

    return make


def problem(code: str, words: str, status: str = "active") -> dict:
    """A problem on the list, by its SNOMED code."""
    return {
        "resourceType": "Condition",
        "id": f"c{code}",
        "subject": {"reference": "Patient/ana"},
        "clinicalStatus": {"coding": [{"code": status}]},
        "verificationStatus": {"coding": [{"code": "confirmed"}]},
        "category": [{"coding": [{"code": "problem-list-item"}]}],
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": code, "display": words}]},
        "recordedDate": "2026-05-01",
    }


OUD = problem("5602001", "Opioid abuse")
PREGNANT = problem("77386006", "Pregnancy")


def test_six_tablets_of_ten_milligrams_are_sixty_a_day(planned):
    taper = planned(person(), oxycodone(6))
    assert (taper.medicine.dose, taper.medicine.unit, taper.medicine.times) == (60, "mg", 6)
    assert taper.steps[0].dose == 55
    assert taper.steps[0].mme == 82.5
    assert taper.medicine.rows == ("MedicationRequest/oxy#1",)


def test_one_month_of_orders_does_not_prove_that_use_is_short_so_a_whole_list_is_asked_for(planned):
    taper = planned(person(), oxycodone(6))
    assert taper.long_use is False
    assert taper.limit.percent == 20


def test_after_a_year_the_limit_is_ten_percent(planned):
    long = oxycodone(6) | {"authoredOn": "2025-01-01", "dispenseRequest": {}}
    taper = planned(person(), long)
    assert taper.long_use is True
    assert taper.limit.percent == 10
    with pytest.raises(TaperRefused, match="faster than the limit of 10%"):
        planned(person(), long, wish=Wish(percent=15))


@pytest.mark.parametrize(("found", "reason"), [(OUD, "opioid_use_disorder"), (PREGNANT, "pregnancy")])
def test_a_reason_to_wait_gives_no_calendar_and_says_what_to_do(planned, found, reason):
    taper = planned(person(birthDate="1990-02-03"), oxycodone(6), found)
    assert taper.status == "not_now"
    assert taper.steps == taper.checks == ()
    assert reason in [each.id for each in taper.holding]
    assert all(each.do for each in taper.holding)
    assert "Not now" in taper_text(taper)


def test_a_reason_to_wait_can_be_overruled_only_with_words_that_stand_on_the_plan(planned):
    taper = planned(
        person(), oxycodone(6), OUD, wish=Wish(despite="she asks for it, seen with addiction care")
    )
    assert taper.status == "plan"
    assert taper.recorded == (
        ("made although a reason to wait is met", "she asks for it, seen with addiction care"),
    )
    assert taper.holding


def test_a_reason_to_wait_goes_before_what_cannot_be_told(planned):
    other = order("mor", *_slow_morphine(), times=2)
    with pytest.raises(TaperRefused, match="several are taken"):
        planned(person(), oxycodone(6), other)
    with pytest.raises(TaperRefused, match="not now: Opioid use disorder"):
        planned(person(), oxycodone(6), other, OUD)


def test_what_has_not_been_ruled_out_is_said(planned):
    taper = planned(person(), oxycodone(6))
    open_ones = {each.id for each in taper.reasons if each.status == "unknown"}
    assert {"suicidality", "opioid_use_disorder"} <= open_ones


def cows(total: int, day: str) -> dict:
    """A filled form of withdrawal."""
    return {
        "resourceType": "QuestionnaireResponse",
        "id": f"cows{day}",
        "questionnaire": "https://lenitive.example/Questionnaire/cows",
        "status": "completed",
        "subject": {"reference": "Patient/ana"},
        "authored": day,
        "item": _cows_items(total),
    }


def _cows_items(total: int) -> list[dict]:
    from lenitive.knowledge.instruments import instrument

    items, left = [], total
    for item in instrument("cows").items:
        points = max(value for value in item.values if value <= left)
        left -= points
        items.append({"linkId": item.key, "answer": [{"valueInteger": points}]})
    assert left == 0
    return items


@pytest.mark.parametrize(
    ("total", "day", "held"), [(14, "2026-05-28", True), (12, "2026-05-28", False), (14, "2026-03-01", False)]
)
def test_fresh_withdrawal_holds_the_next_step(planned, total, day, held):
    taper = planned(person(), oxycodone(6), cows(total, day))
    assert ("withdrawal" in [each.id for each in taper.holding]) is held


def test_an_opioid_comes_first_and_a_benzodiazepine_keeps_its_dose(planned):
    taper = planned(person(), oxycodone(6), order("dia", *DIAZEPAM, times=2))
    assert taper.family == "opioid"
    assert any("Its dose stays as it is" in note for note in taper.notes)
    other = planned(person(), oxycodone(6), order("dia", *DIAZEPAM, times=2), wish=Wish(medicine="diazepam"))
    assert other.family == "benzodiazepine"
    assert other.long_use is None
    assert {piece.form for step in other.steps for piece in step.pieces} <= {"tablet", "mL"}


def test_a_fall_of_a_short_time_ago_counts_and_the_first_step_waits(planned):
    before = oxycodone(8, "old") | {"authoredOn": "2026-03-01", "status": "completed"}
    before["dispenseRequest"] = {"expectedSupplyDuration": {"value": 80, "unit": "d", "code": "d"}}
    now = oxycodone(6) | {"authoredOn": "2026-05-20"}
    taper = planned(person(), before, now)
    assert taper.steps[0].start == AS_OF + timedelta(weeks=4)
    assert any("within the last 30 days" in note for note in taper.notes)


def test_slow_release_is_reduced_first_where_both_forms_are_taken(planned):
    quick = order("ir", "892342", "x", times=1)
    quick["medicationCodeableConcept"] = {
        "coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "892582"}],
        "text": "morphine sulfate 15 MG Oral Tablet",
    }
    taper = planned(person(), order("er", *_slow_morphine(), times=2), quick)
    assert taper.medicine.form.startswith("Extended Release")


def _slow_morphine() -> tuple[str, str]:
    import csv
    from importlib.resources import files

    text = (
        files("lenitive.knowledge.medicines").joinpath("product_ingredient.csv").read_text(encoding="utf-8")
    )
    for row in csv.DictReader(text.splitlines()):
        if (row["ingredient"], row["strength_mg"], row["dose_form"]) == (
            "morphine",
            "60",
            "Extended Release Oral Tablet",
        ):
            return row["code"], "morphine sulfate 60 MG Extended Release Oral Tablet"
    raise AssertionError("no such product")


def _unread() -> dict:
    made = oxycodone(6)
    made["dosageInstruction"] = [{"text": "as told"}]
    made["dispenseRequest"] = {}
    return made


def _as_needed() -> dict:
    made = oxycodone(4)
    made["dosageInstruction"][0]["asNeededBoolean"] = True
    return made


def _in_words() -> dict:
    made = oxycodone(4)
    made["medicationCodeableConcept"] = {"text": "oxycodone"}
    made["dosageInstruction"][0]["doseAndRate"] = [{"doseQuantity": {"value": 10, "unit": "mg"}}]
    return made


@pytest.mark.parametrize(
    ("resources", "wish", "line"),
    [
        ([], None, "no opioid is taken now"),
        ([_unread()], None, "the dose of oxycodone cannot be read"),
        ([_as_needed()], None, "as needed, up to 40 mg a day"),
        ([_in_words()], None, "strengths of oxycodone are not known"),
        ([oxycodone(6)], Wish(medicine="ibuprofen"), "no taper is planned here for 'ibuprofen'"),
        ([oxycodone(6)], Wish(medicine="morphine"), "morphine is not taken now"),
        ([oxycodone(6)], Wish(dose=-3), "a dose of −3 mg a day cannot be reduced"),
        ([oxycodone(6)], Wish(dose=float("nan")), "cannot be reduced"),
        ([oxycodone(6)], Wish(dose=float("inf")), "cannot be reduced"),
        ([oxycodone(6)], Wish(to=float("nan")), "does not lower"),
        ([oxycodone(6)], Wish(percent=1, every_weeks=12), "it would last"),
        ([oxycodone(6)], Wish(start=date(2026, 1, 1)), "lies before the day asked about"),
    ],
)
def test_an_impossible_taper_is_one_clear_line(planned, resources, wish, line):
    with pytest.raises(LenitiveError) as refused:
        planned(person(), *resources, wish=wish)
    assert line in str(refused.value)
    assert "\n" not in str(refused.value)


def test_what_is_really_taken_and_the_strengths_can_be_said_by_hand(planned):
    taper = planned(person(), _as_needed(), wish=Wish(dose=30))
    assert taper.medicine.dose == 30
    assert "given by hand" in taper.notes[0]
    taper = planned(person(), _in_words(), wish=Wish(units=(5, 10)))
    assert taper.steps[0].dose == 40 - 5 or taper.steps[0].start > AS_OF


def test_nothing_is_planned_for_a_person_who_has_died(planned):
    with pytest.raises(InputError, match="died 4 May 2026"):
        planned(person(deceasedDateTime="2026-05-04"), oxycodone(6))


def test_a_child_is_for_a_specialist(planned):
    taper = planned(person(birthDate="2012-01-01"), oxycodone(6))
    assert taper.status == "not_now"
    assert "child" in [each.id for each in taper.holding]


def test_the_command_prints_a_calendar_and_its_json_says_the_same(tmp_path):
    path = write(tmp_path, bundle(person(), oxycodone(6)))
    words = [str(path), "--as-of", "2026-06-01", "--to", "45", "--pause", "1:2"]
    text = CliRunner().invoke(command, words).output
    assert "1 Jun 2026  55 mg a day" in text
    made = orjson.loads(CliRunner().invoke(command, [*words, "--json"]).output)
    assert [(step["start"], step["dose"]) for step in made["steps"]] == [
        ("2026-06-01", 55),
        ("2026-07-13", 50),
        ("2026-08-10", 45),
    ]
    assert all(step["pieces"] for step in made["steps"])
    schema = Path(__file__).resolve().parents[2] / "docs" / "schemas" / "taper.schema.json"
    jsonschema.Draft202012Validator(orjson.loads(schema.read_bytes())).validate(made)


@pytest.mark.parametrize("words", [["--pause", "x"], ["--units", "five"], ["--rate", "ten"]])
def test_wrong_usage_is_status_two(tmp_path, words):
    path = write(tmp_path, bundle(person(), oxycodone(6)))
    assert CliRunner().invoke(command, [str(path), *words]).exit_code == 2
