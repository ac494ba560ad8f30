"""What a product of the chart is: its ingredients by RxNorm code, else by the words beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables

_NOT_A_LETTER = r"[^a-z]+"
# "amoxicillin 500 MG Oral Capsule": the words before a strength in a name as RxNorm builds it.
_PLAIN_NAME = r"^(?:[0-9.]+ (?:hr|ml|actuat) )?([a-z][a-z ,()-]*?) [0-9.,]+ (?:mg|ug|mcg|unt|meq|ml|%)"
_FORMS = (
    ("patch", r"\b(patch|transdermal)"),
    (None, r"\b(buccal|sublingual|nasal|film|spray|inject|rectal|lozenge|iv|im)"),
    ("oral", r"\b(tab|tabs|tablet|tablets|cap|caps|capsule|capsules|oral|liquid|syrup)\b"),
)


def ingredients(rows: ir.Table, t: Tables) -> ir.Table:
    """One row an ingredient of each of `rows` (order_row, text); `ingredient` is empty if nothing is read.

    A code of RxNorm comes first. Without one we know, words are looked up: names of ingredients and brands.
    A name built as RxNorm builds them, with an RxNorm code, holds no opioid if no word of it names one: it
    is another medicine.
    """
    codes, words = _by_code(t), _by_word(t)
    coded = rows.left_join(codes, rows.order_row == codes.of_row).drop("of_row")
    # Words speak only where no code does.
    unread = coded.ingredient.isnull().ifelse(coded.order_row, None)
    read = coded.left_join(words, unread == words.worded_row).drop("worded_row")
    written = read.text.lower().strip()
    other = (read.coded & written.re_search(_PLAIN_NAME)).ifelse(written.re_extract(_PLAIN_NAME, 1), None)
    ingredient = ibis.coalesce(read.ingredient, read.named, other)
    return read.mutate(
        ingredient=ingredient,
        opioid=ibis.coalesce(read.opioid, read.named_opioid, ingredient.notnull().ifelse(False, None)),
        product=ibis.coalesce(read["product"], written),
        parts=ibis.coalesce(read.parts, read.named_parts),
        preparation=ibis.coalesce(read.preparation, read.named.notnull().ifelse(_form(written), None)),
    ).drop("named", "named_opioid", "named_parts", "coded")


def _by_code(t: Tables) -> ir.Table:
    """The ingredients that codes mean; a strength or form on which two codes disagree is not known.

    A row with codes of RxNorm of which we know none has one row without an ingredient.
    """
    coding = t.record.coding
    mine = coding.of_table.isin(["medication", "supply"]) & (coding.field == "code")
    rxnorm = coding.filter(mine & coding.system.lower().contains("rxnorm")).select("of_row", "code")
    product = t.knowledge.product_ingredient.rename(known_code="code")
    codes = rxnorm.left_join(product, rxnorm.code == product.known_code)
    agreed = {name: _agreed(codes[name]) for name in _SAID_ONCE}
    found = codes.group_by("of_row", "ingredient").agg(
        opioid=codes.opioid.any(), product=codes.known_code.max(), coded_parts=codes.parts.max(), **agreed
    )
    several = found.ingredient.count().over(ibis.window(group_by="of_row"))
    found = found.mutate(parts=ibis.greatest(found.coded_parts, several.cast("float64")), several=several)
    found = found.filter(found.ingredient.notnull() | (found.several == 0))
    return found.mutate(coded=True).drop("several", "coded_parts")


def _agreed(column: ir.Column) -> ir.Value:
    return (column.min() == column.max()).ifelse(column.max(), None)


def _by_word(t: Tables) -> ir.Table:
    """The ingredients that the words of each order, statement and dispense name."""
    texts = ibis.union(t.record.medication.select("row_id", "text"), t.record.supply.select("row_id", "text"))
    words = texts.select(worded_row="row_id", word=texts.text.lower().re_split(_NOT_A_LETTER).unnest())
    known = words.inner_join(t.knowledge.medicine_word, "word")
    found = known.group_by("worded_row", named="ingredient").agg(named_opioid=known.opioid.any())
    parts = found.count().over(ibis.window(group_by="worded_row"))
    return found.mutate(named_parts=parts.cast("float64"))


def _form(words: ir.StringValue) -> ir.StringValue:
    return ibis.cases(
        *((words.re_search(pattern), ibis.literal(form, "string")) for form, pattern in _FORMS),
        else_=ibis.null("string"),
    )


_SAID_ONCE = ("strength_mg", "per", "route_group", "preparation", "release", "wear_days")
