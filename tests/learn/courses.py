"""Questions about courses, and the catalogues that they are asked of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lenitive.knowledge.learning.courses import courses
from lenitive.learn.catalogue.finding import find
from lenitive.learn.catalogue.kept import Catalogue
from lenitive.learn.catalogue.reading import read_courses

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Asked:
    """A question about courses. right : the ids that may stand first; none where nothing may be found."""

    kind: str
    question: str
    right: frozenset[str]


def asked(*kinds: str) -> list[Asked]:
    """The questions of some kinds in `courses_asked.txt`."""
    lines = (HERE / "courses_asked.txt").read_text(encoding="utf-8").splitlines()
    parts = [[part.strip() for part in each.split("|")] for each in lines if each and each[0] != "#"]
    return [Asked(k, q, frozenset(filter(None, ids.split(";")))) for k, q, ids in parts if k in kinds]


def catalogue(*files: str, by_meaning: bool = True) -> Catalogue:
    """The courses of some files here; with those on programming the ones that come with Lenitive."""
    read = [each for file in files for each in read_courses(HERE / file)[0]]
    ours = courses() if "programming.csv" in files else ()
    return Catalogue.made((*ours, *read), by_meaning=by_meaning)


def right(of: Catalogue, questions: Sequence[Asked]) -> int:
    """How many questions have a right course first, or find nothing where nothing may be found."""
    firsts = [(each, [found.course.id for found in find(of, each.question, 5)][:1]) for each in questions]
    return sum({ids[0].split(".")[-1]} <= each.right if ids else not each.right for each, ids in firsts)
