"""Organisations, their clinics, and the clinics to which a person belongs."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Organisation(models.Model):
    """Who runs clinics: a hospital, a practice, a health service."""

    name = models.CharField(_("name"), max_length=120, unique=True)

    class Meta:
        default_permissions = ()
        ordering = ("name",)

    def __str__(self) -> str:
        return str(self.name)


class Clinic(models.Model):
    """A place with people of its own; whoever works here works in one or more."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, verbose_name=_("organisation"), related_name="clinics"
    )
    name = models.CharField(_("name"), max_length=120, unique=True)
    in_charts = models.TextField(
        _("in charts"),
        blank=True,
        help_text=_("How charts call it, beside its name: a reference or a name, each on a line of its own."),
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        default_permissions = ()
        ordering = ("name",)

    def __str__(self) -> str:
        return str(self.name)


class PersonClinic(models.Model):
    """A person belongs to a clinic."""

    patient_id = models.TextField()
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="people")

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["patient_id", "clinic"], name="person_once_in_a_clinic"),
        )

    def __str__(self) -> str:
        return f"{self.patient_id} in {self.clinic}"
