"""Reading the YAML of this folder: numbers that carry their source, and words in the languages of people."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from lenitive.errors import KnowledgeError
from lenitive.knowledge.documents import NotYaml, document

Words = Mapping[str, str]
"""Language -> words. English and Spanish are always there; what else there is, some files have."""

WHERE = "knowledge/portal"
ALWAYS = ("en", "es")


@cache
def read(name: str) -> dict[str, Any]:
    """The document of one file. Raises KnowledgeError where it is not YAML."""
    # Any: a YAML document, which its reader turns into dataclasses.
    try:
        raw: dict[str, Any] = document(files("lenitive.knowledge.portal").joinpath(name).read_text("utf-8"))
    except NotYaml as error:
        raise KnowledgeError(str(error), where=f"{WHERE}/{name}", do="Put that line right.") from error
    return raw


def number(raw: Mapping[str, Any], file: str, key: str) -> float:
    """The number at `numbers: key:`. Raises KnowledgeError without a source, or without `verified`."""
    entry = raw["numbers"].get(key)
    if entry is None or not entry.get("source") or not isinstance(entry.get("verified"), bool):
        raise KnowledgeError(
            f"the number {key!r} is missing, or has no source",
            where=f"{WHERE}/{file}",
            do="Give value and source.",
        )
    return float(entry["value"])


def words(raw: Mapping[str, str], file: str) -> Words:
    """Words of one thing. Raises KnowledgeError where English or Spanish is missing."""
    lacking = [language for language in ALWAYS if not raw.get(language)]
    if lacking:
        raise KnowledgeError(
            f"{raw.get('en', raw)!r} has no words in {lacking[0]}", where=f"{WHERE}/{file}", do="Write them."
        )
    return dict(raw)


def said(these: Words, language: str) -> str:
    """The words in a language (`es`, `es-mx`); English where nobody has written that language."""
    return these.get(language) or these.get(language.split("-")[0]) or these["en"]
