"""The document as a page shows it: parts, what is known beside them, what stands first, who is here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from lenitive.clinic.evaluation.drawn import Place, field_html, norm_html
from lenitive.clinic.evaluation.edits import field_named, newest
from lenitive.clinic.evaluation.first import First, first
from lenitive.clinic.evaluation.judged import Judged, body_of, judged
from lenitive.clinic.evaluation.norm import meaning
from lenitive.clinic.evaluation.values import YES
from lenitive.clinic.models import Evaluation, EvaluationEdit, EvaluationPart, EvaluationPresence
from lenitive.clinic.notes.parts import Line
from lenitive.desk import store
from lenitive.desk.models import Role, Staff
from lenitive.knowledge.visits.evaluation import Field, Part, template
from lenitive.knowledge.visits.evaluation.model import TRIED
from lenitive.reason import story

PRESENT = timedelta(seconds=60)


@dataclass(frozen=True)
class GroupView:
    """Fields under one heading, drawn.

    hint : what one tap says no to. open : whether a fold is open. count : how many say something here.
    """

    title: str
    help: str
    none: bool
    fold: bool
    open: bool
    html: SafeString
    total: int
    names: str
    hint: str
    count: int


@dataclass(frozen=True)
class TrialView:
    """One treatment that was tried: what is known of it, and its fields, drawn, where it is being filled."""

    treatment: str
    title: str
    known: str
    rows: tuple[str, ...]
    html: SafeString


@dataclass(frozen=True)
class Done:
    """A profession said that a part is done."""

    who: str
    role: str
    at: Any
    mine: bool
    pk: int


@dataclass(frozen=True)
class PartView:
    """One part. open : whether it is unfolded at first; done : by whom; known : lines beside it."""

    part: Part
    open: bool
    mine: bool
    who: str
    done: tuple[Done, ...]
    count: int
    known: tuple[Line, ...]
    groups: tuple[GroupView, ...]
    tried: tuple[TrialView, ...]

    @property
    def mine_done(self) -> bool:
        """Whether the profession of whoever looks has done it."""
        return any(mark.mine for mark in self.done)


@dataclass(frozen=True)
class Document:
    """The whole page. described : what each row says, for the links."""

    evaluation: Evaluation
    person: story.Person
    first: First
    parts: tuple[PartView, ...]
    others: tuple[SafeString, ...]
    here: tuple[EvaluationPresence, ...]
    described: Mapping[str, Any]
    treatments: tuple[tuple[str, str], ...]

    @property
    def done(self) -> int:
        """How many parts some profession has done."""
        return sum(bool(each.done) for each in self.parts)


def document(
    evaluation: Evaluation, staff: Staff, *, may_fill: bool, tried: str = "", part: str = ""
) -> Document:
    """The page of an evaluation for a member of staff. tried : a treatment to fill; part : one to unfold."""
    edits, there = newest(evaluation.pk), _judged(evaluation)
    drawing = _Drawing(evaluation, staff, edits, there, may_fill and evaluation.signed_at is None)
    done = tuple(evaluation.parts_done.filter(undone_at=None).order_by("at"))
    return Document(
        evaluation=evaluation,
        person=there.person,
        first=first(there.summary, frozenset(name for name, edit in edits.items() if edit.text)),
        parts=tuple(drawing.part(each, done, tried, part) for each in template().parts),
        others=tuple(drawing.field(field_named(name)) for name in edits if template().field(name) is None),
        here=tuple(here(evaluation, staff)),
        described=there.described,
        treatments=tuple(sorted(template().treatments.items(), key=lambda each: each[1])),
    )


def _judged(evaluation: Evaluation) -> Judged:
    with store.person(evaluation.patient_id) as record:
        but = f"Evaluation/{evaluation.pk}-"
        return judged(record, evaluation.patient_id, timezone.localdate(), but=but)


def first_of(evaluation: Evaluation) -> First:
    """What stands first now, after an answer arrived."""
    filled = (name for name, edit in newest(evaluation.pk).items() if edit.text)
    return first(_judged(evaluation).summary, frozenset(filled))


def norm_of(evaluation: Evaluation, field: Field, said: str) -> str:
    """What a value that was just given means for this person."""
    body = body_of(f"Evaluation/{evaluation.pk}-") or _judged(evaluation).body
    return norm_html(meaning(field.norm, said, body))


def here(evaluation: Evaluation, staff: Staff) -> Iterable[EvaluationPresence]:
    """Who else has it open now."""
    since = timezone.now() - PRESENT
    found: Iterable[EvaluationPresence] = (
        evaluation.present.filter(seen_at__gte=since).exclude(staff=staff).order_by("who")
    )
    return found


@dataclass(frozen=True)
class _Drawing:
    """What every field of a page is drawn with."""

    evaluation: Evaluation
    staff: Staff
    edits: Mapping[str, EvaluationEdit]
    there: Judged
    open: bool

    @property
    def place(self) -> Place:
        whose = self.evaluation.patient_id
        rows = reverse("clinic:row", args=[whose, "row"]).removesuffix("row/")
        fields = reverse("clinic:evaluation", args=[whose, self.evaluation.pk])
        return Place(f"{fields}field/", rows, self.open)

    def field(self, field: Field, place: Place | None = None) -> SafeString:
        edit, prefill = self.edits.get(field.id), self.there.known.fields.get(field.id)
        said = edit.text if edit is not None else prefill.value if prefill is not None else ""
        norm = meaning(field.norm, said, self.there.body) if field.norm else None
        return field_html(field, edit, prefill, norm, place or self.place)

    def _drawn(self, fields: Sequence[Field], place: Place) -> SafeString:
        return SafeString("".join(self.field(field, place) for field in fields))

    def part(self, part: Part, done: Sequence[EvaluationPart], tried: str, wanted: str) -> PartView:
        place = self.place
        groups = tuple(
            GroupView(
                title=group.title,
                help=group.help,
                none=group.none and self.open,
                fold=group.fold,
                open=any(self._is_yes(field) for field in group.fields),
                html=self._drawn(group.fields, place),
                total=len(group.fields),
                names=" ".join(field.id for field in group.fields),
                hint="; ".join(field.label for field in group.fields) if group.none else "",
                count=self._count(group.fields),
            )
            for group in part.groups
        )
        marks = tuple(self._done(each) for each in done if each.part == part.id)
        mine = self.staff.role in part.who
        tried_here = tuple(self._tried(tried, place)) if part.tried else ()
        is_open = part.id == wanted or (mine and not marks) or (part.tried and bool(tried))
        return PartView(
            part=part,
            open=is_open,
            mine=mine,
            who=", ".join(str(Role(role).label) for role in part.who),
            done=marks,
            count=sum(group.count for group in groups) + sum(bool(each.html) for each in tried_here),
            known=tuple(line for name in part.known for line in self.there.known.blocks.get(name, ())),
            groups=groups,
            tried=tried_here,
        )

    def _count(self, fields: Sequence[Field]) -> int:
        return sum(field.id in self.edits and bool(self.edits[field.id].text) for field in fields)

    def _is_yes(self, field: Field) -> bool:
        return field.id in self.edits and self.edits[field.id].text == YES

    def _done(self, each: EvaluationPart) -> Done:
        mine = each.role == self.staff.role
        return Done(each.who, str(Role(each.role).label), each.at, mine and self.open, each.pk)

    def _tried(self, asked: str, place: Place) -> Iterator[TrialView]:
        """Each treatment of the ledger, and each that is filled here or was asked for, with its fields."""
        filled = {name.split(".")[2] for name, edit in self.edits.items() if _is_trial(name) and edit.text}
        wanted = filled | ({asked} if asked in template().treatments else set())
        lines = {line.treatment: line for line in self.there.known.tried}
        for name in (*lines, *sorted(wanted - lines.keys())):
            line, fields = lines.get(name), template().trial(name)
            yield TrialView(
                treatment=name,
                title=line.name if line else template().treatments.get(name, name),
                known=_ledger(line) if line else "",
                rows=line.rows if line else (),
                html=self._drawn(fields, place) if name in wanted else SafeString(""),
            )


def _is_trial(name: str) -> bool:
    return name.startswith(f"{TRIED}.")


def _ledger(line: story.Tried) -> str:
    parts = (line.dates, line.reached, line.did, line.stopped, line.said_by)
    return "; ".join(part for part in parts if part)
