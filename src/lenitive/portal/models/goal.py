"""What a person wants to do again, in their words and their measure, and how near they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class Unit(models.TextChoices):
    """What is counted."""

    MINUTES = "minutes", _("minutes")
    METRES = "metres", _("metres")
    STEPS = "steps", _("steps")
    TIMES = "times", _("times a week")
    DAYS = "days", _("days a week")
    OF_TEN = "of_ten", _("how near, from 0 to 10")


class MyGoal(models.Model):
    """A goal with the measure that the person chose for it; more is always nearer to the goal."""

    marks: RelatedManager[GoalMark]

    patient_id = models.TextField(db_index=True)
    goal_row = models.TextField(blank=True, help_text="row of the record's goal that it measures")
    text = models.CharField(max_length=200)
    unit = models.CharField(max_length=8, choices=Unit.choices)
    target = models.FloatField()
    made_at = models.DateTimeField()
    made_by = models.TextField()
    ended_at = models.DateTimeField(null=True)
    ended_as = models.CharField(max_length=8, blank=True, help_text="reached or let_go")
    token = models.CharField(max_length=36, unique=True, help_text="of the form, so that it counts once")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.text


class GoalMark(models.Model):
    """What the person could do on a day; a second mark of a day stands beside the first."""

    goal = models.ForeignKey(MyGoal, on_delete=models.CASCADE, related_name="marks")
    day = models.DateField()
    value = models.FloatField()
    at = models.DateTimeField()
    by = models.TextField()
    token = models.CharField(max_length=36, unique=True, help_text="of the form, so that it counts once")

    class Meta:
        default_permissions = ()
        ordering = ("day", "at")

    def __str__(self) -> str:
        return f"{self.value:g} on {self.day}"
