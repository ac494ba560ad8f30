"""The item banks that are at hand: those a site imported under its licence, and ours for demonstration."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from importlib import resources
from pathlib import Path

import orjson

from lenitive.errors import InputError
from lenitive.knowledge.documents import document
from lenitive.measure.bank_files import BankFile, from_document, read_bank_file

_SHIPPED = resources.files("lenitive.knowledge") / "banks"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


def find_bank(name: str, *, of: str = "") -> BankFile:
    """The bank of that id, imported or shipped, or in the file of that path.

    of : which bank is meant, where the file holds several.
    Raises : InputError where there is none, or where several were found and none was named.
    """
    path = Path(name)
    if path.suffix or path.exists():
        return _only(read_bank_file(path), of, name)
    return installed_bank(name)


def installed_bank(name: str) -> BankFile:
    """The imported or shipped bank of that id; never a file elsewhere.

    Raises : InputError where there is none.
    """
    if _NAME.fullmatch(name):
        for known in (home() / f"{name}.json", _SHIPPED / f"{name}.yaml"):
            if known.is_file():
                return _parsed(known.read_text("utf-8"), str(known))
    listed = ", ".join(bank.id for bank in banks())
    raise InputError(f"there is no bank {name!r}", do=f"Name a file, or one of: {listed}.")


def banks() -> Iterator[BankFile]:
    """Every imported bank, then those shipped, by id."""
    imported = sorted(home().glob("*.json")) if home().is_dir() else []
    shipped = sorted((path for path in _SHIPPED.iterdir() if path.name.endswith(".yaml")), key=str)
    for path in [*imported, *shipped]:
        yield _parsed(path.read_text("utf-8"), path.name)


@lru_cache(maxsize=64)
def _parsed(text: str, where: str) -> BankFile:
    return from_document(document(text), where)


def home() -> Path:
    """Where a site's imported banks are: `banks` in its data directory (LENITIVE_HOME, else ./var)."""
    return Path(os.environ.get("LENITIVE_HOME") or "var") / "banks"


def import_banks(path: Path, *, licence: str, name: str = "") -> list[BankFile]:
    """Read the banks of a file and keep them for this site, with the licence under which it may use them.

    name : id for the bank, where the file holds one; the file's own when left out.
    Raises : InputError where the file is no bank, the licence is empty, or the id cannot be a file's name.
    """
    if not licence.strip():
        raise InputError("the licence is empty", do="Say under which licence the site may use this bank.")
    found = read_bank_file(path)
    if name and len(found) > 1:
        raise InputError(f"it holds {len(found)} banks", where=str(path), do="Leave the name out.")
    kept = [replace(bank, id=name or bank.id, licence=licence.strip()) for bank in found]
    for bank in kept:
        if not _NAME.fullmatch(bank.id):
            raise InputError(f"{bank.id!r} cannot be the id of a bank", do="Use letters, digits, _ and -.")
    home().mkdir(parents=True, exist_ok=True)
    for bank in kept:
        _write_whole(home() / f"{bank.id}.json", orjson.dumps(bank.document(), option=orjson.OPT_INDENT_2))
    return kept


def _only(found: list[BankFile], of: str, where: str) -> BankFile:
    chosen = [bank for bank in found if not of or bank.id == of]
    if len(chosen) == 1:
        return chosen[0]
    names = ", ".join(bank.id for bank in found)
    what = f"holds no bank {of!r}" if of else f"holds {len(found)} banks ({names})"
    raise InputError(what, where=where, do=f"Say which one with --bank: {names}.")


def _write_whole(path: Path, content: bytes) -> None:
    """Write beside and rename, so that a reader never meets half a bank."""
    beside = path.with_suffix(".part")
    beside.write_bytes(content)
    beside.replace(path)
