"""Item banks as files: CSV, a FHIR Questionnaire, or a document of ours.

CSV: one item a row, columns `item`, `a` (or `slope`, `discrimination`), `b1`, `b2`, ... (or `threshold1`,
...); and where known `bank` (one file may hold several), `label`, `area`. FHIR: a Questionnaire whose items
carry an extension with the parts `slope` and `threshold` (repeated, rising), and `area`, such as GRADED_ITEM;
their answer options give the wording of the answers.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import orjson

from lenitive.errors import AnswerError, InputError
from lenitive.knowledge.documents import NotYaml, document
from lenitive.measure.irt import Bank, GradedItem

# A bank's document is untyped until it has been read.
Entry = Mapping[str, Any]

GRADED_ITEM = "https://lenitive.example/StructureDefinition/graded-item"
_NAMES = {"slope": "a", "discrimination": "a", "item_id": "item", "key": "item"}
_FORM = "A CSV needs the columns item, a, b1, b2, ...; a Questionnaire needs the graded-item extension."


@dataclass(frozen=True)
class BankFile:
    """A bank with what people read of it.

    calibrated : False where the parameters come from nobody's answers; None where the file does not say.
    labels : item to its wording. options : wording of the answers from the lowest, empty where not known.
    """

    id: str
    title: str
    licence: str
    source: str
    calibrated: bool | None
    stem: str
    labels: tuple[tuple[str, str], ...]
    options: tuple[str, ...]
    bank: Bank

    @cached_property
    def label(self) -> dict[str, str]:
        """Item to its wording."""
        return dict(self.labels)

    @cached_property
    def fingerprint(self) -> str:
        """Twelve hex digits that change with the parameters, so that a session is not resumed on others."""
        told = [(item.key, item.a, item.b) for item in self.bank.items]
        return hashlib.sha256(orjson.dumps(told)).hexdigest()[:12]

    def document(self) -> dict[str, Any]:
        """The bank as a document that `read_bank_file` reads again."""
        return {
            "id": self.id,
            "title": self.title,
            "licence": self.licence,
            "source": self.source,
            "calibrated": self.calibrated,
            "stem": self.stem,
            "options": list(self.options),
            "items": [
                {
                    "item": item.key,
                    "label": self.label.get(item.key, ""),
                    "area": item.area,
                    "a": item.a,
                    "b": list(item.b),
                }
                for item in self.bank.items
            ],
        }


def read_bank_file(path: Path) -> list[BankFile]:
    """The banks of a CSV file, a FHIR Questionnaire, or a document of ours (JSON or YAML).

    Raises : InputError, with file and line or item, for anything that is not a bank.
    """
    try:
        text = path.read_text("utf-8-sig")
    except OSError as problem:
        raise InputError(
            problem.strerror or "cannot be read", where=str(path), do="Check the path."
        ) from problem
    except UnicodeDecodeError as problem:
        raise InputError("is not UTF-8 text", where=str(path), do="Save it as UTF-8.") from problem
    if path.suffix.lower() not in (".json", ".yaml", ".yml"):
        try:
            return list(_from_csv(text, path))
        except csv.Error as problem:
            raise InputError(f"is no CSV ({problem})", where=str(path), do=_FORM) from problem
    try:
        found = document(text) if path.suffix.lower() != ".json" else orjson.loads(text)
    except (NotYaml, orjson.JSONDecodeError) as problem:
        raise InputError(f"cannot be parsed: {problem}", where=str(path), do=_FORM) from problem
    if not isinstance(found, dict):
        raise InputError("is not a bank", where=str(path), do=_FORM)
    if found.get("resourceType") == "Questionnaire":
        return [_from_questionnaire(found, path)]
    return [from_document(found, str(path))]


def _from_csv(text: str, path: Path) -> Iterator[BankFile]:
    rows = csv.DictReader(io.StringIO(text))
    rows.fieldnames = names = [_column(name) for name in rows.fieldnames or []]
    thresholds = [name for name in names if re.fullmatch(r"b\d+", name)]
    missing = [name for name in ("item", "a", "b1") if name not in names]
    if missing:
        raise InputError(f"has no column {missing[0]!r}", where=str(path), do=_FORM)
    groups: dict[str, list[tuple[GradedItem, dict[str, str]]]] = {}
    for row in rows:
        where = f"{path} line {rows.line_num}"
        item = _item(
            {
                "item": row["item"],
                "a": row["a"],
                "b": [row[name] for name in thresholds if (row[name] or "").strip()],
                "area": row.get("area") or "",
            },
            where,
        )
        groups.setdefault(row.get("bank") or path.stem, []).append((item, row))
    if not groups:
        raise InputError("has no items", where=str(path), do=_FORM)
    for name, items in groups.items():
        sources = sorted({row.get("source") or "" for _, row in items} - {""})
        yield BankFile(
            id=name,
            title=name,
            licence="",
            source="; ".join(sources) or f"imported from {path.name}",
            calibrated=None,
            stem="",
            labels=tuple((item.key, row.get("label") or "") for item, row in items),
            options=(),
            bank=_bank(tuple(item for item, _ in items), str(path)),
        )


def _column(name: str) -> str:
    """Our name for a column of a CSV: other programs write slope, discrimination, threshold1, b_1."""
    name = name.strip().lower()
    threshold = re.fullmatch(r"(?:b|threshold|difficulty)_?(\d+)", name)
    return f"b{threshold[1]}" if threshold else _NAMES.get(name, name)


def from_document(entry: Entry, where: str) -> BankFile:
    """A bank from a document of ours, or from a line of answers that brings its bank.

    Raises : InputError, with `where` and the item.
    """
    entries = entry.get("items")
    inline = entry.get("bank")
    if entries is None and isinstance(inline, dict):
        # The form of a line of answers that brings its bank with it.
        entries = [{"item": key, **parameters} for key, parameters in inline.items()]
    if not isinstance(entries, list) or not entries:
        raise InputError("has no items", where=where, do=_FORM)
    items = tuple(_item(each, f"{where}, item {place}") for place, each in enumerate(entries, start=1))
    name, options = str(entry.get("id") or entry.get("bank_id") or Path(where).stem), entry.get("options")
    return BankFile(
        id=name,
        title=str(entry.get("title") or name),
        licence=str(entry.get("licence") or ""),
        source=str(entry.get("source") or ""),
        calibrated=entry.get("calibrated"),
        stem=str(entry.get("stem") or ""),
        labels=tuple(
            (item.key, str(each.get("label") or "")) for item, each in zip(items, entries, strict=True)
        ),
        options=tuple(str(option) for option in options) if isinstance(options, list) else (),
        bank=_bank(items, where),
    )


def _from_questionnaire(form: Entry, path: Path) -> BankFile:
    found: list[tuple[GradedItem, Entry]] = []
    for each in _leaves(form.get("item")):
        parts = _graded_parts(each)
        if not parts:
            continue
        entry = {
            "item": each.get("linkId"),
            "a": next((part.get("valueDecimal") for url, part in parts if url == "slope"), None),
            "b": [part.get("valueDecimal") for url, part in parts if url == "threshold"],
            "area": next((part.get("valueString") for url, part in parts if url == "area"), ""),
        }
        found.append((_item(entry, f"{path}, item {each.get('linkId')}"), each))
    if not found:
        raise InputError("holds no item with the graded-item extension", where=str(path), do=_FORM)
    name = str(form.get("name") or form.get("id") or path.stem)
    return BankFile(
        id=name,
        title=str(form.get("title") or name),
        licence=str(form.get("copyright") or ""),
        source=str(form.get("url") or path.name),
        calibrated=None,
        stem="",
        labels=tuple((item.key, str(each.get("text") or "")) for item, each in found),
        options=_options(found[0][1]),
        bank=_bank(tuple(item for item, _ in found), str(path)),
    )


def _graded_parts(item: Entry) -> list[tuple[str, Entry]]:
    """The parts of the extension that holds a slope, whatever its address; empty for an item without one."""
    for extension in objects(item.get("extension")):
        parts = [(str(part.get("url")), part) for part in objects(extension.get("extension"))]
        if any(url == "slope" for url, _ in parts):
            return parts
    return []


def objects(value: object) -> list[Entry]:
    """The JSON objects in what should be a list of them; nothing for anything else."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _leaves(items: object) -> Iterator[Entry]:
    for item in objects(items):
        yield item
        yield from _leaves(item.get("item"))


def _options(item: Entry) -> tuple[str, ...]:
    """The words of an item's answers."""
    codings = [option.get("valueCoding") for option in objects(item.get("answerOption"))]
    known = [coding for coding in codings if isinstance(coding, dict)]
    return tuple(str(coding.get("display") or coding.get("code") or "") for coding in known)


def _item(entry: Entry, where: str) -> GradedItem:
    try:
        return GradedItem(
            key=str(entry["item"]).strip(),
            a=float(entry["a"]),
            b=tuple(float(value) for value in entry["b"]),
            area=str(entry.get("area") or "").strip(),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise InputError(f"an item cannot be read ({problem})", where=where, do=_FORM) from problem


def _bank(items: tuple[GradedItem, ...], where: str) -> Bank:
    try:
        return Bank(items)
    except AnswerError as problem:
        raise InputError(problem.what, where=where, do=problem.do) from problem
