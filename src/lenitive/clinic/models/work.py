"""Pieces of work that a person's record asks for, what became of each, and the views that staff keep."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """What became of a piece of work."""

    OPEN = "open", _("Unread")
    SEEN = "seen", _("Seen")
    PUT_OFF = "put_off", _("Put off")
    DONE = "done", _("Done")


LIVE = frozenset({State.OPEN, State.SEEN})


class WorkItem(models.Model):
    """One thing to do for a person: true of the record at its last judging, and what staff said to it.

    A person has one item a kind and subject; a refresh writes `holds` and the words, staff write the state.
    """

    patient_id = models.TextField()
    kind = models.CharField(max_length=30, help_text="a work list of knowledge/work.yaml")
    subject = models.TextField(help_text="rule, medicine, result or procedure; one item each")
    title = models.TextField()
    detail = models.TextField(blank=True, help_text="why, in words")
    urgency = models.SmallIntegerField(help_text="0 emergency to 3 at this visit")
    since = models.DateField(null=True, help_text="day of the newest evidence")
    due = models.DateField(null=True, help_text="by when")
    by = models.DateField(default=date.max, help_text="`due`, or the end of time: lists are sorted by it")
    route = models.TextField(blank=True, help_text="how to reach the person, as the record knows")
    mark = models.TextField(help_text="the evidence, so that new evidence is noticed")
    holds = models.BooleanField(default=True, help_text="whether the record asked for it at the last judging")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    owner_id: int | None
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="work"
    )
    live = models.BooleanField(default=True, help_text="open or seen: what the lists count")
    reason = models.TextField(blank=True, help_text="why it was put off, done, or opened again")
    until = models.DateField(null=True, help_text="put off until")
    opened_at = models.DateTimeField()
    limit_at = models.DateTimeField(null=True, help_text="an unread one is late from here")
    changed_at = models.DateTimeField()
    climbed = models.SmallIntegerField(default=0, help_text="steps climbed while unread")

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["patient_id", "kind", "subject"], name="work_once_a_subject"),
        )
        indexes = (
            # Partial: a condition that is a bare truth is answered by no ordinary index of SQLite.
            models.Index(
                fields=["kind", "urgency", "by", "id"], condition=models.Q(live=True), name="work_list"
            ),
            models.Index(fields=["owner", "kind"], name="work_owner"),
            models.Index(fields=["state", "until"], name="work_until"),
        )

    def say(self, state: str) -> None:
        """Give it a state, and with it whether the lists count it."""
        self.state, self.live = state, state in LIVE

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} of {self.patient_id}: {self.state}"


DID = {
    "opened": _("asks for it"),
    "reopened": _("asks for it again"),
    "settled": _("settled it"),
    "climbed": _("let it climb"),
    "take": _("took it over"),
    "give_back": _("gave it back"),
    "seen": _("saw it"),
    "done": _("marked it as done"),
    "put_off": _("put it off"),
    "undone": _("took that back"),
}


class WorkStep(models.Model):
    """Something that happened to a piece of work; `before` is what an undo puts back."""

    item_id: int
    staff_id: int | None
    item = models.ForeignKey(WorkItem, on_delete=models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    who = models.TextField(help_text="the name at the time")
    did = models.CharField(
        max_length=12,
        help_text="opened, reopened, settled, climbed, take, give_back, seen, done, put_off, undone",
    )
    reason = models.TextField(blank=True)
    before = models.JSONField(default=dict)

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=["item", "at"], name="work_step_item"),)

    @property
    def words(self) -> str:
        """What happened, as people read it."""
        return str(DID.get(self.did, self.did))

    def __str__(self) -> str:
        return f"{self.did} by {self.who}"


class SavedView(models.Model):
    """Filters of a work list that someone keeps under a name."""

    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=30)
    query = models.TextField(blank=True, help_text="the filters, as in the address")

    class Meta:
        default_permissions = ()
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=["staff", "name"], name="view_once_a_name"),)

    def __str__(self) -> str:
        return f"{self.name} of {self.staff}"
