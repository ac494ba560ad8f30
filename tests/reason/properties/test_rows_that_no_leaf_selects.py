"""A row that no leaf selects changes nothing that any rule says, whether or not its list is collected."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from lenitive.reason.engine.findings import findings
from lenitive.reason.engine.person import judge
from lenitive.reason.engine.program import SETTING, Program, program
from tests.reason.engine.drawing import AS_OF
from tests.reason.properties.plain import Row, Rows, drawn, may_select

MADE_OF_OTHERS = {"event", SETTING.name, "held"}


def said(compiled: Program, rows: Rows) -> list[tuple[object, ...]]:
    """Everything that is said of a person: status, rows, reasons, and what would settle it."""
    return [
        (each.rule.id, each.status, each.evidence, each.reason, each.settles_by)
        for each in findings(judge(compiled, rows, AS_OF))
    ]


def spare_rows(compiled: Program, seed: int) -> list[tuple[str, Row]]:
    """Random rows (table, row) that no leaf selects."""
    made = []
    for name, own in drawn(compiled, seed, "spare").items():
        table = compiled.tables[name]
        asked = [leaf for leaf in compiled.leaves if leaf.table == name]
        if name not in MADE_OF_OTHERS and not table.one_row:
            made += [(name, row) for row in own if not any(may_select(leaf, row, table) for leaf in asked)]
    return made


def with_spare(rows: Rows, spare: list[tuple[str, Row]], random: Random) -> Rows:
    """The same person with these rows at random places."""
    more = {name: list(own) for name, own in rows.items()}
    for name, row in spare:
        more[name].insert(random.randint(0, len(more[name])), row)
    return more


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32), st.booleans())
def test_a_row_that_no_leaf_selects_changes_nothing(seed, held):
    rows = drawn(program(), seed)
    if held:
        rows["held"] = [{"domain": domain, "row_ids": []} for domain in ("medicines", "problems")]
    spare = spare_rows(program(), seed + 1)
    assert said(program(), rows) == said(program(), with_spare(rows, spare, Random(seed)))


def test_there_are_such_rows_in_the_tables_that_hold_most():
    found = {name for seed in range(300) for name, _ in spare_rows(program(), seed)}
    assert found >= {"use", "concept", "score", "encounter", "uds_result"}


def test_a_row_that_a_leaf_selects_changes_something():
    """The counterpart, so that the property above cannot hold for want of power."""
    changed = 0
    for seed in range(60):
        rows, more = drawn(program(), seed), drawn(program(), seed + 1000, "more")
        picked = [
            (name, row)
            for name, own in more.items()
            if name not in MADE_OF_OTHERS and not program().tables[name].one_row
            for row in own
            if any(
                may_select(leaf, row, program().tables[name])
                for leaf in program().leaves
                if leaf.table == name
            )
        ]
        changed += said(program(), rows) != said(program(), with_spare(rows, picked, Random(seed)))
    assert changed > 40
