"""Adverse events counted, without names: by kind and treatment, each against how often it was done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from lenitive.clinic.models import AdverseEvent, Visit, VisitValue
from lenitive.knowledge.treatments import treatment
from lenitive.knowledge.visits.adverse_events import event_words
from lenitive.knowledge.visits.visit_model import Template
from lenitive.knowledge.visits.visit_templates import templates


@dataclass(frozen=True)
class Line:
    """One kind or treatment. done : how often it was done in this time; None where nobody counts that."""

    title: str
    events: int
    serious: int
    done: int | None

    @property
    def in_a_hundred(self) -> float | None:
        """Events for a hundred times; None without a count, or of nothing."""
        return round(self.events / self.done * 100, 1) if self.done else None


@dataclass(frozen=True)
class Counted:
    """All of it, from a day to a day. visits : closed in this time."""

    first: date
    last: date
    visits: int
    people: int
    events: int
    serious: int
    kinds: tuple[Line, ...]
    treatments: tuple[Line, ...]
    severities: tuple[tuple[str, int], ...]


def counted(first: date, last: date) -> Counted:
    """The events that happened from `first` to `last`, both days with it."""
    found = list(
        AdverseEvent.objects.filter(current=True, day__range=(first, last)).values_list(
            "what", "severity", "treatment"
        )
    )
    visits = Visit.objects.filter(day__range=(first, last), status=Visit.Status.CLOSED)
    total = visits.aggregate(visits=Count("pk"), people=Count("patient_id", distinct=True))
    words, done = event_words(), done_of(first, last)
    serious = [words.is_serious(what, severity) for what, severity, _treatment in found]
    return Counted(
        first=first,
        last=last,
        visits=total["visits"],
        people=total["people"],
        events=len(found),
        serious=sum(serious),
        kinds=_lines(
            [words.kinds.get(what, what) for what, _severity, _treatment in found],
            serious,
            {title: total["visits"] for title in words.kinds.values()},
        ),
        treatments=_lines(
            [treatment(of).title if of else "" for _what, _severity, of in found], serious, done
        ),
        severities=tuple(
            (title, sum(severity == name for _what, severity, _treatment in found))
            for name, title in words.severities.items()
        ),
    )


def done_of(first: date, last: date) -> Mapping[str, int]:
    """Title of a procedure -> how often visits of this time say that it was done."""
    counts: Counter[str] = Counter()
    for form in templates().values():
        for field, done in _procedure_fields(form):
            said = VisitValue.objects.filter(
                visit__template=form.id, visit__day__range=(first, last), field__in=(field, done)
            )
            of_visit: dict[int, dict[str, str]] = {}
            for visit, name, value in said.values_list("visit_id", "field", "value"):
                of_visit.setdefault(visit, {})[name] = value
            counts.update(
                treatment(each[field]).title
                for each in of_visit.values()
                if each.get(field) and each.get(done) == "yes"
            )
    return counts


def _procedure_fields(form: Template) -> Iterable[tuple[str, str]]:
    return [(each.of["treatment"], each.of["done"]) for each in form.writes if each.kind == "procedure"]


def _lines(titles: list[str], serious: list[bool], done: Mapping[str, int]) -> tuple[Line, ...]:
    events: Counter[str] = Counter(titles)
    grave = Counter(title for title, is_grave in zip(titles, serious, strict=True) if is_grave)
    named = [title for title in {**events, **done} if title]
    made = [Line(title, events[title], grave[title], done.get(title)) for title in named]
    return tuple(sorted(made, key=lambda each: (-each.events, each.title)))
