"""Treatments tried: from the ledger, from medicines, and from what was done or ordered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lenitive.reason.later import _, ibis
from lenitive.reason.tables.codes import keyed
from lenitive.reason.tables.common import evidence, known, with_day

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables

_DONE = {"completed": "ended", "in_progress": "current", "stopped": "ended"}
_ORDERED = {"completed": "ended", "active": "current"}
_COLUMNS = ("patient_id", "row_ids", "treatment", "status", "outcome", "at_low", "at_high")


def trial(t: Tables) -> ir.Table:
    """One row a treatment of the ledger, a medicine, or a coded procedure or order.

    treatment, modality, status (current, ended), outcome (of the ledger alone), at (start).
    """
    tried = ibis.union(_ledger(t), _medicines(t), _done(t))
    return tried.inner_join(t.knowledge.treatment, "treatment")


def _ledger(t: Tables) -> ir.Table:
    rows = known(t.record.treatment, t, "start")
    ended = (rows.end_high <= rows.as_of).fill_null(False) | rows.stopped_because.notnull()
    return rows.mutate(
        row_ids=evidence(rows.row_id),
        status=ended.ifelse("ended", "current"),
        at_low=rows.start_low,
        at_high=rows.start_high,
    ).select(_COLUMNS)


def _medicines(t: Tables) -> ir.Table:
    """Medicines taken as treatments, by ingredient, route and release; a draft is not tried yet.

    A dispense stands for itself only where the order that it fills is not in the chart.
    """
    medicine = t.derived.medicine
    own = (medicine.kind != "fill") | (medicine.order_row == medicine.of_row)
    medicine = medicine.filter(
        own,
        _.status.isin(["active", "on_hold", "stopped", "completed"]),
        (_.from_day <= 0) | _.from_day.isnull(),
    )
    named = medicine.inner_join(t.knowledge.treatment_of_ingredient, "ingredient", rname="known_{name}")
    by_route = (
        named.route_groups.isnull()
        | named.route_group.isnull()
        | named.route_groups.contains(named.route_group)
    )
    # Extended release is written with a product; where nothing is, the plain form is meant.
    release = named.release.fill_null("immediate")
    by_release = named.known_release.isnull() | (release == named.known_release)
    fits = with_day(named.filter(by_route, by_release), t)
    goes_on = fits.status.isin(["active", "on_hold"]) & (fits.end_day.isnull() | (fits.end_day >= 0))
    start = (fits.as_of + fits.from_day.cast("int64").as_interval("D")).cast("date")
    return fits.mutate(
        row_ids=evidence(fits.of_row),
        status=goes_on.ifelse("current", "ended"),
        outcome=ibis.null("string"),
        at_low=start,
        at_high=start,
    ).select(_COLUMNS)


def _done(t: Tables) -> ir.Table:
    """Procedures and orders that mean one treatment by a code, or without a code by its name."""
    rows = known(ibis.union(_rows(t.record.procedure, _DONE), _rows(t.record.service, _ORDERED)), t)
    meant = ibis.union(_by_code(t), _by_name(rows, t), distinct=True)
    found = rows.inner_join(meant, ["patient_id", "row_id"])
    return found.mutate(row_ids=evidence(found.row_id), outcome=ibis.null("string")).select(_COLUMNS)


def _by_code(t: Tables) -> ir.Table:
    """patient_id, row_id, treatment."""
    coding = t.record.coding
    codes = keyed(coding.filter(coding.of_table.isin(["procedure", "service"]), coding.field == "code"), t)
    meant = codes.inner_join(t.knowledge.treatment_of_code, "stem")
    return meant.select("patient_id", "treatment", row_id=meant.of_row)


def _by_name(rows: ir.Table, t: Tables) -> ir.Table:
    """patient_id, row_id, treatment of rows without a code; each wording is compared once, as whole words."""
    coding = t.record.coding.filter(_.code.notnull(), _.field == "code")
    uncoded = rows.filter(rows.text.notnull()).anti_join(coding, [("row_id", "of_row")])
    wordings = uncoded.select("text").distinct()
    words = " " + wordings.text.lower().re_replace("[^a-z0-9]+", " ") + " "
    names = t.knowledge.treatment_name.select("treatment", phrase="% " + _.words + " %")
    named = wordings.mutate(words=words).cross_join(names).filter(_.words.like(_.phrase))
    return uncoded.inner_join(named.select("text", "treatment"), "text").select(
        "patient_id", "treatment", "row_id"
    )


def _rows(rows: ir.Table, states: dict[str, str]) -> ir.Table:
    status = ibis.cases(*((rows.status == written, meant) for written, meant in states.items()), else_=None)
    columns = ("patient_id", "row_id", "text", "at_low", "at_high")
    return rows.select(*columns, status=status).filter(_.status.notnull())
