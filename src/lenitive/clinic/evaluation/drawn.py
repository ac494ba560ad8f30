"""The controls of fields as HTML.

A page has two hundred of them; they are put together here, since a template for each would take longer than
judging the person. Everything from a person or the knowledge is escaped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localdate, localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lenitive.clinic.evaluation.values import NO, UNKNOWN, YES
from lenitive.knowledge.visits.evaluation import Field
from lenitive.reason.story.words import day_words

if TYPE_CHECKING:
    from lenitive.clinic.evaluation.known import Prefill
    from lenitive.clinic.evaluation.norm import Meaning
    from lenitive.clinic.models import EvaluationEdit

_ROWS_OF_A_TEXT = 2
_CLEAR, _CHECKED = ' class="clear"', " checked"
_IN_A_PATH = "/~:@!$&'()*+,;="


@dataclass(frozen=True)
class Place:
    """Where a field stands: addresses of the evaluation and of a row, and whether it can be filled."""

    fields: str
    rows: str
    open: bool


def field_html(
    field: Field, edit: EvaluationEdit | None, prefill: Prefill | None, norm: Meaning | None, place: Place
) -> SafeString:
    """One field with its control, what it says, who said so, and from where it is prefilled."""
    if edit is None and prefill is None and norm is None:
        return _empty(field, place.open, get_language() or "")
    return _drawn(field, edit, prefill, norm, place)


@lru_cache(maxsize=4096)
def _empty(field: Field, is_open: bool, language: str) -> SafeString:
    """A field of which nothing is known, by language: most of a page."""
    return _drawn(field, None, None, None, Place("", "", is_open))


def _drawn(
    field: Field, edit: EvaluationEdit | None, prefill: Prefill | None, norm: Meaning | None, place: Place
) -> SafeString:
    said = edit.text if edit is not None else prefill.value if prefill is not None else ""
    shown = prefill if edit is None else None
    parts = [
        _control(field, said, place.open, get_language() or ""),
        norm_html(norm),
        by_html(field, edit, place),
    ]
    if shown is not None:
        parts.append(_source(shown, place))
    hidden = _hidden(field, edit, said) if place.open else ""
    tag, name = ("div", "") if field.kind in ("text", "number", "day") else ("fieldset", "choices")
    start = format_html(
        '<{} class="field {} {}" id="f-{}" data-field="{}" data-kind="{}" data-number="{}"{}>',
        *(tag, field.kind.replace("_", "-"), name, field.id, field.id, field.kind),
        edit.number if edit is not None else 0,
        mark_safe(' data-prefilled="yes"') if shown is not None else "",
    )
    end = f"</{tag}>"
    return mark_safe("".join([start, *parts, hidden, end]))  # noqa: S308  each part is escaped above


@lru_cache(maxsize=4096)
def _frame(field: Field, language: str) -> tuple[str, str]:
    """The label and the help of a field, by language."""
    tag = "legend" if field.kind in ("yes_no", "choice") else "label"
    of = "" if tag == "legend" else f' for="i-{field.id}"'
    unit = f" <small>{conditional_escape(field.unit)}</small>" if field.unit else ""
    label = f"<{tag}{of}>{conditional_escape(field.label)}{unit}</{tag}>"
    text = f'<p class="help" id="h-{field.id}">{conditional_escape(field.help)}</p>' if field.help else ""
    return label, text


def _control(field: Field, said: str, is_open: bool, language: str) -> str:
    if field.kind in ("yes_no", "choice"):
        return _choices(field, said, is_open, language)
    label, text = _frame(field, language)
    told = f' aria-describedby="h-{field.id}"' if field.help else ""
    closed = "" if is_open else " readonly"
    common = f'id="i-{field.id}" name="{field.id}"{told}{closed} autocomplete="off"'
    value = conditional_escape(said)
    if field.kind == "text":
        # A line break at the beginning of a text area is left out by browsers: one more is put before it.
        return f'{label}{text}<textarea {common} dir="auto" rows="{_ROWS_OF_A_TEXT}">\n{value}</textarea>'
    mode = ' inputmode="decimal"' if field.kind == "number" else ' placeholder="2021-03-14"'
    return f'{label}{text}<input type="text" {common}{mode} value="{value}">'


@lru_cache(maxsize=8192)
def _choices(field: Field, said: str, is_open: bool, language: str) -> str:
    """Radios of a field; the same markup comes again and again."""
    label, text = _frame(field, language)
    closed = "" if is_open else " disabled"
    radios = "".join(
        f'<label{"" if value else _CLEAR}><input type="radio" name="{field.id}"'
        f' value="{conditional_escape(value)}"{_CHECKED if value and value == said else ""}{closed}>'
        f"<span>{conditional_escape(words)}</span></label>"
        for value, words in options(field)
    )
    return f'{label}{text}<div class="options">{radios}</div>'


def options(field: Field) -> Sequence[tuple[str, str]]:
    """The answers, the last of which takes the answer back."""
    if field.kind == "yes_no":
        return ((YES, _("Yes")), (NO, _("No")), (UNKNOWN, _("Not known")), ("", _("Take back")))
    return (*field.words.items(), ("", _("Take back")))


def norm_html(norm: Meaning | None) -> str:
    if norm is None:
        return '<p class="norm" hidden></p>' if norm is None else ""
    judged = (
        format_html(' <b class="verdict verdict-{}">{}</b>', norm.tone, norm.judged) if norm.judged else ""
    )
    note = "" if norm.verified else format_html(' <span class="unverified">{}</span>', _("not yet verified"))
    told = (norm.text, judged, norm.source, note)
    return format_html('<p class="norm">{}{} <small>{}</small>{}</p>', *told)


def moment(at: datetime) -> str:
    """A time of today, else the day."""
    there = localtime(at)
    return f"{there:%H:%M}" if there.date() == localdate() else day_words(there.date())


def by_html(field: Field, edit: EvaluationEdit | None, place: Place) -> str:
    """Who filled it last, and the way to everything that was ever said; empty until somebody did."""
    if edit is None:
        return '<p class="by"></p>'
    words = f"{edit.who}, {moment(edit.at)}"
    met = format_html(
        ' <b class="met">{}</b>', _("{who} typed in the same place: read it again.").format(who=edit.met)
    )
    address = f"{place.fields}{quote(field.id)}/"
    corrected = format_html(" · {}: {}", _("corrected"), edit.reason) if edit.reason else ""
    return format_html(
        '<p class="by"><a href="{}">{}</a>{}{}</p>', address, words, corrected, met if edit.met else ""
    )


def _source(prefill: Prefill, place: Place) -> str:
    """From where a value comes that nobody filled in here."""
    address = f"{place.rows}{quote(prefill.row, safe=_IN_A_PATH)}/"
    return format_html('<p class="from">{} <a href="{}">{}</a></p>', _("From"), address, prefill.source)


def _hidden(field: Field, edit: EvaluationEdit | None, said: str) -> str:
    """What a form without a script sends along: on which text it was typed, and what was shown."""
    if field.coded:
        return format_html(
            '<input type="hidden" name="shown.{0}" value="{1}">'
            '<input type="hidden" name="seen.{0}" value="{2}">',
            *(field.id, said, edit.number if edit is not None else 0),
        )
    base = f"{edit.number}m" if edit is not None else ""
    return format_html('<input type="hidden" name="base.{}" value="{}">', field.id, base)
