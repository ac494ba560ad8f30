"""The criteria of a policy, judged: which are asked for here, what each rests on, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from lenitive.knowledge.authorisation import Criterion, as_rules
from lenitive.knowledge.authorisation.settings import authorisation_language, settings
from lenitive.knowledge.rules.model import All, Leaf, leaves
from lenitive.plan.authorisation.care import Course, may_count
from lenitive.plan.authorisation.evidence import EvidenceBook
from lenitive.plan.authorisation.facts import Facts
from lenitive.plan.authorisation.model import Evidence, Item, NotNeeded, Status
from lenitive.plan.authorisation.parts import part_words
from lenitive.reason.engine.database import person_rows
from lenitive.reason.engine.person import Rows, Truth, judge
from lenitive.reason.engine.program import Program, compile_rules
from lenitive.reason.engine.questions import MET, NOT_MET

if TYPE_CHECKING:
    from lenitive.record.rows import Record

_CARE = frozenset({"care", "course"})
_LATELY = ("score", "entry", "session", "concept", "course", "area")


@lru_cache(maxsize=1)
def program() -> Program:
    """All criteria as one program of the rules' engine, compiled once a process."""
    return compile_rules(as_rules(), authorisation_language().tables)


@dataclass(frozen=True)
class Judged:
    """The truth of every criterion of every policy for one person, and the rows that they were judged by.

    leaves : the truth of each leaf of their trees.
    """

    truths: Mapping[str, Truth]
    leaves: Mapping[Leaf, int]
    rows: Rows


def judge_criteria(connection: Record, patient_id: str, found: Facts) -> Judged:
    """Judge all criteria; the derived tables must have been made."""
    rows = person_rows(connection, program(), patient_id, found.tables)
    judged = judge(program(), rows, found.request.as_of)
    compiled = program()
    values = {
        leaf: judged.items[number].value for number, leaf in enumerate(compiled.leaves, compiled.first_leaf)
    }
    return Judged({each.judgement.rule.id: each.truth for each in judged.rules}, values, rows)


def split(found: Facts) -> tuple[tuple[Criterion, ...], tuple[NotNeeded, ...]]:
    """The criteria that are asked for here, and those that are not, with why."""
    asked, left_out = [], []
    for each in found.request.policy.criteria:
        why = _not_needed(each, found)
        if why:
            left_out.append(NotNeeded(_short(each), each.need, why))
        else:
            asked.append(each)
    return tuple(asked), tuple(left_out)


def _not_needed(criterion: Criterion, found: Facts) -> str:
    """Why a criterion is not asked for; empty when it is."""
    procedure = found.request.procedure
    if criterion.needed_for and procedure not in criterion.needed_for:
        return "asked for before another procedure of this policy"
    if criterion.repeat and not _done_before(found, (procedure,)):
        return "asked for only when the procedure has been done before"
    before = criterion.once_done.get(procedure)
    if before is not None and not _done_before(found, before):
        return "asked for only after a first one"
    return ""


def _done_before(found: Facts, treatments: Iterable[str]) -> bool:
    """Whether one of these may have been done before in the same region."""
    wanted = set(treatments)
    rows = found.tables["session"]
    return any(row["treatment"] in wanted and row["same_region"] is not False for row in rows)


def related_rows(criterion: Criterion, rows: Rows) -> Iterator[str]:
    """Rows about the same thing as a criterion, whether or not they are enough."""
    for leaf in leaves(criterion.when):
        if leaf.table in _LATELY:
            yield from _about(leaf, rows)


def _about(leaf: Leaf, rows: Rows) -> Iterator[str]:
    """Rows of the leaf's table that have its texts, whatever their numbers and days."""
    texts = {
        test.field: test.one_of for test in leaf.where if test.one_of and isinstance(test.one_of[0], str)
    }
    for row in rows.get(leaf.table, ()):
        if all(row[name] in allowed for name, allowed in texts.items()):
            ids = row["row_ids"]
            yield from map(str, ids if isinstance(ids, list) else ())


def item(criterion: Criterion, judged: Judged, found: Facts, book: EvidenceBook) -> Item:
    """One criterion as the checklist shows it."""
    truth = judged.truths[criterion.id]
    status: Status = "met" if truth.value == MET else "not_met" if truth.value == NOT_MET else "unknown"
    evidence = book.rows(_resting_on(criterion, status, truth, found))
    resting = {each.row for each in evidence}
    others = book.rows(row for row in related_rows(criterion, judged.rows) if row not in resting)
    if status != "met":
        evidence, others = (), (*evidence, *others)
    lacking = [leaf for leaf in _parts(criterion) if judged.leaves[leaf] == NOT_MET]
    told = _missing(criterion, status, others, found, lacking=lacking, against_it=bool(truth.row_ids))
    missing = tuple(told)
    return Item(
        id=_short(criterion),
        need=criterion.need,
        status=status,
        statement=_statement(criterion, status, evidence or others, found),
        evidence=evidence,
        on_record=others,
        missing=() if status == "met" else missing,
        get=criterion.get,
        wanted=criterion.wanted,
        note=criterion.note,
    )


def _parts(criterion: Criterion) -> tuple[Leaf, ...]:
    """The parts of a criterion that asks for several documents at once; empty for any other."""
    if not isinstance(criterion.when, All):
        return ()
    return tuple(each for each in criterion.when.of if isinstance(each, Leaf))


def _resting_on(criterion: Criterion, status: Status, truth: Truth, found: Facts) -> Iterable[str]:
    """The rows of a truth; where care falls short, those of every course that may count."""
    if status == "met" or not any(leaf.table == "care" for leaf in leaves(criterion.when)):
        return truth.row_ids
    return [row for each in found.courses if may_count(each, found.request.as_of) for row in each.rows]


def _short(criterion: Criterion) -> str:
    return criterion.id.partition(".")[2]


def _statement(criterion: Criterion, status: Status, rows: tuple[Evidence, ...], found: Facts) -> str:
    """A sentence that a letter can carry: what was asked for, and the dated rows."""
    lead = {"met": "On record", "not_met": "Not met", "unknown": "Not known"}[status]
    if any(leaf.table == "care" for leaf in leaves(criterion.when)):
        return f"{lead}: {_care_words(found)}."
    told = [f"{each.says}, {each.on or 'no date'}" for each in rows]
    if not told:
        nothing = "nothing against it stands on the lists of the chart" if status == "met" else ""
        return f"{lead}: {nothing or 'nothing about it is on record'}."
    more = f"; and {len(told) - _SHOWN} more" if len(told) > _SHOWN else ""
    return f"{lead}: {'; '.join(told[:_SHOWN])}{more}."


def _care_words(found: Facts) -> str:
    """Weeks that count, and each course that makes them or may."""
    low, high = found.weeks
    if high is None:
        return f"no conservative care of the last {settings().care.within_days} days is on record"
    most = "" if high == low else f" to {high:.1f}"
    told = [each.words for each in found.courses if may_count(each, found.request.as_of)]
    return (
        f"{low:.1f}{most} weeks of care that did not help enough: {'; '.join(told) or 'no course on record'}"
    )


_SHOWN = 6


def _missing(
    criterion: Criterion,
    status: Status,
    others: tuple[Evidence, ...],
    found: Facts,
    *,
    lacking: Sequence[Leaf],
    against_it: bool,
) -> Iterator[str]:
    """What is missing, as exactly as the rows allow.

    lacking : of a criterion of several parts, those that are not met. against_it : whether rows make it so.
    """
    parts = [words for leaf in lacking if (words := part_words(leaf))]
    if parts:
        yield from (f"not on record: {words}" for words in parts)
        return
    if any(leaf.table in _CARE for leaf in leaves(criterion.when)):
        yield from _missing_care(criterion, found)
        return
    undated = [each for each in others if not each.on]
    yield from (f"{each.says}: the date" for each in undated)
    if not others:
        yield "nothing about it is on record"
    elif not undated:
        against = "the record speaks against it" if against_it else "what is on record is not enough"
        lead = against if status == "not_met" else "the record does not settle it"
        told = [f"{each.says}, {each.on}" for each in others[-_SHOWN:]]
        yield f"{lead}: {'; '.join(told)}"


def _missing_care(criterion: Criterion, found: Facts) -> Iterator[str]:
    """For each course what it lacks; where none lacks anything, that there is too little."""
    is_sum = any(leaf.table == "care" for leaf in leaves(criterion.when))
    as_of = found.request.as_of
    about = [each for each in found.courses if may_count(each, as_of)] if is_sum else found.courses
    if not found.courses or (is_sum and found.weeks[1] is None):
        when = f" of the last {settings().care.within_days} days" if is_sum else ""
        yield f"no conservative care{when} is on record: what, from when to when, how much, with what result"
        return
    lacking = [each for each in about if each.lacks and each.failed is not False]
    yield from (_lack(each) for each in lacking)
    if is_sum:
        low, _high = found.weeks
        days = settings().care.within_days
        weeks = f"{low:.1f}".removesuffix(".0")
        yield f"only {weeks} weeks with dates and a result stand in the last {days} days"
    elif not lacking:
        yield "the courses on record are not enough"


def _lack(course: Course) -> str:
    return f"{course.name} ({course.dates}): {', '.join(course.lacks)}"
