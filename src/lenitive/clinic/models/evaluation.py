"""The first evaluation as a document that several people fill: its edits, who did which part, who is here.

An edit is never changed or taken out; what a field says is its newest edit.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q


class Evaluation(models.Model):
    """One comprehensive evaluation of one person.

    `number` counts its edits and grows with every change, so that a reader can ask what is new.
    """

    patient_id = models.TextField(db_index=True)
    encounter_id = models.TextField(blank=True, help_text="row_id of the visit in the record")
    reason = models.TextField(blank=True, help_text="why it was opened, in words")
    template = models.CharField(max_length=20, help_text="version of the parts it was opened with")
    number = models.PositiveIntegerField(default=0, help_text="of its newest change")
    opened_at = models.DateTimeField()
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    who = models.TextField(help_text="who opened it: the name at the time")
    signed_at = models.DateTimeField(null=True)
    signed_by = models.TextField(blank=True)
    edits: Any  # managers, which Django makes from the relations below
    parts_done: Any
    present: Any

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"evaluation {self.pk} of {self.patient_id}"


class EvaluationEdit(models.Model):
    """What one person sent for one field, what the field said afterwards, and the rows that followed.

    sent : a text or value as it was sent. merged : what the field said then, where it is another.
    base, base_is_sent : the edit on whose sent or merged text this one was typed; none is an empty text.
    """

    evaluation_id: int
    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="edits")
    number = models.PositiveIntegerField(help_text="counts the changes of the evaluation")
    field = models.CharField(max_length=120, help_text="part.field")
    key = models.CharField(max_length=36, help_text="made where it was typed, so that it counts once")
    base = models.PositiveIntegerField(null=True)
    base_is_sent = models.BooleanField(default=False)
    sent = models.TextField(blank=True)
    merged = models.TextField(null=True)
    met = models.TextField(blank=True, help_text="whose change this one met, where both stood in one place")
    reason = models.TextField(blank=True, help_text="why it was corrected after signing")
    # Any: [table, row_id] of each row of the record that the field stood behind afterwards.
    wrote: models.JSONField[Any, Any] = models.JSONField(default=list)
    at = models.DateTimeField()
    staff_id: int | None
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    who = models.TextField(help_text="the name at the time")
    role = models.CharField(max_length=40, blank=True)

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=["evaluation", "field", "number"], name="evaluation_edit_field"),)
        constraints = (
            models.UniqueConstraint(fields=["evaluation", "number"], name="evaluation_edit_number"),
            models.UniqueConstraint(fields=["evaluation", "key"], name="evaluation_edit_once"),
        )

    def __str__(self) -> str:
        return f"{self.field}, {self.who}"

    @property
    def text(self) -> str:
        """What the field said after this edit."""
        return self.sent if self.merged is None else self.merged


class EvaluationPart(models.Model):
    """Somebody said that a part is done, for their profession; taken back, it keeps its mark."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="parts_done")
    part = models.CharField(max_length=40)
    role = models.CharField(max_length=40)
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    who = models.TextField(help_text="the name at the time")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.TextField(blank=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=["evaluation", "part", "role"],
                condition=Q(undone_at=None),
                name="evaluation_part_done_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.part} done, {self.who}"


class EvaluationPresence(models.Model):
    """Who has the evaluation open, and in which part; out of date after a minute."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="present")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    who = models.TextField()
    part = models.CharField(max_length=40, blank=True)
    seen_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["evaluation", "staff"], name="evaluation_presence_once"),
        )

    def __str__(self) -> str:
        return f"{self.who}, {self.seen_at}"
