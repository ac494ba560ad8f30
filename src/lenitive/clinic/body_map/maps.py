"""A person's body maps in the store: read as maps, written as rows of `region`."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from itertools import groupby
from typing import Any

from django.utils import timezone

from lenitive.desk.models import RECORD
from lenitive.measure.body_map import BodyMaps, Mark

KIND = "BodyMap"


@dataclass(frozen=True)
class Marked:
    """One map: when it was marked (local time), its marks, worst first, and its rows."""

    at: datetime
    marks: tuple[Mark, ...]
    rows: tuple[str, ...]

    @property
    def maps(self) -> BodyMaps:
        """This one map as arrays of one row."""
        return BodyMaps.of(self.marks, maps=1)


def body_maps(patient_id: str) -> list[Marked]:
    """The person's maps, the oldest first; rows without a date are left out."""
    dated = RECORD["region"].objects.filter(patient_id=patient_id, at_low__isnull=False)
    rows = sorted(dated, key=_map_of)
    grouped = groupby(rows, key=_map_of)
    read = [_marked(at, list(group)) for (_key, at), group in grouped]
    return sorted(read, key=lambda each: each.at)


def write(patient_id: str, marks: Sequence[Mark], at: datetime) -> None:
    """Keep one map; to be called within a transaction. A mark of 0 is no pain there, and leaves no row.

    Raises : AnswerError for a region that the map does not have, or an intensity outside 0 to 10.
    """
    BodyMaps.of(marks, maps=1)
    key, day = f"{KIND}/{uuid.uuid4()}", timezone.localdate(at)
    kept = [mark for mark in marks if mark.intensity != 0]
    RECORD["region"].objects.bulk_create(
        RECORD["region"](
            row_id=f"{key}#{number}",
            patient_id=patient_id,
            region=mark.region,
            intensity=mark.intensity,
            quality=mark.quality or None,
            at_low=day,
            at_high=day,
            at_time=at,
        )
        for number, mark in enumerate(kept, start=1)
    )


# Any: the record's models are made from the schema at run time.
def _map_of(row: Any) -> tuple[str, datetime]:
    return row.row_id.partition("#")[0], _when(row)


def _when(row: Any) -> datetime:
    at: datetime = row.at_time or timezone.make_aware(datetime.combine(row.at_low, time()))
    return timezone.localtime(at)


def _marked(at: datetime, rows: list[Any]) -> Marked:
    worst = sorted(rows, key=lambda row: (-(row.intensity if row.intensity is not None else 0), row.region))
    marks = tuple(Mark(0, row.region, row.intensity, row.quality or "") for row in worst)
    return Marked(at, marks, tuple(row.row_id for row in rows))
