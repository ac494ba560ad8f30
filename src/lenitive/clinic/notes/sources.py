"""What a note is written from: an evaluation or a visit, whose own words are told by whoever keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from django.apps import apps

from lenitive.clinic.notes.parts import Section

DAY = "day"
# Source -> (its model, the module that tells it by `sections(pk)`).
_TOLD = {
    "evaluation": ("Evaluation", "lenitive.clinic.evaluation.told"),
    "visit": ("Visit", "lenitive.clinic.visits.told"),
    "referral": ("Referral", "lenitive.clinic.referrals.told"),
}


@dataclass(frozen=True)
class Source:
    """Where a note comes from; kind : one of `_TOLD`."""

    kind: str
    pk: int


def source_of(kind: str, pk: str, patient_id: str) -> Source | None:
    """The source that an address names; None where there is none, or it is about somebody else."""
    if kind not in _TOLD or not (pk.isascii() and pk.isdigit()):
        return None
    model = apps.get_model("clinic", _TOLD[kind][0])
    there = model._default_manager.filter(pk=int(pk), patient_id=patient_id).exists()
    return Source(kind, int(pk)) if there else None


def told_by(source: Source) -> tuple[Section, ...]:
    """What the source tells, section by section."""
    told: tuple[Section, ...] = import_module(_TOLD[source.kind][1]).sections(source.pk)
    return told
