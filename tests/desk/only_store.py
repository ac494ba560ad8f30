"""A plugin of pytest: only the tests that use the store (see test_postgresql.py)."""

from __future__ import annotations

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what would do the same on any database, because it uses none."""
    uses = [item for item in items if _uses_the_store(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(uses)])
    items[:] = uses


def _uses_the_store(item: pytest.Item) -> bool:
    asked = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
    return bool(asked) or item.get_closest_marker("django_db") is not None
