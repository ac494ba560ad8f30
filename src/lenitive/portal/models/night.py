"""Nights of a sleep diary, and whether the team agreed to change the time in bed."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Night(models.Model):
    """One night as it was told; the newest of a morning counts, and the earlier ones stay.

    Clock times are those of the wall, to the minute (`23:40`), and empty where they were not told; whether
    one is before or after midnight, and what a change of the clocks does, follows from `morning` and `zone`.
    """

    patient_id = models.TextField()
    morning = models.DateField(help_text="the day on which the person got up")
    zone = models.CharField(max_length=60)
    to_bed = models.CharField(max_length=5, blank=True)
    lights_out = models.CharField(max_length=5, blank=True)
    asleep_after = models.PositiveSmallIntegerField(null=True, help_text="minutes")
    awake = models.PositiveSmallIntegerField(null=True, help_text="minutes awake in the night, in all")
    up = models.CharField(max_length=5, blank=True)
    at = models.DateTimeField()
    by = models.TextField(help_text="name of whoever wrote it, as it was then")
    token = models.CharField(max_length=36, unique=True, help_text="of the form, so that it counts once")

    class Meta:
        default_permissions = ()
        ordering = ("at", "pk")
        indexes = (models.Index(fields=["patient_id", "morning"], name="night_person"),)

    def __str__(self) -> str:
        return f"night to {self.morning} of {self.patient_id}"


class SleepAgreement(models.Model):
    """The team agreed that this person may change the time in bed; one holds at a time."""

    staff_id: int | None
    patient_id = models.TextField()
    at = models.DateTimeField()
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    who = models.TextField(help_text="the name at the time")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.TextField(blank=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=["patient_id"], condition=models.Q(ended_at=None), name="sleep_agreed_once"
            ),
        )

    def __str__(self) -> str:
        return f"sleep window of {self.patient_id}"
