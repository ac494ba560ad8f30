"""The tables of knowledge: CSV files of facts as Arrow tables, each with declared columns.

They are joined to the record in `reason/`; in a database a table stands as `knowledge_<name>`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from typing import Any

import pyarrow as pa

from lenitive.errors import KnowledgeError
from lenitive.kept import kept_data
from lenitive.knowledge import codes_of_concepts, medicines, treatment_codes, units, urine
from lenitive.knowledge.instruments import important_change_rows, instruments, item_codes

_ARROW = {"string": pa.string(), "float64": pa.float64(), "int64": pa.int64(), "boolean": pa.bool_()}
Columns = Mapping[str, str]


@dataclass(frozen=True)
class KnowledgeTable:
    """One table of knowledge.

    columns : column -> type: string, float64, int64, boolean, or array<string> (`|` in the file).
    path : CSV file below `knowledge/`; or
    rows : a function that makes the table.
    """

    columns: Columns
    path: str = ""
    rows: Callable[[], pa.Table] | None = None


def _texts(*names: str) -> dict[str, str]:
    return dict.fromkeys(names, "string")


CONCEPT_CODE = KnowledgeTable(
    _texts("concept", "kind", "system", "code", "match", "display")
    | {"onset_min_days": "float64", "onset_max_days": "float64"}
    | _texts("clinical_status")
    | {"within_days": "float64", "derived": "boolean"}
    | _texts("source")
    | {"verified": "boolean"}
    | _texts("note"),
    path="concepts/concepts.csv",
)
DERIVED_CONCEPT = KnowledgeTable(
    _texts("concept", "kind", "needs", "rule", "source") | {"verified": "boolean"},
    path="concepts/derived_concepts.csv",
)
TREATMENT_CODE = KnowledgeTable(
    _texts("treatment", "system", "code", "display", "fit")
    | {"route_groups": "array<string>"}
    | _texts("release")
    | {"verified": "boolean"}
    | _texts("source", "note"),
    path="concepts/treatment_codes.csv",
)
TREATMENT = KnowledgeTable(_texts("treatment", "modality", "title"), path="concepts/treatments.csv")

IMPORTANT_CHANGE = KnowledgeTable(
    _texts("instrument", "scale", "higher", "leads_by")
    | dict.fromkeys(
        (
            *("points", "percent", "much_points", "much_percent"),
            *("reliable_points", "range_low", "range_high"),
        ),
        "float64",
    )
    | {"main": "boolean"},
    rows=lambda: important_change_rows(list(instruments())),
)
BODY_REGION = KnowledgeTable(
    _texts(
        "id", "label", "label_es", "label_ar", "view", "side", "snomed", "wpi_area", "wpi_by", "region_group"
    )
    | _texts("counts_for_generalised"),
    path="regions.csv",
)
PAIN_CONCEPT = KnowledgeTable(
    {
        "concept": "string",
        "min_days": "float64",
        "max_days": "float64",
        "source": "string",
        "verified": "boolean",
    },
    path="classification/pain_concepts.csv",
)
PAIN_SIGN = KnowledgeTable(
    _texts("kind", "id")
    | {"at_least": "float64", "min_days": "float64", "fresh_days": "float64"}
    | {"source": "string", "verified": "boolean"},
    path="classification/pain_signs.csv",
)
TERRITORY = KnowledgeTable(
    _texts("concept", "region", "source") | {"verified": "boolean"}, path="classification/territories.csv"
)
CODE_SYSTEM = KnowledgeTable(codes_of_concepts.SYSTEM_COLUMNS, rows=codes_of_concepts.system_rows)
CONCEPT_OF_CODE = KnowledgeTable(codes_of_concepts.COLUMNS, rows=codes_of_concepts.concept_rows)
UNIT = KnowledgeTable(units.COLUMNS, rows=units.unit_rows)
MEASURED_CODE = KnowledgeTable(units.CODE_COLUMNS, rows=units.measured_code_rows)
PREGNANCY_RESULT = KnowledgeTable(
    _texts("code", "says", "display", "source") | {"verified": "boolean"},
    path="concepts/pregnancy_results.csv",
)
TREATMENT_OF_CODE = KnowledgeTable(treatment_codes.CODE_COLUMNS, rows=treatment_codes.code_rows)
KIND_OF_CODE = KnowledgeTable(treatment_codes.KIND_COLUMNS, rows=treatment_codes.kind_rows)
TREATMENT_OF_INGREDIENT = KnowledgeTable(
    treatment_codes.INGREDIENT_COLUMNS, rows=treatment_codes.ingredient_rows
)
URINE_WRITTEN = KnowledgeTable(
    _texts("written", "result", "source") | {"verified": "boolean"}, path="concepts/urine_results.csv"
)
URINE_CODE = KnowledgeTable(urine.CODE_COLUMNS, rows=urine.code_rows)
URINE_EXPLAINED_BY = KnowledgeTable(urine.EXPLAINED_COLUMNS, rows=urine.explained_rows)
URINE_JUDGED = KnowledgeTable(urine.JUDGED_COLUMNS, rows=urine.judged_rows)
TREATMENT_NAME = KnowledgeTable(
    _texts("treatment", "words", "source") | {"verified": "boolean"}, path="concepts/treatment_names.csv"
)
ALLERGY_WORD = KnowledgeTable(
    _texts("word", "class", "substance", "source") | {"verified": "boolean"},
    path="concepts/allergy_words.csv",
)
KIND_NAME = KnowledgeTable(
    _texts("modality", "words", "source") | {"verified": "boolean"}, path="concepts/kind_names.csv"
)
CONCEPT_BY_REVIEW = KnowledgeTable(
    _texts("concept", "finding", "outcome", "source") | {"verified": "boolean"}, path="concepts/by_review.csv"
)
PAIN_SCORE = KnowledgeTable(
    {"scale": "string", "out_of": "float64", "source": "string", "verified": "boolean"},
    path="concepts/pain_scores.csv",
)
FIRST_LINE = KnowledgeTable(
    _texts("concept", "treatment", "class", "source") | {"verified": "boolean"},
    path="concepts/first_line.csv",
)

OPIOID_FACTOR_BAND = KnowledgeTable(
    _texts("ingredient", "preparation", "factors")
    | dict.fromkeys(("above_mg", "to_mg", "factor"), "float64")
    | _texts("source")
    | {"verified": "boolean"},
    path="medicines/opioid_factor_band.csv",
)

ITEM_CODE = KnowledgeTable(_texts("item", "code"), rows=lambda: _item_codes())
ANSWER_CODE = KnowledgeTable(_texts("answer") | {"points": "float64"}, rows=lambda: _answer_codes())

# A new table of knowledge is a line here; the file stands below knowledge/ and has exactly these columns.
TABLES: dict[str, KnowledgeTable] = {
    "concept_code": CONCEPT_CODE,
    "derived_concept": DERIVED_CONCEPT,
    "treatment_code": TREATMENT_CODE,
    "treatment": TREATMENT,
    "code_system": CODE_SYSTEM,
    "concept_of_code": CONCEPT_OF_CODE,
    "unit": UNIT,
    "treatment_name": TREATMENT_NAME,
    "treatment_kind_name": KIND_NAME,
    "urine_written": URINE_WRITTEN,
    "urine_code": URINE_CODE,
    "urine_explained_by": URINE_EXPLAINED_BY,
    "urine_judged": URINE_JUDGED,
    "treatment_of_code": TREATMENT_OF_CODE,
    "treatment_kind_of_code": KIND_OF_CODE,
    "treatment_of_ingredient": TREATMENT_OF_INGREDIENT,
    "pregnancy_result": PREGNANCY_RESULT,
    "measured_code": MEASURED_CODE,
    "allergy_word": ALLERGY_WORD,
    "concept_by_review": CONCEPT_BY_REVIEW,
    "pain_score": PAIN_SCORE,
    "first_line": FIRST_LINE,
    "body_region": BODY_REGION,
    "pain_concept": PAIN_CONCEPT,
    "pain_sign": PAIN_SIGN,
    "territory": TERRITORY,
    "important_change": IMPORTANT_CHANGE,
    "item_code": ITEM_CODE,
    "answer_code": ANSWER_CODE,
    "drug_class": KnowledgeTable(medicines.CLASS, rows=medicines.class_rows),
    "product_ingredient": KnowledgeTable(medicines.PRODUCT, rows=medicines.product_rows),
    "medicine_word": KnowledgeTable(medicines.WORD, rows=medicines.word_rows),
    "opioid_factor": KnowledgeTable(medicines.FACTOR, rows=medicines.factor_rows),
    "opioid_factor_band": OPIOID_FACTOR_BAND,
}


def knowledge_schema() -> dict[str, Columns]:
    """Name -> columns of every table of knowledge."""
    return {name: table.columns for name, table in TABLES.items()}


class _Tables(Mapping[str, pa.Table]):
    """Every table by its name, each made when it is first asked for."""

    def __getitem__(self, name: str) -> pa.Table:
        return _table(name)

    def __iter__(self) -> Iterator[str]:
        return iter(TABLES)

    def __len__(self) -> int:
        return len(TABLES)


def knowledge_tables() -> Mapping[str, pa.Table]:
    """Every table of knowledge, each read once a process."""
    return _Tables()


@cache
def _table(name: str) -> pa.Table:
    return _rows(name, TABLES[name])


@cache
def knowledge_rows(name: str) -> list[tuple[Any, ...]]:
    """The rows of a table in the order of its columns, lists as tuples, read once a process.

    They are kept on disk (see `kept`), so that a process that needs no Arrow starts without it.
    """
    made: list[tuple[Any, ...]] = kept_data(f"knowledge {name}", lambda: _plain(_table(name)))
    return made


def knowledge_columns(name: str, *columns: str) -> list[tuple[Any, ...]]:
    """The rows of a table with these columns alone."""
    places = [list(TABLES[name].columns).index(column) for column in columns]
    return [tuple([row[place] for place in places]) for row in knowledge_rows(name)]


def _plain(table: pa.Table) -> list[tuple[Any, ...]]:
    columns = [[_cell(value) for value in column.to_pylist()] for column in table.columns]
    return list(zip(*columns, strict=True))


def _cell(value: Any) -> Any:
    """A cell as it stands in a row; equal texts are one object, so that what is kept is small."""
    if isinstance(value, str):
        return sys.intern(value)
    return tuple(value) if isinstance(value, list) else value


def _rows(name: str, table: KnowledgeTable) -> pa.Table:
    made = table.rows() if table.rows is not None else _read(table)
    if made.column_names != list(table.columns):
        raise KnowledgeError(
            f"the table {name} has the columns {', '.join(made.column_names)}",
            where=f"knowledge/{table.path}",
            do="It needs exactly " + ", ".join(table.columns),
        )
    return made


def _read(table: KnowledgeTable) -> pa.Table:
    from pyarrow import csv

    types = {name: _ARROW.get(kind, pa.string()) for name, kind in table.columns.items()}
    convert = csv.ConvertOptions(column_types=types, strings_can_be_null=True, null_values=[""])
    with as_file(files("lenitive.knowledge").joinpath(table.path)) as path:
        made = csv.read_csv(path, convert_options=convert)
    for name, kind in table.columns.items():
        if kind == "array<string>":
            made = made.set_column(made.column_names.index(name), name, _split(made[name]))
    return made


def _split(column: pa.ChunkedArray) -> pa.Array:
    split = [None if value is None else value.split("|") for value in column.to_pylist()]
    return pa.array(split, pa.list_(pa.string()))


def _item_codes() -> pa.Table:
    """Every item that has a LOINC code; a code repeats where forms share the item."""
    rows = item_codes()
    return pa.table(
        {"item": [f"{row.instrument}.{row.item}" for row in rows], "code": [row.loinc for row in rows]}
    )


def _answer_codes() -> pa.Table:
    """The points of coded answers."""
    from pyarrow import csv

    with as_file(files("lenitive.knowledge").joinpath("codes/answer_code.csv")) as path:
        rows = csv.read_csv(path, convert_options=csv.ConvertOptions(column_types={"value": pa.float64()}))
    return pa.table({"answer": rows["code"], "points": rows["value"]})
