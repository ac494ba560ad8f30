"""Score every filled form of a record, whole tables at a time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lenitive.errors import AnswerError, LenitiveError
from lenitive.knowledge import instruments
from lenitive.knowledge.instruments import Scale
from lenitive.measure.arrays import FloatArray, TextArray
from lenitive.measure.checks import explain, refused
from lenitive.measure.frames import number_of
from lenitive.measure.plan import Plan, plan_for
from lenitive.measure.scoring import ScaleScores, bands_of, flags, outside, outside_words, score
from lenitive.record.plain.run import Columns as NamesOfColumns
from lenitive.record.plain.run import Functions, in_order, load
from lenitive.record.rows import Record, RecordRows, Rows, in_memory
from lenitive.record.schema import BY_NAME

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

# Forms numbered from 0 within their instrument; a form that was entered in error is no form.
_NUMBERED = """
    SELECT row_id, patient_id, instrument, at_low, at_high, at_time,
        row_number() OVER (PARTITION BY instrument ORDER BY row_id) - 1 AS number
    FROM response
    WHERE instrument IS NOT NULL AND coalesce(status, '') <> 'entered-in-error'
"""
_ANSWERS = """
    SELECT form.instrument, form.number, instrument_item.place,
        coalesce(answer.value_number, answer.value_boolean::DOUBLE) AS value,
        CASE WHEN answer.value_number IS NULL AND answer.value_boolean IS NULL
            THEN answer.value_text END AS words
    FROM numbered_response form JOIN answer ON answer.response_row = form.row_id
    JOIN instrument_item ON instrument_item.instrument = form.instrument
        AND instrument_item.item = answer.item
"""
_COMPUTED = """
    SELECT form.patient_id,
        regexp_replace(form.row_id, '#[0-9]+$', '') || '#' || row_number() OVER (
            PARTITION BY regexp_replace(form.row_id, '#[0-9]+$', '') ORDER BY form.row_id, computed.place
        ) AS row_id,
        form.instrument, computed.scale, computed.value_number, computed.value_text, computed.se,
        computed.band, computed.flags, computed.reason, 'computed' AS origin, form.row_id AS of_row,
        form.at_low, form.at_high, form.at_time
    FROM computed_score computed
    JOIN numbered_response form
        ON form.instrument = computed.instrument AND form.number = computed.number
"""

_ITEM = ("instrument", "item", "place")
# A scale of every response of an instrument; each column holds one value a response.
Columns = dict[str, NDArray[Any]]  # Any: texts or numbers
_COMPUTED_COLUMNS = (
    *("instrument", "number", "place", "scale", "value_number", "value_text", "se", "band", "flags"),
    "reason",
)

_OTHERS = """
    SELECT DISTINCT instrument, scale, value_number FROM score
    WHERE origin <> 'computed' AND value_number IS NOT NULL ORDER BY ALL
"""
_JUDGE_OTHERS = """
    UPDATE score SET band = judged.band, reason = judged.reason,
        value_number = CASE WHEN judged.reason IS NULL THEN score.value_number END
    FROM judged_score AS judged
    WHERE score.origin <> 'computed' AND score.instrument = judged.instrument
        AND score.scale = judged.scale AND score.value_number = judged.value_number
"""


class _Given(NamedTuple):
    """The given answers of one instrument's forms.

    numbers, places : (answers,), of the form and of the item. values : (answers,), NaN where words stand.
    words : answer -> what was said instead of a number.
    """

    numbers: NDArray[np.int64]
    places: NDArray[np.int64]
    values: FloatArray
    words: dict[int, str]


def score_record(record: Record) -> None:
    """Compute the `score` rows (origin "computed") of every response; rows computed before are replaced.

    Scores that arrived in the chart, or that staff entered, are kept and get their band; a value that the
    scale cannot give is withheld, with the reason.
    A form that holds an answer its instrument does not allow gets scores without a value, and the reason.
    Items that are none of the instrument's own are passed over.
    """
    held = in_memory(record)
    if held is None:
        _score(record.connection if isinstance(record, RecordRows) else record)
    elif not held.rows("score"):
        held.put("score", _score_rows_of(held) if held.rows("response") else [])
    else:  # scores that arrived are judged by an UPDATE
        with held.part("response", "answer", "score") as connection:
            _score(connection)
            held.put("score", connection.execute("FROM score").fetchall())


def _score_rows_of(held: RecordRows) -> Rows:
    """The computed rows of one person's record in memory, by the same statements over rows."""
    functions = _functions()
    numbered = functions.by_name["numbered_response"]({"response": held.rows("response")})
    counts = Counter(row[functions.columns["numbered_response"].index("instrument")] for row in numbered)
    plans = [plan_for(name) for name in sorted(counts) if name in instruments.ids()]
    if not plans:
        return []
    tables = {
        "numbered_response": numbered,
        "answer": held.rows("answer"),
        "instrument_item": _item_rows(plans),
    }
    given = defaultdict[str, Rows](list)
    for row in functions.by_name["answers"](tables):
        given[row[0]].append(row)
    computed: Rows = []
    for plan in plans:
        name = plan.instrument.id
        for columns in _score_instrument(plan, counts[name], _given_rows(given[name])):
            computed += _rows(columns)
    rows = functions.by_name["computed"]({**tables, "computed_score": computed})
    return in_order(rows, functions.places("computed", BY_NAME["score"].column_names))


@cache
def _functions() -> Functions:
    return load("the scores of a record", _write, {})


def _write() -> tuple[str, NamesOfColumns]:
    from lenitive.record.plain.sheet import Sheet

    names = {name: BY_NAME[name].column_names for name in ("response", "answer")}
    sheet = Sheet("", {**names, "instrument_item": _ITEM, "computed_score": _COMPUTED_COLUMNS})
    columns = {}
    for name, sql in (("numbered_response", _NUMBERED), ("answers", _ANSWERS), ("computed", _COMPUTED)):
        columns[name] = sheet.columns[name] = sheet.function(name, sql)
    return sheet.text(), columns


def _given_rows(rows: Rows) -> _Given:
    _, numbers, places, values, words = list(zip(*rows, strict=True)) or [()] * 5
    return _Given(
        np.array(numbers, dtype=np.int64),
        np.array(places, dtype=np.int64),
        np.array(values, dtype=np.float64),  # nothing is NaN
        {at: text for at, text in enumerate(words) if text is not None},
    )


def _given_table(found: pa.Table) -> _Given:
    words = found["words"]
    worded = np.flatnonzero(words.is_valid().to_numpy()) if words.null_count < len(words) else ()
    return _Given(
        found["number"].to_numpy(),
        found["place"].to_numpy(),
        found["value"].to_numpy().astype(np.float64),
        {int(at): words[int(at)].as_py() for at in worded},
    )


def _item_rows(plans: list[Plan]) -> Rows:
    return [(plan.instrument.id, key, place) for plan in plans for place, key in enumerate(plan.keys)]


def _score(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("DELETE FROM score WHERE origin = 'computed'")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE numbered_response AS {_NUMBERED}")
    counts = connection.execute(
        "SELECT instrument, count(*) FROM numbered_response GROUP BY instrument ORDER BY instrument"
    ).fetchall()
    plans = [(plan_for(name), count) for name, count in counts if name in instruments.ids()]
    if plans:
        import pyarrow as pa

        given = _answers(connection, [plan for plan, _ in plans])
        tables = [
            _table(columns)
            for (plan, count), answers in zip(plans, given, strict=True)
            for columns in _score_instrument(plan, count, _given_table(answers))
        ]
        connection.register("computed_score", pa.concat_tables(tables))
        connection.execute(f"INSERT INTO score BY NAME {_COMPUTED}")
        connection.unregister("computed_score")
    connection.execute("DROP TABLE numbered_response")
    _judge_others(connection)


def _judge_others(connection: duckdb.DuckDBPyConnection) -> None:
    """Give scores that we did not compute their severity band; withhold those that the scale cannot give."""
    rows = connection.execute(_OTHERS).fetchall()
    judged: list[tuple[str, str, float, str | None, str | None]] = []
    for (instrument_id, scale_id), group in groupby(rows, key=itemgetter(0, 1)):
        scale = _scale(instrument_id, scale_id)
        if scale is not None:
            values = np.array([value for _, _, value in group], dtype=np.float64)
            bands = bands_of(scale, values).tolist() if scale.bands else [None] * len(values)
            rows_ = zip(values.tolist(), bands, outside(scale, values).tolist(), strict=True)
            judged += [
                (instrument_id, scale_id, value, band, outside_words(scale, value) if is_outside else None)
                for value, band, is_outside in rows_
            ]
    if judged:
        names = ("instrument", "scale", "value_number", "band", "reason")
        import pyarrow as pa

        columns = zip(names, zip(*judged, strict=True), strict=True)
        types = dict.fromkeys(names, pa.string()) | {"value_number": pa.float64()}
        connection.register(
            "judged_score", pa.table({name: pa.array(column, types[name]) for name, column in columns})
        )
        connection.execute(_JUDGE_OTHERS)
        connection.unregister("judged_score")


def _scale(instrument_id: str, scale_id: str) -> Scale | None:
    if instrument_id not in instruments.ids():
        return None
    scales = instruments.instrument(instrument_id).scales
    return next((scale for scale in scales if scale.id == scale_id), None)


def _answers(connection: duckdb.DuckDBPyConnection, plans: list[Plan]) -> Iterator[pa.Table]:
    """The given answers of each plan's instrument, in the order of the plans, which is that of the ids."""
    import pyarrow as pa

    items = zip(*_item_rows(plans), strict=True)
    connection.register("instrument_item", pa.table(dict(zip(_ITEM, items, strict=True))))
    found = connection.sql(f"{_ANSWERS} ORDER BY form.instrument").to_arrow_table()
    connection.unregister("instrument_item")
    owner = found["instrument"].to_numpy(zero_copy_only=False)
    for plan in plans:
        first, last = (np.searchsorted(owner, plan.instrument.id, side=side) for side in ("left", "right"))
        yield found.slice(first, last - first)


def _score_instrument(plan: Plan, responses: int, given: _Given) -> Iterator[Columns]:
    """The columns of `_COMPUTED_COLUMNS` of each scale, each (responses,)."""
    answers, reasons = _array(plan, responses, given)
    bad = refused(plan, answers)
    for row in np.flatnonzero(bad.any(axis=1)):
        what, do = explain(plan, answers[row], bad[row])
        reasons.setdefault(int(row), str(LenitiveError(what, do=do)))
    answers[bad] = np.nan
    raised = _flag_texts(plan, answers)
    answers[list(reasons)] = np.nan
    for place, scores in enumerate(score(plan.instrument.id, answers).values()):
        yield _score_columns(plan, place, scores, raised, reasons)


def _array(plan: Plan, responses: int, given: _Given) -> tuple[FloatArray, dict[int, str]]:
    """Answers (responses, items), and why a response cannot be scored, by its number."""
    numbers, places, values = given.numbers, given.places, given.values
    reasons: dict[int, str] = {}
    for at, words in given.words.items():
        item = plan.instrument.items[int(places[at])]
        try:
            values[at] = number_of(item, words)
        except AnswerError as problem:
            reasons.setdefault(int(numbers[at]), str(problem))
    answers = np.full((responses, len(plan.keys)), np.nan)
    answers[numbers, places] = values
    for found in np.flatnonzero((answers[numbers, places] != values) & np.isfinite(values)):
        key = plan.keys[int(places[found])]
        reasons.setdefault(int(numbers[found]), f"item {key!r} is answered twice, and differently")
    return answers, reasons


def _flag_texts(plan: Plan, answers: FloatArray) -> TextArray:
    """The flags that each response raises, separated by spaces; None where there are none."""
    texts: TextArray = np.full(len(answers), None, dtype=object)
    for flag, raised in flags(plan.instrument.id, answers).items():
        for row in np.flatnonzero(raised):
            texts[row] = flag if texts[row] is None else f"{texts[row]} {flag}"
    return texts


def _score_columns(
    plan: Plan, place: int, scores: ScaleScores, raised: TextArray, reasons: dict[int, str]
) -> Columns:
    responses = len(scores.value)
    is_text = scores.value.dtype == object
    reason = scores.reason
    for row, text in reasons.items():
        reason[row] = text
    nothing: TextArray = np.full(responses, None, dtype=object)
    columns = (
        np.full(responses, plan.instrument.id, dtype=object),
        np.arange(responses),
        np.full(responses, place),
        np.full(responses, scores.scale.id, dtype=object),
        nothing if is_text else scores.value.astype(np.float64),
        scores.value if is_text else nothing,
        nothing if scores.se is None else scores.se,
        nothing if scores.band is None else scores.band,
        raised,
        reason,
    )
    return dict(zip(_COMPUTED_COLUMNS, columns, strict=True))


def _rows(columns: Columns) -> Rows:
    """Columns as rows, with empty instead of NaN."""
    cells = ([None if value != value else value for value in column.tolist()] for column in columns.values())
    return list(zip(*cells, strict=True))


def _table(columns: Columns) -> pa.Table:
    """Columns for a database, with empty instead of NaN.

    Arrow is loaded only here: a record in memory needs none, and it brings pandas with it.
    """
    import pyarrow as pa

    texts = dict.fromkeys(_COMPUTED_COLUMNS, pa.string())
    numbers = {"number": pa.int64(), "place": pa.int64(), "value_number": pa.float64(), "se": pa.float64()}
    kinds = texts | numbers
    return pa.table({name: pa.array(each, kinds[name], from_pandas=True) for name, each in columns.items()})
