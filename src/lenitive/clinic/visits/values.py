"""What may stand in a field: what was typed is read, held against its limits, and told in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache

from django.utils.translation import gettext as _

from lenitive.errors import InputError
from lenitive.knowledge.treatments import treatment, treatments
from lenitive.knowledge.visits.relief import relief_diary
from lenitive.knowledge.visits.visit_model import NO, NOT_KNOWN, YES, Field, Template, base_of
from lenitive.reason.story.words import day_words

MOST_TYPED = {"text": 500, "words": 8000}
_MADE_ANEW = ("holds", "diary", "each_treatment")
_INGREDIENT = re.compile(r"[a-z][a-z0-9 \-]{0,60}")
_NUMBER = re.compile(r"[+-]?\d{1,9}([.,]\d{1,6})?")


@cache
def procedures() -> Mapping[str, str]:
    """Procedures by id, with their titles."""
    return {each.id: each.title for each in treatments() if each.modality == "interventional"}


def field_of(template: Template, key: str) -> Field | None:
    """The field of a key, as `holds:apixaban`; None where the template has none of that name."""
    field, _colon, of = template.fields.get(base_of(key)), *key.partition(":")[1:]
    if field is None or (field.kind in _MADE_ANEW) != bool(of):
        return None
    if field.kind == "holds":
        return (
            replace(field, id=key, kind="date", label=f"{of}: {field.label}")
            if _INGREDIENT.fullmatch(of)
            else None
        )
    if field.kind == "diary":
        words = {str(minutes): each for minutes, each in relief_diary().times.items()}.get(of)
        made = replace(field, id=key, kind="number", low=0.0, high=10.0, unit=_("0 to 10"))
        return replace(made, label=f"{field.label}, {words}") if words else None
    if field.kind == "each_treatment":
        titles = {each.id: each.title for each in treatments()}
        return replace(field, id=key, kind="choice", label=titles[of]) if of in titles else None
    return field


def read(field: Field, typed: str) -> str:
    """What was typed as it is kept; empty: taken out.

    Raises : InputError in words that say what the field takes.
    """
    text = typed.replace("\r\n", "\n").replace("\x00", "").strip()
    if not text:
        return ""
    if field.kind in MOST_TYPED:
        return _words(field, text)
    if field.kind == "number":
        return _number(field, text)
    if field.kind == "date":
        return _date(field, text)
    allowed = _allowed(field)
    if text not in allowed:
        raise InputError(
            _("%(typed)r is none of its answers") % {"typed": text[:40]},
            where=field.label,
            do=_("Choose one of: %(words)s.") % {"words": ", ".join(allowed.values())},
        )
    return text


def _words(field: Field, text: str) -> str:
    if len(text) > MOST_TYPED[field.kind]:
        raise InputError(
            _("it is %(n)d characters long") % {"n": len(text)},
            where=field.label,
            do=_("At most %(n)d fit here.") % {"n": MOST_TYPED[field.kind]},
        )
    return text if field.kind == "words" else " ".join(text.split())


def _number(field: Field, text: str) -> str:
    value = float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None
    low, high = field.low, field.high
    if value is None or (low is not None and value < low) or (high is not None and value > high):
        limits = (
            _("%(low)g to %(high)g") % {"low": low or 0, "high": high}
            if high is not None
            else _("any number")
        )
        unit = f" {field.unit}" if field.unit and "to" not in field.unit else ""
        raise InputError(
            _("%(typed)s does not fit here") % {"typed": text[:40]},
            where=field.label,
            do=_("Write a number: %(limits)s%(unit)s.") % {"limits": limits, "unit": unit},
        )
    return f"{value:g}" if value < 1e6 else str(value)


def _date(field: Field, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise InputError(
            _("%(typed)s is no day") % {"typed": text[:40]},
            where=field.label,
            do=_("Write it as 2026-05-04."),
        ) from None


def _allowed(field: Field) -> Mapping[str, str]:
    if field.kind == "yes_no":
        return yes_no()
    return procedures() if field.kind == "treatment" else {each.id: each.words for each in field.options}


def yes_no() -> Mapping[str, str]:
    """The answers to a question with yes or no."""
    return {YES: _("yes"), NO: _("no"), NOT_KNOWN: _("not known")}


def words_of(field: Field, value: str) -> str:
    """A kept value as people read it."""
    if not value:
        return ""
    if field.kind == "yes_no":
        return yes_no().get(value, value)
    if field.kind == "treatment":
        return treatment(value).title
    if field.kind == "date":
        return day_words(date.fromisoformat(value))
    if field.kind == "number" and field.unit and "to" not in field.unit:
        return f"{value} {field.unit}"
    return field.words(value)
