"""The document as a page shows it: parts, what is known beside them, what stands first, who is here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from lenitive.clinic.evaluation.drawn import Place, field_html, norm_html
from lenitive.clinic.evaluation.edits import field_named, newest
from lenitive.clinic.evaluation.first import First, first
from lenitive.clinic.evaluation.known import Known, held_rows, known
from lenitive.clinic.evaluation.norm import Body, meaning
from lenitive.clinic.models import Evaluation, EvaluationEdit, EvaluationPart, EvaluationPresence
from lenitive.clinic.notes.parts import Line
from lenitive.clinic.plan.made import judged
from lenitive.desk import store
from lenitive.desk.models import Role, Staff
from lenitive.knowledge.visits.evaluation import Field, Part, template
from lenitive.knowledge.visits.evaluation.model import TRIED
from lenitive.reason import story
from lenitive.reason.assess import assess
from lenitive.reason.story.query import query

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables
    from lenitive.record.rows import Record

PRESENT = timedelta(seconds=60)


@dataclass(frozen=True)
class GroupView:
    """Fields under one heading, drawn. count : how many say something here."""

    title: str
    help: str
    none: bool
    fold: bool
    html: Sequence[SafeString]
    names: str
    count: int


@dataclass(frozen=True)
class TrialView:
    """One treatment that was tried: what is known of it, and its fields, drawn, where it is being filled."""

    treatment: str
    title: str
    known: str
    rows: tuple[str, ...]
    html: Sequence[SafeString]


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
    today, edits = timezone.localdate(), newest(evaluation.pk)
    with store.person(evaluation.patient_id) as record:
        held = held_rows(record, but=f"Evaluation/{evaluation.pk}-")
        summary = assess(record, patient_id=evaluation.patient_id, as_of=today)
        there = known(held, record, today)
        body = _body(record, held["patient"], today)
        person = story.person_of(record, today)
        rows = [row for lines in there.blocks.values() for line in lines for row in line.rows]
        described = story.describe(record, [*rows, *(row for line in there.tried for row in line.rows)])
    drawing = _Drawing(evaluation, staff, edits, there, body, may_fill and evaluation.signed_at is None)
    done = tuple(evaluation.parts_done.filter(undone_at=None).order_by("at"))
    return Document(
        evaluation=evaluation,
        person=person,
        first=first(summary, frozenset(name for name, edit in edits.items() if edit.text)),
        parts=tuple(drawing.part(each, done, tried, part) for each in template().parts),
        others=tuple(drawing.field(field_named(name)) for name in edits if template().field(name) is None),
        here=tuple(here(evaluation, staff)),
        described=described,
        treatments=tuple(sorted(template().treatments.items(), key=lambda each: each[1])),
    )


def first_of(evaluation: Evaluation) -> First:
    """What stands first now, after an answer arrived."""
    filled = (name for name, edit in newest(evaluation.pk).items() if edit.text)
    with store.person(evaluation.patient_id) as record:
        summary = assess(record, patient_id=evaluation.patient_id, as_of=timezone.localdate())
    return first(summary, frozenset(filled))


def norm_of(evaluation: Evaluation, field: Field, said: str) -> str:
    """What a value that was just given means for this person."""
    today = timezone.localdate()
    with store.person(evaluation.patient_id) as record:
        patient = held_rows(record, but="Evaluation/")["patient"]
        judged(record, evaluation.patient_id, today)
        return norm_html(meaning(field.norm, said, _body(record, patient, today)))


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
    known: Known
    body: Body
    open: bool

    @property
    def place(self) -> Place:
        whose = self.evaluation.patient_id
        rows = reverse("clinic:row", args=[whose, "row"]).removesuffix("row/")
        fields = reverse("clinic:evaluation", args=[whose, self.evaluation.pk])
        return Place(f"{fields}field/", rows, self.open)

    def field(self, field: Field, place: Place | None = None) -> SafeString:
        edit, prefill = self.edits.get(field.id), self.known.fields.get(field.id)
        said = edit.text if edit is not None else prefill.value if prefill is not None else ""
        norm = meaning(field.norm, said, self.body) if field.norm else None
        return field_html(field, edit, prefill, norm, place or self.place)

    def part(self, part: Part, done: Sequence[EvaluationPart], tried: str, wanted: str) -> PartView:
        place = self.place
        groups = tuple(
            GroupView(
                title=group.title,
                help=group.help,
                none=group.none and self.open,
                fold=group.fold and not self._count(group.fields),
                html=[self.field(field, place) for field in group.fields],
                names=" ".join(field.id for field in group.fields),
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
            known=tuple(line for name in part.known for line in self.known.blocks.get(name, ())),
            groups=groups,
            tried=tried_here,
        )

    def _count(self, fields: Sequence[Field]) -> int:
        return sum(field.id in self.edits and bool(self.edits[field.id].text) for field in fields)

    def _done(self, each: EvaluationPart) -> Done:
        mine = each.role == self.staff.role
        return Done(each.who, str(Role(each.role).label), each.at, mine and self.open, each.pk)

    def _tried(self, asked: str, place: Place) -> Iterator[TrialView]:
        """Each treatment of the ledger, and each that is filled here or was asked for, with its fields."""
        filled = {name.split(".")[2] for name, edit in self.edits.items() if _is_trial(name) and edit.text}
        wanted = filled | ({asked} if asked in template().treatments else set())
        lines = {line.treatment: line for line in self.known.tried}
        for name in (*lines, *sorted(wanted - lines.keys())):
            line, fields = lines.get(name), template().trial(name)
            yield TrialView(
                treatment=name,
                title=line.name if line else template().treatments.get(name, name),
                known=_ledger(line) if line else "",
                rows=line.rows if line else (),
                html=[self.field(field, place) for field in fields] if name in wanted else (),
            )


def _is_trial(name: str) -> bool:
    return name.startswith(f"{TRIED}.")


def _ledger(line: story.Tried) -> str:
    parts = (line.dates, line.reached, line.did, line.stopped, line.said_by)
    return "; ".join(part for part in parts if part)


def _body(record: Record, patient: Sequence[Mapping[str, Any]], as_of: date) -> Body:
    """Age, sex, height and weight, as far as they are known. The derived tables must be there."""
    row = patient[0] if patient else {}
    born = row.get("birth_date_high")
    age = (
        None if born is None else as_of.year - born.year - ((as_of.month, as_of.day) < (born.month, born.day))
    )
    newest_of = {each["concept"]: each["value_low"] for each in _measured(record)}
    return Body(age, str(row.get("sex") or ""), newest_of.get("height_cm"), newest_of.get("weight_kg"))


@query
def _measured(t: Tables) -> ir.Table:
    """Heights and weights, the newest last."""
    rows = t.derived.measurement
    wanted = rows.filter(rows.concept.isin(["height_cm", "weight_kg"]), rows.value_low.notnull())
    return wanted.select("concept", "value_low", "at_high").order_by("at_high")
