"""Every table of the chart is one expression that can be asked of either engine."""

from __future__ import annotations

import ibis
import pytest

from lenitive.reason.tables import derived_schema, expression

NAMES = (
    *("patient", "review", "answer", "score", "measurement", "trial", "concept", "encounter", "plan"),
    *("crcl", "pregnancy", "uds_result", "change_now", "acute_use_days", "allergy", "relief"),
)


# Databricks is the dialect of Spark that Ibis writes without a session of Spark.
@pytest.mark.parametrize("dialect", ["duckdb", "databricks"])
@pytest.mark.parametrize("name", NAMES)
def test_a_derived_table_compiles_for_both_engines_with_its_declared_columns(name, dialect):
    made = expression(name)
    assert list(made.columns) == list(derived_schema(name))
    assert "SELECT" in str(ibis.to_sql(made, dialect=dialect))
