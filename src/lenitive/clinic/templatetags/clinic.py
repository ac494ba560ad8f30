"""What the clinic's templates need beside names: the rows behind a statement."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template

register = template.Library()


@register.inclusion_tag("clinic/_rows.html", takes_context=True)
def rows(context: dict[str, Any], wanted: Iterable[str]) -> dict[str, Any]:
    """A list of links to rows, each with what it says; the page has `described` and `patient_id`."""
    described = context["described"]
    links = []
    for row in dict.fromkeys(wanted):
        known = described.get(row, ())
        links.append({"row": row, "words": "; ".join(dict.fromkeys(each.words for each in known)) or row})
    return {"links": links, "patient_id": context["patient_id"]}
