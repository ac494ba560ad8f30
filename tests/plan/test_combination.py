"""The set that the options make: parts, alternatives, what is kept, and no two that harm together."""

from __future__ import annotations

import pytest

from lenitive.knowledge.planning import planning
from lenitive.knowledge.treatments import treatment, treatments
from lenitive.plan.combination import combination, harms
from tests.plan.charts import lorazepam, oxycodone, person, planned, problem
from tests.plan.drawing import cases
from tests.plan.people import options_of


@cases("""
  one                     | other                   | harm
  opioid_ir               | benzodiazepine          | yes
  duloxetine              | triptan                 | no   # with care, not a hard caution
  nsaid_oral_nonselective | nsaid_topical           | yes  # one NSAID at a time
  cyclobenzaprine         | opioid_ir               | yes
  low_dose_naltrexone     | opioid_ir               | yes
  cbt                     | opioid_ir               | no
""")
def test_two_harm_together_where_a_hard_caution_of_one_names_the_other(one, other, harm):
    assert harms(treatment(one), treatment(other)) == (harm == "yes")
    assert harms(treatment(other), treatment(one)) == (harm == "yes")


def test_harm_is_mutual_for_all():
    every = treatments()
    assert all(harms(one, other) == harms(other, one) for one in every[:45] for other in every[:45])


@pytest.fixture(scope="module")
def fibromyalgia():
    """Options of a person with fibromyalgia and nothing else known against anything."""
    return options_of(["indication.fibromyalgia", "indication.chronic_pain"])


def test_a_plan_takes_from_every_part_no_more_than_planned(fibromyalgia):
    made = combination(fibromyalgia, "chronic")
    for part in made.parts:
        assert len(part.start) <= planning().parts.at_most[part.name]
    assert {part.name for part in made.parts if part.start} >= {"education", "movement", "mind", "medicine"}


def test_no_two_of_a_plan_harm_together(fibromyalgia):
    chosen = [each.treatment for each in combination(fibromyalgia, "chronic").start]
    assert not [
        (one.id, other.id) for one in chosen for other in chosen if one is not other and harms(one, other)
    ]


def test_what_is_declined_gives_way_to_the_next(fibromyalgia):
    before = combination(fibromyalgia, "chronic")
    first = next(part for part in before.parts if part.name == "mind").start[0].treatment.id
    after = combination(fibromyalgia, "chronic", declined=[first])
    mind = next(part for part in after.parts if part.name == "mind")
    assert mind.start
    assert first not in {each.treatment.id for each in (*mind.start, *mind.alternatives)}


def test_while_an_emergency_is_open_nothing_starts_but_what_saves_a_life(fibromyalgia):
    made = combination(fibromyalgia, "chronic", emergencies=["Cauda equina syndrome: hospital now"])
    assert made.start == made.first == ()
    assert made.emergencies == ("Cauda equina syndrome: hospital now",)


def test_the_question_that_holds_back_most_comes_first():
    options = options_of(["indication.fibromyalgia"], unknown=["hazard.maoi", "hazard.suicidal_ideation"])
    assert combination(options, "chronic").first[0] in (
        "the list of current medicines",
        "the question phq9.q9",
    )


def test_what_is_taken_is_kept_apart_from_what_is_started():
    made = planned(person(), problem("M54.16"), oxycodone(6, start=400), lorazepam(start=300))["combination"]
    started = [name for part in made["parts"] for name in part["start"]]
    assert not {*started} & {*made["keep"], *made["review"], *made["stop_slowly"]}
