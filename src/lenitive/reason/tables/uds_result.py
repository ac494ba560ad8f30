"""Urine drug results against the medicines of the days before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lenitive.knowledge.limits import limit
from lenitive.reason.later import _, ibis
from lenitive.reason.tables.common import days_between, evidence
from lenitive.reason.tables.results import loinc_codes, reported

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables


def uds_result(t: Tables) -> ir.Table:
    """One row a result: substance, result (positive, negative, empty), verdict, at.

    Unexpected: positive without a medicine in the days before that explains it (by itself or by a
    metabolite), or negative with one that was due and always shows. Heroin, cocaine and PCP count when
    positive alone. Not judged: no clear result, no date, a substance that the test does not name, or a
    positive one where the list of medicines is not held or holds a medicine that cannot be read. A verdict
    is a reason to confirm, not a conclusion.
    """
    tests = _tests(t)
    judged = tests.left_join(_explained(tests, t), ["patient_id", "row_id", "key"]).left_join(
        _list_known(t), "patient_id"
    )
    positive, negative = judged.result == "positive", judged.result == "negative"
    by_medicine = judged.judged == "by_medicine"
    verdict = ibis.cases(
        (judged.result.isnull() | judged.judged.isnull() | (judged.judged == "never"), "not_judged"),
        (~by_medicine, positive.ifelse("unexpected", "expected")),
        (judged.at_high.isnull(), "not_judged"),
        (positive & judged.explained, "expected"),
        (positive & judged.readable, "unexpected"),
        (negative & judged.due, "unexpected"),
        (negative, "expected"),
        else_="not_judged",
    )
    return judged.select(
        *("patient_id", "substance", "result", "at_low", "at_high"),
        row_ids=evidence(judged.row_id),
        verdict=verdict,
    )


def _tests(t: Tables) -> ir.Table:
    """One row a test: substance, key, judged, result, and its days from the day asked about."""
    coded = loinc_codes(t).inner_join(t.knowledge.urine_code, "code").drop("code").distinct()
    rows = reported(t).inner_join(coded, ["patient_id", ("row_id", "of_row")])
    tests = rows.mutate(
        first=-days_between(rows.at_low, rows.as_of),
        day=-days_between(rows.at_high, rows.as_of),
        sign=ibis.coalesce(rows.interpretation, rows.value_code).upper(),
        words=rows.value_text.upper(),
    ).select(
        *("patient_id", "row_id", "substance", "key", "at_low", "at_high", "first", "day", "sign", "words"),
        *("comparator", "value_number", "value_boolean"),
    )
    return _with_result(tests, t).left_join(t.knowledge.urine_judged, "key")


def _with_result(tests: ir.Table, t: Tables) -> ir.Table:
    """`result` by interpretation or code and by words, else by the value; where two differ there is none."""
    ways = t.knowledge.urine_written
    by_sign = tests.left_join(ways.rename(sign="written", by_sign="result"), "sign")
    read = by_sign.left_join(ways.rename(words="written", by_words="result"), "words")
    none_found = (read.comparator == "<") | (read.value_number == 0) | ~read.value_boolean
    result = ibis.cases(
        (read.by_sign != read.by_words, None),
        (read.by_sign.notnull(), read.by_sign),
        (read.by_words.notnull(), read.by_words),
        (read.value_boolean, "positive"),
        (none_found, "negative"),
        else_=None,
    )
    return read.select(*tests.columns, result=result)


def _explained(tests: ir.Table, t: Tables) -> ir.Table:
    """patient_id, row_id, key; explained: a medicine explains it; due: one was taken that always shows."""
    medicine = t.derived.medicine.filter(_.from_day.notnull()).select(
        "patient_id", "ingredient", "from_day", "to_day"
    )
    wanted = tests.filter(_.judged == "by_medicine").inner_join(t.knowledge.urine_explained_by, "key")
    taken = wanted.select("patient_id", "row_id", "key", "ingredient", "sure", "first", "day").inner_join(
        medicine, ["patient_id", "ingredient"]
    )
    last = taken.to_day.fill_null(0.0)
    before = (taken.from_day <= taken.day) & (last >= taken.first - limit("urine_days"))
    due = taken.sure & (taken.from_day < taken.first) & (last >= taken.day)
    return taken.group_by("patient_id", "row_id", "key").agg(explained=before.any(), due=due.any())


def _list_known(t: Tables) -> ir.Table:
    """patient_id, readable: the list of medicines is held, and every medicine on it could be read."""
    held = t.derived.held.filter(_.domain == "medicines").select("patient_id").distinct()
    medicine = t.derived.medicine
    unread = medicine.filter(medicine.ingredient.isnull()).select("patient_id").distinct()
    return held.anti_join(unread, "patient_id").mutate(readable=ibis.literal(True))
