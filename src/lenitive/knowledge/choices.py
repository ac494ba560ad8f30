"""What is asked once a visit, what a yes writes, and the reasons of one tap, from `choices.yaml`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from importlib.resources import files
from typing import Any, TypeVar

from lenitive.errors import KnowledgeError
from lenitive.knowledge.documents import document

_WHERE = "knowledge/choices.yaml"
_KINDS = frozenset({"procedure", "service", "medication_order", "medication_statement", "consent", "answer"})
_T = TypeVar("_T")


@dataclass(frozen=True)
class Writes:
    """One row that a yes writes into the record, with where its code comes from."""

    kind: str
    source: str
    verified: bool
    text: str = ""
    system: str = ""
    code: str = ""
    instruction: str = ""
    decision: str = ""
    instrument: str = ""
    item: str = ""
    value: float = 0


@dataclass(frozen=True)
class Answer:
    """One way to say yes. settles : whether the rule's own action was taken by it."""

    id: str
    words: str
    settles: bool
    writes: tuple[Writes, ...]


@dataclass(frozen=True)
class Reason:
    """One tap. by : person or clinic. outcome : of the review. trial : outcome of an earlier trial."""

    id: str
    words: str
    by: str
    outcome: str = ""
    trial: str = ""


@dataclass(frozen=True)
class Choice:
    """One thing that is asked once a visit. rules : rule -> statuses in which it is asked."""

    id: str
    title: str
    asks: str
    rules: Mapping[str, tuple[str, ...]]
    work: str
    answers: tuple[Answer, ...]
    reasons: tuple[Reason, ...]

    def answer(self, name: str) -> Answer | None:
        """One of its answers."""
        return next((each for each in self.answers if each.id == name), None)

    def reason(self, name: str) -> Reason | None:
        """One of its reasons."""
        return next((each for each in self.reasons if each.id == name), None)


@dataclass(frozen=True)
class ReviewOfRules:
    """When a rule is put up for review: this share of at least so many answers in so many days."""

    days: int
    least_answers: int
    share: float


@dataclass(frozen=True)
class Choices:
    """All of it. owners : rule set -> role; `all` for the rest."""

    choices: tuple[Choice, ...]
    override_reasons: tuple[Reason, ...]
    option_reasons: tuple[Reason, ...]
    review_of_rules: ReviewOfRules
    owners: Mapping[str, str]
    reason_words: Mapping[str, str]
    source: str
    verified: bool

    def choice(self, name: str) -> Choice | None:
        """One choice by its id; None where there is none."""
        return next((each for each in self.choices if each.id == name), None)


@lru_cache(maxsize=1)
def choices() -> Choices:
    """The choices, read once a process.

    Raises : KnowledgeError for a reason that is not there, or a kind of row that nobody can write.
    """
    # Any: YAML before it is read into the dataclasses.
    raw: dict[str, Any] = document(
        files("lenitive.knowledge").joinpath("choices.yaml").read_text(encoding="utf-8")
    )
    reasons = {name: Reason(name, **entry) for name, entry in raw["reasons"].items()}
    of_options = tuple(Reason(name, **entry) for name, entry in raw["option_reasons"].items())
    return Choices(
        choices=tuple(_choice(entry, reasons) for entry in raw["choices"]),
        override_reasons=tuple(_named(raw["override_reasons"], reasons)),
        option_reasons=of_options,
        review_of_rules=ReviewOfRules(**raw["review_of_rules"]),
        owners=raw["owners"],
        reason_words={each.id: each.words for each in (*reasons.values(), *of_options)},
        source=raw["source"],
        verified=raw["verified"],
    )


def _choice(entry: Mapping[str, Any], reasons: Mapping[str, Reason]) -> Choice:
    return Choice(
        id=entry["id"],
        title=entry["title"],
        asks=entry["asks"],
        rules={rule: tuple(statuses) for rule, statuses in entry["rules"].items()},
        work=entry.get("work", ""),
        answers=tuple(_answer(each) for each in entry["answers"]),
        reasons=tuple(_named(entry["reasons"], reasons)),
    )


def _answer(entry: Mapping[str, Any]) -> Answer:
    writes = tuple(_made(Writes, each) for each in entry["writes"])
    for each in writes:
        if each.kind not in _KINDS:
            raise KnowledgeError(
                f"{entry['id']} writes a {each.kind!r}",
                where=_WHERE,
                do=f"Known: {', '.join(sorted(_KINDS))}",
            )
    return Answer(entry["id"], entry["words"], entry["settles"], writes)


def _made(kind: type[_T], entry: Mapping[str, Any]) -> _T:
    known = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    wrong = set(entry) - known
    if wrong:
        raise KnowledgeError(f"{', '.join(sorted(wrong))} is not known here", where=_WHERE)
    return kind(**entry)


def _named(names: Iterable[str], reasons: Mapping[str, Reason]) -> Iterable[Reason]:
    for name in names:
        if name not in reasons:
            raise KnowledgeError(f"there is no reason {name!r}", where=_WHERE, do="Add it under `reasons`.")
        yield reasons[name]
