"""What an evaluation writes: one folder a table, one file a part, each file whole or not there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import parquet

from lenitive.knowledge.rules.site import knowledge_version
from lenitive.reason.engine.program import Program

# Table -> SELECT over a database in which everything has been made.
RESULTS = {
    "score": "FROM score",
    "exposure": "FROM derived_exposure",
    "change": "FROM derived_change_now",
    "option": "FROM option_none",
    "finding": "FROM finding_result",
}
STATUS = ("not_met", "unknown", "met")
_OPTION = pa.schema(
    [("patient_id", pa.string()), ("treatment", pa.string()), ("rank", pa.int64())]
    + [(name, pa.string()) for name in ("standing", "current", "do")]
    + [(name, pa.list_(pa.string())) for name in ("for", "against", "needs")]
)


def no_options() -> pa.Table:
    """The options of everyone: none, until the plan is built."""
    return _OPTION.empty_table()


def rule_rows(program: Program) -> pa.Table:
    """Rule, urgency and the version of knowledge, to stand beside each finding."""
    rules = [judgement.rule for judgement in program.judgements]
    return pa.table(
        {
            "rule": [rule.id for rule in rules],
            "urgency": [rule.urgency for rule in rules],
            "knowledge": [knowledge_version()] * len(rules),
        }
    )


def finding_rows(judged: pa.Table, program: Program) -> pa.Table:
    """The rows of `finding`. judged : one row a person and rule, see `judge_population`.

    Few different texts and many rows: texts stay dictionaries, as they are in the file.
    """
    rules = [judgement.rule for judgement in program.judgements]
    urgencies = list(dict.fromkeys(rule.urgency for rule in rules))
    of_rule = np.array([urgencies.index(rule.urgency) for rule in rules], np.int32)
    rule = judged["rule"].combine_chunks()
    one = np.zeros(judged.num_rows, np.int8)
    return pa.table(
        {
            "patient_id": judged["patient_id"],
            "rule": rule,
            "status": _coded(judged["value"].to_numpy(), STATUS),
            "urgency": _coded(of_rule[rule.indices.to_numpy()], urgencies),
            "evidence": judged["row_ids"],
            "knowledge": _coded(one, [knowledge_version()]),
        }
    )


def _coded(codes: NDArray[np.signedinteger], values: Sequence[str]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(codes, pa.array(values, pa.string()))


def part_path(out: Path, table: str, part: int) -> Path:
    """The file of one part of a table."""
    return out / table / f"part-{part:05d}.parquet"


def is_done(out: Path, part: int, tables: Sequence[str]) -> bool:
    """Whether a part of these tables has been written whole."""
    return all(part_path(out, table, part).exists() for table in tables)


def write_whole(rows: pa.RecordBatchReader | pa.Table, path: Path) -> None:
    """Write a file under another name first, so that it appears whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".writing")
    with parquet.ParquetWriter(draft, rows.schema, **_FILE) as writer:
        if isinstance(rows, pa.Table):
            writer.write_table(rows, row_group_size=_GROUP)
        else:
            for batch in rows:
                writer.write_batch(batch)
    draft.replace(path)


_GROUP = 8_000_000
# Readers see plain text, whether or not a column was a dictionary in memory.
_FILE = {"compression": "zstd", "compression_level": 1, "store_schema": False}
