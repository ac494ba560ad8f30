"""A test leaves the environment as it was: other tests start programs, and those read it."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

# What pytest, Django's server for tests, Java and the numeric libraries set once for a whole process.
_MAY_STAY = ("PYTEST_", "DJANGO_", "JAVA_HOME", "SPARK_", "PYSPARK_", "KMP_")
_BEFORE = pytest.StashKey[dict[str, str]]()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    item.stash[_BEFORE] = dict(os.environ)
    return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    result = yield
    before, after = item.stash[_BEFORE], dict(os.environ)
    names = before.keys() | after.keys()
    left = sorted(n for n in names if before.get(n) != after.get(n) and not n.startswith(_MAY_STAY))
    for name in left:
        if name in before:
            os.environ[name] = before[name]
        else:
            del os.environ[name]
    assert not left, f"left changed in the environment: {', '.join(left)}"
    return result
