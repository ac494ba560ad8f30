"""Notes and letters: what is written while it is a draft, and versions that stand once they are signed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class NoteChange(models.TextChoices):
    """Why a signed note got another version."""

    CORRECTION = "correction", _("Correction: something was wrong")
    ADDITION = "addition", _("Addition: something was missing")


class Note(models.Model):
    """One note or letter about a person, whatever became of it: its drafts and its signed versions."""

    drafts: RelatedManager[NoteDraft]
    versions: RelatedManager[NoteVersion]

    patient_id = models.TextField()
    kind = models.CharField(max_length=40, help_text="a kind of knowledge/visits/notes.yaml")
    title = models.TextField(help_text="the kind in the words of that day")
    letter = models.BooleanField(default=False, help_text="whether it goes to somebody")
    source = models.CharField(max_length=12, blank=True, help_text="evaluation, visit or letter; else empty")
    source_pk = models.BigIntegerField(null=True, help_text="key of what it was written from")
    day = models.DateField(help_text="of what it tells")
    at = models.DateTimeField()
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    who = models.TextField(help_text="who began it; the name at the time")
    token = models.CharField(max_length=36, unique=True, help_text="of the form, so that it counts once")
    handed_at = models.DateTimeField(null=True, help_text="since when it waits for somebody who may sign")
    handed_by = models.TextField(blank=True)
    discarded_at = models.DateTimeField(null=True, help_text="a draft that nobody needed; kept all the same")
    discarded_by = models.TextField(blank=True)

    class Meta:
        default_permissions = ()
        indexes = (
            models.Index(fields=["patient_id", "-day"], name="note_person_day"),
            models.Index(fields=["source", "source_pk"], name="note_source"),
            models.Index(fields=["handed_at"], condition=Q(handed_at__isnull=False), name="note_waiting"),
        )

    def __str__(self) -> str:
        return f"{self.title}, {self.day}"


class NoteDraft(models.Model):
    """The words of one version while they are written; one is open at a time."""

    note_id: int
    parts: RelatedManager[DraftPart]

    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="drafts")
    replaces = models.PositiveSmallIntegerField(default=0, help_text="the signed version it starts from")
    at = models.DateTimeField()
    who = models.TextField(help_text="who began it; the name at the time")
    hands = models.JSONField(default=dict, help_text="user name -> [name, role] of whoever wrote in it")
    closed_at = models.DateTimeField(null=True)
    closed_as = models.CharField(max_length=10, blank=True, help_text="signed or discarded")
    token = models.CharField(max_length=36, blank=True, help_text="of the form that closed it")

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["note"], condition=Q(closed_at=None), name="one_open_draft"),
        )

    def __str__(self) -> str:
        return f"draft of {self.note_id}, from version {self.replaces}"


class DraftPart(models.Model):
    """One section of a draft."""

    draft = models.ForeignKey(NoteDraft, on_delete=models.CASCADE, related_name="parts")
    section = models.CharField(max_length=60, help_text="id of the section")
    title = models.TextField()
    place = models.PositiveSmallIntegerField()
    prose = models.BooleanField(default=False, help_text="sentences of a letter, not points")
    text = models.TextField(blank=True)
    told = models.JSONField(default=dict, help_text="line -> rows of the record it rests on")
    revision = models.PositiveIntegerField(default=1)
    at = models.DateTimeField()
    who = models.TextField(blank=True, help_text="who changed it last; empty while nobody did")

    class Meta:
        default_permissions = ()
        ordering = ("place", "id")
        constraints = (models.UniqueConstraint(fields=["draft", "section"], name="section_once_a_draft"),)

    def __str__(self) -> str:
        return f"{self.title} ({self.revision})"


class StandsQuerySet(models.QuerySet["NoteVersion"]):
    """Refuses what would change a signed version; the database refuses it as well (a trigger)."""

    def update(self, **_: Any) -> NoReturn:
        raise TypeError("a signed version is never changed")

    def delete(self) -> NoReturn:
        raise TypeError("a signed version is never changed")


class NoteVersion(models.Model):
    """One signed version. `body` holds every word of it; `hash` is of `body`, which names the one before."""

    note_id: int

    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(help_text="from 1")
    at = models.DateTimeField()
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    who = models.TextField(help_text="who signed; the name at the time")
    role = models.CharField(max_length=40)
    change = models.CharField(
        max_length=10, blank=True, choices=NoteChange.choices, help_text="of a later version"
    )
    why = models.TextField(blank=True, help_text="of a later version, in words")
    body = models.TextField(help_text="canonical JSON: people, sections, lines and their rows")
    hash = models.CharField(max_length=64, help_text="SHA-256 of the body")

    objects = StandsQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=["note", "number"], name="version_once"),)

    def __str__(self) -> str:
        return f"version {self.number} by {self.who}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the version; one that stands already is never written again."""
        if not self._state.adding:
            raise TypeError("a signed version is never changed")
        super().save(*args, **kwargs)

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("a signed version is never changed")
