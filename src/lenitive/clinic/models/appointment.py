"""Appointments: rooms, who takes part, what they hold of everybody's time, and what became of each.

An appointment keeps the wall time that was agreed and the zone it was agreed in; its instants follow from
these and are made again when the rules of a zone change. `Hold` is what keeps people from being booked twice:
one row for every five minutes of everybody and every room that takes part, and each of them once, by a
constraint of the store itself.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lenitive.desk.models import Clinic


class AppointmentStatus(models.TextChoices):
    """What became of an appointment, or of one person's place in it."""

    BOOKED = "booked", _("Booked")
    CONFIRMED = "confirmed", _("Confirmed")
    ARRIVED = "arrived", _("Is here")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")
    NO_SHOW = "no_show", _("Did not come")


AHEAD = (AppointmentStatus.BOOKED, AppointmentStatus.CONFIRMED)


class MeetBy(models.TextChoices):
    """How people meet."""

    IN_PERSON = "in_person", _("In person")
    PHONE = "phone", _("By telephone")
    VIDEO = "video", _("By video")


class Room(models.Model):
    """A room of a clinic; its kind is one of knowledge/visits/appointments.yaml."""

    clinic = models.ForeignKey(
        Clinic,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        verbose_name=_("clinic"),
        related_name="rooms",
    )
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=30)
    places = models.PositiveSmallIntegerField(_("places for people"), default=1)
    accessible = models.BooleanField(_("step-free, with room for a wheelchair"), default=True)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        default_permissions = ()
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=["clinic", "name"], name="room_once_a_name"),)

    def __str__(self) -> str:
        return str(self.name)


class Appointment(models.Model):
    """A time that people, staff and a room agreed on.

    `wall` is the local time without a zone, `fold` 1 for the second of two equal wall times; `start` and
    `end` are the instants. `status` is that of the people in it together (clinic/appointments/status.py).
    """

    # Any: the stubs know what points to a model from a plugin that would start the site.
    people: Any
    holds: Any
    steps: Any
    room_id: int | None
    kind = models.CharField(max_length=30)
    clinic = models.ForeignKey(Clinic, null=True, on_delete=models.SET_NULL, related_name="appointments")
    wall = models.CharField(max_length=16, help_text="2026-03-28T09:30, on the clock of the zone")
    zone = models.CharField(max_length=60, help_text="name of the time zone, as Europe/Lisbon")
    fold = models.PositiveSmallIntegerField(default=0)
    minutes = models.PositiveSmallIntegerField()
    start = models.DateTimeField()
    end = models.DateTimeField()
    way = models.CharField(max_length=10, choices=MeetBy.choices, default=MeetBy.IN_PERSON)
    room = models.ForeignKey(Room, null=True, on_delete=models.PROTECT, related_name="appointments")
    staff = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="appointments")
    places = models.PositiveSmallIntegerField(default=1, help_text="people who can take part")
    status = models.CharField(
        max_length=10, choices=AppointmentStatus.choices, default=AppointmentStatus.BOOKED
    )
    why = models.TextField(blank=True, help_text="what it is about, for the team")
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    made_by = models.TextField(help_text="name of the member of staff, as it was then")
    changed_at = models.DateTimeField()
    token = models.CharField(
        max_length=36, null=True, unique=True, help_text="of the form, so that it counts once"
    )

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=["start", "status"], name="appointment_start"),)
        constraints = (models.CheckConstraint(condition=Q(end__gt=models.F("start")), name="ends_after"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.wall}"

    @property
    def patient_id(self) -> str:
        """The one person it is with; empty for a group, or for the team alone."""
        taking = [each.patient_id for each in self.people.all()]
        return taking[0] if len(taking) == 1 and self.places == 1 else ""


class Attendance(models.Model):
    """A person takes part in an appointment: their visit in the record, and what became of it."""

    reminders: Any  # as above
    appointment_id: int
    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="people")
    patient_id = models.TextField()
    encounter_id = models.TextField(blank=True, help_text="row of `encounter` that the day reads")
    status = models.CharField(
        max_length=10, choices=AppointmentStatus.choices, default=AppointmentStatus.BOOKED
    )
    reason = models.TextField(blank=True, help_text="why it was cancelled, or missed")
    helps = models.CharField(max_length=30, blank=True, help_text="what would help to come next time")

    class Meta:
        default_permissions = ()
        indexes = (
            models.Index(fields=["patient_id", "status"], name="place_person"),
            models.Index(fields=["encounter_id"], name="place_visit"),
        )
        constraints = (
            models.UniqueConstraint(fields=["appointment", "patient_id"], name="place_once_a_person"),
        )

    def __str__(self) -> str:
        return f"{self.patient_id} in {self.appointment_id}: {self.status}"


class Hold(models.Model):
    """Five minutes of one person, one member of staff or one room that an appointment takes."""

    appointment_id: int
    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="holds")
    at = models.DateTimeField()
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE)
    room = models.ForeignKey(Room, null=True, on_delete=models.CASCADE)
    patient_id = models.TextField(null=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["staff", "at"], name="staff_held_once"),
            models.UniqueConstraint(fields=["room", "at"], name="room_held_once"),
            models.UniqueConstraint(fields=["patient_id", "at"], name="person_held_once"),
            models.CheckConstraint(
                name="hold_is_of_one",
                condition=Q(staff__isnull=False, room=None, patient_id=None)
                | Q(staff=None, room__isnull=False, patient_id=None)
                | Q(staff=None, room=None, patient_id__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.appointment_id} at {self.at:%Y-%m-%d %H:%M}"


class AppointmentStep(models.Model):
    """One thing that was done to an appointment: by whom, why, and what it was before and after."""

    appointment_id: int
    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    who = models.TextField(help_text="the name at the time")
    did = models.CharField(max_length=12)
    reason = models.TextField(blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    token = models.CharField(
        max_length=36, null=True, unique=True, help_text="of the form, so that it counts once"
    )

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=["appointment", "at"], name="appointment_step"),)

    def __str__(self) -> str:
        return f"{self.did} {self.appointment_id}, {self.who}"
