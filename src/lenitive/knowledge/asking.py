"""How a person is asked: time, short forms, and what is said at once after an answer, from `asking.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from lenitive.errors import KnowledgeError
from lenitive.knowledge import instruments
from lenitive.knowledge.documents import document

_WHERE = "knowledge/asking.yaml"


@dataclass(frozen=True)
class ShortForm:
    """The form that stands for a long one. keeps, loses : what it still tells, and what not."""

    short: str
    keeps: str
    loses: str


@dataclass(frozen=True)
class Adaptive:
    """A bank asked adaptively from home. instead_of : fixed forms on its scale that give way to it."""

    bank: str
    higher_is_better: bool
    instead_of: tuple[str, ...]
    short: ShortForm


@dataclass(frozen=True)
class Said:
    """What a person reads after an answer that cannot wait, and what staff do."""

    title: str
    says: tuple[str, ...]
    staff: str
    source: str


@dataclass(frozen=True)
class Asking:
    """All of it.

    seconds_per_question : seconds. own_words : instruments whose labels are their wording.
    said_at_once : flag of an instrument -> words. adaptive : id of a bank -> how it is asked.
    """

    seconds_per_question: int
    own_words: frozenset[str]
    short_forms: Mapping[str, ShortForm]
    no_short_form: Mapping[str, str]
    adaptive: Mapping[str, Adaptive]
    said_at_once: Mapping[str, Said]
    source: str
    verified: bool

    def minutes(self, questions: int) -> int:
        """About how long so many questions take, in whole minutes; at least one."""
        return max(1, round(questions * self.seconds_per_question / 60))


@lru_cache(maxsize=1)
def asking() -> Asking:
    """The policy, read once a process.

    Raises : KnowledgeError for an instrument that is none, or a short form that is no shorter.
    """
    # Any: YAML before it is read into the dataclasses.
    raw: dict[str, Any] = document(files("lenitive.knowledge").joinpath("asking.yaml").read_text("utf-8"))
    short_forms = {long: ShortForm(**entry) for long, entry in raw["short_forms"].items()}
    for long, entry in short_forms.items():
        _refuse_no_shorter(long, entry.short)
    return Asking(
        seconds_per_question=raw["seconds_per_question"],
        own_words=frozenset(raw["own_words"]),
        short_forms=short_forms,
        no_short_form={form: entry["because"] for form, entry in raw["no_short_form"].items()},
        adaptive={bank: _adaptive(bank, entry) for bank, entry in raw["adaptive"].items()},
        said_at_once={
            flag: Said(entry["title"], tuple(entry["says"]), entry["staff"], entry["source"])
            for flag, entry in raw["said_at_once"].items()
        },
        source=raw["source"],
        verified=raw["verified"],
    )


# Any: YAML before it is read.
def _adaptive(bank: str, entry: dict[str, Any]) -> Adaptive:
    for form in (entry["short"], *entry["instead_of"]):
        if form not in instruments.ids():
            raise KnowledgeError(f"{form!r} is no questionnaire", where=_WHERE, do="Name one that is.")
    short = ShortForm(entry["short"], entry["keeps"], entry["loses"])
    return Adaptive(bank, entry["higher_is_better"], tuple(entry["instead_of"]), short)


def _refuse_no_shorter(long: str, short: str) -> None:
    whole, part = instruments.instrument(long), instruments.instrument(short)
    if len(part.items) >= len(whole.items):
        raise KnowledgeError(f"{short} is no shorter than {long}", where=_WHERE, do="Name a shorter form.")
