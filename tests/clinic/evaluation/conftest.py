"""An evaluation of one person, open, with those who fill it."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest

from lenitive.clinic.evaluation.edits import Kept, Sent, keep
from lenitive.clinic.evaluation.opening import open_for
from lenitive.clinic.models import Evaluation


@pytest.fixture
def evaluation(load, staff, cares_for) -> Evaluation:
    load("ana")
    for role in ("physician", "physiotherapist", "psychologist", "nurse"):
        cares_for(role, "ana")
    return open_for(staff("physician"), "ana", reason="first visit")


@pytest.fixture
def says(evaluation, staff) -> Callable[..., Kept]:
    """Somebody sends a field: `says("nurse", "sleep.remarks", "wakes at four", base="1s")`."""

    def send(role: str, field: str, text: str, *, key: str = "", base: str = "", **more) -> Kept:
        sent = Sent(field, text, key or str(uuid.uuid4()), base, **more)
        return keep(evaluation.pk, sent, staff(role))

    return send
