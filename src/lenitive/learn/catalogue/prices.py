"""A price as a catalogue writes it: an amount, and the unit that it may be compared in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from lenitive.knowledge.learning.wishes import any_of, kept_as, wishes
from lenitive.learn.text import without_accents

# 1,200.50 and 1.200,50 and 1200.5: three digits behind a mark are thousands, one or two are a part.
_AMOUNT = re.compile(r"(\d{1,3}(?:[.,' ]\d{3})+(?!\d)|\d+)(?:[.,](\d{1,2})(?!\d))?")
_LETTERS = re.compile(r"(?<![A-Za-z])[A-Z]{3}(?![A-Za-z])")


@dataclass(frozen=True)
class Price:
    """amount : 0 where it is free; the lowest of a range. unit : a currency, "EUR a month", or empty."""

    amount: float
    unit: str = ""


@lru_cache(maxsize=4_096)
def price_of(text: str) -> Price | None:
    """The price in a text, or None where it is not known. Prices of different units cannot be compared."""
    plain = without_accents(text)
    found = _AMOUNT.search(text.replace("\u00a0", " "))
    free = any_of(wishes().free).search(plain) and not any_of(wishes().not_free).search(plain)
    if free or (found and _number(found) == 0):
        return Price(0.0)
    if not found:
        return None
    again = next((each for each, signs in wishes().again.items() if any(one in plain for one in signs)), "")
    money = currency(text)
    return Price(_number(found), f"{money} a {again}".strip() if again else money)


def amount(text: str) -> float | None:
    """The number in a price as given, in its own currency; 0 where it is free, None where it is not known."""
    known = price_of(text)
    return known.amount if known else None


def currency(text: str) -> str:
    """The three letters of the currency that a text names by letters, word or sign, or an empty text."""
    plain = without_accents(text)
    letters = _LETTERS.search(text)
    if letters:
        return letters[0]
    lower = next((code for code in wishes().currencies if any_of((code.lower(),)).search(plain)), "")
    named = lower or kept_as(_words(), plain)
    return named or next((code for sign, code in _signs() if sign in plain), "")


def order(text: str, units: Sequence[str]) -> tuple[int, float]:
    """Where a price stands in a list: free, then unit by unit, each the lowest first; unknown last."""
    known = price_of(text)
    if known is None:
        return (len(units) + 2, 0.0)
    if known.amount == 0:
        return (0, 0.0)
    return (1 + (units.index(known.unit) if known.unit in units else len(units)), known.amount)


def _number(found: re.Match[str]) -> float:
    return float(f"{re.sub(r'[^0-9]', '', found[1])}.{found[2] or 0}")


@cache
def _words() -> dict[str, tuple[str, ...]]:
    return {
        code: words
        for code, signs in wishes().currencies.items()
        if (words := tuple(each for each in signs if each.isalpha() and each.isascii()))
    }


@cache
def _signs() -> tuple[tuple[str, str], ...]:
    """(sign, currency), the longest first, so that C$ is not the US dollar."""
    signs = [
        (each, code) for code, all_of in wishes().currencies.items() for each in all_of
        if not (each.isalpha() and each.isascii())
    ]  # fmt: skip
    return tuple(sorted(signs, key=lambda each: -len(each[0])))
