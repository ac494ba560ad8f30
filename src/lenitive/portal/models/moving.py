"""Pacing of one activity at a time, and the card for a bad day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class Paced(models.Model):
    """An activity that a person paces, in their own words."""

    days: RelatedManager[PacedDay]

    patient_id = models.TextField(db_index=True)
    activity = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    by = models.TextField(help_text="name of whoever began it, as it was then")
    ended_at = models.DateTimeField(null=True)
    token = models.CharField(max_length=36, unique=True, help_text="of the form, so that it counts once")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.activity


class PacedDay(models.Model):
    """How long an activity was done, once; several of a day are added. A flare is told with no time."""

    paced = models.ForeignKey(Paced, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()
    seconds = models.PositiveIntegerField(default=0)
    planned_seconds = models.PositiveIntegerField(default=0, help_text="0 while the first days are timed")
    flare = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = models.TextField(help_text="name of whoever wrote it, as it was then")
    token = models.CharField(max_length=36, unique=True, help_text="of the device, so that it counts once")

    class Meta:
        default_permissions = ()
        ordering = ("day", "at", "pk")

    def __str__(self) -> str:
        return f"{self.paced} on {self.day}"


class FlareCard(models.Model):
    """The plan for a bad day in the person's words; the newest counts, and the earlier ones stay."""

    patient_id = models.TextField(db_index=True)
    lines = models.JSONField(help_text="part of the card -> the person's words")
    at = models.DateTimeField()
    by = models.TextField(help_text="name of whoever wrote it, as it was then")
    token = models.CharField(max_length=36, unique=True, help_text="of the form, so that it counts once")

    class Meta:
        default_permissions = ()
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"card for a bad day of {self.patient_id}"
