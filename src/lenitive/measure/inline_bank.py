"""Answers that bring their item bank with them, or name an installed one: pattern scores."""

from __future__ import annotations

from typing import Any

import numpy as np

from lenitive.errors import AnswerError
from lenitive.measure.banks import installed_bank
from lenitive.measure.irt import Bank, GradedItem, Prior, Quadrature, expected_a_posteriori, t_score

# A line is untyped until it has been read: a JSON object.
Line = dict[str, Any]

_FORM = 'Give "bank": {item: {"a": slope, "b": [rising thresholds]}} and "answers": {item: 1, 2, ...}.'


def read_bank(line: Line) -> Bank:
    """The bank of a line, with its prior and quadrature; a text names an installed bank.

    Raises : AnswerError where the bank has another form, or its thresholds do not rise; InputError where no
        bank of that id is installed.
    """
    named = line["bank"]
    if isinstance(named, str):
        return installed_bank(named).bank
    try:
        items = tuple(
            GradedItem(str(key), float(item["a"]), tuple(float(b) for b in item["b"]))
            for key, item in named.items()
        )
        prior, grid = line.get("prior") or {}, line.get("quadrature") or {}
        return Bank(
            items=items,
            prior=Prior(float(prior.get("mean", 0)), float(prior.get("sd", 1))),
            quadrature=Quadrature(
                float(grid.get("min", -4)), float(grid.get("max", 4)), int(grid.get("n", 81))
            ),
        )
    except (TypeError, ValueError, KeyError, AttributeError) as problem:
        raise AnswerError(f"the bank cannot be read ({problem})", do=_FORM) from problem


def score_with_bank(line: Line) -> Line:
    """Scales "theta" and "t" of one line, each with value and se."""
    bank = read_bank(line)
    answers = np.full((1, len(bank.items)), np.nan)
    for key, value in line["answers"].items():
        if value is not None:
            answers[0, bank.place(str(key))] = _category(value, str(key))
    if np.isnan(answers).all():
        reason = "no item is answered"
        return {scale: {"value": None, "reason": reason} for scale in ("theta", "t")}
    theta, se = expected_a_posteriori(bank, answers)
    t, t_se = t_score(theta, se)
    return {
        "theta": {"value": float(theta[0]), "se": float(se[0])},
        "t": {"value": float(t[0]), "se": float(t_se[0])},
    }


def _category(value: object, key: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise AnswerError(f"item {key!r} is {value!r}, not a number", do=_FORM)
    return float(value)
