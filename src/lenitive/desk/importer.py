"""FHIR into the store: read, scored, and written in one transaction; all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import DatabaseError, connection, transaction

from lenitive.desk import audit, clinics, replace
from lenitive.desk.models import Patient
from lenitive.desk.people import corrections, merge
from lenitive.desk.signals import charts_loaded
from lenitive.desk.unowned import kept_elsewhere, told
from lenitive.errors import ConfigurationError, InputError, Note
from lenitive.measure import score_record
from lenitive.record.read import borrowed_record, load
from lenitive.record.read.documents import sources

# Bytes read, and bytes in all.
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Report:
    """What an import did."""

    people: int
    resources: int
    new: int
    notes: tuple[Note, ...]
    without_a_person: int = 0

    def sentence(self) -> str:
        """The whole of it in one sentence."""
        text = (
            f"{_count(self.people, 'person', 'people')}, {_count(self.resources, 'resource', 'resources')}: "
        )
        text += f"{self.new:,} new or changed" if self.new else "nothing new"
        if self.without_a_person:
            kept = _count(self.without_a_person, "referral", "referrals")
            text += f"; {kept} without a person, to be matched at /referrals/"
        problems = sum(note.severity != "info" for note in self.notes)
        return f"{text}; {_count(problems, 'problem', 'problems')} met." if problems else f"{text}."


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def import_paths(
    paths: Sequence[Path],
    *,
    keep_going: bool = False,
    synthetic: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Read files and folders of FHIR into the store.

    keep_going : store what is good and note the rest; without it, a problem that loses something stops all.
    synthetic : these people are invented, and every page says so.
    progress : called with bytes read and bytes in all.
    Raises : InputError, with the first problem, when nothing was stored because of it; ConfigurationError
    when the store cannot be written.
    """
    with borrowed_record() as record:
        known = frozenset(Patient.objects.values_list("patient_id", flat=True)) | merge.active()
        requests: list[tuple[str, str]] = []
        notes = load(record, paths, keep_going=keep_going, progress=progress, known=known, requests=requests)
        if not keep_going and not requests:
            _refuse(notes)
        score_record(record)
        names = [source.name for source in sources(Path(path) for path in paths)]
        with _told(), transaction.atomic():
            kept = kept_elsewhere(requests)
            notes = told(notes, kept, record)
            if not keep_going:
                _refuse(notes)
            done = replace.replace(record, names, synthetic=synthetic)
            touched = _by_hand(done)
            charts_loaded.send(sender=None, patient_ids=touched)
            report = Report(len(done.people), done.resources, done.new, tuple(notes), len(kept))
            audit.record(
                None,
                "import",
                what=f"{_called(paths)}: {report.sentence().rstrip('.')}",
                allowed=True,
                why="a command on this machine",
                actor="The import command",
            )
    return report


def _by_hand(done: replace.Replaced) -> tuple[str, ...]:
    """What people at the desk did to these people before holds on; returns everybody whose rows changed."""
    clinics.place_by_charts(done.people)
    corrections.keep_after_import(frozenset(done.people))
    return tuple(sorted(merge.follow(done.touched)))


def _refuse(notes: Iterable[Note]) -> None:
    """Stop before anything is stored, for a problem that loses something."""
    lost = [note for note in notes if note.severity != "info"]
    if lost:
        first, more = lost[0], len(lost) - 1
        rest = f" (and {_count(more, 'more problem', 'more problems')})" if more else ""
        raise InputError(
            f"{first.what}{rest}; nothing was stored",
            where=first.where,
            do="Correct it, or store what is good with --keep-going.",
        )


@contextmanager
def _told() -> Iterator[None]:
    """What the database refuses, in one line."""
    try:
        yield
    except DatabaseError as problem:
        raise ConfigurationError(
            f"the store could not be written ({str(problem).splitlines()[0]}); nothing was stored",
            where=str(connection.settings_dict["NAME"]),
            do="Check that the disk has room and that nothing else holds the store.",
        ) from problem


def _called(paths: Sequence[Path]) -> str:
    first = ", ".join(Path(path).name for path in paths[:3])
    return f"{first} and {_count(len(paths) - 3, 'more', 'more')}" if len(paths) > 3 else first
