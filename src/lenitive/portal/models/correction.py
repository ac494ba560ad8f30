"""What a person says is not right in the record, and what the clinic answered."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class About(models.TextChoices):
    """Which part of the record it is about, in the person's words."""

    ME = "me", _("Name, birthday or address")
    MEDICINE = "medicine", _("Medicines")
    ALLERGY = "allergy", _("Allergies")
    ILLNESS = "illness", _("Illnesses and operations")
    VISIT = "visit", _("What was said at a visit")
    OTHER = "other", _("Something else")


class Verdict(models.TextChoices):
    """What the clinic did about it."""

    CHANGED = "changed", _("The record was changed.")
    PARTLY = "partly", _("A part of it was changed.")
    KEPT = "kept", _("The record was not changed.")


class Correction(models.Model):
    """Something that is wrong in the record as the person sees it; it stays, whatever is answered."""

    patient_id = models.TextField(db_index=True)
    about = models.CharField(max_length=8, choices=About.choices)
    wrong = models.TextField(help_text="what is not right, in the person's words")
    right = models.TextField(help_text="what is right, in the person's words")
    at = models.DateTimeField()
    by = models.TextField(help_text="name of whoever wrote it, as it was then")
    taken_back_at = models.DateTimeField(null=True)
    token = models.CharField(max_length=36, unique=True, help_text="of the form, so that it counts once")
    verdict = models.CharField(max_length=8, choices=Verdict.choices, blank=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    who = models.TextField(blank=True, help_text="name of whoever answered, as it was then")

    class Meta:
        default_permissions = ()
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"correction {self.pk} of {self.patient_id}"
