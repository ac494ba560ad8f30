"""What a person did with the lessons and wrote there, and what somebody of the clinic wrote beside them."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class LessonPlace(models.Model):
    """How far somebody is in a lesson, on whichever device they go on."""

    patient_id = models.TextField()
    lesson = models.CharField(max_length=40)
    part = models.PositiveSmallIntegerField(default=1, help_text="the part that is open, from 1")
    begun_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["patient_id", "lesson"], name="lesson_place_once"),)

    def __str__(self) -> str:
        return f"{self.patient_id} in {self.lesson}, part {self.part}"


class LessonWork(models.Model):
    """What was written into one field of an exercise; the newest counts, and the earlier ones stay."""

    patient_id = models.TextField()
    lesson = models.CharField(max_length=40)
    field = models.CharField(max_length=60)
    value = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.TextField(help_text="name of whoever wrote it, as it was then")

    class Meta:
        default_permissions = ()
        ordering = ("at", "pk")
        indexes = (models.Index(fields=["patient_id", "lesson", "at"], name="lesson_work_person"),)

    def __str__(self) -> str:
        return f"{self.lesson}.{self.field} of {self.patient_id}"


class LessonWord(models.Model):
    """A message beside a lesson, from a named human of the clinic."""

    staff_id: int | None
    patient_id = models.TextField(db_index=True)
    lesson = models.CharField(max_length=40)
    text = models.TextField()
    at = models.DateTimeField()
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    who = models.TextField(help_text="the name at the time")
    ended_at = models.DateTimeField(null=True, help_text="taken back, or another one stands in its place")
    token = models.CharField(max_length=36, unique=True, help_text="of the form, so that it counts once")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"beside {self.lesson} of {self.patient_id}"
