"""Drawn tables: one row a case, `facts | expected`, as rows of a parametrised test."""

from __future__ import annotations

import pytest


def cases(drawn: str) -> pytest.MarkDecorator:
    """Parametrise `facts` and `expected` from lines of `facts | expected  # why`."""
    rows = [line.partition("#")[0].split("|") for line in drawn.strip().splitlines()]
    made = [(facts.strip(), expected.strip()) for facts, expected in rows]
    return pytest.mark.parametrize(("facts", "expected"), made)
