"""The courses of a site in one SQLite file with full-text search; without one, those that come with Lenitive.

Ranking is BM25 (SQLite FTS5) with the name weighed most.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, fields
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from lenitive.errors import InputError
from lenitive.knowledge.learning.courses import Course, courses
from lenitive.learn.text import fold, terms

SETTING = "LENITIVE_HOME"
_COLUMNS = ("name", "about", "other")
_WEIGHTS = (6.0, 3.0, 1.0)
_LISTS = frozenset(each.name for each in fields(Course) if str(each.type).startswith("tuple"))


def catalogue_file() -> Path:
    """Where a site's courses are kept."""
    return Path(os.environ.get(SETTING) or "var") / "courses.sqlite"


class Catalogue:
    """Courses that are found by words. One writer; any number of readers."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

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
            "CREATE TABLE course (n INTEGER PRIMARY KEY, id TEXT UNIQUE, rating REAL, level TEXT, json TEXT)"
        )
        database.execute(
            f"CREATE VIRTUAL TABLE words USING fts5({', '.join(_COLUMNS)}, tokenize='unicode61')"
        )
        catalogue = cls(database)
        catalogue._add(of)
        return catalogue

    def _add(self, of: Iterable[Course]) -> None:
        with self._db:
            for n, each in enumerate(of, 1):
                self._db.execute(
                    "INSERT INTO course VALUES (?, ?, ?, ?, ?)",
                    (n, each.id, rated(each), fold(each.level), json.dumps(asdict(each))),
                )
                self._db.execute(
                    "INSERT INTO words(rowid, name, about, other) VALUES (?, ?, ?, ?)", (n, *_texts(each))
                )

    def __len__(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM course").fetchone()[0])

    def __iter__(self) -> Iterator[Course]:
        return (_course(text) for (text,) in self._db.execute("SELECT json FROM course ORDER BY n"))

    def matching(self, wanted: Sequence[str], k: int) -> list[tuple[Course, float]]:
        """The best `k` courses that hold any of the stems, with their BM25, the higher the better."""
        query = " OR ".join(f'"{word}"' for word in wanted)
        rows = self._db.execute(
            "SELECT json, -bm25(words, ?, ?, ?) AS score FROM words JOIN course ON n = words.rowid "
            "WHERE words MATCH ? ORDER BY score DESC, rating DESC, id LIMIT ?",
            (*_WEIGHTS, query, k),
        )
        return [(_course(text), float(score)) for text, score in rows]

    def best(self, k: int, level: str = "") -> list[Course]:
        """The best rated courses, of one level where it is named."""
        rows = self._db.execute(
            "SELECT json FROM course WHERE ? = '' OR level LIKE ? ORDER BY rating DESC, n LIMIT ?",
            (level, f"%{level}%", k),
        )
        return [_course(text) for (text,) in rows]

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def named(self, name: str) -> Course | None:
        """The course of that id, or None."""
        row = self._db.execute("SELECT json FROM course WHERE id = ?", (name,)).fetchone()
        return _course(row[0]) if row else None


@lru_cache(maxsize=2)
def _opened(where: Path, changed: int) -> Catalogue:
    """One reader of a file for all pages, made anew when the file changes. changed : when it did, in ns."""
    return Catalogue.read_only(where)


@cache
def _shipped() -> Catalogue:
    return Catalogue.made(courses())


def rated(course: Course) -> float | None:
    """The rating as a share of its scale, 0 to 1, or None."""
    return None if course.rating is None else course.rating / course.rating_scale


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
