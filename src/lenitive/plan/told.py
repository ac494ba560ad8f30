"""Rows as columns of arrays, for one person's rows in memory and for those of a population alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import pyarrow as pa

Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Words:
    """A column of texts: `values[codes]`; the code -1 is an empty one."""

    codes: Places
    values: tuple[str, ...]

    def numbers(self, of: Callable[[str], float], empty: float = np.nan) -> Numbers:
        """(rows,) a number for each text; every different text is asked once."""
        return np.array([*map(of, self.values), empty], dtype=np.float64)[self.codes]

    def places(self, of: Callable[[str], int]) -> Places:
        """(rows,) a whole number for each text, -1 for an empty one."""
        return np.array([*map(of, self.values), -1], dtype=np.intp)[self.codes]

    def are(self, text: str) -> npt.NDArray[np.bool_]:
        """(rows,) whether it is that text."""
        return np.array([*(value == text for value in self.values), False])[self.codes]


@dataclass(frozen=True, eq=False)
class Told:
    """Rows: whose each is (its place among the people), their texts and their numbers (NaN where empty)."""

    person: Places
    texts: Mapping[str, Words]
    numbers: Mapping[str, Numbers]


def of_one(rows: Sequence[Mapping[str, Any]], texts: Sequence[str], numbers: Sequence[str]) -> Told:
    """The rows of one person."""
    return Told(
        np.zeros(len(rows), dtype=np.intp),
        {name: _words([row[name] for row in rows]) for name in texts},
        {
            name: np.array([np.nan if row[name] is None else row[name] for row in rows], dtype=np.float64)
            for name in numbers
        },
    )


def of_many(rows: pa.Table, people: pa.Array, texts: Sequence[str], numbers: Sequence[str]) -> Told:
    """The rows of many. people : their ids, in the order of their places; each row is one of theirs."""
    import pyarrow as pa
    import pyarrow.compute as pc  # loads slowly; one person needs none

    whose = pc.index_in(rows["patient_id"], value_set=people).to_numpy(zero_copy_only=False)
    return Told(
        whose.astype(np.intp),
        {name: _encoded(rows[name]) for name in texts},
        {
            name: pc.cast(rows[name], pa.float64()).to_numpy(zero_copy_only=False).astype(np.float64)
            for name in numbers
        },
    )


def _words(texts: Sequence[str | None]) -> Words:
    values = tuple(dict.fromkeys(text for text in texts if text is not None))
    code = {text: place for place, text in enumerate(values)}
    codes = [-1 if text is None else code[text] for text in texts]
    return Words(np.array(codes, dtype=np.intp), values)


def _encoded(column: pa.ChunkedArray) -> Words:
    import pyarrow.compute as pc

    encoded = column.combine_chunks().dictionary_encode()
    codes = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False).astype(np.intp)
    return Words(codes, tuple(encoded.dictionary.to_pylist()))
