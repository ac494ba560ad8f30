"""The options of a population: where every treatment stands for everyone, by the arithmetic of one person.

What speaks for and against is given by id here (indications, cautions, hazards that are not known), one row a
person and treatment; the sentences are made for one person (`options.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from lenitive.plan.assess import deaths
from lenitive.plan.columns import spoken, standings
from lenitive.plan.currently import CURRENT, currently
from lenitive.plan.facts import MET, NOT_KNOWN, Facts
from lenitive.plan.grid import NO_REASON, Grid, grid
from lenitive.plan.program import plan_program
from lenitive.plan.ranking import ranks
from lenitive.plan.standing import STANDINGS, Truths
from lenitive.plan.told import Told, of_many
from lenitive.plan.trial_rows import kind_rows, trial_rows, used_rows
from lenitive.plan.tried import (
    KIND_NUMBERS,
    KIND_TEXTS,
    TRIAL_NUMBERS,
    TRIAL_TEXTS,
    USED_NUMBERS,
    USED_TEXTS,
    tried,
)
from lenitive.reason.engine.population import judge
from lenitive.reason.engine.sheets import Sheets, read_sheets
from lenitive.reason.story.query import Query

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import duckdb

_DICTIONARY = pa.dictionary(pa.int16(), pa.string())
OPTION = pa.schema(
    [
        ("patient_id", pa.string()),
        ("treatment", _DICTIONARY),
        ("rank", pa.int16()),
        ("standing", _DICTIONARY),
        ("current", _DICTIONARY),
        ("for", pa.list_(_DICTIONARY)),
        ("against", pa.list_(_DICTIONARY)),
        ("needs", pa.list_(_DICTIONARY)),
    ]
)
"""The table `option`: `for` holds indications, `against` hazards that are met, `needs` hazards not known."""
# People laid out at once: 124 rows each, so that a batch stays a few hundred thousand rows.
_BATCH = 4_096


def option_rows(connection: duckdb.DuckDBPyConnection) -> pa.RecordBatchReader:
    """One row a person and treatment, as OPTION says; the derived tables of everyone have been made.

    A person who died has no rows.
    """
    sheets = read_sheets(connection, plan_program())
    facts = population_facts(connection, sheets)
    alive = _alive(connection, sheets)
    return pa.RecordBatchReader.from_batches(OPTION, _batches(facts, grid(), sheets, alive))


def population_facts(connection: duckdb.DuckDBPyConnection, sheets: Sheets) -> Facts:
    """What is known of everyone in the sheets, in their order."""
    people = len(sheets.people)
    truths = np.empty((people, len(plan_program().judgements)), dtype=np.int8)
    for each in judge(plan_program(), sheets):
        truths[:, each.judgement.number] = each.value
    made = tried(
        _told(connection, trial_rows, sheets, TRIAL_TEXTS, TRIAL_NUMBERS),
        _told(connection, used_rows, sheets, USED_TEXTS, USED_NUMBERS),
        _told(connection, kind_rows, sheets, KIND_TEXTS, KIND_NUMBERS),
        people,
        grid(),
    )
    return Facts.of(truths, made)


def _told(
    connection: duckdb.DuckDBPyConnection,
    rows: Query,
    sheets: Sheets,
    texts: Sequence[str],
    numbers: Sequence[str],
) -> Told:
    return of_many(connection.sql(rows.sql).to_arrow_table(), sheets.people, texts, numbers)


def _alive(connection: duckdb.DuckDBPyConnection, sheets: Sheets) -> npt.NDArray[np.intp]:
    """The places of those who have not died."""
    died = connection.sql(deaths.sql).to_arrow_table()
    gone = set(died["patient_id"].to_pylist())
    return np.array(
        [place for place, name in enumerate(sheets.people.to_pylist()) if name not in gone], np.intp
    )


def _batches(
    facts: Facts, laid_out: Grid, sheets: Sheets, people: npt.NDArray[np.intp]
) -> Iterator[pa.RecordBatch]:
    for start in range(0, len(people), _BATCH):
        chosen = people[start : start + _BATCH]
        yield _batch(facts.some(chosen), laid_out, sheets.people.take(pa.array(chosen)))


def _batch(facts: Facts, laid_out: Grid, names: pa.Array) -> pa.RecordBatch:
    codes, width = standings(facts, laid_out), len(laid_out.treatments)
    order, now = ranks(codes, facts, laid_out), currently(facts, laid_out)
    treatment = np.tile(np.arange(width, dtype=np.int16), facts.people)
    met = facts.truths[:, laid_out.cautions.rule]
    speaks = spoken(facts, laid_out)[0] & (laid_out.reasons.code < NO_REASON)
    indications = [each.indication for each in laid_out.reasons.entries]
    hazards = [each.hazard for each in laid_out.cautions.entries]
    return pa.record_batch(
        [
            names.take(pa.array(np.repeat(np.arange(facts.people), width))),
            _coded(treatment, [each.id for each in laid_out.treatments]),
            pa.array(order.ravel().astype(np.int16)),
            _coded(codes.ravel().astype(np.int16), STANDINGS),
            _coded(now.ravel().astype(np.int16) - 1, [name for name in CURRENT if name]),
            _lists(speaks, indications, laid_out.reasons.starts),
            _lists(met == MET, hazards, laid_out.cautions.starts),
            _lists(met == NOT_KNOWN, hazards, laid_out.cautions.starts),
        ],
        schema=OPTION,
    )


def _coded(codes: npt.NDArray[np.int16], values: Sequence[str]) -> pa.DictionaryArray:
    """Codes as texts; a code under zero is empty."""
    indices = pa.array(codes, mask=codes < 0)
    return pa.DictionaryArray.from_arrays(indices, pa.array(values, pa.string()))


def _lists(holds: Truths, names: Sequence[str], starts: npt.NDArray[np.intp]) -> pa.ListArray:
    """(people, entries) as one list a person and treatment of the names of the entries that hold."""
    distinct = tuple(dict.fromkeys(names))
    code = {name: place for place, name in enumerate(distinct)}
    entry = np.array([code[name] for name in names], dtype=np.int16)
    counts = np.add.reduceat(holds, np.minimum(starts, holds.shape[1] - 1), axis=1, dtype=np.int32)
    counts[:, np.append(starts[1:], holds.shape[1]) == starts] = 0
    offsets = np.concatenate([[0], np.cumsum(counts.ravel())]).astype(np.int32)
    values = pa.DictionaryArray.from_arrays(entry[np.nonzero(holds)[1]], pa.array(distinct, pa.string()))
    return pa.ListArray.from_arrays(offsets, values)
