"""Medicines and allergies as they are really taken: listed by source, marked one by one, added, confirmed.

What the chart ordered stays as a resource; the row of the record says what is so. A medicine that is not
taken ends; one taken otherwise ends and begins anew as a statement, its dose in words read by the same
reader as any chart.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lenitive.clinic.decisions import resources
from lenitive.clinic.decisions.dose_words import dose_words
from lenitive.clinic.decisions.resources import Resource
from lenitive.clinic.decisions.written import Act, Change, keep, new_token
from lenitive.clinic.models import Entry, Kind
from lenitive.desk.models import RECORD
from lenitive.desk.models import Resource as Stored
from lenitive.errors import InputError
from lenitive.reason.story.words import day_of

if TYPE_CHECKING:
    from lenitive.desk.models import Staff

TAKEN, NOT_TAKEN, DIFFERS = "taken", "not_taken", "differs"
MARKS: dict[str, Promise] = {
    TAKEN: gettext_lazy("Taken as written"),
    NOT_TAKEN: gettext_lazy("Not taken"),
    DIFFERS: gettext_lazy("Taken otherwise"),
}
DOMAINS = {"medicines": gettext_lazy("Medicines"), "allergies": gettext_lazy("Allergies")}
_CURRENT = ("active", "on_hold", "unknown")
_HERE = "entered here"


@dataclass(frozen=True)
class Line:
    """One medicine of the record. seen : what its form carries, so that a change meanwhile is noticed."""

    row: str
    name: str
    dose: str
    source: str
    since: str
    until: str
    because: str
    entry: Entry | None
    seen: str
    token: str


@dataclass(frozen=True)
class Reconciled:
    """The page. collected : domain -> the entry or the words that say the list is complete."""

    now: tuple[Line, ...]
    over: tuple[Line, ...]
    supplied: tuple[tuple[str, str], ...]
    allergies: tuple[tuple[str, str, str], ...]
    complete: tuple[tuple[str, str, Entry | None, str, str], ...]


def reconciled(patient_id: str) -> Reconciled:
    """Everything of the record that the page shows, in a handful of queries."""
    rows: list[Any] = list(
        RECORD["medication"].objects.filter(patient_id=patient_id).exclude(status="proposed").order_by("text")
    )
    doses, entries, sources = _doses(patient_id), _entries(patient_id), _sources(patient_id)
    lines = [(row, _line(row, doses, entries, sources)) for row in rows]
    return Reconciled(
        now=tuple(line for row, line in lines if _is_current(row)),
        over=tuple(line for row, line in lines if not _is_current(row)),
        supplied=tuple(_supplied(patient_id, {row.row_id for row in rows})),
        allergies=tuple(_allergies(patient_id, sources)),
        complete=tuple(_complete(patient_id)),
    )


def _is_current(row: Any) -> bool:
    return row.status in _CURRENT and (row.end_high is None or row.end_high >= timezone.localdate())


def _line(row: Any, doses: dict[str, list[str]], entries: dict[str, Entry], sources: dict[str, str]) -> Line:
    entry = entries.get(row.row_id)
    return Line(
        row=row.row_id,
        name=row.text or _("a medicine without a name"),
        dose=_("; then ").join(doses.get(row.row_id, ())),
        source=_source(row, sources),
        since=str(day_of(row.start_low, row.start_high) or ""),
        until=str(day_of(row.end_low, row.end_high) or ""),
        because=row.stopped_because or "",
        entry=entry,
        seen=_version(row, entry),
        token=new_token(),
    )


def _source(row: Any, sources: dict[str, str]) -> str:
    """Who says so: entered here, told to another system, or ordered."""
    here = sources.get(row.row_id.partition("#")[0] + "#1", "")
    if here.startswith(_HERE):
        return here
    return _("told by the person, from the chart") if row.kind == "statement" else _("order of the chart")


def _version(row: Any, entry: Entry | None) -> str:
    said = (row.row_id, row.status, row.start_low, row.end_low, row.stopped_because, entry and entry.pk)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def _doses(patient_id: str) -> dict[str, list[str]]:
    """The words of the instructions; where there are none, the numbers."""
    rows: Iterable[Any] = (
        RECORD["dosage"].objects.filter(patient_id=patient_id).order_by("sequence", "row_id")
    )
    made: dict[str, list[str]] = {}
    for row in rows:
        made.setdefault(row.medication_row, []).append(row.text or dose_words(row))
    return made


def _entries(patient_id: str) -> dict[str, Entry]:
    marked = Entry.objects.filter(patient_id=patient_id, kind=Kind.MEDICINE, undone_at=None).order_by("pk")
    return {entry.subject: entry for entry in marked}


def _sources(patient_id: str) -> dict[str, str]:
    """Resources that were entered here: row -> who entered it."""
    here = Stored.objects.filter(patient_id=patient_id, source__startswith=_HERE)
    return dict(here.values_list("row_id", "source"))


def _supplied(patient_id: str, orders: set[str]) -> Iterable[tuple[str, str]]:
    """What a pharmacy handed over without an order in the chart: name and day."""
    rows: Iterable[Any] = RECORD["supply"].objects.filter(patient_id=patient_id).order_by("-at_low")
    newest: dict[str, str] = {}
    for row in rows:
        if row.medication_row not in orders:
            newest.setdefault(row.text or "?", str(day_of(row.at_low, row.at_high) or ""))
    return newest.items()


def _allergies(patient_id: str, sources: dict[str, str]) -> Iterable[tuple[str, str, str]]:
    """Row, words and source of each allergy that stands."""
    rows: Iterable[Any] = RECORD["allergy"].objects.filter(patient_id=patient_id).order_by("text")
    for row in rows:
        if row.status in (None, "", "active") and row.verification not in ("refuted", "entered-in-error"):
            here = sources.get(row.row_id.partition("#")[0] + "#1", "")
            yield row.row_id, row.text or _("not named"), here or _("from the chart")


def _complete(patient_id: str) -> Iterable[tuple[str, str, Entry | None, str, str]]:
    """Domain, title, the newest entry that said it is complete, words of the chart, a mark for the form."""
    said = Entry.objects.filter(patient_id=patient_id, kind=Kind.LIST, undone_at=None).order_by("pk")
    entries = {entry.subject: entry for entry in said}
    rows: Iterable[Any] = RECORD["collected"].objects.filter(patient_id=patient_id)
    held = {row.domain for row in rows}
    for domain, title in DOMAINS.items():
        words = _("the chart says that this list is held") if domain in held else ""
        yield domain, str(title), entries.get(domain), words, new_token()


class ChangedMeanwhile(Exception):
    """Somebody else changed the medicine since the form was opened."""


def mark(
    patient_id: str,
    row_id: str,
    how: str,
    staff: Staff,
    *,
    seen: str,
    token: str,
    dose: str = "",
    why: str = "",
    since: date | None = None,
) -> tuple[Entry, bool]:
    """Mark one medicine. since : the day from which it is not taken, or otherwise; left out, today.

    Raises : ChangedMeanwhile; InputError where the row is not there any more.
    """
    same = Entry.objects.filter(token=token, patient_id=patient_id).first()
    if same is not None:
        return same, False
    row: Any = RECORD["medication"].objects.filter(patient_id=patient_id, row_id=row_id).first()
    if row is None:
        raise InputError(_("this medicine is not in the record any more"), do=_("Look at the list again."))
    if _version(row, _entries(patient_id).get(row_id)) != seen:
        raise ChangedMeanwhile
    words = str(MARKS[how]) if how != DIFFERS else f"{MARKS[how]}: {dose}"
    act = Act(patient_id, Kind.MEDICINE, row_id, row.text or row_id, how, words, token, reason=why)
    day = since or timezone.localdate()
    return keep(
        act,
        staff,
        resources=[_otherwise(row, dose, day, staff.name)] if how == DIFFERS else [],
        changes=[_ended(row, how, day, staff.name, why)] if how != TAKEN else [],
    )


def _ended(row: Any, how: str, day: date, who: str, why: str) -> Change:
    """The row ends: the day before it is taken otherwise, and never before it began."""
    end = day - timedelta(days=1) if how == DIFFERS else day
    if row.start_low is not None and end < row.start_low:
        end = row.start_low
    said = _("taken otherwise") if how == DIFFERS else _("not taken")
    because = ", ".join(each for each in (said, why, who) if each)
    after = {"status": "stopped", "end_low": end, "end_high": end, "stopped_because": because}
    return Change("medication", row.row_id, after)


def _otherwise(row: Any, dose: str, day: date, who: str) -> Resource:
    codings: Iterable[Any] = RECORD["coding"].objects.filter(
        patient_id=row.patient_id, of_table="medication", of_row=row.row_id, field="code"
    )
    coded = [(each.system or "", each.code or "", each.display or "") for each in codings]
    medicine = resources.concept(row.text or "", *coded)
    return resources.medication_statement(
        medicine, since=day.isoformat(), at=timezone.localtime(), who=who, dose=dose
    )


def add_medicine(
    patient_id: str, name: str, staff: Staff, *, token: str, dose: str, since: str, over_the_counter: bool
) -> tuple[Entry, bool]:
    """Add what the person takes besides. since : a date as far as it is known, may be empty."""
    said = _("Bought over the counter") if over_the_counter else _("Taken besides")
    words = ", ".join(each for each in (said, dose, since) if each)
    made = resources.medication_statement(
        resources.concept(name),
        since=since or timezone.localdate().isoformat(),
        at=timezone.localtime(),
        who=staff.name,
        dose=dose,
        over_the_counter=over_the_counter,
    )
    act = Act(patient_id, Kind.MEDICINE, f"MedicationStatement/{made['id']}#1", name, "added", words, token)
    return keep(act, staff, resources=[made])


def add_allergy(patient_id: str, name: str, category: str, staff: Staff, *, token: str) -> tuple[Entry, bool]:
    """Add an allergy that the person tells of; it is not confirmed by that."""
    made = resources.allergy(name, category=category, day=timezone.localdate())
    act = Act(patient_id, Kind.ALLERGY, f"AllergyIntolerance/{made['id']}#1", name, "added", _("Told"), token)
    return keep(act, staff, resources=[made])


def confirm(patient_id: str, domain: str, staff: Staff, *, token: str, none: bool) -> tuple[Entry, bool]:
    """A list is complete as it stands, or empty: from then on what is missing from it is not so.

    Raises : InputError for "none known" where something stands on the list.
    """
    if none and _stands(patient_id, domain):
        raise InputError(
            _("something stands on this list, so it cannot be empty"),
            do=_("Mark what is not so first, or confirm the list as it stands."),
        )
    title = str(DOMAINS[domain])
    words = _("None known") if none else _("Complete as it stands")
    act = Act(patient_id, Kind.LIST, domain, title, "none" if none else "complete", words, token)
    if none:
        empty = resources.none_known(domain, at=timezone.localtime(), who=staff.name)
        return keep(act, staff, resources=[empty])
    today = timezone.localdate()
    row = {"domain": domain, "start_low": today, "start_high": today, "source": f"{_HERE} by {staff.name}"}
    return keep(act, staff, rows=[("collected", row)])


def _stands(patient_id: str, domain: str) -> bool:
    page = reconciled(patient_id)
    return bool(page.now if domain == "medicines" else page.allergies)
