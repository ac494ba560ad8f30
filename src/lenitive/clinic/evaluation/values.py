"""Values of fields as one text each: yes and no, choices, numbers, days as far as they are known."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from django.utils.translation import gettext as _

from lenitive.errors import InputError
from lenitive.knowledge.visits.evaluation import Field
from lenitive.reason.story.words import day_words

LONGEST = 50_000
YES, NO, UNKNOWN = "yes", "no", "unknown"
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")


def read(field: Field, sent: str) -> str:
    """What was sent for a field, as it is kept; an empty text takes a value out.

    Raises : InputError, in words, for what the field cannot hold.
    """
    if field.kind == "text":
        return _text(field, sent)
    said = sent.strip()
    if not said:
        return ""
    return {"number": _number, "day": _day, "yes_no": _yes_no, "choice": _choice}[field.kind](field, said)


def _text(field: Field, sent: str) -> str:
    """A text as it was typed, with the line ends of a text area made one kind."""
    text = sent.replace("\r\n", "\n").replace("\x00", "")
    if len(text) > LONGEST:
        raise _refused(field, _("it is longer than {n} signs").format(n=LONGEST), _("Put a part elsewhere."))
    return text


def _number(field: Field, said: str) -> str:
    try:
        number = float(said.replace(",", "."))
    except ValueError:
        raise _refused(field, _("“{said}” is no number").format(said=said), _("Correct it.")) from None
    low, high = field.low, field.high
    if (low is not None and not number >= low) or (high is not None and not number <= high):
        raise _refused(
            field,
            _("{said} is outside {low} to {high}").format(said=said, low=f"{low:g}", high=f"{high:g}"),
            _("Correct it."),
        )
    return f"{number:.10g}"


def _day(field: Field, said: str) -> str:
    match = _DAY.fullmatch(said)
    try:
        if match is None:
            raise ValueError
        days(said)
    except ValueError:
        do = _("Write 2021, 2021-03 or 2021-03-14.")
        raise _refused(field, _("“{said}” is no day").format(said=said), do) from None
    return "-".join(part.zfill(2) for part in match.groups() if part)


def _yes_no(field: Field, said: str) -> str:
    if said not in (YES, NO, UNKNOWN):
        raise _refused(field, _("“{said}” is no answer").format(said=said), _("Choose yes or no."))
    return said


def _choice(field: Field, said: str) -> str:
    if said not in field.words:
        raise _refused(field, _("“{said}” is no answer").format(said=said), _("Choose one."))
    return said


def _refused(field: Field, what: str, do: str) -> InputError:
    return InputError(what, where=field.label, do=do)


def days(text: str) -> tuple[date, date]:
    """The first and the last day that a day as far as it is known may mean. Raises ValueError."""
    year, month, day = (int(part) if part else 0 for part in _DAY.fullmatch(text).groups())  # type: ignore[union-attr]
    if not month:
        return date(year, 1, 1), date(year, 12, 31)
    if not day:
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    return date(year, month, day), date(year, month, day)


def words(field: Field, value: str) -> str:
    """A value as people read it."""
    if not value:
        return ""
    if field.kind == "yes_no":
        return str({YES: _("yes"), NO: _("no"), UNKNOWN: _("not known")}.get(value, value))
    if field.kind == "number":
        return f"{value} {field.unit}".strip()
    if field.kind == "day":
        low, high = days(value)
        return day_words(low) if low == high else value
    return field.words.get(value, value)
