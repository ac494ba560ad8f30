"""The courses of a site in one SQLite file with full-text search; without one, those that come with Lenitive.

Ranking by words is BM25 (SQLite FTS5) with the name weighed most; by meaning it is `likeness`.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

import numpy as np

from lenitive.errors import InputError
from lenitive.knowledge.learning.courses import Course, courses
from lenitive.learn.catalogue.likeness import NEAR, Likeness, made_of
from lenitive.learn.catalogue.narrowing import ANY, LABELS, Narrowed, label, labels
from lenitive.learn.catalogue.prices import price_of
from lenitive.learn.text import fold, terms

SETTING = "LENITIVE_HOME"
_COLUMNS = ("name", "about", "other")
_WEIGHTS = (6.0, 3.0, 1.0)
_VERSION = 3  # of the tables; a file of an older one is read whole and made anew
_ORDER = {
    "rating": "rating DESC, n",
    "hours": "hours IS NULL, hours, rating DESC, n",
    "price": "price IS NULL, price > 0, {units}, price, rating DESC, n",
}
_LISTS = frozenset(each.name for each in fields(Course) if str(each.type).startswith("tuple"))


def catalogue_file() -> Path:
    """Where a site's courses are kept."""
    return Path(os.environ.get(SETTING) or "var") / "courses.sqlite"


@dataclass(frozen=True)
class Match:
    """A course that holds words of a question. n : its number. score : its BM25; more is better."""

    n: int
    course: Course
    score: float


class Catalogue:
    """Courses that are found by words and by meaning. One writer; any number of readers."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._choices: dict[int, Mapping[str, tuple[str, ...]]] = {}
        self._units: tuple[str, ...] | None = None
        self._likeness: Likeness | None = None

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
    def made(cls, of: Iterable[Course], path: Path | None = None, *, by_meaning: bool = True) -> Catalogue:
        """A catalogue of these courses, in memory or a new file. by_meaning : whether to read that too."""
        database = sqlite3.connect(str(path) if path else ":memory:", check_same_thread=False)
        database.execute(
            "CREATE TABLE course (n INTEGER PRIMARY KEY, id TEXT UNIQUE, rating REAL, level TEXT, "
            f"hours REAL, price REAL, unit TEXT, {', '.join(f'{each} TEXT' for each in LABELS)})"
        )
        database.execute("CREATE TABLE said (n INTEGER PRIMARY KEY, json TEXT)")
        database.execute("CREATE TABLE meaning (n INTEGER PRIMARY KEY, way INTEGER, vector BLOB)")
        database.execute("CREATE INDEX best ON course (rating DESC, n)")
        database.execute(
            f"CREATE VIRTUAL TABLE words USING fts5({', '.join(_COLUMNS)}, tokenize='unicode61')"
        )
        database.execute(f"PRAGMA user_version = {_VERSION}")
        catalogue = cls(database)
        catalogue.add(of, by_meaning=by_meaning)
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

    def add(self, of: Iterable[Course], *, by_meaning: bool = True) -> None:
        """Add courses; one of an id that is here takes its place."""
        self._choices, self._units, self._likeness = {}, None, None
        known = dict(self._db.execute("SELECT id, n FROM course"))
        following = itertools.count(1 + max(known.values(), default=0))
        best_first = sorted(
            of, key=lambda each: -(rated(each) or 0.0)
        )  # so that of equal ones they are found
        numbered = [(known.get(each.id) or next(following), each) for each in best_first]
        gone = [(n,) for n, each in numbered if each.id in known]
        with self._db:
            for name, key in (("course", "n"), ("said", "n"), ("meaning", "n"), ("words", "rowid")):
                self._db.executemany(f"DELETE FROM {name} WHERE {key} = ?", gone)
            places = ", ".join("?" * (7 + len(LABELS)))
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
            vectors = made_of([each for _, each in numbered]) if by_meaning else None
            if vectors:
                rows = zip(numbered, vectors.vectors, strict=True)
                self._db.executemany(
                    "INSERT INTO meaning VALUES (?, ?, ?)",
                    ((n, vectors.way, vector.tobytes()) for (n, _), vector in rows),
                )

    def __len__(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM course").fetchone()[0])

    def __iter__(self) -> Iterator[Course]:
        said = "said" if self.version() > 1 else "course"
        return (_course(text) for (text,) in self._db.execute(f"SELECT json FROM {said} ORDER BY n"))

    def matching(
        self, wanted: Sequence[str], k: int, narrowed: Narrowed = ANY, *, all_of: bool = False
    ) -> list[Match]:
        """The best `k` courses that hold any (or all) of the stems."""
        query = (" AND " if all_of else " OR ").join(f'"{word}"' for word in wanted)
        where, values = _where(narrowed, "words MATCH ?")
        joined = (
            "" if narrowed == ANY else "JOIN course ON n = words.rowid"
        )  # which takes as long as the rest
        rows = self._db.execute(
            "SELECT found, json, score FROM said JOIN "
            f"(SELECT words.rowid AS found, -bm25(words, ?, ?, ?) AS score FROM words {joined} {where} "
            "ORDER BY score DESC, found LIMIT ?) ON n = found ORDER BY score DESC, found",
            (*_WEIGHTS, query, *values, k),
        )
        return [Match(n, _course(text), float(score)) for n, text, score in rows]

    def near(
        self, question: str, k: int, narrowed: Narrowed = ANY, also: Iterable[int] = ()
    ) -> dict[int, float]:
        """Number -> how near the meaning is, -1 to 1, of the `k` nearest courses and of `also`.

        Empty where no vectors are kept, or the question is in a language that the model does not know.
        """
        if self._likeness is None:
            self._likeness = self._vectors()
        numbers, likeness = self._likeness.near(question)
        if len(numbers) and narrowed != ANY:
            where, values = _where(narrowed)
            allowed = np.zeros(int(numbers.max()) + 1, dtype=bool)
            asked = self._db.execute(
                f"SELECT n FROM course {where} {'AND' if where else 'WHERE'} n < ?", (*values, len(allowed))
            )
            allowed[[n for (n,) in asked]] = True
            kept = allowed[numbers]
            numbers, likeness = numbers[kept], likeness[kept]
        best = np.argpartition(-likeness, k)[:k] if len(likeness) > k else np.arange(len(likeness))
        best = best[likeness[best] >= NEAR]
        besides = np.zeros(int(numbers.max(initial=0)) + 1, dtype=bool)
        besides[[n for n in also if n < len(besides)]] = True
        taken = np.concatenate((best, np.flatnonzero(besides[numbers])))
        ordered = taken[np.argsort(-likeness[taken], kind="stable")]
        return {int(numbers[n]): float(likeness[n]) for n in ordered}

    def _vectors(self) -> Likeness:
        counts = dict(self._db.execute("SELECT way, count(*) FROM meaning GROUP BY way"))
        query = "SELECT n, vector FROM meaning WHERE way = ? ORDER BY n"
        return Likeness(counts, lambda way: self._db.execute(query, (way,)))

    def numbered(self, numbers: Sequence[int]) -> dict[int, Course]:
        """The courses of these numbers, as given in their order."""
        places = ", ".join("?" * len(numbers))
        rows = dict(self._db.execute(f"SELECT n, json FROM said WHERE n IN ({places})", tuple(numbers)))
        return {n: _course(rows[n]) for n in numbers if n in rows}

    def units(self) -> tuple[str, ...]:
        """The units of the prices, that of most courses first."""
        if self._units is None:
            rows = self._db.execute(
                "SELECT unit FROM course WHERE price > 0 GROUP BY unit ORDER BY count(*) DESC, unit"
            )
            self._units = tuple(unit for (unit,) in rows)
        return self._units

    def best(
        self,
        k: int,
        level: str = "",
        narrowed: Narrowed = ANY,
        sort: Literal["rating", "hours", "price"] = "rating",
    ) -> list[Course]:
        """The best rated courses (or shortest, or cheapest), of one level where it is named."""
        where, values = _where(narrowed, "level LIKE ?" if level else "")
        order = _ORDER[sort].format(units=_in_order(self.units()) if sort == "price" else "")
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

    def in_other_money(self, narrowed: Narrowed) -> int:
        """How many courses have a price that cannot be compared with the most that is asked for."""
        if narrowed.most is None or not narrowed.unit:
            return 0
        query = "SELECT count(*) FROM course WHERE price > 0 AND unit != ?"
        return int(self._db.execute(query, (narrowed.unit,)).fetchone()[0])

    def count(self, narrowed: Narrowed) -> int:
        """How many courses are as asked."""
        where, values = _where(narrowed)
        return int(self._db.execute(f"SELECT count(*) FROM course {where}", values).fetchone()[0])

    def choices(self, most: int = 40) -> Mapping[str, tuple[str, ...]]:
        """Column -> the values that most courses have there, in order of the alphabet."""
        if most not in self._choices:
            self._choices[most] = {
                name: tuple(sorted(each for each, _ in _counted(rows).most_common(most)))
                for name in LABELS
                if (rows := self._db.execute(f"SELECT {name} FROM course"))
            }
        return self._choices[most]

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
    return opened if opened.version() == _VERSION else Catalogue.made(opened, by_meaning=False)


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
    values = [value for _, some in asked for value in some]
    return (f"WHERE {' AND '.join(conditions)}" if conditions else ""), values


def _in_order(units: Sequence[str]) -> str:
    """The place of a price's unit, for ORDER BY; those that most courses have stand first."""
    known = [f"WHEN '{each.replace(chr(39), '')}' THEN {n}" for n, each in enumerate(units)]
    return f"CASE unit {' '.join(known)} ELSE {len(known)} END" if known else "NULL"


def _row(n: int, of: Course) -> tuple[int | str | float | None, ...]:
    said = labels(of)
    listed = (f"|{'|'.join(map(label, said[each]))}|" for each in LABELS)
    price = price_of(of.price)
    money = (price.amount, price.unit) if price else (None, "")
    return (n, of.id, rated(of), fold(of.level), of.hours, *money, *listed)


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
    return tuple(" ".join(all_terms(" ".join(each))) for each in ((course.name,), about, other))


def all_terms(text: str) -> list[str]:
    """The terms of a text, and those of the parts of each that stands for several words."""
    found = terms(text)
    parts = (part for each in found if "_" in each for part in each.split("_"))
    return [*found, *(term for part in parts for term in terms(part))]


def _course(text: str) -> Course:
    # Any: a course as JSON, before its dataclass.
    raw: dict[str, Any] = json.loads(text)
    values: dict[str, Any] = {key: tuple(value) if key in _LISTS else value for key, value in raw.items()}
    return Course(**values)
