"""A card of the one page for the chart it came from: as plain text that fits a note, and as FHIR R4.

The text says what and why and repeats no list of the chart. The resource is one that any system may take or
leave: a finding as a DetectedIssue, a treatment as the draft of an order.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from lenitive.clinic.decisions.options import order
from lenitive.clinic.decisions.resources import Resource, about, concept
from lenitive.knowledge.instruments import LABEL_FORMS

if TYPE_CHECKING:
    from lenitive.clinic.explained import Explained
    from lenitive.clinic.plan.opened import Opened
    from lenitive.reason.story import RowWords

WIDTH = 80
_ROWS_TOLD = 6
_SEVERITY = {"emergency": "high", "urgent": "high", "soon": "moderate", "routine": "low"}
# A resource of a chart by its reference; rows that no resource stands behind have none.
_REFERENCE = re.compile(r"([A-Z][A-Za-z]+/[A-Za-z0-9\-.]{1,64})#\d+")
_PERSON = "Patient/"
_RULES = f"{LABEL_FORMS.rpartition('/')[0]}/rules"


def finding_text(said: Explained, told: Mapping[str, Sequence[RowWords]], as_of: date) -> str:
    """A finding as a note: what, why with its days, what to do, and whose words they are."""
    source = dict(said.about).get(str(_("Source")), "")
    return _note(
        f"{said.title} ({said.word}). {said.status_words}",
        said.reason,
        *_evidence(said.rows, told),
        _("To do: {what}").format(what=said.action) if said.action else "",
        _("Would settle it: {what}").format(what=said.settles_by) if said.settles_by else "",
        _("Source: {source}").format(source=source) if source else "",
        _foot(as_of, verified=said.verified),
    )


def option_text(it: Opened, as_of: date) -> str:
    """A treatment as a note: where it stands, both sides, how it is begun and judged."""
    option = it.option
    return _note(
        f"{it.title}: {it.badge}",
        option.do,
        _side(_("For"), (each.text for each in option.speaks_for)),
        _side(_("Against"), (each.text for each in option.against)),
        _side(_("First"), (each.text for each in option.needs)),
        *(f"{fact.name}: {fact.words}" for fact in it.facts),
        f"{it.judged.name}: {it.judged.words}",
        _foot(as_of, verified=it.verified),
    )


def _evidence(rows: Iterable[str], told: Mapping[str, Sequence[RowWords]]) -> Iterator[str]:
    things = (row for row in rows if not row.startswith(_PERSON))  # a note is about the person anyway
    words = dict.fromkeys(each.words for row in things for each in told.get(row, ()))
    yield from (f"- {each}" for each in list(words)[:_ROWS_TOLD])
    if len(words) > _ROWS_TOLD:
        yield _("- and {n} more").format(n=len(words) - _ROWS_TOLD)


def _side(name: str, said: Iterable[str]) -> str:
    words = "; ".join(dict.fromkeys(said))
    return f"{name}: {words}" if words else ""


def _foot(as_of: date, *, verified: bool) -> str:
    told = _("As of {day}; decision support by Lenitive, judged by whoever signs this note.").format(
        day=as_of.isoformat()
    )
    return told if verified else f"{told} {_('Not yet verified at its source.')}"


def _note(*parts: str) -> str:
    """Lines of a note, wrapped, without empty ones."""
    wrapped = (textwrap.fill(" ".join(part.split()), WIDTH, subsequent_indent="  ") for part in parts)
    return "\n".join(part for part in wrapped if part) + "\n"


def finding_fhir(rule: str, said: Explained, patient_id: str, as_of: date) -> Resource | None:
    """A finding as a DetectedIssue; nothing for one that is not so. Not known is preliminary."""
    if said.status == "not_met":
        return None
    references = dict.fromkeys(
        found[1] for row in said.rows if not row.startswith(_PERSON) and (found := _REFERENCE.fullmatch(row))
    )
    evidence = [{"detail": [{"reference": each} for each in references]}] if references else None
    made: dict[str, Any] = {
        "resourceType": "DetectedIssue",
        "id": f"{re.sub(r'[^A-Za-z0-9]+', '-', rule)[:50]}-{as_of:%Y%m%d}",
        "status": "final" if said.status == "met" else "preliminary",
        "code": concept(said.title, (_RULES, rule, said.title)),
        "severity": _SEVERITY.get(said.urgency),
        "patient": {"reference": f"Patient/{patient_id}"},
        "identifiedDateTime": as_of.isoformat(),
        "evidence": evidence,
        "detail": " ".join(each for each in (said.reason, said.action) if each),
    }
    return {name: value for name, value in made.items() if value}


def option_fhir(it: Opened, patient_id: str, who: str, as_of: date) -> Resource:
    """A treatment as the draft of an order: a proposal that nobody has accepted yet."""
    made = order(it.option, who, intent="proposal")
    note = [{"text": option_text(it, as_of)}]
    return about({**made, "note": note}, patient_id)
