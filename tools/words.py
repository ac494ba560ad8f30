"""Collect the sentences of an app for translation, and compile what is translated: `words.py [APP ...]`.

For each language that an app has in `locale/`, its `django.po` gets the sentences that are new, loses those
that are gone, and becomes the `.mo` file that the site reads. Translators edit the `.po` files and run this
again.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

SOURCE = Path(__file__).parent.parent / "src" / "lenitive"
_KEYWORDS = {
    "_": None,
    "_body": ((1, "c"), 2),
    "_n": (1, 2),
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
_NO_DAY = datetime(2000, 1, 1, tzinfo=UTC)
Sentence = tuple[str | tuple[str, ...], str | None]


def sentences(app: Path) -> Iterator[Sentence]:
    """Every sentence of an app that is marked for translation, with its context."""
    for path in sorted([*app.rglob("*.py"), *app.rglob("*.html")]):
        text = path.read_text()
        if path.suffix == ".html":
            text = templatize(text, origin=str(path))
        for _line, message, _comments, context in extract("python", io.BytesIO(text.encode()), _KEYWORDS):
            yield message, context


def catalog_of(app: Path, language: str) -> Catalog:
    """The catalogue of a language as it must be: the sentences of today, with the translations so far."""
    path = po_file(app, language)
    before = Catalog(locale=language)
    if path.exists():
        with path.open("rb") as file:
            before = read_po(file, locale=language)
    today = Catalog()
    for message, context in sentences(app):
        today.add(message, context=context)
    before.update(today, no_fuzzy_matching=True)
    before.obsolete.clear()
    before.fuzzy, before.project, before.version = False, "Lenitive", "1"
    before.msgid_bugs_address = before.last_translator = before.language_team = ""
    return before


def po_file(app: Path, language: str) -> Path:
    """Where the sentences of a language stand."""
    return app / "locale" / language / "LC_MESSAGES" / "django.po"


def missing(catalog: Catalog) -> list[str]:
    """The sentences that nobody has translated."""
    return [
        str(message.id)
        for message in catalog
        if message.id and not all(message.string if isinstance(message.string, tuple) else [message.string])
    ]


def po_bytes(catalog: Catalog) -> bytes:
    """The file of a catalogue, in an order that depends on nothing but its sentences."""
    out = io.BytesIO()
    write_po(out, catalog, sort_output=True, no_location=True, omit_header=False, width=110)
    return b"".join(line for line in out.getvalue().splitlines(True) if not _changes_by_itself(line))


def _changes_by_itself(line: bytes) -> bool:
    return line.startswith((b'"POT-Creation-Date', b'"PO-Revision-Date', b'"Generated-By', b"# "))


def mo_bytes(catalog: Catalog) -> bytes:
    """What the site reads; the same sentences are the same bytes on any day."""
    out = io.BytesIO()
    told = read_po(io.BytesIO(po_bytes(catalog)), locale=catalog.locale)
    told.creation_date = told.revision_date = _NO_DAY
    write_mo(out, told)
    return out.getvalue()


def apps() -> list[Path]:
    """The apps that have a translation."""
    return sorted(path.parent for path in SOURCE.glob("*/locale"))


def languages(app: Path) -> list[str]:
    """The languages of an app, beside English."""
    return sorted(path.name for path in (app / "locale").iterdir() if path.is_dir())


def main(names: list[str]) -> int:
    """Renew the files of these apps, or of all; says how many sentences still lack words."""
    for app in [SOURCE / name for name in names] or apps():
        for language in languages(app):
            catalog = catalog_of(app, language)
            path = po_file(app, language)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(po_bytes(catalog))
            path.with_suffix(".mo").write_bytes(mo_bytes(catalog))
            print(f"{app.name} {language}: {len(catalog)} sentences, {len(missing(catalog))} without words")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
