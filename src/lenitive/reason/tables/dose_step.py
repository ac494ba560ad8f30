"""How much of an ingredient a day an order gives, step by step, and its morphine equivalents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lenitive.knowledge.medicines import unit_amounts
from lenitive.reason.later import ibis
from lenitive.reason.tables.common import days_between, evidence, with_day
from lenitive.reason.tables.dose_state import with_replaced, with_state

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables

_HOURS = 24
_DIGITS = 6  # so that 75 mcg/h is 180 MME and not a hair less


def dose_step(t: Tables) -> ir.Table:
    """One row an order, statement or dispense, ingredient and stretch of days; see language.yaml.

    Instructions with dates are steps. Several without dates may be parts of a day or steps of a taper: the
    low is the least of them, the high all together. Most orders have one instruction, which is their only
    step; it need not be brought together with others.
    """
    medicine, dosage = t.derived.medicine, t.record.dosage
    counted = dosage.group_by("medication_row").agg(instructions=dosage.count())
    several = counted.filter(counted.instructions > 1)
    in_steps = medicine.semi_join(several, medicine.order_row == several.medication_row)
    in_one = medicine.anti_join(several, medicine.order_row == several.medication_row)
    one = with_state(_with_mme(_only_step(_days(_amounts(_in_mg(_instructions(in_one, t), t)), t))))
    many = _with_mme(_steps(_days(_amounts(_in_mg(_instructions(in_steps, t), t)), t)))
    steps = ibis.union(one.select(*_COLUMNS), with_state(many, among=_OF_ORDER).select(*_COLUMNS))
    return with_replaced(steps)


def _instructions(medicine: ir.Table, t: Tables) -> ir.Table:
    """Rows of `medicine` beside their instructions; a dispense alone is its quantity over its days."""
    dosage = t.record.dosage.select(*_DOSAGE)
    rows = medicine.left_join(dosage, medicine.order_row == dosage.medication_row)
    speaks = rows.medication_row.isnull() & rows.handed.notnull()
    once, a_day = speaks.ifelse(1.0, None), speaks.ifelse(rows.handed / rows.supply_days.nullif(0), None)
    filled = {name: ibis.coalesce(rows[name], once) for name in ("times_low", "times_high", "per_days")}
    return rows.mutate(
        dose_low=ibis.coalesce(rows.dose_low, a_day),
        dose_high=ibis.coalesce(rows.dose_high, a_day),
        dose_unit=ibis.coalesce(rows.dose_unit, speaks.ifelse(rows.handed_unit, None)),
        by_quantity=(rows.basis == "supply").fill_null(False) | speaks,
        as_needed=rows.as_needed.fill_null(False),
        **filled,
    )


def _in_mg(rows: ir.Table, t: Tables) -> ir.Table:
    """`unit_mg`: mg in one unit of the dose (of a patch: mg an hour); empty when they do not fit.

    An amount without a unit is pieces of the product, of a dispensed liquid millilitres (as pharmacies bill
    it). A dose in mg of a product with several ingredients, of a gel or of a patch does not say of what; a
    rate does.
    """
    liquid = rows.by_quantity & (rows.per == "ml").fill_null(False)
    unit = ibis.coalesce(rows.dose_unit, liquid.ifelse("ml", "each"))
    kinds, amounts = _units(unit)
    rows = rows.mutate(unit_kind=kinds, unit_amount=amounts)
    factors = _factors(t)
    rows = rows.left_join(
        factors,
        [rows.ingredient == factors.factor_ingredient, rows.preparation == factors.factor_preparation],
    )
    kind, amount, per = rows.unit_kind, rows.unit_amount, rows.per
    patch = (rows.preparation == "patch").fill_null(False)
    of_it_alone = (rows.parts == 1) & (per.fill_null("each") != "g") & (~patch | (rows.per_days < 1))
    unit_mg = ibis.cases(
        ((kind == "mass") & of_it_alone, amount),
        ((kind == "volume") & (per == "ml"), amount * rows.strength_mg),
        ((kind == "piece") & per.isin(["each", "hour"]), rows.strength_mg),
        ((kind == "spray") & (per == "spray"), rows.strength_mg),
        ((kind == "rate") & patch, amount),
        else_=None,
    )
    worn = ((kind == "piece") & (per == "hour")) | ((kind == "rate") & patch)
    return rows.mutate(unit_mg=unit_mg, worn=worn.fill_null(False))


def _units(unit: ir.StringValue) -> tuple[ir.StringValue, ir.NumericValue]:
    """The kind of a unit, and how much one is (mg, mL, pieces, sprays, mg an hour)."""
    known = unit_amounts()
    kind = ibis.cases(*((unit.isin(list(units)), name) for name, units in known.items()), else_=None)
    pairs = [(name, amount) for units in known.values() for name, amount in units.items() if amount != 1]
    different = ibis.cases(*((unit == name, amount) for name, amount in pairs), else_=1.0)
    return kind, different


def _factors(t: Tables) -> ir.Table:
    factors = t.knowledge.opioid_factor
    return factors.select(
        factor_ingredient="ingredient",
        factor_preparation="preparation",
        factor_wear_days="wear_days",
        per_mg="cdc2022_per_mg",
        counted="counted",
    )


def _amounts(rows: ir.Table) -> ir.Table:
    """`low`, `high`, `written`: mg a day of one instruction; all unknown together, and then the low is 0.

    A patch goes by its rate (mcg an hour, however often it is changed) and by the average of patches a day
    over the days each is worn: the smaller is the low, the larger the high, and the rate is what is
    written.
    """
    per_days = rows.per_days.nullif(0)
    units_low = ibis.coalesce(rows.dose_low, 0.0) * rows.times_low / per_days
    units_high = ibis.least(rows.dose_high * rows.times_high / per_days, rows.max_per_day)
    rate = _HOURS * rows.unit_mg
    wear_days = ibis.coalesce(rows.wear_days, rows.factor_wear_days)
    by_rate_low = rows.by_quantity.ifelse(1.0, rows.dose_low) * rate
    by_rate = rows.by_quantity.ifelse(1.0, rows.dose_high) * rate
    low = rows.worn.ifelse(ibis.least(by_rate_low, units_low * wear_days * rate), units_low * rows.unit_mg)
    high = rows.worn.ifelse(ibis.greatest(by_rate, units_high * wear_days * rate), units_high * rows.unit_mg)
    written = rows.worn.ifelse(by_rate, units_high * rows.unit_mg)
    usable = ((units_high >= 0) & (high >= 0)).fill_null(False)
    scheduled = usable & ~rows.as_needed & (low >= 0).fill_null(False)
    return rows.mutate(
        low=scheduled.ifelse(ibis.least(low, high), 0.0),
        high=usable.ifelse(high, None),
        written=usable.ifelse(written, None),
    )


def _days(rows: ir.Table, t: Tables) -> ir.Table:
    """The days of each instruction; a step lies within its order or its dispense."""
    rows = with_day(rows, t)
    starts, ends = days_between(rows.as_of, rows.start_low), days_between(rows.as_of, rows.end_high)
    rows = rows.mutate(
        dated=starts.notnull() | ends.notnull(),
        order_day=rows.from_day,
        step_from=ibis.greatest(rows.from_day, starts),
        step_to=ibis.least(rows.to_day, ends),
        by_supply=rows.end_day.isnull() & rows.to_day.notnull(),
    )
    # An order's step may begin after its supply is spent: the step counts, if only for its first day.
    after = (rows.step_to < rows.step_from).fill_null(False)
    return rows.filter(~after | (rows.kind != "fill")).mutate(
        step_to=after.ifelse(rows.step_from, rows.step_to)
    )


def _only_step(rows: ir.Table) -> ir.Table:
    """The step of an order with one instruction, or none."""
    return rows.mutate(mg_low=rows.low, mg_high=rows.high, written_mg=rows.written)


def _steps(rows: ir.Table) -> ir.Table:
    """Instructions that hold on the same days are one step."""
    keys = ["patient_id", "of_row", "ingredient", "step_from", "step_to"]
    same = {name: rows[name].max() for name in _SAME}
    several = (rows.sequence.nunique() > 1) & ~rows.dated.any()
    return rows.group_by(keys).agg(
        as_needed=rows.as_needed.all(),
        by_supply=rows.by_supply.any(),
        mg_low=several.ifelse(rows.low.min(), rows.low.sum()),
        mg_high=rows.high.isnull().any().ifelse(None, rows.high.sum()),
        written_mg=rows.written.isnull().any().ifelse(None, rows.written.sum()),
        **same,
    )


def _with_mme(steps: ir.Table) -> ir.Table:
    """Morphine equivalents: 0 for what no total may hold; without a factor the high is unknown."""
    out = (~steps.counted).fill_null(False)
    low = ibis.cases((out, 0.0), else_=(steps.mg_low * steps.per_mg).fill_null(0.0))
    high = ibis.cases((out, 0.0), else_=steps.mg_high * steps.per_mg)
    return steps.mutate(
        row_ids=evidence(steps.of_row),
        from_day=steps.step_from,
        to_day=steps.step_to,
        mme_low=steps.opioid.ifelse(low.round(_DIGITS), None),
        mme_high=steps.opioid.ifelse(high.round(_DIGITS), None),
    )


_DOSAGE = (
    *("medication_row", "sequence", "dose_low", "dose_high", "dose_unit", "times_low", "times_high"),
    *("per_days", "as_needed", "max_per_day", "start_low", "end_high", "basis"),
)
_SAME = (
    *("order_row", "kind", "product", "opioid", "status", "filled", "order_day"),
    *("per_mg", "counted"),
)
_OF_ORDER = ("of_row", "ingredient")
_COLUMNS = (
    *("patient_id", "row_ids", "of_row", "ingredient", "from_day", "to_day", "as_needed", "by_supply"),
    *("mg_low", "mg_high", "written_mg", "mme_low", "mme_high", "runs", "proposed", "first", "spent"),
    *("to_come", "order_row", "kind", "product", "opioid", "status", "filled", "order_day"),
)
