"""What a note is written from: an evaluation, a visit, or a letter of a referral, told by its own keeper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from lenitive.clinic.evaluation import told as evaluations
from lenitive.clinic.evaluation.edits import field_named
from lenitive.clinic.evaluation.opening import mark_signed
from lenitive.clinic.models import Evaluation, EvaluationEdit, Note, ReferralLetter, Visit, VisitChange
from lenitive.clinic.notes.parts import Line, Section
from lenitive.clinic.referrals import told as referrals
from lenitive.clinic.visits import told as visits
from lenitive.knowledge.visits.notes import TO

if TYPE_CHECKING:
    from lenitive.desk.models import Staff

DAY = "day"


@dataclass(frozen=True)
class Source:
    """Where a note comes from. kind : evaluation, visit or referral. wanted : the kind of note it suits."""

    kind: str
    pk: int
    day: date
    wanted: str = ""


def source_of(kind: str, pk: str, patient_id: str) -> Source | None:
    """The source that an address names; None where there is none, or it is about somebody else."""
    if kind not in _FOUND or not (pk.isascii() and pk.isdigit()):
        return None
    return _FOUND[kind](int(pk), patient_id)


def _evaluation(pk: int, patient_id: str) -> Source | None:
    found = Evaluation.objects.filter(pk=pk, patient_id=patient_id).first()
    return Source("evaluation", pk, timezone.localdate(found.opened_at)) if found else None


def _visit(pk: int, patient_id: str) -> Source | None:
    found = Visit.objects.filter(pk=pk, patient_id=patient_id).first()
    return Source("visit", pk, found.day, found.template) if found else None


def _referral(pk: int, patient_id: str) -> Source | None:
    found = ReferralLetter.objects.filter(pk=pk, referral__patient_id=patient_id).first()
    if found is None:
        return None
    wanted = "records_request" if found.kind in ("records", "reminder") else "referral_answer"
    return Source("referral", pk, timezone.localdate(found.made_at), wanted)


_FOUND: dict[str, Callable[[int, str], Source | None]] = {
    "evaluation": _evaluation,
    "visit": _visit,
    "referral": _referral,
}


def told_by(source: Source) -> tuple[Section, ...]:
    """What the source tells, section by section."""
    if source.kind == "evaluation":
        return evaluations.sections(source.pk)
    if source.kind == "visit":
        return visits.sections(source.pk)
    return _letter(source.pk)


@dataclass(frozen=True)
class Corrected:
    """What was corrected in a visit or evaluation after a note of it was signed."""

    what: str
    why: str
    who: str
    at: datetime


def corrected_since(note: Note, at: datetime) -> list[Corrected]:
    """Corrections of what a note was written from that are newer than its last version."""
    if note.source == "visit":
        changes = VisitChange.objects.filter(visit=note.source_pk, kind=VisitChange.Kind.CORRECTED, at__gt=at)
        return [
            Corrected(
                f"{each.label}: {each.before_words} → {each.after_words}", each.reason, each.who, each.at
            )
            for each in changes.order_by("at")
        ]
    if note.source == "evaluation":
        edits = EvaluationEdit.objects.filter(evaluation=note.source_pk, at__gt=at).exclude(reason="")
        return [
            Corrected(_label(each.field), each.reason, each.who, each.at) for each in edits.order_by("at")
        ]
    return []


def _label(name: str) -> str:
    field = field_named(name)
    return field.label if field else name


def close(note: Note, staff: Staff) -> None:
    """What is done where a note was written from once it is signed: its evaluation is closed."""
    if note.source == "evaluation" and note.kind == "evaluation" and note.source_pk is not None:
        mark_signed(note.source_pk, staff)


def _letter(pk: int) -> tuple[Section, ...]:
    """The letter of a referral: its addressee, what it says first, and the rest under its own headings."""
    to = ReferralLetter.objects.values_list("to", flat=True).get(pk=pk)
    first, *rest = referrals.sections(pk) or (Section("", "", ()),)
    answer = replace(first, id="answer")
    titled = [each if each.title else replace(each, title=_("Also")) for each in rest]
    return (Section(TO, _("To"), (Line(to),) if to else ()), answer, *titled)
