"""One question as a page shows it, in official words or our labels, and an answer as it comes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import isfinite

from django.utils.translation import gettext as _

from lenitive.errors import AnswerError
from lenitive.knowledge.instruments import Instrument, Item
from lenitive.measure.wording import Wording

Value = float | str
# So many numbers without a word each stand side by side; more are typed.
_SIDE_BY_SIDE = 11


@dataclass(frozen=True)
class Option:
    """One answer to choose."""

    value: str
    words: str
    chosen: bool


@dataclass(frozen=True)
class Question:
    """One question. kind : options, scale (numbers side by side between two words), number, or date."""

    item: str
    text: str
    kind: str
    options: tuple[Option, ...]
    low: str
    high: str
    low_words: str
    high_words: str
    given: str
    language: str


def question(form: Instrument, item: Item, wording: Wording | None, value: Value | None) -> Question:
    """A question of a form; `value` is what was answered before."""
    words = dict((wording.answers.get(item.key) if wording else None) or item.words)
    given = "" if value is None else value if isinstance(value, str) else f"{value:g}"
    kind, pairs = _kind(item, words)
    return Question(
        item=item.key,
        text=wording.items[item.key] if wording else item.label,
        kind=kind,
        options=tuple(Option(each, text, each == given) for each, text in pairs),
        low=_plain(item.low),
        high=_plain(item.high),
        low_words=words.get(item.low, "") if item.low is not None else "",
        high_words=words.get(item.high, "") if item.high is not None else "",
        given=given,
        language=wording.language if wording else "",
    )


def _kind(item: Item, words: dict[float, str]) -> tuple[str, list[tuple[str, str]]]:
    if item.kind == "date":
        return "date", []
    if item.kind == "choice":
        return "options", [(str(value), str(value)) for value in item.values]
    if item.kind == "boolean":
        return "options", [("1", words.get(1.0, _("Yes"))), ("0", words.get(0.0, _("No")))]
    allowed = item.allowed
    if allowed and all(value in words for value in allowed):
        return "options", [(f"{value:g}", words[value]) for value in allowed]
    if allowed and len(allowed) <= _SIDE_BY_SIDE:
        return "scale", [(f"{value:g}", f"{value:g}") for value in allowed]
    return "number", []


def parse(form: Instrument, item: Item, text: str) -> Value | None:
    """An answer as it was sent; None for none. Raises AnswerError for one that the item refuses."""
    text = text.strip()
    if not text:
        return None
    if item.kind == "date":
        return _day(text)
    if item.kind == "choice":
        if text not in {str(value) for value in item.values}:
            raise AnswerError(_("that is none of the answers"), do=_("Choose one of them."))
        return text
    return _number(item, text)


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise AnswerError(_("that is no date"), do=_("Write it as year-month-day.")) from None


def _number(item: Item, text: str) -> float:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = float("nan")
    inside = (
        isfinite(value)
        and (item.low is None or value >= item.low)
        and (item.high is None or value <= item.high)
    )
    if not inside or (item.allowed and value not in item.allowed):
        raise AnswerError(
            _("“%(text)s” is not one of the answers") % {"text": text[:20]},
            do=_("Give a number from %(low)s to %(high)s.")
            % {"low": _plain(item.low), "high": _plain(item.high)},
        )
    return value


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value:g}"
