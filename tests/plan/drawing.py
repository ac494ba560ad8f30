"""Drawn tables: the first line names the columns, each other line is a case; what follows # says why."""

from __future__ import annotations

import pytest


def cases(drawn: str) -> pytest.MarkDecorator:
    """Parametrise a test by the columns of a drawn table."""
    head, *lines = [line.partition("#")[0] for line in drawn.strip().splitlines()]
    names = [name.strip() for name in head.split("|")]
    rows = [tuple(cell.strip() for cell in line.split("|")) for line in lines]
    return pytest.mark.parametrize(names, rows)
