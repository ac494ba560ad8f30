"""The assistant: time, memory and quality, beside BM25 alone.

    .venv/bin/python benchmarks/ask.py [--passages 10000]

The library's own passages are filled up to the number wanted with mixtures of its own sentences, so that the
words are as common as in real ones. Quality is measured on the library alone, with the 150 questions of
tests/learn/asked.txt. The peer in the same run is plain BM25 (bm25s) over the same texts, without ways of
asking, words that mean the same, or meaning.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

import bm25s
import click
import numpy as np

from lenitive.knowledge.learning.courses import Course
from lenitive.learn.ask import ask
from lenitive.learn.index import Index
from lenitive.learn.library import Passage, passages
from lenitive.learn.text import fold, language_of, sentences

ASKED = Path(__file__).parents[1] / "tests" / "learn" / "asked.txt"


@click.command()
@click.option("--passages", "wanted", default=10_000, show_default=True)
def main(wanted: int) -> None:
    """Print the figures."""
    quality()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
        alone.submit(make, wanted).result()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
        alone.submit(answering, wanted).result()


def make(wanted: int) -> None:
    """The vectors, made once and kept; in a process of its own, as a site makes them when it is set up."""
    started = time.process_time()
    filled(wanted)
    print(f"index of {wanted} passages made in {time.process_time() - started:.1f} s of processor time")


def answering(wanted: int) -> None:
    """Times of a process that answers, with the vectors at hand, and the most memory that it ever held."""
    questions = [question for question, _ in asked() if language_of(question) == "en"]
    started = time.process_time()
    index = filled(wanted)
    index.search("warm")
    print(f"index of {wanted} passages opened in {time.process_time() - started:.1f} s of processor time")
    timed(f"search of {wanted} passages", index.search, questions)
    timed("a whole answer from the library", ask, questions)
    unit = 1024**2 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
    print(f"peak memory of the process that answers: {peak:.0f} MB")


def filled(wanted: int) -> Index:
    """An index of the library's passages and as many mixtures as are wanting."""
    return Index([*passages("en"), *islice(mixtures(), wanted - len(passages("en")))], "en")


def asked() -> list[tuple[str, set[str]]]:
    """Questions with the passages that answer them."""
    lines = [line for line in ASKED.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    return [
        (question.strip(), set(right.split())) for question, right in (line.rsplit("|", 1) for line in lines)
    ]


def quality() -> None:
    """How often the right passage stands first, and among three."""
    indexes = {
        name: {language: Index(passages(language), language, by_meaning=by) for language in ("en", "es")}
        for name, by in (("words and meaning", True), ("words alone", False))
    }
    plain = {language: _plain(passages(language)) for language in ("en", "es")}
    ways: dict[str, Callable[[str, str], list[str]]] = {
        name: lambda question, language, each=each: [h.passage.id for h in each[language].search(question, 3)]
        for name, each in indexes.items()
    }
    ways["BM25 alone (peer)"] = lambda question, language: plain[language](question)
    for name, way in ways.items():
        ranked = [(way(question, language_of(question)), right) for question, right in asked()]
        first = sum(bool(each) and each[0] in right for each, right in ranked) / len(ranked)
        among = sum(bool(set(each) & right) for each, right in ranked) / len(ranked)
        print(f"{name}: right passage first {first:.1%}, among three {among:.1%} ({len(ranked)} questions)")


def _plain(of: Iterable[Passage]) -> Callable[[str], list[str]]:
    held = list(of)
    peer = bm25s.BM25()
    peer.index([fold(f"{each.title} {each.text}").split() for each in held], show_progress=False)

    def search(question: str) -> list[str]:
        known = [word for word in fold(question).split() if word in peer.vocab_dict]
        scores = peer.get_scores(known) if known else np.zeros(len(held))
        return [held[n].id for n in np.argsort(-scores, kind="stable")[:3]]

    return search


def mixtures() -> Iterator[Passage]:
    """Passages of two sentences of the library each, without end."""
    rng = random.Random(1)
    said = [sentence for each in passages("en") for sentence in sentences(each.text)]
    for n in range(10**9):
        title, body = rng.choice(said), rng.choice(said)
        yield Passage(f"mixture.{n}", "mixture", title, body, "en", (title,), "", True)


SUBJECTS = (
    "python",
    "data science",
    "watercolour",
    "back pain",
    "nursing",
    "statistics",
    "mindfulness",
    "taping",
)
KINDS = ("basics", "in practice", "workshop", "masterclass")
LEVELS = ("beginner", "expert", "teacher")


def invented(count: int) -> Iterator[Course]:
    """Courses as a large catalogue has them."""
    rng = random.Random(2)
    for n in range(count):
        one, two = rng.sample(SUBJECTS, 2)
        yield Course(
            id=f"c{n}",
            name=f"{one.title()} {rng.choice(KINDS)} {n}",
            topics=(one, two),
            rating=round(rng.uniform(3, 10), 1),
            level=rng.choice(("beginner", "advanced")),
            teaches=(f"{two} for {one}",),
            provider=f"School {n % 500}",
        )


def timed(what: str, do: Callable[[str], object], over: list[str]) -> None:
    """Print p50 and p95 of each in milliseconds, by the wall and by the processor."""
    wall, processor = [], []
    for each in over:
        begun, begun_cpu = time.perf_counter(), time.process_time()
        do(each)
        wall.append(time.perf_counter() - begun)
        processor.append(time.process_time() - begun_cpu)
    p50, p95 = np.percentile(wall, [50, 95]) * 1000
    cpu50, cpu95 = np.percentile(processor, [50, 95]) * 1000
    print(f"{what}: p50 {p50:.1f} ms, p95 {p95:.1f} ms (processor {cpu50:.1f}, {cpu95:.1f})")


if __name__ == "__main__":
    main()
