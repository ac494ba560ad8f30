"""Score every filled form of a record, whole tables at a time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from lenitive.errors import AnswerError, LenitiveError
from lenitive.knowledge import instruments
from lenitive.knowledge.instruments import Scale
from lenitive.measure.arrays import FloatArray, TextArray
from lenitive.measure.checks import explain, refused
from lenitive.measure.frames import number_of
from lenitive.measure.plan import Plan, plan_for
from lenitive.measure.scoring import ScaleScores, bands_of, flags, outside, outside_words, score
from lenitive.record.plain.run import Columns, Functions, in_order, load
from lenitive.record.rows import Record, RecordRows, Rows, in_memory
from lenitive.record.schema import BY_NAME

if TYPE_CHECKING:
    import duckdb

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
_ANSWER_TYPES = {
    **{"instrument": pa.string(), "number": pa.int64(), "place": pa.int64()},
    **{"value": pa.float64(), "words": pa.string()},
}
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
    computed = []
    for plan in plans:
        name = plan.instrument.id
        computed.append(_score_instrument(plan, counts[name], _answer_table(given[name])))
    columns = [column.to_pylist() for column in pa.concat_tables(computed).columns]
    rows = functions.by_name["computed"]({**tables, "computed_score": list(zip(*columns, strict=True))})
    return in_order(rows, functions.places("computed", BY_NAME["score"].column_names))


@cache
def _functions() -> Functions:
    return load("the scores of a record", _write, {})


def _write() -> tuple[str, Columns]:
    from lenitive.record.plain.sheet import Sheet

    names = {name: BY_NAME[name].column_names for name in ("response", "answer")}
    sheet = Sheet("", {**names, "instrument_item": _ITEM, "computed_score": _COMPUTED_COLUMNS})
    columns = {}
    for name, sql in (("numbered_response", _NUMBERED), ("answers", _ANSWERS), ("computed", _COMPUTED)):
        columns[name] = sheet.columns[name] = sheet.function(name, sql)
    return sheet.text(), columns


def _answer_table(rows: Rows) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(_ANSWER_TYPES)
    made = zip(_ANSWER_TYPES.items(), columns, strict=True)
    return pa.table({name: pa.array(column, kind) for (name, kind), column in made})


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
        given = _answers(connection, [plan for plan, _ in plans])
        tables = [
            _score_instrument(plan, count, answers)
            for (plan, count), answers in zip(plans, given, strict=True)
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
    items = zip(*_item_rows(plans), strict=True)
    connection.register("instrument_item", pa.table(dict(zip(_ITEM, items, strict=True))))
    found = connection.sql(f"{_ANSWERS} ORDER BY form.instrument").to_arrow_table()
    connection.unregister("instrument_item")
    owner = found["instrument"].to_numpy(zero_copy_only=False)
    for plan in plans:
        first, last = (np.searchsorted(owner, plan.instrument.id, side=side) for side in ("left", "right"))
        yield found.slice(first, last - first)


def _score_instrument(plan: Plan, responses: int, given: pa.Table) -> pa.Table:
    answers, reasons = _array(plan, responses, given)
    bad = refused(plan, answers)
    for row in np.flatnonzero(bad.any(axis=1)):
        what, do = explain(plan, answers[row], bad[row])
        reasons.setdefault(int(row), str(LenitiveError(what, do=do)))
    answers[bad] = np.nan
    raised = _flag_texts(plan, answers)
    answers[list(reasons)] = np.nan
    scales = enumerate(score(plan.instrument.id, answers).values())
    return pa.concat_tables(_score_rows(plan, place, scores, raised, reasons) for place, scores in scales)


def _array(plan: Plan, responses: int, found: pa.Table) -> tuple[FloatArray, dict[int, str]]:
    """Answers (responses, items), and why a response cannot be scored, by its number."""
    numbers, places = (found[name].to_numpy() for name in ("number", "place"))
    values = found["value"].to_numpy().astype(np.float64)
    reasons: dict[int, str] = {}
    words = found["words"]
    if words.null_count < len(words):
        for at in np.flatnonzero(words.is_valid().to_numpy()):
            item = plan.instrument.items[int(places[at])]
            try:
                values[at] = number_of(item, words[int(at)].as_py())
            except AnswerError as problem:
                reasons.setdefault(int(numbers[at]), str(problem))
    answers = np.full((responses, len(plan.keys)), np.nan)
    answers[numbers, places] = values
    for at in np.flatnonzero((answers[numbers, places] != values) & np.isfinite(values)):
        key = plan.keys[int(places[at])]
        reasons.setdefault(int(numbers[at]), f"item {key!r} is answered twice, and differently")
    return answers, reasons


def _flag_texts(plan: Plan, answers: FloatArray) -> TextArray:
    """The flags that each response raises, separated by spaces; None where there are none."""
    texts: TextArray = np.full(len(answers), None, dtype=object)
    for flag, raised in flags(plan.instrument.id, answers).items():
        for row in np.flatnonzero(raised):
            texts[row] = flag if texts[row] is None else f"{texts[row]} {flag}"
    return texts


def _score_rows(
    plan: Plan, place: int, scores: ScaleScores, raised: TextArray, reasons: dict[int, str]
) -> pa.Table:
    responses = len(scores.value)
    is_text = scores.value.dtype == object
    reason = scores.reason
    for row, text in reasons.items():
        reason[row] = text
    nothing = np.full(responses, None, dtype=object)
    return pa.table(
        {
            "instrument": pa.repeat(pa.scalar(plan.instrument.id), responses),
            "number": pa.array(np.arange(responses)),
            "place": pa.repeat(pa.scalar(place), responses),
            "scale": pa.repeat(pa.scalar(scores.scale.id), responses),
            "value_number": _numbers(None if is_text else scores.value, responses),
            "value_text": pa.array(scores.value if is_text else nothing, pa.string()),
            "se": _numbers(scores.se, responses),
            "band": pa.array(nothing if scores.band is None else scores.band, pa.string()),
            "flags": pa.array(raised, pa.string()),
            "reason": pa.array(reason, pa.string()),
        }
    )


def _numbers(values: FloatArray | TextArray | None, responses: int) -> pa.Array:
    """Numbers with empty instead of NaN."""
    if values is None:
        return pa.nulls(responses, pa.float64())
    return pa.array(values.astype(np.float64), pa.float64(), from_pandas=True)
