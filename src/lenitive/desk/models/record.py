"""The record's tables as Django models, made from `record/schema.py`: a model a table, a field a column."""

from __future__ import annotations

from typing import Any, TypeAlias

from django.db import models

from lenitive.record.schema import TABLES, Column, Kind, Table

# Any: a Django field is generic in what it takes and gives, and a column may be of any kind.
Field: TypeAlias = "models.Field[Any, Any]"

_FIELDS: dict[Kind, type[Field]] = {
    "text": models.TextField,
    "integer": models.BigIntegerField,
    "number": models.FloatField,
    "boolean": models.BooleanField,
    "date": models.DateField,
    "instant": models.DateTimeField,
}
# What the store adds for itself; the record database never sees these columns.
STORE_FIELDS: dict[str, dict[str, Field]] = {
    "patient": {"synthetic": models.BooleanField(default=False, help_text="an invented person")}
}
_STORE_INDEXES = {
    "patient": [
        models.Index(fields=["name", "patient_id"], name="record_patient_name"),
        models.Index(fields=["synthetic"], name="record_patient_synthetic"),
    ],
    # The clinic's day asks who comes on a date.
    "encounter": [models.Index(fields=["start_low", "status"], name="record_encounter_day")],
}


class RecordRow(models.Model):
    """One row of a record table."""

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)


class SearchWord(models.Model):
    """A word by which a person is found: of the name, the record number or the birth date."""

    word = models.TextField(db_index=True)
    patient_id = models.TextField(db_index=True)

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=["word", "patient_id"], name="search_word_person"),)

    def __str__(self) -> str:
        return f"{self.word}: {self.patient_id}"


class SearchSlip(models.Model):
    """A word of a name, kept under a form that a typing error may leave of it (desk/search.py)."""

    slip = models.TextField()
    word = models.TextField(db_index=True)

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["slip", "word"], name="slip_of_a_word_once"),)

    def __str__(self) -> str:
        return f"{self.slip}: {self.word}"


def field_name(column: str) -> str:
    """The model's name of a column; Django keeps `id` for a primary key."""
    return "fhir_id" if column == "id" else column


def _field(column: Column) -> Field:
    if column.name == "row_id":
        return models.TextField(primary_key=True, help_text=column.meaning)
    name = column.name if field_name(column.name) != column.name else None
    words = f"{column.meaning} ({column.unit})" if column.unit else column.meaning
    return _FIELDS[column.kind](null=column.nullable, help_text=words, db_column=name)


def _model(table: Table) -> type[RecordRow]:
    name = table.name.title().replace("_", "")
    options: dict[str, Any] = {
        "app_label": "desk",
        "db_table": f"record_{table.name}",
        "default_permissions": (),
        "indexes": [
            models.Index(fields=["patient_id"], name=f"record_{table.name}_person"),
            *_STORE_INDEXES.get(table.name, []),
        ],
    }
    body = {
        "__module__": __name__,
        "__doc__": table.row,
        "Meta": type("Meta", (), options),
        **{field_name(column.name): _field(column) for column in table.columns},
        **STORE_FIELDS.get(table.name, {}),
    }
    return type(name, (RecordRow,), body)


RECORD: dict[str, type[RecordRow]] = {table.name: _model(table) for table in TABLES}
