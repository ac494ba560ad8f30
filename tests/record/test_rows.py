"""A record in memory answers as one in a database, and goes there when something asks in SQL."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from datetime import date

import pytest

from lenitive.record.read import open_record
from lenitive.record.rows import RecordRows, in_memory, one_person

PATIENT = ("p", "Patient/p#1", "Ana", None, date(1970, 1, 1), date(1970, 12, 31), *[None] * 6)


def lender(seen):
    @contextmanager
    def filled(tables):
        seen.append("lent")
        record = open_record()
        for name, rows in tables.items():
            record.executemany(f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(rows[0]))})', rows)
        yield record
        seen.append("given back")

    return filled


def rows_of_ana(seen=None):
    return RecordRows({"patient": [PATIENT]}, lender([] if seen is None else seen))


def test_rows_are_given_without_a_database():
    seen = []
    with rows_of_ana(seen) as record:
        assert record.rows("patient") == [PATIENT]
        assert record.rows("condition") == []
        assert one_person(record)
    assert seen == []


def test_sql_puts_the_rows_into_a_database_that_is_the_record_from_then_on():
    seen = []
    with rows_of_ana(seen) as record:
        assert record.execute("FROM patient").fetchall() == [PATIENT]
        record.execute("DELETE FROM patient")
        assert in_memory(record) is None
        assert not one_person(record)
        with pytest.raises(RuntimeError, match="database"):
            record.rows("patient")
    assert seen == ["lent", "given back"]


def test_after_the_block_a_record_is_nobody():
    with rows_of_ana() as record:
        pass
    with pytest.raises(RuntimeError, match="given back"):
        record.execute("FROM patient")
    gc.collect()


def test_an_error_within_the_block_reaches_the_lender():
    seen = []
    with pytest.raises(ZeroDivisionError), rows_of_ana(seen) as record:
        record.execute("FROM patient")
        raise ZeroDivisionError
    assert seen == ["lent"]
