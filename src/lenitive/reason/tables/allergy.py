"""Allergies and intolerances by ingredient and drug class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lenitive.reason.later import _, ibis
from lenitive.reason.tables.common import evidence, known
from lenitive.reason.tables.use import OTHER

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables

_NOT_A_LETTER = r"[^a-z]+"
_NO_MEDICINE = ("food", "environment")
_NOT_SO = ("refuted", "entered-in-error")
_OVER = ("inactive", "resolved")


def allergy(t: Tables) -> ir.Table:
    """One row an entry, ingredient, class and group of substances: ingredient, drug_class, substance, at.

    An entry whose code or words name none of our ingredients is of another substance; one without words is
    not readable, and its ingredient is empty. A class in words ("NSAIDs") is each of its ingredients.
    """
    entries = _entries(t)
    named = ibis.union(_by_code(t), _by_word(entries, t), _by_class(entries, t), distinct=True)
    read = entries.left_join(named, "row_id", rname="named_{name}")
    read = read.left_join(_substances(entries, t), "row_id", rname="substance_{name}")
    readable = read.words.notnull() | read.ingredient.notnull() | read.substance.notnull()
    other = readable.ifelse(OTHER, None)
    read = read.mutate(
        ingredient=ibis.coalesce(read.ingredient, other), substance=ibis.coalesce(read.substance, other)
    )
    classes = t.knowledge.drug_class.filter(_.product_code.isnull())
    classes = classes.select(class_ingredient="ingredient", drug_class="class").distinct()
    found = read.left_join(classes, read.ingredient == classes.class_ingredient)
    return found.select(
        *("patient_id", "ingredient", "substance", "at_low", "at_high"),
        row_ids=evidence(found.row_id),
        drug_class=ibis.coalesce(found.drug_class, found.ingredient.notnull().ifelse(OTHER, None)),
    )


def _entries(t: Tables) -> ir.Table:
    """Entries of medicines that hold: patient_id, row_id, words, at."""
    rows = known(t.record.allergy, t, "recorded")
    over = rows.status.isin(list(_OVER)) | rows.verification.isin(list(_NOT_SO))
    rows = rows.filter(~over.fill_null(False), ~rows.category.isin(list(_NO_MEDICINE)).fill_null(False))
    return rows.select(
        *("patient_id", "row_id"),
        words=rows.text.lower().nullif(""),
        at_low=rows.recorded_low,
        at_high=rows.recorded_high,
    )


def _by_code(t: Tables) -> ir.Table:
    """row_id, ingredient of RxNorm codes of products and ingredients."""
    coding = t.record.coding.filter(_.of_table == "allergy", _.field.isin(["code", "substance"]))
    rxnorm = coding.filter(coding.system.lower().contains("rxnorm")).select("code", row_id="of_row")
    product = t.knowledge.product_ingredient.select("ingredient", known_code="code")
    return rxnorm.inner_join(product, rxnorm.code == product.known_code).select("row_id", "ingredient")


def _by_word(entries: ir.Table, t: Tables) -> ir.Table:
    """row_id, ingredient of names of ingredients and brands."""
    found = _words(entries, t).inner_join(t.knowledge.medicine_word, "word")
    return found.select("row_id", "ingredient")


def _by_class(entries: ir.Table, t: Tables) -> ir.Table:
    """row_id, ingredient of words that name a class."""
    classes = t.knowledge.drug_class.select("class", "ingredient")
    meant = t.knowledge.allergy_word.inner_join(classes, "class")
    found = _words(entries, t).inner_join(meant, "word")
    return found.select("row_id", "ingredient")


def _substances(entries: ir.Table, t: Tables) -> ir.Table:
    """row_id, substance of words that name a group of substances."""
    meant = t.knowledge.allergy_word.filter(_.substance.notnull())
    return _words(entries, t).inner_join(meant, "word").select("row_id", "substance").distinct()


def _words(entries: ir.Table, t: Tables) -> ir.Table:
    """row_id, word of the words of each entry and of those beside its codes."""
    coding = t.record.coding.filter(_.of_table == "allergy", _.display.notnull())
    texts = ibis.union(
        entries.filter(_.words.notnull()).select("row_id", text="words"),
        coding.select(row_id="of_row", text=coding.display.lower()),
    )
    return texts.select("row_id", word=texts.text.re_split(_NOT_A_LETTER).unnest())
