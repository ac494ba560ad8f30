"""Where the cases that others wrote are read in place; absent ones skip with a notice."""

from pathlib import Path

import pytest

_BESIDE = Path(__file__).resolve().parents[2] / "shared" / "cases"


def folder(name: str) -> Path:
    """The folder of cases `name`, or a skip that says what is missing."""
    path = _BESIDE / name
    if not path.is_dir():
        pytest.skip(f"the shared cases '{name}' are not beside this checkout", allow_module_level=True)
    return path
