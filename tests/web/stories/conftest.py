"""Five people at work about one person who is referred; each has hands of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from tests.clinic.visits.charts import facet_joint_in_question
from tests.web.days.hands import Hands, Keys, Mouse

WHO = "p"
TEAM = ("coordinator", "nurse", "physician", "psychologist", "physiotherapist")


@pytest.fixture
def referred(transactional_db: None, chart_of: Callable[..., None], cares_for: Callable[..., None]) -> None:
    """A woman whose low back has hurt for years, after physiotherapy; a facet joint is in question."""
    chart = facet_joint_in_question(timezone.localdate(), WHO)
    chart_of(*chart, name=[{"text": "Edda Lund"}], birthDate="1970-02-03", gender="female")
    for role in TEAM:
        cares_for(role, WHO)


@pytest.fixture(params=[Mouse, Keys], ids=["by mouse", "by keyboard alone"])
def hands(
    request: pytest.FixtureRequest, referred: None, signed_in: Any, page_at: Any
) -> Callable[[str], Hands]:
    """`hands("nurse")`: somebody's hands, signed in."""
    kind: type[Hands] = request.param
    of: dict[str, Hands] = {}

    def somebody(role: str) -> Hands:
        if role not in of:
            of[role] = kind(page_at(signed_in(role), width=kind.width))
            of[role].looked_at = of["coordinator"].looked_at if "coordinator" in of else set()
        return of[role]

    return somebody
