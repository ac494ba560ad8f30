"""Answers as rows of the record, kept one by one: the form, the answer, its scores, and what cannot wait."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone

from lenitive.clinic.models import Asking, Way
from lenitive.clinic.summary import forget, refresh
from lenitive.clinic.tablet import adaptive
from lenitive.clinic.tablet.offered import in_official_words, new_form, words_of
from lenitive.clinic.tablet.questions import Value
from lenitive.desk.models import RECORD
from lenitive.desk.models.record import field_name
from lenitive.knowledge import instruments
from lenitive.knowledge.instruments import Instrument
from lenitive.measure import score_record
from lenitive.measure.scoring import flags
from lenitive.record.read import filled
from lenitive.record.rows import RecordRows
from lenitive.record.schema import BY_NAME

_WHO = {Way.TABLET: "patient", Way.READ_OUT: "staff", Way.PORTAL: "patient"}


def keep(asking: Asking, place: int, item: str, value: Value | None, *, answered_by: str = "") -> list[str]:
    """Keep one answer of the form at `place`, or take it out (None); returns the flags that it raised.

    answered_by : patient or proxy; as the way of asking says where it is left out.

    The same answer twice changes nothing. Scores of the form follow at once; whoever looks at the person's
    lists sees it soon, and at once where a flag was raised.
    """
    with transaction.atomic():
        asking = Asking.objects.select_for_update().get(pk=asking.pk)
        if asking.ended_at is not None:  # by staff, or by another tap, while this one was on its way
            return []
        form, now = asking.forms[place], timezone.now()
        if not _is_asked(asking, place, item):
            return []
        response = _response(asking, form, now, answered_by or _WHO[Way(asking.way)])
        _answer(response, adaptive.form_of(form["instrument"]), item, value, now)
        _score(response, form, given(asking, place))
        raised = _raised(form["instrument"], item, response.row_id)
        asking.alarms += [
            alarm for flag in raised if (alarm := [flag, form["instrument"], item]) not in asking.alarms
        ]
        asking.used_at, asking.opened_at = now, asking.opened_at or now
        asking.save(update_fields=["forms", "alarms", "used_at", "opened_at"])
        (refresh if raised else forget)([asking.patient_id])
    return raised


def _is_asked(asking: Asking, place: int, item: str) -> bool:
    """Whether this item may be answered; of a bank: what was asked, or is asked now, which is then noted."""
    form = asking.forms[place]
    if "asked" not in form or item in form["asked"]:
        return True
    if adaptive.session(form, given(asking, place)).item != item:
        return False  # a page of another device, from before an answer was changed
    form["asked"].append(item)
    return True


def finish(asking: Asking, place: int) -> bool:
    """Mark the form at `place` as gone through; whether this call did it and anything was answered."""
    with transaction.atomic():
        asking = Asking.objects.select_for_update().get(pk=asking.pk)
        form = asking.forms[place]
        if form["finished"]:
            return False
        form["finished"] = True
        asking.save(update_fields=["forms"])
        found = RECORD["response"].objects.filter(row_id=f"{form['response']}#1")
        done = found.update(status="completed")
        if done:
            refresh([asking.patient_id])
    return bool(done)


def put_short(asking: Asking, place: int, short: str) -> None:
    """Put the short form that stands for the form at `place` behind it."""
    with transaction.atomic():
        asking = Asking.objects.select_for_update().get(pk=asking.pk)
        entry = new_form(asking.patient_id, short, instead=asking.forms[place]["instrument"])
        asking.forms.insert(place + 1, entry)
        asking.save(update_fields=["forms"])


def given(asking: Asking, place: int) -> dict[str, Value]:
    """What was answered so far of the form at `place`: item -> value."""
    rows: Any = RECORD["answer"].objects.filter(response_row=f"{asking.forms[place]['response']}#1")
    return {row.item: _value(row) for row in rows}


def _value(row: Any) -> Value:
    if row.value_boolean is not None:
        return float(row.value_boolean)
    return row.value_text if row.value_number is None else row.value_number


# Any: the record's models are made from the schema at run time.
def _response(asking: Asking, form: dict[str, Any], now: datetime, answered_by: str) -> Any:
    wording = words_of(form["instrument"], form["language"])
    day = timezone.localdate(now)
    return RECORD["response"].objects.get_or_create(
        row_id=f"{form['response']}#1",
        defaults={
            "patient_id": asking.patient_id,
            "instrument": form["instrument"],
            "questionnaire": wording.source or None
            if wording
            else f"{instruments.LABEL_FORMS}/{form['instrument']}",
            "wording": "official" if in_official_words(form) else "label",
            "language": form["language"] or None,
            "answered_by": answered_by,
            "status": "in-progress",
            "at_low": day,
            "at_high": day,
            "at_time": now,
        },
    )[0]


def _answer(response: Any, form: Instrument, item: str, value: Value | None, now: datetime) -> None:
    key = f"{response.row_id.partition('#')[0]}#{form.position[item] + 1}"
    if value is None:
        RECORD["answer"].objects.filter(row_id=key).delete()
        return
    is_number, day = not isinstance(value, str), timezone.localdate(now)
    is_yes_no = form.item(item).kind == "boolean"
    RECORD["answer"].objects.update_or_create(
        row_id=key,
        defaults={
            "patient_id": response.patient_id,
            "response_row": response.row_id,
            "instrument": form.id,
            "item": item,
            "value_number": value if is_number and not is_yes_no else None,
            "value_boolean": bool(value) if is_yes_no else None,
            "value_text": None if is_number else value,
            "at_low": day,
            "at_high": day,
            "at_time": now,
        },
    )


def _score(response: Any, form: dict[str, Any], held: dict[str, Value]) -> None:
    """Make the scores of one form anew from its rows; half a form gives what it can."""
    if "asked" in form:
        _score_bank(response, form, held)
        return
    answers = RECORD["answer"].objects.filter(response_row=response.row_id).order_by("row_id")
    rows = {"response": [_cells("response", response)], "answer": [_cells("answer", row) for row in answers]}
    with RecordRows(rows, filled) as record:
        score_record(record)
        made = record.rows("score")
    names = [field_name(name) for name in BY_NAME["score"].column_names]
    RECORD["score"].objects.filter(
        patient_id=response.patient_id, of_row=response.row_id, origin="computed"
    ).delete()
    RECORD["score"].objects.bulk_create(
        RECORD["score"](**{name: _aware(cell) for name, cell in zip(names, row, strict=True)}) for row in made
    )


def _score_bank(response: Any, form: dict[str, Any], held: dict[str, Value]) -> None:
    """The T score of the answers so far, with its standard error; none before the first answer."""
    played, key = adaptive.session(form, held), f"{response.row_id.partition('#')[0]}/t#1"
    if not played.asked:
        RECORD["score"].objects.filter(row_id=key).delete()
        return
    value, error = played.t
    moment = {name: getattr(response, name) for name in ("at_low", "at_high", "at_time")}
    RECORD["score"].objects.update_or_create(
        row_id=key,
        defaults={
            "patient_id": response.patient_id,
            "instrument": response.instrument,
            "scale": adaptive.SCALE,
            "value_number": value,
            "se": error,
            "origin": "computed",
            "of_row": response.row_id,
            **moment,
        },
    )


def _cells(table: str, row: Any) -> tuple[Any, ...]:
    cells = (getattr(row, field_name(name)) for name in BY_NAME[table].column_names)
    return tuple(
        cell.astimezone(UTC).replace(tzinfo=None) if isinstance(cell, datetime) else cell for cell in cells
    )


def _aware(cell: Any) -> Any:
    """The store holds instants with their zone; a record holds them in UTC, without one."""
    return cell.replace(tzinfo=UTC) if isinstance(cell, datetime) and cell.tzinfo is None else cell


def _raised(instrument: str, item: str, response_row: str) -> list[str]:
    """The flags that this item's answer raises now."""
    form = adaptive.form_of(instrument)
    row: Any = RECORD["answer"].objects.filter(response_row=response_row, item=item).first()
    answers = np.full((1, len(form.items)), np.nan)
    if row is None or not form.flags or isinstance(_value(row), str):
        return []
    answers[0, form.position[item]] = _value(row)
    return [flag for flag, raised in flags(instrument, answers).items() if raised[0]]
