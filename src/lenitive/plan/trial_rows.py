"""Rows of the record that tell of trials: what was taken or done, how long, how much, with what result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lenitive.reason.later import _, ibis
from lenitive.reason.story.query import query
from lenitive.reason.tables.codes import keyed
from lenitive.reason.tables.common import days_between

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables

_SESSIONS = r"(\d+)(?: of \d+)?(?: [a-z]+)? (?:session|visit|treatment|appointment|class|time)"


@query
def trial_rows(t: Tables) -> ir.Table:
    """One row a trial and record row that it rests on.

    start_ago, end_ago : days before the day asked about. days : how long it went on. mg : the highest daily
    dose of the ingredient. visits : as told in words. told : whether somebody said that it was enough.
    words : what is said of its outcome and of why it ended.
    """
    trial = t.derived.trial
    each = trial.select(
        *("patient_id", "treatment", "status", "outcome", "at_low"), row_id=trial.row_ids.unnest()
    )
    facts = ibis.union(_told(t), _given(t), _done(t, t.record.procedure), _ordered(t))
    joined = each.left_join(facts, ["patient_id", "row_id"]).cross_join(t.asked)
    visits = joined.amount.lower().re_extract(_SESSIONS, 1).nullif("").try_cast("float64")
    return joined.select(
        *(
            "patient_id",
            "treatment",
            "status",
            "outcome",
            "row_id",
            "kind",
            "ingredient",
            "mg",
            "told",
            "words",
        ),
        start_ago=days_between(joined.at_low, joined.as_of).cast("float64"),
        end_ago=joined.end_ago,
        days=joined.days,
        visits=visits,
    )


def _facts(rows: ir.Table, kind: str, **columns: ir.Value) -> ir.Table:
    empty = {
        "ingredient": ibis.null("string"),
        "mg": ibis.null("float64"),
        "told": ibis.null("boolean"),
        "words": ibis.null("string"),
        "amount": ibis.null("string"),
        "end_ago": ibis.null("float64"),
        "days": ibis.null("float64"),
    }
    named = {**empty, **columns}
    return rows.select("patient_id", "row_id", kind=ibis.literal(kind), **named)


def _told(t: Tables) -> ir.Table:
    """Trials of the ledger; one without an end goes on."""
    rows = t.record.treatment.cross_join(t.asked)
    end = ibis.coalesce(rows.end_high, rows.stopped_because.isnull().ifelse(rows.as_of, None))
    return _facts(
        rows,
        "told",
        told=rows.adequate,
        words=rows.stopped_because,
        amount=rows.amount,
        end_ago=days_between(ibis.coalesce(end, rows.start_high), rows.as_of).cast("float64"),
        days=days_between(rows.start_low, end).cast("float64"),
    )


def _given(t: Tables) -> ir.Table:
    """Medicines by ingredient, with how long they were taken and the highest daily dose."""
    order = t.record.medication.cross_join(t.asked)
    use, dose = t.derived.use, t.derived.ingredient_dose
    course = use.select("patient_id", "ingredient", "course_days", of_row=use.row_ids.unnest()).distinct()
    taken = order.inner_join(course, [order.patient_id == course.patient_id, order.row_id == course.of_row])
    taken = taken.select(
        *("patient_id", "row_id", "ingredient", "course_days", "stopped_because", "as_of"),
        *("start_low", "end_high"),
    )
    daily = dose.select("patient_id", "mg_per_day_high", dosed="ingredient", of_row=dose.row_ids.unnest())
    daily = daily.group_by("patient_id", "dosed", "of_row").agg(mg=daily.mg_per_day_high.max())
    same = [
        taken.patient_id == daily.patient_id,
        taken.row_id == daily.of_row,
        taken.ingredient == daily.dosed,
    ]
    rows = taken.left_join(daily, same)
    started = days_between(rows.start_low, rows.as_of).cast("float64")
    ended = days_between(rows.end_high, rows.as_of).cast("float64")
    return _facts(
        rows,
        "medicine",
        ingredient=rows.ingredient,
        mg=rows.mg,
        words=rows.stopped_because,
        end_ago=ibis.coalesce(ended, ibis.greatest(started - rows.course_days.cast("float64"), 0.0)),
        days=rows.course_days.cast("float64"),
    )


def _done(t: Tables, done: ir.Table) -> ir.Table:
    rows = done.cross_join(t.asked)
    return _facts(
        rows,
        "procedure",
        words=rows.outcome,
        amount=rows.text,
        end_ago=days_between(ibis.coalesce(rows.end_high, rows.at_high), rows.as_of).cast("float64"),
        days=days_between(rows.at_low, rows.end_high).cast("float64"),
    )


def _ordered(t: Tables) -> ir.Table:
    return _facts(t.record.service, "service", amount=t.record.service.text)


@query
def kind_rows(t: Tables) -> ir.Table:
    """One row a procedure of which code or words say only the kind, such as physiotherapy."""
    done = t.record.procedure.filter(_.status.isin(["completed", "in_progress", "stopped"]))
    kinds = ibis.union(_kinds_by_code(t), _kinds_by_name(done, t), distinct=True)
    joined = kinds.inner_join(done, ["patient_id", "row_id"]).cross_join(t.asked)
    visits = joined.text.lower().re_extract(_SESSIONS, 1).nullif("").try_cast("float64")
    return joined.select(
        *("patient_id", "modality", "row_id"),
        words=joined.outcome,
        visits=visits,
        start_ago=days_between(joined.at_low, joined.as_of).cast("float64"),
        end_ago=days_between(ibis.coalesce(joined.end_high, joined.at_high), joined.as_of).cast("float64"),
    )


def _kinds_by_code(t: Tables) -> ir.Table:
    """patient_id, modality, row_id."""
    coding = t.record.coding
    codes = keyed(coding.filter(coding.of_table == "procedure", coding.field == "code"), t)
    meant = codes.inner_join(t.knowledge.treatment_kind_of_code, "stem")
    return meant.select("patient_id", "modality", row_id=meant.of_row)


def _kinds_by_name(done: ir.Table, t: Tables) -> ir.Table:
    """patient_id, modality, row_id of procedures without a code; whole words are compared."""
    coding = t.record.coding.filter(_.code.notnull(), _.field == "code")
    uncoded = done.filter(done.text.notnull()).anti_join(coding, [("row_id", "of_row")])
    words = " " + uncoded.text.lower().re_replace("[^a-z0-9]+", " ") + " "
    rows = uncoded.select("patient_id", "row_id", words=words)
    names = t.knowledge.treatment_kind_name.select("modality", phrase="% " + _.words + " %")
    named = rows.cross_join(names).filter(_.words.like(_.phrase))
    return named.select("patient_id", "modality", "row_id").distinct()


@query
def used_rows(t: Tables) -> ir.Table:
    """One row a current trial, record row and drug class: how long it has been taken.

    Of a product with several ingredients, only those count that are the treatment: acetaminophen may be
    left out at once although the oxycodone in the same tablet may not.
    """
    trial, use = t.derived.trial.filter(t.derived.trial.status == "current"), t.derived.use
    current = trial.select("patient_id", "treatment", row_id=trial.row_ids.unnest())
    meant = t.knowledge.treatment_of_ingredient.select("ingredient", of_treatment="treatment").distinct()
    active = use.filter(use.status.isin(["active", "on_hold"])).inner_join(meant, "ingredient")
    taken = active.select(
        "patient_id", "drug_class", "of_treatment", "course_days", of_row=active.row_ids.unnest()
    )
    same = [
        current.patient_id == taken.patient_id,
        current.row_id == taken.of_row,
        current.treatment == taken.of_treatment,
    ]
    joined = current.inner_join(taken, same)
    return joined.select(
        *("patient_id", "treatment", "row_id", "drug_class"), days=joined.course_days.cast("float64")
    )
