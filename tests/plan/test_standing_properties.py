"""What must always hold of standings, whatever is known of a person."""

from dataclasses import replace
from random import Random

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lenitive.knowledge import treatments as knowledge
from lenitive.knowledge.planning import planning
from lenitive.plan.columns import standings
from lenitive.plan.currently import CURRENT, STOP_SLOWLY, currently
from lenitive.plan.facts import MET, NOT_KNOWN, NOT_MET, Facts, Tried
from lenitive.plan.grid import grid, grid_of
from lenitive.plan.program import emergencies, number_of, plan_program
from lenitive.plan.ranking import ranks
from lenitive.plan.standing import CONSIDER, NOT_FOR_THIS_PERSON, STANDINGS
from tests.plan.people import facts_of, standing_of

FLAGS = ("on_record", "step", "failed", "not_tolerated", "current", "stops_slowly")
LEFT = {(each.treatment, rule) for each in planning().preferences for rule in each.rules}
# Softened where an indication is met: to know of the hazard then leaves more than not to know.
SOFTENED = {(treatment, each.hazard) for each in planning().exceptions for treatment in each.treatments}
SEEDS = st.integers(0, 2**32 - 1)


def people(seed, count=20):
    """Random people: every rule met, not met or not known; every treatment tried or not."""
    draw, wide = np.random.default_rng(seed), len(grid().treatments)
    truths = draw.choice(
        [NOT_MET, NOT_KNOWN, MET], (count, len(plan_program().judgements)), p=[0.8, 0.1, 0.1]
    )
    flags = {name: draw.random((count, wide)) < 0.1 for name in FLAGS}
    enough = draw.choice([NOT_MET, NOT_KNOWN, MET], (count, wide)).astype(np.int8)
    flags["current"] |= flags["stops_slowly"]
    mechanisms = draw.integers(-1, 4, (count, 3)).astype(np.int8)
    return Facts(
        truths.astype(np.int8),
        mechanisms,
        Tried(enough=enough, other_steps=draw.integers(0, 3, count), **flags),
    )


@settings(max_examples=60, deadline=None)
@given(SEEDS, st.sampled_from(grid().cautions.entries))
def test_one_more_caution_never_improves_a_standing(seed, caution):
    """A hard one whatever was known before; a soft one where it was known not to hold.

    That a lower dose is needed, instead of not knowing whether, may well make a treatment fit. What is left
    where others must not be used (`preferred` in planning.yaml) is called for by what forbids the others.
    """
    assume((caution.treatment, caution.rule) not in LEFT)
    before = people(seed)
    hard = caution.action in ("contraindicated", "avoid")
    if not hard or (caution.treatment, caution.hazard) in SOFTENED:
        before.truths[:, number_of(caution.rule)] = NOT_MET
    truths = before.truths.copy()
    truths[:, number_of(caution.rule)] = MET
    place = grid().place[caution.treatment]
    after = standings(replace(before, truths=truths), grid())[:, place]
    assert (after >= standings(before, grid())[:, place]).all()


@settings(max_examples=40, deadline=None)
@given(SEEDS, st.sampled_from(emergencies()))
def test_while_an_emergency_is_open_nothing_invasive_or_strenuous_fits(seed, emergency):
    facts = people(seed)
    facts.truths[:, emergency] = MET
    made = standings(facts, grid())
    held = [each.invasive or each.strenuous for each in grid().treatments]
    assert (made[:, held] > CONSIDER).all()


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_under_18_no_medicine_or_procedure_without_its_own_entry_fits(seed):
    facts = people(seed)
    facts.truths[:, number_of("plan.child")] = MET
    allowed = {each.treatment for each in knowledge.children().medicines}
    without = [
        each.modality in ("pharmacological", "interventional") and each.id not in allowed
        for each in grid().treatments
    ]
    assert (standings(facts, grid())[:, without] == NOT_FOR_THIS_PERSON).all()


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_the_order_of_treatments_in_knowledge_is_irrelevant(seed):
    order = list(range(len(grid().treatments)))
    Random(seed).shuffle(order)
    shuffled = grid_of(tuple(grid().treatments[place] for place in order))
    facts = people(seed)
    moved = {name: getattr(facts.tried, name)[:, order] for name in (*FLAGS, "enough")}
    other = replace(facts, tried=replace(facts.tried, **moved))
    made, again = standings(facts, grid()), standings(other, shuffled)
    assert (made[:, order] == again).all()
    assert (ranks(made, facts, grid())[:, order] == ranks(again, other, shuffled)).all()


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_everyone_gets_every_treatment_a_rank_of_its_own(seed):
    facts = people(seed)
    made = ranks(standings(facts, grid()), facts, grid())
    assert (np.sort(made, axis=1) == np.arange(1, len(grid().treatments) + 1)).all()


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_people_are_judged_alike_alone_and_together(seed):
    facts = people(seed, count=5)
    together = standings(facts, grid())
    for number in range(5):
        one = Facts(
            facts.truths[[number]],
            facts.mechanisms[[number]],
            Tried(**{name: getattr(facts.tried, name)[[number]] for name in Tried.__dataclass_fields__}),
        )
        assert (standings(one, grid())[0] == together[number]).all()


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_only_what_must_not_stop_suddenly_is_lowered_slowly_and_only_while_it_is_taken(seed):
    facts = people(seed)
    made = currently(facts, grid())
    assert ((made > 0) == facts.tried.current).all()
    assert facts.tried.stops_slowly[made == STOP_SLOWLY].all()


def test_a_hard_caution_on_what_is_taken_is_lowered_slowly_or_looked_at_again():
    ground = ["indication.neuropathic_pain", "hazard.benzodiazepine"]
    taken = facts_of(ground, current=["opioid_ir"], stops_slowly=["opioid_ir"])
    brief = facts_of(ground, current=["opioid_ir"])
    left_out = facts_of([*ground, "plan.taper_excluded"], current=["opioid_ir"], stops_slowly=["opioid_ir"])
    place = grid().place["opioid_ir"]
    assert [CURRENT[currently(each, grid())[0, place]] for each in (taken, brief, left_out)] == [
        "stop_slowly",
        "review",
        "review",
    ]
    assert standing_of(taken, "opioid_ir") == STANDINGS[NOT_FOR_THIS_PERSON]


def test_what_may_do_harm_by_itself_is_looked_at_again_where_nothing_calls_for_it():
    place = grid().place["benzodiazepine"]
    taken = facts_of(["indication.fibromyalgia"], current=["benzodiazepine", "propranolol"])
    assert CURRENT[currently(taken, grid())[0, place]] == "review"
    assert CURRENT[currently(taken, grid())[0, grid().place["propranolol"]]] == "continue"
