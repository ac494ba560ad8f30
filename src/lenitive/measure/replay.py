"""Adaptive sessions replayed from known answers: lines that bring their bank, their rules and every answer.

The form of a line: {"id", "bank": {item: {"a", "b"}}, "responses": {item: 1, 2, ...}, "stop": {"max_items",
"min_items", "se", "theta_change"}, "select", "start_theta", "prior", "quadrature"}; what is left out has its
default.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from lenitive.errors import AnswerError, LenitiveError
from lenitive.measure.adaptive import Rules, Select
from lenitive.measure.inline_bank import read_bank
from lenitive.measure.session import Session

# A line is untyped until it has been read: a JSON object.
Line = dict[str, Any]

_FIX = 'Give {"id", "bank", "responses", "stop"} on one line.'
_SELECT: dict[str, Select] = {
    "information": "information",
    "max_fisher_information_at_current_eap": "information",
    "variance": "variance",
    "min_expected_posterior_variance": "variance",
}
_STOPS = {"max_items", "min_items", "se", "theta_change"}


def replay_lines(source: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """For each line of `source` the line that answers it, and whether it could be replayed."""
    for number, text in enumerate(source, start=1):
        if not text.strip():
            continue
        line: Line = {}
        try:
            line = _read(text)
            yield (
                orjson.dumps({"id": line.get("id"), **_replay(line)}, option=orjson.OPT_APPEND_NEWLINE),
                True,
            )
        except LenitiveError as problem:
            error = {"id": line.get("id"), "error": f"line {number}: {problem}"}
            yield orjson.dumps(error, option=orjson.OPT_APPEND_NEWLINE), False


def _read(text: bytes) -> Line:
    try:
        line = orjson.loads(text.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as problem:
        raise AnswerError(f"is not JSON: {problem}", do=_FIX) from problem
    if not isinstance(line, dict) or not isinstance(line.get("responses"), dict):
        raise AnswerError('has no object "responses"', do=_FIX)
    if "bank" not in line:
        raise AnswerError('has no "bank"', do=_FIX)
    return line


def _replay(line: Line) -> Line:
    bank = read_bank(line)
    responses = line["responses"]
    stray = [key for key in responses if key not in bank.places]
    if stray:
        raise AnswerError(f"the bank has no item {stray[0]!r}", do=f"Its items are {', '.join(bank.keys)}.")
    session = Session(bank, _rules(line), start_theta=_number(line.get("start_theta"), "start_theta"))
    while session.item is not None:
        session.answer(session.item, responses.get(session.item))
    answered = [step for step in session.steps if step.value is not None]
    theta, se = session.result
    return {
        "order": [step.item for step in answered],
        "steps": [{"item": step.item, "theta": step.theta, "se": step.se} for step in answered],
        "theta": {"value": theta, "se": se},
        "reason": session.reason,
    }


def _rules(line: Line) -> Rules:
    stop = line.get("stop", {})
    if not isinstance(stop, dict) or not stop.keys() <= _STOPS:
        raise AnswerError(f"stop is {json.dumps(stop)}", do=f"It may hold {', '.join(sorted(_STOPS))}.")
    named = line.get("select", "information")
    if not isinstance(named, str) or named not in _SELECT:
        raise AnswerError(f"select is {named!r}", do=f"It may be {', '.join(_SELECT)}.")
    limits = {name: _number(value, name) for name, value in stop.items()}
    most = int(limits.get("max_items") or Rules.max_items)
    fewest = limits.get("min_items")
    return Rules(
        select=_SELECT[named],
        max_items=most,
        min_items=min(Rules.min_items, most) if fewest is None else int(fewest),
        se=limits.get("se", Rules.se if not stop else None),
        theta_change=limits.get("theta_change"),
    )


def _number(value: object, name: str) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise AnswerError(f"{name} is {value!r}, not a number", do="Correct it.")
    return float(value)
