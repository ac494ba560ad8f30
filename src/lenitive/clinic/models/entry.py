"""What staff decided about a person at the desk, the rows that came of it, and how rules are answered."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What was decided about."""

    CHOICE = "choice", _("asked once a visit")
    FINDING = "finding", _("a finding")
    OPTION = "option", _("a treatment")
    MEDICINE = "medicine", _("a medicine")
    ALLERGY = "allergy", _("an allergy")
    LIST = "list", _("a list")
    REFERRAL = "referral", _("what a referral told")


class Entry(models.Model):
    """One decision: what, by whom, why, and every row of the record that it wrote or changed.

    An undo takes the written rows out, puts the changed ones back, and leaves the entry with its mark.
    """

    patient_id = models.TextField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    subject = models.TextField(help_text="choice, rule, treatment, row or list it is about")
    title = models.TextField(help_text="what it is about, in the words of that day")
    answer = models.CharField(max_length=40, help_text="what was chosen")
    words = models.TextField(help_text="what was chosen, in words")
    reason = models.TextField(blank=True, help_text="why, in words")
    reason_id = models.CharField(max_length=40, blank=True, help_text="the reason that was tapped")
    day = models.DateField(help_text="of the visit it was decided at")
    at = models.DateTimeField()
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    who = models.TextField(help_text="the name at the time")
    token = models.CharField(max_length=36, unique=True, help_text="of the form, so that it counts once")
    wrote = models.JSONField(default=list, help_text="[table, row_id] of each row that was written")
    changed = models.JSONField(
        default=list, help_text="{table, row, before, after} of each row that was changed"
    )
    undone_at = models.DateTimeField(null=True)
    undone_by = models.TextField(blank=True)

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=["patient_id", "kind", "subject"], name="entry_person_kind"),)
        constraints = (
            models.UniqueConstraint(
                fields=["patient_id", "subject", "day"],
                condition=Q(kind=Kind.CHOICE, undone_at=None),
                name="choice_once_a_visit",
            ),
        )

    def __str__(self) -> str:
        return f"{self.title}: {self.words}, {self.who}"


class RuleAnswer(models.Model):
    """What one decision said to one rule: it was acted on, left open, or overridden for a reason."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="rules")
    rule = models.TextField()
    did = models.CharField(max_length=10, help_text="acted, open or overridden")
    at = models.DateTimeField()
    reason_id = models.CharField(max_length=40, blank=True)

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=["at", "rule", "did"], name="rule_answer_at"),)

    def __str__(self) -> str:
        return f"{self.rule}: {self.did}"


class RuleShown(models.Model):
    """A finding of this rule stood on somebody's page on a day."""

    patient_id = models.TextField()
    rule = models.TextField()
    day = models.DateField()

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=["day", "rule"], name="rule_shown_day"),)
        constraints = (
            models.UniqueConstraint(fields=["patient_id", "day", "rule"], name="rule_shown_once_a_day"),
        )

    def __str__(self) -> str:
        return f"{self.rule} for {self.patient_id}, {self.day}"


class RuleLook(models.Model):
    """The owner of a rule put it up for review, or looked at it and said what is to become of it."""

    rule = models.TextField(db_index=True)
    did = models.CharField(max_length=10, help_text="put_up, keep or change")
    reason = models.TextField()
    at = models.DateTimeField()
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    who = models.TextField(help_text="the name at the time")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.rule}: {self.did} by {self.who}"


class PlanTask(models.Model):
    """Something to be done so that a treatment that was accepted begins and is judged."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="tasks")
    patient_id = models.TextField(db_index=True)
    words = models.TextField()
    due = models.DateField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.TextField(blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.words
