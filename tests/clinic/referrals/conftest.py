"""Referrals for tests: letters, and a way to take one in."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

LETTER = """12 November 2026

Re: Mrs Ana Silva, DOB 3 April 1972
MRN N-ana

Dear colleague,

Thank you for seeing this 54-year-old lady with chronic low back pain since 2021. She takes oxycodone 10 mg
twice daily and Tylenol as needed. She denies saddle anaesthesia, but has progressive leg weakness.
Previously tried duloxetine, not tolerated. Acupuncture gave no benefit. Her mother has fibromyalgia.

I would be grateful for your opinion on injections.

Yours sincerely,
Dr Peter Hall
Harbour Practice
"""


@pytest.fixture
def take_in(staff: Callable[..., Any]) -> Callable[..., Any]:
    """Take in a referral as the coordinator does: `take_in("ana", letter=LETTER)`."""

    def put(patient_id: str | None = None, **fields: Any) -> Any:
        from lenitive.clinic.models import CameBy
        from lenitive.clinic.referrals.intake import Arrived, take_in

        known = {"token": str(uuid.uuid4()), "came_by": CameBy.FORM, "came_on": timezone.localdate()}
        return take_in(Arrived(**{**known, "patient_id": patient_id, **fields}), staff("coordinator"))[0]

    return put
