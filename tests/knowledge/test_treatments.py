"""The files of the treatments name only what exists, and what they say holds together."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest

from lenitive.errors import KnowledgeError
from lenitive.knowledge import treatments as knowledge
from lenitive.knowledge.rules import rules
from lenitive.knowledge.rules.model import leaves, rules_named
from lenitive.knowledge.treatments import as_rules, hazards, indications, treatment, treatments
from lenitive.knowledge.treatments.book import read_book, shipped

EVERY = treatments()
INVASIVE = {"ketamine_iv"}


def listed():
    text = files("lenitive.knowledge").joinpath("concepts/treatments.csv").read_text("utf-8")
    return [row["treatment"] for row in csv.DictReader(text.splitlines())]


def test_every_listed_treatment_is_described_in_the_order_of_the_list():
    assert [each.id for each in EVERY] == listed()
    assert len(EVERY) == 124


@pytest.mark.parametrize("each", EVERY, ids=lambda each: each.id)
def test_a_treatment_says_what_it_is_for_and_where_that_comes_from(each):
    assert each.title
    assert each.evidence
    assert all(each.sources)
    assert set(each.mechanisms) == {"nociceptive", "neuropathic", "nociplastic"}
    assert each.effect.pain
    assert each.effect.function
    assert each.monitoring
    assert each.delivered_by
    assert all(caution.source for caution in each.cautions)


def test_a_caution_has_one_stable_name_and_the_rule_that_decides_it():
    cautions = [caution for each in EVERY for caution in each.cautions]
    assert len({caution.id for caution in cautions}) == len(cautions)
    decided = {rule.id for rule in as_rules()}
    assert all(caution.rule in decided for caution in cautions)
    assert "duloxetine.maoi" in {caution.id for caution in cautions}


def test_every_hazard_is_named_and_every_indication_is_treated():
    assert {each.id for each in hazards()} == {c.hazard for each in EVERY for c in each.cautions}
    assert {each.id for each in indications()} == {e.indication for each in EVERY for e in each.evidence}


def test_every_rule_says_what_settles_it_and_stands_above_what_it_reads():
    layer = {rule.id: rule.layer for rule in (*rules(), *as_rules())}
    for rule in as_rules():
        assert all(rule.settles_by), rule.id
        assert all(layer[name] < rule.layer for name in rules_named(rule.when)), rule.id


def test_a_missing_value_never_counts_as_safe_where_it_could_be_dangerous():
    """Only leaves about what was documented, or what a value is not, may take silence for a no."""
    silent = {
        (rule.id, leaf.table) for rule in as_rules() for leaf in leaves(rule.when) if leaf.absent == "no"
    }
    of_hazards = {name for name, table in silent if name.startswith("hazard.") and table != "finding"}
    documented = {
        "hazard.steroid_injections_4",
        "hazard.earlier_trial_failed",
        "hazard.facet_blocks_answered",
        "hazard.pregnancy_possible",
    }
    seen_there = {
        f"hazard.{name}"
        for name in (
            "skin_broken",
            "hand_pain_severe",
            "severe_distress_on_mirror",
            "near_eye",
            "on_chest_wall",
        )
    }
    time_course = {"hazard.acute_pain"}
    assert of_hazards - time_course == documented | seen_there


def test_procedures_are_invasive_and_movement_is_strenuous():
    assert {each.id for each in EVERY if each.invasive and each.modality != "interventional"} == INVASIVE
    assert not any(each.modality == "pharmacological" and each.strenuous for each in EVERY)
    assert {"aerobic_exercise", "spinal_manipulation", "intensive_programme_daily"} <= {
        each.id for each in EVERY if each.strenuous
    }


def test_a_procedure_that_can_bleed_has_a_hold_for_every_antithrombotic():
    risks = {each.bleeding_risk for each in EVERY} - {"", "low"}
    assert all(risks <= set(hold.by_risk) for hold in knowledge.antithrombotic_holds().holds)
    classes = {each.drug_class for each in knowledge.stop_slowly()}
    assert {"opioid", "benzodiazepine", "gabapentinoid", "snri", "baclofen", "beta_blocker"} <= classes


def test_the_rules_of_standings_cover_every_action():
    said = knowledge.standing_rules()
    assert {caution.action for each in EVERY for caution in each.cautions} <= set(said.actions)
    assert said.order == ("not_for_this_person", "later", "consider", "fits_now")
    assert said.actions["avoid"].with_until == "later"
    assert said.actions["caution"].with_until == "consider"


def test_a_child_has_few_medicines_and_none_of_them_by_accident():
    children = knowledge.children()
    assert {each.treatment for each in children.medicines} == {
        *("acetaminophen", "nsaid_oral_nonselective", "naloxone_rescue", "opioid_cancer_pain")
    }
    assert not any(
        treatment(name).modality in ("pharmacological", "interventional") for name in children.fits
    )


def test_a_narrower_indication_knows_all_that_it_is_a_kind_of():
    assert knowledge.broader_than("meralgia") == (
        *("focal_neuropathic_pain", "localised_neuropathic_pain", "neuropathic_pain"),
    )


def test_an_unknown_name_is_one_clear_line():
    with pytest.raises(KnowledgeError, match="there is no treatment 'snake_oil'"):
        treatment("snake_oil")
    with pytest.raises(KnowledgeError, match="there is no indication 'gout'"):
        knowledge.indication("gout")


def read_with(file, old, new):
    texts = shipped()
    assert old in texts[file]
    return read_book({**texts, file: texts[file].replace(old, new, 1)})


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("modalities/mind", "- id: cbt\n", "- id: cbt\n  mood: good\n", "mood"),
        ("modalities/mind", "- id: cbt\n", "- id: snake_oil\n", "snake_oil"),
        ("modalities/mind", "- id: act\n", "- id: cbt\n", "cbt stands twice"),
        ("modalities/mind", "invasive: false", "invasive: maybe", "maybe"),
        ("modalities/mind", "line: first", "line: last", "last"),
        ("modalities/mind", "certainty: moderate", "certainty: sure", "sure"),
        ("modalities/mind", "{for: chronic_pain", "{for: sadness", "indication 'sadness'"),
        ("modalities/mind", "hazard: psychosis", "hazard: bad_luck", "hazard 'bad_luck'"),
        ("modalities/mind", "action: specialist_only", "action: forbid", "forbid"),
        ("modalities/mind", "source: usual_practice", "source: hearsay", "hearsay"),
        ("modalities/medicines", "{acetaminophen: 2000}", "{snake_oil: 2000}", "ingredient 'snake_oil'"),
        ("modalities/medicines", "min_weeks: 1,", "min_weeks: -1,", "-1"),
        ("modalities/medicines", "max_mg_per_day: 2000", "max_mg_per_day: 0", "no amount"),
        ("hazards/conditions", "{condition: epilepsy}", "{condition: fits}", "concept 'fits'"),
        ("hazards/conditions", "{finding: red_infection}", "{finding: red_sky}", "rule 'red_sky'"),
        ("hazards/conditions", "{grade: time_course.acute}", "{grade: time_course.old}", "time_course.old"),
        ("hazards/conditions", "if_unknown: consider", "if_unknown: hope", "hope"),
        ("hazards/conditions", "title: Epilepsy,", "title: Epilepsy, ask: '',", "what settles it"),
        ("hazards/medicines", "{takes: lithium}", "{takes: salt}", "drug class 'salt'"),
        ("hazards/medicines", "id: lithium", "id: maoi", "maoi stands twice"),
        ("hazards/person", "near_eye}}", "far_eye}}", "item 'treatment_checks.far_eye'"),
        ("indications", "broader: [spondyloarthritis]", "broader: [gout]", "gout"),
        (
            "indications",
            "{indication: chronic_pain}",
            "{indication: insomnia_with_chronic_pain}",
            "needs itself",
        ),
        ("standing_rules", "action: co_prescribe,", "action: monitor,", "co_prescribe"),
        ("stop_slowly", "drug_class: opioid", "drug_class: opium", "drug class 'opium'"),
        ("children", "treatment: acetaminophen", "treatment: aspirin", "treatment 'aspirin'"),
        ("antithrombotic_holds", "ingredient: warfarin", "ingredient: ratbane", "ingredient 'ratbane'"),
        ("allergies", "if_unknown: consider", "if_unknown: hope", "hope"),
    ],
)
def test_what_is_not_declared_is_refused_with_its_file_and_line(file, old, new, told):
    with pytest.raises(KnowledgeError, match=told) as refused:
        read_with(file, old, new)
    assert f"knowledge/treatments/{file}.yaml line " in str(refused.value)


def test_an_indication_is_not_a_kind_of_itself():
    with pytest.raises(KnowledgeError, match="a kind of itself"):
        read_with(
            "indications",
            "title: Inflammatory disease of the spine,",
            "title: Inflammatory disease of the spine, broader: [ankylosing_spondylitis],",
        )


def test_a_listed_treatment_that_no_file_describes_is_refused():
    texts = shipped()
    start = texts["modalities/programmes"].index("- id: opioid_taper_support")
    texts["modalities/programmes"] = texts["modalities/programmes"][:start]
    with pytest.raises(KnowledgeError, match=r"lists opioid_taper_support, and no file describes it"):
        read_book(texts)


def test_the_order_of_treatments_in_their_files_is_irrelevant():
    texts = shipped()
    head, *entries = texts["modalities/mind"].split("\n- id: ")
    body = "\n- id: ".join([head, *(entry.rstrip("\n") for entry in reversed(entries))])
    turned = read_book({**texts, "modalities/mind": f"{body}\n"})
    without_places = [(each.id, each.title, len(each.cautions)) for each in turned.treatments]
    assert without_places == [(each.id, each.title, len(each.cautions)) for each in EVERY]
