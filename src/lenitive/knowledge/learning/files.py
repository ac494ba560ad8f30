"""Reading the YAML of this folder."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from lenitive.errors import KnowledgeError
from lenitive.knowledge.documents import NotYaml, document

_HERE = files("lenitive.knowledge.learning")
WHERE = "knowledge/learning"


@cache
def names(folder: str) -> tuple[str, ...]:
    """The YAML files of a folder in here, sorted, as `folder/name`."""
    return tuple(
        sorted(
            f"{folder}/{each.name}" for each in _HERE.joinpath(folder).iterdir() if each.name[-5:] == ".yaml"
        )
    )


def read(name: str) -> dict[str, Any]:
    """The document of one file. Raises KnowledgeError where it is not YAML."""
    # Any: a YAML document, which its reader turns into dataclasses.
    try:
        raw: dict[str, Any] = document(_HERE.joinpath(name).read_text(encoding="utf-8"))
    except NotYaml as error:
        raise KnowledgeError(str(error), where=f"{WHERE}/{name}", do="Put that line right.") from error
    return raw
