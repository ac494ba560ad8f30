"""The store's tables are those of the models, and the models those of the schema."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection

from lenitive.record.schema import TABLES


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_every_column_of_the_record_has_its_place_in_the_store():
    with connection.cursor() as cursor:
        for table in TABLES:
            there = [
                column.name
                for column in connection.introspection.get_table_description(cursor, f"record_{table.name}")
            ]
            ours = {"synthetic"} if table.name == "patient" else set()
            assert set(there) == set(table.column_names) | ours, table.name
