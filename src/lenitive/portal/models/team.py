"""What a person asks of the team, what they want to say at the next visit, and that somebody saw it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Wish(models.TextChoices):
    """What can be asked for."""

    REFILL = "refill", _("More of a medicine")
    MOVE = "move", _("Another time")
    BOOK = "book", _("A time, where none was free")


class Request(models.Model):
    """Something that a person asks for; the clinic's work list holds it until somebody answers."""

    patient_id = models.TextField(db_index=True)
    wish = models.CharField(max_length=8, choices=Wish.choices)
    about = models.TextField(help_text="row of the medicine, number of the appointment, or a kind")
    title = models.TextField(help_text="the medicine or the appointment, as it was called then")
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.TextField(help_text="name of whoever asked, as it was then")
    taken_back_at = models.DateTimeField(null=True)
    token = models.CharField(max_length=36, unique=True, help_text="of the form, so that it counts once")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.wish} {self.about} of {self.patient_id}"


class DoctorPage(models.Model):
    """What a person wants their doctor to know; the newest counts, and the earlier ones stay."""

    patient_id = models.TextField(db_index=True)
    worry_1 = models.TextField(blank=True)
    worry_2 = models.TextField(blank=True)
    worry_3 = models.TextField(blank=True)
    goal = models.TextField(blank=True)
    tried = models.TextField(blank=True)
    ask = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.TextField(help_text="name of whoever wrote it, as it was then")
    token = models.CharField(max_length=36, unique=True, help_text="of the form, so that it counts once")

    class Meta:
        default_permissions = ()
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"for the doctor of {self.patient_id}"


class Seen(models.Model):
    """Somebody of the clinic saw what came from home, up to an instant."""

    staff_id: int | None
    patient_id = models.TextField(db_index=True)
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    who = models.TextField(help_text="the name at the time")
    at = models.DateTimeField()
    page = models.ForeignKey(DoctorPage, null=True, on_delete=models.SET_NULL, related_name="seen")
    token = models.CharField(max_length=36, unique=True, help_text="of the form, so that it counts once")

    class Meta:
        default_permissions = ()
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"seen by {self.who}"
