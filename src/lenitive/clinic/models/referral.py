"""Referrals: what came in, what was read from it, what was decided, and its earlier records and letters."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CameBy(models.TextChoices):
    """How a referral came in."""

    FORM = "form", _("Form")
    LETTER = "letter", _("Letter")
    FHIR = "fhir", _("Electronic request")


class Referral(models.Model):
    """One referral, from the day it came until it is closed; it may have no person yet.

    Its states and urgencies are those of knowledge/visits/referrals.yaml. Every change is a `ReferralStep`.
    """

    ABOUT_A_PERSON = True  # `lenitive check` looks whether the person is there

    clinic_id: int | None
    facts: Any  # managers that Django adds, which the stubs do not know
    records: Any
    patient_id = models.TextField(null=True, help_text="empty until it is matched to a person")
    clinic = models.ForeignKey(
        "desk.Clinic", null=True, on_delete=models.SET_NULL, help_text="who took it in"
    )
    token = models.CharField(max_length=64, unique=True, help_text="of the form or resource: it counts once")
    came_by = models.CharField(max_length=10, choices=CameBy.choices)
    source = models.TextField(blank=True, help_text="identifier of the sender, as system|value")
    service_row = models.TextField(blank=True, help_text="row of `service` in the record")
    resource = models.TextField(blank=True, help_text="the FHIR resource as it was given")
    came_on = models.DateField(help_text="the day from which waiting is counted")
    taken_in_at = models.DateTimeField()
    taken_in_by = models.TextField(help_text="the name at the time")
    written_on = models.DateField(null=True, help_text="the day on the letter or request")
    referrer = models.TextField(blank=True)
    practice = models.TextField(blank=True, help_text="practice and address of the referrer")
    reach = models.TextField(blank=True, help_text="telephone, fax or e-mail of the referrer")
    pays = models.CharField(
        max_length=20, default="unknown", help_text="a way of knowledge/visits/referrals.yaml"
    )
    person = models.JSONField(
        default=dict, help_text="the person as written: name, birth, identifier, sex, ..."
    )
    question = models.TextField(blank=True, help_text="what is asked")
    letter = models.TextField(blank=True, help_text="the letter as it came, kept whole")
    asked_urgency = models.CharField(max_length=10, blank=True, help_text="as the referrer says")
    state = models.CharField(max_length=12, default="new")
    urgency = models.CharField(max_length=10, blank=True, help_text="as the clinician decided")
    due = models.DateField(null=True, help_text="day by which the person is seen")
    triage_due = models.DateField(help_text="day by which somebody has looked at it")
    suggested = models.CharField(max_length=10, default="routine", help_text="at the last judging")
    suggested_why = models.TextField(blank=True, help_text="the gravest reason, in words")
    possible = models.CharField(
        max_length=10, default="routine", help_text="what it would be if the unconfirmed words are so"
    )
    alarming = models.BooleanField(default=False, help_text="a danger is told, confirmed or not")
    education_at = models.DateTimeField(null=True, help_text="the sheet for the time of waiting was given")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        default_permissions = ()
        indexes = (
            models.Index(fields=["patient_id", "state"], name="referral_person"),
            models.Index(fields=["state", "due"], name="referral_state_due"),
            models.Index(fields=["source"], name="referral_source"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["source"], condition=~Q(source=""), name="referral_once_a_source"
            ),
        )

    @property
    def name(self) -> str:
        """The person's name as it was written."""
        return str(self.person.get("name") or "")

    def __str__(self) -> str:
        return f"referral of {self.name or self.patient_id or '?'}, {self.came_on}"


class ReferralStep(models.Model):
    """Something that happened to a referral: who, when, why; `before` is what an undo puts back."""

    referral_id: int
    letters: Any  # as above
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    who = models.TextField(help_text="the name at the time")
    did = models.CharField(max_length=20, help_text="received, matched, accept, decline, letter, ...")
    words = models.TextField(help_text="what happened, as people read it")
    reason = models.TextField(blank=True)
    advice = models.TextField(blank=True)
    suggested = models.CharField(max_length=10, blank=True, help_text="what was suggested at that moment")
    before = models.JSONField(default=dict, help_text="field -> value, of what changed")
    token = models.CharField(max_length=36, null=True, unique=True, help_text="of the form: it counts once")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.TextField(blank=True)

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=["referral", "at"], name="referral_step"),)

    def __str__(self) -> str:
        return f"{self.words}, {self.who}"


class Said(models.TextChoices):
    """What a person said to a proposal of the reader."""

    OPEN = "open", _("To confirm")
    CONFIRMED = "confirmed", _("Confirmed")
    REJECTED = "rejected", _("Not so")


class ReferralFact(models.Model):
    """Something a letter may tell, with its words; nothing counts before a person confirms it."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="facts")
    kind = models.CharField(max_length=12, help_text="danger, problem, medicine, treatment, name, birth, ...")
    what = models.TextField(
        blank=True, help_text="item, concept, ingredient or treatment of knowledge; or the words"
    )
    label = models.TextField()
    start = models.IntegerField(help_text="place of its words in the letter")
    end = models.IntegerField()
    words = models.TextField()
    sentence = models.TextField(blank=True)
    denied = models.BooleanField(default=False)
    past = models.BooleanField(default=False)
    dose = models.TextField(blank=True)
    outcome = models.CharField(max_length=12, blank=True)
    doubts = models.JSONField(default=list)
    said = models.CharField(max_length=10, choices=Said.choices, default=Said.OPEN)
    said_by = models.TextField(blank=True)
    said_at = models.DateTimeField(null=True)
    entry = models.ForeignKey(
        "clinic.Entry", null=True, on_delete=models.SET_NULL, help_text="rows that it wrote into the record"
    )

    class Meta:
        default_permissions = ()
        ordering = ("start", "pk")
        constraints = (
            models.UniqueConstraint(fields=["referral", "kind", "what", "start", "end"], name="fact_once"),
        )

    def __str__(self) -> str:
        return f"{self.label}: {self.said}"


class ReferralRecord(models.Model):
    """One kind of earlier record that was asked for, came by hand, or is not needed."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="records")
    kind = models.CharField(max_length=20, help_text="a record of knowledge/visits/referrals.yaml")
    asked_on = models.DateField(null=True)
    asked_of = models.TextField(blank=True)
    reminders = models.SmallIntegerField(default=0)
    reminded_on = models.DateField(null=True)
    came_on = models.DateField(null=True)
    not_needed = models.TextField(blank=True, help_text="why, in words")

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["referral", "kind"], name="referral_record_once"),)

    def __str__(self) -> str:
        return f"{self.kind} of {self.referral}"


class ReferralLetter(models.Model):
    """A letter that belongs to a referral, as it was made: its words are never overwritten."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="letters")
    kind = models.CharField(
        max_length=12, help_text="received, triaged, declined, redirected, more, records, reminder"
    )
    made_at = models.DateTimeField()
    made_by = models.TextField(help_text="the name at the time")
    to = models.TextField(blank=True)
    subject = models.TextField()
    sections = models.JSONField(default=list, help_text="[title, [line, ...]] of each section")
    step = models.ForeignKey(ReferralStep, null=True, on_delete=models.SET_NULL, related_name="letters")
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=["referral", "made_at"], name="referral_letter"),)

    def __str__(self) -> str:
        return f"{self.subject}, {self.made_at}"
