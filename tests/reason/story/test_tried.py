from __future__ import annotations

import pytest

from lenitive.reason.story import ledger
from tests.reason.story.people import TODAY, person


def order(row, **more):
    return {"row_id": row, "kind": "order", "status": "active", "text": "gabapentin 300 MG", **more}


def trial(treatment, *rows, **more):
    return {
        "treatment": treatment,
        "modality": "pharmacological",
        "status": "ended",
        "row_ids": list(rows),
        **more,
    }


def lines(record, derived):
    return ledger(person(record, derived), TODAY)


def test_a_medicine_that_was_stopped_says_dose_dates_and_why():
    (line,) = lines(
        {
            "medication": [
                order(
                    "MedicationRequest/g#1",
                    status="stopped",
                    start="2025-08-01",
                    end="2025-09-05",
                    stopped_because="dizzy",
                )
            ]
        },
        {
            "trial": [trial("gabapentin", "MedicationRequest/g#1", at="2025-08-01", outcome="no_benefit")],
            "ingredient_dose": [
                {
                    "ingredient": "gabapentin",
                    "mg_per_day_low": 300,
                    "mg_per_day_high": 300,
                    "row_ids": ["MedicationRequest/g#1"],
                }
            ],
        },
    )
    assert (line.title, line.dates) == ("Gabapentin", "1 Aug 2025 to 5 Sep 2025, 5 weeks")
    assert (line.reached, line.did, line.stopped, line.said_by) == (
        "300 mg a day",
        "no benefit",
        "dizzy",
        "chart",
    )
    assert line.questions == ()


def test_blanks_become_questions():
    (line,) = lines(
        {"medication": [order("MedicationRequest/g#1", status="stopped", start="2025")]},
        {"trial": [trial("gabapentin", "MedicationRequest/g#1", at="2025")]},
    )
    assert line.questions == (
        "What was the highest daily dose?",
        "What did it do?",
        "Why did it stop?",
    )


def test_what_goes_on_is_not_asked_why_it_stopped():
    (line,) = lines(
        {"medication": [order("MedicationRequest/g#1", start="2026-05-01")]},
        {"trial": [trial("gabapentin", "MedicationRequest/g#1", at="2026-05-01", status="current")]},
    )
    assert line.dates == "1 May 2026 to now, 4 weeks"
    assert "Why did it stop?" not in line.questions


def test_what_the_person_told_is_said_as_theirs():
    told = {
        "row_id": "treatment/1",
        "treatment": "graded_activity",
        "start": "2026-01",
        "end": "2026-03",
        "amount": "20 of 24 sessions",
        "adequate": True,
        "outcome": "benefit",
        "stopped_because": "course finished",
        "said_by": "patient",
    }
    (line,) = lines(
        {"treatment": [told]},
        {
            "trial": [
                trial(
                    "graded_activity",
                    "treatment/1",
                    at="2026-01",
                    outcome="benefit",
                    modality="rehabilitation",
                )
            ]
        },
    )
    assert (line.reached, line.did, line.enough, line.said_by) == (
        "20 of 24 sessions",
        "helped",
        "long and strong enough to judge",
        "patient",
    )


def test_renewals_are_one_line_and_another_outcome_is_another():
    rows = [order(f"MedicationRequest/{n}#1", status="completed", start=f"2025-0{n}-01") for n in (1, 2, 3)]
    found = lines(
        {"medication": rows},
        {
            "trial": [
                trial("gabapentin", "MedicationRequest/1#1", at="2025-01-01", outcome="benefit"),
                trial("gabapentin", "MedicationRequest/2#1", at="2025-02-01"),
                trial("gabapentin", "MedicationRequest/3#1", at="2025-03-01", outcome="harm"),
            ]
        },
    )
    assert sorted((line.did, line.times) for line in found) == [("did harm", 1), ("helped", 2)]


def test_what_goes_on_stands_before_what_was_tried_last():
    found = lines(
        {},
        {
            "trial": [
                trial("gabapentin", at="2026-01-01"),
                trial("duloxetine", at="2020-01-01", status="current"),
                trial("pregabalin", at="2026-03-01"),
            ]
        },
    )
    assert [line.treatment for line in found] == ["duloxetine", "pregabalin", "gabapentin"]


@pytest.mark.parametrize("derived", [{}, {"trial": []}])
def test_nothing_tried_gives_no_line(derived):
    assert lines({}, derived) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Graded activity, 20 of 24 sessions", [("Graded activity", "20 of 24 sessions")]),
        ("Pain psychology (CBT), 8 sessions", [("Cognitive behavioural therapy for pain", "8 sessions")]),
        ("an act of kindness", []),
        ("Appendectomy", []),
    ],
)
def test_a_procedure_that_names_a_treatment_is_told_even_without_a_code(text, found):
    done = {"row_id": "Procedure/a#1", "text": text, "status": "completed", "at": "2026-03-01"}
    assert [(line.name, line.reached) for line in lines({"procedure": [done]}, {})] == found


def test_a_medicine_that_counts_as_two_treatments_is_told_once():
    rows = {"medication": [order("MedicationRequest/o#1", start="2026-01-01")]}
    derived = {
        "trial": [
            trial(name, "MedicationRequest/o#1", at="2026-01-01", status="current")
            for name in ("opioid_er", "opioid_ir")
        ],
        "ingredient_dose": [{"ingredient": "oxycodone", "row_ids": ["MedicationRequest/o#1"]}],
    }
    assert [line.name for line in lines(rows, derived)] == ["Oxycodone"]
