"""Today's map of a person, kept mark by mark: from two devices or by two taps, a place is marked once."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone

from lenitive.clinic.body_map.maps import KIND, Marked, body_maps
from lenitive.clinic.summary import forget
from lenitive.desk.models import RECORD
from lenitive.measure.body_map import BodyMaps, Mark, regions

_SPACE = uuid.UUID("6f1d3c0e-4b0f-5c0a-9a51-2f0d6f2e7a11")


def today_key(patient_id: str, day: date) -> str:
    """The key of a person's map of a day, the same on every device."""
    return f"{KIND}/{uuid.uuid5(_SPACE, f'{patient_id} {day.isoformat()}')}"


def mark(patient_id: str, given: Mark) -> None:
    """Keep one place of today's map; 0 takes it off.

    Raises : AnswerError for a region that the map does not have, or an intensity outside 0 to 10.
    """
    BodyMaps.of([given], maps=1)
    now = timezone.now()
    day = timezone.localdate(now)
    row = f"{today_key(patient_id, day)}#{regions().place[given.region] + 1}"
    with transaction.atomic():
        if given.intensity == 0:
            RECORD["region"].objects.filter(row_id=row, patient_id=patient_id).delete()
        else:
            RECORD["region"].objects.update_or_create(row_id=row, defaults=_cells(patient_id, given, day))
        forget([patient_id])


def copy_last(patient_id: str) -> None:
    """Begin today's map with the places of the last one; a map that has begun stays as it is."""
    last = last_before_today(patient_id)
    if last is None or today(patient_id) is not None:
        return
    with transaction.atomic():
        for each in last.marks:
            mark(patient_id, each)


# Any: the cells of a row of the record, by name.
def _cells(patient_id: str, given: Mark, day: date) -> dict[str, Any]:
    return {
        "patient_id": patient_id,
        "region": given.region,
        "intensity": given.intensity,
        "quality": given.quality or None,
        "at_low": day,
        "at_high": day,
        # One instant for all marks of the day: they are one map.
        "at_time": timezone.make_aware(datetime.combine(day, time(12))),
    }


def today(patient_id: str) -> Marked | None:
    """Today's map of the portal, where it has begun."""
    key = today_key(patient_id, timezone.localdate())
    return next((each for each in body_maps(patient_id) if each.rows[0].startswith(f"{key}#")), None)


def last_before_today(patient_id: str) -> Marked | None:
    """The newest map that is not today's own, of the portal or of the clinic."""
    key = today_key(patient_id, timezone.localdate())
    found = [each for each in body_maps(patient_id) if not each.rows[0].startswith(f"{key}#")]
    return found[-1] if found else None
