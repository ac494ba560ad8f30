"""What the timer shows, with and without a connection."""

from __future__ import annotations

from typing import Any

from lenitive.portal.models import Paced


def timer_context(paced: Paced | None = None) -> dict[str, Any]:
    """The timer of an activity; without one it only counts the time."""
    return {"paced": paced}
