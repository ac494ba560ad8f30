"""A process that was made ready has nothing to load for its first person."""

from __future__ import annotations

import subprocess
import sys

LOADED = """
from datetime import date
from lenitive.plan.ready import make_ready
make_ready(date(2026, 6, 1))
from lenitive.knowledge.rules import rules
from lenitive.plan.grid import grid
from lenitive.reason.rowwise.run import _ready
print(rules.cache_info().currsize, grid.cache_info().currsize, len(_ready) > 20)
"""


def test_rules_plan_and_tables_are_loaded():
    said = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["1", "1", "True"]
