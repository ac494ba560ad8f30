"""From the codes of a chart to concepts of knowledge: one join for every table that needs it.

The one form of systems and codes is that of knowledge/codes_of_concepts.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables


def keyed(coding: ir.Table, t: Tables) -> ir.Table:
    """Codes with `key` and `stem`; a code of a system that we do not know is left out."""
    written = coding.select(
        *("patient_id", "of_table", "of_row", "field"),
        uri=coding.system.lower(),
        key=coding.code.upper().replace(".", ""),
    )
    named = written.inner_join(t.knowledge.code_system, "uri")
    stem = named.system + " " + named.key.left(named.stem_length)
    return named.mutate(stem=stem).drop("uri", "system", "stem_length")


def with_concepts(codes: ir.Table, t: Tables, *kinds: str) -> ir.Table:
    """Every concept of these kinds that a row's codes mean: one row a coded row and concept.

    patient_id, of_table, of_row, kind, concept, and the limits of the code (see COLUMNS there). A row with
    a code that the concept leaves out (in remission, a trait) does not mean it, whatever its other codes
    say. Where several codes of a row mean a concept, it is derived only if all are, and the widest limits
    hold.
    """
    known = t.knowledge.concept_of_code
    hits = codes.inner_join(known, "stem")
    hits = hits.filter(hits.kind.isin(kinds), hits.key.like(hits.pattern))
    found = hits.group_by("patient_id", "of_table", "of_row", "kind", "concept").agg(
        left_out=hits.excludes.any(),
        onset_min_days=hits.onset_min_days.min(),
        onset_max_days=hits.onset_max_days.max(),
        within_days=hits.within_days.max(),
        only_active=hits.only_active.all(),
        derived=hits.derived.all(),
    )
    return found.filter(~found.left_out)
