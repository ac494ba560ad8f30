"""The two ways in: files of any size, and one bundle in memory."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from lenitive.errors import InputError, LenitiveError, Note
from lenitive.record.read import bulk
from lenitive.record.read.batches import Batches
from lenitive.record.read.documents import (
    Source,
    fault_of_json,
    lines,
    parse_document,
    read_document,
    sources,
)
from lenitive.record.read.flatten import empty_products
from lenitive.record.read.limits import LARGEST_DOCUMENT
from lenitive.record.read.people import keep_damaged, leave_out_strangers, person_of_damaged
from lenitive.record.read.problems import Notes
from lenitive.record.read.session import bound_memory, session
from lenitive.record.read.split import Entry, Splitter

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Bytes read and bytes in all, after each file and now and then within one.
Progress = Callable[[int, int], None]
_LINES_BETWEEN_REPORTS = 2000


def load(
    connection: DuckDBPyConnection,
    paths: Iterable[Path],
    *,
    keep_going: bool = False,
    progress: Progress | None = None,
    known: Collection[str] = frozenset(),
    raw: bool = True,
    now: datetime | None = None,
    requests: list[tuple[str, str]] | None = None,
) -> list[Note]:
    """Read files and folders of FHIR R4 into the record tables of a connection.

    keep_going : go on after a file that cannot be read at all; it is then a note of severity `fatal`.
    known : ids of people that the caller's store holds, so that rows about them are not left out.
    requests : is given (Type/id, raw JSON) of requests that were left out because nobody knows whose they
    are; a file of nothing else counts as read then.
    raw : keep each raw resource in the table `resource`. now : the time of reading (UTC; default: the clock).
    Returns : everything that was wrong, worst or not; severity `problem` means that something was left out or
    changed. The notes are rows of `note` as well. Reading the same again changes nothing.
    Raises : InputError when nothing could be read, or, without keep_going, at the first file that cannot be
    read; the connection then holds what it held before, except after bulk files, whose rows stay.
    """
    now = now or datetime.now(UTC)
    found = sources(Path(path) for path in paths)
    notes = Notes()
    session(connection)
    loaded_at = now.astimezone(UTC).replace(tzinfo=None)
    batches = Batches(notes, connection=connection, loaded_at=loaded_at, raw=raw)
    reader = _Reader(connection, notes, batches, Splitter(notes, now.date()), progress, found)
    reader.takes_requests = requests is not None
    one_piece = not any(bulk.is_large(source) for source in found)
    if not one_piece:
        bound_memory(connection)
    if one_piece:
        connection.execute("BEGIN")
    try:
        empty_products(connection)
        reader.read_all(found, keep_going)
        batches.flush()
        keep_damaged(connection, notes, reader.damaged)
        leave_out_strangers(connection, notes, known)
        if requests is not None:
            requests += notes.requests
        notes_in_all = notes.finish()
        notes.store(connection)
    except BaseException:
        if one_piece:
            connection.execute("ROLLBACK")
        raise
    if one_piece:
        connection.execute("COMMIT")
    return notes_in_all


def load_bundle(
    connection: DuckDBPyConnection,
    raw: bytes,
    source: str,
    *,
    known: Collection[str] = frozenset(),
    now: datetime | None = None,
) -> list[Note]:
    """Read one bundle or resource that is in memory; returns and raises as `load`.

    source : how notes call it.
    """
    now = now or datetime.now(UTC)
    notes = Notes()
    entries = entries_of(raw, source, notes, now)
    session(connection)
    loaded_at = now.astimezone(UTC).replace(tzinfo=None)
    batches = Batches(notes, connection=connection, loaded_at=loaded_at)
    connection.execute("BEGIN")
    try:
        empty_products(connection)
        batches.take(entries)
        batches.flush()
        if not batches.count:
            raise nothing_read(source, notes)
        leave_out_strangers(connection, notes, known)
        notes_in_all = notes.finish()
        notes.store(connection)
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
    return notes_in_all


def entries_of(raw: bytes, source: str, notes: Notes, now: datetime) -> list[Entry]:
    """The entries of one document that is in memory; raises as `load`."""
    if len(raw) > LARGEST_DOCUMENT:
        raise InputError(
            f"{len(raw) / 1e6:,.0f} MB in one JSON document; the limit is {LARGEST_DOCUMENT / 1e6:,.0f} MB",
            where=source,
            do="Write it as NDJSON (one resource a line), which has no limit.",
        )
    return list(Splitter(notes, now.date()).document(parse_document(raw, source), source))


class _Reader:
    """Reads sources one after the other and says how far it is."""

    def __init__(
        self,
        connection: DuckDBPyConnection,
        notes: Notes,
        batches: Batches,
        splitter: Splitter,
        progress: Progress | None,
        found: list[Source],
    ) -> None:
        self.connection, self.notes, self.batches, self.splitter = connection, notes, batches, splitter
        self.progress = progress
        # Whether the caller takes requests without a person.
        self.takes_requests = False
        self.total = sum(source.path.stat().st_size for source in found)
        self.done = 0
        # People whose own line could not be read -> its place.
        self.damaged: dict[str, str] = {}

    def read_all(self, found: list[Source], keep_going: bool) -> None:
        """Read every source; a single one that cannot be read is always an error."""
        for source in found:
            try:
                self._read(source)
            except LenitiveError as error:
                if not keep_going or len(found) == 1:
                    raise
                self.notes.add(error.what, error.where, error.do, "fatal")
            self.done += source.path.stat().st_size
            self._report(0)

    def _read(self, source: Source) -> None:
        before, asked = self.batches.count, len(self.notes.requests)
        if source.kind == "document":
            document = parse_document(read_document(source), source.name)
            self.batches.take(self.splitter.document(document, source.name))
        elif bulk.is_large(source):
            self.batches.flush()
            if bulk.read_typed(self.connection, source, self.batches):
                return
            self._read_lines(source)
        else:
            self._read_lines(source)
        if self.takes_requests and len(self.notes.requests) > asked:
            return
        if self.batches.count == before and not self._only_doubles(source):
            raise nothing_read(source.name, self.notes)

    def _read_lines(self, source: Source) -> None:
        if not source.path.stat().st_size:
            raise InputError("the file is empty", where=source.name, do="Export it again.")
        read = 0
        for number, line in lines(source):
            read += len(line) + 1
            place = f"{source.name} line {number}"
            if len(line) > LARGEST_DOCUMENT:
                self.notes.add(f"a line of {len(line) / 1e6:,.0f} MB; left out", place, "Split the resource.")
                continue
            try:
                self.batches.take(self.splitter.line(line, place))
            except orjson.JSONDecodeError as error:
                self._leave_out(line, place, error)
            if number % _LINES_BETWEEN_REPORTS == 0:
                self._report(read)

    def _leave_out(self, line: bytes, place: str, error: orjson.JSONDecodeError) -> None:
        what, _, column = fault_of_json(line, error)
        self.notes.add(
            f"{what}, column {column}; the line was left out", place, "Correct it, or export it again."
        )
        person = person_of_damaged(line)
        if person is not None:
            self.damaged.setdefault(person, place)

    def _only_doubles(self, source: Source) -> bool:
        """Whether all that a file holds had been read from another one."""
        return bool(self.batches.seen) and source.path.stat().st_size > 0 and not self.notes.kept

    def _report(self, more: int) -> None:
        if self.progress is not None:
            self.progress(self.done + more, self.total)


def nothing_read(name: str, notes: Notes) -> InputError:
    """The error for a file from which nothing could be read; the first problem says why."""
    first = next((note for _, note in notes.kept if note.where.startswith(name)), None)
    if first is None:
        return InputError("it holds no resource", where=name, do="Check that it is the right file.")
    return InputError(first.what, where=first.where, do=first.do)
