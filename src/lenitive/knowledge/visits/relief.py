"""The diary of pain after a procedure: its times, and the levels of relief, from `relief.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from lenitive.knowledge.visits.visit_file import VisitFile


@dataclass(frozen=True)
class ReliefDiary:
    """times : minutes after the procedure -> words, rising. levels : percent, falling."""

    times: Mapping[int, str]
    levels: tuple[float, ...]
    two_weeks_days: int
    source: str
    verified: bool


@lru_cache(maxsize=1)
def relief_diary() -> ReliefDiary:
    """The file, read once a process; raises KnowledgeError with its line."""
    text = files("lenitive.knowledge.visits").joinpath("relief.yaml").read_text("utf-8")
    file = VisitFile("knowledge/visits/relief.yaml", text)
    file.keys(file.top, "version times levels two_weeks_days source verified", "", "the file")
    times = file.mapping(file.top["times"], file.top.line)
    levels = tuple(float(each) for each in file.top["levels"])
    if list(times) != sorted(times) or list(levels) != sorted(levels, reverse=True):
        raise file.wrong("times must rise and levels must fall", file.top.line, "Sort them")
    return ReliefDiary(
        times={int(minutes): str(words) for minutes, words in times.items()},
        levels=levels,
        two_weeks_days=int(file.number(file.top, "two_weeks_days") or 0),
        source=file.text(file.top, "source"),
        verified=file.flag(file.top, "verified"),
    )
