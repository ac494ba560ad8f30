from __future__ import annotations

from datetime import date

from lenitive.reason.story import missing, opioids, pain_in_words
from lenitive.reason.story.missing import in_words
from lenitive.reason.story.tried import Tried
from tests.reason.story.people import TODAY, person


def order(name, status, **more):
    given = {"id": name, "ingredient": name, "dose_per_day": None, "unit": None, "factor": None, "mme": None}
    return {**given, "status": status, "reason": None, **more}


def exposure(*orders, total=None, low=0.0, high=None):
    return {
        "as_of": "2026-06-01",
        "factors": "cdc2022",
        "total_mme": total,
        "mme_low": low,
        "mme_high": high,
        "orders": list(orders),
    }


OXYCODONE = order("oxycodone", "counted", dose_per_day=60.0, unit="mg", factor=1.5, mme=90.0)


def told(report):
    return opioids(person(), TODAY, report)


def test_each_order_shows_its_arithmetic():
    found = told(exposure(OXYCODONE, total=90.0, low=90.0, high=90.0))
    assert found.total == "90 MME a day"
    assert [each.sums for each in found.counted] == ["60 mg a day × 1.5 = 90 MME"]


def test_as_needed_doses_make_a_range():
    assert told(exposure(OXYCODONE, total=90.0, low=30.0, high=90.0)).total == "30 to 90 MME a day"


def test_buprenorphine_stands_apart_and_an_unreadable_order_is_named_and_never_zero():
    found = told(
        exposure(
            OXYCODONE,
            order("buprenorphine", "not_counted", reason="not converted"),
            order("fentanyl", "unknown", reason="no instruction"),
            low=90.0,
        )
    )
    assert [each.name for each in found.apart] == ["Buprenorphine"]
    assert [(each.name, each.mme, each.reason) for each in found.unknown] == [
        ("Fentanyl", None, "no instruction")
    ]
    assert found.total == "at least 90 MME a day; the rest is not known"


def test_nothing_readable_is_not_known_and_not_zero():
    assert told(exposure(order("fentanyl", "unknown"))).total == "not known"


def test_no_opioid_is_none():
    assert told(exposure(total=0.0, high=0.0)).none


def finding(rule, status="unknown", urgency="routine", settles_by="eGFR"):
    return {"rule": rule, "title": rule, "status": status, "urgency": urgency, "settles_by": settles_by}


def line(**more):
    empty = dict.fromkeys(("treatment", "title", "name", "modality", "dates", "reached", "did", "enough"), "")
    rest = dict.fromkeys(("stopped", "said_by"), "")
    given = {**empty, **rest, "current": False, "start": None, "end": None, "times": 1, "rows": ()}
    return Tried(**{**given, "questions": (), **more})


def test_one_test_that_settles_several_questions_is_asked_once_gravest_first():
    found = missing(
        [
            finding("a"),
            finding("b", urgency="urgent"),
            finding("c", urgency="emergency", settles_by="ask about thoughts of death"),
            finding("d", status="met"),
        ],
        pain_in_words(person(), TODAY),
        [],
    )
    assert [(each.what, each.urgency, len(each.rules)) for each in found.settles] == [
        ("Ask about thoughts of death", "emergency", 1),
        ("eGFR", "urgent", 2),
    ]


def test_blanks_of_the_ledger_and_of_the_story_are_asked_too():
    found = missing(
        [], pain_in_words(person(), TODAY), [line(name="Gabapentin", questions=("Why?",)), line()]
    )
    assert found.ledger == (("Gabapentin", ("Why?",)),)
    assert "since when" in found.story
    assert found.count == "6 open questions"


def test_when_all_is_known_nothing_is_missing():
    words = pain_in_words(
        person(
            {
                "condition": [{"text": "Back pain", "status": "active", "onset": "2025"}],
                "goal": [{"text": "Walk", "status": "active"}],
                "answer": [
                    {
                        "response_row": "r",
                        "instrument": "peg",
                        "item": "activity",
                        "value_number": 3,
                        "at": "2026",
                    }
                ],
            }
        ),
        TODAY,
    )
    assert missing([finding("a", status="met")], words, [line()]).nothing


def day(number, low, high):
    return {"day": date(2026, 5, number), "mme_low": low, "mme_high": high}


def test_days_of_one_amount_are_one_step_and_a_gap_or_an_unreadable_day_is_another():
    rows = [day(1, 30, 30), day(2, 30, 30), day(4, 30, 30), day(5, 30, None)]
    found = opioids(person({}, {"exposure": rows}), TODAY, exposure(OXYCODONE, total=90.0))
    assert [(step.start.day, step.end.day, step.low, step.high) for step in found.history] == [
        (1, 2, 30, 30),
        (4, 4, 30, 30),
        (5, 5, 30, None),
    ]


def test_what_settles_is_told_once_and_in_words():
    found = missing(
        [
            finding("a", settles_by="the question phq9.q9; the problem list"),
            finding("b", settles_by="the problem list; the questionnaire PCS"),
            finding("c", settles_by="nothing more: it is about what is documented"),
        ],
        pain_in_words(person(), TODAY),
        [],
    )
    assert [(each.what, len(each.rules)) for each in found.settles] == [
        ("The problem list", 2),
        ("C", 1),
        ("PHQ-9: Thoughts of death, self-harm", 1),
        ("Pain Catastrophizing Scale", 1),
    ]


def test_what_the_chart_holds_already_is_not_asked_for():
    words = pain_in_words(person({"patient": [{"name": "A", "birth_date": "1970", "sex": "female"}]}), TODAY)
    found = missing([finding("a", settles_by="birth date; sex; the problem list")], words, [])
    assert [each.what for each in found.settles] == ["The problem list"]


def test_medicines_that_are_no_opioids_and_opioids_of_the_past_are_not_listed():
    rows = [
        {"row_id": f"MedicationRequest/{name}#1", "kind": "order", "status": status, "start": "2026-01-01"}
        for name, status in (("duloxetine", "active"), ("morphine", "stopped"), ("buprenorphine", "active"))
    ]
    uses = [
        {"drug_class": "opioid", "ingredient": name, "row_ids": [f"MedicationRequest/{name}#1"]}
        for name in ("morphine", "buprenorphine")
    ]
    report = exposure(*(order(name, "not_counted") for name in ("duloxetine", "morphine", "buprenorphine")))
    found = opioids(person({"medication": rows}, {"use": uses}), TODAY, report)
    assert [each.name for each in found.apart] == ["Buprenorphine"]


def test_what_would_settle_something_is_said_as_people_say_it():
    assert in_words("the question phq9.q9").startswith("PHQ-9: ")
    assert in_words("the problem list") == "the problem list"
