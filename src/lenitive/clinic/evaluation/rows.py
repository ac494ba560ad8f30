"""The rows of the record that an evaluation's fields become: always made whole from what the fields say now.

Fields whose rows belong together (the items of one form, the columns of one trial or goal) are a group. Their
rows have ids of their own, `Evaluation/<evaluation>-<group>#<n>`, so that a change takes the place of what
was, and a row leads back to its field.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils import timezone

from lenitive.clinic.evaluation.values import YES, days
from lenitive.desk.models import RECORD
from lenitive.desk.models.record import field_name
from lenitive.knowledge import instruments
from lenitive.knowledge.visits.evaluation import Field, template
from lenitive.measure import score_record
from lenitive.record.read import filled
from lenitive.record.rows import RecordRows
from lenitive.record.schema import BY_NAME

# A row of the record: column -> cell. Any: a cell may be of any kind.
Row = dict[str, Any]
Made = tuple[str, Row]
_ID = re.compile(r"Evaluation/(\d+)-([a-z]+\..+)#(\d+)")
_TABLES = ("answer", "score", "response", "observation", "condition", "coding", "device", "goal", "treatment")


@dataclass(frozen=True)
class Said:
    """What a field says now, and since when."""

    value: str
    at: datetime


def write(evaluation: int, patient_id: str, group: str, said: Mapping[str, Said]) -> list[list[str]]:
    """Make the rows of a group anew, within a transaction; returns [table, row_id] of each.

    said : field -> what it says, of every field of the group that says anything.
    """
    key = f"Evaluation/{evaluation}-{group}"
    for table in _TABLES:
        RECORD[table].objects.filter(patient_id=patient_id, row_id__startswith=f"{key}#").delete()
    RECORD["score"].objects.filter(patient_id=patient_id, of_row=f"{key}#1", origin="computed").delete()
    fields = [field for field in template().of_group(group) if field.id in said]
    made = list(_MAKERS[group.partition(".")[0]](key, patient_id, fields, said)) if fields else []
    for table, row in made:
        row.setdefault("patient_id", patient_id)
        RECORD[table].objects.create(**{field_name(name): _aware(cell) for name, cell in row.items()})
    return [[table, row["row_id"]] for table, row in made]


def field_of(row_id: str) -> tuple[int, str] | None:
    """The evaluation and the field that a row came from; None for any other row."""
    match = _ID.fullmatch(row_id)
    if match is None:
        return None
    group, number = match[2], int(match[3])
    fields = template().of_group(group)
    if group.startswith("answer."):
        form = instruments.instrument(group.removeprefix("answer."))
        name = f"{form.id}.{form.items[number - 2].key}" if 2 <= number <= len(form.items) + 1 else ""
        fields = tuple(field for field in fields if field.row and field.row.name == name) or fields
    return (int(match[1]), fields[0].id) if fields else None


def _answers(key: str, patient_id: str, fields: Sequence[Field], said: Mapping[str, Said]) -> Iterator[Made]:
    """One form with the answers that were given here, and its scores.

    The number of an answer's row is its place in the form, from 2: the first is the form itself.
    """
    form = instruments.instrument(fields[0].row.name.partition(".")[0])  # type: ignore[union-attr]
    answers = {field.row.name.partition(".")[2]: said[field.id] for field in fields if field.row}
    given = {item: _answer(form.item(item).kind, each.value) for item, each in answers.items()}
    told = {item: cells for item, cells in given.items() if cells}
    if not told:
        return
    newest = max(answers[item].at for item in told)
    response = {
        **{"row_id": f"{key}#1", "patient_id": patient_id, "instrument": form.id},
        **{"questionnaire": f"{instruments.LABEL_FORMS}/{form.id}", "wording": "label"},
        **{"answered_by": "staff", "status": "in-progress", **_moment(newest)},
    }
    rows = [
        {
            **{"row_id": f"{key}#{form.position[item] + 2}", "patient_id": patient_id},
            **{"response_row": f"{key}#1", "instrument": form.id, "item": item},
            **{"value_number": None, "value_text": None, "value_boolean": None},
            **cells,
            **_moment(answers[item].at),
        }
        for item, cells in told.items()
    ]
    rows += _joined(form.id, key, patient_id, set(told), newest)
    yield "response", response
    yield from (("answer", row) for row in rows)
    yield from (("score", row) for row in _scores(response, rows))


def _answer(kind: str, value: str) -> Row:
    """The cells of an answer; none where it is not known."""
    if value in ("", "unknown"):
        return {}
    if kind == "boolean":
        return {"value_boolean": value == YES}
    if kind == "date":
        return {"value_text": value}
    return {"value_number": float({"yes": 1, "no": 0}.get(value, value))}


def _joined(form: str, key: str, patient_id: str, told: set[str], at: datetime) -> Iterator[Row]:
    """What the person answered lately of the same form, where the form is scored over two hands."""
    window = template().joined.get(form)
    if window is None:
        return
    earlier: Any = (
        RECORD["answer"]
        .objects.filter(patient_id=patient_id, instrument=form)
        .exclude(row_id__startswith=key)
        .filter(at_low__gte=timezone.localdate(at) - timedelta(days=window))
    )
    newest: dict[str, Any] = {row.item: row for row in earlier.order_by("at_low", "at_time", "row_id")}
    position = instruments.instrument(form).position
    for item, row in newest.items():
        if item not in told and item in position:
            cells = {name: getattr(row, field_name(name)) for name in BY_NAME["answer"].column_names}
            yield {**cells, "row_id": f"{key}#{position[item] + 2}", "response_row": f"{key}#1"}


def _scores(response: Row, answers: Sequence[Row]) -> Iterator[Row]:
    rows = {"response": [_cells("response", response)], "answer": [_cells("answer", row) for row in answers]}
    with RecordRows(rows, filled) as record:
        score_record(record)
        made = record.rows("score")
    for row in made:
        yield dict(zip(BY_NAME["score"].column_names, row, strict=True))


def _cells(table: str, row: Row) -> tuple[Any, ...]:
    cells = (row.get(name) for name in BY_NAME[table].column_names)
    return tuple(
        cell.astimezone(UTC).replace(tzinfo=None) if isinstance(cell, datetime) else cell for cell in cells
    )


def _aware(cell: Any) -> Any:
    """The store holds instants with their zone; a record holds them in UTC, without one."""
    return cell.replace(tzinfo=UTC) if isinstance(cell, datetime) and cell.tzinfo is None else cell


def _moment(at: datetime, name: str = "at") -> Row:
    day = timezone.localdate(at)
    return {f"{name}_low": day, f"{name}_high": day, f"{name}_time": at}


def _observation(key: str, _who: str, fields: Sequence[Field], said: Mapping[str, Said]) -> Iterator[Made]:
    field, one = fields[0], said[fields[0].id]
    if field.row is not None and one.value:
        cells = {"text": field.row.name, "status": "final", "category": field.row.category}
        value = {"value_number": float(one.value), "unit": field.row.unit}
        yield "observation", {"row_id": f"{key}#1", **cells, **value, **_moment(one.at)}


def _condition(key: str, _who: str, fields: Sequence[Field], said: Mapping[str, Said]) -> Iterator[Made]:
    """A problem that was found here; a no leaves none, and says nothing of what the chart holds."""
    field, one = fields[0], said[fields[0].id]
    if field.row is None or one.value != YES:
        return
    day = timezone.localdate(one.at)
    yield (
        "condition",
        {
            **{"row_id": f"{key}#1", "text": field.row.name, "category": "problem_list"},
            **{"verification": "confirmed", "status": "active", "recorded_low": day, "recorded_high": day},
        },
    )
    coded = {"of_table": "condition", "of_row": f"{key}#1", "field": "code", "display": field.row.name}
    yield "coding", {"row_id": f"{key}#1", **coded, "system": field.row.system, "code": field.row.code}


def _device(key: str, _who: str, fields: Sequence[Field], said: Mapping[str, Said]) -> Iterator[Made]:
    field = fields[0]
    if field.row is not None and said[field.id].value == YES:
        yield "device", {"row_id": f"{key}#1", "text": field.row.name, "status": "active"}


def _goal(key: str, _who: str, fields: Sequence[Field], said: Mapping[str, Said]) -> Iterator[Made]:
    now = {field.row.column: said[field.id] for field in fields if field.row and said[field.id].value.strip()}
    if "text" not in now:
        return
    low, high = days(now["due"].value) if "due" in now else (None, None)
    cells = {"text": now["text"].value.strip(), "status": "active", "due_low": low, "due_high": high}
    target = now["target"].value.strip() if "target" in now else None
    yield "goal", {"row_id": f"{key}#1", **cells, "target": target, **_moment(now["text"].at)}


def _treatment(key: str, _who: str, fields: Sequence[Field], said: Mapping[str, Said]) -> Iterator[Made]:
    """One trial; how long it lasted gives its end where the beginning is known, else stands in words."""
    now = {
        field.row.column: said[field.id].value
        for field in fields
        if field.row and said[field.id].value.strip()
    }
    if not now:
        return
    low, high = days(now["start"]) if "start" in now else (None, None)
    weeks = timedelta(weeks=float(now["weeks"])) if "weeks" in now else None
    lasted = f"{now['weeks']} weeks" if weeks is not None and low is None else ""
    yield (
        "treatment",
        {
            **{"row_id": f"{key}#1", "treatment": fields[0].row.name},  # type: ignore[union-attr]
            **{
                "start_low": low,
                "start_high": high,
                "end_low": _end(low, weeks),
                "end_high": _end(high, weeks),
            },
            **{"amount": ", ".join(part for part in (now.get("amount", "").strip(), lasted) if part) or None},
            **{"outcome": now.get("outcome"), "stopped_because": now.get("stopped"), "said_by": "patient"},
        },
    )


def _end(start: date | None, weeks: timedelta | None) -> date | None:
    return None if start is None or weeks is None else min(start + weeks, timezone.localdate())


_MAKERS = {
    "answer": _answers,
    "observation": _observation,
    "condition": _condition,
    "device": _device,
    "goal": _goal,
    "treatment": _treatment,
}
