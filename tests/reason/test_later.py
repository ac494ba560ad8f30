"""What is compiled already needs no Ibis: loading it would take most of a cold start."""

from __future__ import annotations

import subprocess
import sys

import ibis

from lenitive.reason import later

LATE = ("ibis", "sqlglot", "pandas")


def test_the_way_of_one_person_is_loaded_without_ibis():
    code = f"import sys, lenitive.plan.assess; print([name for name in {LATE} if name in sys.modules])"
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert made.stdout.strip() == "[]"


def test_what_stands_for_ibis_is_ibis():
    table = ibis.table({"a": "int64"}, name="t")
    assert later.ibis.literal is ibis.literal
    assert table.filter(later._.a > 1).equals(table.filter(ibis._.a > 1))
    assert table.filter(later._["a"] > 1).equals(table.filter(ibis._["a"] > 1))
