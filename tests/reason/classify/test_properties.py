"""What must always hold: order is irrelevant, evidence takes no grade away, one person is one of many."""

from random import Random

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lenitive.knowledge.classification import subjects
from lenitive.reason.classify import classification_of
from lenitive.reason.classify.evidence import grade_of
from lenitive.reason.classify.judged import judge_person, program
from lenitive.reason.classify.population import classify_population
from lenitive.reason.tables import ask, derived_names, put_derived
from lenitive.record.schema import create_statements
from tests.reason.classify.people import rows_of, truths_of
from tests.reason.engine.drawing import AS_OF, random_rows

FOR = (
    "radiculopathy",
    "osteoarthritis",
    "fibromyalgia",
    *(
        f"neuropathic_exam.{item}=1"
        for item in ("relevant_history", "plausible_distribution", "sensory_signs")
    ),
    *(f"neuropathic_exam.{item}=1" for item in ("test_confirms_lesion", "allodynia_mechanical")),
    *(f"pain_history.{item}=1" for item in ("mechanical", "eases_with_rest", "regional", "spread")),
    *(f"pain_history.{item}=1" for item in ("widespread", "hypersensitivity", "fatigue")),
    "fm2016.wpi:12",
    "fm2016.sss:9",
    "fm2016.regions:5",
    "fm2016.three_months=1",
    *(f"crps_symptoms.symptom_{name}=1" for name in ("sensory", "vasomotor", "sudomotor", "motor")),
    *(f"crps_symptoms.sign_{name}=1" for name in ("sensory", "vasomotor")),
    "crps_symptoms.disproportionate=1",
    "crps_symptoms.other_diagnosis=0",
)
# What takes a grade away on purpose: a nerve or joint disease may explain the pain that would be nociplastic.
EXPLAINS = {("nociplastic", "radiculopathy"), ("nociplastic", "osteoarthritis")}


def ranks(facts):
    truths = truths_of(rows_of(" ".join(facts)))
    return {each.id: _rank(each, truths) for each in subjects() if each.kind in ("mechanism", "condition")}


def _rank(subject, truths):
    names = ["none", "unknown", *(grade.id.partition(".")[2] for grade in subject.grades)]
    return names.index(grade_of(subject, truths))


@settings(max_examples=60, deadline=None)
@given(st.sets(st.sampled_from(FOR)), st.sampled_from(FOR), st.booleans())
def test_a_fact_that_speaks_for_a_grade_never_lowers_one(facts, fact, held):
    ground = ["days=400", *(["held"] if held else []), *sorted(facts - {fact})]
    before, after = ranks(ground), ranks([*ground, fact])
    for subject, rank in before.items():
        if (subject, fact) not in EXPLAINS:
            assert after[subject] >= rank, (subject, fact)


@settings(max_examples=30, deadline=None)
@given(st.sets(st.sampled_from(FOR)), st.randoms(use_true_random=False))
def test_the_order_of_rows_is_irrelevant(facts, random):
    rows = rows_of(" ".join(["held", "days=100..400", *sorted(facts)]))
    mixed = {name: random.sample(each, len(each)) for name, each in rows.items()}
    assert classification_of(truths_of(rows)) == classification_of(truths_of(mixed))


@settings(max_examples=30, deadline=None)
@given(st.sets(st.sampled_from(FOR), min_size=1), st.data())
def test_taking_a_fact_away_never_turns_unknown_into_none(facts, data):
    gone = data.draw(st.sampled_from(sorted(facts)))
    before, after = ranks(["days=400", *sorted(facts)]), ranks(["days=400", *sorted(facts - {gone})])
    for subject, rank in after.items():
        if rank == 0:
            assert before[subject] == 0, (subject, gone)


@pytest.fixture(scope="module")
def connection():
    made = duckdb.connect(config={"threads": 1})
    for statement in create_statements():
        made.execute(statement)
    yield made
    made.close()


def test_a_person_alone_is_classified_as_in_a_population(connection):
    random = Random(20261124)
    people = [f"p{n}" for n in range(12)]
    drawn = [random_rows(program(), random, person) for person in people]
    for name in derived_names():
        rows = [row for each in drawn for row in each.get(name, ())]
        random.shuffle(rows)
        put_derived(connection, name, rows)
    connection.execute("TRUNCATE patient")
    for person in people:
        connection.execute(
            "INSERT INTO patient (patient_id, row_id) VALUES (?, ?)", [person, f"Patient/{person}#1"]
        )
    ask(connection, AS_OF)
    wide = classify_population(connection).to_pylist()
    assert {(row["patient_id"], row["subject"]): row["grade"] for row in wide} == {
        (person, each.id): grade_of(each, judge_person(connection, AS_OF, person))
        for person in people
        for each in subjects()
    }
