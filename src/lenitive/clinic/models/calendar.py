"""Around appointments: when staff work, what a person wishes, who waits, reminders, feeds."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lenitive.clinic.models.appointment import Appointment, Room


class Weekday(models.IntegerChoices):
    """Days as Python counts them."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class WorkHours(models.Model):
    """When somebody can be booked each week, on the clinic's clock; several lines a day for a break."""

    staff_id: int
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(_("day"), choices=Weekday.choices)
    begins = models.TimeField(_("from"))
    ends = models.TimeField(_("until"))

    class Meta:
        default_permissions = ()
        ordering = ("weekday", "begins")
        constraints = (
            models.CheckConstraint(condition=Q(ends__gt=models.F("begins")), name="hours_end_after"),
        )

    def __str__(self) -> str:
        return f"{self.staff}, {Weekday(self.weekday).label} {self.begins:%H:%M}"


class OtherDays(models.Model):
    """Days that are unlike the week: away, or here at other hours. Empty times: the whole day."""

    staff_id: int
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="other_days")
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    here = models.BooleanField(_("can be booked then"), default=False)
    begins = models.TimeField(_("from"), null=True, blank=True)
    ends = models.TimeField(_("until"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=120, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ("first",)
        constraints = (
            models.CheckConstraint(condition=Q(last__gte=models.F("first")), name="other_days_in_order"),
        )

    def __str__(self) -> str:
        return f"{self.staff}, {self.first} to {self.last}"


class Route(models.TextChoices):
    """How a person wants to be reminded."""

    PHONE = "phone", _("By telephone")
    EMAIL = "email", _("By e-mail")
    NONE = "none", _("Not at all")


class Wishes(models.Model):
    """What a person wishes of appointments; empty is no wish."""

    patient_id = models.TextField(unique=True)
    weekdays = models.JSONField(default=list, help_text="0 Monday to 6 Sunday; empty: any day")
    earliest = models.TimeField(null=True, help_text="not before, on the clinic's clock")
    latest = models.TimeField(null=True, help_text="over by")
    way = models.CharField(max_length=10, blank=True, help_text="in_person, phone, video")
    interpreter = models.CharField(max_length=60, blank=True, help_text="into which language")
    accessible = models.BooleanField(default=False)
    route = models.CharField(max_length=10, choices=Route.choices, default=Route.PHONE)
    email = models.EmailField(blank=True, help_text="to which reminders may be sent; the person agreed")
    note = models.TextField(blank=True)
    changed_at = models.DateTimeField()
    who = models.TextField(help_text="name of the member of staff, as it was then")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"wishes of {self.patient_id}"


class Waiting(models.Model):
    """A person waits for a time, or for an earlier one than they have."""

    patient_id = models.TextField(db_index=True)
    kind = models.CharField(max_length=30)
    instead_of = models.ForeignKey(
        Appointment, null=True, on_delete=models.SET_NULL, related_name="earlier", help_text="the later one"
    )
    not_before = models.DateField(null=True)
    note = models.TextField(blank=True)
    since = models.DateTimeField()
    who = models.TextField(help_text="name of the member of staff, as it was then")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.TextField(blank=True)
    settled_how = models.CharField(max_length=12, blank=True, help_text="booked or given_up")

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=["patient_id", "kind"], condition=Q(settled_at=None), name="waits_once_a_kind"
            ),
        )

    def __str__(self) -> str:
        return f"{self.patient_id} waits for {self.kind}"


class ReminderState(models.TextChoices):
    """What became of a reminder."""

    QUEUED = "queued", _("Not yet due")
    DUE = "due", _("Due")
    SENT = "sent", _("Sent")
    TOLD = "told", _("Told by telephone")
    FAILED = "failed", _("Could not be sent")
    DROPPED = "dropped", _("Not needed any more")


class Reminder(models.Model):
    """One reminder of one person: when it is due, what it says, and what became of it.

    `line` is one of knowledge/visits/appointments.yaml; the words are made when it is told.
    """

    attendance_id: int
    attendance = models.ForeignKey("clinic.Attendance", on_delete=models.CASCADE, related_name="reminders")
    line = models.CharField(max_length=20)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=ReminderState.choices, default=ReminderState.QUEUED)
    route = models.CharField(max_length=10, choices=Route.choices, default=Route.PHONE)
    why = models.TextField(blank=True, help_text="why it goes this way, or what went wrong")
    done_at = models.DateTimeField(null=True)
    done_by = models.TextField(blank=True)

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=["state", "due_at"], name="reminder_due"),)
        constraints = (models.UniqueConstraint(fields=["attendance", "line"], name="reminder_once_a_line"),)

    def __str__(self) -> str:
        return f"{self.line} of {self.attendance_id}: {self.state}"


class Feed(models.Model):
    """A secret address under which a calendar program reads one person's or one room's appointments.

    Only the hash of the secret is kept, so that nobody reads it out of the store; a lost one is made anew.
    """

    secret_hash = models.CharField(max_length=64, unique=True)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="feeds"
    )
    room = models.ForeignKey(Room, null=True, on_delete=models.CASCADE, related_name="feeds")
    initials = models.BooleanField(default=True, help_text="whether initials of people stand in it")
    made_at = models.DateTimeField()
    made_by = models.TextField(help_text="name of the member of staff, as it was then")
    read_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.CheckConstraint(
                name="feed_is_of_one",
                condition=Q(staff__isnull=False, room=None) | Q(staff=None, room__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"feed of {self.staff or self.room}"
