"""What a procedure or an order of the chart is: its treatments, as sure as its codes and words make it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lenitive.knowledge.authorisation.settings import settings
from lenitive.knowledge.authorisation.wording import CodeMeaning, found, meanings_of, modality_of, named_in
from lenitive.plan.authorisation.rows import Row
from lenitive.plan.authorisation.sites import Site, site_of

Codes = Mapping[tuple[str, str], list[Row]]
INTERVENTIONAL = "interventional"


@dataclass(frozen=True)
class Meaning:
    """One row of the chart.

    treatments : those that it may be. sure : whether it is that one treatment and no other.
    """

    treatments: frozenset[str]
    sure: bool
    site: Site

    @property
    def modality(self) -> str:
        """The one modality of all treatments that it may be; empty when there are several or none."""
        kinds = {modality_of()[each] for each in self.treatments}
        return kinds.pop() if len(kinds) == 1 else ""


def by_row(codes: Iterable[Row]) -> Codes:
    """(table, row id) -> its codes."""
    made: dict[tuple[str, str], list[Row]] = {}
    for code in codes:
        made.setdefault((code["of_table"], code["of_row"]), []).append(code)
    return made


def meaning(table: str, row: Row, codes: Codes) -> Meaning:
    """What a row with `row_id`, `text` and `body_site` means."""
    coded = [one for code in codes.get((table, row["row_id"]), ()) for one in _meanings(code)]
    text = row["text"] or ""
    words = [text, row.get("body_site"), *(code["display"] for code in codes.get((table, row["row_id"]), ()))]
    site = site_of(*words)
    if not site.region:
        # The words beside a code in knowledge say its region where the chart does not ("..., low back").
        site = Site(site_of(*(one.display for one in coded)).region, site.sides, site.segments)
    exact = frozenset(one.treatment for one in coded if one.exact)
    broad = frozenset(one.treatment for one in coded)
    named = named_in(" ; ".join(str(each) for each in words if each))
    may = _in_region(exact or (broad & named) or broad or named, site.region)
    sure = len(may) == 1 and bool(exact or named & may)
    return Meaning(may, sure, _of_treatment(site, may))


def _meanings(code: Row) -> Iterable[CodeMeaning]:
    return meanings_of(code["system"] or "", code["code"])


def _in_region(treatments: frozenset[str], region: str) -> frozenset[str]:
    """Without the treatments of another region, as long as one is left."""
    of = settings().region_of
    kept = frozenset(each for each in treatments if not region or of.get(each, region) == region)
    return kept or treatments


def _of_treatment(site: Site, treatments: frozenset[str]) -> Site:
    """The site; where no region is written, that of the treatment."""
    regions = {settings().region_of.get(each, "") for each in treatments}
    if site.region or len(regions) != 1:
        return site
    return Site(regions.pop(), site.sides, site.segments)


def care_type(of: Meaning, text: str) -> tuple[str, str]:
    """(type, modality) of conservative care; both empty for what is none."""
    care = settings().care
    treatments = of.treatments - set(care.not_care)
    if treatments and of.modality in care.by_modality:
        types = {care.by_treatment.get(each, care.by_modality[of.modality]) for each in treatments}
        return (types.pop() if len(types) == 1 else care.by_modality[of.modality]), of.modality
    if of.treatments:
        return "", ""
    named = found("care", text)
    return (named[0], modality_of_type(named[0])) if named else ("", "")


def modality_of_type(name: str) -> str:
    """The modality that a type of care belongs to."""
    modalities = {kind: modality for modality, kind in settings().care.by_modality.items()}
    return modalities.get(name, "rehabilitation")
