"""Who in the clinic reads, and when, the answers from home that cannot wait."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lenitive.desk.models import Clinic

DAYS: list[tuple[str, Any]] = [
    ("0", _("Monday")),
    ("1", _("Tuesday")),
    ("2", _("Wednesday")),
    ("3", _("Thursday")),
    ("4", _("Friday")),
    ("5", _("Saturday")),
    ("6", _("Sunday")),
]


class WatchQuerySet(models.QuerySet["Watch"]):
    def standing(self) -> WatchQuerySet:
        """Those that were not ended, of staff who still work here."""
        return self.filter(ended_at=None, staff__is_active=True)

    def over(self, patient_id: str) -> WatchQuerySet:
        """Those that stand for a person: of their clinic, or of every clinic."""
        own = Q(clinic__people__patient_id=patient_id)
        return self.standing().filter(own | Q(clinic=None)).distinct().order_by("opens", "pk")


class Watch(models.Model):
    """One member of staff who reads on certain days, from one hour to another, on the clock of the site."""

    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="watches")
    clinic = models.ForeignKey(
        Clinic, null=True, blank=True, on_delete=models.CASCADE, related_name="watches"
    )
    days = models.CharField(max_length=7, help_text="0 Monday to 6 Sunday, one figure a day")
    opens = models.TimeField()
    closes = models.TimeField(help_text="before `opens`, or the same: on the day after")
    within_minutes = models.PositiveSmallIntegerField(help_text="an alarm is read within so many minutes")
    phone = models.CharField(max_length=40, help_text="of the clinic, for whoever cannot wait")
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.TextField(help_text="name of whoever named them, as it was then")
    ended_at = models.DateTimeField(null=True)

    objects: WatchQuerySet = WatchQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.staff} watches {self.days}, {self.opens:%H:%M} to {self.closes:%H:%M}"

    def reads_at(self, local: datetime) -> bool:
        """Whether they read at an instant, given on the clock of the site."""
        at, today, before = local.time(), str(local.weekday()), str((local.weekday() - 1) % 7)
        if self.opens < self.closes:
            return today in self.days and self.opens <= at < self.closes
        return (today in self.days and at >= self.opens) or (before in self.days and at < self.closes)

    @property
    def day_names(self) -> list[str]:
        """Its days in words."""
        return [str(name) for key, name in DAYS if key in self.days]

    @property
    def whole_day(self) -> bool:
        """Whether it has no end within a day."""
        return self.opens == self.closes == time(0)
