"""The treatment ledger: every treatment ever tried, one line each; a blank is a question to ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from lenitive.reason.story.courses import Course, Source, dose_words, medicines, sources, trials
from lenitive.reason.story.query import Row
from lenitive.reason.story.words import Day, capital, counted, day_of, span_words

if TYPE_CHECKING:
    from lenitive.record.rows import Record

_DID = {"no_benefit": "no benefit", "partial": "helped in part", "benefit": "helped", "harm": "did harm"}
_ENOUGH = {True: "long and strong enough to judge", False: "too short or too weak to judge", None: ""}


@dataclass(frozen=True)
class Tried:
    """One line of the ledger. Empty texts are blanks, and `questions` asks for them."""

    treatment: str
    title: str
    name: str
    modality: str
    current: bool
    start: Day | None
    end: Day | None
    times: int
    dates: str
    reached: str
    did: str
    enough: str
    stopped: str
    said_by: str
    rows: tuple[str, ...]
    questions: tuple[str, ...]

    @property
    def asks_why(self) -> bool:
        """Whether a reason is to be asked for: what went on was stopped; a procedure is done once."""
        return not self.current and (self.modality != "interventional" or bool(self.stopped))


def ledger(connection: Record, as_of: date) -> tuple[Tried, ...]:
    """Every treatment ever tried: what goes on first, then the latest tried; empty when nothing is known."""
    courses = medicines(connection, as_of)
    known = sources(connection, courses)
    by_row = {course.row: course for course in courses}
    lines = []
    for _treatment, rows in groupby(trials(connection), key=lambda row: row["treatment"]):
        lines += [_line(group, known, by_row, as_of) for group in _runs(list(rows))]
    return tuple(sorted(_once(lines), key=_place))


def _once(lines: Sequence[Tried]) -> list[Tried]:
    """One medicine may count as two treatments, as while its release is not known: it is told once."""
    kept: dict[tuple[str, tuple[str, ...]], Tried] = {}
    for line in lines:
        kept.setdefault((line.name, line.rows) if line.rows else (line.name, (line.treatment,)), line)
    return list(kept.values())


def _place(line: Tried) -> tuple[bool, int, str]:
    return not line.current, -(line.start.low.toordinal() if line.start else 0), line.title


def _runs(rows: Sequence[Row]) -> list[list[Row]]:
    """Trials of one treatment in runs: the next one joins as long as it tells of no other outcome."""
    runs: list[list[Row]] = []
    outcome = None
    for row in rows:
        if runs and (row["outcome"] is None or outcome in (None, row["outcome"])):
            runs[-1].append(row)
            outcome = outcome or row["outcome"]
        else:
            runs.append([row])
            outcome = row["outcome"]
    return runs


def _line(
    trials: Sequence[Row], known: Mapping[str, Source], courses: Mapping[str, Course], as_of: date
) -> Tried:
    rows = tuple(dict.fromkeys(row for trial in trials for row in trial["row_ids"] or ()))
    said = [known[row] for row in rows if row in known]
    given = [courses[row] for row in rows if row in courses]
    current = any(trial["status"] == "current" for trial in trials)
    start, end = _start(trials, said), None if current else _end(said)
    outcome = next((trial["outcome"] for trial in trials if trial["outcome"]), "")
    line = Tried(
        treatment=trials[0]["treatment"],
        title=trials[0]["title"] or trials[0]["treatment"],
        name=_name(trials[0], given),
        modality=trials[0]["modality"] or "",
        current=current,
        start=start,
        end=end,
        times=max(len(trials), len(said)),
        dates=_dates(start, end, current=current, as_of=as_of),
        reached=_reached(given, said, trials[0]["modality"] or ""),
        did=_DID.get(outcome, "") or _first(source.outcome for source in said if source.kind != "treatment"),
        enough=_first(_ENOUGH[source.adequate] for source in said),
        stopped="" if current else _first(source.stopped_because for source in said),
        said_by=_by(said),
        rows=rows,
        questions=(),
    )
    return _asking(line)


def _name(trial: Row, given: Sequence[Course]) -> str:
    """Medicines by what they hold; everything else by its title without the bracket."""
    ingredients = sorted({course.ingredient for course in given if course.ingredient})
    if ingredients:
        return capital(", ".join(ingredients))
    return str(trial["title"] or trial["treatment"]).partition(" (")[0]


def _start(trials: Sequence[Row], said: Sequence[Source]) -> Day | None:
    days = [day for trial in trials if (day := day_of(trial["at_low"], trial["at_high"]))]
    days += [source.start for source in said if source.start]
    return min(days, key=lambda day: (day.low, day.high)) if days else None


def _end(said: Sequence[Source]) -> Day | None:
    days = [source.end for source in said if source.end]
    days += [source.start for source in said if source.kind == "procedure" and source.start]
    return max(days, key=lambda day: (day.high, day.low)) if days else None


def _dates(start: Day | None, end: Day | None, *, current: bool, as_of: date) -> str:
    if start is None:
        return "" if not end else f"until {end}"
    if current:
        return f"{start} to now, {span_words(max((as_of - start.low).days, 0))}"
    if end is None:
        return f"from {start}"
    return str(start) if start == end else f"{start} to {end}, {span_words((end.high - start.low).days)}"


def _reached(given: Sequence[Course], said: Sequence[Source], modality: str) -> str:
    """The amount as told, else the highest daily dose; interventions count how often."""
    done = [source for source in said if source.kind == "procedure"]
    if done and modality == "interventional":
        return "once" if len(done) == 1 else counted(len(done), "time")
    told = _first(source.amount for source in said if source.kind != "medication")
    readable = [course for course in given if course.mg_high]
    most = max(readable, key=lambda course: course.mg_high or 0, default=None)
    highest = dose_words(most.mg_low, most.mg_high) if most else ""
    return told or highest or _first(course.dose for course in given)


def _first(texts: Iterable[str]) -> str:
    return next((text for text in texts if text), "")


def _by(said: Sequence[Source]) -> str:
    """Who says so: the person before the chart, as told."""
    voices = dict.fromkeys(source.said_by for source in said if source.said_by)
    return ", ".join(sorted(voices, key=lambda voice: voice == "chart"))


def _asking(line: Tried) -> Tried:
    """The line with a question for each blank."""
    asked = []
    if not line.reached:
        asked.append(_HOW_MUCH.get(line.modality, "How much of it was there?"))
    if not line.did:
        asked.append("What does it do for function and pain?" if line.current else "What did it do?")
    if line.asks_why and not line.stopped:
        asked.append("Why did it stop?")
    if not line.dates:
        asked.append("When was it tried?")
    if not line.said_by:
        asked.append(f"Who says that {line.name} was tried?")
    return replace(line, questions=tuple(asked))


_HOW_MUCH = {
    "pharmacological": "What was the highest daily dose?",
    "rehabilitation": "How many sessions, how often?",
    "psychological": "How many sessions?",
    "programme": "How many days?",
}
