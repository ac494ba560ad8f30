"""What a product of the chart is: its ingredients by RxNorm code, else by the words beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lenitive.reason.later import ibis

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
    """One row an ingredient of each of `rows` (order_row, text, order_text); empty if nothing is read.

    order_text : the words beside the order that a dispense fills, of anything else its own. A code of RxNorm
    comes first. Without one we know, words are looked up: names of ingredients and brands. A name built as
    RxNorm builds them, with an RxNorm code, holds no opioid if no word of it names one: it is another
    medicine.
    """
    codes, wordings, words = _by_code(t), _wordings(t), _by_word(t)
    coded = rows.left_join(codes, rows.order_row == codes.of_row).drop("of_row")
    # Words speak only where no code does.
    unread = coded.ingredient.isnull().ifelse(coded.order_text, None)
    read = coded.left_join(words, unread == words.worded).drop("worded")
    read = read.left_join(wordings, read.text == wordings.wording).drop("wording")
    ingredient = ibis.coalesce(read.ingredient, read.named, read.coded.ifelse(read.plain_name, None))
    return read.mutate(
        ingredient=ingredient,
        opioid=ibis.coalesce(read.opioid, read.named_opioid, ingredient.notnull().ifelse(False, None)),
        product=ibis.coalesce(read["product"], read.written),
        parts=ibis.coalesce(read.parts, read.named_parts),
        preparation=ibis.coalesce(read.preparation, read.named.notnull().ifelse(read.form, None)),
    ).drop("named", "named_opioid", "named_parts", "coded", "plain_name", "written", "form", "order_text")


def _by_code(t: Tables) -> ir.Table:
    """The ingredients that codes mean, one row a coded row and ingredient.

    Nearly every row has one code, and there are few different ones: each is read once. Only a row with
    several is read by itself. A row with codes of RxNorm of which we know none has one row without an
    ingredient.
    """
    coding = t.record.coding
    mine = coding.of_table.isin(["medication", "supply"]) & (coding.field == "code")
    rxnorm = coding.filter(mine & coding.system.lower().contains("rxnorm")).select("of_row", "code")
    rows = rxnorm.group_by("of_row").agg(first=rxnorm.code.min(), last=rxnorm.code.max())
    alone = rows.first == rows.last
    rows = rows.select("of_row", read_by=alone.fill_null(False).ifelse(rows.first, rows.of_row), alone=alone)
    several = rows.filter(~rows.alone.fill_null(False)).select("of_row")
    of_several = rxnorm.semi_join(several, "of_row").select("code", read_as="of_row")
    of_one = rows.filter(rows.alone).select(code="read_by", read_as="read_by").distinct()
    read = _read_codes(ibis.union(of_one, of_several), t)
    return rows.drop("alone").inner_join(read, rows.read_by == read.read_as).drop("read_by", "read_as")


def _read_codes(codes: ir.Table, t: Tables) -> ir.Table:
    """What the codes of each `read_as` mean; a strength or form on which two disagree is not known."""
    product = t.knowledge.product_ingredient.rename(known_code="code")
    codes = codes.left_join(product, codes.code == product.known_code)
    agreed = {name: _agreed(codes[name]) for name in _SAID_ONCE}
    found = codes.group_by("read_as", "ingredient").agg(
        opioid=codes.opioid.any(), product=codes.known_code.max(), coded_parts=codes.parts.max(), **agreed
    )
    several = found.ingredient.count().over(ibis.window(group_by="read_as"))
    found = found.mutate(parts=ibis.greatest(found.coded_parts, several.cast("float64")), several=several)
    found = found.filter(found.ingredient.notnull() | (found.several == 0))
    return found.mutate(coded=True).drop("several", "coded_parts")


def _agreed(column: ir.Column) -> ir.Value:
    return (column.min() == column.max()).ifelse(column.max(), None)


def _texts(t: Tables) -> ir.Table:
    """Every different text beside an order, statement or dispense: far fewer than there are of those."""
    texts = ibis.union(t.record.medication.select("text"), t.record.supply.select("text"))
    return texts.filter(texts.text.notnull()).distinct()


def _wordings(t: Tables) -> ir.Table:
    """One row a text: `written` as it is compared, the form it names, and its plain name."""
    texts = _texts(t).select(wording="text")
    written = texts.wording.lower().strip()
    return texts.mutate(
        written=written,
        form=_form(written),
        plain_name=written.re_search(_PLAIN_NAME).ifelse(written.re_extract(_PLAIN_NAME, 1), None),
    )


def _by_word(t: Tables) -> ir.Table:
    """The ingredients that the words of each text name."""
    texts = _texts(t)
    words = texts.select(worded="text", word=texts.text.lower().re_split(_NOT_A_LETTER).unnest())
    known = words.inner_join(t.knowledge.medicine_word, "word")
    found = known.group_by("worded", named="ingredient").agg(named_opioid=known.opioid.any())
    parts = found.count().over(ibis.window(group_by="worded"))
    return found.mutate(named_parts=parts.cast("float64"))


def _form(words: ir.StringValue) -> ir.StringValue:
    return ibis.cases(
        *((words.re_search(pattern), ibis.literal(form, "string")) for form, pattern in _FORMS),
        else_=ibis.null("string"),
    )


_SAID_ONCE = ("strength_mg", "per", "route_group", "preparation", "release", "wear_days")
