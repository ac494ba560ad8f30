"""The instrument files hold together, and the thresholds of change follow from them."""

from __future__ import annotations

import pytest

from lenitive.errors import KnowledgeError
from lenitive.knowledge import instruments
from lenitive.knowledge.instruments.read import load_yaml, read_instrument
from lenitive.knowledge.tables import knowledge_tables

EVERY = list(instruments.instruments())


def changes():
    rows = knowledge_tables()["important_change"].to_pylist()
    return {(row["instrument"], row["scale"]): row for row in rows}


def test_there_are_eighty_seven_instruments_and_each_reads():
    assert len(EVERY) == 87


@pytest.mark.parametrize("form", EVERY, ids=lambda form: form.id)
def test_every_item_has_a_short_label_of_ours(form):
    assert all(0 < len(item.label) <= 60 for item in form.items)


@pytest.mark.parametrize("form", EVERY, ids=lambda form: form.id)
def test_every_fact_has_a_source(form):
    assert form.source
    assert all(change.source for scale in form.scales for change in scale.changes)
    assert all(cutoff.source for scale in form.scales for cutoff in scale.cutoffs)


def test_every_instrument_has_exactly_one_scale_that_speaks_for_it():
    main = [key for key, row in changes().items() if row["main"]]
    assert sorted(instrument for instrument, _ in main) == sorted(form.id for form in EVERY)


def test_function_leads_where_an_instrument_measures_several_things():
    assert changes()["bpi", "interference"]["main"]
    assert changes()["promis29", "pf"]["main"]


def test_reliable_points_are_those_of_the_published_detectable_change():
    rows = changes()
    assert rows["pseq", "total"]["reliable_points"] == pytest.approx(12.67, abs=0.01)  # Vejlgaard 2021
    assert rows["quickdash", "disability"]["reliable_points"] == pytest.approx(
        17.1, abs=0.05
    )  # van Kampen 2013


def test_where_sources_differ_the_range_is_kept():
    row = changes()["pseq", "total"]
    assert (row["points"], row["range_low"], row["range_high"]) == (11, 5.5, 11)


def test_intensity_and_interference_are_judged_in_percent_and_function_in_points():
    rows = changes()
    assert rows["nrs", "total"]["leads_by"] == "percent"
    assert rows["peg", "total"]["leads_by"] == "percent"
    assert rows["odi", "percent"]["leads_by"] == "points"
    assert rows["dn4", "total"]["leads_by"] is None


PEG = load_yaml(instruments._HERE / "files" / "peg.yaml")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"colour": "red"}, "'colour' is not known"),
        ({"main": "nothing"}, "main is 'nothing'"),
        ({"scales": [{**PEG["scales"][0], "items": ["pain", "joy"]}]}, "'joy' does not exist"),
        ({"scales": [{**PEG["scales"][0], "higher": "up"}]}, "higher is 'up'"),
        ({"scales": [{**PEG["scales"][0], "missing": {"needed": 9, "basis": "x"}}]}, "9 answers are needed"),
        ({"scales": [{**PEG["scales"][0], "change": [{"point": 1}]}]}, "'point' is not known"),
    ],
)
def test_a_file_that_breaks_the_schema_is_refused_by_field(change, says):
    with pytest.raises(KnowledgeError, match=says):
        read_instrument({**PEG, **change}, "peg.yaml")


def test_an_unknown_instrument_is_refused_with_the_nearest_name():
    with pytest.raises(KnowledgeError, match="phq9"):
        instruments.instrument("phq_9")
