"""`lenitive score`: JSON lines of answers in, JSON lines of scores out, in the same order.

Lines are read in blocks and scored together, one array an instrument.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from operator import itemgetter
from typing import Any, Protocol

import numpy as np
import orjson

from lenitive.errors import AnswerError, LenitiveError
from lenitive.measure.arrays import FloatArray
from lenitive.measure.checks import explain, refused
from lenitive.measure.frames import number_of
from lenitive.measure.inline_bank import score_with_bank
from lenitive.measure.plan import Plan, plan_for
from lenitive.measure.scoring import ScaleScores, flags, score

_BLOCK_LINES = 8192
_NUMBERS = frozenset({int, float, type(None)})
_FIX_LINE = 'Give {"instrument": id, "answers": {item: value}} on one line.'

# A line is untyped until it has been read: a JSON object.
Line = dict[str, Any]


class Sink(Protocol):
    """Anything that takes bytes."""

    def write(self, block: bytes, /) -> object:
        """Take one block."""
        ...


@dataclass
class _Group:
    """The lines of one block that answer one instrument."""

    plan: Plan
    places: list[int] = field(default_factory=list)
    rows: list[Any] = field(default_factory=list)


def score_lines(source: Iterable[bytes], sink: Sink) -> bool:
    """Score every line of `source` and write one line for each to `sink`; blank lines are passed over.

    A line that its instrument refuses gives {"id", "instrument", "error"}; the others are still scored.
    Returns : False if any line was refused.
    """
    fine = True
    numbered = ((number, line) for number, line in enumerate(source, start=1) if line.strip())
    while block := list(islice(numbered, _BLOCK_LINES)):
        results, block_is_fine = _score_block(block)
        sink.write(b"".join(results))
        fine = fine and block_is_fine
    return fine


def _score_block(block: list[tuple[int, bytes]]) -> tuple[list[bytes], bool]:
    """One output line for each input line, and whether none was refused."""
    lines: list[Line] = []
    results: list[bytes] = [b""] * len(block)
    errors: dict[int, LenitiveError] = {}
    groups: dict[str, _Group] = {}
    for place, (_, text) in enumerate(block):
        line: Line = {}
        try:
            line = _read(text)
            if line.get("bank") is not None:
                results[place] = _dump(line, score_with_bank(line), [])
            else:
                _join_group(groups, line, place)
        except LenitiveError as problem:
            errors[place] = problem
        lines.append(line)
    for instrument_id, group in groups.items():
        _score_group(instrument_id, group, lines, results, errors)
    for place, refusal in errors.items():
        results[place] = _dump_error(lines[place], block[place][0], refusal)
    return results, not errors


def _read(text: bytes) -> Line:
    try:
        line = orjson.loads(text.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as problem:
        raise AnswerError(f"is not JSON: {problem}", do=_FIX_LINE) from problem
    if not isinstance(line, dict):
        raise AnswerError("is not a JSON object", do=_FIX_LINE)
    answers = line.get("answers")
    if not isinstance(answers, dict):
        raise AnswerError('has no object "answers"', do=_FIX_LINE)
    # A key given twice would be dropped without a word; every key is followed by one colon.
    if text.count(b":") != len(line) + len(answers) and line.get("bank") is None:
        json.loads(text, object_pairs_hook=_refuse_twice)
    return line


def _refuse_twice(pairs: list[tuple[str, Any]]) -> None:
    seen = set()
    for key, _ in pairs:
        if key in seen:
            raise AnswerError(f"{key!r} is given twice", do="Give each item one answer.")
        seen.add(key)


def _join_group(groups: dict[str, _Group], line: Line, place: int) -> None:
    instrument_id = line.get("instrument")
    if not isinstance(instrument_id, str):
        raise AnswerError('has no "instrument"', do=_FIX_LINE)
    group = groups.get(instrument_id) or _Group(plan_for(instrument_id))
    group.rows.append(_row(group.plan, line["answers"]))
    group.places.append(place)
    # Only now: a group whose every line is refused has nothing to score.
    groups[instrument_id] = group


def _row(plan: Plan, answers: Line) -> list[Any] | tuple[Any, ...]:
    """The answers in the order of the items, None where not answered."""
    position = plan.instrument.position
    if not answers.keys() <= position.keys():
        stray = next(key for key in answers if key not in position)
        raise AnswerError(
            f"{plan.instrument.name} has no item {stray!r}", do=f"Its items are {', '.join(plan.keys)}."
        )
    if plan.plain and _NUMBERS.issuperset(map(type, answers.values())):
        if len(answers) == len(plan.keys) > 1:
            row: tuple[Any, ...] = itemgetter(*plan.keys)(answers)
            return row
        return [answers.get(key) for key in plan.keys]
    return [number_of(item, answers.get(item.key)) for item in plan.instrument.items]


def _score_group(
    instrument_id: str,
    group: _Group,
    lines: list[Line],
    results: list[bytes],
    errors: dict[int, LenitiveError],
) -> None:
    plan = group.plan
    answers: FloatArray = np.array(group.rows, dtype=np.float64)
    bad = refused(plan, answers)
    is_good = ~bad.any(axis=1)
    for at in np.flatnonzero(~is_good):
        what, do = explain(plan, answers[at], bad[at])
        errors[group.places[at]] = AnswerError(what, do=do)
    places = [group.places[at] for at in np.flatnonzero(is_good)]
    answers = answers[is_good]
    raised = [(flag, at.tolist()) for flag, at in flags(plan.instrument.id, answers).items()]
    columns = [
        (scale_id, _entries(plan, scores)) for scale_id, scores in score(plan.instrument.id, answers).items()
    ]
    for row, place in enumerate(places):
        scales = {scale_id: entries[row] for scale_id, entries in columns}
        results[place] = _dump(lines[place], scales, [flag for flag, at in raised if at[row]])


def _entries(plan: Plan, scores: ScaleScores) -> list[Line]:
    """One object a response: value, and se, band and reason where there are any."""
    columns: list[tuple[str, list[Any]]] = [("value", values_of(plan, scores))]
    if scores.se is not None:
        columns.append(("se", _known(scores.se)))
    if scores.band is not None:
        columns.append(("band", scores.band.tolist()))
    if scores.withheld.any():
        columns.append(("reason", scores.reason.tolist()))
    names = [name for name, _ in columns]
    rows = zip(*(column for _, column in columns), strict=True)
    if len(names) == 1:
        return [{"value": value} for (value,) in rows]
    return [
        {name: part for name, part in zip(names, row, strict=True) if part is not None or name == "value"}
        for row in rows
    ]


def values_of(plan: Plan, scores: ScaleScores) -> list[Any]:
    """Scores as JSON has them: text, whole numbers where the scale has no others, None where withheld."""
    if scores.value.dtype == object:
        return list(scores.value)
    known = _known(scores.value.astype(np.float64))
    if scores.scale.id in plan.whole_scales:
        return [None if value is None else int(value) for value in known]
    return known


def _known(values: FloatArray) -> list[float | None]:
    listed: list[float | None] = values.tolist()
    if np.isnan(values).any():
        return [None if value != value else value for value in listed]
    return listed


def _dump(line: Line, scales: Line, raised: list[str]) -> bytes:
    return orjson.dumps(
        {"id": line.get("id"), "instrument": line.get("instrument"), "scales": scales, "flags": raised},
        option=orjson.OPT_APPEND_NEWLINE,
    )


def _dump_error(line: Line, number: int, problem: LenitiveError) -> bytes:
    instrument_id = line.get("instrument")
    error = {
        "id": line.get("id"),
        "instrument": instrument_id if isinstance(instrument_id, str) else None,
        "error": f"line {number}: {problem}",
    }
    return orjson.dumps(error, option=orjson.OPT_APPEND_NEWLINE)
