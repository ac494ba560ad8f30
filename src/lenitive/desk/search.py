"""Words by which a person is found: of the name, the record number, the birth date."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from lenitive.desk.models import SearchWord

_WORD = re.compile(r"[\w-]+")
_MOST_WORDS = 6
_AFTER_ALL_LETTERS = "\U0010ffff"


def words_of(text: str) -> list[str]:
    """The words of a text as a search compares them: lower case, without accents, each once."""
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return list(dict.fromkeys(_WORD.findall(plain.casefold())))


def found(people: QuerySet[Any], search: str) -> QuerySet[Any]:
    """Those of these people (rows with `patient_id`) who have a word that begins with each word typed."""
    for word in words_of(search)[:_MOST_WORDS]:
        people = people.filter(
            Exists(SearchWord.objects.filter(_begins(word), patient_id=OuterRef("patient_id")))
        )
    return people


def _begins(word: str) -> Q:
    """A condition that the index answers: SQLite needs a range, PostgreSQL has an index for LIKE."""
    if connection.vendor == "sqlite":
        return Q(word__gte=word, word__lt=word + _AFTER_ALL_LETTERS)
    return Q(word__startswith=word)
