"""The declared language of the rules: which derived tables there are, their fields and types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

from lenitive.errors import KnowledgeError
from lenitive.knowledge.documents import document

FieldKind = Literal["text", "number", "boolean", "date", "bounds", "day"]
KINDS: tuple[FieldKind, ...] = ("text", "number", "boolean", "date", "bounds", "day")
_PLACE = "knowledge/rules/language.yaml"


@dataclass(frozen=True)
class Field:
    """One field of a derived table.

    kind : `bounds` is two numeric columns and `day` two dates (`<name>_low`, `<name>_high`); others are one.
    values : the only values it takes; empty when it is open.
    ids : the kind of id its values are (concept, drug_class, scale, ...); empty when they are none.
    """

    name: str
    kind: FieldKind
    meaning: str
    values: tuple[str, ...] = ()
    ids: str = ""

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """The physical columns: (name, kind), where kind is text, number, boolean or date."""
        if self.kind == "bounds":
            return ((f"{self.name}_low", "number"), (f"{self.name}_high", "number"))
        if self.kind == "day":
            return ((f"{self.name}_low", "date"), (f"{self.name}_high", "date"))
        return ((self.name, self.kind),)


@dataclass(frozen=True)
class DerivedTable:
    """One derived table as declared.

    one_row : there is always one row a person, so that row decides.
    held_list : the list on which an entry would stand ("medicines", "problems"), or empty.
    read : whether a rule may read it.
    """

    name: str
    rows: str
    fields: tuple[Field, ...]
    one_row: bool = False
    held_list: str = ""
    read: bool = True

    def field(self, name: str) -> Field | None:
        """The field of that name, or nothing."""
        return next((field for field in self.fields if field.name == name), None)

    @property
    def fields_by_name(self) -> dict[str, Field]:
        """The fields by name."""
        return {field.name: field for field in self.fields}

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """The physical columns after patient_id: (name, kind); row_ids is a list of text."""
        own = tuple(column for field in self.fields for column in field.columns)
        return (("row_ids", "texts"), *own)


@dataclass(frozen=True)
class Language:
    """What language.yaml says: version, urgencies in order, and the derived tables in dependency order.

    never_off : urgencies of rules that a site cannot switch off.
    """

    version: str
    urgencies: tuple[str, ...]
    never_off: frozenset[str]
    tables: Mapping[str, DerivedTable]


@lru_cache(maxsize=1)
def language() -> Language:
    """The language, read once a process."""
    text = files("lenitive.knowledge.rules").joinpath("language.yaml").read_text(encoding="utf-8")
    # Any: plain YAML, checked piece by piece below.
    source: dict[str, Any] = document(text)
    tables = {name: derived_table(name, entry) for name, entry in source["derived_tables"].items()}
    config = source["config"]
    return Language(
        str(source["version"]),
        tuple(config["priority_order"]["urgency"]),
        frozenset(config["never_off"]["urgency"]),
        tables,
    )


def derived_table(name: str, entry: dict[str, Any]) -> DerivedTable:
    """A derived table from its entry in YAML; raises KnowledgeError for what no table has."""
    _only(entry, {"rows", "fields", "one_row", "list", "read"}, f"table {name}")
    fields = tuple(_field(name, key, value) for key, value in entry["fields"].items())
    return DerivedTable(
        name,
        entry["rows"],
        fields,
        one_row=bool(entry.get("one_row", False)),
        held_list=entry.get("list", ""),
        read=bool(entry.get("read", True)),
    )


def _field(table: str, name: str, entry: dict[str, Any]) -> Field:
    where = f"field {table}.{name}"
    _only(entry, {"type", "meaning", "values", "ids"}, where)
    if entry["type"] not in KINDS:
        raise KnowledgeError(
            f"{where} has the type {entry['type']!r}", where=_PLACE, do="Use one of " + ", ".join(KINDS)
        )
    return Field(name, entry["type"], entry["meaning"], tuple(entry.get("values", ())), entry.get("ids", ""))


def _only(entry: Mapping[str, object], allowed: set[str], where: str) -> None:
    if extra := sorted(set(entry) - allowed):
        raise KnowledgeError(f"{where} has unknown keys: {', '.join(extra)}", where=_PLACE, do="Remove them")
