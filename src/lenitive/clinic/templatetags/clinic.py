"""What the clinic's templates need beside names: the rows behind a statement.

A page shows a hundred such lists; they are put together here, since a template for each would take as long as
judging the person.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()

_SAFE_IN_A_PATH = "/~:@!$&'()*+,;="  # as Django's own addresses have it
_ANY_ROW = "row"


@register.simple_tag(takes_context=True)
def rows(context: dict[str, Any], wanted: Iterable[str]) -> SafeString:
    """A list of links to rows, each with what it says; the page has `described` and `patient_id`."""
    described, prefix = context["described"], _prefix(context)
    links = [
        (prefix + quote(row, safe=_SAFE_IN_A_PATH), _words(described.get(row, ())) or row)
        for row in dict.fromkeys(wanted)
    ]
    if not links:
        return format_html('<p class="none">{}</p>', _("No row: this follows from what is absent."))
    items = format_html_join("\n", '<li><a href="{}/">{}</a></li>', links)
    return format_html('<ul class="row-links">{}</ul>', items)


def _prefix(context: dict[str, Any]) -> str:
    """What stands before the id of a row in its address; asked once a page."""
    kept = context.render_context  # type: ignore[attr-defined]
    if "row_prefix" not in kept:
        address = reverse("clinic:row", args=[context["patient_id"], _ANY_ROW])
        kept["row_prefix"] = address.removesuffix(f"{_ANY_ROW}/")
    return str(kept["row_prefix"])


def _words(known: Iterable[Any]) -> str:
    return "; ".join(dict.fromkeys(each.words for each in known))
