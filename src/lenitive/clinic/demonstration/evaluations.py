"""Evaluations of the demonstration: one half filled by two professions, one signed and corrected."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

from django.utils import timezone

from lenitive.clinic.evaluation.edits import Sent, keep, newest
from lenitive.clinic.evaluation.opening import open_for
from lenitive.clinic.evaluation.rows import Said, write
from lenitive.clinic.models import Evaluation, EvaluationEdit, EvaluationPart
from lenitive.clinic.summary import refresh
from lenitive.desk.models import Patient, Staff
from lenitive.knowledge.documents import document
from lenitive.knowledge.visits.evaluation import template


def evaluate_some() -> None:
    """Fill the evaluations of `evaluations.yaml`, each field by whoever fills it."""
    text = files("lenitive.clinic.demonstration").joinpath("evaluations.yaml").read_text(encoding="utf-8")
    for each in document(text).values():
        if Patient.objects.filter(patient_id=each["person"]).exists():
            _fill(each)


# Any: YAML of our own.
def _fill(story: Mapping[str, Any]) -> None:
    first = next(iter(story["said"]))
    evaluation = open_for(_staff(first), story["person"], reason=story["reason"])
    for role, fields in story["said"].items():
        for field, text in fields.items():
            keep(evaluation.pk, Sent(field, text, str(uuid.uuid4())), _staff(role))
    day = timezone.now() - timedelta(days=story["days_ago"])
    for part, role in story["done"].items():
        who = _staff(role)
        EvaluationPart.objects.create(
            evaluation=evaluation, part=part, role=role, staff=who, who=who.name, at=day
        )
    if story["days_ago"]:
        _was_then(evaluation, day)
    if "corrected" in story:
        _correct(evaluation, story["corrected"], day)


def _staff(role: str) -> Staff:
    return Staff.objects.get(username=role)


def _was_then(evaluation: Evaluation, day: datetime) -> None:
    """Everything was written some time ago, the rows that came of it as well."""
    Evaluation.objects.filter(pk=evaluation.pk).update(opened_at=day)
    EvaluationEdit.objects.filter(evaluation=evaluation).update(at=day)
    said = {name: Said(edit.text, edit.at) for name, edit in newest(evaluation.pk).items()}
    fields = [field for name in said if (field := template().field(name)) is not None]
    for group in sorted({field.row.group for field in fields if field.row is not None}):
        write(evaluation.pk, evaluation.patient_id, group, said)
    refresh([evaluation.patient_id])


def _correct(evaluation: Evaluation, said: Mapping[str, Any], day: datetime) -> None:
    """Sign it, then correct one field with its reason."""
    who = _staff(said["who"])
    Evaluation.objects.filter(pk=evaluation.pk).update(signed_at=day, signed_by=who.name)
    head = newest(evaluation.pk, [said["field"]])[said["field"]]
    sent = Sent(said["field"], said["text"], str(uuid.uuid4()), f"{head.number}m", reason=said["reason"])
    keep(evaluation.pk, sent, who)
