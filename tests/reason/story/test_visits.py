from __future__ import annotations

import pytest

from lenitive.reason.story import last_visit
from tests.reason.story.people import TODAY, person


def visit(start, status="finished"):
    return {"kind": "Pain clinic visit (procedure)", "status": status, "start": start}


def test_the_last_visit_is_the_newest_one_that_took_place():
    found = last_visit(
        person({"encounter": [visit("2026-01-03"), visit("2026-05-04"), visit("2026-07-01")]}), TODAY
    )
    assert (str(found.day), found.kind) == ("4 May 2026", "Pain clinic visit")


@pytest.mark.parametrize("rows", [[], [visit("2026-05-04", "cancelled")], [visit("2026-05-04", "planned")]])
def test_a_visit_that_did_not_take_place_is_none(rows):
    assert last_visit(person({"encounter": rows}), TODAY) is None
