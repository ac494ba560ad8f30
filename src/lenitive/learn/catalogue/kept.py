"""The courses of a site in one SQLite file with full-text search; without one, those that come with Lenitive.

Ranking is BM25 (SQLite FTS5) with the name weighed most.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

from lenitive.errors import InputError
from lenitive.knowledge.learning.courses import Course, courses
from lenitive.learn.catalogue.narrowing import ANY, Narrowed, amount, label, labels
from lenitive.learn.text import fold, terms

SETTING = "LENITIVE_HOME"
_COLUMNS = ("name", "about", "other")
_WEIGHTS = (6.0, 3.0, 1.0)
_VERSION = 2  # of the tables; a file of an older one is read whole and made anew
_LABELS = ("audience", "topic", "modality", "format")
_ORDER = {
    "rating": "rating DESC, n",
    "hours": "hours IS NULL, hours, rating DESC, n",
    "price": "price IS NULL, price, rating DESC, n",
}
_LISTS = frozenset(each.name for each in fields(Course) if str(each.type).startswith("tuple"))


def catalogue_file() -> Path:
    """Where a site's courses are kept."""
    return Path(os.environ.get(SETTING) or "var") / "courses.sqlite"


class Catalogue:
    """Courses that are found by words. One writer; any number of readers."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._choices: Mapping[str, tuple[str, ...]] | None = None

    @classmethod
    def open(cls, path: Path | None = None) -> Catalogue:
        """The catalogue of this site, or that which comes with Lenitive where the site has none.

        Raises : InputError for a file that is no catalogue.
        """
        where = path or catalogue_file()
        return _opened(where, where.stat().st_mtime_ns) if where.exists() else _shipped()

    @classmethod
    def read_only(cls, where: Path) -> Catalogue:
        """The catalogue in a file. Raises : InputError for a file that is no catalogue."""
        try:
            opened = cls(sqlite3.connect(f"file:{where}?mode=ro", uri=True, check_same_thread=False))
            len(opened)
        except sqlite3.DatabaseError as error:
            raise InputError(
                f"this is not a catalogue: {error}", where=str(where), do="Import it again."
            ) from error
        return opened

    @classmethod
    def made(cls, of: Iterable[Course], path: Path | None = None) -> Catalogue:
        """A catalogue of these courses: in memory, or in a new file."""
        database = sqlite3.connect(str(path) if path else ":memory:", check_same_thread=False)
        database.execute(
            "CREATE TABLE course (n INTEGER PRIMARY KEY, id TEXT UNIQUE, rating REAL, level TEXT, "
            f"hours REAL, price REAL, {', '.join(f'{each} TEXT' for each in _LABELS)})"
        )
        database.execute("CREATE TABLE said (n INTEGER PRIMARY KEY, json TEXT)")
        database.execute("CREATE INDEX best ON course (rating DESC, n)")
        database.execute(
            f"CREATE VIRTUAL TABLE words USING fts5({', '.join(_COLUMNS)}, tokenize='unicode61')"
        )
        database.execute(f"PRAGMA user_version = {_VERSION}")
        catalogue = cls(database)
        catalogue.add(of)
        return catalogue

    @classmethod
    def grown(cls, old: Path, of: Iterable[Course], path: Path) -> Catalogue:
        """The catalogue of a file with these courses added, in a new file; the old one stays as it is.

        Only what is new is read and indexed. Raises : InputError for a file that is no catalogue.
        """
        before = cls.read_only(old)
        current = before.version() == _VERSION
        kept = () if current else tuple(before)
        before.close()
        if not current:
            return cls.made({each.id: each for each in (*kept, *of)}.values(), path)
        shutil.copyfile(old, path)
        catalogue = cls(sqlite3.connect(str(path), check_same_thread=False))
        catalogue.add(of)
        return catalogue

    def version(self) -> int:
        """The version of the tables of this catalogue."""
        return int(self._db.execute("PRAGMA user_version").fetchone()[0])

    def add(self, of: Iterable[Course]) -> None:
        """Add courses; one of an id that is here takes its place."""
        known = dict(self._db.execute("SELECT id, n FROM course"))
        following = itertools.count(1 + max(known.values(), default=0))
        numbered = [(known.get(each.id) or next(following), each) for each in of]
        gone = [(n,) for n, each in numbered if each.id in known]
        with self._db:
            for name, key in (("course", "n"), ("said", "n"), ("words", "rowid")):
                self._db.executemany(f"DELETE FROM {name} WHERE {key} = ?", gone)
            places = ", ".join("?" * (6 + len(_LABELS)))
            self._db.executemany(
                f"INSERT INTO course VALUES ({places})", (_row(n, each) for n, each in numbered)
            )
            self._db.executemany(
                "INSERT INTO said VALUES (?, ?)", ((n, json.dumps(asdict(each))) for n, each in numbered)
            )
            self._db.executemany(
                "INSERT INTO words(rowid, name, about, other) VALUES (?, ?, ?, ?)",
                ((n, *_texts(each)) for n, each in numbered),
            )

    def __len__(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM course").fetchone()[0])

    def __iter__(self) -> Iterator[Course]:
        said = "said" if self.version() == _VERSION else "course"
        return (_course(text) for (text,) in self._db.execute(f"SELECT json FROM {said} ORDER BY n"))

    def matching(
        self, wanted: Sequence[str], k: int, narrowed: Narrowed = ANY, *, all_of: bool = False
    ) -> list[tuple[Course, float]]:
        """The best `k` courses that hold any (or all) of the stems, with their BM25; more is better."""
        query = (" AND " if all_of else " OR ").join(f'"{word}"' for word in wanted)
        where, values = _where(narrowed, "words MATCH ?")
        rows = self._db.execute(
            "SELECT json, score FROM said JOIN "
            "(SELECT n AS found, -bm25(words, ?, ?, ?) AS score, rating, id FROM words "
            f"JOIN course ON n = words.rowid {where} ORDER BY score DESC, rating DESC, id LIMIT ?) "
            "ON n = found ORDER BY score DESC, rating DESC, id",
            (*_WEIGHTS, query, *values, k),
        )
        return [(_course(text), float(score)) for text, score in rows]

    def best(
        self,
        k: int,
        level: str = "",
        narrowed: Narrowed = ANY,
        sort: Literal["rating", "hours", "price"] = "rating",
    ) -> list[Course]:
        """The best rated courses (or shortest, or cheapest), of one level where it is named."""
        where, values = _where(narrowed, "level LIKE ?" if level else "")
        order = _ORDER[sort]
        rows = self._db.execute(
            "SELECT json FROM course JOIN said USING (n) WHERE n IN "
            f"(SELECT n FROM course {where} ORDER BY {order} LIMIT ?) ORDER BY {order}",
            (*((f"%{level}%",) if level else ()), *values, k),
        )
        return [_course(text) for (text,) in rows]

    def silent(self, narrowed: Narrowed) -> int:
        """How many courses do not say something that is asked for, and so are left out."""
        missing = [f"({each} IS NULL OR {each} = '||')" for each in narrowed.asked()]
        if not missing:
            return 0
        found = self._db.execute(f"SELECT count(*) FROM course WHERE {' OR '.join(missing)}").fetchone()
        return int(found[0])

    def choices(self, most: int = 40) -> Mapping[str, tuple[str, ...]]:
        """Column -> the values that most courses have there, in order of the alphabet."""
        if self._choices is None:
            self._choices = {
                name: tuple(sorted(each for each, _ in _counted(rows).most_common(most)))
                for name in _LABELS
                if (rows := self._db.execute(f"SELECT {name} FROM course"))
            }
        return self._choices

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def named(self, name: str) -> Course | None:
        """The course of that id, or None."""
        row = self._db.execute("SELECT json FROM said JOIN course USING (n) WHERE id = ?", (name,)).fetchone()
        return _course(row[0]) if row else None


@lru_cache(maxsize=2)
def _opened(where: Path, changed: int) -> Catalogue:
    """One reader of a file for all pages, made anew when the file changes. changed : when it did, in ns."""
    opened = Catalogue.read_only(where)
    return opened if opened.version() == _VERSION else Catalogue.made(opened)


@cache
def _shipped() -> Catalogue:
    return Catalogue.made(courses())


def rated(course: Course) -> float | None:
    """The rating as a share of its scale, 0 to 1, or None."""
    return None if course.rating is None else course.rating / course.rating_scale


def _where(narrowed: Narrowed, first: str = "") -> tuple[str, list[str | float]]:
    """The WHERE of a query, and the values of what it is narrowed to."""
    asked = narrowed.conditions()
    conditions = [each for each in (first, *(condition for condition, _ in asked)) if each]
    return (f"WHERE {' AND '.join(conditions)}" if conditions else ""), [value for _, value in asked]


def _row(n: int, of: Course) -> tuple[int | str | float | None, ...]:
    said = labels(of)
    listed = (f"|{'|'.join(map(label, said[each]))}|" for each in _LABELS)
    return (n, of.id, rated(of), fold(of.level), of.hours, amount(of.price), *listed)


def _counted(rows: Iterable[tuple[str]]) -> Counter[str]:
    return Counter(value for (text,) in rows for value in text.strip("|").split("|") if value)


def _texts(course: Course) -> tuple[str, ...]:
    about = (course.subject, *course.topics, *course.teaches, course.modality.replace("-", " "))
    other = (
        *course.audience,
        course.provider,
        course.level,
        course.format,
        course.evidence,
        course.provider_note,
    )
    return tuple(" ".join(terms(" ".join(each))) for each in ((course.name,), about, other))


def _course(text: str) -> Course:
    # Any: a course as JSON, before its dataclass.
    raw: dict[str, Any] = json.loads(text)
    values: dict[str, Any] = {key: tuple(value) if key in _LISTS else value for key, value in raw.items()}
    return Course(**values)
