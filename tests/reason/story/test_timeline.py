from __future__ import annotations

from datetime import date

import pytest

from lenitive.reason.story import timeline
from tests.reason.story.people import TODAY, person, scores


def order(row, start, **more):
    return {"row_id": row, "kind": "order", "status": "active", "text": "oxycodone", "start": start, **more}


def dose(row, low, high, ingredient="oxycodone"):
    return {"ingredient": ingredient, "mg_per_day_low": low, "mg_per_day_high": high, "row_ids": [row]}


def opioid(row, ingredient="oxycodone"):
    return {"drug_class": "opioid", "ingredient": ingredient, "row_ids": [row]}


def test_a_dose_that_rose_is_two_bars_whose_height_is_the_dose():
    line = timeline(
        person(
            {
                "medication": [
                    order("MedicationRequest/a#1", "2025-12-01", status="completed", end="2026-02-28"),
                    order("MedicationRequest/b#1", "2026-03-01"),
                ]
            },
            {
                "ingredient_dose": [
                    dose("MedicationRequest/a#1", 20, 20),
                    dose("MedicationRequest/b#1", 40, 40),
                ],
                "use": [opioid("MedicationRequest/a#1"), opioid("MedicationRequest/b#1")],
            },
        ),
        TODAY,
    )
    (lane,) = line.lanes
    assert (lane.label, lane.family) == ("Oxycodone", "opioid")
    assert [(bar.label, bar.share, bar.ending) for bar in lane.bars] == [
        ("20 mg a day", 0.5, "written"),
        ("40 mg a day", 1.0, "goes_on"),
    ]
    assert lane.bars[-1].end == TODAY


def test_renewals_at_one_dose_are_one_bar():
    rows = [
        order(f"MedicationRequest/{n}#1", f"2026-0{n}-01", status="completed", end=f"2026-0{n}-28")
        for n in (2, 3)
    ]
    rows[0]["end"] = "2026-02-28"
    line = timeline(
        person(
            {"medication": rows},
            {
                "ingredient_dose": [dose(row["row_id"], 20, 20) for row in rows],
                "use": [opioid(row["row_id"]) for row in rows],
            },
        ),
        TODAY,
    )
    (bar,) = line.lanes[0].bars
    assert (bar.start, bar.end) == (date(2026, 2, 1), date(2026, 3, 28))
    assert len(bar.rows) == 2


@pytest.mark.parametrize(
    ("more", "ending", "end"),
    [
        ({"status": "active"}, "goes_on", TODAY),
        ({"status": "active", "end": "2026-04-01"}, "written", date(2026, 4, 1)),
        ({"status": "completed", "supply_days": 10}, "by_supply", date(2026, 3, 11)),
        ({"status": "stopped"}, "not_said", date(2026, 3, 1)),
    ],
)
def test_an_end_that_is_not_written_is_never_made_up(more, ending, end):
    line = timeline(
        person(
            {"medication": [order("MedicationRequest/a#1", "2026-03-01", **more)]},
            {"use": [opioid("MedicationRequest/a#1")]},
        ),
        TODAY,
    )
    (bar,) = line.lanes[0].bars
    assert (bar.ending, bar.end, bar.label) == (ending, end, "dose not readable")


def test_medicines_for_other_things_and_drafts_are_left_out():
    line = timeline(
        person(
            {
                "medication": [
                    order("MedicationRequest/m#1", "2026-03-01", text="metformin"),
                    order("MedicationRequest/d#1", "2026-05-01", status="proposed"),
                ]
            },
            {
                "use": [
                    opioid("MedicationRequest/d#1"),
                    {"drug_class": "antidiabetic", "row_ids": ["MedicationRequest/m#1"]},
                ]
            },
        ),
        TODAY,
    )
    assert line.lanes == ()
    assert line.empty


def test_scores_therapies_procedures_and_images_share_the_axis():
    line = timeline(
        person(
            {
                "score": [
                    *scores("bpi", "interference", d2026_01_01=7, d2026_05_01=5),
                    *scores("nrs", "total", d2026_01_01=7, d2026_05_01=6),
                    *scores("phq9", "total", d2026_05_01=6),
                ],
                "treatment": [
                    {
                        "row_id": "treatment/1",
                        "treatment": "cbt",
                        "start": "2026-02-01",
                        "amount": "8 sessions",
                    }
                ],
                "procedure": [
                    {
                        "row_id": "Procedure/e#1",
                        "text": "Epidural (procedure)",
                        "status": "completed",
                        "at": "2026-03-03",
                    }
                ],
                "imaging": [
                    {"row_id": "DiagnosticReport/m#1", "text": "MRI lumbar spine", "at": "2026-02-02"}
                ],
            },
            {
                "trial": [
                    {"treatment": "cbt", "modality": "psychological", "row_ids": ["treatment/1"]},
                    {"treatment": "esi_lumbar", "modality": "interventional", "row_ids": ["Procedure/e#1"]},
                ]
            },
        ),
        TODAY,
    )
    assert line.function.measure.id == "interference"
    assert line.intensity.measure.id == "intensity"
    assert [series.measure.id for series in line.others] == ["mood"]
    assert [lane.kind for lane in line.lanes] == ["therapy", "procedure", "procedure"]
    assert [lane.label for lane in line.lanes][1:] == ["Procedures", "Imaging"]
    assert line.lanes[0].bars[0].ending == "goes_on"
    assert line.lanes[1].marks[0].label == "Epidural"


def test_what_is_older_than_the_window_is_cut_and_says_that_it_began_before():
    line = timeline(
        person(
            {
                "medication": [order("MedicationRequest/a#1", "2015-01-01")],
                "score": scores("peg", "total", d2015_01_01=3, d2026_05_01=5),
            },
            {"use": [opioid("MedicationRequest/a#1")]},
        ),
        TODAY,
    )
    assert line.start.isoformat()[:7] == "2024-11"
    assert line.lanes[0].bars[0].began_before
    assert len(line.function.points) == 1


def test_a_chart_that_ended_years_ago_still_shows_its_last_months():
    line = timeline(person({"score": scores("peg", "total", d2019_01_01=3)}), TODAY)
    assert line.function is not None
    assert line.start < date(2019, 1, 1)


def test_nothing_known_is_an_empty_axis_and_no_error():
    line = timeline(person(), TODAY)
    assert line.empty
    assert line.start < TODAY
