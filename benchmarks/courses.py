"""A large catalogue: time to bring it in and to search it, beside plain SQLite LIKE; and quality.

    .venv/bin/python benchmarks/courses.py [--courses 100000]

Quality is how many questions of tests/learn/courses_asked.txt have a right course first, by words alone
and by words and meaning, with both ways to read the meaning.

The courses are invented, as a CSV, of eight subjects, so that each word stands in a quarter of them. The peer
holds them in one SQLite table in memory and looks for each word with LIKE, best rated first, without likeness
of words, reasons or levels. Both are asked the same in the same run.
"""

from __future__ import annotations

import csv
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path

import click
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.learn.courses import asked as asked_of
from tests.learn.courses import catalogue, right

from ask import LEVELS, SUBJECTS, invented
from lenitive.learn.catalogue import likeness
from lenitive.learn.catalogue.bringing import bring_in
from lenitive.learn.catalogue.finding import find, subject_words
from lenitive.learn.catalogue.kept import Catalogue
from lenitive.learn.catalogue.narrowing import Narrowed
from lenitive.learn.catalogue.reading import read_courses

_ROUNDS = 3
_K = 10
_OTHER_WORDS = [
    "calm me down with a brush",
    "coding for newcomers",
    "sticky bandages",
    "predict from numbers",
]


@click.command()
@click.option("--courses", default=100_000, show_default=True)
def main(courses: int) -> None:
    """Print the figures."""
    quality()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file, more = written(folder / "large.csv", courses), written(folder / "more.csv", 100)
        catalogue_file = folder / "courses.sqlite"
        report(f"{courses:,} courses brought in", once(lambda: bring_in(file, catalogue_file)))
        report("100 more brought in", once(lambda: bring_in(more, catalogue_file)))
        large, peer = Catalogue.open(catalogue_file), plain(file)
        opened = time.perf_counter()
        find(large, _OTHER_WORDS[0], _K)
        print(f"opened and searched first in {(time.perf_counter() - opened) * 1000:.0f} ms")
        asked = [f"{subject} course for {level}s" for subject in SUBJECTS for level in LEVELS] * _ROUNDS
        ours = p95("search", lambda words: find(large, words, _K), asked)
        p95("search in other words", lambda words: find(large, words, _K), _OTHER_WORDS * _ROUNDS * 3)
        short = Narrowed(hours=10, cost="free")
        p95("search among free ones of at most 10 hours", lambda w: find(large, w, _K, short), asked)
        p95("the best rated", lambda _: large.best(_K), asked)
        searching = get_context("spawn").Process(target=memory_of_search, args=(catalogue_file,))
        searching.start()
        searching.join()
        theirs = p95("LIKE in SQLite (peer)", lambda words: liked(peer, words), asked)
        print(f"the peer takes {theirs / ours:.1f} times as long at the 95th percentile")
    print(f"peak memory, bringing in and the peer included: {peak():.0f} MB")


def quality() -> None:
    """Words alone beside words and meaning."""
    for name, file, kinds in (
        ("programming.csv and our own", "programming.csv", ("words", "meaning", "nothing")),
        ("evening_school.csv", "evening_school.csv", ("evening", "evening_nothing")),
    ):
        ways = [catalogue(file, by_meaning=False), catalogue(file)]
        likeness._READ_WHOLE, usual = 0, likeness._READ_WHOLE
        ways.append(catalogue(file))
        likeness._READ_WHOLE = usual
        for kind in kinds:
            questions = asked_of(kind)
            found = [right(each, questions) for each in ways]
            print(
                f"{name}, {kind}, of {len(questions)}: words alone {found[0]}, with meaning {found[1]}, "
                f"with the meaning of words {found[2]}"
            )


def memory_of_search(file: Path) -> None:
    """Print the most memory that a process holds that only searches."""
    for each in _OTHER_WORDS:
        find(Catalogue.open(file), each, _K)
    print(f"peak memory of searching alone: {peak():.0f} MB")


def peak() -> float:
    """The most memory that this process ever held, in MB; on Linux without that of its parent."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(each for each in status.read_text().splitlines() if each.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return held / (1024**2 if sys.platform == "darwin" else 1024)


def written(file: Path, count: int) -> Path:
    """A CSV of invented courses."""
    with file.open("w", newline="", encoding="utf-8") as opened:
        rows = csv.writer(opened)
        rows.writerow(("id", "name", "topics", "rating", "level", "teaches", "provider", "hours", "price"))
        for n, each in enumerate(invented(count)):
            told = (each.id, each.name, ";".join(each.topics), each.rating, each.level, each.teaches[0])
            price = "free" if n % 4 == 0 else f"{n % 90 + 10} EUR"
            rows.writerow((f"{file.stem}.{told[0]}", *told[1:], each.provider, n % 60 + 1, price))
    return file


def plain(file: Path) -> sqlite3.Connection:
    """The peer: the same courses in one table."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE course (name TEXT, said TEXT, rating REAL)")
    read, _ = read_courses(file)
    database.executemany(
        "INSERT INTO course VALUES (?, ?, ?)",
        ((c.name, " ".join((c.name, *c.topics, *c.teaches, c.level, c.provider)), c.rating) for c in read),
    )
    return database


def liked(database: sqlite3.Connection, words: str) -> list[tuple[str]]:
    """The best rated courses that hold each word of the subject."""
    wanted = [f"%{word}%" for word in subject_words(words)]
    where = " AND ".join("said LIKE ?" for _ in wanted) or "1"
    return database.execute(
        f"SELECT name FROM course WHERE {where} ORDER BY rating DESC LIMIT {_K}",
        wanted,
    ).fetchall()


def once(do: Callable[[], object]) -> tuple[float, float]:
    """Seconds of one run, by the wall and by the processor."""
    wall, processor = time.perf_counter(), time.process_time()
    do()
    return time.perf_counter() - wall, time.process_time() - processor


def report(what: str, taken: tuple[float, float]) -> None:
    print(f"{what} in {taken[0]:.1f} s (processor {taken[1]:.1f} s)")


def p95(what: str, do: Callable[[str], object], over: list[str]) -> float:
    """Print p50 and p95 in milliseconds; returns the processor's p95, which a busy machine changes least."""
    do(over[0])
    taken = np.array([once(lambda each=each: do(each)) for each in over]) * 1000
    (p50, cpu50), (high, cpu95) = np.percentile(taken, 50, axis=0), np.percentile(taken, 95, axis=0)
    print(f"{what}: p50 {p50:.1f} ms, p95 {high:.1f} ms (processor {cpu50:.1f}, {cpu95:.1f})")
    return float(cpu95)


if __name__ == "__main__":
    main()
