"""A visit as staff fill it: its fields, every change of each, and what harmed somebody."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Visit(models.Model):
    """One visit by a template. What it says of the person are rows of the record as well, see `wrote`."""

    class Status(models.TextChoices):
        """A closed visit is changed only with a reason."""

        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    patient_id = models.TextField()
    template = models.CharField(max_length=40, help_text="id of the template")
    title = models.TextField(help_text="its title, in the words of that day")
    version = models.CharField(max_length=20, help_text="of the template it was opened by")
    encounter = models.TextField(blank=True, help_text="row_id of its row of the record")
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.OPEN)
    day = models.DateField(help_text="of the visit, by the clinic's clock")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    who = models.TextField(help_text="name of who opened it, as it was then")
    closed_at = models.DateTimeField(null=True)
    closed_who = models.TextField(blank=True)
    token = models.CharField(max_length=36, unique=True, help_text="of the form, so that it is opened once")
    # Any: JSON.
    wrote: models.JSONField[Any, Any] = models.JSONField(
        default=dict, help_text="write of the template -> {n, rows: [[table, row_id], ...]}"
    )

    # Any: managers that Django makes of the foreign keys below.
    values_now: Any
    changes: Any
    events: Any

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=["patient_id", "day"], name="visit_person_day"),)

    def __str__(self) -> str:
        return f"{self.title}, {self.day}"

    @property
    def is_open(self) -> bool:
        """Whether it is still filled."""
        return self.status == self.Status.OPEN


class VisitValue(models.Model):
    """What a field of a visit says now; how it came to that stands in its changes."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="values_now")
    patient_id = models.TextField(db_index=True)
    field = models.CharField(max_length=80, help_text="of the template; holds:apixaban for one made anew")
    label = models.TextField(help_text="its label, as it was then")
    value = models.TextField(help_text="coded, a number, a date or words; empty when it was taken out")
    words = models.TextField(help_text="the value as people read it")
    number = models.PositiveIntegerField(help_text="how many times it was said; counts up")
    at = models.DateTimeField()
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    who = models.TextField(help_text="the name at the time")
    staff_id: int | None

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["visit", "field"], name="visit_field_once"),)

    def __str__(self) -> str:
        return f"{self.label}: {self.words}"


class VisitChange(models.Model):
    """One change of one field: from what, to what, by whom, and why where that was asked. Never changed."""

    class Kind(models.TextChoices):
        """How it came about."""

        SAID = "said", _("entered")
        OVER = "over", _("entered over what somebody else had entered meanwhile")
        MERGED = "merged", _("brought together with what somebody else had typed meanwhile")
        CORRECTED = "corrected", _("corrected after closing")
        LATER = "later", _("entered after closing, when it happened")

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="changes")
    patient_id = models.TextField(db_index=True)
    field = models.CharField(max_length=80)
    label = models.TextField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    before = models.TextField()
    before_words = models.TextField()
    after = models.TextField()
    after_words = models.TextField()
    number = models.PositiveIntegerField(help_text="as of the value that it made")
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    who = models.TextField(help_text="the name at the time")
    token = models.CharField(max_length=130, unique=True, help_text="of form and field; counts once")

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=["visit", "field", "number"], name="visit_change_field"),)

    def __str__(self) -> str:
        return f"{self.label}: {self.before_words} → {self.after_words}"


class AdverseEvent(models.Model):
    """What harmed somebody, or nearly. What is learnt later is a new row in the place of the old."""

    patient_id = models.TextField()
    visit = models.ForeignKey(Visit, null=True, on_delete=models.SET_NULL, related_name="events")
    what = models.CharField(max_length=30, help_text="kind of adverse_events.yaml")
    severity = models.CharField(max_length=20)
    treatment = models.TextField(blank=True, help_text="treatment id that it is related to; empty: none")
    relation = models.CharField(max_length=20)
    outcome = models.CharField(max_length=20)
    day = models.DateField(help_text="when it happened")
    words = models.TextField(help_text="what happened")
    action = models.TextField(blank=True, help_text="what was done")
    at = models.DateTimeField()
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    who = models.TextField(help_text="the name at the time")
    token = models.CharField(max_length=36, unique=True)
    replaces = models.OneToOneField("self", null=True, on_delete=models.CASCADE, related_name="replaced_by")
    current = models.BooleanField(default=True, help_text="false once another row took its place")
    # Any: JSON.
    wrote: models.JSONField[Any, Any] = models.JSONField(
        default=list, help_text="[table, row_id] of each row"
    )

    class Meta:
        default_permissions = ()
        indexes = (
            models.Index(fields=["patient_id", "current"], name="event_person"),
            models.Index(fields=["day", "current"], name="event_day"),
        )

    def __str__(self) -> str:
        return f"{self.what}, {self.day}"
