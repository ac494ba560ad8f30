"""Steroid injected in a year, across the whole record, as milligrams of one steroid.

A dose counts where it is written: as a medicine that was given, or in the words of a procedure. A procedure
that gives a steroid and says no dose makes the total unknown, and so does one whose day is not certain.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from lenitive.knowledge.visits.steroids import YearlyLimit, steroids
from lenitive.plan.authorisation.meaning import by_row, meaning
from lenitive.plan.authorisation.rows import codes, procedures
from lenitive.reason.later import ibis
from lenitive.reason.story.query import query
from lenitive.reason.story.words import Day, day_of, number_words

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables
    from lenitive.record.rows import Record

# over: already more than the limit, whatever is not known. unknown: a dose, or whether a limit applies.
# no_limit: no limit for this person stands at a source.
Verdict = Literal["under", "over", "unknown", "no_limit"]
_NONE = re.compile(r"\b(?:without|no) (?:cortico)?steroid", re.IGNORECASE)
# A dose before or after the name; "40 mg/mL" says how strong it is, and no dose.
_DOSE = r"{word}\D{{0,20}}?(\d+(?:\.\d+)?) ?mg(?! ?/)|(\d+(?:\.\d+)?) ?mg (?:of )?{word}"
_SOME = re.compile(r"steroid|cortisone", re.IGNORECASE)


@dataclass(frozen=True)
class Given:
    """A steroid as the record has it. mg : None where it is not written; day : None where undated.

    text : the words that name it. steroid : empty where which one is not written.
    """

    row: str
    text: str
    steroid: str
    mg: float | None
    day: Day | None

    @property
    def amount(self) -> float | None:
        """The dose in milligrams of the common steroid."""
        known = self.mg is not None and self.steroid in steroids().equivalents
        return steroids().as_unit(self.steroid, self.mg) if known and self.mg is not None else None

    @property
    def words(self) -> str:
        """One line: its day, what, how much."""
        dose = f"{self.steroid} {number_words(self.mg, 2)} mg" if self.mg is not None else ""
        said = dose if self.mg == 0 or (self.steroid and self.steroid in self.text.lower()) else self.text
        told = f"{said}, {dose}" if dose and said != dose else said
        return f"{self.day or 'no day'}: {told}"


@dataclass(frozen=True)
class Total:
    """The sum of a year, mg of `unit`. counted : what adds up; unknown : what may and is not known.

    limit : of this person; None: none stands at a source, or it is not known whether one applies.
    """

    unit: str
    known: float
    counted: tuple[Given, ...]
    unknown: tuple[Given, ...]
    limit: YearlyLimit | None
    verdict: Verdict
    says: str

    @property
    def words(self) -> str:
        """The total in words; a dose that is not known is never left out quietly."""
        sum_ = f"{number_words(self.known, 1)} mg as {self.unit}"
        return f"at least {sum_}; the total is not known" if self.unknown else sum_


def total(
    given: Sequence[Given], done: Sequence[Given], as_of: date, sex: str | None, age: float | None
) -> Total:
    """Add up a year.

    given : medicines that were injected. done : procedures that give a steroid, with the dose that their own
    words say; one of the same day as something given is the same thing told twice.
    """
    lately = [each for each in _once(given, done) if _may_count(each, as_of)]
    counted = tuple(each for each in lately if each.amount is not None and _counts(each, as_of))
    unknown = tuple(each for each in lately if each not in counted and each.amount != 0)
    known = sum(each.amount or 0.0 for each in counted)
    limit, certain = _limit(sex, age)
    verdict, says = _verdict(known, bool(unknown), limit, certain=certain)
    return Total(steroids().unit, known, tuple(e for e in counted if e.amount), unknown, limit, verdict, says)


def _once(given: Sequence[Given], done: Sequence[Given]) -> Iterable[Given]:
    """Each injection once: on one day, of one steroid, the greater of what medicines and procedures say."""
    days: dict[Day | None, tuple[list[Given], list[Given]]] = {}
    for place, source in enumerate((given, done)):
        for each in source:
            days.setdefault(each.day, ([], []))[place].append(each)
    for day, (medicines, procedures_) in days.items():
        if day is None:
            yield from (*medicines, *procedures_)
            continue
        yield from _of_one_day(medicines, procedures_)


def _of_one_day(medicines: Sequence[Given], done: Sequence[Given]) -> Iterable[Given]:
    told = [each for each in done if each.mg is not None]
    silent = [each for each in done if each.mg is None]
    for steroid in dict.fromkeys(each.steroid for each in (*medicines, *told)):
        of_medicines = [each for each in medicines if each.steroid == steroid]
        of_words = [each for each in told if each.steroid == steroid]
        more = sum(each.mg or 0 for each in of_words) > sum(each.mg or 0 for each in of_medicines)
        yield from of_words if more or not of_medicines else of_medicines
    yield from silent[len(medicines) :]  # what was given belongs to as many procedures of the day


def _may_count(each: Given, as_of: date) -> bool:
    first = as_of - timedelta(days=steroids().within_days)
    return each.day is None or (each.day.high > first and each.day.low <= as_of)


def _counts(each: Given, as_of: date) -> bool:
    first = as_of - timedelta(days=steroids().within_days)
    return each.day is not None and each.day.low > first and each.day.high <= as_of


def _limit(sex: str | None, age: float | None) -> tuple[YearlyLimit | None, bool]:
    """The limit of a person, and whether that is certain."""
    for limit in steroids().limits:
        of_sex = None if sex is None and limit.sex else limit.sex in ("", sex)
        of_age = None if age is None else age >= limit.from_age
        if of_sex and of_age:
            return limit, True
        if of_sex is not False and of_age is not False:
            return limit, False
    return None, True


def _verdict(known: float, unknown: bool, limit: YearlyLimit | None, *, certain: bool) -> tuple[Verdict, str]:
    if limit is None:
        return ("unknown" if unknown else "no_limit"), steroids().no_limit_words
    if known > limit.mg:
        return ("over", limit.words) if certain else ("unknown", steroids().unknown_words)
    return ("unknown" if unknown else "under"), limit.words


def steroid_in(text: str) -> tuple[str, float | None]:
    """The steroid that a text names, and its dose in mg; empty and None where it names none, or several."""
    said = re.sub(r"[^a-z0-9./]+", " ", text.lower())
    if _NONE.search(said):
        return steroids().unit, 0.0
    found = [
        name for name, each in steroids().equivalents.items() if any(word in said for word in each.names)
    ]
    if "methylprednisolone" in found and "prednisolone" in found:
        found.remove("prednisolone")
    if len(found) != 1:
        return "", None
    doses = {
        float(first or second)
        for word in steroids().equivalents[found[0]].names
        for first, second in re.findall(_DOSE.format(word=word), said)
    }
    return found[0], doses.pop() if len(doses) == 1 else None


@query
def _injected(t: Tables) -> ir.Table:
    """Steroids that were injected, with the doses that are written."""
    names = list(steroids().equivalents)
    rows = t.derived.medicine
    rows = rows.filter(rows.ingredient.isin(names), rows.route_group == "injection")
    rows = rows.select("ingredient", row_id=rows.of_row).distinct()
    of = t.record.medication
    named = rows.inner_join(of.select("row_id", "text", "start_low", "start_high"), "row_id")
    dose = t.record.dosage.filter(t.record.dosage.dose_unit == "mg")
    dose = dose.select(dosage_row=dose.medication_row, mg=dose.dose_high)
    joined = named.left_join(dose, named.row_id == dose.dosage_row)
    return joined.select("row_id", "ingredient", "text", "mg", "start_low", "start_high").order_by(
        ibis.asc("start_low"), "row_id"
    )


def of_record(record: Record, as_of: date, sex: str | None, age: float | None) -> Total:
    """The total of one person's record, with its derived tables made."""
    given = [
        Given(
            row["row_id"],
            row["text"] or row["ingredient"],
            row["ingredient"],
            row["mg"],
            day_of(row["start_low"], row["start_high"]),
        )
        for row in _injected(record)
    ]
    return total(given, list(_done(record)), as_of, sex, age)


def _done(record: Record) -> Iterable[Given]:
    """Procedures that give a steroid, or may and name one."""
    of_rows = by_row(codes(record))
    for row in procedures(record):
        text = row["text"] or ""
        may = meaning("procedure", row, of_rows).treatments
        steroid, mg = steroid_in(f"{text} ; {row['outcome'] or ''}")
        made = Given(row["row_id"], text, steroid, mg, day_of(row["at_low"], row["at_high"]))
        if may & steroids().treatments or (
            may & steroids().sometimes and (steroid or _SOME.search(text)) and mg != 0
        ):
            yield made
