"""The demonstration's own clinic on a day of work: whom the day is about, and all who work there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache

from lenitive.clinic.demonstration.who import PASSWORD, people_at_work
from lenitive.clinic.summary import refresh
from tests.web.days.hands import Hands, Keys, Mouse
from tests.web.test_second_factor_in_a_browser import SECRET, code


@pytest.fixture
def clinic(transactional_db: None, invented: Callable[..., None]) -> Callable[..., None]:
    """`clinic("ruth-delacroix")`: these people, judged as the night does it, both clinics and their staff."""

    def opens_with(*people: str) -> None:
        invented(*people)
        people_at_work()
        refresh(people)

    return opens_with


@pytest.fixture(params=[Mouse, Keys], ids=["by mouse", "by keyboard alone"])
def at_work(request: pytest.FixtureRequest, clinic: Callable[..., None], page_at: Callable[..., Any]) -> Any:
    """Somebody's hands, signed in with the second factor: `at_work("nurse", "ruth-delacroix")`."""
    kind: type[Hands] = request.param

    def arrives(username: str, *people: str) -> Hands:
        from lenitive.desk.models import Staff

        clinic(*people)
        cache.clear()  # a code counts once, and another test may have used this half minute's
        TOTP.activate(Staff.objects.get(username=username), SECRET)
        hands = kind(page_at(width=kind.width))
        hands.another = lambda width: kind(page_at(width=width))
        hands.sign_in(username, PASSWORD, code(SECRET))
        return hands

    return arrives
