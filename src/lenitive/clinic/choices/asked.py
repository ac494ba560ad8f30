"""Which choices apply to a person today, and what was answered: the quiet strip of the one page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from lenitive.clinic.decisions.written import new_token
from lenitive.clinic.models import Entry, Kind
from lenitive.knowledge.choices import Choice, choices
from lenitive.knowledge.work import work
from lenitive.plan.due.medicines import agreement

if TYPE_CHECKING:
    from lenitive.record.rows import Record


@dataclass(frozen=True)
class Asked:
    """One choice of the strip. entry : what was answered at this visit; None while it is open.

    token : for its forms, so that an answer counts once."""

    choice: Choice
    entry: Entry | None
    token: str

    @property
    def said_no(self) -> bool:
        """Whether it was not done, for a reason."""
        return self.entry is not None and self.entry.answer == "no"


def applying(record: Record, findings: Iterable[Mapping[str, Any]], as_of: date) -> tuple[str, ...]:
    """The choices that this person's findings ask for; nobody who died is asked anything.

    record : with the derived tables that the findings were made with.
    """
    status = {each["rule"]: each["status"] for each in findings}
    wanted = _of_lists(record, status, as_of)
    return tuple(
        each.id
        for each in choices().choices
        if each.work in wanted or any(status.get(rule) in said for rule, said in each.rules.items())
    )


def _of_lists(record: Record, status: Mapping[str, str], as_of: date) -> set[str]:
    left_out = any(status.get(rule) == "met" for rule in work().kind("agreement").not_for)
    return set() if left_out or not any(agreement(record, as_of)) else {"agreement"}


def asked(patient_id: str, wanted: Iterable[str], today: date) -> tuple[Asked, ...]:
    """The strip: what applies, and what was answered today whether or not it still applies."""
    entries = Entry.objects.filter(patient_id=patient_id, kind=Kind.CHOICE, day=today, undone_at=None)
    said = {each.subject: each for each in entries}
    return tuple(_strip(set(wanted), said))


def _strip(wanted: set[str], said: Mapping[str, Entry]) -> Iterator[Asked]:
    for choice in choices().choices:
        if choice.id in wanted or choice.id in said:
            yield Asked(choice, said.get(choice.id), new_token())
