"""Authorisation: for each procedure a chart that is ready, one that lacks one thing, one over a limit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from lenitive.errors import InputError
from lenitive.plan.authorisation import Authorisation
from tests.plan.authorisation_charts import (
    CPT,
    Resource,
    ago,
    answers,
    block,
    ibuprofen,
    judged,
    observed,
    order,
    pain,
    peg,
    problem,
    procedure,
    status,
    therapy,
)


def lumbar_facet() -> list[Resource]:
    """Lumbar facet pain for two years, scored, with care that failed and an order that names its guidance."""
    return [
        problem("back", "M47.816", "Lumbar spondylosis", "2024-03-01"),
        pain(),
        peg(),
        *therapy("pt", 200, 150),
        ibuprofen(),
    ]


def rfa() -> list[Resource]:
    plan = order("plan", "Lumbar medial branch radiofrequency ablation, fluoroscopy", "64635", "L4-L5")
    return [*lumbar_facet(), block("block1", 80), block("block2", 50), plan]


def mbb() -> list[Resource]:
    return [*lumbar_facet(), order("plan", "Medial branch block under fluoroscopy", "64493", "L4-L5")]


def esi() -> list[Resource]:
    return [
        problem("root", "M54.16", "Radiculopathy, lumbar region", "2026-01-05"),
        pain(),
        peg(),
        *therapy("pt", 120, 80),
        observed("mri", "imaging_concordant", True, ago(60)),
        observed("exam", "neuro_exam", True, ago(10)),
        order("plan", "Lumbar epidural, transforaminal, fluoroscopy", "64483", "L5-S1"),
    ]


def stimulation() -> list[Resource]:
    return [
        problem("back", "M96.1", "Postlaminectomy syndrome", "2022-03-01"),
        *therapy("pt", 300, 200),
        ibuprofen(),
        procedure(
            "cbt", "Pain psychology (CBT), 8 sessions", ago(250), until=ago(180), outcome="some benefit"
        ),
        observed("team", "multidisciplinary_assessment", True, ago(30)),
        procedure("mind", "Psychological evaluation", ago(40), codes=[(CPT, "90791")]),
        observed("talk", "education", True, ago(20)),
    ]


def fracture() -> list[Resource]:
    return [
        problem("vcf", "M80.08XA", "Osteoporotic vertebral fracture", "2026-05-01"),
        observed("mri", "imaging_vcf", True, ago(15)),
        pain(8),
        observed("height", "height_loss_percent", 30, ago(15)),
        observed("kyphosis", "kyphosis", True, ago(15)),
        order("dxa", "Bone density (DXA)"),
    ]


def sacroiliac() -> list[Resource]:
    return [
        problem("si", "M53.3", "Sacroiliac joint pain", "2025-01-01"),
        pain(6),
        observed("tests", "sij_provocation_count", 4, ago(20)),
        *therapy("pt", 120, 80),
        observed("mri", "imaging_concordant", True, ago(60)),
        order("plan", "Sacroiliac joint injection, fluoroscopy", "27096", "left sacroiliac joint"),
    ]


READY: dict[str, tuple[Callable[[], list[Resource]], str]] = {
    "rfa_lumbar": (rfa, "medicare"),
    "mbb_diagnostic": (mbb, "medicare"),
    "esi_lumbar": (esi, "medicare"),
    "scs_trial": (stimulation, "medicare"),
    "vertebral_augmentation": (fracture, "medicare"),
    "sij_injection": (sacroiliac, "medicare"),
}


@pytest.mark.parametrize("treatment", READY)
def test_a_chart_that_holds_everything_is_ready(treatment):
    chart, policy = READY[treatment]
    made = judged(*chart(), procedure=treatment, policy=policy)
    assert (made.standing, made.missing) == ("ready", ())
    assert made.met == made.asked > 3


@pytest.mark.parametrize(
    ("treatment", "without", "lacks", "says"),
    [
        ("rfa_lumbar", "block2", "second_block_80", "second block on another day"),
        ("mbb_diagnostic", "nrs peg", "baseline_scales", "function questionnaire"),
        ("esi_lumbar", "mri", "imaging_concordant", "MRI or CT"),
        ("scs_trial", "mind", "psychological_evaluation", "psychologist"),
        ("vertebral_augmentation", "dxa", "bone_health", "bone density"),
        ("sij_injection", "tests", "provocation_3", "provocation tests"),
    ],
)
def test_a_chart_that_lacks_one_thing_says_which_and_how_to_get_it(treatment, without, lacks, says):
    chart, policy = READY[treatment]
    kept = [each for each in chart() if each["id"] not in without.split()]
    made = judged(*kept, procedure=treatment, policy=policy)
    assert made.standing == "nearly_ready"
    assert [item.id for item in made.missing] == [lacks]
    assert says in made.missing[0].get
    assert made.missing[0].missing
    assert made.met == made.asked - 1


@pytest.mark.parametrize(
    ("treatment", "done", "words", "most"),
    [
        ("rfa_lumbar", ("Lumbar medial branch radiofrequency ablation", "64635", ""), "6 months", 2),
        ("mbb_diagnostic", ("Medial branch block L4-L5", "64493", "85% relief for 5 hours"), "", 4),
        ("esi_lumbar", ("Lumbar epidural", "62323", "60% relief for 3 months"), "", 4),
        ("sij_injection", ("Sacroiliac joint injection, left", "27096", "80% relief for 4 months"), "", 4),
    ],
)
def test_over_a_yearly_limit_it_is_not_ready_and_the_next_day_is_said(treatment, done, words, most):
    text, code, outcome = done
    days = [300 - 60 * number for number in range(most)]
    before = [
        procedure(
            f"before{day}", text, ago(day), codes=[(CPT, code)], outcome=outcome or f"60% relief for {words}"
        )
        for day in days
    ]
    chart, policy = READY[treatment]
    made = judged(*chart(), *before, procedure=treatment, policy=policy)
    over = [each for each in made.limits if each.status == "over"]
    first = date.fromisoformat(ago(days[0]))
    expected = first.replace(year=first.year + 1)
    # The charts of the ablation and the block hold diagnostic blocks of their own, which count for the block.
    assert [each.most for each in over] == [most]
    assert over[0].next_day == expected
    assert made.standing == "not_ready"
    assert expected.isoformat() in made.standing_words


def test_nearly_ready_is_nothing_that_lacks_more_than_it_has():
    made = judged(pain(), procedure="rfa_lumbar", policy="healthpartners_rfa")
    assert (made.met, made.asked, made.standing) == (0, 2, "not_ready")


def test_a_second_trial_of_a_stimulator_is_never_within_the_limit():
    before = procedure("trial", "Spinal cord stimulation trial", ago(100), outcome="70% relief for 5 days")
    made = judged(*stimulation(), before, procedure="scs_trial", policy="medicare")
    assert [(each.id, each.status, each.next_day) for each in made.limits] == [("trial", "over", None)]
    assert made.standing == "not_ready"


def test_an_implant_asks_for_the_trial_and_the_trial_does_not():
    before = procedure("trial", "Spinal cord stimulation trial", ago(30), outcome="70% relief for 5 days")
    for extra, expected in (([], "not_met"), ([before], "met")):
        made = judged(*stimulation(), *extra, procedure="scs_implant", policy="medicare")
        assert status(made, "trial_50") == expected
    trial = judged(*stimulation(), procedure="scs_trial", policy="medicare")
    assert "trial_50" in [each.id for each in trial.not_needed]


def test_insurers_differ_in_the_relief_that_they_ask_for():
    blocks = [block("b1", 80, "60% relief for 5 hours"), block("b2", 50, "60% relief for 5 hours")]
    chart = [*lumbar_facet(), *blocks, order("plan", "Lumbar radiofrequency", "64635", "L4-L5")]
    assert status(judged(*chart, procedure="rfa_lumbar", policy="medicare"), "second_block_80") == "not_met"
    assert status(judged(*chart, procedure="rfa_lumbar", policy="bcbs_nd_rfa"), "two_blocks_50") == "met"


def test_a_rating_of_relief_belongs_to_the_procedure_before_it():
    rating = answers("relief", "procedure_relief", {"relief_percent": 90, "relief_hours": 6}, ago(49))
    chart = [*rfa()[:-2], block("block2", 50, None), rating, rfa()[-1]]
    assert status(judged(*chart, procedure="rfa_lumbar", policy="medicare"), "second_block_80") == "met"


def test_a_block_without_its_relief_is_not_known_and_asks_for_it():
    chart = [*rfa()[:-3], block("block1", 80, None), rfa()[-1]]
    made = judged(*chart, procedure="rfa_lumbar", policy="medicare")
    assert status(made, "first_block_80") == "unknown"
    assert "percent" in next(each.get for each in made.items if each.id == "first_block_80")


def test_two_blocks_on_one_day_are_one():
    chart = [*rfa()[:-3], block("b1", 50), block("b2", 50), rfa()[-1]]
    made = judged(*chart, procedure="rfa_lumbar", policy="medicare")
    assert (status(made, "first_block_80"), status(made, "second_block_80")) == ("met", "not_met")


@pytest.mark.parametrize(
    ("site", "expected"), [("L4-L5", "not_met"), ("L1-L2", "met"), ("C5-C6", "met"), (None, "unknown")]
)
def test_a_fusion_counts_at_its_level(site, expected):
    fusion = procedure("fusion", "Spinal fusion", "2019-02-03", site=site)
    made = judged(*rfa(), fusion, procedure="rfa_lumbar", policy="medicare")
    assert status(made, "not_fused_level") == expected


def test_the_evidence_of_benefit_stands_beside_what_a_payer_asks_for():
    made = judged(*fracture(), procedure="vertebral_augmentation", policy="medicare")
    assert "does not mean that the procedure helps" in made.cover_is_not_evidence
    assert any("certainty" in each for each in made.benefit.statements)


def test_every_row_of_evidence_has_a_day_and_a_resource_that_it_was_read_from():
    made = judged(*rfa(), procedure="rfa_lumbar", policy="medicare")
    rows = [row for item in made.items for row in item.evidence]
    assert rows
    assert all(row.on and row.resource and row.read_from for row in rows)


def test_a_payer_is_found_by_its_name_and_a_policy_by_its_own():
    by_payer: Authorisation = judged(*esi(), procedure="esi_lumbar", policy="evicore")
    assert by_payer.policy == "evicore_esi"
    assert judged(*esi(), procedure="esi_lumbar", policy="Medicare").policy == "medicare_esi"
    assert judged(*esi(), procedure="esi_lumbar").policy == "generic_commercial"
    assert judged(*esi(), procedure="yoga", policy="self_pay").referral.needed is False


@pytest.mark.parametrize(
    ("treatment", "policy", "says"),
    [
        ("rfa_lumbr", None, "Near it: rfa_lumbar"),
        ("rfa_lumbar", "medicar", "Near it: medicare"),
        ("vertebral_augmentation", None, "These do: self_pay, medicare_pva"),
        ("esi_lumbar", "medicare_facet", "says nothing about esi_lumbar"),
    ],
)
def test_what_is_not_there_is_one_clear_line(treatment, policy, says):
    with pytest.raises(InputError, match=says):
        judged(procedure=treatment, policy=policy)


def test_nothing_is_asked_for_somebody_who_has_died():
    from tests.plan import authorisation_charts as charts

    with pytest.raises(InputError, match="has died"):
        charts.judged_bundle(charts.person(deceasedBoolean=True), procedure="esi_lumbar")


def test_a_place_that_names_nothing_is_refused():
    with pytest.raises(InputError, match="names no region"):
        judged(procedure="esi_lumbar", place="somewhere")
