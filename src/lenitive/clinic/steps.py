"""Opioids over time: MME of each day as steps, the scheduled part solid, the as-needed part above it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lenitive.clinic.svg import at
from lenitive.reason.story.opioids import Step
from lenitive.reason.story.words import day_words, number_words

_WIDTH, _HEIGHT, _LEFT, _TOP = 520, 96, 36, 10


@dataclass(frozen=True)
class Block:
    """Days of one amount. open : days whose high end is not known, drawn to the top."""

    x: str
    width: str
    y: str
    height: str
    kind: str
    words: str


@dataclass(frozen=True)
class Steps:
    """The whole picture, and its rows for the table beneath."""

    blocks: tuple[Block, ...]
    top: str
    first: str
    rows: tuple[tuple[str, str], ...]


def draw_steps(history: Iterable[Step], start: date, today: date) -> Steps | None:
    """The days from `start` to today; nothing when there was no opioid in that time."""
    shown = [step for step in history if step.end >= start]
    if not shown:
        return None
    top = max([step.high or 0 for step in shown] + [step.low for step in shown] + [1.0])
    blocks = []
    for step in shown:
        blocks += _blocks(step, start, today, top)
    rows = tuple((_days(step), _amount(step)) for step in shown)
    return Steps(tuple(blocks), number_words(top), day_words(start), rows)


def _blocks(step: Step, start: date, today: date, top: float) -> list[Block]:
    days = max((today - start).days, 1)
    x = _LEFT + max((step.start - start).days, 0) / days * (_WIDTH - _LEFT)
    end = _LEFT + ((step.end - start).days + 1) / days * (_WIDTH - _LEFT)
    words = f"{_days(step)}: {_amount(step)}"
    low = step.low / top * _HEIGHT
    high = _HEIGHT if step.high is None else step.high / top * _HEIGHT
    made = [_block(x, end, 0, low, "scheduled", words)] if low else []
    if high > low:
        made.append(_block(x, end, low, high, "unknown" if step.high is None else "as-needed", words))
    return made


def _block(x: float, end: float, low: float, high: float, kind: str, words: str) -> Block:
    end = min(end, _WIDTH)
    return Block(at(x), at(max(end - x, 1)), at(_TOP + _HEIGHT - high), at(high - low), kind, words)


def _days(step: Step) -> str:
    if step.start == step.end:
        return day_words(step.start)
    return f"{day_words(step.start)} to {day_words(step.end)}"


def _amount(step: Step) -> str:
    if step.high is None:
        return f"at least {number_words(step.low)} MME, the rest is not known"
    if step.high == step.low:
        return f"{number_words(step.low)} MME"
    return f"{number_words(step.low)} to {number_words(step.high)} MME"
