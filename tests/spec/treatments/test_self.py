"""A medicine is never held against itself; two that do harm together are held against each other."""

from __future__ import annotations

import pytest

from lenitive.knowledge.tables import knowledge_tables
from lenitive.knowledge.treatments import treatment, treatments
from lenitive.reason.engine.person import judge
from tests.spec.rules.drawn import AS_OF, facts
from tests.spec.treatments.test_hazards import program

CLASSES: dict[str, set[str]] = {}
for _row in knowledge_tables()["drug_class"].to_pylist():
    CLASSES.setdefault(_row["ingredient"], set()).add(_row["class"])
MEDICINES = [each for each in treatments() if each.ingredients]
# A benzodiazepine in use speaks of its own slow taper, as the source says (`current_use`).
OF_ITS_OWN_USE = {"benzodiazepine.benzodiazepine"}


def taking(*ingredients: str):
    """The tables of a person who takes these, each in every class that it is in."""
    drawn = facts("")
    drawn["use"] = [
        {
            **dict.fromkeys(
                ("release", "course_days", "naive_at_start", "days_since_end", "at_low", "at_high")
            ),
            **{"drug_class": name, "ingredient": ingredient, "systemic": True, "status": "active"},
            "row_ids": [ingredient],
        }
        for ingredient in ingredients
        for name in sorted(CLASSES.get(ingredient, {"other"}))
    ]
    return drawn


def against(name: str, *ingredients: str) -> set[str]:
    """The cautions of a treatment that the medicines taken meet."""
    rows = taking(*ingredients)
    return {
        caution.id
        for caution in treatment(name).cautions
        if judge(program(caution.rule), rows, AS_OF).rules[-1].truth.value == 2
    }


@pytest.mark.parametrize("medicine", MEDICINES, ids=lambda each: each.id)
def test_a_medicine_is_not_held_against_itself(medicine):
    for ingredient in medicine.ingredients:
        assert against(medicine.id, ingredient) - OF_ITS_OWN_USE == against(medicine.id), ingredient


@pytest.mark.parametrize(
    ("name", "taken", "caution"),
    [
        ("nsaid_oral_nonselective", ("ibuprofen", "naproxen"), "nsaid_oral_nonselective.two_nsaids"),
        ("nsaid_oral_nonselective", ("celecoxib",), "nsaid_oral_nonselective.cox2_taken"),
        ("nsaid_cox2", ("ibuprofen",), "nsaid_cox2.nsaid_besides_cox2"),
        ("duloxetine", ("venlafaxine",), "duloxetine.snri_besides_duloxetine"),
        ("duloxetine", ("sertraline",), "duloxetine.ssri"),
        ("duloxetine", ("phenelzine",), "duloxetine.maoi"),
        ("amitriptyline", ("nortriptyline",), "amitriptyline.tca_besides_amitriptyline"),
        ("gabapentin", ("pregabalin",), "gabapentin.pregabalin_taken"),
        ("gabapentin", ("oxycodone",), "gabapentin.opioid"),
        ("buprenorphine", ("oxycodone",), "buprenorphine.opioid_besides_buprenorphine"),
        ("methadone", ("citalopram",), "methadone.qt_prolonging_besides_methadone"),
        ("opioid_ir", ("lorazepam",), "opioid_ir.benzodiazepine"),
        ("benzodiazepine", ("oxycodone",), "benzodiazepine.opioid"),
        ("tizanidine", ("ciprofloxacin",), "tizanidine.cyp1a2_strong_inhibitor"),
        ("esi_lumbar", ("warfarin",), "esi_lumbar.anticoagulant"),
    ],
)
def test_two_that_do_harm_together_are_held_against_each_other(name, taken, caution):
    assert caution in against(name, *taken)
    assert caution not in against(name)


def test_a_person_on_an_opioid_may_go_on_with_it():
    assert against("opioid_er", "morphine") == against("opioid_er")
