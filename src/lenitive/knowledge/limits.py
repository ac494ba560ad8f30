"""The limits that derived tables use, from `limits.yaml`."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from lenitive.errors import KnowledgeError
from lenitive.knowledge.documents import document


@lru_cache(maxsize=1)
def limits() -> dict[str, float]:
    """Name -> value of every limit, read once a process; each is a number with unit, meaning and source."""
    text = files("lenitive.knowledge").joinpath("limits.yaml").read_text(encoding="utf-8")
    return {name: float(entry["value"]) for name, entry in document(text)["limits"].items()}


def limit(name: str) -> float:
    """The value of one limit.

    Raises KnowledgeError when there is none of that name.
    """
    try:
        return limits()[name]
    except KeyError:
        raise KnowledgeError(
            f"there is no limit {name!r}",
            where="knowledge/limits.yaml",
            do="Known: " + ", ".join(sorted(limits())),
        ) from None
