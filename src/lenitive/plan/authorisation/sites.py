"""Where in the spine, and on which side: levels, regions and sides as charts write them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lenitive.knowledge.authorisation.wording import found

Segment = tuple[str, str]
_SPINE = (
    *(f"C{number}" for number in range(1, 8)),
    *(f"T{number}" for number in range(1, 13)),
    *(f"L{number}" for number in range(1, 6)),
    "S1",
)
_LEVEL = re.compile(r"\b([CTLS])(\d{1,2})(?:\s*(?:-|/|–|to|through)\s*([CTLS]?)(\d{1,2}))?\b", re.IGNORECASE)
_REGION = {"C": "cervical", "T": "cervical", "L": "lumbar", "S": "lumbar"}


@dataclass(frozen=True)
class Site:
    """A place in the body.

    region : lumbar, cervical, sacroiliac; empty when not written, or when two are.
    sides : left, right or both; empty when not written. segments : levels such as (L4, L5).
    """

    region: str = ""
    sides: frozenset[str] = frozenset()
    segments: frozenset[Segment] = frozenset()


def site_of(*texts: str | None) -> Site:
    """The place that these texts write."""
    text = " ; ".join(each for each in texts if each)
    letters = {(each or "").upper() for match in _LEVEL.finditer(text) for each in match.group(1, 3)} - {""}
    regions = {_REGION[letter] for letter in letters} or set(found("region", text))
    if "sacroiliac" in regions and not letters:
        regions = {"sacroiliac"}
    sides = set(found("side", text))
    return Site(
        regions.pop() if len(regions) == 1 else "",
        frozenset({"left", "right"} if "both" in sides else sides),
        frozenset(segment for match in _LEVEL.finditer(text) for segment in _segments(match)),
    )


def _segments(match: re.Match[str]) -> list[Segment]:
    """The levels of one match, each between two neighbours; one vertebra alone names no level."""
    letter, number, other, last = match.groups()
    first = f"{letter}{number}".upper()
    end = f"{other or letter}{last}".upper() if last else ""
    if first not in _SPINE or end not in _SPINE:
        return []
    low, high = sorted((_SPINE.index(first), _SPINE.index(end)))
    return [(_SPINE[at], _SPINE[at + 1]) for at in range(low, high)]


def same_region(asked: str, region: str) -> bool | None:
    """Whether a place lies in the region that is asked for; nothing when one of them is not known."""
    return asked == region if asked and region else None


def same_level(asked: Site, other: Site) -> bool | None:
    """Whether two places share a level; nothing when neither levels nor regions settle it."""
    if same_region(asked.region, other.region) is False:
        return False
    if not asked.segments or not other.segments:
        return None
    return bool(asked.segments & other.segments)
