"""Facts meet leaves: which rows match, surely or perhaps, and the truth of each leaf that follows.

leaf_truth has one row a person and leaf: `complete`, the truth where nothing more can stand on the list that
it was looked for in; `open`, the truth where more may; `row_ids`, the rows it rests on; `age`, days since the
newest of them.
"""

from __future__ import annotations

from functools import reduce

import ibis
import ibis.expr.types as ir

from lenitive.knowledge.rules.model import Take, Test
from lenitive.reason.engine.facts import facts
from lenitive.reason.engine.program import Program
from lenitive.reason.engine.questions import DECIMALS, MET, NOT_MET, UNKNOWN
from lenitive.reason.engine.stores import leaf_table
from lenitive.reason.tables import Tables

_SUMS = ("count", "distinct", "sum")


def leaf_truth(program: Program, tables: Tables) -> ir.Table:
    """The truth of every leaf for which some row matches, surely or perhaps."""
    rows = _counted(_matches(program, tables))
    truth = _by_leaf(rows)
    return _settled(truth)


def _matches(program: Program, tables: Tables) -> ir.Table:
    """Pairs of leaf and fact that match: `match` is MET or UNKNOWN; `value` is the test of the newest."""
    given, leaf = facts(program, tables), leaf_table(program)
    pair = given.inner_join(leaf, "key")
    match = ibis.least(*_tests(program, pair, "where"), _in_window(pair))
    latest = _tests(program, pair, "latest")
    pair = pair.mutate(match=match, value=ibis.least(*latest) if len(latest) > 1 else latest[0])
    return pair.filter(pair.match > NOT_MET).select(
        *("patient_id", "item", "take", "match", "value", "row_ids", "oldest", "youngest", "fresh_days"),
        *("result_min", "result_max"),
        text=_measured(program, pair, "t{}", program.slots.texts, "distinct", "string"),
        low=_measured(program, pair, "n{}_low", program.slots.numbers, "sum", "float64"),
        high=_measured(program, pair, "n{}_high", program.slots.numbers, "sum", "float64"),
    )


def _tests(program: Program, pair: ir.Table, prefix: str) -> list[ir.Value]:
    """One expression a slot that some leaf tests there."""
    asked = {
        (leaf.table, test.field)
        for leaf in program.leaves
        for test in (leaf.where if prefix == "where" else _latest(leaf.take))
    }
    texts = sorted({program.slots.text[place] for place in asked if place in program.slots.text})
    numbers = sorted({program.slots.number[place] for place in asked if place in program.slots.number})
    made = [_text_test(pair[f"t{n}"], pair[f"{prefix}_t{n}"], pair[f"{prefix}_t{n}_not"]) for n in texts]
    for n in numbers:
        low, high = pair[f"n{n}_low"], pair[f"n{n}_high"]
        made.append(within(low, high, pair[f"{prefix}_n{n}_min"], pair[f"{prefix}_n{n}_max"]))
    return made or [ibis.literal(MET, "int8")]


def _latest(take: Take) -> tuple[Test, ...]:
    return take.tests if take.kind == "latest" else ()


def _text_test(value: ir.StringValue, allowed: ir.ArrayValue, refused: ir.StringValue) -> ir.Value:
    return ibis.cases(
        (allowed.isnull() & refused.isnull(), _truth(MET)),
        (value.isnull(), _truth(UNKNOWN)),
        (allowed.contains(value).fill_null(True) & (refused != value).fill_null(True), _truth(MET)),
        else_=_truth(NOT_MET),
    )


def within(low: ir.Value, high: ir.Value, least: ir.Value, most: ir.Value) -> ir.Value:
    """Whether a quantity with bounds lies in a closed interval; an empty bound may be anything."""
    low, high = low.fill_null(float("-inf")), high.fill_null(float("inf"))
    return ibis.cases(
        ((low >= least) & (high <= most), _truth(MET)),
        ((high < least) | (low > most), _truth(NOT_MET)),
        else_=_truth(UNKNOWN),
    )


def _in_window(pair: ir.Table) -> ir.Value:
    """Whether the date lies in the leaf's window; a row without any date lies in none."""
    undated = pair.oldest.isnull() & pair.youngest.isnull()
    surely = (pair.oldest <= pair.window_from) & (pair.youngest >= pair.window_to)
    never = (pair.youngest > pair.window_from) | (pair.oldest < pair.window_to)
    return ibis.cases(
        (pair.window_from.isnull(), _truth(MET)),
        (undated, _truth(NOT_MET)),
        (surely.fill_null(False), _truth(MET)),
        (never.fill_null(False), _truth(NOT_MET)),
        else_=_truth(UNKNOWN),
    )


def _measured(program: Program, pair: ir.Table, column: str, count: int, take: str, kind: str) -> ir.Value:
    """The value that a sum or a number of different values is taken over."""
    used = {leaf_measure for leaf_measure in range(count) if _is_measured(program, take, leaf_measure)}
    if not used:
        return ibis.null(kind)
    whens = [((pair["take"] == take) & (pair.measure == n), pair[column.format(n)]) for n in sorted(used)]
    return ibis.cases(*whens, else_=ibis.null(kind))


def _is_measured(program: Program, take: str, slot: int) -> bool:
    places = program.slots.text if take == "distinct" else program.slots.number
    return any(
        leaf.take.kind == take and places.get((leaf.table, leaf.take.tests[0].field)) == slot
        for leaf in program.leaves
    )


def _counted(match: ir.Table) -> ir.Table:
    """The matches that decide: all of them, or those that may be the newest; `value` becomes their truth.

    A row that surely matches sets the edge: nothing older than its earliest day can be the newest. A row
    without a date may be. What is stale, or of unknown age, is unknown.
    """
    is_latest = match["take"] == "latest"
    sure_age = ibis.ifelse(match["match"] == MET, match.oldest, ibis.null("int64"))
    each = ibis.window(group_by=[match.patient_id, match.item])
    match = match.mutate(edge=sure_age.min().over(each), is_latest=is_latest)
    may_be_newest = (match.youngest <= match.edge).fill_null(True)
    match = match.filter(~match.is_latest | may_be_newest)
    fresh = (
        match.fresh_days.isnull()
        | (match.oldest <= match.fresh_days).fill_null(False)
        | (match.oldest.isnull() & match.edge.notnull())
    )
    value = ibis.cases((~match.is_latest, match["match"]), (fresh, match.value), else_=_truth(UNKNOWN))
    return match.mutate(value=value)


def _by_leaf(rows: ir.Table) -> ir.Table:
    sure = rows["match"] == MET
    return rows.group_by("patient_id", "item", "take", "result_min", "result_max").agg(
        greatest=rows.value.max(),
        least=rows.value.min(),
        some_sure=sure.any(),
        sure_rows=sure.cast("int64").sum(),
        all_rows=rows.count(),
        sure_values=rows.text.nunique(where=sure),
        all_values=rows.text.nunique() + rows.text.isnull().cast("int64").sum(),
        sure_sum=rows.low.fill_null(0).sum(where=sure).round(DECIMALS),
        all_sum=rows.high.sum().round(DECIMALS),
        sum_open=rows.high.isnull().any(),
        met_ids=rows.row_ids.collect(where=rows.value == MET).flatten(),
        all_ids=rows.row_ids.collect().flatten(),
        met_age=rows.youngest.min(where=rows.value == MET),
        all_age=rows.youngest.min(),
    )


def _settled(leaf: ir.Table) -> ir.Table:
    take = leaf["take"]
    low = ibis.cases(
        (take == "count", leaf.sure_rows.cast("float64")),
        (take == "distinct", leaf.sure_values.cast("float64")),
        else_=leaf.sure_sum.fill_null(0.0),
    )
    high = ibis.cases(
        (take == "count", leaf.all_rows.cast("float64")),
        (take == "distinct", leaf.all_values.cast("float64")),
        else_=ibis.ifelse(leaf.sum_open, ibis.null("float64"), leaf.all_sum),
    )
    agreed = (leaf.greatest == leaf.least) & leaf.some_sure
    newest = ibis.ifelse(agreed, leaf.greatest, _truth(UNKNOWN))
    is_sum = reduce(lambda one, other: one | other, (take == kind for kind in _SUMS))
    by_rows = ibis.ifelse(take == "latest", newest, leaf.greatest)
    unbounded = ibis.literal(float("inf"))
    some_met = (take == "any") & (leaf.greatest == MET)
    return leaf.select(
        "patient_id",
        "item",
        complete=ibis.ifelse(is_sum, within(low, high, leaf.result_min, leaf.result_max), by_rows),
        open=ibis.ifelse(is_sum, within(low, unbounded, leaf.result_min, leaf.result_max), by_rows),
        row_ids=ibis.ifelse(some_met, leaf.met_ids, leaf.all_ids),
        age=ibis.ifelse(some_met, leaf.met_age, leaf.all_age),
    )


def _truth(value: int) -> ir.Value:
    return ibis.literal(value, "int8")
