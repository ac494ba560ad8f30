"""Find people by what one remembers: parts of a name, a record number, a birth date in several written forms,
and names with a typing error.

A person's words stand in `SearchWord`. Typing errors are found through `SearchSlip`, which holds each word of
a name, once for everybody, under itself, its beginnings, and each of these with one letter left out: words
that differ in one letter (too many, too few, another, or two swapped) meet at such a shortened form. That is
an exact look-up in an index, the same on every database, whatever the number of people.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from lenitive.desk.models import SearchSlip, SearchWord
from lenitive.desk.written_dates import days_in

# What may stand for one thing typed: each the beginning of a word.
Term = tuple[str, ...]
_WORD = re.compile(r"[\w-]+")
_MOST_WORDS = 6
_LONGEST_SEARCH = 200
_AFTER_ALL_LETTERS = "\U0010ffff"
# Slips are kept of beginnings of these lengths, and of whole words.
_SHORTEST_BEGINNING, _LONGEST_BEGINNING = 5, 8
_SHORTEST_WORD = 3
_MOST_CANDIDATES, _MOST_NEAR = 200, 30
_AT_ONCE = 500
_OFTEN = 400
_MANY = 20_000


def plain(text: str) -> str:
    """A text as it is compared and sorted: lower case, without accents."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold()


def words_of(text: str) -> list[str]:
    """The words of a text as a search compares them: lower case, without accents, each once.

    The parts of a double name are words as well: Marchand-Ruiz is found by Ruiz.
    """
    words = _WORD.findall(plain(text))
    parts = (part for word in words if "-" in word for part in word.split("-"))
    return list(dict.fromkeys([*words, *(part for part in parts if len(part) > 1 and part.isalpha())]))


def terms_of(search: str) -> list[Term]:
    """What a person typed, as beginnings of words; a date in any form is one term: the days it may mean."""
    dates, rest = days_in(search[:_LONGEST_SEARCH])
    return [*dates, *((word,) for word in words_of(rest))][:_MOST_WORDS]


def found(people: QuerySet[Any], search: str) -> QuerySet[Any]:
    """Those of these people (rows with `patient_id`) who have a word for each thing typed.

    Words that begin as typed count; only where nobody has them, words that are near to what was typed.
    """
    terms = terms_of(search)
    if not terms:
        return people
    exact = _with_all(people, [_begin(term) for term in terms])
    if exact.exists():
        return exact
    return _with_all(people, [_either(*_begin_or_near(term)) for term in terms])


def fits(search: str, *, near: bool = False) -> Q:
    """A condition on rows with `patient_id`: the person has a word for each thing typed.

    near : whether words that are near to what was typed count as well as those that begin so.
    Where few have the rarest of them, these are looked up; else each row is asked about, as many fit.
    """
    conditions = _conditions(search, near=near)
    often = [_how_often(each, _MANY) for each in conditions]
    if not all(often):
        return Q(pk__in=[])
    leads = conditions[often.index(min(often))] if often else None
    few = leads if often and min(often) < _MANY else None
    fitting = Q(patient_id__in=SearchWord.objects.filter(few).values("patient_id")) if few else Q()
    for each in conditions:
        if each is not few:
            fitting &= Q(_has(each))
    return fitting


def _conditions(search: str, *, near: bool) -> list[Q]:
    terms = terms_of(search)
    return [_either(*_begin_or_near(term)) if near else _begin(term) for term in terms]


def _has(condition: Q) -> Exists:
    return Exists(SearchWord.objects.filter(condition, patient_id=OuterRef("patient_id")))


def suggested(people: QuerySet[Any], search: str, most: int) -> list[Any]:
    """Up to so many of these people while somebody types: the nearest words first.

    The rarest thing typed leads through the index of words, so that few rows are looked at.
    """
    terms = terms_of(search)
    if not terms:
        return []
    ids = _led(people, [_begin(term) for term in terms], most)
    if len(ids) < most:
        slipped = [_begin_or_near(term) for term in terms]
        if any(near for _exact, near in slipped):
            more = _led(people, [_either(*each) for each in slipped], most)
            ids = list(dict.fromkeys([*ids, *more]))[:most]
    rows = {row.patient_id: row for row in people.filter(patient_id__in=ids)}
    return [rows[each] for each in ids if each in rows]


def _led(people: QuerySet[Any], conditions: Sequence[Q], most: int) -> list[str]:
    """Ids of people who have a word for each condition, in the order of the words of the rarest."""
    often = [_how_often(each) for each in conditions]
    if not all(often):
        return []
    leads = conditions[often.index(min(often))]
    others = [each for each in conditions if each is not leads]
    rows = SearchWord.objects.filter(leads).filter(Exists(people.filter(patient_id=OuterRef("patient_id"))))
    for each in others:
        rows = rows.filter(_has(each))
    # A person may have several words of one beginning.
    ids = rows.order_by("word", "patient_id").values_list("patient_id", flat=True)[: most * 3]
    return list(dict.fromkeys(ids))[:most]


def _how_often(condition: Q, most: int = _OFTEN) -> int:
    """How many words of people fit, counted as far as it matters for the choice of the rarest."""
    return int(SearchWord.objects.filter(condition)[:most].count())


def _with_all(people: QuerySet[Any], conditions: Iterable[Q]) -> QuerySet[Any]:
    for each in conditions:
        people = people.filter(patient_id__in=SearchWord.objects.filter(each).values("patient_id"))
    return people


def _begin(term: Term) -> Q:
    """A word begins as one of these; a condition that the index answers on each database."""
    condition = Q()
    for word in term:
        if connection.vendor == "sqlite":
            condition |= Q(word__gte=word, word__lt=word + _AFTER_ALL_LETTERS)
        else:
            condition |= Q(word__startswith=word)
    return condition


def _begin_or_near(term: Term) -> tuple[Q, Q]:
    """The condition of a beginning, and that of the words near to it; the second is empty where none is."""
    near = near_words(term[0]) if len(term) == 1 else []
    return _begin(term), Q(word__in=near) if near else Q()


def _either(exact: Q, near: Q) -> Q:
    return exact | near if near else exact


def near_words(typed: str) -> list[str]:
    """Words of names that are near to what was typed, or begin so; the nearest first."""
    if len(typed) < _SHORTEST_WORD or not typed.isalpha():
        return []
    keys = _shortened(typed[:_LONGEST_BEGINNING])
    words = SearchSlip.objects.filter(slip__in=keys).values_list("word", flat=True).distinct()
    allowed = 1 if len(typed) < _LONGEST_BEGINNING else 2
    known = [(distance(typed, word), abs(len(word) - len(typed)), word) for word in words[:_MOST_CANDIDATES]]
    return [word for far, _longer, word in sorted(known) if far <= allowed][:_MOST_NEAR]


def distance(typed: str, word: str) -> int:
    """How many letters are wrong, missing, too many or swapped in `typed` as the beginning of `word`."""
    before: list[int] = []
    row = list(range(len(word) + 1))
    for i, letter in enumerate(typed, 1):
        older, before, row = before, row, [i]
        for j, other in enumerate(word, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == word[j - 2] and typed[i - 2] == other:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return min(row)


def _shortened(word: str) -> set[str]:
    """The word, and each with one letter left out; a short word stays whole."""
    if len(word) <= _SHORTEST_WORD:
        return {word}
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}


def slips_of(word: str) -> set[str]:
    """Under what a word of a name is kept, so that a typing error leads to it; nothing for a number."""
    if not word.isalpha() or len(word) < _SHORTEST_WORD:
        return set()
    lengths = range(_SHORTEST_BEGINNING, min(len(word), _LONGEST_BEGINNING) + 1)
    beginnings = {word[:length] for length in lengths}
    whole = {word} if len(word) <= _LONGEST_BEGINNING else set()
    return set().union(*map(_shortened, beginnings | whole))


def learn(words: Iterable[str] | None = None) -> int:
    """Keep the slips of words that have none yet; of every word in the store when none are given."""
    new = _unknown() if words is None else _without_known(dict.fromkeys(words))
    count = 0
    for some in _pieces(word for word in new if slips_of(word)):
        rows = [SearchSlip(slip=slip, word=word) for word in some for slip in sorted(slips_of(word))]
        SearchSlip.objects.bulk_create(rows, ignore_conflicts=True, batch_size=_AT_ONCE)
        count += len(some)
    return count


def _unknown() -> Iterator[str]:
    known = SearchSlip.objects.filter(word=OuterRef("word"))
    unknown = SearchWord.objects.filter(~Exists(known)).values_list("word", flat=True).distinct()
    return iter(list(unknown))


def _without_known(words: Iterable[str]) -> Iterator[str]:
    for some in _pieces(words):
        known = set(SearchSlip.objects.filter(word__in=some).values_list("word", flat=True).distinct())
        yield from (word for word in some if word not in known)


def _pieces(words: Iterable[str]) -> Iterator[list[str]]:
    everything = list(words)
    for start in range(0, len(everything), _AT_ONCE):
        yield everything[start : start + _AT_ONCE]
