"""One invented person as rows of the derived tables, written briefly, and how that person is classified."""

from __future__ import annotations

from datetime import date, timedelta

from lenitive.reason.classify import Classification, classification_of
from lenitive.reason.classify.judged import Truths, judge_rows
from lenitive.reason.tables import derived_schema

AS_OF = date(2026, 6, 1)
Row = dict[str, object]
Rows = dict[str, list[Row]]


def row(table: str, **columns: object) -> Row:
    """A row of a derived table; what is left out is empty."""
    unknown = set(columns) - set(derived_schema(table))
    assert not unknown, f"{table} has no columns {unknown}"
    return {**dict.fromkeys(derived_schema(table)), "patient_id": "ana", "row_ids": [f"{table}/1"], **columns}


def days_ago(days: int) -> Row:
    day = AS_OF - timedelta(days=days)
    return {"at_low": day, "at_high": day}


def problem(concept: str, days: int = 200, status: str | None = "active") -> Row:
    return row(
        "concept", concept=concept, of="condition", status=status, category="problem_list",
        row_ids=[f"Condition/{concept}"], **days_ago(days),
    )  # fmt: skip


def answer(item: str, value: float, days: int = 5) -> Row:
    return row("answer", item=item, value=value, row_ids=[f"answer/{item}"], **days_ago(days))


def score(scale: str, value: float, days: int = 5) -> Row:
    return row("score", scale=scale, value=value, row_ids=[f"score/{scale}"], **days_ago(days))


def lasting(low: float, high: float | None) -> Row:
    return row("pain", fact="time", days_low=low, days_high=high, row_ids=["pain/time"], **days_ago(0))


def body_map(areas: float = 0, quarters: float = 0, in_territory: float = 0) -> Row:
    return row(
        "pain", fact="map", areas=areas, quarters=quarters, in_territory=in_territory,
        row_ids=["pain/map"], **days_ago(3),
    )  # fmt: skip


def rows_of(facts: str, *more: tuple[str, Row]) -> Rows:
    """Rows from words: `held`, a concept, `item=1`, `scale:12`, `days=100..200`, `areas=2`, `quarters=4`, ...

    A word with `=` is an answer, with `:` a score, without either a problem; separated by spaces.
    """
    made: Rows = {name: [] for name in ("pain", "concept", "answer", "score", "held")}
    marks: dict[str, float] = {}
    for word in facts.split():
        name, _, value = word.partition("=")
        if word == "held":
            made["held"].append(row("held", domain="problems"))
        elif name == "days":
            low, _, high = value.partition("..")
            made["pain"].append(lasting(float(low), float(high or low) if high != "?" else None))
        elif name in ("areas", "quarters", "in_territory"):
            marks[name] = float(value)
        elif value:
            made["answer"].append(answer(name, float(value)))
        elif ":" in word:
            name, _, value = word.partition(":")
            made["score"].append(score(name, float(value)))
        else:
            made["concept"].append(problem(word))
    if marks:
        made["pain"].append(body_map(**marks))
    for table, extra in more:
        made.setdefault(table, []).append(extra)
    return made


def truths_of(rows: Rows) -> Truths:
    return judge_rows(rows, AS_OF)


def classified(facts: str, *more: tuple[str, Row]) -> Classification:
    return classification_of(truths_of(rows_of(facts, *more)))
