"""What was done by hand to who a person is: made, corrected, merged; and how it was before."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q


class PersonChange(models.Model):
    """A person was made or corrected by hand: the fields as they were, and as they became."""

    patient_id = models.TextField(db_index=True)
    at = models.DateTimeField()
    who = models.TextField(help_text="name of the member of staff, as it was then")
    before = models.JSONField(
        encoder=DjangoJSONEncoder, null=True, help_text="field -> value; null: made new"
    )
    after = models.JSONField(encoder=DjangoJSONEncoder, help_text="field -> value")
    token = models.CharField(
        max_length=36, null=True, unique=True, help_text="of the form, so that it counts once"
    )
    undone_at = models.DateTimeField(null=True)
    undone_by = models.TextField(blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.patient_id} {'corrected' if self.before else 'made'} by {self.who}"


class Merge(models.Model):
    """Two records of one person became one: whose rows moved, and everything needed to move them back."""

    kept = models.TextField(db_index=True, help_text="patient_id that stays")
    gone = models.TextField(db_index=True, help_text="patient_id that was merged into it")
    at = models.DateTimeField()
    who = models.TextField(help_text="name of the member of staff, as it was then")
    reason = models.TextField()
    person = models.JSONField(encoder=DjangoJSONEncoder, help_text="the row of `patient` that was taken out")
    moved = models.JSONField(default=dict, help_text="model -> keys of the rows that moved")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.TextField(blank=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["gone"], condition=Q(undone_at=None), name="merged_once"),
        )

    def __str__(self) -> str:
        return f"{self.gone} into {self.kept}"
