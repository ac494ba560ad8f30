"""Whether visits are whole: each value is that of its last change, and its rows are in the record."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, Max, OuterRef, Subquery

from lenitive.clinic.models import AdverseEvent, Visit, VisitChange, VisitValue
from lenitive.desk.checks import Check
from lenitive.desk.models import RECORD, Patient

_AT_ONCE = 500


def check_visits() -> Iterator[Check]:
    """Look at every value and its history, at the rows of each visit, and at whom they are about."""
    yield _values()
    yield _rows()
    people = Patient.objects.values("patient_id")
    lost = Visit.objects.exclude(patient_id__in=people).count()
    lost += AdverseEvent.objects.exclude(patient_id__in=people).count()
    if lost:
        yield Check(False, f"There are visits or events about people who are not in the store: {lost:,}.")


def _values() -> Check:
    """What a field says is what its newest change made of it."""
    changes = VisitChange.objects.filter(visit=OuterRef("visit"), field=OuterRef("field"))
    newest = changes.order_by("-number").values("after")[:1]
    last = changes.order_by().values("field").annotate(most=Max("number")).values("most")
    values = VisitValue.objects.annotate(made=Subquery(newest), last=Subquery(last))
    wrong = values.exclude(value=F("made"), number=F("last")).count()
    count = VisitValue.objects.count()
    if wrong:
        return Check(False, f"Fields of visits that do not say what their history says: {wrong:,}.")
    return Check(True, f"{count:,} fields of visits say what their history says.")


def _rows() -> Check:
    """Every row that a visit wrote is in the record."""
    wanted: dict[str, set[str]] = {}
    for wrote in Visit.objects.values_list("wrote", flat=True).iterator(chunk_size=_AT_ONCE):
        for each in wrote.values():
            for table, row in each["rows"]:
                wanted.setdefault(table, set()).add(row)
    missing = sum(len(rows) - _there(table, sorted(rows)) for table, rows in wanted.items())
    if missing:
        return Check(False, f"Rows of the record that visits wrote are not there: {missing:,}.")
    return Check(True, f"{sum(map(len, wanted.values())):,} rows that visits wrote are in the record.")


def _there(table: str, rows: list[str]) -> int:
    parts = (rows[start : start + _AT_ONCE] for start in range(0, len(rows), _AT_ONCE))
    return sum(RECORD[table].objects.filter(pk__in=part).count() for part in parts)
