"""What a person can do while they wait: our own text, each part with its source (`while_waiting.yaml`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from lenitive.knowledge.documents import document

LOUD = "danger"


@dataclass(frozen=True)
class Part:
    """One heading with short sentences below it. loud : it comes first, and stands out."""

    id: str
    title: str
    items: tuple[str, ...]
    after: str
    source: str
    verified: bool

    @property
    def loud(self) -> bool:
        """Whether it tells of a danger."""
        return self.id == LOUD


@dataclass(frozen=True)
class WhileWaiting:
    """The whole sheet."""

    title: str
    language: str
    opening: str
    parts: tuple[Part, ...]
    closing: str
    version: str

    def sentences(self) -> Iterator[str]:
        """Every text, for those who measure how hard it is to read."""
        yield self.title
        yield self.opening
        for part in self.parts:
            yield part.title
            yield from part.items
            if part.after:
                yield part.after
        yield self.closing


@lru_cache(maxsize=1)
def while_waiting() -> WhileWaiting:
    """The sheet, read once a process."""
    text = files("lenitive.knowledge.visits").joinpath("while_waiting.yaml").read_text(encoding="utf-8")
    raw: dict[str, Any] = document(text)  # Any: YAML before it is read into the dataclasses
    parts = tuple(
        Part(
            id=each["id"],
            title=each["title"],
            items=tuple(each["items"]),
            after=each.get("after", ""),
            source=each["source"],
            verified=each["verified"],
        )
        for each in raw["parts"]
    )
    whole = {name: str(raw[name]) for name in ("title", "language", "opening", "closing", "version")}
    return WhileWaiting(parts=parts, **whole)
