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
    coded = _by_code(t)
    unread = rows.anti_join(coded, rows.order_row == coded.of_row).select("order_row", "text")
    named = _by_word(unread, t)
    found = ibis.union(coded, named)
    read = rows.left_join(found, rows.order_row == found.of_row)
    return _other_medicines(read.drop("of_row"), _rxnorm(t))


def _rxnorm(t: Tables) -> ir.Table:
    coding = t.record.coding
    mine = coding.of_table.isin(["medication", "supply"]) & (coding.field == "code")
    return coding.filter(mine & coding.system.lower().contains("rxnorm")).select("of_row", "code")


def _by_code(t: Tables) -> ir.Table:
    """The ingredients that codes mean; a strength or form on which two codes disagree is not known."""
    codes = _rxnorm(t).inner_join(t.knowledge.product_ingredient, "code")
    agreed = {name: _agreed(codes[name]) for name in _FOUND[4:]}
    found = codes.group_by("of_row", "ingredient").agg(
        product=codes.code.max(), coded_parts=codes.parts.max(), **agreed
    )
    together = ibis.window(group_by="of_row")
    parts = ibis.greatest(found.coded_parts, found.count().over(together).cast("float64"))
    return found.mutate(parts=parts).drop("coded_parts").select(*_FOUND)


def _agreed(column: ir.Column) -> ir.Value:
    return (column.min() == column.max()).ifelse(column.max(), None)


def _by_word(unread: ir.Table, t: Tables) -> ir.Table:
    """The ingredients that the words of a row name."""
    words = unread.select(
        of_row=unread.order_row,
        product=unread.text.lower().strip(),
        word=unread.text.lower().re_split(_NOT_A_LETTER).unnest(),
    )
    known = words.inner_join(t.knowledge.medicine_word, "word")
    found = known.group_by("of_row", "ingredient").agg(product=known["product"].max())
    parts = found.count().over(ibis.window(group_by="of_row")).cast("float64")
    form = ibis.cases(
        *((found["product"].re_search(pattern), ibis.literal(form, "string")) for form, pattern in _FORMS),
        else_=ibis.null("string"),
    )
    empty = {name: ibis.null("string") for name in ("per", "route_group", "release")}
    numbers = {name: ibis.null("float64") for name in ("strength_mg", "wear_days")}
    return found.mutate(parts=parts, preparation=form, **empty, **numbers).select(*_FOUND)


def _other_medicines(read: ir.Table, rxnorm: ir.Table) -> ir.Table:
    coded = rxnorm.select(coded_row="of_row").distinct()
    both = read.left_join(coded, read.order_row == coded.coded_row)
    words = both.text.lower()
    plain = both.coded_row.notnull() & words.re_search(_PLAIN_NAME)
    name = ibis.coalesce(both.ingredient, plain.ifelse(words.re_extract(_PLAIN_NAME, 1), None))
    return both.mutate(ingredient=name, product=ibis.coalesce(both["product"], words.strip())).drop(
        "coded_row"
    )


_FOUND = (
    *("of_row", "ingredient", "product", "parts", "strength_mg", "per", "route_group"),
    *("preparation", "release", "wear_days"),
)
