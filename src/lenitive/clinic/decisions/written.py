"""Keep a decision: the entry, the rows that came of it, and what it says to rules; and take it back whole.

Rows are made by the reader from FHIR resources (`resources.py`); the few that FHIR has no resource for are
given as rows. Everything is written at once or not at all, and a form that is sent twice counts once.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import orjson
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lenitive.clinic.decisions.resources import Resource, about
from lenitive.clinic.models import Entry, Kind, PlanTask, RuleAnswer
from lenitive.clinic.summary import refresh
from lenitive.desk.models import RECORD, Role
from lenitive.desk.models.record import field_name
from lenitive.errors import InputError
from lenitive.measure import score_record
from lenitive.record.read import bundle_record
from lenitive.record.rows import in_memory
from lenitive.record.schema import BY_NAME, TABLES

if TYPE_CHECKING:
    from lenitive.desk.models import Staff

# A row of the record: column -> cell.
Row = dict[str, Any]


@dataclass(frozen=True)
class Act:
    """A decision, before it is kept. The words are those of the day; `token` is of the form."""

    patient_id: str
    kind: Kind
    subject: str
    title: str
    answer: str
    words: str
    token: str
    reason: str = ""
    reason_id: str = ""


@dataclass(frozen=True)
class Change:
    """Cells of a row of the record that become others."""

    table: str
    row: str
    after: Mapping[str, Any]


class AnsweredAlready(Exception):
    """Somebody else answered the same thing at this visit; `entry` is theirs."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(str(entry))
        self.entry = entry


def new_token() -> str:
    """For a form: whatever is sent with it counts once."""
    return str(uuid.uuid4())


def token_of(text: str) -> str:
    """The mark that a form sent; a new one where it is none."""
    try:
        return str(uuid.UUID(text))
    except ValueError:
        return new_token()


def keep(
    act: Act,
    staff: Staff,
    *,
    resources: Sequence[Resource] = (),
    rows: Sequence[tuple[str, Row]] = (),
    changes: Sequence[Change] = (),
    rules: Sequence[tuple[str, str]] = (),
    tasks: Sequence[tuple[str, date | None]] = (),
) -> tuple[Entry, bool]:
    """Keep a decision and write its rows; the entry, and whether this call made it.

    rows : (table, row without its person and id). rules : (rule, acted, open or overridden).
    tasks : what is to be done because of it, in words, and by when.
    Raises : AnsweredAlready for a choice that somebody answered at this visit; InputError when a resource
    cannot be read, in words.
    """
    now = timezone.now()
    made = made_rows(act.patient_id, resources, rows, staff, now)
    try:
        with transaction.atomic():
            entry, is_new = _entry(act, staff, now, made)
            if not is_new:
                return _same_person(entry, act), False
            write_rows(made)
            entry.changed = [_change(act.patient_id, each) for each in changes]
            entry.save(update_fields=["changed"])
            RuleAnswer.objects.bulk_create(
                RuleAnswer(entry=entry, rule=rule, did=did, at=now, reason_id=act.reason_id)
                for rule, did in rules
            )
            PlanTask.objects.bulk_create(
                PlanTask(entry=entry, patient_id=act.patient_id, words=words, due=due) for words, due in tasks
            )
            refresh([act.patient_id])
    except IntegrityError:
        other = _standing(act)
        if other is None:
            raise
        raise AnsweredAlready(other) from None
    return entry, True


def _entry(act: Act, staff: Staff, now: datetime, made: Sequence[tuple[str, Row]]) -> tuple[Entry, bool]:
    return Entry.objects.get_or_create(
        token=act.token,
        defaults={
            "patient_id": act.patient_id,
            "kind": act.kind,
            "subject": act.subject,
            "title": act.title,
            "answer": act.answer,
            "words": act.words,
            "reason": act.reason,
            "reason_id": act.reason_id,
            "day": timezone.localdate(now),
            "at": now,
            "staff": staff,
            "who": staff.name,
            "wrote": [[table, row["row_id"]] for table, row in made],
        },
    )


def _same_person(entry: Entry, act: Act) -> Entry:
    if entry.patient_id != act.patient_id:
        raise InputError(_("this form belongs to another person"), do=_("Open the page again."))
    return entry


def _standing(act: Act) -> Entry | None:
    today = timezone.localdate()
    found: Entry | None = Entry.objects.filter(
        patient_id=act.patient_id, kind=act.kind, subject=act.subject, day=today, undone_at=None
    ).first()
    return found


def made_rows(
    patient_id: str,
    resources: Sequence[Resource],
    rows: Sequence[tuple[str, Row]],
    staff: Staff,
    now: datetime,
) -> list[tuple[str, Row]]:
    """(table, row) of what was entered here: read from resources, and given as rows without their person.

    Raises : InputError when a resource cannot be read, in words.
    """
    return [*_read(patient_id, resources, staff, now), *_numbered(patient_id, rows)]


def _read(
    patient_id: str, resources: Sequence[Resource], staff: Staff, now: datetime
) -> Iterator[tuple[str, Row]]:
    """The rows that our reader makes of these resources, with the resources themselves."""
    if not resources:
        return
    whole = [about(each, patient_id) for each in resources]
    entries = [{"resource": each} for each in ({"resourceType": "Patient", "id": patient_id}, *whole)]
    bundle = orjson.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries})
    source = f"entered here by {staff.name}, {Role(staff.role).label}"
    with bundle_record(bundle, source, now=now.astimezone(UTC)) as (record, notes):
        lost = next((note for note in notes if note.severity != "info"), None)
        if lost is not None:
            raise InputError(lost.what, where=_("what was entered"), do=lost.do)
        if any(each["resourceType"] == "QuestionnaireResponse" for each in resources):
            score_record(record)
        for table in TABLES:
            held = in_memory(record)
            found = held.rows(table.name) if held else record.execute(f'FROM "{table.name}"').fetchall()
            for cells in found:
                row = dict(zip(table.column_names, cells, strict=True))
                if table.name != "note" and not row["row_id"].startswith("Patient/"):
                    yield table.name, row


def _numbered(patient_id: str, rows: Iterable[tuple[str, Row]]) -> Iterator[tuple[str, Row]]:
    for table, row in rows:
        yield table, {"patient_id": patient_id, "row_id": f"{table}/{uuid.uuid4()}#1", **row}


def write_rows(made: Iterable[tuple[str, Row]]) -> None:
    """Put rows into the record, within a transaction."""
    for table, row in made:
        RECORD[table].objects.create(**{field_name(name): _aware(cell) for name, cell in row.items()})


# Any: a cell may be of any kind.
def _aware(cell: Any) -> Any:
    """The store holds instants with their zone; a record holds them in UTC, without one."""
    return cell.replace(tzinfo=UTC) if isinstance(cell, datetime) and cell.tzinfo is None else cell


def _change(patient_id: str, change: Change) -> dict[str, Any]:
    row: Any = RECORD[change.table].objects.select_for_update().get(patient_id=patient_id, row_id=change.row)
    before = {name: getattr(row, field_name(name)) for name in change.after}
    _put(row, change.after)
    encoded = {"before": before, "after": dict(change.after)}
    return {"table": change.table, "row": change.row, **orjson.loads(DjangoJSONEncoder().encode(encoded))}


def _put(row: Any, cells: Mapping[str, Any]) -> None:
    for name, cell in cells.items():
        setattr(row, field_name(name), cell)
    row.save(update_fields=[field_name(name) for name in cells])


def undo(entry_id: int, patient_id: str, staff: Staff) -> Entry:
    """Take a decision back: its rows go, what it changed is as before; a second time changes nothing.

    Raises : InputError where a later decision rests on the same row.
    """
    with transaction.atomic():
        entry = Entry.objects.select_for_update().get(pk=entry_id, patient_id=patient_id)
        if entry.undone_at is not None:
            return entry
        for change in entry.changed:
            _put_back(entry, change)
        for table, row in entry.wrote:
            RECORD[table].objects.filter(patient_id=patient_id, row_id=row).delete()
        entry.undone_at, entry.undone_by = timezone.now(), staff.name
        entry.save(update_fields=["undone_at", "undone_by"])
        refresh([patient_id])
    return entry


def _put_back(entry: Entry, change: Mapping[str, Any]) -> None:
    row: Any = (
        RECORD[change["table"]]
        .objects.select_for_update()
        .filter(patient_id=entry.patient_id, row_id=change["row"])
        .first()
    )
    if row is None:
        return
    now = {name: getattr(row, field_name(name)) for name in change["after"]}
    if now != _cells(change["table"], change["after"]):
        raise InputError(
            _("something else was decided about it since"),
            where=entry.title,
            do=_("Undo the later decision first."),
        )
    _put(row, _cells(change["table"], change["before"]))


def _cells(table: str, written: Mapping[str, Any]) -> dict[str, Any]:
    """Cells that went through JSON, as the store holds them."""
    kinds = {column.name: column.kind for column in BY_NAME[table].columns}
    return {
        name: date.fromisoformat(cell) if kinds[name] == "date" and cell else cell
        for name, cell in written.items()
    }


def keep_after_import(patient_ids: Iterable[str]) -> None:
    """What was changed by hand holds on where the chart still says what it said before."""
    changed = Entry.objects.filter(patient_id__in=list(patient_ids), undone_at=None).exclude(changed=[])
    for entry in changed.order_by("pk"):
        for change in entry.changed:
            rows = RECORD[change["table"]].objects.filter(patient_id=entry.patient_id, row_id=change["row"])
            row: Any = rows.first()
            before = _cells(change["table"], change["before"])
            if row is not None and all(
                getattr(row, field_name(name)) == cell for name, cell in before.items()
            ):
                _put(row, _cells(change["table"], change["after"]))
