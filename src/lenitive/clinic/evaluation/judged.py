"""What the rules say of a person and what is known of them, made once for the same rows and day.

A team opens one evaluation many times, and asks again what stands first after each answer. The result is a
function of the person's rows, the day and the knowledge alone, so it is kept in memory under exactly these: a
row that changed makes another key, and nothing has to be forgotten.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import TYPE_CHECKING, Any

from lenitive.clinic.evaluation.first import Json, judged_now
from lenitive.clinic.evaluation.known import Held, Known, held_rows, known
from lenitive.clinic.evaluation.norm import Body
from lenitive.clinic.same_rows import KeptLately, key_of
from lenitive.reason import story
from lenitive.reason.story.query import query

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables
    from lenitive.record.rows import Record, RecordRows

_MOST = 64


@dataclass(frozen=True)
class Judged:
    """summary : classification and findings. described : what the rows of `known` say, for links."""

    summary: Json
    known: Known
    body: Body
    person: story.Person
    described: Mapping[str, Any]


_kept: KeptLately[Judged] = KeptLately(_MOST)
_bodies: OrderedDict[str, Body] = OrderedDict()
_lock = Lock()


def judged(record: RecordRows, patient_id: str, as_of: date, *, but: str) -> Judged:
    """Everything about the person whose rows the record holds. but : how the evaluation's own rows begin."""

    def make() -> Judged:
        made = _made(record, patient_id, as_of, but)
        with _lock:
            _bodies[but] = made.body
            _bodies.move_to_end(but)
            while len(_bodies) > _MOST:
                _bodies.popitem(last=False)
        return made

    return _kept.get(key_of(record, as_of, but), make)


def body_of(but: str) -> Body | None:
    """Age, sex, height and weight as they were when the evaluation was last judged here; else nothing."""
    return _bodies.get(but)


def _made(record: RecordRows, patient_id: str, as_of: date, but: str) -> Judged:
    held = held_rows(record, but=but)
    summary = judged_now(record, patient_id, as_of)
    there = known(held, record, as_of)
    rows = [row for lines in there.blocks.values() for line in lines for row in line.rows]
    rows += [row for line in there.tried for row in line.rows]
    return Judged(
        summary=summary,
        known=there,
        body=_body(record, held, as_of),
        person=story.person_of(record, as_of),
        described=story.describe(record, rows),
    )


def _body(record: Record, held: Held, as_of: date) -> Body:
    """Age, sex, height and weight, as far as they are known."""
    patient: Sequence[Mapping[str, Any]] = held["patient"]
    row = patient[0] if patient else {}
    born = row.get("birth_date_high")
    before_birthday = born is not None and (as_of.month, as_of.day) < (born.month, born.day)
    age = None if born is None else as_of.year - born.year - before_birthday
    newest = {each["concept"]: each["value_low"] for each in _measured(record)}
    return Body(age, str(row.get("sex") or ""), newest.get("height_cm"), newest.get("weight_kg"))


@query
def _measured(t: Tables) -> ir.Table:
    """Heights and weights, the newest last."""
    rows = t.derived.measurement
    wanted = rows.filter(rows.concept.isin(["height_cm", "weight_kg"]), rows.value_low.notnull())
    return wanted.select("concept", "value_low", "at_high").order_by("at_high")
