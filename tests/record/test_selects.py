"""Statements written as Python: what WITH leaves out, and what is refused, against the database's answer."""

from __future__ import annotations

import re
from functools import lru_cache

import duckdb
import pytest

from lenitive.record.plain import support
from lenitive.record.plain.sheet import Sheet
from lenitive.record.plain.support import Unlike

COLUMNS = ("id", "kind", "amount")
ROWS = [("a", "x", 1.0), ("b", "x", 2.0), ("c", "y", None), ("d", "y", 4.0), ("d", "y", 4.0)]


def written(sql):
    """The text of a statement, and its rows for the table above."""
    sheet = Sheet("", {"drug": COLUMNS})
    columns = sheet.function("found", sql)
    space = {**vars(support), "re": re, "lru_cache": lru_cache, "VARIABLES": {}}
    exec(sheet.text(), space)  # noqa: S102 - the text is what is tested
    return sheet.text(), columns, space["found"]


def in_database(sql):
    """The rows that the database gives."""
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE drug (id VARCHAR, kind VARCHAR, amount DOUBLE)")
        connection.executemany("INSERT INTO drug VALUES (?, ?, ?)", ROWS)
        return connection.execute(sql).fetchall()


def ordered(rows):
    """Rows in an order of their own: neither side promises one."""
    return sorted(rows, key=repr)


WITH = "WITH w AS (SELECT id, kind, amount * 2 AS twice, upper(kind) AS loud FROM drug)"
STATEMENTS = {
    "one column is named": f"{WITH} SELECT id FROM w",
    "a column is named only in WHERE": f"{WITH} SELECT id FROM w WHERE twice > 3",
    "a column is named only in GROUP BY": f"{WITH} SELECT count(*) AS n FROM w GROUP BY loud",
    "a column is named only in a join": f"{WITH} SELECT drug.id FROM drug JOIN w ON w.twice = drug.amount",
    "every column is taken by a star": f"{WITH} SELECT * FROM w",
    "DISTINCT counts columns that nobody names": (
        "WITH w AS (SELECT DISTINCT kind, amount FROM drug) SELECT kind FROM w"
    ),
    "an aggregate makes one row though nobody names it": (
        "WITH w AS (SELECT count(*) AS n, max(amount) AS most FROM drug) SELECT 'one' AS said FROM w"
    ),
    "groups stay groups though nobody names what they are": (
        "WITH w AS (SELECT kind, count(*) AS n FROM drug GROUP BY kind) SELECT n FROM w"
    ),
    "two relations of WITH, the second from the first": (
        f"{WITH}, v AS (SELECT id AS it, twice FROM w WHERE twice > 2) SELECT it FROM v"
    ),
}


@pytest.mark.parametrize("sql", STATEMENTS.values(), ids=STATEMENTS)
def test_rows_are_those_of_the_database(sql):
    _, _, found = written(sql)
    assert ordered(found({"drug": ROWS})) == ordered(in_database(sql))


def test_a_column_that_nobody_names_is_never_computed():
    text, _, _ = written(f"{WITH} SELECT id FROM w")
    assert "upper" not in text
    assert "2" not in re.sub(r"[a-z]\d+", "", text)


def test_columns_keep_their_names():
    _, columns, _ = written(f"{WITH} SELECT id AS it, loud FROM w")
    assert columns == ("it", "loud")


def test_error_leaves_the_person_to_the_database_which_says_it():
    sql = "SELECT CASE WHEN amount > 3 THEN error('too much') ELSE amount END AS amount FROM drug"
    _, _, found = written(sql)
    assert found({"drug": ROWS[:3]}) == [(1.0,), (2.0,), (None,)]
    with pytest.raises(Unlike, match="too much"):
        found({"drug": ROWS})
    with pytest.raises(duckdb.InvalidInputException, match="too much"):
        in_database(sql)


@pytest.mark.parametrize("part", ["ORDER BY id", "LIMIT 1", "QUALIFY row_number() OVER () = 1"])
def test_a_statement_with_a_part_that_is_not_written_is_refused_by_name(part):
    with pytest.raises(NotImplementedError, match=part.split()[0]):
        written(f"SELECT id FROM drug {part}")
