"""What speaks for a subject, what against, what is not known, and the question that would move it most."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lenitive.knowledge.classification import Criterion, Subject
from lenitive.reason.classify.judged import MET, NOT_MET, UNKNOWN, Truths

NONE, NOT_KNOWN = "none", "unknown"


@dataclass(frozen=True)
class Statement:
    """A sentence about a person, with the rows that it rests on."""

    criterion: str
    text: str
    rows: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """A question or examination.

    item : where an instrument asks it. moves : grades that its answers would settle, over both answers.
    """

    criterion: str
    text: str
    item: str
    moves: int


@dataclass(frozen=True)
class Detail:
    """One subject for one person: its grade, and everything behind it.

    grade : none, unknown, or the id of the strongest grade that is met.
    next : the question or examination that would move the grade most; nothing when the grades are settled.
    """

    subject: str
    kind: str
    title: str
    grade: str
    speaks_for: tuple[Statement, ...]
    speaks_against: tuple[Statement, ...]
    unknown: tuple[Question, ...]
    next: Question | None
    caution: str
    source: str
    verified: bool

    @property
    def weight(self) -> dict[str, int]:
        """The weight of evidence: how many criteria speak for it, against it, and how many are not known."""
        return {
            "for": len(self.speaks_for),
            "against": len(self.speaks_against),
            "unknown": len(self.unknown),
        }


def detail(subject: Subject, truths: Truths) -> Detail:
    """Everything about one subject for the person whose truths these are."""
    questions = tuple(_questions(subject, truths))
    return Detail(
        subject=subject.id,
        kind=subject.kind,
        title=subject.title,
        grade=grade_of(subject, truths),
        speaks_for=tuple(_met(each, truths) for each in subject.criteria if _is_for(each, truths)),
        speaks_against=tuple(
            _against(each, truths) for each in subject.criteria if _is_against(each, truths)
        ),
        unknown=questions,
        next=_next(questions),
        caution=subject.caution,
        source=subject.source,
        verified=subject.verified,
    )


def grade_of(subject: Subject, truths: Truths) -> str:
    """The strongest grade that is met; else unknown while one may be, else none."""
    highest = truths.highest(subject)
    if highest is not None:
        return highest.id.partition(".")[2]
    return NOT_KNOWN if truths.open_grades(subject) else NONE


def _is_for(criterion: Criterion, truths: Truths) -> bool:
    return criterion.side != "against" and truths.criterion(criterion.id).value == MET


def _is_against(criterion: Criterion, truths: Truths) -> bool:
    return truths.criterion(criterion.id).value == (MET if criterion.side == "against" else NOT_MET)


def _met(criterion: Criterion, truths: Truths) -> Statement:
    return Statement(criterion.id, criterion.title, truths.criterion(criterion.id).row_ids)


def _against(criterion: Criterion, truths: Truths) -> Statement:
    text = criterion.title if criterion.side == "against" else f"Not so: {criterion.title}"
    return Statement(criterion.id, text, truths.criterion(criterion.id).row_ids)


def _questions(subject: Subject, truths: Truths) -> Iterator[Question]:
    open_grades = truths.open_grades(subject)
    for each in subject.criteria:
        if truths.criterion(each.id).value == UNKNOWN:
            yield Question(each.id, each.ask, each.item, truths.moved_by(open_grades, each.id))


def _next(questions: tuple[Question, ...]) -> Question | None:
    """The question that settles most grades; of equal ones the first in the order of the grading."""
    most = max(questions, key=lambda question: question.moves, default=None)
    return most if most is not None and most.moves else None
