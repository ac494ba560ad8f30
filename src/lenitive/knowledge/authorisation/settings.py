"""settings.yaml, entries.yaml and tables.yaml: what all policies share, read once a process."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from importlib.resources import files

from lenitive.knowledge.authorisation.model import Care, Entry, Referral, Settings
from lenitive.knowledge.documents import Lined
from lenitive.knowledge.rules.language import Language, derived_table, language
from lenitive.knowledge.rules.parse import RuleFile

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
    """What all policies share; raises KnowledgeError with file and line."""
    shared, entered = _File("settings.yaml"), _File("entries.yaml")
    source = shared.only(
        *("version", "status", "default_policy", "not_evidence", "nearly_ready", "conservative_care"),
        *("relief_follows_days", "relief_meaning", "regions", "pelvis", "referral"),
    )
    entries = entered.only(
        *("system", "entries", "guidance", "guidance_of_code", "guidance_of_code_source"),
        *("source", "verified"),
    )
    nearly = shared.part(source, "nearly_ready", "missing", "meaning", "source", "verified")
    return Settings(
        version=str(source["version"]),
        status=source["status"],
        default_policy=source["default_policy"],
        not_evidence=source["not_evidence"],
        nearly_missing=nearly["missing"],
        care=_care(shared, source),
        relief_follows_days=source["relief_follows_days"],
        region_of=shared.part(source, "regions", "of_procedure")["of_procedure"],
        pelvis=frozenset(source["pelvis"]),
        referral=_referral(shared, source),
        entry_system=entries["system"],
        entries={
            name: _entry(entered, entries["entries"], name) for name in entered.part(entries, "entries")
        },
        guidance={name: tuple(words) for name, words in entries["guidance"].items()},
        guidance_of_code={
            code: name for name, codes in entries["guidance_of_code"].items() for code in codes
        },
    )


class _File(RuleFile):
    """One file of settings; a key that is missing or unknown is refused with its line."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{_FOLDER}/{name}", text_of(name), language())
        self.top = self._mapping(self._source, 1)

    def part(self, entry: Lined, key: str, *keys: str) -> Lined:
        """The mapping under a key, which has these keys and no others; without any it may have all."""
        made = self._mapping(entry[key], entry.line)
        if keys:
            self._keys(made, set(keys), (), key)
        return made

    def only(self, *keys: str) -> Lined:
        """The whole file, which has these keys and no others."""
        self._keys(self.top, set(keys), (), "the file")
        return self.top


def _read(name: str) -> Lined:
    return _File(name).top


def _care(file: _File, source: Lined) -> Care:
    care = file.part(
        source,
        "conservative_care",
        *(
            "within_days",
            "outcomes",
            "visits_for_span",
            "gap_days",
            "gap_meaning",
            "longest_order_days",
            "longest_order_meaning",
            "documentation",
            "source",
        ),
        *("verified", "types", "by_modality", "by_treatment", "evaluations", "not_care"),
    )
    return Care(
        within_days=care["within_days"],
        outcomes=tuple(care["outcomes"]),
        visits_for_span=care["visits_for_span"],
        gap_days=care["gap_days"],
        longest_order_days=care["longest_order_days"],
        documentation=tuple(care["documentation"]),
        types=care["types"],
        by_modality=care["by_modality"],
        by_treatment=care["by_treatment"],
        not_care=tuple(care["not_care"]),
        evaluations=tuple(care["evaluations"]),
    )


def _referral(file: _File, source: Lined) -> Referral:
    keys = ("needed_usually", "who", "contents", "not_needed", "source", "verified")
    referral = file.part(source, "referral", *keys)
    return Referral(
        who=tuple(referral["who"]),
        contents=tuple(referral["contents"]),
        not_needed=tuple(referral["not_needed"]),
        source=referral["source"],
        verified=referral["verified"],
    )


def _entry(file: _File, entries: Lined, name: str) -> Entry:
    entry = file.part(entries, name, "title", "in", "says", "words")
    return Entry(name, entry["title"], tuple(entry["in"]), entry["says"], tuple(entry["words"]))
