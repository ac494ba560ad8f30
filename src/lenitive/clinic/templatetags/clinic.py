"""What the clinic's templates need beside names: the rows behind a statement, reasons, and addresses.

A page shows a hundred such lists and three hundred such addresses; they are put together here, since a
template and a look-up for each would take as long as judging the person.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from django import template
from django.template.base import FilterExpression, Node, NodeList, Parser, Token
from django.template.context import Context
from django.urls import get_script_prefix, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

register = template.Library()

_SAFE_IN_A_PATH = "/~:@!$&'()*+,;="  # as Django's own addresses have it
_ANY = "any"


@register.simple_tag(takes_context=True)
def rows(context: dict[str, Any], wanted: Iterable[str]) -> SafeString:
    """A list of links to rows, each with what it says; the page has `described` and `patient_id`."""
    described, prefix = context["described"], _prefix(context, "clinic:row")
    links = [
        (prefix + quote(row, safe=_SAFE_IN_A_PATH), _words(described.get(row, ())) or row)
        for row in dict.fromkeys(wanted)
    ]
    if not links:
        return format_html('<p class="none">{}</p>', _("No row: this follows from what is absent."))
    items = format_html_join("\n", '<li><a href="{}/">{}</a></li>', links)
    return format_html('<ul class="row-links">{}</ul>', items)


@register.simple_tag(takes_context=True)
def row_at(context: dict[str, Any], row: str) -> SafeString:
    """The address of a row of the page's person."""
    return _at(context, "clinic:row", row)


@register.simple_tag(takes_context=True)
def finding_at(context: dict[str, Any], rule: str) -> SafeString:
    """The address of a finding of the page's person."""
    return _at(context, "clinic:finding", rule)


@register.simple_tag(takes_context=True)
def reasons(context: dict[str, Any], said: Iterable[Any], title: str, none: str, side: str) -> SafeString:
    """One side of an option: each reason with its source and its rows, or the words for none."""
    unverified = format_html(' <span class="unverified">{}</span>', _("not yet verified"))
    items = format_html_join(
        "\n",
        '<li>{}\n  <small class="source">{}{}</small>\n  {}</li>',
        (
            (
                capfirst(each.text),
                each.source,
                "" if each.verified else unverified,
                rows(context, each.rows) if each.rows else "",
            )
            for each in said
        ),
    )
    body = format_html("<ul>{}</ul>", items) if items else format_html('<p class="none">{}</p>', none)
    return format_html('<div class="side side-{}"><p class="side-title">{}</p>\n{}</div>', side, title, body)


@register.tag
def once(parser: Parser, token: Token) -> Node:
    """A part of the one page, written out once for the same facts: {% once "line" %} ... {% endonce %}.

    Whatever it depends on beside the page itself (who reads it, say) must follow its name. It may hold no
    form and no nonce, which belong to one session. Where the context has no `parts`, it is written each time.
    """
    _tag, name, *vary = token.split_contents()
    nodes = parser.parse(("endonce",))
    parser.delete_first_token()
    return _Once(nodes, name.strip("'\""), [parser.compile_filter(each) for each in vary])


class _Once(Node):
    def __init__(self, nodelist: NodeList, name: str, vary: list[FilterExpression]) -> None:
        self.nodelist, self._name, self._vary = nodelist, name, vary

    def render(self, context: Context) -> SafeString:
        parts = context.get("parts")
        if parts is None:
            return self.nodelist.render(context)
        told = (str(each.resolve(context, ignore_failures=True)) for each in self._vary)
        key = (self._name, get_script_prefix(), *told)
        if key not in parts:
            parts[key] = self.nodelist.render(context)
        written: SafeString = parts[key]
        return written


def _at(context: dict[str, Any], view: str, last: str) -> SafeString:
    return format_html("{}/", _prefix(context, view) + quote(last, safe=_SAFE_IN_A_PATH))


def _prefix(context: dict[str, Any], view: str) -> str:
    return _prefix_of(view, context["patient_id"], get_script_prefix())


@lru_cache(maxsize=256)
def _prefix_of(view: str, patient_id: str, _site: str) -> str:
    """What stands before the last part of an address about a person, on a site that begins at `_site`."""
    return reverse(view, args=[patient_id, _ANY]).removesuffix(f"{_ANY}/")


def _words(known: Iterable[Any]) -> str:
    return "; ".join(dict.fromkeys(each.words for each in known))
