"""What was made of a person's rows, kept in memory for as long as these rows are the same.

A page is opened many times between two changes of a record. What follows from the rows, the day, the language
and the knowledge alone is kept under exactly these: a row that changed makes another key, so that nothing has
to be forgotten and nothing old can be shown, whichever process or command wrote the row.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import date
from hashlib import blake2b
from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar

import orjson
from django.utils.translation import get_language

from lenitive.knowledge.rules.site import knowledge_version
from lenitive.record.schema import TABLES

if TYPE_CHECKING:
    from lenitive.record.rows import RecordRows

Made = TypeVar("Made")


class KeptLately(Generic[Made]):
    """What was asked for last, at most so many; safe between threads. Two may make the same at once."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[bytes, Made] = OrderedDict()
        self._lock = Lock()

    def get(self, key: bytes, make: Callable[[], Made]) -> Made:
        """What is kept under a key; `make` gives it where there is nothing. It is shared: change nothing."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return made

    def forget(self) -> None:
        """Keep nothing more of what was made so far."""
        with self._lock:
            self._kept.clear()


def key_of(record: RecordRows, as_of: date, *about: str) -> bytes:
    """A name for the person's rows, the day, the knowledge, the language, and what else is told.

    The raw resources are left out: whatever they say that counts stands in a row.
    """
    rows = [record.rows(table.name) for table in TABLES if table.name != "resource"]
    told = orjson.dumps(
        [rows, as_of, knowledge_version(), get_language(), *about], option=orjson.OPT_NAIVE_UTC
    )
    return blake2b(told, digest_size=32).digest()
