"""What a person told their diary: entries made on their own device, and every version that came in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class DiaryEntry(models.Model):
    """One entry of a day, named by the device on which it was made, so that it counts once."""

    versions: RelatedManager[DiaryVersion]

    patient_id = models.TextField()
    uuid = models.UUIDField()
    day = models.DateField(help_text="the person's own day, by the clock of their device")
    received_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["patient_id", "uuid"], name="diary_entry_once"),)
        indexes = (models.Index(fields=["patient_id", "day"], name="diary_entry_day"),)

    def __str__(self) -> str:
        return f"diary of {self.patient_id}, {self.day}"


class DiaryVersion(models.Model):
    """The answers of an entry as they were sent once; none is ever changed or lost."""

    entry = models.ForeignKey(DiaryEntry, on_delete=models.CASCADE, related_name="versions")
    uuid = models.UUIDField()
    at = models.DateTimeField(help_text="by the person's clock, but never later than it was received")
    offset_minutes = models.SmallIntegerField(help_text="of the person's clock, east of UTC")
    answers = models.JSONField(help_text="field -> answer; null where an answer was taken back")
    by = models.TextField(help_text="name of whoever wrote it, as it was then")
    received_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        ordering = ("at", "received_at", "pk")
        constraints = (models.UniqueConstraint(fields=["entry", "uuid"], name="diary_version_once"),)

    def __str__(self) -> str:
        return f"version of {self.entry}"


class Reminder(models.Model):
    """When somebody wants to be reminded of the diary: their own choice, for their own account."""

    account = models.ForeignKey("portal.Account", on_delete=models.CASCADE, related_name="reminders")
    patient_id = models.TextField()
    time = models.TimeField(help_text="by the clock on the person's wall")
    days = models.CharField(max_length=7, help_text="1 is Monday, 7 is Sunday")
    by_mail = models.BooleanField(default=False, help_text="to the address of the account")
    mailed_on = models.DateField(null=True, help_text="the last day on which one was mailed")
    made_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["account", "patient_id"], name="reminder_once"),)

    def __str__(self) -> str:
        return f"reminder of {self.account} at {self.time:%H:%M}"
