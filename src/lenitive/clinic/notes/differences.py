"""What an amendment changed: section by section, word by word, what went and what came."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from lenitive.clinic.notes.reading import ReadSection

# Spaces, words with what holds them together (2.5, L4/5, follow-up), and marks one by one.
_PIECE = re.compile(r"\s+|\w+(?:[.,'’/-]\w+)*|[^\w\s]")
SAME, GONE, NEW = "same", "gone", "new"


@dataclass(frozen=True)
class Run:
    """Words that stayed, went or came."""

    kind: str
    text: str


@dataclass(frozen=True)
class Difference:
    """One section as it was beside what it became; `changed` where the two differ."""

    title: str
    runs: tuple[Run, ...]

    @property
    def changed(self) -> bool:
        """Whether anything went or came."""
        return any(run.kind != SAME for run in self.runs)


def differences(before: Sequence[ReadSection], after: Sequence[ReadSection]) -> tuple[Difference, ...]:
    """Every section of both, in the order of the later version; one that went stands where it stood."""
    old, new = {each.id: each for each in before}, {each.id: each for each in after}
    return tuple(
        Difference(
            new[name].title if name in new else old[name].title,
            runs(old[name].text if name in old else "", new[name].text if name in new else ""),
        )
        for name in _order(before, after)
    )


def _order(before: Sequence[ReadSection], after: Sequence[ReadSection]) -> Iterator[str]:
    there = {each.id for each in after}
    gone: dict[str, list[str]] = {}
    last = ""
    for each in before:
        if each.id in there:
            last = each.id
        else:
            gone.setdefault(last, []).append(each.id)
    yield from gone.get("", [])
    for each in after:
        yield each.id
        yield from gone.get(each.id, [])


def runs(before: str, after: str) -> tuple[Run, ...]:
    """The words of both texts: what stayed and went is the first, what stayed and came is the second."""
    one, other = _PIECE.findall(before), _PIECE.findall(after)
    made: list[Run] = []
    for kind, low, high, start, end in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if kind == "equal":
            made.append(Run(SAME, "".join(one[low:high])))
            continue
        if high > low:
            made.append(Run(GONE, "".join(one[low:high])))
        if end > start:
            made.append(Run(NEW, "".join(other[start:end])))
    return tuple(made)
