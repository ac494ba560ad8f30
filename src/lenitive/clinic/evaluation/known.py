"""What is known before a field is filled: from the chart and the person's own answers, each with its row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lenitive.clinic.evaluation.values import NO, YES
from lenitive.clinic.notes.parts import Line
from lenitive.knowledge import instruments
from lenitive.knowledge.visits.evaluation import Field, template
from lenitive.reason import story
from lenitive.reason.story.words import day_of, day_words, number_words
from lenitive.record.rows import RecordRows
from lenitive.record.schema import BY_NAME

# A row of the record: column -> cell. Any: a cell may be of any kind.
Row = Mapping[str, Any]
Held = Mapping[str, list[Row]]
_MOST = 12
_ALWAYS = date.min
_BY = {
    "patient": gettext_lazy("the person"),
    "staff": gettext_lazy("staff"),
    "proxy": gettext_lazy("somebody for the person"),
}


@dataclass(frozen=True)
class Prefill:
    """What stands in a field before it is filled here. source : in words; row : the row that says so."""

    value: str
    source: str
    row: str


@dataclass(frozen=True)
class Known:
    """fields : field -> what stands in it. blocks : name of a block -> its lines. tried : the ledger."""

    fields: Mapping[str, Prefill]
    blocks: Mapping[str, tuple[Line, ...]]
    tried: tuple[story.Tried, ...]


def held_rows(record: RecordRows, *, but: str) -> Held:
    """The rows that are read here, of a record in memory. but : how the evaluation's own rows begin."""
    return {name: list(_rows(record, name, but)) for name in _READ}


def known(held: Held, record: RecordRows, as_of: date) -> Known:
    """Everything that is known of a person.

    held : of `held_rows`. The record holds that person's rows and the derived tables of the same day.
    """
    fields = {**dict(_answered(held, as_of)), **dict(_conditions(held))}
    tried = story.ledger(record, as_of)
    blocks = {name: tuple(make(held)) for name, make in _BLOCKS.items()}
    blocks["story"] = tuple(_story(record, as_of))
    return Known(fields, {**blocks, **_scores(held)}, tried)


def _rows(record: RecordRows, table: str, but: str) -> Iterator[Row]:
    names = BY_NAME[table].column_names
    for cells in record.rows(table):
        row = dict(zip(names, cells, strict=True))
        if not row["row_id"].startswith(but):
            yield row


def _answered(held: Held, as_of: date) -> Iterator[tuple[str, Prefill]]:
    """The newest answer to each question that a field asks, while it is not too old."""
    by = {row["row_id"]: row["answered_by"] for row in held["response"]}
    fields, days = template().of_item, template().known_days
    newest: dict[str, Row] = {}
    for row in sorted(held["answer"], key=_when):
        newest[f"{row['instrument']}.{row['item']}"] = row
    for name in newest.keys() & fields.keys():
        row, field = newest[name], fields[name]
        value, day = _value(row, field), row["at_low"]
        fresh = timedelta(days=days.get(str(row["instrument"]), days["other"]))
        if value and (field.kind == "day" or (day is not None and day >= as_of - fresh)):
            who = str(_BY.get(by.get(row["response_row"], ""), _("the chart")))
            yield field.id, Prefill(value, f"{who}, {day_words(day)}" if day else who, row["row_id"])


def _when(row: Row) -> tuple[date, str]:
    return row["at_low"] or _ALWAYS, str(row["at_time"] or "")


def _value(row: Row, field: Field) -> str:
    if field.kind == "day":
        return str(row["value_text"] or "")
    number = row["value_boolean"] if row["value_boolean"] is not None else row["value_number"]
    if number is None:
        return ""
    return (YES if number else NO) if field.kind == "yes_no" else f"{float(number):g}"


def _conditions(held: Held) -> Iterator[tuple[str, Prefill]]:
    """A problem on the list that a field asks for, by its code."""
    active = {row["row_id"]: row for row in held["condition"] if row["status"] in ("active", None)}
    codes = [row for row in held["coding"] if row["of_row"] in active and row["code"]]
    for field in template().fields.values():
        if field.row is None or field.row.table != "condition":
            continue
        found = next((each for each in codes if each["code"].startswith(field.row.code)), None)
        if found is not None:
            yield field.id, Prefill(YES, _("the list of problems"), found["of_row"])


def _story(record: RecordRows, as_of: date) -> Iterator[Line]:
    words = story.pain_in_words(record, as_of)
    for each in (words.hurts, words.where, words.since, words.stops, *words.wants):
        if each is not None:
            yield Line(each.text, each.rows)


def _scores(held: Held) -> dict[str, tuple[Line, ...]]:
    """The newest score of each scale: `score:phq9.total`."""
    newest: dict[str, Row] = {}
    for row in sorted(held["score"], key=_when):
        if row["value_number"] is not None:
            newest[f"score:{row['instrument']}.{row['scale']}"] = row
    wanted = {name for part in template().parts for name in part.known if name.startswith("score:")}
    return {name: (_score(newest[name]),) for name in wanted & newest.keys()}


def _score(row: Row) -> Line:
    form = instruments.instrument(row["instrument"])
    scale = form.scale(row["scale"])
    name = form.name if len(form.scales) == 1 or scale.id == form.main else f"{form.name} {scale.id}"
    value = f"{name}: {number_words(row['value_number'])} ({scale.low:g}–{scale.high:g})"
    band = f", {row['band']}" if row["band"] else ""
    return Line(f"{value}{band}{_on(row)}", (row["row_id"],))


def _on(row: Row, name: str = "at") -> str:
    day = day_of(row[f"{name}_low"], row[f"{name}_high"])
    return f", {day}" if day else ""


def _newest(rows: Iterable[Row], words: Callable[[Row], str], name: str = "at") -> Iterator[Line]:
    """The newest rows in words, and how many more there are."""
    ordered = sorted(rows, key=lambda row: row[f"{name}_low"] or _ALWAYS, reverse=True)
    told = dict.fromkeys(words(row) for row in ordered)
    for text in list(told)[:_MOST]:
        same = [row["row_id"] for row in ordered if words(row) == text]
        yield Line(text, tuple(same[:3]))
    if len(told) > _MOST:
        yield Line(_("and {n} more in the chart").format(n=len(told) - _MOST))


def _imaging(held: Held) -> Iterator[Line]:
    return _newest(
        held["imaging"], lambda row: _joined(f"{row['text'] or _('report')}{_on(row)}", row["conclusion"])
    )


def _joined(text: str, more: str | None) -> str:
    return f"{text}: {more}" if more else text


def _medicines(held: Held) -> Iterator[Line]:
    taken = [row for row in held["medication"] if row["status"] == "active" and row["text"]]
    return _newest(taken, lambda row: str(row["text"]), "start")


def _allergies(held: Held) -> Iterator[Line]:
    there = [row for row in held["allergy"] if row["status"] in ("active", None) and row["text"]]
    return _newest(there, lambda row: _("Allergy: {what}").format(what=row["text"]), "recorded")


def _devices(held: Held) -> Iterator[Line]:
    return _newest((row for row in held["device"] if row["text"]), lambda row: f"{row['text']}{_on(row)}")


def _goals(held: Held) -> Iterator[Line]:
    return _newest(held["goal"], lambda row: f"{row['text']}{_on(row)}")


def _language(held: Held) -> Iterator[Line]:
    for row in held["patient"]:
        if row["language"]:
            yield Line(_("Preferred language: {code}").format(code=row["language"]), (row["row_id"],))


def _body_map(held: Held) -> Iterator[Line]:
    """The areas of the newest map, worst first."""
    last = max((row["at_low"] for row in held["region"] if row["at_low"]), default=None)
    rows = [row for row in held["region"] if row["at_low"] == last] if last else []
    if rows and last:
        worst = sorted(rows, key=lambda row: -(row["intensity"] or 0))
        told = ", ".join(
            f"{row['region'].replace('_', ' ')} {row['intensity'] or 0:g}" for row in worst[:_MOST]
        )
        yield Line(f"{day_words(last)}: {told}", tuple(row["row_id"] for row in worst[:_MOST]))


def _area(row: Row) -> str:
    return f"{row['region'].replace('_', ' ')} {row['intensity'] or 0:g}"


_READ = (
    *("answer", "response", "condition", "coding", "score", "imaging", "medication", "allergy"),
    *("device", "goal", "patient", "region"),
)
_BLOCKS: Mapping[str, Callable[[Held], Iterator[Line]]] = {
    "imaging": _imaging,
    "medicines": _medicines,
    "allergies": _allergies,
    "devices": _devices,
    "goals": _goals,
    "language": _language,
    "body_map": _body_map,
}
