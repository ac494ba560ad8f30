"""What the diary asks and how its weeks are read, from `diary.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from lenitive.errors import KnowledgeError
from lenitive.knowledge.portal.files import WHERE, Words, number, read, words

_FILE = "diary.yaml"


@dataclass(frozen=True)
class Thing:
    """Something that was done. body : the body moved."""

    id: str
    body: bool
    words: Words


@dataclass(frozen=True)
class Scale:
    """A number of the day from `least` to `most`. better : which end is the better one."""

    id: str
    better: Literal["low", "high"]
    ask: Words
    low: Words
    high: Words


@dataclass(frozen=True)
class Relation:
    """What is compared: days with more and with less of `of` (sleep or done), by `on`, so many days later."""

    id: str
    of: str
    on: str
    days_later: int
    lower: Words
    higher: Words


@dataclass(frozen=True)
class DiaryRule:
    """The whole. false_alarms : chance over all looks and relations; interval : its coverage, as a share."""

    done: Mapping[str, Thing]
    scales: Mapping[str, Scale]
    relations: tuple[Relation, ...]
    least: int
    most: int
    first_look_days: int
    looks: int
    group_least: int
    false_alarms: float
    interval: float
    too_few: Words
    nothing: Words
    not_cause: Words


@cache
def diary_rule() -> DiaryRule:
    """The diary, read once a process.

    Raises : KnowledgeError for a number without a source, and a relation of something that is not asked.
    """
    raw = read(_FILE)
    whole = ("least", "most", "first_look_days", "looks", "group_least")
    scales = {name: _scale(name, each) for name, each in raw["scales"].items()}
    relations = tuple(_relation(name, each) for name, each in raw["relations"].items())
    for each in relations:
        if each.of not in {*scales, "done"} or each.on not in scales:
            raise KnowledgeError(
                f"{each.id} relates what is not asked", where=f"{WHERE}/{_FILE}", do="Name a scale."
            )
    return DiaryRule(
        done={
            name: Thing(name, each["body"], words(each["words"], _FILE)) for name, each in raw["done"].items()
        },
        scales=scales,
        relations=relations,
        **{name: int(number(raw, _FILE, name)) for name in whole},
        false_alarms=number(raw, _FILE, "false_alarms"),
        interval=number(raw, _FILE, "interval"),
        too_few=words(raw["too_few"], _FILE),
        nothing=words(raw["nothing"], _FILE),
        not_cause=words(raw["not_cause"], _FILE),
    )


def _scale(name: str, raw: Mapping[str, object]) -> Scale:
    better: Literal["low", "high"] = "low" if raw["better"] == "low" else "high"
    return Scale(name, better, *(_words(raw[part]) for part in ("ask", "low", "high")))


def _relation(name: str, raw: Mapping[str, object]) -> Relation:
    later = raw["days_later"]
    return Relation(
        name,
        str(raw["of"]),
        str(raw["on"]),
        later if isinstance(later, int) else 0,
        _words(raw["lower"]),
        _words(raw["higher"]),
    )


def _words(raw: object) -> Words:
    return words(raw if isinstance(raw, dict) else {}, _FILE)
