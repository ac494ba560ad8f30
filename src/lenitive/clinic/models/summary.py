"""What the list of people says of each person: kept between requests, made again when it is out of date."""

from __future__ import annotations

from django.db import models

NOTHING = 9


class Judged(models.Manager["PersonSummary"]):
    """Lines that say something."""

    def get_queryset(self) -> models.QuerySet[PersonSummary]:
        """All but those of people who are still to be judged, or judged again."""
        return super().get_queryset().exclude(knowledge="")


class PersonSummary(models.Model):
    """The list's line of one person: made from the same answer as the page, and never the source of anything.

    It is out of date when the day has changed, when the person's rows changed, or when the knowledge did.
    Everybody has one, so that the list need not look for people without: before a person is judged, and after
    their rows changed, it is blank (no knowledge), and holds their place alone.
    """

    patient_id = models.TextField(primary_key=True)
    sort_name = models.TextField(default="", help_text="the name as lists are sorted by it")
    as_of = models.DateField(help_text="the day it was made for")
    knowledge = models.TextField(help_text="version of knowledge it was made with; blank: none yet")
    made_at = models.DateTimeField()
    urgency = models.SmallIntegerField(default=NOTHING, help_text="0 emergency to 3 at this visit, 9 nothing")
    alert = models.TextField(blank=True, help_text="title of the gravest finding")
    loud = models.SmallIntegerField(default=0, help_text="how many findings are emergencies or urgent")
    function_name = models.TextField(blank=True)
    function_value = models.TextField(blank=True)
    function_words = models.TextField(
        blank=True, help_text="verdict on the newest score against the one before"
    )
    function_tone = models.TextField(blank=True, help_text="up, down or flat")
    function_at = models.DateField(null=True)
    trend = models.JSONField(default=list, help_text="[day, how good from 0 to 1] of the newest scores")
    hurts = models.TextField(blank=True, help_text="what hurts, in the words of the chart")
    last_visit = models.DateField(null=True)
    day = models.JSONField(default=dict, help_text="lines of the day's page, as work/lines.py writes them")
    trouble = models.TextField(blank=True, help_text="why no summary could be made, in words")

    objects = Judged()
    places = models.Manager["PersonSummary"]()

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=["urgency", "sort_name", "patient_id"], name="summary_in_order"),)

    def __str__(self) -> str:
        return f"summary of {self.patient_id}, {self.as_of}"
