"""What a product is made of, and the sets of pieces that a taper may use, its own kind first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from lenitive.knowledge.medicines import written_products
from lenitive.knowledge.taper import Strengths, TaperKnowledge, strengths
from lenitive.plan.taper.model import Medicine, TaperRefused, Wish
from lenitive.plan.taper.units import Kind, Pack

_PATCH = "Transdermal System"
_SLOW = "Extended Release"


@dataclass(frozen=True)
class Choice:
    """A set of pieces, and what must be said where it is not the person's own product alone."""

    pack: Pack
    says: str = ""


@lru_cache(maxsize=1)
def _products() -> dict[str, tuple[frozenset[str], str]]:
    """Product code -> its ingredients and its form."""
    parts: dict[str, set[str]] = {}
    forms: dict[str, str] = {}
    for row in written_products().to_pylist():
        parts.setdefault(row["code"], set()).add(row["ingredient"])
        forms[row["code"]] = row["dose_form"] or ""
    return {code: (frozenset(names), forms[code]) for code, names in parts.items()}


def form_of(product: str | None) -> str:
    """The dose form of a product by its code, as RxNorm names it; empty when not known."""
    return _products().get(product or "", (frozenset(), ""))[1]


def ingredients_of(product: str | None, first: str) -> str:
    """The ingredients of a product as the list of strengths names them: the one counted, then the others."""
    others = _products().get(product or "", (frozenset(), ""))[0] - {first}
    return "+".join([first, *sorted(others)])


def choices(medicine: Medicine, wish: Wish, known: TaperKnowledge) -> Iterator[Choice]:
    """The sets of pieces to try in turn: the person's own kind, then the quick form, then a liquid.

    Raises TaperRefused where not even one strength is known.
    """
    have = strengths()
    own = _own(medicine, wish, have)
    if not own:
        raise TaperRefused(
            f"the strengths of {medicine.name} are not known, so no step can be made of whole pieces",
            do="Name the product by its RxNorm code, or give the strengths that can be had with --units.",
        )
    days = 1 if _is_patch(medicine) or medicine.form.startswith(_SLOW) else known.most_days_between
    yield Choice(_pack(medicine, own, days))
    slow = medicine.form.startswith(_SLOW)
    quick = _quick(medicine, have) if slow else ()
    if quick:
        yield Choice(
            _pack(medicine, (*own, *quick), known.most_days_between),
            f"Slow-release pieces alone are too coarse for this pace: part of the dose is quick-release "
            f"{medicine.ingredient}. The prescriber decides whether that suits.",
        )
    liquid = have.liquids.get(medicine.ingredient if slow else medicine.ingredients)
    if liquid is not None and not _is_patch(medicine):
        yield Choice(
            _pack(medicine, (*own, *quick), 1, (liquid, have.liquid_step_ml)),
            "Whole pieces are too coarse for this pace: part of the dose is a liquid of "
            f"{liquid:g} mg in 1 mL, measured with a syringe for the mouth.",
        )


def _own(medicine: Medicine, wish: Wish, have: Strengths) -> tuple[Kind, ...]:
    """Pieces of the person's own kind, none larger than the largest they have."""
    if wish.units:
        return tuple(Kind(amount, medicine.form or "piece", True) for amount in sorted(set(wish.units)))
    if not medicine.form or not medicine.strengths:
        return ()
    listed = have.pieces.get(medicine.ingredients, {}).get(medicine.form)
    amounts = listed if listed is not None else _known_products(medicine)
    top = max(medicine.strengths)
    kept = sorted({amount for amount in amounts if amount <= top} | set(medicine.strengths))
    return tuple(Kind(amount, _word(medicine.form), amount in medicine.strengths) for amount in kept)


def _known_products(medicine: Medicine) -> tuple[float, ...]:
    """Strengths of all products of the same ingredients and form in the list of products."""
    wanted = frozenset(medicine.ingredients.split("+"))
    amounts = set()
    for row in written_products().to_pylist():
        same = (
            _products()[row["code"]] == (wanted, medicine.form) and row["ingredient"] == medicine.ingredient
        )
        if same and row["strength_mg"]:
            amounts.add(float(row["strength_mg"]) * (1000 if _is_patch(medicine) else 1))
    return tuple(sorted(amounts))


def _quick(medicine: Medicine, have: Strengths) -> tuple[Kind, ...]:
    form = have.quick_form.get(medicine.ingredient)
    if form is None:
        return ()
    return tuple(
        Kind(amount, f"quick-release {_word(form)}") for amount in have.pieces[medicine.ingredient][form]
    )


def _pack(
    medicine: Medicine, kinds: tuple[Kind, ...], days: int, liquid: tuple[float, float] | None = None
) -> Pack:
    spare = 0 if _is_patch(medicine) else strengths().spare_pieces
    return Pack(kinds, medicine.times, medicine.pieces, liquid, days, spare)


def _is_patch(medicine: Medicine) -> bool:
    return medicine.form == _PATCH


def _word(form: str) -> str:
    """`Extended Release Oral Tablet` is a tablet."""
    if form == _PATCH:
        return "patch"
    slow = "slow-release " if form.startswith(_SLOW) else ""
    for word in ("tablet", "capsule", "film", "suppository"):
        if word in form.lower():
            return slow + word
    return slow + "piece"
