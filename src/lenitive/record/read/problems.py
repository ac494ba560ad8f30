"""Problems met while reading: found deep in a resource, told with file, line, resource and field."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lenitive.errors import Note, Severity

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST_LISTED = 1000
REQUEST = "ServiceRequest"
MOST_SHOWN = 60


@dataclass
class Problem:
    """One problem with a value, before its place in the resource is known.

    path : the keys and positions from the value outwards; each caller adds its own while returning.
    """

    what: str
    do: str = "Correct it at the source."
    severity: Severity = "problem"
    path: list[str | int] = field(default_factory=list)

    @property
    def element(self) -> str:
        """The FHIR path of the value, such as `dosageInstruction[0].timing`."""
        text = ""
        for part in reversed(self.path):
            text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
        return text


@dataclass
class Notes:
    """The problems of one load, in the order they were met; beyond a limit they are counted, not kept.

    requests : (Type/id, raw JSON) of requests that were left out for want of a person.
    """

    kept: list[tuple[str | None, Note]] = field(default_factory=list)
    left_out: int = 0
    requests: list[tuple[str, str]] = field(default_factory=list)

    def add(
        self,
        what: str,
        where: str,
        do: str,
        severity: Severity = "problem",
        patient_id: str | None = None,
    ) -> None:
        """Keep one note, with the person it concerns where that is known."""
        if len(self.kept) < MOST_LISTED:
            self.kept.append((patient_id, Note(what, where, do, severity)))
        else:
            self.left_out += 1

    def finish(self) -> list[Note]:
        """All notes; the last one says how many were not listed."""
        if self.left_out:
            note = Note(f"{self.left_out} more problems of these kinds were met", do="Mend the first ones.")
            self.kept.append((None, note))
            self.left_out = 0
        return [note for _, note in self.kept]

    def store(self, connection: DuckDBPyConnection) -> None:
        """Write the notes into the table `note`; one that is there already is not written again."""
        rows = list(dict.fromkeys((patient, n.what, n.where, n.do, n.severity) for patient, n in self.kept))
        if not rows:
            return
        connection.execute(_STORE, [list(column) for column in zip(*rows, strict=True)])


_STORE = """
INSERT INTO note BY NAME
WITH arrived AS (
  SELECT unnest($1::VARCHAR[]) AS patient_id, unnest($2::VARCHAR[]) AS what, unnest($3::VARCHAR[]) AS place,
         unnest($4::VARCHAR[]) AS advice, unnest($5::VARCHAR[]) AS severity)
SELECT patient_id, 'note#' || md5(concat_ws('|', what, place)) AS row_id, what, place, advice, severity
FROM arrived
WHERE NOT EXISTS (
  SELECT 1 FROM note AS n WHERE n.what = arrived.what AND n.place IS NOT DISTINCT FROM arrived.place)
"""


def shown(value: object) -> str:
    """A value as a sentence shows it: quoted, without control characters, cut when long."""
    text = value if isinstance(value, str) else repr(value)
    text = "".join(character if character.isprintable() else "�" for character in text[: MOST_SHOWN + 1])
    return f'"{text[:MOST_SHOWN]}…"' if len(text) > MOST_SHOWN else f'"{text}"'
