"""Coordinates as text."""

from __future__ import annotations


def at(value: float) -> str:
    """A coordinate; never in the reader's language, where a comma might stand for the point."""
    return f"{value:.1f}".removesuffix(".0")
