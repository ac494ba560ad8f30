"""What is taken now, from the chart: the medicine to reduce, its dose a day and the product it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from lenitive.knowledge.medicines import class_rows
from lenitive.knowledge.taper import FAMILIES, TaperKnowledge
from lenitive.plan.taper.forms import form_of, ingredients_of
from lenitive.plan.taper.model import Medicine, TaperRefused, Wish
from lenitive.reason.story.query import Row, query
from lenitive.reason.story.words import listed, number_words
from lenitive.reason.tables.opioid_total import taken

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables
    from lenitive.record.rows import Record

_MCG_AN_HOUR = 1000 / 24  # of one milligram a day


@query
def _taken_now(t: Tables) -> ir.Table:
    """The steps of orders that count on the day asked about, each with its product and how often a day."""
    steps = taken(t)
    steps = steps.filter(steps.counts)
    steps = steps.select(
        *("patient_id", "of_row", "order_row", "product", "ingredient", "opioid", "as_needed", "order_day"),
        *("mg_low", "mg_high", "written_mg", "mme_high", "certain", "proposed"),
    )
    m = t.derived.medicine
    product = m.select(
        medicine_row=m.of_row,
        medicine_ingredient=m.ingredient,
        strength_mg=m.strength_mg,
        per=m.per,
        preparation=m.preparation,
        release=m.release,
    )
    same = [steps.of_row == product.medicine_row, steps.ingredient == product.medicine_ingredient]
    rows = steps.left_join(product, same).drop("medicine_row", "medicine_ingredient")
    said = t.record.medication.select(text_row="row_id", words="text")
    rows = rows.left_join(said, rows.order_row == said.text_row).drop("text_row")
    dosage = t.record.dosage
    often = dosage.group_by(dosage_row="medication_row").agg(
        times=(dosage.times_high / dosage.per_days).sum(),
        units=(dosage.dose_high * dosage.times_high / dosage.per_days).sum(),
        instructions=dosage.count(),
    )
    rows = rows.left_join(often, rows.order_row == often.dosage_row).drop("dosage_row")
    return rows.order_by("of_row", "ingredient", "product")


@query
def _use(t: Tables) -> ir.Table:
    return t.derived.exposure_now.select(
        "patient_id", "days_of_use_low", "days_of_use_high", "mme_change_percent_30d_low"
    )


@query
def _started(t: Tables) -> ir.Table:
    use = t.derived.use
    return use.filter(use.status == "active").select("patient_id", "ingredient", "course_days")


@query
def _people(t: Tables) -> ir.Table:
    return t.derived.patient.select("patient_id", "age_years_low", "age_years_high")


@lru_cache(maxsize=1)
def _classes() -> dict[str, frozenset[str]]:
    rows = class_rows().to_pylist()
    return {
        family: frozenset(row["ingredient"] for row in rows if row["class"] == family) for family in FAMILIES
    }


def rows_now(record: Record, patient_id: str) -> list[Row]:
    """The rows of one person's medicines that may be taken on the day asked about, drafts left out."""
    return [row for row in _taken_now(record) if row["patient_id"] == patient_id and not row["proposed"]]


def family_of(rows: Sequence[Row], wish: Wish) -> str:
    """Whether an opioid or a benzodiazepine is to be reduced: the one named, else the opioid.

    Raises TaperRefused where neither is taken, or where another medicine is named.
    """
    asked = wish.medicine.strip().lower()
    if asked in FAMILIES:
        return asked
    if asked:
        return _family_of_ingredient(asked)
    for family in FAMILIES:
        if any(_belongs(row, family) for row in rows):
            return family
    unread = sorted(
        {str(row["words"] or "a medicine without a name") for row in rows if row["opioid"] is None}
    )
    if unread:
        raise TaperRefused(
            f"no opioid can be read in the chart, and {listed(unread)} cannot be read at all",
            do="Name the product by its RxNorm code.",
        )
    raise TaperRefused(
        "no opioid is taken now, so there is nothing to reduce", do="Check the list of medicines."
    )


def _family_of_ingredient(ingredient: str) -> str:
    for family in FAMILIES:
        if ingredient in _classes()[family]:
            return family
    raise TaperRefused(
        f"no taper is planned here for {ingredient!r}",
        do="Opioids and benzodiazepines are; for another medicine ask its prescriber or a pharmacist.",
    )


def _belongs(row: Row, family: str) -> bool:
    if family == "opioid":
        return bool(row["opioid"])
    return row["ingredient"] in _classes()[family]


def taken_of(rows: Iterable[Row], family: str) -> list[Row]:
    """The rows of one family."""
    return [row for row in rows if _belongs(row, family)]


def medicine_now(rows: Sequence[Row], wish: Wish, known: TaperKnowledge) -> Medicine:
    """The medicine to reduce. Orders of one ingredient and one form are one medicine.

    Raises TaperRefused, in one line, where none is taken, where several are and none is named, where it is
    none that is planned here, and where its dose is not known.
    """
    chosen = _chosen(taken_of(rows, known.family), wish, known)
    newest = _newest(chosen)
    ingredient = str(newest[0]["ingredient"])
    preparation = newest[0]["preparation"] or ""
    why = known.not_planned.get(ingredient) or known.not_planned_preparations.get(preparation)
    if why:
        raise TaperRefused(f"no taper of {ingredient} is planned here: {why}")
    patch = preparation == "patch"
    unit = "mcg/h" if patch else "mg"
    dose = wish.dose if wish.dose is not None else _dose(newest, ingredient, unit)
    if not 0 < dose <= known.most_dose:
        raise TaperRefused(
            f"a dose of {number_words(dose)} {unit} a day cannot be reduced", do="Check the dose."
        )
    per_mg = [float(row["strength_mg"]) * (1000 if patch else 1) for row in newest if row["strength_mg"]]
    mme, milligrams = (_total(newest, name) for name in ("mme_high", "mg_high"))
    times, pieces = _times(newest)
    if patch and per_mg:
        times, pieces = 1, max(1, round(dose / max(per_mg)))
    return Medicine(
        ingredient=ingredient,
        ingredients=ingredients_of(newest[0]["product"], ingredient),
        name=str(newest[0]["words"] or ingredient),
        dose=dose,
        unit=unit,
        form=form_of(newest[0]["product"]),
        strengths=tuple(sorted(set(per_mg))),
        times=times,
        pieces=pieces,
        per_unit_mme=_per_unit(mme, milligrams, patch=patch),
        rows=tuple(sorted({str(row["of_row"]) for row in newest})),
        notes=_notes(newest, wish),
    )


def _chosen(rows: Sequence[Row], wish: Wish, known: TaperKnowledge) -> list[Row]:
    asked = wish.medicine.strip().lower()
    if asked and asked not in FAMILIES:
        rows = [row for row in rows if row["ingredient"] == asked]
    if not rows:
        what = asked or f"no {known.family}"
        raise TaperRefused(
            f"{what} is not taken now" if asked else f"{what} is taken now, so there is nothing to reduce",
            do="Check the list of medicines.",
        )
    kinds = {(row["ingredient"], row["preparation"], row["release"]): row for row in rows}
    names = sorted({str(ingredient) for ingredient, _, _ in kinds})
    if len(names) > 1:
        raise TaperRefused(
            f"several are taken ({listed(names)}), and one is reduced at a time",
            do="Say which one with --medicine.",
        )
    if len(kinds) > 1:
        return _slow_ones(rows, names[0])
    return list(rows)


def _slow_ones(rows: Sequence[Row], ingredient: str) -> list[Row]:
    """Of one ingredient in several forms, the slow one: its danger of overdose is the greater."""
    slow = [row for row in rows if row["release"] == "extended_or_long_acting"]
    forms = {(row["preparation"], row["release"]) for row in slow}
    if len(forms) != 1:
        raise TaperRefused(
            f"{ingredient} is taken in several forms, and one is reduced at a time",
            do="Leave one form in the chart that is asked about, or give its dose and strengths by hand.",
        )
    return slow


def _newest(rows: Sequence[Row]) -> list[Row]:
    """Of orders of one product the newest; those of one day are taken together."""
    last: dict[tuple[object, object], float] = {}
    for row in rows:
        key = (row["product"], row["as_needed"])
        last[key] = max(last.get(key, float("-inf")), _day(row))
    return [row for row in rows if _day(row) == last[(row["product"], row["as_needed"])]]


def _day(row: Row) -> float:
    return float("-inf") if row["order_day"] is None else float(row["order_day"])


def _dose(rows: Sequence[Row], ingredient: str, unit: str) -> float:
    """The dose a day in the unit of the medicine; refused where it is not one known number."""
    if any(row["mg_high"] is None for row in rows):
        raise TaperRefused(
            f"the dose of {ingredient} cannot be read, so no step can be worked out",
            do="Say what is taken a day with --dose.",
        )
    if unit == "mcg/h":
        return round(sum(float(row["written_mg"]) for row in rows) * _MCG_AN_HOUR, 4)
    if any(row["as_needed"] for row in rows):
        most = number_words(sum(float(row["mg_high"]) for row in rows), 2)
        raise TaperRefused(
            f"{ingredient} is written as needed, up to {most} {unit} a day, so what is taken is not known",
            do="Ask, and say it with --dose.",
        )
    written = [float(row["written_mg"]) for row in rows]
    for row in rows:
        if row["certain"] and abs(float(row["mg_low"]) - float(row["mg_high"])) > 1e-6:
            low, high = number_words(float(row["mg_low"]), 2), number_words(float(row["mg_high"]), 2)
            raise TaperRefused(
                f"the dose of {ingredient} is written as a range ({low} to {high} {unit} a day)",
                do="Ask what is taken, and say it with --dose.",
            )
    return round(sum(written), 4)


def _total(rows: Sequence[Row], name: str) -> float | None:
    values = [row[name] for row in rows]
    return None if any(value is None for value in values) else sum(float(value) for value in values)


def _per_unit(mme: float | None, milligrams: float | None, *, patch: bool) -> float | None:
    """MME of one unit: of a milligram, or of a microgram an hour."""
    if not mme or not milligrams:
        return None
    return mme / (milligrams * _MCG_AN_HOUR) if patch else mme / milligrams


def _times(rows: Sequence[Row]) -> tuple[int, int]:
    """Doses a day and pieces a day, at least one each; instructions of one order are parts of a day."""
    times = max((float(row["times"] or 1) for row in rows), default=1)
    pieces = 0.0
    for row in rows:
        strength = row["strength_mg"]
        amount = row["mg_high"]
        pieces += float(amount) / float(strength) if strength and amount and row["per"] == "each" else 0
    return max(1, round(times)), max(1, round(pieces) if pieces else round(times))


def _notes(rows: Sequence[Row], wish: Wish) -> tuple[str, ...]:
    notes = []
    if wish.dose is not None:
        notes.append("The dose was given by hand, not read from the chart.")
    elif any(not row["certain"] for row in rows):
        notes.append("The supply of this order ran out; ask whether it is still taken as written.")
    return tuple(notes)


def days_of_use(record: Record, patient_id: str, medicine: Medicine) -> tuple[float, float | None]:
    """Least and most days of use; the most is None where earlier use cannot be ruled out."""
    low, high = 0.0, None
    for row in _use(record):
        if row["patient_id"] == patient_id:
            low, high = float(row["days_of_use_low"]), row["days_of_use_high"]
    courses = [
        float(row["course_days"])
        for row in _started(record)
        if row["patient_id"] == patient_id and row["ingredient"] == medicine.ingredient and row["course_days"]
    ]
    low = max([low, *courses])
    return low, None if high is None else max(low, float(high))


def fell_lately(record: Record, patient_id: str) -> float:
    """By how many percent all opioids together fell within the last 30 days, as far as it is known."""
    for row in _use(record):
        if row["patient_id"] == patient_id and row["mme_change_percent_30d_low"] is not None:
            return max(0.0, -float(row["mme_change_percent_30d_low"]))
    return 0.0


def age_years(record: Record, patient_id: str) -> tuple[float | None, float | None]:
    """Least and most age in years; None where it is not known."""
    for row in _people(record):
        if row["patient_id"] == patient_id:
            return row["age_years_low"], row["age_years_high"]
    return None, None
