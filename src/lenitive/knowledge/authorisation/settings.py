"""settings.yaml, entries.yaml and tables.yaml: what all policies share, read once a process."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from lenitive.errors import KnowledgeError
from lenitive.knowledge.authorisation.model import Care, Entry, Referral, Settings
from lenitive.knowledge.rules.language import Language, derived_table, language

_FOLDER = "knowledge/authorisation"


def text_of(name: str) -> str:
    """The text of one of the files."""
    return files("lenitive.knowledge.authorisation").joinpath(name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def authorisation_language() -> Language:
    """The rules' language with the tables that only authorisation reads."""
    declared = _read("tables.yaml")
    ours = {name: derived_table(name, entry) for name, entry in declared.items()}
    return replace(language(), tables={**language().tables, **ours})


@lru_cache(maxsize=1)
def own_tables() -> tuple[str, ...]:
    """The names of the tables that only authorisation reads."""
    return tuple(_read("tables.yaml"))


@lru_cache(maxsize=1)
def settings() -> Settings:
    """What all policies share."""
    source, entries = _read("settings.yaml"), _read("entries.yaml")
    try:
        return _settings(source, entries)
    except (KeyError, TypeError) as error:
        raise KnowledgeError(f"a setting is missing or wrong: {error}", where=_FOLDER, do="Add it") from None


def _read(name: str) -> dict[str, Any]:  # Any: plain YAML, put into typed dataclasses at once
    source = yaml.safe_load(text_of(name))
    if not isinstance(source, dict):
        raise KnowledgeError("this is no mapping", where=f"{_FOLDER}/{name}", do="Correct it")
    return source


def _settings(source: dict[str, Any], entries: dict[str, Any]) -> Settings:
    care, referral, regions = source["conservative_care"], source["referral"], source["regions"]
    return Settings(
        version=str(source["version"]),
        status=source["status"],
        default_policy=source["default_policy"],
        not_evidence=source["not_evidence"],
        nearly_missing=source["nearly_ready"]["missing"],
        care=_care(care),
        relief_follows_days=source["relief_follows_days"],
        region_of=regions["of_procedure"],
        regions=tuple(regions["names"]),
        pelvis=frozenset(source["pelvis"]),
        referral=Referral(
            who=tuple(referral["who"]),
            contents=tuple(referral["contents"]),
            not_needed=tuple(referral["not_needed"]),
            source=referral["source"],
            verified=referral["verified"],
        ),
        entry_system=entries["system"],
        entries={name: _entry(name, entry) for name, entry in entries["entries"].items()},
        guidance={name: tuple(words) for name, words in entries["guidance"].items()},
        guidance_of_code={
            code: name for name, codes in entries["guidance_of_code"].items() for code in codes
        },
    )


def _care(care: dict[str, Any]) -> Care:
    return Care(
        within_days=care["within_days"],
        outcomes=tuple(care["outcomes"]),
        visits_for_span=care["visits_for_span"],
        gap_days=care["gap_days"],
        documentation=tuple(care["documentation"]),
        types=care["types"],
        by_modality=care["by_modality"],
        by_treatment=care["by_treatment"],
        not_care=tuple(care["not_care"]),
        evaluations=tuple(care["evaluations"]),
    )


def _entry(name: str, entry: dict[str, Any]) -> Entry:
    return Entry(name, entry["title"], tuple(entry["in"]), entry["says"], tuple(entry["words"]))
