"""Each operation gives in memory what the database gives, for every value it may meet."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import duckdb
import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lenitive.reason.rowwise.run import PersonRows, Unlike, ready
from tests.reason.tables.engines import many

KINDS = {
    "key": "int64", "a": "float64", "b": "float64", "i": "int64", "j": "int64", "s": "string", "z": "string",
    "d": "date", "e": "date", "p": "boolean", "q": "boolean", "l": "array<string>",
}  # fmt: skip
T = ibis.table(KINDS, name="here")
U = ibis.table(KINDS, name="there")
DAY = ibis.interval(days=40)


def _window(**how):
    return ibis.window(group_by=T.s, order_by=[T.key], **how)


VALUES = {
    "kleene and": T.p & T.q,
    "kleene or": T.p | T.q,
    "not": ~T.p,
    "comparison": (T.a < T.b).cast("int64"),
    "equality of texts": T.s == T.z,
    "between": T.a.between(T.b, 5.0),
    "arithmetic": (T.a + T.b * 2 - T.i).abs(),
    "whole years": T.i // 3,
    "division that is guarded": T.a / T.b.nullif(0),
    "division in a case": ibis.cases((T.b != 0, T.a / T.b), else_=0.0),
    "rounding": T.a.round(2),
    "floor": T.a.floor(),
    "ceil": T.a.ceil(),
    "whole number": T.a.cast("int64"),
    "truth as number": T.p.cast("float64"),
    "case": ibis.cases((T.p, T.s), (T.q, T.z), else_="none"),
    "if": T.p.ifelse(T.a, None),
    "coalesce": ibis.coalesce(T.a, T.b, 0.0),
    "greatest": ibis.greatest(T.a, T.b),
    "least": ibis.least(T.d, T.e),
    "in": T.s.isin(["a", "b1"]),
    "null": T.s.isnull() | T.a.notnull(),
    "days between": T.d.delta(T.e, unit="day"),
    "a day later": T.d + DAY,
    "a day of its own distance": T.d + T.i.as_interval("D"),
    "a day earlier": T.d - DAY,
    "months later": T.d + ibis.interval(months=3),
    "years earlier": T.d - ibis.interval(years=1),
    "a day as text": T.d.cast("string"),
    "parts of a day": T.d.year() * 10_000 + T.d.month() * 100 + T.d.day(),
    "lower and strip": T.s.strip().lower(),
    "upper": T.s.upper(),
    "replace": T.s.replace("a", "").replace(" ", "_"),
    "concat": T.s + "|" + T.z,
    "contains": T.s.contains(T.z),
    "length": T.s.length(),
    "right": T.s.right(2),
    "start": T.s[:3],
    "as many characters": T.s.substr(0, T.i),
    "like": T.s.like("a%1_"),
    "like another": T.s.like(T.z),
    "matches": T.s.re_search(r"\b(a|b)\d?$"),
    "extracts": T.s.re_extract(r"^([a-z]+)\d", 1),
    "replaces matches": T.s.re_replace("[^a-z0-9]+", " "),
    "list": ibis.array([T.s, T.z]),
    "list has": T.l.contains(T.s),
    "sorted list": T.l.sort(),
    "first of list": T.l[0],
    "sum over a partition": T.a.sum().over(group_by=T.s),
    "count over a partition": T.a.count().over(group_by=T.s),
    "before": T.a.lag().over(_window()),
    "after": T.a.lead().over(_window()),
    "greatest so far": T.i.max().over(_window(rows=(None, 0))),
    "sum up to the one before": T.i.sum().over(_window(rows=(None, -1))),
    "greatest of what is at least one less": T.i.max().over(_window(range=(None, -1))),
}  # fmt: skip
ALL_VALUES = T.select("key", **VALUES)
REDUCTIONS = {
    "max": T.a.max(),
    "min where": T.d.min(where=T.p),
    "sum": T.i.sum(),
    "sum of truths": T.p.sum(),
    "sum where": T.i.sum(where=T.q),
    "count": T.s.count(),
    "rows": T.count(),
    "rows where": T.count(where=T.p),
    "kinds": T.z.nunique(),
    "kinds where": T.z.nunique(where=T.p),
    "some": T.p.any(),
    "every": T.p.all(),
    "at the greatest": T.a.argmax(T.key),
    "at the least": T.s.argmin(T.key, where=T.p),
    "list": T.z.collect(),
    "list where": T.z.collect(where=T.p),
    "list of lists": T.l.collect().flatten(),
    "list in order": T.z.collect(distinct=True).sort(),
}


def _split(table):
    return table.select("key", word=table.s.re_split("[^a-z]+").unnest())


RELATIONS = {
    "filter": T.filter(T.a > T.b, T.p | T.q),
    "filter by a window": T.filter(T.i == T.i.max().over(group_by=T.s)),
    "distinct": T.select("s", "p").distinct(),
    "union": ibis.union(T.select("s"), U.select("s"), distinct=True),
    "union of all": ibis.union(T.select("s"), U.select("s")),
    "drop": T.drop("a", "l"),
    "inner": T.join(U, [T.s == U.s, T.i < U.i]).select(T.key, other=U.key),
    "left": T.left_join(U, [T.s == U.s, T.a <= U.a]).select(T.key, other=U.key),
    "left by two keys": T.left_join(U, [T.s == U.s, T.p == U.p]).select(T.key, other=U.key),
    "left by no key": T.left_join(U, T.i > U.i).select(T.key, other=U.key),
    "semi": T.semi_join(U, [T.s == U.s, T.i != U.i]),
    "anti": T.anti_join(U, T.s == U.s),
    "cross": T.select("key").cross_join(U.select(other="key")),
    "unnest": T.select("key", each=T.l.unnest()),
    "words": _split(T),
    "range": T.select("key", n=ibis.range(0, T.i).unnest()),
    "groups": T.group_by("s", "p").aggregate(REDUCTIONS),
    "groups after": T.group_by("s").aggregate(whole=T.a.max().fill_null(0.0) + T.count()),
    "nothing kept": T.filter(T.i > 1_000).aggregate(
        {name: each for name, each in REDUCTIONS.items() if not name.startswith("rows")}
    ),
}

_texts = st.none() | st.sampled_from(["", "a", "b1", "ab 1", "Aa11", " a1 ", "a_b%", "b", "Été ü"])
_numbers = st.none() | st.sampled_from([0.0, 1.0, -1.0, 2.5, 0.125, -0.005, 1e-9, 3.0, 12.345, 7.0])
_whole = st.none() | st.integers(-3, 7)
_truths = st.none() | st.booleans()
_days = st.none() | st.dates(date(2019, 1, 1), date(2026, 12, 31))
_lists = st.none() | st.lists(st.none() | st.sampled_from(["a", "b1", "b"]), max_size=3)
_row = st.tuples(
    *(_numbers, _numbers, _whole, _whole, _texts, _texts, _days, _days, _truths, _truths, _lists)
)
_rows = st.lists(_row, max_size=7)


class _Given(PersonRows):
    """Two drawn tables."""

    def __missing__(self, name):
        raise AssertionError(name)


@pytest.fixture(scope="module")
def database():
    kinds = {"int64": "BIGINT", "float64": "DOUBLE", "string": "VARCHAR", "array<string>": "VARCHAR[]"}
    columns = ", ".join(f'"{name}" {kinds.get(kind, kind.upper())}' for name, kind in KINDS.items())
    made = duckdb.connect(config={"threads": 1})
    for name in ("here", "there"):
        made.execute(f"CREATE TABLE {name} ({columns})")
    yield made
    made.close()


def _ask(database, expression, tables):
    rows = _Given(database, None)
    for name, drawn in tables.items():
        database.execute(f"TRUNCATE {name}")
        numbered = [(n, *row) for n, row in enumerate(drawn)]
        if numbered:
            marks = ", ".join(f"({', '.join('?' for _ in KINDS)})" for _ in numbered)
            values = [value for row in numbered for value in row]
            database.execute(f"INSERT INTO {name} VALUES {marks}", values)
        rows[name] = [tuple(tuple(v) if isinstance(v, list) else v for v in row) for row in numbered]
    in_memory, in_database = _both(expression)
    return in_memory.rows(rows), database.execute(in_database).fetchall()


@lru_cache
def _both(expression):
    return ready("<drawn>", lambda: expression), str(ibis.to_sql(expression, dialect="duckdb"))


def _as_days(rows):
    """A day that was moved is an instant in the database; the tables cast it back."""
    return [tuple(v.date() if hasattr(v, "hour") else v for v in row) for row in rows]


@given(here=_rows)
@settings(max_examples=25, deadline=None)
def test_every_value_is_the_same_in_memory_as_in_the_database(database, here):
    in_memory, in_database = _ask(database, ALL_VALUES, {"here": here})
    for (_, *left), (_, *right) in zip(sorted(in_memory), sorted(_as_days(in_database)), strict=True):
        for name, one, other in zip(VALUES, left, right, strict=True):
            assert many([(one,)]) == many([(other,)]), name


@pytest.mark.parametrize("name", RELATIONS)
@given(here=_rows, there=_rows)
@settings(max_examples=4, deadline=None)
def test_every_relation_is_the_same_in_memory_as_in_the_database(database, name, here, there):
    in_memory, in_database = _ask(database, RELATIONS[name], {"here": here, "there": there})
    assert many(in_memory) == many(in_database)


READ = {kind: T.select(read=T.s.try_cast(kind)) for kind in ("float64", "date")}
TEXTS = ["", " ", "5", " 5 ", "5.", ".5", "+5", "-5e2", "1e", "5 mg", "1,5", "x", "2026", "2026-05",
         "2026-05-31", "2026-02-30", "yes", "1-2", "--5", "5-", "e5", "."]  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("kind", ["float64", "date"])
def test_a_text_is_read_as_the_database_reads_it(database, text, kind):
    expression = READ[kind]
    row = tuple(text if name == "s" else None for name in list(KINDS)[1:])
    in_memory, in_database = _ask(database, expression, {"here": [row]})
    assert in_memory == in_database


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("nan", "float64"),
        ("inf", "float64"),
        ("1_000", "float64"),
        ("2026-5-1", "date"),
        ("2026-05-01 10:00", "date"),
    ],
)
def test_a_text_that_the_database_reads_in_a_way_of_its_own_is_left_to_it(database, text, kind):
    row = tuple(text if name == "s" else None for name in list(KINDS)[1:])
    with pytest.raises(Unlike):
        _ask(database, READ[kind], {"here": [row]})
