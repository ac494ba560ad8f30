"""Whether what was signed is whole: every version's hash, the chain of a note's versions, and the guards."""

from __future__ import annotations

from collections.abc import Iterator

import orjson
from django.db import connection

from lenitive.clinic.models import Note, NoteVersion
from lenitive.clinic.notes.reading import hash_of
from lenitive.desk.checks import Check
from lenitive.desk.models import Patient

_GUARDS = {"sqlite": 2, "postgresql": 3}
_COUNT = {
    "sqlite": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'clinic_noteversion'",
    "postgresql": "SELECT count(*) FROM pg_trigger "
    "WHERE tgrelid = 'clinic_noteversion'::regclass AND NOT tgisinternal AND tgenabled <> 'D'",
}
_AT_ONCE = 500


def check_notes() -> Iterator[Check]:
    """Look at every signed version, and at whom each note is about."""
    yield _guards()
    yield _versions()
    lost = Note.objects.exclude(patient_id__in=Patient.objects.values("patient_id")).count()
    if lost:
        yield Check(False, f"There are notes about people who are not in the store: {lost:,}.")


def _guards() -> Check:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT[connection.vendor])
        good = cursor.fetchone()[0] == _GUARDS[connection.vendor]
    if good:
        return Check(True, "The database refuses to change a signed note.")
    return Check(False, "The database would let a signed note be changed: a trigger was taken off.")


def _versions() -> Check:
    """Every body has its hash, and names the version before it."""
    count, before = 0, ("", 0, 0)  # hash, note and number of the version before
    versions = NoteVersion.objects.order_by("note_id", "number")
    for version in versions.iterator(chunk_size=_AT_ONCE):
        first = version.number == 1
        whole = hash_of(version.body) == version.hash
        follows = first or (before[1], before[2] + 1) == (version.note_id, version.number)
        named = whole and orjson.loads(version.body)["before"] == ("" if first else before[0])
        if not (whole and follows and named):
            where = f"version {version.number} of note {version.note_id}"
            return Check(False, f"A signed note was changed: {where} is not what was signed.")
        before, count = (version.hash, version.note_id, version.number), count + 1
    return Check(True, f"Every signed note is as it was signed: {count:,} versions.")
