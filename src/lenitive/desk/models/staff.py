"""The people who work here, and for whom they care."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from lenitive.desk.models.clinic import Clinic


class Role(models.TextChoices):
    """What someone does here; the access policy speaks of roles, never of names."""

    PHYSICIAN = "physician", _("Physician")
    PHYSIOTHERAPIST = "physiotherapist", _("Physiotherapist")
    OCCUPATIONAL_THERAPIST = "occupational_therapist", _("Occupational therapist")
    PSYCHOLOGIST = "psychologist", _("Psychologist")
    NURSE = "nurse", _("Nurse")
    PHARMACIST = "pharmacist", _("Pharmacist")
    SOCIAL_WORKER = "social_worker", _("Social worker")
    COMPLEMENTARY_PRACTITIONER = "complementary_practitioner", _("Complementary practitioner")
    HEALTH_COACH = "health_coach", _("Health coach")
    COMMUNITY_HEALTH_WORKER = "community_health_worker", _("Community health worker")
    PATIENT_EDUCATOR = "patient_educator", _("Patient educator")
    COORDINATOR = "coordinator", _("Coordinator")
    PROGRAMME_LEAD = "programme_lead", _("Programme lead")
    TRAINEE = "trainee", _("Trainee")
    ADMINISTRATOR = "administrator", _("Administrator")


class StaffManager(BaseUserManager["Staff"]):
    """Makes accounts; a password is kept only as its hash."""

    def create_staff(
        self, username: str, *, name: str, role: str, password: str, demo: bool = False
    ) -> Staff:
        """A new account that may sign in at once."""
        staff: Staff = self.model(username=username, name=name, role=role, demo=demo)
        staff.set_password(password)
        staff.full_clean(exclude=["password"])
        staff.save(using=self._db)
        return staff


class Staff(AbstractBaseUser):
    """Someone who may sign in."""

    username = models.CharField(_("user name"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=40, choices=Role.choices)
    is_active = models.BooleanField(_("may sign in"), default=True)
    clinics = models.ManyToManyField(Clinic, verbose_name=_("clinics"), blank=True, related_name="staff")
    demo = models.BooleanField(default=False, help_text="made for the demonstration clinic")

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name", "role"]  # noqa: RUF012
    objects = StaffManager()

    class Meta:
        default_permissions = ()
        ordering = ("name",)

    def __str__(self) -> str:
        return str(self.name)

    @property
    def role_name(self) -> str:
        """The role in words."""
        return str(Role(self.role).label)


class RelationQuerySet(models.QuerySet[Any]):
    def on(self, when: datetime) -> RelationQuerySet:
        """The relations that hold at an instant."""
        return self.filter(models.Q(until__isnull=True) | models.Q(until__gt=when), since__lte=when)


class CareTeam(models.Model):
    """Someone cares for a person: from, and until when (empty: until further notice)."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="cares_for")
    patient_id = models.TextField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True, help_text="why someone joined a team by themselves")

    objects: RelationQuerySet = RelationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=["patient_id", "staff"], name="careteam_person_staff"),)

    def __str__(self) -> str:
        return f"{self.staff} cares for {self.patient_id}"


class BrokenGlass(models.Model):
    """Someone opened the record of a person who is not theirs, in need: why, and until when."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="broken_glass")
    patient_id = models.TextField()
    reason = models.TextField()
    since = models.DateTimeField()
    until = models.DateTimeField()

    objects: RelationQuerySet = RelationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        default_permissions = ()
        indexes = (
            models.Index(fields=["staff", "patient_id", "until"], name="glass_staff_person"),
            models.Index(fields=["since"], name="glass_since"),
        )

    def __str__(self) -> str:
        return f"{self.staff} broke the glass for {self.patient_id}"
