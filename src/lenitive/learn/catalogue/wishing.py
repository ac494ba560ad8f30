"""What a question asks of a course besides its subject: time, money, language, form, and which first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from lenitive.knowledge.learning.wishes import wishes
from lenitive.learn.catalogue.narrowing import ANY, Narrowed, Sort
from lenitive.learn.catalogue.prices import currency
from lenitive.learn.text import without_accents

_NUMBER = r"(?P<n>\d{1,3}(?:,\d{3})+|\d{1,6}(?:[.,]\d{1,2})?)"
_A_WEEK = r"\s*(?:a|per|/|each|every|por)\s*(?:week|day|semana|dia)"
_SORTS: tuple[Sort, ...] = ("rating", "price", "hours")


@dataclass(frozen=True)
class Wish:
    """What is asked. rest : the question without the words that ask it, small letters, without accents."""

    narrowed: Narrowed
    sort: Sort
    rest: str


@lru_cache(maxsize=64)
def wished(question: str) -> Wish:
    """What a question asks besides its subject."""
    left = _Question(without_accents(question.replace("’", "'")))
    left.taken(_more())  # "over 20 hours", "5 hours a week" ask for no limit that we keep
    narrowed = ANY
    for found in (left.free(), left.time(), left.money(), left.named()):
        narrowed = found.filled(narrowed)
    sort: Sort = next((name for name in _SORTS if left.taken(_sort(name))), "fit")
    return Wish(narrowed, sort, " ".join(left.text.split()))


class _Question:
    """A question of which, one after the other, is taken what it asks for. text : what is left."""

    def __init__(self, text: str) -> None:
        self.text = text

    def taken(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.search(self.text)
        if found:
            self.text = f"{self.text[: found.start()]} {self.text[found.end() :]}"
        return found

    def free(self) -> Narrowed:
        return replace(ANY, cost="free") if self.taken(_free()) else ANY

    def time(self) -> Narrowed:
        found = self.taken(_time())
        if not found:
            return ANY
        return replace(ANY, hours=_count(found["n"]) * wishes().minutes_in[found["unit"]] / 60)

    def money(self) -> Narrowed:
        found = next((found for each in _money() if (found := self.taken(each))), None)
        return replace(ANY, most=_count(found["n"]), unit=currency(found[0])) if found else ANY

    def named(self) -> Narrowed:
        """Language, certificate and form."""
        language = next((code for code in wishes().languages if self.taken(_language(code))), "")
        certificate = "yes" if self.taken(_certificate()) else ""
        form = next((name for name in wishes().asked_forms if self.taken(_form(name))), "")
        return replace(ANY, language=language, certificate=certificate, format=form)


def _count(said: str) -> float:
    if said in wishes().numbers:
        return float(wishes().numbers[said])
    return float(re.sub(r",(?=\d{3})", "", said).replace(",", "."))


def _any(of: Iterable[str]) -> str:
    return f"(?:{'|'.join(sorted(map(re.escape, of), key=len, reverse=True))})"


def _asked(name: str) -> str:
    return _any(wishes().asked[name])


@cache
def _time() -> re.Pattern[str]:
    number = rf"(?P<n>\d{{1,4}}(?:[.,]\d{{1,2}})?|{_any(wishes().numbers)})"
    takes = r"(?:that\s+|which\s+)?(?:takes?\s+|is\s+|lasts?\s+)?"
    most = rf"(?:{takes}(?:{_asked('at_most')}|in|takes?|lasts?)\s+)?"
    unit = rf"(?P<unit>{_any(wishes().minutes_in)})"
    weekly = rf"(?!{_A_WEEK})"
    return re.compile(
        rf"(?<![\w.$€£]){most}{number}(?:\s*|-){unit}\b{weekly}(?:\s+{_asked('or_less')})?(?:\s+long\b)?"
    )


@cache
def _more() -> re.Pattern[str]:
    times = rf"\d+\s*{_any(wishes().minutes_in)}\b"
    return re.compile(rf"\b{_asked('more_than')}\s+{times}|\b{times}{_A_WEEK}\b")


@cache
def _money() -> tuple[re.Pattern[str], ...]:
    """With the sign before, with the currency behind, and of a plain number where a cost is spoken of."""
    signs = [each for all_of in wishes().currencies.values() for each in all_of]
    money = _any([*signs, *(code.lower() for code in wishes().currencies)])
    before = r"(?<![\w])(?:(?:that\s+)?costs?\s+)?"
    most = _asked("at_most")
    end = rf"(?!\w)(?:\s+{_asked('or_less')})?"
    return (
        re.compile(rf"{before}(?:{most}\s+)?{money}\s*{_NUMBER}{end}"),
        re.compile(rf"{before}(?:{most}\s+)?{_NUMBER}\s*{money}{end}"),
        re.compile(rf"(?<![\w])(?:costs?|costing|priced?|pay)\s+{most}\s+{_NUMBER}{end}"),
    )


@cache
def _free() -> re.Pattern[str]:
    """The word where it speaks of the price: not "sugar-free", not "free from", not "free weights"."""
    before = "|".join((*(rf"(?<=\b{re.escape(each)} )" for each in wishes().asked["free_before"]), "(?<=, )"))
    word = rf"(?:^|{before}){_any(wishes().free)}(?![\w-])(?!\s+{_asked('free_is_the_subject')}\b)"
    return re.compile(
        rf"\b{_any(wishes().asked_free)}\b|{word}|(?<![\w-]){_any(wishes().free)}(?=\s+(?:online|course|class|curso|lesson|tutorial))"
    )


@cache
def _language(code: str) -> re.Pattern[str]:
    names = _any(each for each in wishes().languages[code] if len(each) > 3)
    return re.compile(
        rf"\b{_asked('in_language')}\s+{names}\b(?:\s+language\b)?|\b{names}[\s-](?:speaking|language|subtitles)\b"
    )


@cache
def _certificate() -> re.Pattern[str]:
    article = r"(?:\s+(?:me|you|an?|the|un|una|free|official))*"
    return re.compile(rf"\b{_asked('gives')}{article}\s+{_any(wishes().certificate)}\b")


@cache
def _form(name: str) -> re.Pattern[str]:
    return re.compile(rf"\b{_any(wishes().asked_forms[name])}\b(?!\s+{_asked('online_is_the_subject')}\b)")


@cache
def _sort(name: Sort) -> re.Pattern[str]:
    """What asks for an order anywhere ("cheapest"), or only before "course" or at the end ("short")."""
    said = wishes().sorts[name]
    always = [each for each in said if " " in each or each.endswith("est")]
    beside = [each for each in said if each not in always]
    before = rf"\b{_any(beside)}\b(?=\s*(?:,|$|[?.!]|{_asked('sort_before')}\b))" if beside else ""
    return re.compile("|".join(each for each in (rf"\b{_any(always)}\b", before) if each))
