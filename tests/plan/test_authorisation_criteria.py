"""Every criterion of every policy can be met, not met and unknown; windows end where they say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import product
from typing import Any

import pytest

from lenitive.knowledge.authorisation import as_rules, policies
from lenitive.knowledge.authorisation.settings import authorisation_language
from lenitive.knowledge.rules.language import DerivedTable
from lenitive.knowledge.rules.model import Leaf, leaves
from lenitive.knowledge.rules.model import Test as FieldTest
from lenitive.reason.engine.findings import STATUS
from lenitive.reason.engine.person import judge
from lenitive.reason.engine.program import Program, compile_rules
from tests.plan.authorisation_charts import AS_OF

Row = dict[str, Any]
CRITERIA = {each.id: each for policy in policies() for each in policy.criteria}
TABLES = authorisation_language().tables
# A criterion over a finding rests on the rules of the guidelines, which have tests of their own.
DRAWN = [
    name for name, each in CRITERIA.items() if all(leaf.table != "finding" for leaf in leaves(each.when))
]


def passing(test: FieldTest, table: DerivedTable) -> Any:
    """A value that a test lets pass."""
    if test.one_of:
        return test.one_of[0]
    ((operator, limit), *_more) = test.bounds
    return limit + {">=": 0, ">": 1, "<=": 0, "<": -1}[operator]


def row(table: DerivedTable, values: dict[str, Any], low: date, high: date) -> Row:
    """A row with these values; what is left out is empty."""
    made: Row = {"row_ids": ["r"]}
    for field in table.fields:
        value = values.get(field.name)
        if field.kind == "day":
            made |= {f"{field.name}_low": low, f"{field.name}_high": high}
        elif field.kind == "bounds":
            made |= {f"{field.name}_low": value, f"{field.name}_high": value}
        else:
            made[field.name] = value
    return made


@dataclass(frozen=True)
class Asked:
    """What leaves over the same rows ask of them together."""

    table: DerivedTable
    values: dict[str, Any]
    many: int
    edge: date


def asked(criterion: str) -> list[Asked]:
    """The questions of a criterion; leaves that differ only in what they take are one."""
    groups: dict[tuple[Any, ...], list[Leaf]] = {}
    for leaf in leaves(CRITERIA[criterion].when):
        texts = tuple(each for each in leaf.where if each.one_of)
        groups.setdefault((leaf.table, texts), []).append(leaf)
    return [together(group) for group in groups.values()]


def together(group: list[Leaf]) -> Asked:
    table = TABLES[group[0].table]
    tests = [each for leaf in group for each in (*leaf.where, *leaf.take.tests)]
    values = {each.field: passing(each, table) for each in tests if each.field != "day"}
    counts = [leaf.take.tests[0].bounds[0][1] for leaf in group if leaf.take.kind == "distinct"]
    windows = [leaf.window[0] for leaf in group if leaf.window]
    return Asked(table, values, int(max(counts, default=1)), AS_OF - timedelta(days=min(windows, default=1)))


def choices(one: Asked, *, few: bool) -> list[list[Row]]:
    """No rows, rows as asked, with an empty field, with another value; with a day that may lie outside."""
    days = [{"day": str(one.edge - timedelta(days=number))} for number in range(one.many)]
    full = [row(one.table, one.values | (day if one.many > 1 else {}), one.edge, one.edge) for day in days]
    tested = [name for name in one.values if name not in KEYS]
    empty = [[row(one.table, one.values | {name: None}, AS_OF, AS_OF)] * one.many for name in tested]
    other = [[each | row_of(one, name) for each in full] for name in tested]
    straddling = [row(one.table, one.values, one.edge - timedelta(days=40), AS_OF)]
    undated = [row(one.table, one.values, AS_OF, AS_OF)] * one.many
    made = [[], full, *empty[:1], *other[:1]]
    return made if few else [*made, *empty[1:], *other[1:], straddling, undated]


def row_of(one: Asked, name: str) -> Row:
    """The columns of one field with a value that does not pass."""
    changed = row(one.table, {name: OTHER.get(name, 0)}, one.edge, one.edge)
    return {column: changed[column] for column in (name, f"{name}_low", f"{name}_high") if column in changed}


KEYS = ("concept", "treatment", "scale", "fact", "of", "type", "modality", "instrument", "kind", "part")
OTHER = {"said": "ultrasound", "status": "inactive", "verdict": "no_change"}


def drawn(criterion: str) -> set[str]:
    """The statuses that drawn rows give a criterion."""
    questions = asked(criterion)
    found: set[str] = set()
    for lists in ((), ("problems", "medicines")):
        for rows in product(*(choices(one, few=len(questions) > 3) for one in questions)):
            by_table: dict[str, list[Row]] = {"held": [{"domain": each} for each in lists]}
            for one, given in zip(questions, rows, strict=True):
                by_table.setdefault(one.table.name, []).extend(given)
            found.add(judged(criterion, by_table))
            if len(found) == len(STATUS):
                return found
    return found


@lru_cache(maxsize=128)
def alone(criterion: str) -> Program:
    """One criterion as a program of its own."""
    (rule,) = (each for each in as_rules() if each.id == criterion)
    return compile_rules([rule], TABLES)


def judged(criterion: str, rows: dict[str, list[Row]]) -> str:
    """The status that these rows give a criterion."""
    (decided,) = judge(alone(criterion), rows, AS_OF).rules
    return STATUS[decided.truth.value]


@pytest.mark.parametrize("criterion", DRAWN)
def test_every_criterion_can_be_met_not_met_and_unknown(criterion):
    assert drawn(criterion) == {"met", "not_met", "unknown"}


@pytest.mark.parametrize(
    ("criterion", "table", "values", "last_day"),
    [
        ("medicare_esi.imaging_concordant", "entry", {"concept": "imaging_concordant", "value": 1.0}, 730),
        ("medicare_pva.vcf_imaging", "entry", {"concept": "imaging_vcf", "value": 1.0}, 90),
        (
            "medicare_scs.multidisciplinary_screen",
            "entry",
            {"concept": "multidisciplinary_assessment", "value": 1.0},
            365,
        ),
        (
            "evicore_scs.behavioural_attestation",
            "concept",
            {"concept": "psychological_evaluation", "of": "procedure"},
            365,
        ),
        ("healthpartners_rfa.pt_4_visits", "course", {"type": "exercise", "done": True, "visits": 4.0}, 180),
    ],
)
def test_a_window_ends_on_its_last_day(criterion, table, values, last_day):
    exam = row(TABLES["entry"], {"concept": "neuro_exam", "value": 1.0}, AS_OF, AS_OF)
    for days, expected in ((last_day, "met"), (last_day + 1, None)):
        day = AS_OF - timedelta(days=days)
        rows = {"entry": [exam], "held": []}
        rows.setdefault(table, []).append(row(TABLES[table], values, day, day))
        found = judged(criterion, rows)
        assert (found == "met") is (expected == "met"), days


@pytest.mark.parametrize(
    ("weeks", "expected"),
    [((4.0, 4.0), "met"), ((3.9, 3.9), "not_met"), ((3.9, 9.0), "unknown"), ((0.0, None), "unknown")],
)
def test_weeks_of_care_are_judged_by_both_ends(weeks, expected):
    rows = {"care": [{"failed_weeks_low": weeks[0], "failed_weeks_high": weeks[1], "row_ids": []}]}
    assert judged("medicare_esi.conservative_4_weeks", rows) == expected


def test_what_only_a_person_can_judge_is_unknown_until_somebody_did():
    name = "aetna_scs.indication"
    assert judged(name, {}) == "unknown"
    for value, expected in ((1.0, "met"), (0.0, "not_met")):
        entry = row(TABLES["entry"], {"concept": name, "value": value}, AS_OF, AS_OF)
        assert judged(name, {"entry": [entry]}) == expected
