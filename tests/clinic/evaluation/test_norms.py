"""What a number of a test means for this person, and what the parts of an evaluation must hold."""

from __future__ import annotations

import pytest

from lenitive.clinic.evaluation.norm import Body, meaning
from lenitive.desk.models import Role
from lenitive.knowledge.visits.evaluation import norms, template


@pytest.mark.parametrize(
    ("test", "value", "body", "judged"),
    [
        ("sit_to_stand_30s", "13", Body(62, "male"), "below the norm"),
        ("sit_to_stand_30s", "14", Body(62, "male"), "within the norm"),
        ("sit_to_stand_30s", "11", Body(66, "female"), "within the norm"),
        ("sit_to_stand_30s", "11", Body(54, "female"), ""),  # no norm before 60
        ("sit_to_stand_30s", "11", Body(70, ""), ""),
        ("grip", "15.9", Body(40, "female"), "below the norm"),
        ("grip", "16", Body(40, "female"), "within the norm"),
        # 7.57 x 175 - 5.02 x 60 - 1.76 x 80 - 309 = 573.75 expected, 420.75 at least
        ("six_minute_walk", "420", Body(60, "male", 175, 80), "below the norm"),
        ("six_minute_walk", "421", Body(60, "male", 175, 80), "within the norm"),
        ("six_minute_walk", "421", Body(60, "male", None, 80), ""),
        ("six_minute_walk", "421", Body(39, "male", 175, 80), ""),
        ("six_minute_walk", "", Body(60, "male", 175, 80), ""),
    ],
)
def test_a_test_is_judged_where_a_norm_is_known(test, value, body, judged):
    found = meaning(test, value, body)
    assert found is not None
    assert found.judged == judged
    assert found.text
    assert found.source


def test_every_norm_says_whether_it_was_read_at_its_source():
    assert all(norm.source and isinstance(norm.verified, bool) for norm in norms().values())
    assert {field.norm for field in template().fields.values()} - {""} == set(norms())


def test_every_part_has_its_professions_a_source_and_fields_of_its_own():
    for part in template().parts:
        assert part.source
        assert set(part.who) <= set(Role.values)
        assert part.fields
        assert all(field.label and field.id.startswith(f"{part.id}.") for field in part.fields)
        assert all(len(field.label) <= 60 for field in part.fields)


def test_no_two_fields_become_one_row():
    rows = [field.row for field in template().fields.values() if field.row is not None]
    names = [(row.table, row.name, row.column) for row in rows]
    assert len(names) == len(set(names))


def test_questions_that_the_grading_asks_have_a_field():
    from lenitive.knowledge.classification import subjects

    asked = {
        criterion.item
        for subject in subjects()
        if subject.kind in ("mechanism", "course") or subject.id == "crps"
        for criterion in subject.criteria
        if criterion.item
    }
    assert asked - set(template().of_item) == set()
